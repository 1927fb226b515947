import { AccessCheckPolicyType, CheckResult } from '../../../src/engine/analysis/check-types';
import { noNewAccess } from '../../../src/engine/analysis/policy-analyzer';
import { PolicySimulator } from '../../../src/engine/evaluation/policy-simulator';
import { PolicyDocument } from '../../../src/engine/policy/policy-document';
import { PolicyType } from '../../../src/engine/policy/policy-type';
import { AwsManagedPolicies } from '../../../src/engine/service-authorization/aws-managed-policies';

interface ManagedPolicy { readonly arn: string; readonly json: object; readonly document: PolicyDocument }

const read = (arn: string): ManagedPolicy => {
  const { document: json } = AwsManagedPolicies.find(arn)!;
  return { arn, json, document: PolicyDocument.parse(json, { type: PolicyType.IDENTITY }) };
};
const policies = AwsManagedPolicies.arns().map(read);
const check = (existing: ManagedPolicy, updated: ManagedPolicy) => noNewAccess(existing.document, updated.document, AccessCheckPolicyType.IDENTITY_POLICY);

test('every AWS managed policy is within itself', () => {
  expect(policies.filter(policy => check(policy, policy).result !== CheckResult.PASS).map(({ arn }) => arn)).toEqual([]);
});

test('every one is within AdministratorAccess', () => {
  const administrator = read('arn:aws:iam::aws:policy/AdministratorAccess');

  expect(policies.filter(policy => check(administrator, policy).result !== CheckResult.PASS).map(({ arn }) => arn)).toEqual([]);
});

test('AdministratorAccess is within no other one', () => {
  const administrator = read('arn:aws:iam::aws:policy/AdministratorAccess');

  expect(policies.filter(policy => check(policy, administrator).result !== CheckResult.FAIL).map(({ arn }) => arn)).toEqual([administrator.arn]);
});

test('against ReadOnlyAccess, each is decided, and the simulator decides every witness alike', () => {
  const readOnly = read('arn:aws:iam::aws:policy/ReadOnlyAccess');
  const decides = (policy: ManagedPolicy, simulator: PolicySimulator) => check(readOnly, policy).reasons.map(({ witness }) => simulator.simulate({
    callerArn: witness.principal,
    actionNames: [witness.action],
    resources: [{ resourceArn: witness.resource }],
    contextEntries: witness.context,
  }).evaluationResults[0].evalDecision);
  const readOnlySimulator = new PolicySimulator({ policyInputList: [readOnly.json] });

  expect(policies.filter(policy => check(readOnly, policy).result === CheckResult.UNDECIDED).map(({ arn }) => arn)).toEqual([]);
  expect(policies.filter(policy => decides(policy, new PolicySimulator({ policyInputList: [policy.json] })).some(decision => decision !== 'allowed')).map(({ arn }) => arn)).toEqual([]);
  expect(policies.filter(policy => decides(policy, readOnlySimulator).includes('allowed' as any)).map(({ arn }) => arn)).toEqual([]);
});
