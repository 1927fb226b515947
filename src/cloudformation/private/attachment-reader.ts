import { AppDraft, arnOf, existenceBeside, nameOf, propertyValue, propertyValues, referenceTo } from './app-draft';
import { holdsReference } from './dynamic-reference';
import { ManagedPolicyIndex } from './managed-policy-index';
import { PolicyReader, possible, ReadAs } from './policy-reader';
import { Principal } from './principal';
import { isReference, Named, PrincipalIndex } from './principal-index';
import { isUnknown, Located, valuesAt } from './property-path';
import { ScopedResource, StackScope } from './stack-scope';
import { KnownByWriting } from '../../engine/policy/known-by-writing';
import { expandChoices } from '../../engine/policy/pattern';
import { isWrittenOut } from '../../engine/policy/policy-parser';
import { quoted } from '../../engine/policy/policy-problem';
import { POLICY_QUOTAS, PolicyType } from '../../engine/policy/policy-type';
import { OpenText, OpenValue, Shape, Text } from '../../engine/policy/text';
import { textKey } from '../../engine/policy/text-key';
import { isObject, Json } from '../template';
import { PolicyKind, PolicyReading, PrincipalKind, PrincipalReading } from '../template-reading';

/** A policy that an ARN may mean. Is it surely there, and no other? */
interface Meant { readonly policy: PolicyReading; readonly certain: boolean }

/** An inline policy, as it stands in a template. */
interface WrittenPolicy { readonly document: object; readonly path: string; readonly name: string }

interface PrincipalType { readonly kind: PrincipalKind; readonly inlineQuota: number }

const USER = 'AWS::IAM::User';

const PRINCIPAL_TYPES: Record<string, PrincipalType> = {
  'AWS::IAM::Role': { kind: 'role', inlineQuota: POLICY_QUOTAS.inlinePoliciesOfRole },
  [USER]: { kind: 'user', inlineQuota: POLICY_QUOTAS.inlinePoliciesOfUser },
  'AWS::IAM::Group': { kind: 'group', inlineQuota: POLICY_QUOTAS.inlinePoliciesOfGroup },
};

const PERMISSION_SET = 'AWS::SSO::PermissionSet';
const ASSIGNMENT = 'AWS::SSO::Assignment';

/** Types that are one policy, and the paths of the names of principals that they are attached to. */
const POLICY_TYPES: Record<string, { readonly kind: PolicyKind; readonly quota: number; readonly targets: Record<string, PrincipalKind> }> = {
  'AWS::IAM::Policy': { kind: 'inline', quota: POLICY_QUOTAS.inlinePoliciesOfRole, targets: { 'Roles[*]': 'role', 'Users[*]': 'user', 'Groups[*]': 'group' } },
  'AWS::IAM::ManagedPolicy': { kind: 'managed', quota: POLICY_QUOTAS.managedPolicy, targets: { 'Roles[*]': 'role', 'Users[*]': 'user', 'Groups[*]': 'group' } },
  'AWS::IAM::RolePolicy': { kind: 'inline', quota: POLICY_QUOTAS.inlinePoliciesOfRole, targets: { 'RoleName[*]': 'role' } },
  'AWS::IAM::UserPolicy': { kind: 'inline', quota: POLICY_QUOTAS.inlinePoliciesOfUser, targets: { 'UserName[*]': 'user' } },
  'AWS::IAM::GroupPolicy': { kind: 'inline', quota: POLICY_QUOTAS.inlinePoliciesOfGroup, targets: { 'GroupName[*]': 'group' } },
};

const NOTHING: Located[] = [];

/** Types that attach policies of their own to principals, some day. */
const BUDGET_ACTION = 'AWS::Budgets::BudgetsAction';

/** The types that are read here. */
export const ATTACHED_TYPES = new Set([...Object.keys(PRINCIPAL_TYPES), ...Object.keys(POLICY_TYPES), PERMISSION_SET, ASSIGNMENT, BUDGET_ACTION, 'AWS::IAM::UserToGroupAddition']);

/**
 * Reads roles, users, groups and permission sets, and what is attached to them from anywhere in the app: policies in place, by name and by
 * ARN, groups, boundaries.
 */
export class AttachmentReader {
  private readonly principals = new PrincipalIndex();
  private readonly managed = new ManagedPolicyIndex();
  private readonly arns = new Map<StackScope, KnownByWriting<Located[]>>();
  private readonly owners: { readonly principal: PrincipalReading; readonly resource: ScopedResource }[] = [];

  constructor(private readonly draft: AppDraft, private readonly policies: PolicyReader) {}

  public read(resources: ScopedResource[]): void {
    const attached = resources.filter(({ type }) => ATTACHED_TYPES.has(type));
    const others = attached.filter(({ type }) => !Object.hasOwn(PRINCIPAL_TYPES, type) && !Object.hasOwn(POLICY_TYPES, type));
    const ofType = (wanted: string) => others.filter(({ type }) => type === wanted);
    for (const resource of attached) {
      if (Object.hasOwn(PRINCIPAL_TYPES, resource.type)) { this.readPrincipal(resource, PRINCIPAL_TYPES[resource.type]); }
    }
    for (const resource of ofType(PERMISSION_SET)) { this.readPermissionSet(resource); }
    for (const resource of attached) {
      if (Object.hasOwn(POLICY_TYPES, resource.type)) { this.readPolicyResource(resource); }
    }
    for (const { principal, resource } of this.owners) { this.readManagedArns(resource, principal); }
    this.readAssignments(ofType(PERMISSION_SET), ofType(ASSIGNMENT));
    for (const resource of ofType(BUDGET_ACTION)) { this.readBudgetAction(resource); }
    for (const resource of attached) {
      if (resource.type === USER) { this.readGroupsOf(resource); }
    }
    for (const resource of ofType('AWS::IAM::UserToGroupAddition')) { this.readAddition(resource); }
    for (const { policy, owner } of this.managed.unattached) { this.draft.of(owner).loose.push({ policy }); }
  }

  // Principals

  private readPrincipal(resource: ScopedResource, { kind, inlineQuota }: PrincipalType): void {
    const principal = this.add(resource, kind, nameOf(resource), () => arnOf(resource));
    if (kind === 'role') { principal.trust = this.trustOf(resource); }
    const written = this.writtenInlinePolicies(resource);
    if (written !== undefined) {
      for (const { document, path, name } of written) {
        principal.policies.push(this.policies.later(resource, document, path, { kind: 'inline', type: PolicyType.IDENTITY, quota: inlineQuota, name })!);
      }
      return;
    }
    for (const { value, path, dependsOn } of propertyValues(resource, 'Policies[*]')) {
      if (!isObject(value) || isUnknown(value)) {
        this.draft.notRead(resource, path, 'is no inline policy');
        continue;
      }
      const as = { kind: 'inline', type: PolicyType.IDENTITY, quota: inlineQuota, name: `inline policy ${quoted(String(value.PolicyName))}` } as const;
      const documents = valuesAt(value, 'PolicyDocument');
      if (documents.length === 0) { this.draft.notRead(resource, `${path}.PolicyDocument`, 'is missing: nobody can say what the policy is'); }
      for (const document of documents) {
        principal.policies.push(...this.policies.read(resource, { value: document.value, path: `${path}.${document.path}`, dependsOn: dependsOn ?? document.dependsOn }, as));
      }
    }
  }

  /** All inline policies, where all of them are written out. */
  private writtenInlinePolicies({ properties: { Policies: given = [] } }: ScopedResource): WrittenPolicy[] | undefined {
    const found: WrittenPolicy[] = [];
    if (!Array.isArray(given)) { return undefined; }
    for (const [i, value] of given.entries()) {
      const { PolicyName: name, PolicyDocument: document, ...more } = isObject(value) ? value : {};
      if (typeof name !== 'string' || holdsReference(name) || Object.keys(more).length > 0 || !isWrittenOut(document)) { return undefined; }
      found.push({ document, path: `Properties.Policies[${i}].PolicyDocument`, name: `inline policy ${quoted(name)}` });
    }
    return found;
  }

  private trustOf(resource: ScopedResource): PolicyReading | undefined {
    const as = { kind: 'trust', type: PolicyType.TRUST, quota: POLICY_QUOTAS.trustPolicy, name: 'trust policy' } as const;
    const written = this.policies.later(resource, resource.properties.AssumeRolePolicyDocument, 'Properties.AssumeRolePolicyDocument', as);
    if (written !== undefined) { return written; }
    const found = this.policies.at(resource, 'AssumeRolePolicyDocument', as);
    if (found.length !== 1) {
      this.draft.notRead(resource, 'Properties.AssumeRolePolicyDocument', found.length === 0 ? 'says nobody who may assume the role' : 'is one of several policies; put the choice into its statements');
      return undefined;
    }
    return found[0];
  }

  /** In each account that it is assigned to, it becomes a role of this name. */
  private readPermissionSet(resource: ScopedResource): void {
    const { partition } = resource.scope.pseudo;
    const title = `\`${resource.logicalId}\``;
    const name = OpenText.of('AWSReservedSSO_', resource.scope.intrinsics.text(resource.properties.Name), '_', OpenValue.opaque(title, Shape.freshWords()));
    const account = OpenValue.opaque(`the account that ${title} is assigned to`, Shape.digits(12));
    const region = OpenValue.choice(`the region of ${title}`, ['', OpenText.of(OpenValue.opaque('the region of IAM Identity Center', Shape.wordsAfter('')), '/')]);
    const principal = this.add(resource, 'role', name, () => OpenText.of('arn:', partition, ':iam::', account, ':role/aws-reserved/sso.amazonaws.com/', region, name));
    principal.policies.push(...this.policies.at(resource, 'InlinePolicy', { kind: 'inline', type: PolicyType.IDENTITY, name: 'inline policy' }));
    for (const { path } of propertyValues(resource, 'CustomerManagedPolicyReferences[*]')) {
      this.draft.notRead(resource, path, 'names a policy of the accounts that the permission set is assigned to: nobody can say here what it grants; attach an AWS managed policy, or write the policy in `InlinePolicy`');
    }
  }

  /** Who is assigned a permission set is in the directory; what it may do is in the permission set, if that is in the app. */
  private readAssignments(permissionSets: ScopedResource[], assignments: ScopedResource[]): void {
    const known = new Set(permissionSets.map(({ scope, logicalId }) => textKey(scope.intrinsics.text({ 'Fn::GetAtt': [logicalId, 'PermissionSetArn'] }))));
    for (const assignment of assignments) {
      for (const { value, path } of propertyValues(assignment, 'PermissionSetArn')) {
        if (!isText(value) || !known.has(textKey(value))) {
          this.draft.opaque(assignment, path, 'assigns a permission set that is not in this app: nobody can say here what it grants; make the permission set in the app');
        }
      }
    }
  }

  private add(resource: ScopedResource, kind: PrincipalKind, name: Text, arn: () => Text): PrincipalReading {
    const principal = new Principal(kind, referenceTo(resource), name, arn);
    this.draft.of(resource).principals.push(principal);
    this.principals.add(principal, resource);
    this.owners.push({ principal, resource });
    return principal;
  }

  // Policies that are resources

  private readPolicyResource(resource: ScopedResource): void {
    const { kind, quota, targets } = POLICY_TYPES[resource.type];
    const as = { kind, type: PolicyType.IDENTITY, quota, name: `${kind} policy \`${resource.logicalId}\`` };
    const written = this.policies.later(resource, resource.properties.PolicyDocument, 'Properties.PolicyDocument', as);
    for (const read of written === undefined ? this.documentsOf(resource, as) : [written]) {
      const policy = kind === 'managed' ? { ...read, arn: arnOf(resource) } : read;
      let attached = false;
      for (const path in targets) {
        for (const located of propertyValues(resource, path)) {
          attached = true;
          this.attachByName(policy, targets[path], located, resource);
        }
      }
      if (kind === 'managed') {
        this.managed.add(policy, resource, attached);
      } else if (!attached) {
        this.draft.of(resource).loose.push({ policy });
      }
    }
  }

  private documentsOf(resource: ScopedResource, as: ReadAs): PolicyReading[] {
    const documents = propertyValues(resource, 'PolicyDocument');
    if (documents.length === 0) { this.draft.notRead(resource, 'Properties.PolicyDocument', 'is missing: nobody can say what the policy is'); }
    return documents.flatMap(located => this.policies.read(resource, located, as));
  }

  /** Attaches to every principal of the app that the name may be; a name that may be another is judged alone as well. */
  private attachByName(policy: PolicyReading, kind: PrincipalKind, { value: target, path, dependsOn }: Located, resource: ScopedResource): void {
    if (!isText(target)) {
      this.draft.notRead(resource, path, `${isUnknown(target) ? `depends on ${target.name}` : 'does not name what the policy is attached to'}; write the name out`);
      return;
    }
    let alone = false;
    for (const { text: name } of expandChoices(target)) {
      let isFound = false;
      for (const { principal, owner, certain } of this.principals.named(kind, name, resource.scope)) {
        const reason = dependsOn ?? (certain && name === target ? existenceBeside(resource, owner) : String(target));
        principal.policies.push(reason === undefined ? policy : possible(policy, reason));
        isFound ||= certain && isThere(owner, resource, name);
      }
      alone ||= !isFound;
    }
    if (alone) { this.draft.of(resource).loose.push({ policy, target: { kind, name: target } }); }
  }

  // Managed policies and boundaries by ARN

  private readManagedArns(resource: ScopedResource, principal: PrincipalReading): void {
    const isPermissionSet = resource.type === PERMISSION_SET;
    for (const located of isPermissionSet ? propertyValues(resource, 'ManagedPolicies[*]') : this.managedArns(resource)) {
      principal.policies.push(...this.managedPolicies(resource, located));
    }
    if (resource.properties.PermissionsBoundary !== undefined) {
      const boundary = propertyValue(resource, 'PermissionsBoundary');
      this.readBoundary(resource, principal, isPermissionSet && isObject(boundary) ? boundary.ManagedPolicyArn : boundary);
    }
  }

  /** Many principals have the same. */
  private managedArns(resource: ScopedResource): Located[] {
    const { scope, properties } = resource;
    if (!Object.hasOwn(properties, 'ManagedPolicyArns')) { return NOTHING; }
    let known = this.arns.get(scope);
    if (known === undefined) { this.arns.set(scope, known = new KnownByWriting()); }
    return known.of(properties.ManagedPolicyArns, () => propertyValues(resource, 'ManagedPolicyArns[*]'));
  }

  private managedPolicies(resource: ScopedResource, { value: arn, path, dependsOn }: Located): PolicyReading[] {
    if (!isText(arn)) {
      this.draft.notRead(resource, path, `depends on ${isUnknown(arn) ? arn.name : 'something that is no text'}: nobody can say which policy is attached; write its ARN out`);
      return [];
    }
    const alternatives = expandChoices(arn);
    if (alternatives.length === 1 && dependsOn === undefined) { return this.findManagedPolicies(resource, alternatives[0].text, path); }
    const choice = dependsOn ?? (alternatives.length > 1 ? String(arn) : undefined);
    return alternatives.flatMap(one => this.findManagedPolicies(resource, one.text, path)).map(policy => choice === undefined ? policy : possible(policy, choice));
  }

  private findManagedPolicies(resource: ScopedResource, arn: Text, path: string): PolicyReading[] {
    const found = this.policiesOf(resource, arn, path);
    if (found.length === 0) {
      this.draft.notRead(resource, path, String(arn).includes(':iam::aws:policy/')
        ? `attaches ${quoted(String(arn))}, which AWS does not publish, or no longer`
        : `attaches ${quoted(String(arn))}, which this app does not hold; attach a policy of the app, or an AWS managed one`);
    } else if (!found.some(({ certain }) => certain)) {
      this.draft.notRead(resource, path, `attaches ${quoted(String(arn))}, which may be one that this app does not hold; attach the policy of the app with \`Ref\``);
    }
    return found.map(({ policy }) => policy);
  }

  /** The policies that an ARN may mean: those of the app, otherwise the one that AWS publishes. */
  private policiesOf(resource: ScopedResource, arn: Text, path: string): Meant[] {
    const own = this.ownPolicies(resource, arn);
    const published = own.length > 0 ? undefined : this.managed.publishedAs(arn, referenceTo(resource), path);
    return published === undefined ? own : [{ policy: published, certain: true }];
  }

  /** The policies of the app, possible where they are several, may be others, or may not exist beside what they are attached to. */
  private ownPolicies(resource: ScopedResource, arn: Text): Meant[] {
    const found = this.managed.attach(arn, resource.scope);
    return found.map(({ policy, owner, certain }) => {
      const reason = existenceBeside(owner, resource) ?? (found.length > 1 || !certain ? String(arn) : undefined);
      return { policy: reason === undefined ? policy : possible(policy, reason), certain: certain && isThere(owner, resource, arn) };
    });
  }

  /** INVARIANT: a boundary that cannot be resolved, or may be another, limits nothing. */
  private readBoundary(resource: ScopedResource, principal: PrincipalReading, arn: Json): void {
    if (!isText(arn)) { return; }
    principal.boundaryArn = arn;
    if (expandChoices(arn).length > 1) { return; }
    const [boundary, ...others] = this.policiesOf(resource, arn, 'Properties.PermissionsBoundary');
    if (others.length > 0 || !boundary?.certain) { return; }
    principal.boundary = boundary.policy.document.problems.length === 0 ? boundary.policy : undefined;
  }

  /** When the budget is spent, the action attaches the policy. */
  private readBudgetAction(resource: ScopedResource): void {
    const kinds: Record<string, PrincipalKind> = { Roles: 'role', Users: 'user', Groups: 'group' };
    const targets = Object.entries(kinds).flatMap(([property, kind]) =>
      propertyValues(resource, `Definition.IamActionDefinition.${property}[*]`).map(located => ({ kind, located })));
    if (targets.length === 0) { return; }
    for (const policy of propertyValues(resource, 'Definition.IamActionDefinition.PolicyArn').flatMap(located => this.managedPolicies(resource, located))) {
      for (const { kind, located } of targets) {
        this.attachByName(policy, kind, { ...located, dependsOn: `the budget action \`${resource.logicalId}\`` }, resource);
      }
    }
  }

  // Groups of users

  private readGroupsOf(resource: ScopedResource): void {
    for (const { value: group, path, dependsOn } of propertyValues(resource, 'Groups[*]')) {
      this.join(resource, nameOf(resource), group, path, dependsOn);
    }
  }

  private readAddition(resource: ScopedResource): void {
    const groups = propertyValues(resource, 'GroupName');
    if (groups.length === 0) { this.draft.notRead(resource, 'Properties.GroupName', 'is missing: nobody can say which group is joined'); }
    for (const { value: group, dependsOn: choice } of groups) {
      for (const { value: user, path, dependsOn } of propertyValues(resource, 'Users[*]')) {
        this.join(resource, user, group, path, dependsOn ?? choice);
      }
    }
  }

  /** INVARIANT: a membership that may not be takes nothing away: the Deny statements of the group are not credited. */
  private join(resource: ScopedResource, user: Json, group: Json, path: string, dependsOn: string | undefined): void {
    if (!isText(user) || !isText(group)) {
      this.draft.notRead(resource, path, 'does not name the users and the group that they join');
      return;
    }
    const members = this.principals.named('user', user, resource.scope);
    for (const { text: name } of expandChoices(group)) {
      const groups = this.principals.named('group', name, resource.scope);
      if (!groups.some(({ owner, certain }) => certain && isThere(owner, resource, name))) {
        this.draft.notRead(resource, path, `joins the group ${quoted(String(name))}, which may be one that this app does not hold: nobody can say what it grants`);
      }
      const choice = dependsOn ?? (name === group ? undefined : String(group));
      for (const member of members) {
        for (const joined of groups) { joinGroup(member, joined, resource, choice, `${user} in ${group}`); }
      }
    }
  }
}

function joinGroup(member: Named, joined: Named, resource: ScopedResource, dependsOn: string | undefined, named: string): void {
  const isSure = joined.certain && member.certain;
  const reason = dependsOn ?? (isSure ? existenceBeside(resource, member.owner) ?? existenceBeside(joined.owner, member.owner) : named);
  const { principal: group } = joined;
  const asMember = reason === undefined ? group : new Principal(group.kind, group.resource, group.name, () => group.arn, group.policies.map(policy => possible(policy, reason)));
  member.principal.groups.push(asMember);
}

/** Is what a name means surely there? What is referred to is; a name that is written out may be somebody else's where this does not exist. */
function isThere(owner: ScopedResource, resource: ScopedResource, name: Text): boolean {
  return isReference(name) || existenceBeside(owner, resource) === undefined;
}

function isText(value: Json): value is Text {
  return typeof value === 'string' || value instanceof OpenText;
}
