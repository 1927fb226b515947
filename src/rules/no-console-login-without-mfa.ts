import { Finding } from './finding';
import { referenceTo } from './permissions';
import { about, ReviewedApp } from './reviewed-app';
import { Rule } from './rule';
import { sampleOf } from './sample-request';
import { Subject } from './subjects';

/** What somebody needs who signs in for the first time, and enrols a device. */
const ENROLMENT = new Set([
  'iam:ChangePassword', 'iam:GetAccountPasswordPolicy', 'iam:CreateVirtualMFADevice', 'iam:EnableMFADevice', 'iam:GetMFADevice', 'iam:GetUser',
  'iam:ListMFADevices', 'iam:ListVirtualMFADevices', 'iam:ResyncMFADevice', 'sts:GetSessionToken', 'sts:GetCallerIdentity',
]);

/**
 * May a user who signs in to the console do anything without a second factor, but for enrolling one?
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
 */
export const NoConsoleLoginWithoutMfa: Rule = {
  name: 'NoConsoleLoginWithoutMfa',
  question: 'May a user who signs in to the console do anything without a second factor, but for enrolling one?',
  why: 'Passwords are guessed, reused and told to the wrong page; the second factor is what is left then.',
  check: app => {
    const signingIn = usersWithPasswords(app);
    return app.subjects.flatMap(subject => signingIn.has(keyOf(subject.resource)) ? findingOf(subject) : []);
  },
};

function usersWithPasswords({ stacks }: ReviewedApp): Set<string> {
  return new Set(stacks.flatMap(({ resources }) => resources)
    .filter(one => one.resource.type === 'AWS::IAM::User' && one.values('LoginProfile').length > 0).map(({ resource }) => keyOf(resource)));
}

function keyOf({ stack, logicalId }: Subject['resource']): string {
  return JSON.stringify([stack, logicalId]);
}

/** The first statement that does, of the user or of its groups: one is enough. */
function findingOf({ resource, permissions }: Subject): Finding[] {
  for (const policy of permissions.policies) {
    for (const statement of policy.document.statements.filter(({ effect }) => effect === 'Allow')) {
      const permission = sampleOf(policy, statement, permissions, {
        isAsked: ({ name }) => !ENROLMENT.has(name), context: { 'aws:MultiFactorAuthPresent': ['false'] },
      });
      if (permission !== undefined) {
        return [{
          rule: 'NoConsoleLoginWithoutMfa',
          ...about(resource),
          message: `signs in to the console, and may do \`${permission.witness.action}\` without a second factor`,
          fix: 'deny everything but enrolling a device while `aws:MultiFactorAuthPresent` is not `true`, with `BoolIfExists`, in a group of the user',
          statement: referenceTo(policy, statement),
          witness: permission.witness,
          dependsOn: permission.dependsOn,
        }];
      }
    }
  }
  return [];
}
