import { AccountPasswordPolicy } from '../../../src/constructs';
import { expectNothingFound, judge } from '../judged-app';

const judged = judge(stack => {
  const policy = new AccountPasswordPolicy(stack, 'PasswordPolicy');
  return { policy, role: policy.node.findChild('Setting').node.findChild('Handler').node.findChild('Role') };
});

test('nothing is found but the documented wildcard of actions that know no resources', () => {
  expectNothingFound(judged, { acknowledged: ['AwsSolutions-IAM5[Resource::*] Stack/PasswordPolicy/Setting/Handler/Role'] });
});

test('the handler may read and set the policy, and not delete it', () => {
  expect(judged.allows(judged.made.role, 'iam:UpdateAccountPasswordPolicy')).toBe(true);
  expect(judged.denies(judged.made.role, 'iam:DeleteAccountPasswordPolicy')).toBe(true);
});
