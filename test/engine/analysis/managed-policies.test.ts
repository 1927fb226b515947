import { AccessCheckPolicyType, AccessWitness, CheckResult } from '../../../src/engine/analysis/check-types';
import { noNewAccess } from '../../../src/engine/analysis/policy-analyzer';
import { EvalDecision } from '../../../src/engine/evaluation/eval-decision';
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

const simulators = new Map<string, PolicySimulator>();

/** Whatever account a resource is in, it delegates to the account of the caller: the identity policy decides. */
function simulatorFor({ arn, json }: ManagedPolicy, account: string): PolicySimulator {
  const key = `${arn} ${account}`;
  const simulator = simulators.get(key) ?? new PolicySimulator({
    policyInputList: [json],
    resourcePolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: '*', Resource: '*' }] },
  });
  simulators.set(key, simulator);
  return simulator;
}

function decision(policy: ManagedPolicy, { principal, action, resource, context }: AccessWitness): EvalDecision {
  const { evaluationResults: [{ evalDecision }] } = simulatorFor(policy, principal.split(':')[4]).simulate({
    callerArn: principal,
    actionNames: [action],
    resources: [{ resourceArn: resource }],
    contextEntries: context,
  });
  return evalDecision;
}

test('against ReadOnlyAccess, each is decided, and the simulator decides every witness alike', () => {
  const readOnly = read('arn:aws:iam::aws:policy/ReadOnlyAccess');
  const answers = policies.map(policy => ({ policy, answer: check(readOnly, policy) }));
  const witnesses = answers.flatMap(({ policy, answer: { reasons } }) => reasons.map(({ witness }) => ({ policy, witness })));
  const isAllowed = (policy: ManagedPolicy, witness: AccessWitness) => decision(policy, witness) === EvalDecision.ALLOWED;

  expect(answers.filter(({ answer: { result } }) => result === CheckResult.UNDECIDED).map(({ policy: { arn } }) => arn)).toEqual([]);
  expect(witnesses.filter(({ policy, witness }) => !isAllowed(policy, witness)).map(({ policy: { arn }, witness }) => [arn, witness])).toEqual([]);
  // Everybody may always ask who they are.
  expect(witnesses.filter(({ witness }) => witness.action !== 'sts:GetCallerIdentity' && isAllowed(readOnly, witness)).map(({ policy: { arn }, witness }) => [arn, witness])).toEqual([]);
});
