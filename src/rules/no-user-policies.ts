import { Finding } from './finding';
import { Permissions, referenceTo } from './permissions';
import { about } from './reviewed-app';
import { Rule } from './rule';
import { sampleOf } from './sample-request';
import { findingsOfSubjects } from './subjects';
import { PolicyReading, ResourceReference } from '../cloudformation/template-reading';

/**
 * Does a user hold permissions of its own? Permissions belong to groups, so that they are given to tasks, and end with them.
 */
export const NoUserPolicies: Rule = {
  name: 'NoUserPolicies',
  question: 'Does a user hold permissions of its own?',
  why: 'Permissions of single users are forgotten when their tasks change; those of a group end with the membership.',
  check: app => findingsOfSubjects(app, ({ kind, resource, permissions, ownPolicies }) =>
    kind === 'user' ? ownPolicies.flatMap(policy => findingOf(resource, policy, permissions) ?? []) : []),
};

function findingOf(resource: ResourceReference, policy: PolicyReading, permissions: Permissions): Finding | undefined {
  for (const statement of policy.document.statements.filter(({ effect }) => effect === 'Allow')) {
    const permission = sampleOf(policy, statement, permissions);
    if (permission !== undefined) {
      return {
        rule: 'NoUserPolicies',
        ...about(resource),
        message: `holds permissions of its own, by ${policy.name}`,
        fix: 'attach the policy to a group, and make the user a member of it',
        statement: referenceTo(policy, statement),
        witness: permission.witness,
        dependsOn: permission.dependsOn,
      };
    }
  }
  return undefined;
}
