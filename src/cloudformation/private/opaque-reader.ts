import { AppDraft, existenceOf, propertyValue, propertyValues } from './app-draft';
import { ATTACHED_TYPES } from './attachment-reader';
import { nestedTemplateOf } from '../cloud-assembly';
import { isEmbeddedTemplate } from './embedded-template';
import { readOpenJson } from './open-json';
import { policyProperties } from '../policy-properties';
import { MOST_LEVELS, PolicyReader, possible } from './policy-reader';
import { isUnknown, Located, stepsOf, valuesAt, withAlternatives } from './property-path';
import { OpenNode } from '../../engine/policy/open-node';
import { memberPath, quoted } from '../../engine/policy/policy-problem';
import { PolicyType } from '../../engine/policy/policy-type';
import { resourceType } from '../resource-types';
import { isRotationApplication } from './rotation-applications';
import { NESTED_STACK, ScopedResource } from './stack-scope';
import { isObject, Json } from '../template';
import { isText, mayHold, partsOf } from './template-text';
import { OpenText, OpenValue, Text } from '../../engine/policy/text';
import { TextKey, textKey } from '../../engine/policy/text-key';

/** Types that AWS's registry does not list, and that grant nothing. */
const HARMLESS = new Set(['AWS::CDK::Metadata']);

const PRODUCT = 'AWS::ServiceCatalog::CloudFormationProduct';

const APPLICATION = 'AWS::Serverless::Application';

const CUSTOM_RESOURCE = 'AWS::CloudFormation::CustomResource';

/** What every policy says, where it is text. */
const STATEMENT = '"Statement"';

/** What every statement says, written out or in escapes. */
const MAY_SAY_EFFECT = /"Effect"|\\u/;

/** Calls of IAM in the properties of a custom resource: by the name of the client, of its package, or of the service. */
const CALLS_IAM = /(^|["'\s/])(@aws-sdk\/client-iam|iam|client-iam)($|["'\s/])/i;

/**
 * Finds what may make or grant something that nobody sees in the template.
 */
export class OpaqueReader {
  private readonly functions = new Set<TextKey>();

  constructor(private readonly draft: AppDraft, private readonly policies: PolicyReader) {}

  public read(resources: ScopedResource[]): void {
    for (const resource of resources) {
      const { scope: { intrinsics }, type } = resource;
      if (type === 'AWS::Lambda::Function' || type === 'AWS::SNS::Topic') {
        this.functions.add(textKey(intrinsics.arn(resource)));
        this.functions.add(textKey(intrinsics.reference(resource)));
      }
    }
    for (const resource of resources) { this.readResource(resource); }
  }

  private readResource(resource: ScopedResource): void {
    const { type, properties } = resource;
    const rewritten = Object.keys(properties).find(key => key.startsWith('Fn::'));
    if (rewritten !== undefined) {
      // It may rewrite the policies beside it: nobody can answer for that.
      const note = ATTACHED_TYPES.has(type) || policyProperties(type).some(({ kind }) => kind !== 'decoy' && kind !== 'template') ? this.draft.notRead : this.draft.opaque;
      return note.call(this.draft, resource, `Properties.${rewritten}`, `${quoted(rewritten)} makes properties at deployment; write them out`);
    }
    if (ATTACHED_TYPES.has(type)) { return; }
    if (isCustom(type)) { return this.readCustomResource(resource); }
    if (!HARMLESS.has(type) && resourceType(type) === undefined) {
      this.draft.opaque(resource, 'Type', `resources of type ${quoted(type)} are not known: they may make policies of their own`);
      return this.readLookalikes(resource, []);
    }
    const { templates, classified } = factsOf(type);
    for (const path of templates) {
      // They are stacks of their own.
      if (type === NESTED_STACK || isEmbeddedTemplate(type, path)) { continue; }
      if (type === APPLICATION && isRotationApplication(propertyValues(resource, `${path}.ApplicationId`))) { continue; }
      for (const located of type === PRODUCT ? productsNotInApp(resource, path) : propertyValues(resource, path)) {
        this.draft.opaque(resource, located.path, `\`${type}\` brings what is not in this template, and may make policies of its own; write its resources into the app`);
      }
    }
    if (mentions(properties, 'Fn::Transform')) {
      this.draft.opaque(resource, 'Properties', '`Fn::Transform` may make anything; expand it before the gate');
    }
    this.readLookalikes(resource, classified);
  }

  /** What its provider does is not in the template; what the provider may do is in the policies of its role, if that is in the app. */
  private readCustomResource(resource: ScopedResource): void {
    const { properties } = resource;
    const calls = Object.entries(properties).find(([name, value]) => name !== 'ServiceToken' && (callsIam(value) || callsIam(propertyValue(resource, name))));
    if (calls !== undefined) {
      this.draft.opaque(resource, memberPath('Properties', calls[0]), 'the custom resource calls IAM: nobody can say here what it grants; use the resource types of IAM');
    }
    const provider = propertyValue(resource, 'ServiceToken');
    if (!(typeof provider === 'string' || provider instanceof OpenText) || !this.functions.has(textKey(provider))) {
      this.draft.opaque(resource, 'Properties.ServiceToken', `the custom resource is made by ${quoted(spelled(provider))}, which is not in this app: nobody can say here what it does; use a provider of the app`);
    }
    this.readLookalikes(resource, ['ServiceToken']);
  }

  /** Whatever is written like a policy is read as one. */
  private readLookalikes(resource: ScopedResource, classified: string[]): void {
    for (const name of Object.keys(resource.properties)) {
      if (classified.includes(name) || !mayHoldPolicy(resource.properties[name])) { continue; }
      for (const located of lookalikes({ value: propertyValue(resource, name), path: memberPath('Properties', name) })) {
        const isResourcePolicy = hasPrincipals(located.value);
        const as = { type: isResourcePolicy ? PolicyType.RESOURCE : PolicyType.IDENTITY, kind: isResourcePolicy ? 'resource' : 'inline', name: `\`${name}\`` } as const;
        const dependsOn = existenceOf(resource);
        for (const policy of this.policies.read(resource, located, as)) {
          if (isResourcePolicy) {
            this.draft.of(resource).resourcePolicies.push({ policy: dependsOn === undefined ? policy : possible(policy, dependsOn), protects: [] });
          } else {
            this.draft.of(resource).loose.push({ policy });
          }
        }
      }
    }
  }
}

/** What there is to look for in resources of a type. */
interface TypeFacts {
  /** Paths of properties that hold templates. */
  readonly templates: string[];
  /** Properties that are read, or are known to grant nothing. */
  readonly classified: string[];
}

const known = new Map<string, TypeFacts>();

function factsOf(type: string): TypeFacts {
  let facts = known.get(type);
  if (facts === undefined) {
    const properties = policyProperties(type);
    facts = { templates: properties.filter(({ kind }) => kind === 'template').map(({ path }) => path), classified: properties.map(({ path }) => stepsOf(path)[0]) };
    known.set(type, facts);
  }
  return facts;
}

/** The versions of a product whose templates are not among those of the app, which are read alone. */
function productsNotInApp(resource: ScopedResource, path: string): Located[] {
  return propertyValues(resource, `${path}[*]`).filter(({ value }) => {
    const [url, ...others] = isUnknown(value) ? [] : valuesAt(value, 'Info.LoadTemplateFromURL');
    return url === undefined || others.length > 0 || typeof nestedTemplateOf(resource.scope.root, { properties: { TemplateURL: url.value } }) === 'string';
  });
}

function isCustom(type: string): boolean {
  return type === CUSTOM_RESOURCE || type.startsWith('Custom::');
}

function callsIam(value: Json): boolean {
  if (isText(value)) { return CALLS_IAM.test(literalsOf(value).join('')) || partsOf(value).some(part => typeof part !== 'string' && part.choices?.some(callsIam)); }
  if (Array.isArray(value)) { return value.some(callsIam); }
  if (value instanceof OpenNode) { return value.alternatives?.some(callsIam) ?? false; }
  return isObject(value) && Object.values(value).some(callsIam);
}

/** What is written of a text, without the open values in it. */
function literalsOf(text: Text): string[] {
  return partsOf(text).filter(part => typeof part === 'string');
}

function spelled(value: Json): string {
  return isUnknown(value) ? value.name : typeof value === 'string' || value instanceof OpenText ? String(value) : 'something that is no text';
}

/** Cheap: does it pay to compute the value? */
function mayHoldPolicy(value: Json): boolean {
  if (typeof value === 'string') { return value.includes(STATEMENT) || value.includes('{{resolve:'); }
  if (Array.isArray(value)) { return value.some(mayHoldPolicy); }
  return isObject(value) && Object.entries(value).some(([key, member]) => key === 'Statement' || key === 'Ref' || key.startsWith('Fn::') || mayHoldPolicy(member));
}

/** The values that are written like policies, and text that could be one. */
function lookalikes(located: Located): Located[] {
  return withAlternatives(located).flatMap(({ value, path, dependsOn }) => {
    if (isText(value)) { return mayBePolicy(value) ? [{ value, path, dependsOn }] : []; }
    if (Array.isArray(value)) { return value.flatMap((member, i) => lookalikes({ value: member, path: memberPath(path, i), dependsOn })); }
    if (!isObject(value) || isUnknown(value)) { return []; }
    return looksLikePolicy(value)
      ? [{ value, path, dependsOn }]
      : Object.entries(value).flatMap(([key, member]) => lookalikes({ value: member, path: memberPath(path, key), dependsOn }));
  });
}

/** Text that begins as JSON does, or as nobody knows, and says what policies say, unless it is JSON of something else. */
function mayBePolicy(text: Text): boolean {
  const parts = partsOf(text);
  const written = writtenIn(text);
  if (!written.includes(STATEMENT) || !mayBeginJson(parts[0])) { return false; }
  const { value, problem } = readOpenJson(text, MOST_LEVELS);
  if (problem === undefined) { return looksLikePolicy(value); }
  return MAY_SAY_EFFECT.test(written) || parts.some(part => typeof part !== 'string' && mayHold(part, '"'));
}

/** What is written of a text and of the choices in it. */
function writtenIn(text: Text): string {
  return partsOf(text).map(part => typeof part === 'string' ? part : (part.choices ?? []).map(writtenIn).join('')).join('');
}

function mayBeginJson(first: string | OpenValue): boolean {
  return typeof first === 'string' ? /^\s*([{[]|$)/.test(first) : mayHold(first, '{');
}

function looksLikePolicy(value: Json): boolean {
  if (!isObject(value) || !Object.hasOwn(value, 'Statement')) { return false; }
  return listOf(value.Statement).some(one => isObject(one) && 'Effect' in one);
}

function hasPrincipals(value: Json): boolean {
  const policy = isText(value) ? readOpenJson(value, MOST_LEVELS).value : value;
  return isObject(policy) && listOf(policy.Statement).some(one => isObject(one) && ('Principal' in one || 'NotPrincipal' in one));
}

function listOf(value: Json): Json[] {
  return Array.isArray(value) ? value : [value];
}

function mentions(value: Json, key: string): boolean {
  if (Array.isArray(value)) { return value.some(member => mentions(member, key)); }
  return isObject(value) && (key in value || Object.values(value).some(member => mentions(member, key)));
}
