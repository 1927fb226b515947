import { coveredActions } from './covered-actions';
import { evasions, Origin, Position, Preparation, somebody } from './evasions';
import { exampleOf } from './example';
import { Finding, Witness } from './finding';
import { referenceTo } from './permissions';
import { about, ReviewedApp } from './reviewed-app';
import { Rule } from './rule';
import { stranger } from './token-holder';
import { PolicyReading, TemplateReading } from '../cloudformation/template-reading';
import { AccessCheckPolicyType, CheckResult } from '../engine/analysis/check-types';
import { anythingDenied } from '../engine/analysis/policy-analyzer';
import { splitAction } from '../engine/evaluation/authorization-request';
import { RequestContext } from '../engine/evaluation/request-context';
import { applies, evaluateStatement } from '../engine/evaluation/statement-evaluation';
import { allConditions } from '../engine/policy/condition';
import { openNames } from '../engine/policy/condition-value';
import { EMPTY_SCOPE, Pattern } from '../engine/policy/pattern';
import { PolicyDocument } from '../engine/policy/policy-document';
import { quoted } from '../engine/policy/policy-problem';
import { Statement } from '../engine/policy/statement';
import { foldAscii, OpenText, OpenValue, Shape, Text } from '../engine/policy/text';
import { NO, Truth, YES } from '../engine/policy/truth';
import { ServiceAuthorizationReference } from '../engine/service-authorization/service-authorization-reference';

const RULE = 'NoWeakenedOrganizationPolicy';

/**
 * Is a policy of the organization easy to get around, or does it limit nothing?
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
export const NoWeakenedOrganizationPolicy: Rule = {
  name: RULE,
  question: 'Is a service or resource control policy easy to get around, or does it limit nothing?',
  why: 'Everybody relies on the limits of the organization: one that whoever it limits can leave behind protects nobody.',
  check: app => organizationPolicies(app).flatMap(policy => [
    ...deniesOf(policy.document).flatMap(statement => dodged(statement, policy) ?? idle(statement, policy) ?? []),
    ...disguised(policy),
  ]),
};

/** Who may ask: of a policy that limits resources, everybody. */
const CHECKED_AS = { serviceControl: AccessCheckPolicyType.IDENTITY_POLICY, resourceControl: AccessCheckPolicyType.RESOURCE_POLICY } as const;

/** A policy of the organization that the app attaches, or that is given from outside. */
interface OrganizationPolicy {
  readonly kind: 'serviceControl' | 'resourceControl';
  readonly document: PolicyDocument;
  readonly reading: TemplateReading;
  /** Where the app has it. */
  readonly policy?: PolicyReading;
  /** For messages. */
  readonly name: string;
  /** What limits those whom it limits, surely: itself, and the service control policies beside it. */
  readonly beside: PolicyDocument[];
}

function organizationPolicies({ stacks }: ReviewedApp): OrganizationPolicy[] {
  const own = stacks.flatMap(reading => reading.limits.flatMap(({ policy, targets }) => {
    const { kind, document, name } = policy;
    return kind === 'serviceControl' || kind === 'resourceControl' ? [{ kind, document, reading, policy, name, targets }] : [];
  }));
  const beside = (targets: Text[], kind: OrganizationPolicy['kind']) => own
    .filter(other => other.kind === kind && (other.targets.some(isRoot) || targets.length > 0 && targets.every(target => other.targets.some(one => isSame(one, target)))))
    .map(({ document }) => document);
  const given = stacks.flatMap(reading => (['serviceControl', 'resourceControl'] as const).flatMap(kind => {
    const policies = reading.organizationPolicies[kind].flatMap(level => level.policies);
    return policies.filter(({ outside }) => outside !== undefined && !outside.source.startsWith('arn:'))
      .map(({ name, document }) => ({ kind, document, reading, name, beside: policies.map(one => one.document) }));
  }));
  return [
    ...own.map(({ targets, ...one }) => ({ ...one, beside: [...new Set([one.document, ...beside(targets, one.kind)])] })),
    ...new Map(given.map(one => [one.document, one])).values(),
  ];
}

function isRoot(target: Text): boolean {
  return typeof target === 'string' && /^r-[0-9a-z]+$/.test(target);
}

function isSame(one: Text, other: Text): boolean {
  return Pattern.compile(one).matches(other) === YES;
}

function deniesOf({ statements }: PolicyDocument): Statement[] {
  return statements.filter(({ effect }) => effect === 'Deny');
}

/** What is found of a statement. A policy from outside the app is told in the message. */
function found({ policy, name }: OrganizationPolicy, statement: Statement | undefined, told: Pick<Finding, 'message' | 'fix' | 'witness' | 'dependsOn'>): Finding {
  if (policy === undefined) {
    const place = statement === undefined ? '' : ` at \`Statement[${statement.index}]\`${statement.sid === undefined ? '' : ` (${quoted(statement.sid)})`}`;
    return { rule: RULE, ...told, message: `${name}${place} ${told.message}` };
  }
  return { rule: RULE, ...about(policy.resource), ...told, ...statement && { statement: referenceTo(policy, statement) } };
}

// What can be dodged

/** Is there a request that the statement denies, and that it does not deny once whoever asks has changed what is theirs to change? */
function dodged(statement: Statement, policy: OrganizationPolicy): Finding | undefined {
  for (const evasion of evasions(statement, originOf(policy))) {
    const { from, to, by, told, fix } = evasion;
    const [denied] = anythingDenied(policy.document, statement, CHECKED_AS[policy.kind], from).reasons;
    if (denied === undefined) { continue; }
    const { action, resource } = denied.witness;
    const free = by.find(one => !isDenied(one, from, policy));
    const open = unknownIn(to);
    const denial = appliesTo(statement, { ...to, action, resource });
    const isDodged = denial === NO || open.length > 0 && denial !== YES;
    if (!isDodged || by.length > 0 && free === undefined) { continue; }
    if (by.length === 0 && others(statement, policy).some(one => appliesTo(one, { ...to, action, resource }) !== NO)) { continue; }
    return found(policy, statement, {
      message: `can be dodged: ${free === undefined ? 'whoever asks may' : `whoever may do \`${free.action}\` can`} ${told}`,
      fix,
      witness: witnessOf(to, action, resource),
      dependsOn: open,
    });
  }
  return undefined;
}

/** Somebody in an account of which nobody knows more; of a policy that limits resources, in one of somebody else. */
function originOf({ kind, reading: { pseudo: { partition } } }: OrganizationPolicy): Origin {
  return { partition, account: OpenText.of(OpenValue.invented('444455556666', Shape.freshDigits())), isForeign: kind === 'resourceControl' };
}

/** Is the preparation surely denied? Whoever prepares has no tags yet. */
function isDenied({ action, resource, context }: Preparation, { caller }: Position, { beside }: OrganizationPolicy): boolean {
  return beside.flatMap(deniesOf).some(one => appliesTo(one, { caller, action, resource, context: { ...withoutPrincipalTags(one), ...context } }) === YES);
}

function withoutPrincipalTags({ condition }: Statement): Record<string, Text[]> {
  return Object.fromEntries(allConditions(condition).filter(({ key }) => key.startsWith('aws:principaltag/')).map(({ key }) => [key, []]));
}

function others(statement: Statement, { beside }: OrganizationPolicy): Statement[] {
  return beside.flatMap(deniesOf).filter(one => one !== statement);
}

interface DeniableRequest extends Position {
  readonly action: string;
  readonly resource: Text;
}

function appliesTo(statement: Statement, { caller, action, resource, context }: DeniableRequest): Truth {
  const requestContext = new RequestContext(caller.derivedKeys, true);
  for (const [key, values] of Object.entries(context)) { requestContext.set(key, values); }
  return applies(evaluateStatement(statement, {
    caller,
    actionName: action,
    ...splitAction(action),
    resource,
    resourceAccount: caller.account ?? '',
    context: requestContext,
    callerInManagementAccount: false,
    resourceInManagementAccount: false,
  }, false));
}

function witnessOf({ caller, context }: Position, action: string, resource: string): Witness {
  return {
    principal: exampleOf(caller.name),
    action,
    resource,
    when: Object.entries(context).filter(([key]) => foldAscii(key) !== 'aws:principalarn').map(([key, values]) => ({ key, values: values.map(exampleOf) })),
  };
}

/** Values of the policy that stand in what is exempt. */
function unknownIn({ caller, context }: Position): string[] {
  const texts = [caller.name, ...Object.values(context).flat()];
  const values = texts.flatMap(text => text instanceof OpenText ? text.openValues : []);
  return [...new Set(values.filter(({ isInvented, shape }) => !isInvented && shape === undefined).map(({ name }) => name))];
}

// What denies nothing

function idle(statement: Statement, policy: OrganizationPolicy): Finding | undefined {
  const { result, message, undecided } = anythingDenied(policy.document, statement, CHECKED_AS[policy.kind]);
  switch (result) {
    case CheckResult.PASS: return found(policy, statement, { message: 'denies nothing, to nobody', fix: 'take the statement out, or write what it should deny', dependsOn: [] });
    // What rests on open values may deny something.
    case CheckResult.UNDECIDED: return isOpen(statement) ? undefined : found(policy, statement, { message: `may deny nothing: ${message}`, fix: 'write the statement in fewer words', dependsOn: undecided });
    case CheckResult.FAIL: return coveredActions(statement.action).length > 0 ? undefined : found(policy, statement, {
      message: 'denies no action that AWS lists',
      fix: 'correct the names of the actions: what is misspelt denies nothing',
      dependsOn: [],
    });
  }
}

function isOpen({ action, resource, condition }: Statement): boolean {
  return [...action.openNames, ...resource?.openNames ?? [], ...allConditions(condition).flatMap(({ values }) => values.flatMap(({ source }) => openNames(source)))].length > 0;
}

// What allows everything, and does not say so

/** A list of what is allowed that turns out to hold everything. Whoever writes `*` says so. */
function disguised(policy: OrganizationPolicy): Finding[] {
  if (policy.kind !== 'serviceControl') { return []; }
  const caller = somebody(originOf(policy));
  const allows = (statement: Statement, action: string) => appliesTo(statement, { caller, action, resource: OpenText.of(stranger()), context: {} }) === YES;
  const wide = policy.document.statements.filter(statement => statement.effect === 'Allow' && coveredActions(statement.action).slice(0, 1).some(({ name }) => allows(statement, name)));
  const isSaid = wide.some(statement => !statement.action.negated && allows(statement, '~:AnyAction'));
  if (wide.length === 0 || isSaid || !everyAction().every(action => wide.some(({ action: element }) => element.matches(action, EMPTY_SCOPE, EMPTY_SCOPE) === YES))) { return []; }
  const [{ name: action }] = coveredActions(wide[0].action);
  return [found(policy, wide[0], {
    message: 'allows, in whatever words, every action that AWS lists: it limits nothing',
    fix: 'allow only what the accounts need, or write `*` where the policy is not meant to limit anything',
    witness: witnessOf({ caller, context: {} }, action, '*'),
    dependsOn: [],
  })];
}

function everyAction(): string[] {
  return ServiceAuthorizationReference.services().flatMap(service => ServiceAuthorizationReference.actionsOf(service)).map(({ name }) => foldAscii(name));
}
