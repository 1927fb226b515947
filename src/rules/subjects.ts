import { Finding } from './finding';
import { Permissions } from './permissions';
import { PolicyReading, PrincipalKind, PrincipalReading, TemplateReading } from '../cloudformation/template-reading';
import { OpenText, Text } from '../engine/policy/text';

/** Somebody whose permissions are judged. */
export interface Subject {
  /** The resource that a finding is about. */
  readonly logicalId: string;
  /** Undefined for a policy that is attached to nothing known. */
  readonly kind?: PrincipalKind;
  /** Undefined for a policy that nobody in the template has: it is judged as if it were attached. */
  readonly principal?: PrincipalReading;
  readonly permissions: Permissions;
  /** Policies of the subject itself, without those of its groups. */
  readonly ownPolicies: PolicyReading[];
  /** The ARNs of the groups that it is, or is in. */
  readonly groups: Text[];
}

/** Everybody in a template: groups, roles, users, and policies that are attached to none of them. */
function subjectsOf(reading: TemplateReading): Subject[] {
  const { partition, account } = reading.pseudo;
  const groupsFirst = [...reading.principals].sort((a, b) => Number(b.kind === 'group') - Number(a.kind === 'group'));
  return [
    ...groupsFirst.map((principal): Subject => ({
      logicalId: principal.resource.logicalId,
      kind: principal.kind,
      principal,
      permissions: Permissions.of(principal, reading),
      ownPolicies: principal.policies,
      groups: (principal.kind === 'group' ? [principal] : principal.groups).map(({ arn }) => arn),
    })),
    ...reading.loose.flatMap(loose => (['user', 'role'] as const)
      .filter(kind => loose.target === undefined || loose.target.kind === kind || loose.target.kind === 'group' && kind === 'user')
      .map((kind): Subject => ({
        logicalId: loose.policy.resource.logicalId,
        kind: loose.target?.kind,
        permissions: Permissions.ofLoose(loose, reading, kind),
        ownPolicies: [loose.policy],
        groups: loose.target?.kind === 'group' ? [OpenText.of('arn:', partition, ':iam::', account, ':group/', loose.target.name)] : [],
      }))),
  ];
}

/**
 * Asks about everybody. What is found of a group is not found again of its members.
 */
export function findingsOfSubjects(reading: TemplateReading, findingsOf: (subject: Subject) => Finding[]): Finding[] {
  const ofGroups = new Map<string, Set<string>>();
  return subjectsOf(reading).flatMap(subject => {
    const groups = subject.principal?.groups.map(({ resource }) => resource.logicalId) ?? [];
    const findings = findingsOf(subject).filter(finding => !groups.some(group => ofGroups.get(group)?.has(keyOf(finding))));
    if (subject.kind === 'group') { ofGroups.set(subject.logicalId, new Set(findings.map(keyOf))); }
    return findings;
  });
}

function keyOf({ statement, message }: Finding): string {
  return JSON.stringify([statement, message]);
}
