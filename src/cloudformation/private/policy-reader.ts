import { AppDraft, propertyValues, referenceTo } from './app-draft';
import { withKnownAccount } from './known-account';
import { readOpenJson } from './open-json';
import { isUnknown, Located } from './property-path';
import { ScopedResource, StackScope } from './stack-scope';
import { PolicyDocument } from '../../engine/policy/policy-document';
import { isWrittenOut, PolicyParser } from '../../engine/policy/policy-parser';
import { PolicyType } from '../../engine/policy/policy-type';
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

/** Nested deeper than IAM reads. */
export const MOST_LEVELS = 64;

/**
 * Reads policy documents where they stand in resources: as objects or as JSON text, their intrinsics computed.
 */
export class PolicyReader {
  private readonly parsers = new Map<StackScope, Map<PolicyType, PolicyParser>>();

  constructor(private readonly draft: AppDraft) {}

  /**
   * The policy that a value surely is, parsed when somebody asks; undefined where only computing the value tells whether it is one, or several.
   */
  public later(resource: ScopedResource, value: Json, path: string, { kind, type, quota, name }: ReadAs): PolicyReading | undefined {
    if (!isWrittenOut(value)) { return undefined; }
    const document = this.parser(resource.scope, type).later(value, quota);
    return this.draft.addPolicy(resource, { kind, resource: referenceTo(resource), path, name, document });
  }

  private parser(scope: StackScope, type: PolicyType): PolicyParser {
    let parsers = this.parsers.get(scope);
    if (parsers === undefined) { this.parsers.set(scope, parsers = new Map<PolicyType, PolicyParser>()); }
    let parser = parsers.get(type);
    if (parser === undefined) { parsers.set(type, parser = new PolicyParser(type, (written, trail) => scope.intrinsics.resolve(written, trail))); }
    return parser;
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
    const { account } = resource.scope.pseudo;
    const isOpen = kind === 'resource' && account instanceof OpenText;
    const toStrangers = isOpen ? PolicyDocument.parse(withKnownAccount(value, account), { type, quota }) : undefined;
    const reading = this.draft.addPolicy(resource, { kind, resource: referenceTo(resource), path, name, document, toStrangers });
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
