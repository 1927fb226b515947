import { ALLOW_ALL } from './allow-all';
import { ask } from './ask';
import { Witness } from './finding';
import { resourceControlOf } from '../cloudformation/organization-policies';
import { PolicyReading, PrincipalReading, TemplateReading } from '../cloudformation/template-reading';
import { Caller } from '../engine/evaluation/caller';
import { ConditionBlock } from '../engine/policy/condition';
import { PatternElement } from '../engine/policy/pattern-element';
import { PolicyDocument } from '../engine/policy/policy-document';
import { PrincipalElement } from '../engine/policy/principal-element';
import { Statement } from '../engine/policy/statement';
import { OpenText, Text } from '../engine/policy/text';

/** A role, and the policy that says who may assume it. */
export type TrustingRole = PrincipalReading & { readonly trust: PolicyReading };

/** Somebody who asks for a role. */
export interface RoleRequest {
  readonly caller: Caller;
  readonly action: string;
  /** Key to its values; none: the key is missing. Keys that are not named may be anything. */
  readonly context: Record<string, Text[]>;
}

/** A request for a role that may be allowed. */
export interface TrustAnswer {
  readonly witness: Witness;
  /** The places of the statements that allow it: at least one. */
  readonly indexes: number[];
  readonly dependsOn: string[];
}

/**
 * Roles of one stack whose trust policies say the same: what is asked of one of them is answered for all.
 */
export class SharedTrust {
  /** Every trust policy of a stack. */
  public static in(reading: TemplateReading): SharedTrust[] {
    const shared = new Map<string, SharedTrust>();
    const single: SharedTrust[] = [];
    const isForAll = limitsAllAlike(reading);
    const places = new Set([...openValues(reading.pseudo.account), ...openValues(reading.pseudo.partition), ...openValues(reading.pseudo.region)]);
    for (const role of reading.principals.filter(isTrusting)) {
      const content = isForAll ? closedContent(role.trust.document, places) : undefined;
      const known = content === undefined ? undefined : shared.get(content);
      if (known !== undefined) {
        known.roles.push(role);
      } else {
        const made = new SharedTrust(reading, role);
        if (content === undefined) { single.push(made); } else { shared.set(content, made); }
      }
    }
    return [...shared.values(), ...single];
  }

  public readonly document: PolicyDocument;
  /** At least one. */
  public readonly roles: TrustingRole[];

  private constructor(public readonly reading: TemplateReading, role: TrustingRole) {
    this.roles = [role];
    this.document = role.trust.document;
  }

  public get allows(): Statement[] {
    return this.document.statements.filter(({ effect }) => effect === 'Allow');
  }

  /** @returns undefined when the role is surely refused */
  public ask({ caller, action, context }: RoleRequest): TrustAnswer | undefined {
    const { document, roles: [{ arn }], reading } = this;
    const probe = { caller, action, resource: arn, resourceAccount: reading.pseudo.account, context };
    // What the caller's own account allows is the caller's business.
    const possibility = ask(probe, { identity: [ALLOW_ALL], resource: document, resourceControl: resourceControlOf(reading) });
    if (possibility === undefined) { return undefined; }
    const indexes = possibility.allows.filter(one => one.document === document).map(({ statement: { index } }) => index);
    return { witness: possibility.witness, indexes: [...new Set(indexes)], dependsOn: possibility.dependsOn };
  }
}

function isTrusting(principal: PrincipalReading): principal is TrustingRole {
  return principal.trust !== undefined;
}

/** Do the policies of the organization treat all roles alike? */
function limitsAllAlike(reading: TemplateReading): boolean {
  const statements = resourceControlOf(reading)?.flat().flatMap(document => document.statements) ?? [];
  return statements.every(({ resource }) => resource === undefined || !resource.negated && resource.patterns.some(({ source }) => source === '*'));
}

function openValues(text: Text): number[] {
  return text instanceof OpenText ? text.openValues.map(({ symbol }) => symbol) : [];
}

/**
 * What a policy says, the same text for policies that say the same. Undefined where something in it is open, but for where the stack is
 * deployed. INVARIANT: no text forges an open value.
 */
function closedContent({ version, statements }: PolicyDocument, places: ReadonlySet<number>): string | undefined {
  let isClosed = true;
  const told = (text: Text) => {
    if (!(text instanceof OpenText)) { return text; }
    isClosed &&= text.openValues.every(({ symbol }) => places.has(symbol));
    return text.parts.map(part => typeof part === 'string' ? part : part.symbol);
  };
  const patterns = (element: PatternElement | undefined) => {
    isClosed &&= element === undefined || element.choices.length === 0;
    return element && [element.negated, element.patterns.map(({ source }) => told(source))];
  };
  const principals = (element: PrincipalElement | undefined) => {
    isClosed &&= element === undefined || element.choices.length === 0;
    return element && [element.negated, element.entries.map(({ type, everyone, pattern }) => [type, everyone, told(pattern.source)])];
  };
  const conditions = ({ conditions: closed, open }: ConditionBlock) => {
    isClosed &&= open.length === 0;
    return closed.map(({ operator, key, values }) => [operator.name, key, values.map(({ source }) => told(source))]);
  };
  const content = statements.map(({ effect, dependsOn, principal, action, resource, condition }) => {
    isClosed &&= dependsOn === undefined;
    return [effect, principals(principal), patterns(action), patterns(resource), conditions(condition)];
  });
  return isClosed ? JSON.stringify([version, content]) : undefined;
}
