import { Rule } from './rule';
import { sensitiveActions } from './sensitive-actions';
import { unboundedAccess } from './unbounded-access';
import { AccessLevel } from '../engine/service-authorization/access-level';

/**
 * May permissions on a resource that nobody has named be changed? With a condition that a boundary must be there, those of users and roles may.
 */
export const NoUnboundedPermissionsManagement: Rule = {
  name: 'NoUnboundedPermissionsManagement',
  question: 'May permissions on a resource that nobody has named be changed?',
  why: 'Whoever writes the policies of resources gives them to strangers, or to itself.',
  check: app => unboundedAccess(app, {
    rule: 'NoUnboundedPermissionsManagement',
    isAboutEverything: true,
    isAsked: ({ accessLevels, name }) => accessLevels.includes(AccessLevel.PERMISSIONS_MANAGEMENT) && name !== 'iam:PassRole' && !sensitiveActions('permissionsReading').has(name),
    context: { 'iam:PermissionsBoundary': [], 'kms:GrantIsForAWSResource': ['false'] },
    message: action => `manages permissions by \`${action}\` on resources that nobody has named`,
    fix: (action, arnPattern) => action.startsWith('iam:')
      ? `name the resources, in the form \`${arnPattern}\`, or require a boundary with a condition on \`iam:PermissionsBoundary\``
      : `name the resources, in the form \`${arnPattern}\``,
  }),
};
