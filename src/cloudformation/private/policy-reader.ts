import { AppDraft, propertyValues, referenceTo } from './app-draft';
import { withKnownAccount } from './known-account';
import { readOpenJson } from './open-json';
import { PlainTexts } from './plain-texts';
import { isUnknown, Located } from './property-path';
import { ScopedResource, StackScope } from './stack-scope';
import { PlainPolicies } from '../../engine/policy/plain-policy';
import { PolicyDocument } from '../../engine/policy/policy-document';
import { POLICY_TYPES, PolicyType } from '../../engine/policy/policy-type';
import { OpenText } from '../../engine/policy/text';
import { Json } from '../template';
import { PolicyKind, PolicyReading } from '../template-reading';

/** What a policy is read as. */
export interface ReadAs {
  readonly kind: PolicyKind;
  readonly type: PolicyType;
  /** The largest size that AWS accepts. @default - the size is not checked */
  readonly quota?: number;
  /** For messages. */
  readonly name: string;
}

/** Where no quota is checked, what is larger is read at once. */
const LARGEST_PLAIN = 20_000;

/** Nested deeper than IAM reads. */
export const MOST_LEVELS = 64;

/**
 * Reads policy documents where they stand in resources: as objects or as JSON text, their intrinsics computed.
 */
export class PolicyReader {
  private readonly plain = new Map<StackScope, Map<PolicyType, PlainPolicies>>();

  constructor(private readonly draft: AppDraft) {}

  /**
   * The policy that a value surely is, as it stands in the template: a document without problems, compiled when somebody asks. Undefined
   * where only reading can tell.
   */
  public plainly(resource: ScopedResource, value: Json, path: string, { kind, type, quota = LARGEST_PLAIN, name }: ReadAs): PolicyReading | undefined {
    const { intrinsics } = resource.scope;
    const policies = this.plainPolicies(resource.scope, type);
    const size = policies.sizeOf(value);
    if (!(size <= quota)) { return undefined; }
    const least = () => PolicyDocument.parse(intrinsics.resolve(value), { type, quota }).leastCharacters;
    return { kind, resource: referenceTo(resource), path, name, document: policies.compiled(value, { least, most: size }) };
  }

  private plainPolicies(scope: StackScope, type: PolicyType): PlainPolicies {
    let known = this.plain.get(scope);
    if (known === undefined) { this.plain.set(scope, known = new Map<PolicyType, PlainPolicies>()); }
    let policies = known.get(type);
    if (policies === undefined) { known.set(type, policies = new PlainPolicies(POLICY_TYPES[type], new PlainTexts(scope.intrinsics))); }
    return policies;
  }

  /** Every document at a path of the properties. Of several that exclude each other, each is possible. */
  public at(resource: ScopedResource, path: string, as: ReadAs): PolicyReading[] {
    return propertyValues(resource, path).flatMap(located => this.read(resource, located, as));
  }

  /** INVARIANT: a document with a problem decides nothing; the problem is an unread place. */
  public read(resource: ScopedResource, located: Located, as: ReadAs): PolicyReading[] {
    const { value, path, isAround } = located;
    if (isAround) {
      this.refuseText(resource, path);
      return [];
    }
    if (isUnknown(value)) {
      this.draft.notRead(resource, path, `depends on ${value.name}: nobody can say what the policy is; write it out`);
      return [];
    }
    if (!(value instanceof OpenText)) { return [this.parsed(resource, located, as)]; }
    const policy = this.parsedText(resource, located);
    return policy === undefined ? [] : [this.parsed(resource, { ...located, value: policy }, as)];
  }

  /** The value of JSON text, with open values in it or not; anything else is the value already. Undefined where it cannot be read. */
  public parsedText(resource: ScopedResource, { value, path, isAround }: Located): Json | undefined {
    if (isAround) { return this.refuseText(resource, path); }
    if (!(typeof value === 'string' || value instanceof OpenText)) { return value; }
    const { value: parsed, problem } = readOpenJson(value, MOST_LEVELS);
    if (problem !== undefined) { this.draft.notRead(resource, path, problem); }
    return parsed;
  }

  private refuseText(resource: ScopedResource, path: string): undefined {
    this.draft.notRead(resource, path, 'is text where an object is expected: nobody can say what the policy in it is; write the object out');
  }

  private parsed(resource: ScopedResource, { value, path, dependsOn }: Located, { kind, type, quota, name }: ReadAs): PolicyReading {
    const document = PolicyDocument.parse(value, { type, quota });
    for (const problem of document.problems) {
      this.draft.notRead(resource, path + problem.path.slice(1), `${problem.message} (${problem.code})`);
    }
    const { account } = resource.scope.pseudo;
    const isOpen = kind === 'resource' && account instanceof OpenText;
    const toStrangers = isOpen ? PolicyDocument.parse(withKnownAccount(value, account), { type, quota }) : undefined;
    const reading: PolicyReading = { kind, resource: referenceTo(resource), path, name, document, toStrangers };
    return dependsOn === undefined ? reading : possible(reading, dependsOn);
  }
}

/** A policy that may be there, or not. */
export function possible(policy: PolicyReading, dependsOn: string): PolicyReading {
  return { ...policy, document: policy.document.possible(dependsOn), toStrangers: policy.toStrangers?.possible(dependsOn) };
}

export function documentOf(...statements: Json[]): Json {
  return { Version: '2012-10-17', Statement: statements };
}
