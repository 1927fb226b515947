import { AppDraft, arnOf, nameOf, propertyValue, propertyValues, referenceTo } from './app-draft';
import { ATTACHED_TYPES } from './attachment-reader';
import { grantRows, grantsOf } from '../grants';
import { policyProperties, PolicyForm, PolicyProperty } from '../policy-properties';
import { documentOf, PolicyReader, ReadAs } from './policy-reader';
import { isUnknown, Located, valuesAt } from './property-path';
import { ScopedResource } from './stack-scope';
import { isObject, Json } from '../template';
import { PolicyKind, PolicyReading } from '../template-reading';
import { textKey } from './text-key';
import { PolicyDocument } from '../../engine/policy/policy-document';
import { POLICY_QUOTAS, PolicyType } from '../../engine/policy/policy-type';
import { OpenText, Text } from '../../engine/policy/text';

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
const OPENAPI_POLICY = 'x-amazon-apigateway-policy';

/** Nothing in the template says what becomes of them. */
const UNREAD_FORMS: PolicyForm[] = ['permission', 'samPolicies', 'samConnector'];

/**
 * Reads the policies of everything but principals: who may use a resource, what limits others, and properties that grant without a document.
 */
export class ResourcePolicyReader {
  private readonly byName = new Map<string, ScopedResource>();

  constructor(private readonly draft: AppDraft, private readonly policies: PolicyReader) {}

  public read(resources: ScopedResource[]): void {
    // The name of a policy is often that of what it is attached to.
    for (const resource of resources.filter(({ type }) => policyProperties(type).every(({ protects = '$self' }) => protects === '$self'))) {
      for (const name of [nameOf(resource), arnOf(resource)]) { this.byName.set(textKey(name), resource); }
    }
    for (const resource of resources) {
      for (const property of policyProperties(resource.type)) { this.readProperty(resource, property); }
      this.readGrants(resource);
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
      case PolicyType.RESOURCE: return this.readResourcePolicy(resource, property);
      case PolicyType.SESSION:
      case PolicyType.VPC_ENDPOINT: return this.readLimit(resource, property, policyType);
      case PolicyType.IDENTITY: if (kind === 'identity' && !ATTACHED_TYPES.has(resource.type)) { this.readLoose(resource, property); }
    }
  }

  private readResourcePolicy(resource: ScopedResource, property: PolicyProperty): void {
    const protects = this.protectedBy(resource, property);
    for (const policy of this.documents(resource, property, { kind: 'resource', type: PolicyType.RESOURCE, name: `\`${property.path}\`` })) {
      this.draft.of(resource).resourcePolicies.push({ policy, protects, checkedAs: property.checkedAs });
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

  /** The ARNs of what a policy is attached to. */
  private protectedBy(resource: ScopedResource, { protects }: PolicyProperty): Text[] {
    if (protects === undefined || protects === '$account') { return []; }
    if (protects === '$self') { return [arnOf(resource)]; }
    return propertyValues(resource, protects).flatMap(({ value }): Text[] => {
      if (!(typeof value === 'string' || value instanceof OpenText)) { return []; }
      const named = this.byName.get(textKey(value));
      return [named === undefined ? value : arnOf(named)];
    });
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
    const targets = propertyValues(resource, 'TargetIds[*]').flatMap(({ value }) => typeof value === 'string' || value instanceof OpenText ? [value] : []);
    for (const policy of this.policies.at(resource, 'Content', { ...row, name: `\`${type}\`` })) { this.draft.of(resource).limits.push({ policy, targets }); }
  }

  // Grants without a document

  private readGrants(resource: ScopedResource): void {
    const { scope: { intrinsics, pseudo }, type, properties } = resource;
    if (!grantRows(type).some(({ treatment }) => treatment === 'statement' || treatment === 'opaque')) { return; }
    const resolved = intrinsics.resolve(properties);
    if (!isObject(resolved) || isUnknown(resolved)) { return; }
    const { grants, opaque } = grantsOf(type, resolved, arnOf(resource), pseudo);
    for (const { path, reason } of opaque) { this.draft.opaque(resource, path, reason); }
    for (const { path, statement } of grants) {
      const document = PolicyDocument.parse(documentOf(statement), { type: PolicyType.RESOURCE });
      for (const { message, code } of document.problems) { this.draft.notRead(resource, path, `${message} (${code})`); }
      const policy: PolicyReading = { kind: 'grant', resource: referenceTo(resource), path, name: `\`${path}\``, document };
      this.draft.of(resource).resourcePolicies.push({ policy, protects: resourcesOf(statement) });
    }
  }
}

/** What a lifted statement is about. */
function resourcesOf(statement: Json): Text[] {
  return valuesAt(statement, 'Resource[*]').flatMap(({ value }) => typeof value === 'string' || value instanceof OpenText ? [value] : []);
}
