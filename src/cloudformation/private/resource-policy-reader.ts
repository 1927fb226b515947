import { AppDraft, arnOf, existenceBeside, existenceOf, nameOf, propertyValue, propertyValues, referenceTo } from './app-draft';
import { ATTACHED_TYPES } from './attachment-reader';
import { grantRows, grantsOf } from '../grants';
import { policyProperties, PolicyForm, PolicyProperty } from '../policy-properties';
import { withKnownAccount } from './known-account';
import { OrganizationLimits } from './organization-limits';
import { documentOf, PolicyReader, possible, ReadAs } from './policy-reader';
import { isUnknown, Located, stepsOf, valuesAt } from './property-path';
import { ScopedResource } from './stack-scope';
import { PolicyDocument } from '../../engine/policy/policy-document';
import { POLICY_QUOTAS, PolicyType, RESOURCE_POLICY_QUOTAS } from '../../engine/policy/policy-type';
import { Text } from '../../engine/policy/text';
import { isObject, Json } from '../template';
import { PolicyKind, PolicyReading } from '../template-reading';
import { concatenated, isText, partsOf } from './template-text';
import { TextKey, textKey } from '../../engine/policy/text-key';

/** Kinds of policies that limit, and grant nothing. */
const LIMITS: Partial<Record<PolicyType, { readonly kind: PolicyKind; readonly quota?: number }>> = {
  [PolicyType.SESSION]: { kind: 'session', quota: POLICY_QUOTAS.sessionPolicy },
  [PolicyType.VPC_ENDPOINT]: { kind: 'vpcEndpoint', quota: POLICY_QUOTAS.vpcEndpointPolicy },
};

/** By the `Type` of a policy of an organization; other types are no policies of IAM. */
const ORGANIZATION_POLICIES: Record<string, { readonly kind: PolicyKind; readonly type: PolicyType; readonly quota: number }> = {
  SERVICE_CONTROL_POLICY: { kind: 'serviceControl', type: PolicyType.SERVICE_CONTROL, quota: POLICY_QUOTAS.serviceControlPolicy },
  RESOURCE_CONTROL_POLICY: { kind: 'resourceControl', type: PolicyType.RESOURCE_CONTROL, quota: POLICY_QUOTAS.resourceControlPolicy },
};

const ORGANIZATION_POLICY = 'AWS::Organizations::Policy';
const BUCKET_POLICY = 'AWS::S3::BucketPolicy';
const OPENAPI_POLICY = 'x-amazon-apigateway-policy';

/** Nothing in the template says what becomes of them. */
const UNREAD_FORMS: PolicyForm[] = ['permission', 'samPolicies', 'samConnector'];

/** What a policy is attached to. */
interface Protected {
  /** The ARNs, as far as they are known. */
  readonly arns: Text[];
  /** What it depends on that the policy is there, where what it is attached to is. */
  readonly dependsOn?: string;
}

/**
 * Reads the policies of everything but principals: who may use a resource, what limits others, and properties that grant without a document.
 */
export class ResourcePolicyReader {
  /** By name and by ARN, once somebody asks. */
  private named: Map<TextKey, ScopedResource[]> | undefined;
  private resources: ScopedResource[] = [];

  constructor(private readonly draft: AppDraft, private readonly policies: PolicyReader, private readonly organization: OrganizationLimits) {}

  public read(resources: ScopedResource[]): void {
    this.resources = resources;
    for (const resource of resources) {
      const { properties, grants } = readOf(resource.type);
      for (const property of properties) {
        if (Object.hasOwn(resource.properties, stepsOf(property.path)[0])) { this.readProperty(resource, property); }
      }
      if (grants) { this.readGrants(resource); }
    }
  }

  private readProperty(resource: ScopedResource, property: PolicyProperty): void {
    const { kind, policyType, form, path } = property;
    if (resource.type === ORGANIZATION_POLICY && path === 'Content') { return this.readOrganizationPolicy(resource); }
    if (form !== undefined && UNREAD_FORMS.includes(form)) {
      for (const located of propertyValues(resource, path)) { this.draft.opaque(resource, located.path, 'makes policies that are not in the template; write them out'); }
      return;
    }
    switch (policyType) {
      case PolicyType.TRUST: return this.readTrust(resource, path);
      case PolicyType.RESOURCE: return this.readResourcePolicy(resource, property);
      case PolicyType.SESSION:
      case PolicyType.VPC_ENDPOINT: return this.readLimit(resource, property, policyType);
      case PolicyType.IDENTITY: if (kind === 'identity') { this.readLoose(resource, property); }
    }
  }

  private readResourcePolicy(resource: ScopedResource, property: PolicyProperty): void {
    const policies = this.documents(resource, property, { kind: 'resource', type: PolicyType.RESOURCE, quota: RESOURCE_POLICY_QUOTAS[resource.type], name: `\`${property.path}\`` });
    if (policies.length === 0) { return; }
    const { arns, dependsOn } = this.protectedBy(resource, property);
    for (const policy of policies) {
      this.draft.of(resource).resourcePolicies.push({ policy: dependsOn === undefined ? policy : possible(policy, dependsOn), protects: arns, checkedAs: property.checkedAs });
    }
  }

  /** A macro makes the role. */
  private readTrust(resource: ScopedResource, path: string): void {
    for (const located of propertyValues(resource, path)) {
      this.draft.notRead(resource, located.path, 'is the trust policy of a role that is not in the template; write the role out');
    }
  }

  private documents(resource: ScopedResource, { path, form }: PolicyProperty, as: ReadAs): PolicyReading[] {
    return propertyValues(resource, path)
      .flatMap(located => this.inForm(resource, located, form))
      .flatMap(located => this.policies.read(resource, located, as));
  }

  /** The documents in a value: itself, statements without a document around them, those inside a definition or a template. */
  private inForm(resource: ScopedResource, located: Located, form: PolicyForm | undefined): Located[] {
    if (form === undefined || isUnknown(located.value)) { return [located]; }
    const value = this.policies.parsedText(resource, located);
    if (value === undefined) { return []; }
    const within = (path: string) => valuesAt(value, path).map(one => ({ ...one, path: `${located.path}.${one.path}`, dependsOn: located.dependsOn ?? one.dependsOn }));
    switch (form) {
      case 'openapi': return within(OPENAPI_POLICY);
      case 'template': return within('Resources{*}').filter(({ value: one }) => isUnknown(one) || isObject(one) && one.Type === 'AWS::IoT::Policy')
        .flatMap(one => valuesAt(one.value, 'Properties.PolicyDocument').map(inner => ({ ...inner, path: `${one.path}.${inner.path}`, dependsOn: one.dependsOn ?? inner.dependsOn })));
      default: return [{ ...located, value: documentOf(...Array.isArray(value) ? value : [value]) }];
    }
  }

  private protectedBy(resource: ScopedResource, property: PolicyProperty): Protected {
    const { protects } = property;
    if (protects === '$self') { return { arns: [arnOf(resource)] }; }
    const named = protects === undefined || protects === '$account' ? [] : propertyValues(resource, protects).map(located => this.protectedAt(resource, property, located));
    const dependsOn = named.length === 0 ? existenceOf(resource) : named.find(one => one.dependsOn !== undefined)?.dependsOn;
    return { arns: named.flatMap(({ arns }) => arns), dependsOn };
  }

  private protectedAt(resource: ScopedResource, property: PolicyProperty, { value, dependsOn }: Located): Protected {
    const found = isText(value) ? this.resourcesNamed(value, resource, property) : [];
    if (found.length === 0) { return { arns: isText(value) ? arnsNamed(value, resource) : [], dependsOn: dependsOn ?? existenceOf(resource) }; }
    const arns = new Map(found.map(arnOf).map(arn => [textKey(arn), arn]));
    return { arns: [...arns.values()].filter(isArn), dependsOn: dependsOn ?? found.map(one => existenceBeside(resource, one)).find(reason => reason !== undefined) };
  }

  private namedLike(key: TextKey): ScopedResource[] {
    this.named ??= indexByName(this.resources);
    return this.named.get(key) ?? [];
  }

  /** An ARN is of one resource; a name may be that of many, of which the policy is for one type. Those of its own stack come first. */
  private resourcesNamed(name: Text, { scope, type }: ScopedResource, { checkedAs }: PolicyProperty): ScopedResource[] {
    const key = textKey(name);
    const all = this.namedLike(key);
    const isOfType = checkedAs === undefined ? (one: ScopedResource) => isNamedLike(type, one.type) : (one: ScopedResource) => one.type === checkedAs;
    const found = firstOf(
      all.filter(one => textKey(arnOf(one)) === key),
      all.filter(isOfType),
      all.filter(one => checkedAs === undefined && serviceOf(one.type) === serviceOf(type)),
    );
    return firstOf(found.filter(one => one.scope === scope), found);
  }

  private readLimit(resource: ScopedResource, { path }: PolicyProperty, type: PolicyType): void {
    const { kind, quota } = LIMITS[type]!;
    for (const policy of this.policies.at(resource, path, { kind, type, quota, name: `\`${path}\`` })) {
      this.draft.of(resource).limits.push({ policy, targets: [] });
    }
  }

  /** Policies for principals that are no principals of IAM: devices, for example. They are judged alone. */
  private readLoose(resource: ScopedResource, property: PolicyProperty): void {
    for (const policy of this.documents(resource, property, { kind: 'inline', type: PolicyType.IDENTITY, name: `\`${property.path}\`` })) {
      this.draft.of(resource).loose.push({ policy });
    }
  }

  private readOrganizationPolicy(resource: ScopedResource): void {
    const type = propertyValue(resource, 'Type');
    const row = typeof type === 'string' && Object.hasOwn(ORGANIZATION_POLICIES, type) ? ORGANIZATION_POLICIES[type] : undefined;
    if (typeof type !== 'string') { this.draft.notRead(resource, 'Properties.Type', 'does not say what kind of policy it is; write the type out'); }
    if (row === undefined) { return; }
    const targets = propertyValues(resource, 'TargetIds[*]');
    const dependsOn = existenceOf(resource);
    for (const read of this.policies.at(resource, 'Content', { ...row, name: `\`${type}\`` })) {
      const policy = dependsOn === undefined ? read : possible(read, dependsOn);
      this.draft.of(resource).limits.push({ policy, targets: targets.flatMap(({ value }) => isText(value) ? [value] : []) });
      this.organization.add(policy, targets, resource);
    }
  }

  // Grants without a document

  private readGrants(resource: ScopedResource): void {
    const { scope: { intrinsics, pseudo }, type, properties } = resource;
    const resolved = intrinsics.resolve(properties);
    if (!isObject(resolved) || isUnknown(resolved)) { return; }
    const { grants, opaque } = grantsOf(type, resolved, arnOf(resource), pseudo);
    for (const { path, reason } of opaque) { this.draft.opaque(resource, path, reason); }
    for (const { path, statement } of grants) {
      const document = PolicyDocument.parse(documentOf(statement), { type: PolicyType.RESOURCE });
      for (const { message, code } of document.problems) { this.draft.notRead(resource, path, `${message} (${code})`); }
      const toStrangers = PolicyDocument.parse(documentOf(withKnownAccount(statement, pseudo.account)), { type: PolicyType.RESOURCE });
      const policy: PolicyReading = { kind: 'grant', resource: referenceTo(resource), path, name: `\`${path}\``, document, toStrangers };
      this.draft.of(resource).resourcePolicies.push({ policy, protects: resourcesOf(statement) });
    }
  }
}

/** What is read of the resources of a type. */
interface ReadOfType {
  readonly properties: PolicyProperty[];
  readonly grants: boolean;
}

const byType = new Map<string, ReadOfType>();

/** Principals, with their trust policies, and what is attached to them are read elsewhere. */
function readOf(type: string): ReadOfType {
  let known = byType.get(type);
  if (known === undefined) {
    const isElsewhere = ({ policyType, form }: PolicyProperty) => form === undefined && (policyType === PolicyType.TRUST || policyType === PolicyType.IDENTITY);
    known = {
      properties: policyProperties(type).filter(property => !(ATTACHED_TYPES.has(type) && isElsewhere(property))),
      grants: grantRows(type).some(({ treatment }) => treatment === 'statement' || treatment === 'opaque'),
    };
    byType.set(type, known);
  }
  return known;
}

/** The name of a policy is often that of what it is attached to: policies are left out. */
function indexByName(resources: ScopedResource[]): Map<TextKey, ScopedResource[]> {
  const named = new Map<TextKey, ScopedResource[]>();
  for (const resource of resources.filter(({ type }) => policyProperties(type).every(({ protects = '$self' }) => protects === '$self'))) {
    for (const key of new Set([nameOf(resource), arnOf(resource)].map(textKey))) {
      const list = named.get(key);
      if (list === undefined) { named.set(key, [resource]); } else { list.push(resource); }
    }
  }
  return named;
}

/** What a lifted statement is about. */
function resourcesOf(statement: Json): Text[] {
  return valuesAt(statement, 'Resource[*]').flatMap(({ value }) => isText(value) ? [value] : []);
}

function firstOf(...lists: ScopedResource[][]): ScopedResource[] {
  return lists.find(({ length }) => length > 0) ?? [];
}

function serviceOf(type: string): string {
  return type.slice(0, type.lastIndexOf('::'));
}

/** `AWS::EventSchemas::RegistryPolicy` is for `AWS::EventSchemas::Registry`. */
function isNamedLike(policyType: string, type: string): boolean {
  return policyType === `${type}Policy`;
}

/** Of a resource outside the app: a name is part of an ARN that nobody says here, but for buckets. */
function arnsNamed(name: Text, { scope, type }: ScopedResource): Text[] {
  if (isArn(name)) { return [name]; }
  return type === BUCKET_POLICY ? [concatenated(['arn:', scope.pseudo.partition, ':s3:::', name])] : [];
}

function isArn(text: Text): boolean {
  const [first] = partsOf(text);
  return typeof first === 'string' && first.startsWith('arn:');
}
