import { Template } from 'aws-cdk-lib/assertions';
import { removeAll, synth } from './synth';

afterAll(removeAll);

const { code, text, file } = synth('10-people.ts');
const resources = () => Object.entries<any>(JSON.parse(file('People.template.json')).Resources);
const withMfa = (type: string) => resources().filter(([, { Type, Properties }]) => Type === type && Properties.Policies?.some(({ PolicyName }: any) => PolicyName.startsWith('RequireMfa')))
  .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));

test('the synthesis succeeds, and nothing is found but what somebody has seen', () => {
  expect([code, text.match(/FATAL|ERROR|WARNING|cdk-iam-guardrails::|AwsSolutions/g)]).toEqual([0, null]);
});

test('everybody shows a second factor, but for the press', () => {
  expect([withMfa('AWS::IAM::Group'), withMfa('AWS::IAM::User')]).toEqual([['Planners', 'Administrators'], ['Alice', 'Bob']]);
});

test('people sign in with a first password, and the press has a key for a month', () => {
  const template = Template.fromJSON(JSON.parse(file('People.template.json')));
  const signingIn = resources().filter(([, { Properties }]) => Properties?.LoginProfile?.PasswordResetRequired === true).map(([, { Properties: { UserName } }]) => UserName);

  expect(signingIn).toEqual(['alice', 'bob']);
  template.hasResourceProperties('Custom::AccessKeyRotation', { ROTATION_INTERVAL: '30' });
  template.resourceCountIs('AWS::IAM::AccessKey', 0);
});
