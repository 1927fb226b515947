import { Finding } from './finding';
import { about } from './reviewed-app';
import { Rule } from './rule';
import { findingsOfSubjects } from './subjects';

/**
 * Can the principal do everything, or make somebody who can? Whoever may attach any policy to any user and role, and make roles and
 * keys, is an administrator, in however many statements it is written.
 */
export const NoAdminAccess: Rule = {
  name: 'NoAdminAccess',
  question: 'Can the principal do everything, or make somebody who can?',
  why: 'Whoever takes over such a principal has the account: every other limit in it can be undone.',
  check: app => findingsOfSubjects(app, (subject): Finding[] => {
    const answer = app.administration(subject);
    if (answer === undefined) { return []; }
    const everything = subject.permissions.ask({ action: 'service:AnyAction', resource: '*' }) !== undefined;
    return [{
      rule: 'NoAdminAccess',
      ...about(subject.resource),
      message: everything ? 'allows every action on every resource' : 'allows the administration of all users and roles, and so everything',
      fix: 'allow the actions that are needed, each on the resources it is needed on',
      statement: answer.statements[0],
      witness: answer.witness,
      dependsOn: answer.dependsOn,
    }];
  }),
};
