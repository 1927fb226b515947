import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

/** What the reader of templates needs to know of a resource type: a line of `data/cloudformation-types.ndjson`. */
export interface ResourceTypeRecord {
  readonly type: string;
  /** `arn:${Partition}:s3:::${BucketName}`. */
  readonly arn?: string;
  /** What `Ref` returns: attributes or properties, those of a primary identifier joined by `|`. */
  readonly ref: string[];
  /** Parts of the ARN and of the identifier that are properties: a template may give them a value. */
  readonly names: string[];
  /** Attributes that hold one fixed value which AWS makes, and never a wildcard: identifiers, names and ARNs. */
  readonly opaque: string[];
}

/** An upstream description of a type, as far as it is used. */
export interface UpstreamType {
  readonly cloudFormationType: string;
  readonly arnTemplate?: string;
  readonly primaryIdentifier?: string[];
  /** What `Ref` returns, where that is not the primary identifier. */
  readonly cfnRefIdentifier?: string[];
  readonly attributes: Record<string, unknown>;
  readonly properties: Record<string, unknown>;
}

/** Names of attributes that AWS makes by itself; what repeats a value of the author (`Value`, `Outputs`) is not among them. */
const MADE_BY_AWS = /(^|\.)([A-Za-z0-9]*?)(Arn|Id|Name|Identifier|Uid)$/;

/** Identifiers under other names, which AWS makes too. */
const ALSO_MADE: Record<string, string[]> = { 'AWS::EC2::VPC': ['DefaultNetworkAcl', 'DefaultSecurityGroup'] };

/** Types of which no attribute is what AWS makes. */
const AUTHORED = new Set(['AWS::CloudFormation::CustomResource', 'AWS::CloudFormation::Stack', 'AWS::CloudFormation::Macro']);

const PSEUDO = new Set(['Partition', 'Region', 'Account']);

export function readUpstreamTypes(): UpstreamType[] {
  return [...loadAwsServiceSpecSync().all('resource')];
}

export function resourceTypeRecords(types: UpstreamType[]): ResourceTypeRecord[] {
  return types.map(({ cloudFormationType, arnTemplate, primaryIdentifier = [], cfnRefIdentifier = primaryIdentifier, attributes, properties }): ResourceTypeRecord => {
    const parts = [...(arnTemplate ?? '').matchAll(/\$\{([^}]+)\}/g)].map(([, name]) => name).filter(name => !PSEUDO.has(name));
    return {
      type: cloudFormationType,
      ...arnTemplate === undefined ? {} : { arn: arnTemplate },
      ref: cfnRefIdentifier,
      names: [...new Set([...parts, ...cfnRefIdentifier])].filter(name => Object.hasOwn(properties, name)).sort(),
      opaque: AUTHORED.has(cloudFormationType) ? [] : Object.keys(attributes).filter(name => MADE_BY_AWS.test(name) || ALSO_MADE[cloudFormationType]?.includes(name)).sort(),
    };
  }).sort((a, b) => a.type < b.type ? -1 : 1);
}

/** How much the number of types, or of types with an ARN, may fall from one refresh to the next. */
const TOLERATED_FALL = 0.02;

/** What is wrong with a fresh list, one sentence each; with the committed one, also what has shrunk. */
export function resourceTypeProblems(fresh: ResourceTypeRecord[], committed: ResourceTypeRecord[]): string[] {
  const count = (records: ResourceTypeRecord[]) => ({
    'types': records.length,
    'types with an ARN': records.filter(({ arn }) => arn !== undefined).length,
    'types with a Ref': records.filter(({ ref }) => ref.length > 0).length,
    'opaque attributes': records.flatMap(({ opaque }) => opaque).length,
  });
  const before = count(committed);
  const after = count(fresh);
  const shrunk = (Object.keys(before) as (keyof typeof before)[]).filter(what => after[what] < before[what] * (1 - TOLERATED_FALL));
  const strange = fresh.filter(({ type }) => !/^(AWS|Alexa)::[A-Za-z0-9]+::[A-Za-z0-9]+(::[A-Za-z0-9]+)?$/.test(type));
  const repeated = fresh.filter(({ type }, i) => i > 0 && fresh[i - 1].type === type);
  return [
    ...shrunk.map(what => `the number of ${what} fell from ${before[what]} to ${after[what]}`),
    ...strange.map(({ type }) => `\`${type}\` is no name of a resource type`),
    ...repeated.map(({ type }) => `\`${type}\` is described twice`),
  ];
}
