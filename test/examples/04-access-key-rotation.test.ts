import { removeAll, synth } from './synth';

afterAll(removeAll);

const { code, text, file } = synth('04-access-key-rotation.ts');

test('the synthesis succeeds, and nothing is found', () => {
  expect([code, text.match(/FATAL|ERROR|WARNING|cdk-iam-guardrails::|AwsSolutions/g)]).toEqual([0, null]);
});

test('the key is rotated every month, and never in the template', () => {
  const resources = Object.values<any>(JSON.parse(file('Printer.template.json')).Resources);

  expect(resources.filter(({ Type }) => Type === 'Custom::AccessKeyRotation').map(({ Properties }) => Properties)).toMatchObject([{ ROTATION_INTERVAL: '30', GRACE_PERIOD: '3' }]);
  expect(resources.filter(({ Type }) => Type === 'AWS::IAM::AccessKey')).toEqual([]);
});
