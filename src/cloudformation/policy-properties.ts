import { readFileSync } from 'node:fs';
import { PolicyType } from '../engine/policy/policy-type';
import { packageFile } from '../engine/service-authorization/package-file';

/** What is in place of a whole policy document. */
export type PolicyForm =
  /** One statement. */
  | 'statement'
  /** A list of statements, or one. */
  | 'statements'
  /** An OpenAPI definition: the document is its member `x-amazon-apigateway-policy`. */
  | 'openapi'
  /** A provisioning template of AWS IoT, as text: documents are the `Properties.PolicyDocument` of its `Resources`. */
  | 'template'
  /** What RAM makes statements of: `Effect`, `Action` and `Condition`. Who gets it, and on what, is in the resource shares that name it. */
  | 'permission'
  /** What SAM makes identity policies of: the name or ARN of a managed policy, a document, the parameters of a policy template, or a list of them. */
  | 'samPolicies'
  /** What SAM makes policies of: a list of `Read` and `Write`. */
  | 'samConnector';

/** A property that holds a policy or grants access: a line of `data/cloudformation-policy-properties.ndjson`. */
export interface PolicyProperty {
  /** `AWS::Serverless::*` stands for all types of a service. */
  readonly type: string;
  /** `Policies[*].PolicyDocument`; `{*}` stands for every member of a map. Where documents are, AWS takes an object or its text. */
  readonly path: string;
  /** `identity`, `trust`, `resource`, `grant`, ...; `decoy`: looks like a policy and is none. */
  readonly kind: string;
  /**
   * What the documents or statements here are parsed as. There is none where there are none, and for `scp|rcp`: there `Type` beside it says
   * what the policy is.
   */
  readonly policyType?: PolicyType;
  /** @default - a whole document */
  readonly form?: PolicyForm;
  /**
   * Of kind `resource`: what the document is attached to. `$self` is the resource itself, or what it makes and keeps inside; `$account`
   * means that nothing in the resource names it: the account, a registry, the organization, repositories to come. Everything else is the
   * path of the property that names it by a name, id or ARN. Where that is absent, the resource does not say: it is a default of the
   * service (`EventBusName`, `RestApiId`), or named by another property (`VectorBucketName`).
   */
  readonly protects?: string;
  /**
   * Of kind `resource`: the resource type as CheckNoPublicAccess names it. Where it may be attached to several (a stream or its consumer,
   * an event data store, a dashboard or a channel), one of them.
   *
   * @default - AWS does not check it
   */
  readonly checkedAs?: string;
}

const FILE = packageFile('data', 'cloudformation-policy-properties.ndjson');

let byType: Map<string, PolicyProperty[]> | undefined;
const asked = new Map<string, readonly PolicyProperty[]>();

/** The properties of a resource type that hold a policy or grant access, decoys included. */
export function policyProperties(type: string): readonly PolicyProperty[] {
  byType ??= readProperties();
  let known = asked.get(type);
  if (known === undefined) {
    const family = `${type.slice(0, type.lastIndexOf('::'))}::*`;
    known = Object.freeze([...byType.get(type) ?? [], ...byType.get(family) ?? []]);
    asked.set(type, known);
  }
  return known;
}

function readProperties(): Map<string, PolicyProperty[]> {
  const properties = new Map<string, PolicyProperty[]>();
  for (const line of readFileSync(FILE, 'utf8').trim().split('\n')) {
    const property: PolicyProperty = JSON.parse(line);
    properties.set(property.type, [...properties.get(property.type) ?? [], property]);
  }
  return properties;
}
