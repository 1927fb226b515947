import { Rule } from './rule';
import { unboundedAccess } from './unbounded-access';
import { OpenText, OpenValue } from '../engine/policy/text';

/**
 * May any role be passed to any service? Of a role that is named, the path of escalation tells whether it is stronger.
 */
export const NoUnboundedPassRole: Rule = {
  name: 'NoUnboundedPassRole',
  question: 'May any role be passed to any service?',
  why: 'A service does what its role may: whoever passes it any role of the account has the permissions of the strongest.',
  check: app => unboundedAccess(app, {
    rule: 'NoUnboundedPassRole',
    isAboutEverything: true,
    isAsked: ({ name }) => name === 'iam:PassRole',
    context: { 'iam:PassedToService': [OpenText.of(OpenValue.invented('example'), '.amazonaws.com')] },
    message: () => 'allows `iam:PassRole` on every role, to every service',
    fix: () => 'name the roles in `Resource`, or add a condition on `iam:PassedToService`',
  }),
};
