import { Rule } from './rule';
import { unboundedAccess } from './unbounded-access';

/**
 * May an action that can be limited to resources be done on one that nobody has named? Actions that support only `*` are passed over.
 */
export const NoWildcardResource: Rule = {
  name: 'NoWildcardResource',
  question: 'May an action that can be limited to resources be done on a resource that nobody has named?',
  why: 'A permission for one bucket is a permission for all of them, those of others and those of tomorrow as well.',
  check: app => unboundedAccess(app, {
    rule: 'NoWildcardResource',
    // People call their devices what they like, and a device is nobody's until its owner enables it.
    passedOver: new Set(['iam:CreateVirtualMFADevice']),
    message: action => `allows \`${action}\` on resources that nobody has named`,
    fix: (_action, arnPattern) => `name the resources, in the form \`${arnPattern}\``,
  }),
};
