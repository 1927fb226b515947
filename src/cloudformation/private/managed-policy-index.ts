import { ScopedResource } from './stack-scope';
import { PolicyReading, ResourceReference } from '../template-reading';
import { textKey } from './text-key';
import { PolicyDocument } from '../../engine/policy/policy-document';
import { PolicyType } from '../../engine/policy/policy-type';
import { OpenText, Text } from '../../engine/policy/text';
import { AwsManagedPolicies } from '../../engine/service-authorization/aws-managed-policies';
import { AwsManagedPolicy } from '../../engine/service-authorization/aws-managed-policy';

interface Entry {
  readonly policy: PolicyReading;
  /** The resource that is the policy. */
  readonly owner: ScopedResource;
  attached: boolean;
}

/**
 * The managed policies that principals may be attached to by ARN: those of the app, and those that AWS publishes.
 */
export class ManagedPolicyIndex {
  private readonly byArn = new Map<string, Entry>();
  private readonly published = new Map<string, PolicyDocument>();

  public add(policy: PolicyReading, owner: ScopedResource, attached: boolean): void {
    this.byArn.set(textKey(policy.arn!), { policy, owner, attached });
  }

  /** A policy of the app. From now on it is attached. */
  public attach(arn: Text): { readonly policy: PolicyReading; readonly owner: ScopedResource } | undefined {
    const entry = this.byArn.get(textKey(arn));
    if (entry !== undefined) { entry.attached = true; }
    return entry;
  }

  /** Policies of the app that nothing is attached to. */
  public get unattached(): { readonly policy: PolicyReading; readonly owner: ScopedResource }[] {
    return [...this.byArn.values()].filter(({ attached }) => !attached);
  }

  /** A policy that AWS publishes. */
  public publishedAs(arn: Text, resource: ResourceReference, path: string): PolicyReading | undefined {
    const name = awsManagedArn(arn);
    const found = name === undefined ? undefined : AwsManagedPolicies.find(name);
    return found && { kind: 'awsManaged', resource, path, arn, name: `AWS managed policy \`${found.name}\``, document: this.documentOf(found) };
  }

  private documentOf({ arn, document }: AwsManagedPolicy): PolicyDocument {
    let parsed = this.published.get(arn);
    if (parsed === undefined) {
      parsed = PolicyDocument.parse(document, { type: PolicyType.IDENTITY });
      this.published.set(arn, parsed);
    }
    return parsed;
  }
}

/** `arn:aws:iam::aws:policy/...` for the ARN of an AWS managed policy in whatever partition. */
export function awsManagedArn(arn: Text): string | undefined {
  const known = String(arn);
  const [prefix, path] = known.split(':iam::aws:policy/');
  const partitionOnly = !(arn instanceof OpenText) || arn.openValues.length === 1 && arn.parts.length === 3 && arn.parts[0] === 'arn:';
  return path !== undefined && prefix.startsWith('arn:') && partitionOnly ? `arn:aws:iam::aws:policy/${path}` : undefined;
}
