import { isObject, Json, JsonObject } from '../json';
import { UnreadPlace } from './unread-place';
import { memberPath, quoted } from '../../engine/policy/policy-problem';

/** A resource of SAM, what `Globals` says merged into it. */
export interface SamResource {
  readonly logicalId: string;
  readonly properties: JsonObject;
  /** Beside `Type` and `Properties`: its condition and metadata, which hold for all that it makes. */
  readonly attributes: JsonObject;
}

/** APIs that functions may use and nobody defines. */
export const IMPLICIT_APIS: Record<string, string> = { ServerlessRestApi: 'AWS::Serverless::Api', ServerlessHttpApi: 'AWS::Serverless::HttpApi' };

/**
 * The resources of a template while those of SAM become plain ones.
 */
export class SamDraft {
  public readonly resources = new Map<string, JsonObject>();
  public readonly unread: UnreadPlace[] = [];
  /** What `Ref` means with a name that only SAM knows: `Function.Alias`. */
  public readonly references = new Map<string, Json>();
  /** Implicit APIs that are used. */
  public readonly used = new Set<string>();

  /** @param given logical ids of the template */
  constructor(private readonly given: ReadonlySet<string>) {}

  /** INVARIANT: what the template holds is never replaced by what another resource makes. */
  public make({ logicalId: maker, attributes }: SamResource, logicalId: string, type: string, properties: JsonObject): void {
    if (logicalId !== maker && (this.given.has(logicalId) || this.resources.has(logicalId))) {
      this.unread.push({ logicalId: maker, path: 'Type', message: `makes the resource ${quoted(logicalId)}, which is there already; rename one of them` });
      return;
    }
    const defined = Object.entries(properties).filter(([, value]) => value !== undefined);
    this.resources.set(logicalId, { Type: type, Properties: Object.fromEntries(defined), ...attributes });
  }

  /** One for the whole template, whatever the conditions of those that need it. */
  public makeOnce(logicalId: string, type: string, properties: JsonObject): void {
    if (!this.resources.has(logicalId)) { this.make({ logicalId: '', properties: {}, attributes: {} }, logicalId, type, properties); }
  }

  public notRead({ logicalId }: SamResource, path: string, message: string): void {
    this.unread.push({ logicalId, path, message });
  }

  public opaque({ logicalId }: SamResource, path: string, message: string): void {
    this.unread.push({ logicalId, path, message, opaque: true });
  }

  /** INVARIANT: a member that is not known may grant. */
  public expectOnly(resource: SamResource, members: JsonObject, path: string, known: readonly string[]): void {
    for (const name of Object.keys(members)) {
      if (name.startsWith('Fn::')) {
        this.notRead(resource, `${path}.${name}`, `${quoted(name)} makes properties at deployment; write them out`);
      } else if (!known.includes(name)) {
        this.opaque(resource, memberPath(path, name), 'is no property of SAM that is known here: it may grant; write out the resources that it makes');
      } else if (mentionsTransform(members[name])) {
        this.opaque(resource, memberPath(path, name), '`Fn::Transform` may make anything; expand it before the gate');
      }
    }
  }
}

/** A role that SAM makes, while it is put together. */
export class SamRole {
  private readonly managed: Json[] = [];
  private readonly inline: Json[] = [];

  /** @param name of its policies */
  constructor(private readonly name: string) {}

  public attach(arn: Json): void {
    if (!this.managed.some(known => JSON.stringify(known) === JSON.stringify(arn))) { this.managed.push(arn); }
  }

  /** @param name with its path */
  public attachAws(name: string): void {
    this.attach(awsManagedPolicyArn(name));
  }

  /** @param around what stands around the policy: a choice of a condition */
  public add(document: Json, around: (policy: Json) => Json = policy => policy): void {
    this.inline.push(around({ PolicyName: `${this.name}Policy${this.inline.length}`, PolicyDocument: document }));
  }

  public allow(action: string | string[], resource: Json): void {
    this.add({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] });
  }

  public get properties(): JsonObject {
    return { ManagedPolicyArns: this.managed, Policies: this.inline };
  }
}

export function awsManagedPolicyArn(nameWithPath: string): Json {
  return { 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${nameWithPath}` };
}

export function trustOf(service: string): JsonObject {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] };
}

export function arnOfMade(logicalId: string): Json {
  return { 'Fn::GetAtt': [logicalId, 'Arn'] };
}

// Functions of CloudFormation in what SAM reads

/** An object with one member that is a function of CloudFormation. */
export function isIntrinsic(value: Json): boolean {
  const [name, ...others] = isObject(value) ? Object.keys(value) : [];
  return others.length === 0 && name !== undefined && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'));
}

/** An object that says its members. */
export function isWritten(value: Json): value is JsonObject {
  return isObject(value) && !isIntrinsic(value);
}

/** What `Ref` names, where a value is that and nothing else. */
export function referenceIn(value: Json): string | undefined {
  return isObject(value) && isIntrinsic(value) && typeof value.Ref === 'string' ? value.Ref : undefined;
}

export function isNoValue(value: Json): boolean {
  return referenceIn(value) === 'AWS::NoValue';
}

/** The condition and the two values of `Fn::If`. */
export function choiceIn(value: Json): [Json, Json, Json] | undefined {
  const choice = isObject(value) && isIntrinsic(value) ? value['Fn::If'] : undefined;
  return Array.isArray(choice) && choice.length === 3 ? choice as [Json, Json, Json] : undefined;
}

/** Is there nothing, by one condition or the other? */
export function mayBeAbsent(value: Json): boolean {
  const choice = choiceIn(value);
  return value === undefined || isNoValue(value) || choice !== undefined && choice.slice(1).some(mayBeAbsent);
}

/** The value, and something else where there is nothing. */
export function orElse(value: Json, fallback: Json): Json {
  const choice = choiceIn(value);
  if (value === undefined || isNoValue(value)) { return fallback; }
  return choice === undefined ? value : { 'Fn::If': [choice[0], orElse(choice[1], fallback), orElse(choice[2], fallback)] };
}

function mentionsTransform(value: Json): boolean {
  if (Array.isArray(value)) { return value.some(mentionsTransform); }
  return isObject(value) && ('Fn::Transform' in value || Object.values(value).some(mentionsTransform));
}
