import { holds, isReference, isRegionKnown } from './principal-index';
import { ScopedResource, StackScope } from './stack-scope';
import { PolicyDocument } from '../../engine/policy/policy-document';
import { PolicyType } from '../../engine/policy/policy-type';
import { OpenText, splitText, Text } from '../../engine/policy/text';
import { AwsManagedPolicies } from '../../engine/service-authorization/aws-managed-policies';
import { OutsideSource, PolicyReading, ResourceReference } from '../template-reading';
import { sha256 } from './sha256';
import { TextKey, textKey } from '../../engine/policy/text-key';

/** A managed policy of the app. */
export interface ManagedPolicyEntry {
  readonly policy: PolicyReading;
  /** The resource that is the policy. */
  readonly owner: ScopedResource;
}

/** A managed policy that an ARN may mean. */
export interface MeantPolicy extends ManagedPolicyEntry {
  /** Does the ARN surely mean this one, and none of another account? */
  readonly certain: boolean;
}

/** What AWS says in a policy. */
interface Published {
  readonly name: string;
  readonly document: PolicyDocument;
  readonly outside: OutsideSource;
}

/**
 * The managed policies that principals may be attached to by ARN: those of the app, and those that AWS publishes.
 */
export class ManagedPolicyIndex {
  private readonly byArn = new Map<TextKey, ManagedPolicyEntry[]>();
  private readonly attached = new Set<ManagedPolicyEntry>();
  /** By the ARNs that were asked for; undefined where AWS publishes none. */
  private readonly published = new Map<Text, Published | undefined>();

  public add(policy: PolicyReading, owner: ScopedResource, attached: boolean): void {
    const entry = { policy, owner };
    const key = textKey(policy.arn!);
    const list = this.byArn.get(key);
    if (list === undefined) { this.byArn.set(key, [entry]); } else { list.push(entry); }
    if (attached) { this.attached.add(entry); }
  }

  /**
   * The policies of the app that an ARN may mean where it stands in a stack: those of this stack, if there are, for an account has one of a
   * name; any of them when they are several. From now on they are attached.
   */
  public attach(arn: Text, from: StackScope): MeantPolicy[] {
    const all = this.byArn.size === 0 ? undefined : this.byArn.get(textKey(arn));
    if (all === undefined) { return []; }
    const own = all.filter(({ owner }) => owner.scope.root === from.root);
    const found = own.length > 0 ? own : all;
    for (const entry of found) { this.attached.add(entry); }
    return found.map(({ policy, owner }) => ({ policy, owner, certain: isSure(arn, owner, from) }));
  }

  /** Policies of the app that nothing is attached to. */
  public get unattached(): ManagedPolicyEntry[] {
    return [...this.byArn.values()].flat().filter(entry => !this.attached.has(entry));
  }

  /** A policy that AWS publishes. */
  public publishedAs(arn: Text, resource: ResourceReference, path: string): PolicyReading | undefined {
    const found = this.publishedUnder(arn);
    return found && { kind: 'awsManaged', resource, path, arn, name: found.name, document: found.document, outside: found.outside };
  }

  private publishedUnder(arn: Text): Published | undefined {
    if (!this.published.has(arn)) {
      const name = awsManagedArn(arn);
      this.published.set(arn, name === undefined ? undefined : name === arn ? published(name) : this.publishedUnder(name));
    }
    return this.published.get(arn);
  }
}

function published(arnOfPolicy: string): Published | undefined {
  const found = AwsManagedPolicies.find(arnOfPolicy);
  if (found === undefined) { return undefined; }
  const { arn, name, document, versionId } = found;
  return {
    name: `AWS managed policy \`${name}\``,
    document: PolicyDocument.later(() => PolicyDocument.parse(document, { type: PolicyType.IDENTITY })),
    outside: { source: `${arn} ${versionId}`, get sha256() { return sha256(JSON.stringify(document)); } },
  };
}

/** An ARN names its account: what is written out may be another only where nobody knows that; a reference never is. */
function isSure(arn: Text, owner: ScopedResource, from: StackScope): boolean {
  const { intrinsics, pseudo: { account, region }, root: home } = owner.scope;
  const isWrittenOut = !holds(arn, account) && !holds(arn, region) && isRegionKnown(owner.scope, from);
  return home === from.root || isReference(arn) || isWrittenOut || isGiven(arn, intrinsics.reference(owner));
}

/** Did another stack give this very text, that is also what is written out here? */
function isGiven(text: Text, reference: Text): boolean {
  return text instanceof OpenText && text === reference;
}

/** `arn:aws:iam::aws:policy/...` for the ARN of an AWS managed policy in whatever partition. */
export function awsManagedArn(arn: Text): string | undefined {
  const [begin, partition, end] = splitText(arn, ':', 3);
  if (begin !== 'arn' || !isPartition(partition) || typeof end !== 'string') { return undefined; }
  return /^iam::aws:policy\/[^:]+$/.test(end) ? `arn:aws:${end}` : undefined;
}

/** Is it the name of a partition, or one open value that is one of such names? */
function isPartition(text: Text | undefined): boolean {
  if (!(text instanceof OpenText)) { return text !== undefined && /^[a-z-]+$/.test(text); }
  const [{ shape }] = text.openValues;
  return text.parts.length === 1 && shape !== undefined && shape.alternatives.every(isPartitionName);
}

function isPartitionName(word: number[]): boolean {
  return word.every(letter => letter >= 0) && isPartition(String.fromCodePoint(...word));
}
