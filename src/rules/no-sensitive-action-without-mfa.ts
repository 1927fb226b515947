import { Finding } from './finding';
import { referenceTo } from './permissions';
import { about } from './reviewed-app';
import { Rule } from './rule';
import { sampleOf } from './sample-request';
import { sensitiveActions } from './sensitive-actions';
import { findingsBelowAdministrators, Subject } from './subjects';
import { AccessLevel } from '../engine/service-authorization/access-level';
import { ServiceAction } from '../engine/service-authorization/service-action';

/** Requests with long-term keys have no such key; sessions of the console without a second factor say so. */
const WITHOUT_MFA = [[], ['false']];

/**
 * May a person manage permissions or get credentials without a second factor? Asked of users and groups: who assumes a role has proved it
 * to whom the role trusts.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
export const NoSensitiveActionWithoutMfa: Rule = {
  name: 'NoSensitiveActionWithoutMfa',
  question: 'May a person manage permissions or get credentials without a second factor?',
  why: 'A password or a key that leaks is enough then to take more than the person has.',
  check: app => findingsBelowAdministrators(app, subject => subject.permissions.caller.kind === 'user' ? findingsOf(subject) : []),
};

function findingsOf({ resource, ownPolicies, permissions }: Subject): Finding[] {
  return ownPolicies.flatMap(policy => policy.document.statements.filter(({ effect }) => effect === 'Allow').flatMap(statement => {
    for (const present of WITHOUT_MFA) {
      const permission = sampleOf(policy, statement, permissions, { isAsked: isSensitive, context: { 'aws:MultiFactorAuthPresent': present } });
      if (permission !== undefined) {
        return [{
          rule: 'NoSensitiveActionWithoutMfa' as const,
          ...about(resource),
          message: `allows \`${permission.witness.action}\` to a person who has not shown a second factor`,
          fix: 'require it with a condition `Bool` on `aws:MultiFactorAuthPresent`, or deny everything without it with `BoolIfExists`',
          statement: referenceTo(policy, statement),
          witness: permission.witness,
          dependsOn: permission.dependsOn,
        }];
      }
    }
    return [];
  }));
}

function isSensitive({ name, accessLevels }: ServiceAction): boolean {
  if (name.startsWith('sts:Get')) { return false; }
  return accessLevels.includes(AccessLevel.PERMISSIONS_MANAGEMENT) && !sensitiveActions('permissionsReading').has(name) || sensitiveActions('credentialExposure').has(name);
}
