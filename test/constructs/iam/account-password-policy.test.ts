import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AccountPasswordPolicy, AccountPasswordPolicyProps, AccountSettingRemovalPolicy } from '../../../src/constructs';
import { acknowledgedOf, expectOnly, hasHandlerOfItsOwn, roleOf, settingIn } from '../account-settings';
import { expectNothingFound, judge } from '../judged-app';

const TYPE = 'Custom::AccountPasswordPolicy';
const SAFE = {
  MinimumPasswordLength: 14,
  RequireUppercaseCharacters: true,
  RequireLowercaseCharacters: true,
  RequireNumbers: true,
  RequireSymbols: true,
  AllowUsersToChangePassword: true,
  PasswordReusePrevention: 24,
  HardExpiry: false,
};

const judged = judge(stack => ({
  safe: new AccountPasswordPolicy(stack, 'Safe'),
  deleting: new AccountPasswordPolicy(stack, 'Deleting', { removalPolicy: AccountSettingRemovalPolicy.DELETE }),
  restoring: new AccountPasswordPolicy(stack, 'Restoring', { adopt: true, removalPolicy: AccountSettingRemovalPolicy.RESTORE }),
}));
const { safe, deleting, restoring } = judged.made;

function settingOf(props: AccountPasswordPolicyProps): any {
  const { template } = judge(stack => new AccountPasswordPolicy(stack, 'Policy', props));
  return settingIn(template, TYPE)[0].Setting;
}

describe('the template', () => {
  test('has the safe policy by default, kept on removal', () => {
    expect(settingIn(judged.template, TYPE)[0]).toEqual({ Setting: SAFE, Adopt: false, Removal: 'retain' });
  });

  test('has a handler with a role and a log of its own', () => {
    hasHandlerOfItsOwn(judged.template, TYPE);
    hasHandlerOfItsOwn(judge(stack => new AccountPasswordPolicy(stack, 'Policy', { logRetention: RetentionDays.ONE_MONTH })).template, TYPE, 30);
  });

  test('leaves out what limits nothing', () => {
    const { PasswordReusePrevention, ...rest } = SAFE;

    expect(settingOf({ allowPasswordReuse: true })).toEqual(rest);
  });

  test('has whatever the options say', () => {
    expect(settingOf({
      minimumPasswordLength: 20,
      requireUppercaseCharacters: false,
      requireLowercaseCharacters: false,
      requireNumbers: false,
      requireSymbols: false,
      passwordReusePrevention: 5,
      maxPasswordAge: Duration.days(90),
      hardExpiry: true,
      allowUsersToChangePassword: false,
    })).toEqual({
      MinimumPasswordLength: 20,
      RequireUppercaseCharacters: false,
      RequireLowercaseCharacters: false,
      RequireNumbers: false,
      RequireSymbols: false,
      PasswordReusePrevention: 5,
      MaxPasswordAge: 90,
      HardExpiry: true,
      AllowUsersToChangePassword: false,
    });
  });

  test('takes numbers that are known at deployment', () => {
    const { template } = judge(stack => {
      const length = new CfnParameter(stack, 'Length', { type: 'Number', default: 16 });
      const age = new CfnParameter(stack, 'Age', { type: 'Number', default: 90 });
      return new AccountPasswordPolicy(stack, 'Policy', { minimumPasswordLength: length.valueAsNumber, maxPasswordAge: Duration.days(age.valueAsNumber) });
    });

    expect(settingIn(template, TYPE)[0].Setting).toMatchObject({ MinimumPasswordLength: { Ref: 'Length' }, MaxPasswordAge: { Ref: 'Age' } });
  });

  test('records what was there before where it is to be restored', () => {
    const [, , { Adopt, Removal, Record: { Ref: record } }] = settingIn(judged.template, TYPE);

    expect([Adopt, Removal]).toEqual([true, 'restore']);
    expect(judged.template.findResources('AWS::SSM::Parameter')[record].Properties.Value).toBe('nothing recorded');
  });
});

describe('the role of the handler', () => {
  test('may read and set the policy', () => {
    expectOnly(judged, roleOf(safe), 'iam:GetAccountPasswordPolicy', 'iam:UpdateAccountPasswordPolicy');
  });

  test('may delete it where told so', () => {
    expectOnly(judged, roleOf(deleting), 'iam:GetAccountPasswordPolicy', 'iam:UpdateAccountPasswordPolicy', 'iam:DeleteAccountPasswordPolicy');
  });

  test('may keep its record where it restores, and no other parameter', () => {
    const record = restoring.node.findChild('Setting').node.findChild('Record') as any;

    for (const action of ['ssm:GetParameter', 'ssm:PutParameter']) {
      expect(judged.allows(roleOf(restoring), action, record.parameterArn)).toBe(true);
      expect(judged.denies(roleOf(safe), action, record.parameterArn)).toBe(true);
    }
    expect(judged.denies(roleOf(restoring), 'ssm:DeleteParameter', record.parameterArn)).toBe(true);
    expect(judged.denies(roleOf(restoring), 'ssm:GetParameter', `${record.parameterArn}-2`)).toBe(true);
  });

  test('is assumed by Lambda alone', () => {
    expect(judged.trusts(roleOf(safe), 'lambda.amazonaws.com')).toBe(true);
    expect(judged.distrusts(roleOf(safe), 'ec2.amazonaws.com')).toBe(true);
    expect(judged.distrusts(roleOf(safe), 'arn:aws:iam::111122223333:role/Admin')).toBe(true);
  });
});

test('the gate and cdk-nag find nothing but what is documented', () => {
  expectNothingFound(judged, { acknowledged: [deleting, restoring, safe].map(acknowledgedOf) });
});

test.each<[string, AccountPasswordPolicyProps, string]>([
  ['a password too short for AWS', { minimumPasswordLength: 5 }, '`minimumPasswordLength` is `5`; write a whole number from 6 to 128'],
  ['a password too long for AWS', { minimumPasswordLength: 129 }, '`minimumPasswordLength` is `129`; write a whole number from 6 to 128'],
  ['half a character', { minimumPasswordLength: 14.5 }, '`minimumPasswordLength` is `14.5`; write a whole number from 6 to 128'],
  ['reuse that is not prevented by 0', { passwordReusePrevention: 0 }, '`passwordReusePrevention` is `0`; write a whole number from 1 to 24'],
  ['more passwords than AWS remembers', { passwordReusePrevention: 25 }, '`passwordReusePrevention` is `25`; write a whole number from 1 to 24'],
  ['an age of nothing', { maxPasswordAge: Duration.days(0) }, '`maxPasswordAge` is `0`; write a whole number from 1 to 1095'],
  ['an age of more than three years', { maxPasswordAge: Duration.days(1096) }, '`maxPasswordAge` is `1096`; write a whole number from 1 to 1095'],
  ['reuse that is allowed and prevented', { allowPasswordReuse: true, passwordReusePrevention: 5 }, '`allowPasswordReuse` and `passwordReusePrevention` contradict each other; write one of them'],
  ['hard expiry of what does not expire', { hardExpiry: true }, '`hardExpiry` means nothing where passwords do not expire; write `maxPasswordAge` too, or leave it out'],
  ['to delete what it took over', { adopt: true, removalPolicy: AccountSettingRemovalPolicy.DELETE }, '`adopt` takes over what was there before, and `AccountSettingRemovalPolicy.DELETE` would delete it; write `AccountSettingRemovalPolicy.RESTORE`'],
])('refuses %s', (_name, props, message) => {
  expect(() => new AccountPasswordPolicy(new Stack(), 'Policy', props)).toThrow(message);
});
