import { ask } from './ask';
import { StatementReference, Witness } from './finding';
import { resourceControlOf, serviceControlOf } from '../cloudformation/organization-policies';
import { LooseReading, PolicyReading, PrincipalReading, TemplateReading } from '../cloudformation/template-reading';
import { CheckResult } from '../engine/analysis/check-types';
import { EffectiveAccess } from '../engine/analysis/effective-access';
import { ApplicablePolicies } from '../engine/evaluation/applicable-policies';
import { Caller, parseCaller } from '../engine/evaluation/caller';
import { Statement } from '../engine/policy/statement';
import { foldAscii, OpenText, OpenValue, Shape, Text } from '../engine/policy/text';

/** A question: may this be done? */
export interface Question {
  readonly action: string;
  readonly resource: Text;
  /** The account that owns it. @default - that of the template */
  readonly resourceAccount?: Text;
  /** Key to its values; none: the key is missing. Keys that are not named may be anything. */
  readonly context?: Record<string, Text[]>;
  /** Who may use the resource, as it says itself. @default - it says nothing, or nobody knows */
  readonly resourcePolicy?: PolicyReading;
}

type AskedQuestion = Question & Required<Pick<Question, 'resourceAccount' | 'context'>>;

/** The answer to a question, where it may be allowed. */
export interface Permission {
  readonly witness: Witness;
  /** Whether it is allowed whatever the open values and context keys are. */
  readonly isCertain: boolean;
  /** The statements that allow it, and the policies they stand in: the own ones first, that of the resource last. */
  readonly statements: StatementReference[];
  readonly policies: PolicyReading[];
  readonly dependsOn: string[];
}

/** What applies to what somebody does. Nobody is asked about most principals. */
interface Layers {
  readonly anywhere: ApplicablePolicies;
  /** On resources of the own account. */
  readonly atHome: ApplicablePolicies;
}

/**
 * What a principal may do with all its policies together: identity policies, those of its groups, its boundary.
 */
export class Permissions {
  /** Of a role, user or group of the template. A group is asked as a member of it. */
  public static of(principal: PrincipalReading, reading: TemplateReading): Permissions {
    const policies = [...principal.policies, ...principal.groups.flatMap(group => group.policies)];
    return new Permissions(() => callerFor(principal, reading), policies, principal.boundary, reading, principal);
  }

  /** Of a policy alone, as if it were attached to a user, or to a role: to the named one, or else to any. */
  public static ofLoose({ policy, target }: LooseReading, reading: TemplateReading, kind: 'user' | 'role'): Permissions {
    const name = target?.name ?? OpenText.of(OpenValue.invented(kind === 'user' ? 'alice' : 'app', Shape.chosenName()));
    return new Permissions(() => kind === 'user' ? user(name, reading) : role(name, reading), [policy], undefined, reading);
  }

  private asks: Caller | undefined;
  private layers: Layers | undefined;
  private readonly accesses = new Map<PolicyReading | undefined, Map<Text, EffectiveAccess>>();
  private readonly services = new Map<string, boolean>();

  private constructor(
    private readonly callerOf: () => Caller, readonly policies: PolicyReading[], readonly boundary: PolicyReading | undefined, private readonly reading: TemplateReading,
    private readonly principal?: PrincipalReading,
  ) {}

  public get caller(): Caller {
    return this.asks ??= this.callerOf();
  }

  /**
   * The permission, if the request may be allowed for some values of what is open; undefined when it is surely denied. One evaluation tells
   * most; where its answer depends on conditions, the analysis tells whether they can all be met.
   */
  public ask(question: Question): Permission | undefined {
    const { action, resource, resourceAccount = this.reading.pseudo.account, context = {}, resourcePolicy } = question;
    const asked: AskedQuestion = { action, resource, resourceAccount, context, resourcePolicy };
    if (resourcePolicy === undefined && !this.mayAllow(action)) { return undefined; }
    const possibility = ask({ caller: this.caller, action, resource, resourceAccount, context }, this.policiesOn(asked));
    if (possibility === undefined) { return undefined; }
    const { allows, dependsOn } = possibility;
    const witness = possibility.isCertain ? possibility.witness : this.confirmed(possibility.witness, asked);
    if (witness === undefined) { return undefined; }
    const allowing = [...this.policies, ...resourcePolicy === undefined ? [] : [resourcePolicy]];
    const placed = allows.flatMap(({ statement, document }) => allowing.filter(policy => policy.document === document).map(policy => ({ policy, statement })));
    const found = [...placed.filter(({ policy }) => policy !== resourcePolicy), ...placed.filter(({ policy }) => policy === resourcePolicy)];
    return {
      witness,
      isCertain: possibility.isCertain,
      statements: found.map(({ policy, statement }) => referenceTo(policy, statement)),
      policies: found.map(({ policy }) => policy),
      dependsOn,
    };
  }

  /** Everything that may be done, on resources of one account that say themselves who may use them, or say nothing. */
  public effectiveAccess({ resourceAccount = this.reading.pseudo.account, resourcePolicy }: Pick<Question, 'resourceAccount' | 'resourcePolicy'> = {}): EffectiveAccess {
    const accesses = this.accesses.get(resourcePolicy) ?? new Map<Text, EffectiveAccess>();
    this.accesses.set(resourcePolicy, accesses);
    const access = accesses.get(resourceAccount) ?? EffectiveAccess._of(this.caller, this.policiesOn({ resourceAccount, resourcePolicy }), resourceAccount);
    accesses.set(resourceAccount, access);
    return access;
  }

  /** All policies that count on resources of the own account that say nothing themselves. */
  public get policiesAtHome(): ApplicablePolicies {
    return this.policiesOn({ resourceAccount: this.reading.pseudo.account });
  }

  private policiesOn({ resourceAccount, resourcePolicy }: Pick<AskedQuestion, 'resourceAccount' | 'resourcePolicy'>): ApplicablePolicies {
    this.layers ??= this.layersOf();
    const policies = resourceAccount === this.reading.pseudo.account ? this.layers.atHome : this.layers.anywhere;
    return resourcePolicy === undefined ? policies : { ...policies, resource: resourcePolicy.document };
  }

  private layersOf(): Layers {
    const anywhere: ApplicablePolicies = {
      identity: this.policies.map(({ document }) => document),
      permissionsBoundary: this.boundary && [this.boundary.document],
      serviceControl: serviceControlOf(this.reading, this.principal),
    };
    return { anywhere, atHome: { ...anywhere, resourceControl: resourceControlOf(this.reading) } };
  }

  /** Does some statement allow actions of that service at all? Most do not. */
  private mayAllow(action: string): boolean {
    const service = foldAscii(action.slice(0, action.indexOf(':')));
    let known = this.services.get(service);
    if (known === undefined) {
      known = this.policies.some(({ document }) => document.statements.some(isOf(service)));
      this.services.set(service, known);
    }
    return known;
  }

  /** The witness with the values that the conditions ask for; undefined when no values meet them all. What is too hard to say stays as it is. */
  private confirmed(witness: Witness, asked: AskedQuestion): Witness | undefined {
    const { action, resource, context } = asked;
    const answer = this.effectiveAccess(asked)._ask({ action, resource, context });
    if (answer.result === CheckResult.PASS) { return undefined; }
    if (answer.witness === undefined) { return witness; }
    const found = new Map(answer.witness.context.map(({ contextKeyName, contextKeyValues }) => [contextKeyName, contextKeyValues]));
    const told = witness.when.map(({ key, values }) => ({ key, values: values ?? found.get(key) ?? [] }));
    const isTold = (key: string) => [...told.map(one => one.key), ...Object.keys(context), 'aws:ResourceAccount'].some(name => foldAscii(name) === foldAscii(key));
    const more = [...found].filter(([key]) => !isTold(key)).map(([key, values]) => ({ key, values }));
    return { ...witness, when: [...told, ...more] };
  }
}

function isOf(service: string): (statement: Statement) => boolean {
  return ({ effect, services }) => effect === 'Allow' && (services === undefined || services.includes(service));
}

export function referenceTo({ name, resource, path }: PolicyReading, { index, sid }: Statement): StatementReference {
  return { policy: name, ...resource.stack !== '' && { stack: resource.stack }, logicalId: resource.logicalId, path, index, sid };
}

export function isSameStatement(a: StatementReference, b: StatementReference): boolean {
  return a.stack === b.stack && a.logicalId === b.logicalId && a.path === b.path && a.index === b.index;
}

function callerFor({ kind, name, arn }: PrincipalReading, reading: TemplateReading): Caller {
  switch (kind) {
    case 'user': return parseCaller(arn)!;
    // Some member of the group: a policy may name it.
    case 'group': return user(OpenText.of(OpenValue.invented('alice', Shape.chosenName())), reading);
    case 'role': return session(name, arn, reading);
  }
}

function user(name: Text, { pseudo: { partition, account } }: TemplateReading): Caller {
  return parseCaller(OpenText.of('arn:', partition, ':iam::', account, ':user/', name))!;
}

function role(name: Text, reading: TemplateReading): Caller {
  const { partition, account } = reading.pseudo;
  return session(name, OpenText.of('arn:', partition, ':iam::', account, ':role/', name), reading);
}

function session(roleName: Text, roleArn: Text, { pseudo: { partition, account } }: TemplateReading): Caller {
  return parseCaller(OpenText.of('arn:', partition, ':sts::', account, ':assumed-role/', roleName, '/', OpenValue.invented('session')), roleArn)!;
}
