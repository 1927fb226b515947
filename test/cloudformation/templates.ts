import { readTemplate, StackFacts } from '../../src/cloudformation/app-reader';
import { UnreadPlace } from '../../src/cloudformation/template';
import { PolicyReading, PrincipalReading, TemplateReading } from '../../src/cloudformation/template-reading';
import { ApplicablePolicies } from '../../src/engine/evaluation/applicable-policies';
import { authorize } from '../../src/engine/evaluation/authorization';
import { splitAction } from '../../src/engine/evaluation/authorization-request';
import { Caller, parseCaller } from '../../src/engine/evaluation/caller';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';
import { RequestContext } from '../../src/engine/evaluation/request-context';
import { PolicyDocument } from '../../src/engine/policy/policy-document';
import { Text } from '../../src/engine/policy/text';

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';

export type Resources = Record<string, unknown>;
/** Other sections of a template: `Parameters`, `Conditions`, `Mappings`. */
export type Sections = Record<string, unknown>;

export const NO_VALUE = { Ref: 'AWS::NoValue' };

/** One of two values, by the condition `C`. */
export function either(then: unknown, otherwise: unknown = NO_VALUE): object {
  return { 'Fn::If': ['C', then, otherwise] };
}

// Policies

export function document(...statements: unknown[]) {
  return { Version: '2012-10-17', Statement: statements };
}

export function allow(action: unknown, resource: unknown = '*') {
  return { Effect: 'Allow', Action: action, Resource: resource };
}

export function deny(action: unknown, resource: unknown = '*') {
  return { ...allow(action, resource), Effect: 'Deny' };
}

export const ALLOW_ALL = document(allow('*'));
export const DENY_ALL = document(deny('*'));

export function trustIn(principal: unknown) {
  return document({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' });
}

// Resources. The last argument goes beside `Type` and `Properties`: `{ Condition: 'C' }`

export function role(properties: object = {}, attributes: object = {}) {
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trustIn({ Service: 'ec2.amazonaws.com' }), ...properties }, ...attributes };
}

export function user(properties: object = {}, attributes: object = {}) {
  return { Type: 'AWS::IAM::User', Properties: properties, ...attributes };
}

export function group(properties: object = {}, attributes: object = {}) {
  return { Type: 'AWS::IAM::Group', Properties: properties, ...attributes };
}

/** `Policies` of a role, user or group: `p0`, `p1`, ... */
export function inline(...documents: unknown[]) {
  return { Policies: documents.map((one, i) => ({ PolicyName: `p${i}`, PolicyDocument: one })) };
}

export function policy(one: unknown, properties: object, attributes: object = {}) {
  return { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'separate', PolicyDocument: one, ...properties }, ...attributes };
}

export function managedPolicy(one: unknown, properties: object = {}, attributes: object = {}) {
  return { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: one, ...properties }, ...attributes };
}

export function addition(groupName: unknown, users: unknown, attributes: object = {}) {
  return { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: groupName, Users: users }, ...attributes };
}

// Reading

export function read(resources: unknown, sections: Sections = {}, facts: StackFacts = {}): TemplateReading {
  return readTemplate(JSON.stringify({ ...sections, Resources: resources }), facts);
}

/** `R Properties.Policies`, or the path alone where it is of the whole template. Each says what is wrong. */
export function placesOf(places: UnreadPlace[]): string[] {
  for (const { message } of places) { expect(message.length).toBeGreaterThan(10); }
  return places.map(({ logicalId, path }) => logicalId === undefined ? path : `${logicalId} ${path}`);
}

/** What could not be read. */
export function unreadIn(reading: TemplateReading): string[] {
  return placesOf(reading.unread);
}

export function unread(resources: unknown, sections?: Sections, facts?: StackFacts): string[] {
  return unreadIn(read(resources, sections, facts));
}

/** A role, user or group of a reading. */
export function principalOf({ principals }: TemplateReading, logicalId: string): PrincipalReading {
  return principals.find(({ resource }) => resource.logicalId === logicalId)!;
}

/** All identity policies of a principal, those of its groups too. */
export function policiesOf({ policies, groups }: PrincipalReading): PolicyReading[] {
  return [...policies, ...groups.flatMap(one => one.policies)];
}

/** Where a policy stands, with a question mark where nobody knows whether it is attached. */
export function spelt({ resource, path, document: { statements } }: PolicyReading): string {
  return `${resource.logicalId} ${path.replace('Properties.', '')}${statements.some(({ dependsOn }) => dependsOn !== undefined) ? '?' : ''}`;
}

/** Which policies each principal has, by its logical id; `^` marks its boundary, `loose` lists what is judged alone. */
export function attachments(reading: TemplateReading): Record<string, string[]> {
  const listed = reading.principals.map(one => [
    one.resource.logicalId, [...policiesOf(one).map(spelt), ...one.boundary === undefined ? [] : [`^${spelt(one.boundary)}`]],
  ]);
  return { ...Object.fromEntries(listed), ...reading.loose.length === 0 ? {} : { loose: reading.loose.map(one => spelt(one.policy)) } };
}

// Decisions

export const ALICE = parseCaller(`arn:aws:iam::${ACCOUNT}:user/alice`)!;

export interface Asked {
  readonly action: string;
  readonly resource: Text;
  /** Keys that are not named are missing. */
  readonly context?: Record<string, Text[]>;
  readonly caller?: Caller;
}

/** Every decision that is possible, sorted. */
export function decisions({ action, resource, context = {}, caller = ALICE }: Asked, policies: ApplicablePolicies): EvalDecision[] {
  const requestContext = new RequestContext(caller.derivedKeys);
  for (const [key, values] of Object.entries(context)) { requestContext.set(key, values); }
  return [...authorize({
    caller,
    actionName: action,
    ...splitAction(action),
    resource,
    resourceAccount: ACCOUNT,
    context: requestContext,
    callerInManagementAccount: false,
    resourceInManagementAccount: false,
  }, policies).possible].sort();
}

/** What a request of a role, user or group of the template may come to. */
export function decisionsFor(reading: TemplateReading, logicalId: string, asked: Asked): EvalDecision[] {
  const principal = principalOf(reading, logicalId);
  const permissionsBoundary = principal.boundary && documentsOf([principal.boundary]);
  return decisions(asked, { identity: documentsOf(policiesOf(principal)), permissionsBoundary });
}

export function documentsOf(policies: PolicyReading[]): PolicyDocument[] {
  return policies.map(one => one.document);
}
