import { about } from './reviewed-app';
import { Rule } from './rule';

/**
 * Is a user in no group?
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html
 */
export const NoUngroupedUser: Rule = {
  name: 'NoUngroupedUser',
  question: 'Is a user in no group?',
  why: 'Who is in no group holds permissions of its own sooner or later, and nobody sees any longer who may do what.',
  check: ({ stacks }) => stacks.flatMap(({ principals, resources }) => {
    const outside = new Set(resources.filter(one => one.values('Groups[*]').length > 0).map(({ resource }) => resource.logicalId));
    return principals
      .filter(({ kind, groups, resource }) => kind === 'user' && groups.length === 0 && !outside.has(resource.logicalId))
      .map(({ resource }) => ({
        rule: 'NoUngroupedUser' as const,
        ...about(resource),
        message: 'is a user in no group',
        fix: 'make a group for what the user does, attach the policies to it, and make the user a member',
        dependsOn: [],
      }));
  }),
};
