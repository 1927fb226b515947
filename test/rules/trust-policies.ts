import { ACCOUNT, document, REGION, Resources, role } from './templates';
import { readTemplate } from '../../src/cloudformation/app-reader';
import { RCP_FULL_AWS_ACCESS } from '../../src/cloudformation/organization';
import { PolicyDocument } from '../../src/engine/policy/policy-document';
import { PolicyType } from '../../src/engine/policy/policy-type';
import { findingsIn, RULES } from '../../src/rules/rule-set';
import { RuleName } from '../../src/rules/rule-table';

export const OTHER_ACCOUNT = '444455556666';

/** A role `R` with this trust policy. */
export function trusting(...statements: object[]): Resources {
  return { R: role([], { AssumeRolePolicyDocument: document(...statements) }) };
}

export function trust(principal: unknown, condition?: object, action: unknown = 'sts:AssumeRole') {
  return { Effect: 'Allow', Principal: principal, Action: action, ...condition && { Condition: condition } };
}

export function distrust(principal: unknown, condition?: object, action: unknown = 'sts:*') {
  return { ...trust(principal, condition, action), Effect: 'Deny' };
}

/** The ARN of an OIDC provider. */
export function oidc(host: string): string {
  return `arn:aws:iam::${ACCOUNT}:oidc-provider/${host}`;
}

export function web(provider: unknown, condition?: object) {
  return trust({ Federated: provider }, condition, 'sts:AssumeRoleWithWebIdentity');
}

/** Conditions on the claims of an OIDC provider. */
export function claims(host: string, operator: string, values: Record<string, unknown>) {
  return { [operator]: Object.fromEntries(Object.entries(values).map(([claim, value]) => [`${host}:${claim}`, value])) };
}

/** About which resources a rule finds something, where a resource control policy with this statement limits the account. */
export function blamedUnder(statement: object, rule: RuleName, resources: Resources): (string | undefined)[] {
  const policy = { name: 'control', document: PolicyDocument.parse(document(statement), { type: PolicyType.RESOURCE_CONTROL }) };
  const account = { id: ACCOUNT, resourceControlPolicies: [RCP_FULL_AWS_ACCESS, policy], children: [] };
  const organization = { managementAccountId: '999988887777', root: { id: 'r-ab12', children: [account] } };
  const reading = readTemplate(JSON.stringify({ Resources: resources }), { account: ACCOUNT, region: REGION }, { organization: { organization, unread: [] } });
  return findingsIn(reading, RULES.filter(({ name }) => name === rule)).map(({ logicalId }) => logicalId);
}
