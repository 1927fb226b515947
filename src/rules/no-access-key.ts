import { about } from './reviewed-app';
import { Rule } from './rule';

/**
 * Is an access key made? It is known to the template's stack, and never expires.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles
 */
export const NoAccessKey: Rule = {
  name: 'NoAccessKey',
  question: 'Is an access key of a user made?',
  why: 'An access key is a password that never expires, and most of those that leak were left in a place that nobody thought of.',
  check: ({ stacks }) => stacks.flatMap(({ resources }) => resources.filter(({ resource }) => resource.type === 'AWS::IAM::AccessKey').map(({ resource, conditions }) => ({
    rule: 'NoAccessKey' as const,
    ...about(resource),
    message: 'makes an access key that never expires',
    fix: 'let workloads assume a role, and people sign in; where a key has to exist, rotate it with `AccessKeyRotation`',
    dependsOn: conditions.map(key => `condition \`${key.slice(key.lastIndexOf(' ') + 1)}\``),
  }))),
};
