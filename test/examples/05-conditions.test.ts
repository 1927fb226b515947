import { removeAll, synth } from './synth';
import { engine } from '../../src/index';

afterAll(removeAll);

const { code, text, file } = synth('05-conditions.ts');

test('the synthesis succeeds, and nothing is found', () => {
  expect([code, text.match(/FATAL|ERROR|WARNING|cdk-iam-guardrails::|AwsSolutions/g)]).toEqual([0, null]);
});

test('contracts are read at work, and deleted there with a second factor of a few minutes ago', () => {
  const [{ Properties: { PolicyDocument } }] = Object.values<any>(JSON.parse(file('Contracts.template.json')).Resources).filter(({ Type }) => Type === 'AWS::IAM::Policy');
  const policy = JSON.stringify(PolicyDocument).replace(/\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},"([^"]*)"\]\]\}/g, '"arn:aws$1"');
  const may = (action: string, context: Record<string, string>) => engine.PolicySimulator.simulateCustomPolicy({
    policyInputList: [policy],
    actionNames: [action],
    resourceArns: ['arn:aws:s3:::amzn-s3-demo-bucket/open/contract'],
    callerArn: 'arn:aws:iam::111122223333:user/alice',
    contextEntries: Object.entries(context).map(([contextKeyName, value]) => ({ contextKeyName, contextKeyValues: [value] })),
  }).evaluationResults[0].evalDecision === engine.EvalDecision.ALLOWED;

  const [office, vpc, home] = [{ 'aws:SourceIp': '203.0.113.7' }, { 'aws:SourceVpc': 'vpc-0123456789abcdef0' }, { 'aws:SourceIp': '198.51.100.7' }];
  expect([office, vpc, home, { ...home, 'aws:ViaAWSService': 'true' }, {}].map(context => may('s3:GetObject', context))).toEqual([true, true, false, true, false]);
  expect(['60', '901', undefined].map(age => may('s3:DeleteObject', age === undefined ? office : { ...office, 'aws:MultiFactorAuthAge': age }))).toEqual([true, false, false]);
});
