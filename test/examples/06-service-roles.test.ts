import { removeAll, synth } from './synth';

afterAll(removeAll);

const { code, text, file } = synth('06-service-roles.ts');

test('the synthesis succeeds, and nothing is found', () => {
  expect([code, text.match(/FATAL|ERROR|WARNING|cdk-iam-guardrails::|AwsSolutions/g)]).toEqual([0, null]);
});

test('the schedule has the role in its group alone', () => {
  const roles = Object.values<any>(JSON.parse(file('Worker.template.json')).Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
  const [{ Condition }] = roles.flatMap(({ Properties }) => Properties.AssumeRolePolicyDocument.Statement).filter(({ Principal }) => Principal.Service === 'scheduler.amazonaws.com');

  expect(JSON.stringify(Condition)).toContain(':schedule-group/orders');
});
