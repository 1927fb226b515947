import { CfnParameter, Stack } from 'aws-cdk-lib';
import { AccountAlias, AccountSettingRemovalPolicy } from '../../../src/constructs';
import { acknowledgedOf, expectOnly, hasHandlerOfItsOwn, roleOf, settingIn } from '../account-settings';
import { expectNothingFound, judge } from '../judged-app';

const TYPE = 'Custom::AccountAlias';

const judged = judge(stack => ({
  alias: new AccountAlias(stack, 'Alias', { accountAlias: 'example-corp' }),
  deleting: new AccountAlias(stack, 'Deleting', { accountAlias: new CfnParameter(stack, 'Name').valueAsString, removalPolicy: AccountSettingRemovalPolicy.DELETE }),
}));
const { alias, deleting } = judged.made;

test('the template has the alias, also one that is known at deployment', () => {
  hasHandlerOfItsOwn(judged.template, TYPE);
  expect(settingIn(judged.template, TYPE)).toEqual([
    { Setting: { AccountAlias: 'example-corp' }, Adopt: false, Removal: 'retain' },
    { Setting: { AccountAlias: { Ref: 'Name' } }, Adopt: false, Removal: 'delete' },
  ]);
});

test('the role of the handler may see and set the alias, and delete it where told so', () => {
  expectOnly(judged, roleOf(alias), 'iam:ListAccountAliases', 'iam:CreateAccountAlias');
  expectOnly(judged, roleOf(deleting), 'iam:ListAccountAliases', 'iam:CreateAccountAlias', 'iam:DeleteAccountAlias');
});

test('the gate and cdk-nag find nothing but what is documented', () => {
  expectNothingFound(judged, { acknowledged: [alias, deleting].map(acknowledgedOf) });
});

// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html
test.each(['ab', 'a'.repeat(64), 'Example', '-example', 'example-', 'exam--ple', 'example.corp', '', '111122223333'])('refuses `%s`', accountAlias => {
  expect(() => new AccountAlias(new Stack(), 'Alias', { accountAlias })).toThrow(
    `\`${accountAlias}\` is no alias of an account; write 3 to 63 lowercase letters, digits and single hyphens between them, and no account id`);
});

test.each(['abc', 'a'.repeat(63), '123', 'a-b-c', '11112222333'])('takes `%s`', accountAlias => {
  expect(() => new AccountAlias(new Stack(), 'Alias', { accountAlias })).not.toThrow();
});
