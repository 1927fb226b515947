import { Finding } from './finding';
import { isSameStatement, Permission, Permissions } from './permissions';
import { LooseReading, PolicyReading, PrincipalKind, PrincipalReading, ResourceReference, TemplateReading } from '../cloudformation/template-reading';
import { quoted } from '../engine/policy/policy-problem';
import { OpenText, Text } from '../engine/policy/text';

/** Somebody whose permissions are judged. */
export interface Subject {
  /** The stack that it is in. */
  readonly reading: TemplateReading;
  /** The resource that a finding is about. */
  readonly resource: ResourceReference;
  /** Undefined for a policy that is attached to nothing known. */
  readonly kind?: PrincipalKind;
  /** Undefined for a policy that nobody in the template has: it is judged as if it were attached. */
  readonly principal?: PrincipalReading;
  readonly permissions: Permissions;
  /** Policies of the subject itself, without those of its groups. */
  readonly ownPolicies: PolicyReading[];
  /** Who has the policy outside the app: what else that may do, nobody here knows. */
  readonly outside?: NonNullable<LooseReading['target']>;
  /** The ARNs of the groups that it is, or is in. */
  readonly groups: Text[];
}

/** Those who are judged, and what goes without saying of them. */
export interface Everybody {
  readonly subjects: Subject[];
  /** By what the subject is an administrator; undefined when it is none. */
  administration(subject: Subject): Permission | undefined;
}

/** Everybody in some stacks: groups, roles, users, and policies that are attached to none of them. */
export function subjectsOf(stacks: TemplateReading[]): Subject[] {
  const everybody = stacks.flatMap(subjectsIn);
  return [...everybody.filter(({ kind }) => kind === 'group'), ...everybody.filter(({ kind }) => kind !== 'group')];
}

function subjectsIn(reading: TemplateReading): Subject[] {
  const { partition, account } = reading.pseudo;
  return [
    ...reading.principals.map((principal): Subject => ({
      reading,
      resource: principal.resource,
      kind: principal.kind,
      principal,
      permissions: Permissions.of(principal, reading),
      ownPolicies: principal.policies,
      groups: (principal.kind === 'group' ? [principal] : principal.groups).map(({ arn }) => arn),
    })),
    ...reading.loose.flatMap(loose => (['user', 'role'] as const)
      .filter(kind => loose.target === undefined || loose.target.kind === kind || loose.target.kind === 'group' && kind === 'user')
      .map((kind): Subject => ({
        reading,
        resource: loose.policy.resource,
        kind: loose.target?.kind,
        ...loose.target && { outside: loose.target },
        permissions: Permissions.ofLoose(loose, reading, kind),
        ownPolicies: [loose.policy],
        groups: loose.target?.kind === 'group' ? [OpenText.of('arn:', partition, ':iam::', account, ':group/', loose.target.name)] : [],
      }))),
  ];
}

/**
 * Asks about everybody. What is found of a group is not found again of its members.
 */
export function findingsOfSubjects({ subjects }: Pick<Everybody, 'subjects'>, findingsOf: (subject: Subject) => Finding[]): Finding[] {
  const ofGroups = new Map<string, Set<string>>();
  return subjects.flatMap(subject => {
    const found = findingsOf(subject);
    if (found.length === 0) { return found; }
    const groups = subject.principal?.groups.map(({ resource }) => placeOf(resource)) ?? [];
    const findings = found.map(finding => saidToBeAlone(finding, subject)).filter(finding => !groups.some(group => ofGroups.get(group)?.has(keyOf(finding))));
    if (subject.kind === 'group') { ofGroups.set(placeOf(subject.resource), new Set(findings.map(keyOf))); }
    return findings;
  });
}

/** A policy of somebody outside the app is judged alone. */
function saidToBeAlone(finding: Finding, { outside }: Subject): Finding {
  return outside === undefined ? finding
    : { ...finding, message: `${finding.message}; the policy is judged alone: nobody here knows what else the ${outside.kind} ${quoted(String(outside.name))} outside the app may do` };
}

/**
 * The same without what goes without saying of administrators. Of somebody who may turn out to be one, that is what the same statement
 * does when it turns out so.
 */
export function findingsBelowAdministrators(app: Everybody, findingsOf: (subject: Subject) => Finding[]): Finding[] {
  return findingsOfSubjects(app, subject => {
    const administration = app.administration(subject);
    if (administration?.dependsOn.length === 0) { return []; }
    const isSaid = ({ statement, dependsOn }: Finding) => statement !== undefined && dependsOn.length > 0
      && administration?.statements.some(one => isSameStatement(one, statement));
    return findingsOf(subject).filter(finding => !isSaid(finding));
  });
}

function placeOf({ stack, logicalId }: ResourceReference): string {
  return JSON.stringify([stack, logicalId]);
}

function keyOf({ statement, message }: Finding): string {
  return JSON.stringify([statement, message]);
}
