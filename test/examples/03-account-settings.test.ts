import { Template } from 'aws-cdk-lib/assertions';
import { removeAll, synth } from './synth';
import { settingIn } from '../constructs/account-settings';

afterAll(removeAll);

const { code, text, file } = synth('03-account-settings.ts');

test('the synthesis succeeds, and nothing is found', () => {
  expect([code, text.match(/FATAL|ERROR|WARNING|cdk-iam-guardrails::|AwsSolutions/g)]).toEqual([0, null]);
});

test('the account has what the example says', () => {
  const template = Template.fromJSON(JSON.parse(file('AccountSettings.template.json')));

  expect(settingIn(template, 'Custom::AccountPasswordPolicy')).toMatchObject([{ Setting: { MaxPasswordAge: 90, MinimumPasswordLength: 14 }, Removal: 'retain' }]);
  expect(settingIn(template, 'Custom::AccountAlias')).toMatchObject([{ Setting: { AccountAlias: 'example-corp' }, Adopt: true, Removal: 'restore' }]);
  expect(settingIn(template, 'Custom::AccountPublicAccessBlock')).toMatchObject([{ Setting: { BlockPublicPolicy: true }, Adopt: false, Removal: 'retain' }]);
});
