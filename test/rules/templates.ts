import { StackFacts, readTemplate } from '../../src/cloudformation/app-reader';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';
import { PolicySimulator } from '../../src/engine/evaluation/policy-simulator';
import { SimulatedPolicies } from '../../src/engine/evaluation/simulation-types';
import { Finding } from '../../src/rules/finding';
import { findingsIn, RULES } from '../../src/rules/rule-set';
import { RuleName } from '../../src/rules/rule-table';

/** The account and the region that the templates of these tests are deployed to. */
export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';
const DEPLOYED: StackFacts = { account: ACCOUNT, region: REGION };

export type Resources = Record<string, object>;
/** Other sections of a template: `Parameters`, `Conditions`. */
export type Sections = Record<string, object>;

export const NO_VALUE = { Ref: 'AWS::NoValue' };
/** A template with a condition `C`, and one with a parameter `X` of which nothing is known. */
export const WITH_CONDITION: Sections = { Parameters: { Stage: { Type: 'String' } }, Conditions: { C: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } } };
export const WITH_PARAMETER: Sections = { Parameters: { X: { Type: 'String' } } };

export function document(...statements: unknown[]) {
  return { Version: '2012-10-17', Statement: statements };
}

export function allow(action: unknown, resource: unknown = '*', condition?: object) {
  return { Effect: 'Allow', Action: action, Resource: resource, ...condition && { Condition: condition } };
}

export function deny(action: unknown, resource: unknown = '*', condition?: object) {
  return { ...allow(action, resource, condition), Effect: 'Deny' };
}

/** Inline policies: `p0`, `p1`, ... */
function inline(documents: unknown[]) {
  return documents.length === 0 ? {} : { Policies: documents.map((one, i) => ({ PolicyName: `p${i}`, PolicyDocument: one })) };
}

export const TRUST_OF_LAMBDA = document({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' });

export function role(documents: unknown[] = [], properties: object = {}) {
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST_OF_LAMBDA, ...inline(documents), ...properties } };
}

export function user(documents: unknown[] = [], properties: object = {}) {
  return { Type: 'AWS::IAM::User', Properties: { ...inline(documents), ...properties } };
}

export function group(documents: unknown[] = [], properties: object = {}) {
  return { Type: 'AWS::IAM::Group', Properties: { ...inline(documents), ...properties } };
}

/** A policy of its own, attached by its properties: `{ Roles: [{ Ref: 'R' }] }`. */
export function policy(one: unknown, properties: object) {
  return { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'separate', PolicyDocument: one, ...properties } };
}

export function managedPolicy(one: unknown, properties: object = {}) {
  return { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: one, ...properties } };
}

/** What the gate finds in a template. */
export function findings(resources: Resources, sections: Sections = {}, facts = DEPLOYED, rules = RULES): Finding[] {
  return findingsIn(readTemplate(JSON.stringify({ ...sections, Resources: resources }), facts), rules);
}

/** What one rule finds. */
export function findingsOf(rule: RuleName, resources: Resources, sections?: Sections, facts?: StackFacts): Finding[] {
  return findings(resources, sections, facts, RULES.filter(({ name }) => name === rule));
}

/** About which resources a rule finds something. */
export function blamed(rule: RuleName, resources: Resources, sections?: Sections, facts?: StackFacts): (string | undefined)[] {
  return findingsOf(rule, resources, sections, facts).map(({ logicalId }) => logicalId);
}

/** What the simulator decides about the witness of a finding, under these policies. */
export function replayed({ witness }: Finding, policies: SimulatedPolicies): EvalDecision | undefined {
  const { evaluationResults, errors } = PolicySimulator.simulateCustomPolicy({
    ...policies,
    callerArn: witness!.principal,
    actionNames: [witness!.action],
    resources: [{ resourceArn: witness!.resource, resourceOwner: ACCOUNT }],
    contextEntries: witness!.when.map(({ key, values }) => ({ contextKeyName: key, contextKeyValues: values, unknown: values === undefined })),
  });
  expect(errors).toEqual([]);
  const [{ evalDecision, possibleDecisions }] = evaluationResults;
  return witness!.when.some(({ values }) => values === undefined) && possibleDecisions.includes(EvalDecision.ALLOWED) ? EvalDecision.ALLOWED : evalDecision;
}
