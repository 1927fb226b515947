import { Intrinsics } from './intrinsics';
import { policyProperties } from './policy-properties';
import { PseudoParameters } from './pseudo-parameters';
import { resourceType } from './resource-types';
import { isObject, Json, Template, TemplateResource, UnreadPlace } from './template';
import { LooseReading, PolicyKind, PolicyReading, PrincipalKind, PrincipalReading, TemplateReading } from './template-reading';
import { OpenNode } from '../engine/policy/open-node';
import { expandChoices, Pattern } from '../engine/policy/pattern';
import { PolicyDocument } from '../engine/policy/policy-document';
import { memberPath, quoted } from '../engine/policy/policy-problem';
import { POLICY_QUOTAS, PolicyType } from '../engine/policy/policy-type';
import { OpenText, Text } from '../engine/policy/text';
import { NO, YES } from '../engine/policy/truth';
import { AwsManagedPolicies } from '../engine/service-authorization/aws-managed-policies';
import { AwsManagedPolicy } from '../engine/service-authorization/aws-managed-policy';

/** What is known of the stack beside its template. */
export interface StackFacts {
  readonly stackName?: string;
  readonly account?: string;
  readonly region?: string;
}

interface PrincipalType { readonly kind: PrincipalKind; readonly inlineQuota: number }

const PRINCIPAL_TYPES: Record<string, PrincipalType> = {
  'AWS::IAM::Role': { kind: 'role', inlineQuota: POLICY_QUOTAS.inlinePoliciesOfRole },
  'AWS::IAM::User': { kind: 'user', inlineQuota: POLICY_QUOTAS.inlinePoliciesOfUser },
  'AWS::IAM::Group': { kind: 'group', inlineQuota: POLICY_QUOTAS.inlinePoliciesOfGroup },
};

/** Types that are one policy, and the properties that name the principals they are attached to. */
const POLICY_TYPES: Record<string, { readonly kind: PolicyKind; readonly quota: number; readonly targets: Record<string, PrincipalKind> }> = {
  'AWS::IAM::Policy': { kind: 'inline', quota: POLICY_QUOTAS.inlinePoliciesOfRole, targets: { Roles: 'role', Users: 'user', Groups: 'group' } },
  'AWS::IAM::ManagedPolicy': { kind: 'managed', quota: POLICY_QUOTAS.managedPolicy, targets: { Roles: 'role', Users: 'user', Groups: 'group' } },
  'AWS::IAM::RolePolicy': { kind: 'inline', quota: POLICY_QUOTAS.inlinePoliciesOfRole, targets: { RoleName: 'role' } },
  'AWS::IAM::UserPolicy': { kind: 'inline', quota: POLICY_QUOTAS.inlinePoliciesOfUser, targets: { UserName: 'user' } },
  'AWS::IAM::GroupPolicy': { kind: 'inline', quota: POLICY_QUOTAS.inlinePoliciesOfGroup, targets: { GroupName: 'group' } },
};

/** Types with nothing for this reader to read: what they grant is in the policies of the roles they name. */
const WITHOUT_POLICIES = new Set([
  'AWS::IAM::UserToGroupAddition', 'AWS::IAM::InstanceProfile', 'AWS::IAM::AccessKey', 'AWS::IAM::OIDCProvider', 'AWS::IAM::SAMLProvider',
  'AWS::IAM::ServiceLinkedRole', 'AWS::CloudFormation::CustomResource',
]);

/** Properties of the list of grants that open networks or close doors, and grant nobody anything. */
const NOT_A_GRANT = new Set(['AWS::EC2::SecurityGroup', 'AWS::EC2::SnapshotBlockPublicAccess']);

/**
 * Reads who may do what from the text of a template: identity and trust policies, attachments, boundaries. Never throws: what cannot be
 * read is in `unread`.
 */
export function readTemplate(text: string, facts: StackFacts = {}): TemplateReading {
  const template = Template.parse(text);
  const pseudo = new PseudoParameters(facts.account, facts.region);
  const reader = new TemplateReader(template, new Intrinsics(template, pseudo, facts.stackName));
  try {
    reader.read();
  } catch (error) {
    reader.unread.push({ path: '$', message: `reading the template failed: ${quoted(String(error))}; report this as a defect` });
  }
  return { principals: [...reader.principals.values()], loose: reader.loose, unread: [...template.unread, ...reader.unread], pseudo };
}

class TemplateReader {
  public readonly principals = new Map<string, PrincipalReading>();
  public readonly loose: LooseReading[] = [];
  public readonly unread: UnreadPlace[] = [];
  private readonly managed: { readonly policy: PolicyReading; attached: boolean }[] = [];

  private readonly publishedDocuments = new Map<string, PolicyDocument>();

  constructor(private readonly template: Template, private readonly intrinsics: Intrinsics) {}

  public read(): void {
    const resources = [...this.template.resources.values()];
    for (const resource of resources) { this.readPrincipal(resource); }
    for (const resource of resources) { this.readPolicyResource(resource); }
    for (const resource of resources) { this.readManagedArns(resource); }
    for (const resource of resources) { this.readMemberships(resource); }
    for (const resource of resources) { this.readOthers(resource); }
    for (const { policy, attached } of this.managed) {
      if (!attached) { this.loose.push({ policy }); }
    }
  }

  // Roles, users and groups

  private readPrincipal(resource: TemplateResource): void {
    const type = PRINCIPAL_TYPES[resource.type];
    if (type === undefined) { return; }
    const principal: PrincipalReading = {
      kind: type.kind, resource, name: this.intrinsics.reference(resource), arn: this.intrinsics.arn(resource), policies: [], groups: [],
    };
    this.principals.set(resource.logicalId, principal);
    if (type.kind === 'role') {
      principal.trust = this.policy(resource, 'trust', 'AssumeRolePolicyDocument', PolicyType.TRUST, POLICY_QUOTAS.trustPolicy, 'trust policy');
    }
    this.eachMember(resource, 'Policies', (policy, path, dependsOn) => {
      if (!isObject(policy)) {
        this.notRead(resource, path, 'is no inline policy');
      } else {
        const name = `inline policy ${quoted(String(policy.PolicyName))}`;
        const read = this.document(resource, 'inline', policy.PolicyDocument, `${path}.PolicyDocument`, PolicyType.IDENTITY, type.inlineQuota, name, dependsOn);
        if (read !== undefined) { principal.policies.push(read); }
      }
    });
  }

  // Policies that are resources

  private readPolicyResource(resource: TemplateResource): void {
    const type = POLICY_TYPES[resource.type];
    if (type === undefined) { return; }
    const name = `${type.kind} policy \`${resource.logicalId}\``;
    const read = this.policy(resource, type.kind, 'PolicyDocument', PolicyType.IDENTITY, type.quota, name);
    if (read === undefined) { return; }
    const policy = type.kind === 'managed' ? { ...read, arn: this.intrinsics.arn(resource) } : read;
    let attached = false;
    for (const [property, kind] of Object.entries(type.targets)) {
      this.eachMember(resource, property, (target, path, dependsOn) => {
        attached = true;
        this.attachByName(policy, kind, target, resource, path, dependsOn);
      });
    }
    if (type.kind === 'managed') {
      this.managed.push({ policy, attached });
    } else if (!attached) {
      this.loose.push({ policy });
    }
  }

  /** Attaches to every principal of the template that the name may be; a name that may be another is judged alone as well. */
  private attachByName(policy: PolicyReading, kind: PrincipalKind, target: Json, resource: TemplateResource, path: string, dependsOn?: string): void {
    if (!isText(target)) {
      this.notRead(resource, path, 'does not name what the policy is attached to');
      return;
    }
    let alone = false;
    for (const { text: name } of expandChoices(target)) {
      const found = this.named(kind, name);
      for (const { principal, certain } of found) {
        const reason = dependsOn ?? (certain && name === target ? undefined : String(target));
        principal.policies.push(reason === undefined ? policy : possible(policy, reason));
      }
      alone ||= !found.some(({ certain }) => certain);
    }
    if (alone) { this.loose.push({ policy, target: { kind, name: target } }); }
  }

  // Managed policies and boundaries by ARN

  private readManagedArns(resource: TemplateResource): void {
    const principal = this.principals.get(resource.logicalId);
    if (principal === undefined) { return; }
    this.eachMember(resource, 'ManagedPolicyArns', (arn, path, dependsOn) => {
      principal.policies.push(...this.managedPolicies(resource, arn, path, dependsOn));
    });
    if (resource.properties.PermissionsBoundary !== undefined) { this.readBoundary(resource, principal); }
  }

  private managedPolicies(resource: TemplateResource, arn: Json, path: string, dependsOn?: string): PolicyReading[] {
    if (!isText(arn)) {
      this.notRead(resource, path, `depends on ${arn instanceof OpenNode ? arn.name : 'something that is no text'}: nobody can say which policy is attached; write its ARN out`);
      return [];
    }
    const alternatives = expandChoices(arn);
    return alternatives.flatMap(one => {
      const policy = this.findManagedPolicy(resource, one.text, path);
      if (policy === undefined) { return []; }
      const choice = dependsOn ?? (alternatives.length > 1 ? String(arn) : undefined);
      return [choice === undefined ? policy : possible(policy, choice)];
    });
  }

  private findManagedPolicy(resource: TemplateResource, arn: Text, path: string): PolicyReading | undefined {
    const own = this.managed.find(one => matches(one.policy.arn!, arn) === YES);
    if (own !== undefined) {
      own.attached = true;
      return own.policy;
    }
    const name = awsManagedName(arn);
    const found = name === undefined ? undefined : AwsManagedPolicies.find(name);
    if (found !== undefined) {
      return {
        kind: 'awsManaged',
        resource,
        path,
        arn,
        name: `AWS managed policy \`${found.name}\``,
        document: this.published(found),
      };
    }
    this.notRead(resource, path, name === undefined
      ? `attaches ${quoted(String(arn))}, which this template does not hold; attach a policy of the template, or an AWS managed one`
      : `attaches ${quoted(String(arn))}, which AWS does not publish, or no longer`);
    return undefined;
  }

  private published({ arn, document }: AwsManagedPolicy): PolicyDocument {
    const known = this.publishedDocuments.get(arn);
    if (known !== undefined) { return known; }
    const parsed = PolicyDocument.parse(document, { type: PolicyType.IDENTITY });
    this.publishedDocuments.set(arn, parsed);
    return parsed;
  }

  /** INVARIANT: a boundary that cannot be resolved, or may be another, limits nothing. */
  private readBoundary(resource: TemplateResource, principal: PrincipalReading): void {
    const arn = this.intrinsics.resolve(resource.properties.PermissionsBoundary);
    if (!isText(arn) || expandChoices(arn).length > 1) { return; }
    principal.boundaryArn = arn;
    const own = this.managed.find(one => matches(one.policy.arn!, arn) === YES);
    const name = awsManagedName(arn);
    const published = name === undefined ? undefined : AwsManagedPolicies.find(name);
    if (own !== undefined) {
      own.attached = true;
      principal.boundary = own.policy.document.problems.length === 0 ? own.policy : undefined;
    } else if (published !== undefined) {
      principal.boundary = this.findManagedPolicy(resource, arn, 'Properties.PermissionsBoundary');
    }
  }

  // Groups of users

  private readMemberships(resource: TemplateResource): void {
    if (resource.type === 'AWS::IAM::User') {
      this.eachMember(resource, 'Groups', (group, path, dependsOn) => this.join(resource, this.intrinsics.reference(resource), group, path, dependsOn));
    } else if (resource.type === 'AWS::IAM::UserToGroupAddition') {
      const group = this.intrinsics.resolve(resource.properties.GroupName);
      const condition = conditionOf(resource);
      this.eachMember(resource, 'Users', (user, path, dependsOn) => this.join(resource, user, group, path, dependsOn ?? condition));
    }
  }

  /** INVARIANT: a membership that may not be takes nothing away: the Deny statements of the group are not credited. */
  private join(resource: TemplateResource, user: Json, group: Json, path: string, dependsOn: string | undefined): void {
    if (!isText(user) || !isText(group)) {
      this.notRead(resource, path, 'does not name the users and the group that they join');
      return;
    }
    const groups = this.named('group', group);
    if (groups.length === 0) {
      this.notRead(resource, path, `joins the group ${quoted(String(group))}, which this template does not hold: nobody can say what it grants`);
    }
    for (const { principal: member, certain: isMember } of this.named('user', user)) {
      for (const { principal: joined, certain } of groups) {
        const reason = dependsOn ?? (certain && isMember ? undefined : `${user} in ${group}`);
        member.groups.push(reason === undefined ? joined : { ...joined, policies: joined.policies.map(policy => possible(policy, reason)) });
      }
    }
  }

  /** The principals of the template that a name may mean. */
  private named(kind: PrincipalKind, name: Text): { principal: PrincipalReading; certain: boolean }[] {
    return [...this.principals.values()]
      .filter(one => one.kind === kind)
      .map(principal => ({ principal, match: matches(principal.name, name) }))
      .filter(({ match }) => match !== NO)
      .map(({ principal, match }) => ({ principal, certain: match === YES }));
  }

  // Everything else

  /** What may hold policies that this reader does not read is unread: blocked, not passed. */
  private readOthers(resource: TemplateResource): void {
    const { logicalId, type, properties } = resource;
    if (type in PRINCIPAL_TYPES || type in POLICY_TYPES || WITHOUT_POLICIES.has(type) || NOT_A_GRANT.has(type)) { return; }
    if (type.endsWith('::MODULE') || !/^(AWS|Alexa|Custom)::/.test(type) || type.startsWith('AWS::') && type !== 'AWS::CDK::Metadata' && resourceType(type) === undefined) {
      this.notRead(resource, 'Type', `resources of type ${quoted(type)} are not known: they may make policies of their own`);
      return;
    }
    const classified = policyProperties(type);
    const carried = classified.find(one => one.kind !== 'decoy' && holds(properties, one.path));
    if (carried !== undefined) {
      this.notRead(resource, `Properties.${carried.path}`, `\`${type}\` carries a policy or a grant here, which this version does not read`);
      return;
    }
    const decoys = classified.map(one => one.path.split('.')[0].replace(/\W.*/, ''));
    for (const [name, value] of Object.entries(properties).filter(([property]) => !decoys.includes(property))) {
      if (looksLikePolicy(value)) { this.notRead(resource, `Properties.${name}`, 'looks like a policy, which this version does not read'); }
    }
    if (type.startsWith('AWS::') && mentions(properties, 'Fn::Transform')) {
      this.notRead(resource, 'Properties', `\`Fn::Transform\` of \`${logicalId}\` may make anything; expand it before the gate`);
    }
  }

  // Common

  /** Every member of a list property, or its only value. A member that may be left out, or be another, comes with what that depends on. */
  private eachMember(resource: TemplateResource, property: string, read: (member: Json, path: string, dependsOn?: string) => void): void {
    const visit = (value: Json, path: string, dependsOn?: string) => {
      if (value instanceof OpenNode) {
        if (value.alternatives === undefined) {
          this.notRead(resource, path, `depends on ${value.name}: nobody can say what it holds; write it out`);
        }
        for (const alternative of value.alternatives ?? []) {
          if (alternative !== undefined) { visit(alternative, path, dependsOn ?? value.name); }
        }
      } else if (Array.isArray(value)) {
        value.forEach((member, i) => visit(member, memberPath(path, i), dependsOn));
      } else if (value !== undefined) {
        read(value, path, dependsOn);
      }
    };
    visit(this.intrinsics.resolve(resource.properties[property]), `Properties.${property}`);
  }

  private policy(resource: TemplateResource, kind: PolicyKind, property: string, type: PolicyType, quota: number, name: string): PolicyReading | undefined {
    return this.document(resource, kind, this.intrinsics.resolve(resource.properties[property]), `Properties.${property}`, type, quota, name);
  }

  /** Reads one policy document, its intrinsics computed. Its problems are unread places: nothing is decided by it. */
  private document(
    resource: TemplateResource, kind: PolicyKind, resolved: Json, path: string, type: PolicyType, quota: number, name: string, dependsOn?: string,
  ): PolicyReading | undefined {
    if (resolved instanceof OpenNode && resolved.alternatives !== undefined) {
      this.notRead(resource, path, `is one of several policies, by ${resolved.name}; put the choice into its statements`);
      return undefined;
    }
    const document = PolicyDocument.parse(resolved, { type, quota });
    for (const problem of document.problems) {
      this.notRead(resource, path + problem.path.slice(1), `${problem.message} (${problem.code})`);
    }
    const reading = { kind, resource, path, name, document };
    const uncertain = dependsOn ?? conditionOf(resource);
    return uncertain === undefined ? reading : possible(reading, uncertain);
  }

  private notRead({ logicalId }: TemplateResource, path: string, message: string): void {
    this.unread.push({ logicalId, path, message });
  }
}

/** What the existence of a resource depends on. */
function conditionOf({ condition }: TemplateResource): string | undefined {
  return condition === undefined ? undefined : `condition \`${condition}\``;
}

function possible(policy: PolicyReading, dependsOn: string): PolicyReading {
  return { ...policy, document: policy.document.possible(dependsOn) };
}

function isText(value: Json): value is Text {
  return typeof value === 'string' || value instanceof OpenText;
}

function matches(pattern: Text, text: Text) {
  return Pattern.compile(pattern).matches(text);
}

/** `arn:aws:iam::aws:policy/...` for the ARN of an AWS managed policy in whatever partition. */
function awsManagedName(arn: Text): string | undefined {
  const known = String(arn);
  const [prefix, path] = known.split(':iam::aws:policy/');
  const partitionOnly = !(arn instanceof OpenText) || arn.openValues.length === 1 && arn.parts.length === 3 && arn.parts[0] === 'arn:';
  return path !== undefined && prefix.startsWith('arn:') && partitionOnly ? `arn:aws:iam::aws:policy/${path}` : undefined;
}

/** Is there a value at this path of the properties? `[*]` and `{*}` stand for every member. */
function holds(properties: Json, path: string): boolean {
  const [first] = path.replace(/(\[\*\]|\{\*\})/g, '').split('.');
  return isObject(properties) && properties[first] !== undefined;
}

function looksLikePolicy(value: Json): boolean {
  if (Array.isArray(value)) { return value.some(looksLikePolicy); }
  if (!isObject(value)) { return false; }
  const statements = Array.isArray(value.Statement) ? value.Statement : [value.Statement];
  return statements.some(one => isObject(one) && 'Effect' in one) || Object.values(value).some(looksLikePolicy);
}

function mentions(value: Json, key: string): boolean {
  if (Array.isArray(value)) { return value.some(member => mentions(member, key)); }
  return isObject(value) && (key in value || Object.values(value).some(member => mentions(member, key)));
}
