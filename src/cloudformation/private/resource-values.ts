import { Json } from '../json';
import { OpenValues } from './open-values';
import { PseudoParameters } from '../pseudo-parameters';
import { resourceType } from '../resource-types';
import { TemplateResource } from '../template';
import { asText, concatenated, isLong } from './template-text';
import { quoted } from '../../engine/policy/policy-problem';
import { OpenText, Shape, Text } from '../../engine/policy/text';

/**
 * Attributes that are more than the ARN of their type.
 * The ARN of a log group ends with `:*`, which a policy reads as a wildcard.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html
 */
const ARN_SUFFIXES: Record<string, string> = { 'AWS::Logs::LogGroup': ':*' };

/** Parts of ARNs that are properties under another name. */
const PART_PROPERTIES: Record<string, string> = { PolicyName: 'ManagedPolicyName', OidcProviderName: 'Url', SamlProviderName: 'Name' };

/** A name that CloudFormation makes has random characters in it: no policy writes it out. */
const GENERATED = Shape.freshWords();

/** Identifiers that AWS makes are so too, where policies tell by them who belongs to whom. */
const GENERATED_IDS: Record<string, Record<string, Shape>> = {
  'AWS::EC2::VPC': { VpcId: GENERATED },
  'AWS::EC2::VPCEndpoint': { Id: GENERATED },
  'AWS::Organizations::Account': { AccountId: Shape.freshDigits() },
  'AWS::Organizations::Organization': { Id: GENERATED, RootId: GENERATED },
  'AWS::Organizations::OrganizationalUnit': { Id: GENERATED },
};

/** Names that are made of names that are made of names. */
const LONGEST_CHAIN = 50;

/**
 * What `Ref` and `Fn::GetAtt` of resources return. Each name is computed once.
 */
export class ResourceValues {
  private readonly names = new Map<string, Text | undefined>();
  private readonly underway = new Set<string>();
  private readonly values = new Map<string, Text>();

  /** @param compute the value of a property of a resource */
  constructor(
    private readonly pseudo: PseudoParameters, private readonly openValues: OpenValues,
    private readonly compute: (resource: TemplateResource, property: string) => Json,
  ) {}

  /** What `Ref` returns. */
  public reference(resource: TemplateResource): Text {
    return this.once(resource, 'Ref', () => this.referenceOf(resource));
  }

  private referenceOf(resource: TemplateResource): Text {
    const facts = resourceType(resource.type);
    if (facts === undefined || facts.ref.length === 0) { return this.openValues.unknown(`\`${resource.logicalId}\` of type ${quoted(resource.type)}`); }
    return concatenated(facts.ref.flatMap((part, i) => [i === 0 ? '' : '|', this.part(resource, part)]));
  }

  /** The ARN: that of its type, with its name inside. */
  public arn(resource: TemplateResource): Text {
    return this.once(resource, 'ARN', () => this.arnOf(resource));
  }

  private arnOf(resource: TemplateResource): Text {
    const facts = resourceType(resource.type);
    if (facts?.arn === undefined) { return this.openValues.unknown(`\`${resource.logicalId}.Arn\``); }
    return concatenated(facts.arn.split(/\$\{([^}]+)\}/).map((piece, i): Text => {
      if (i % 2 === 0) { return piece; }
      switch (piece) {
        case 'Partition': return this.pseudo.partition;
        case 'Region': return this.pseudo.region;
        case 'Account': return this.pseudo.account;
        default: return piece.endsWith('NameWithPath') ? this.nameWithPath(resource, piece) : this.part(resource, piece);
      }
    }));
  }

  /** What `Fn::GetAtt` returns: only reviewed attributes are more than unknown. */
  public attribute(resource: TemplateResource, name: string): Text {
    return this.once(resource, `attribute ${name}`, () => this.attributeOf(resource, name));
  }

  private attributeOf(resource: TemplateResource, name: string): Text {
    const facts = resourceType(resource.type);
    if (!facts?.opaque.includes(name)) { return this.openValues.unknown(`\`${resource.logicalId}.${name}\``); }
    if (name === 'Arn' && facts.arn !== undefined) { return concatenated([this.arn(resource), ARN_SUFFIXES[resource.type] ?? '']); }
    return this.part(resource, name);
  }

  /** What is computed inside another name may be cut short there: it is not kept. */
  private once({ logicalId }: TemplateResource, what: string, make: () => Text): Text {
    const key = `${logicalId} ${what}`;
    const known = this.values.get(key);
    if (known !== undefined) { return known; }
    const made = make();
    if (this.underway.size === 0) { this.values.set(key, made); }
    return made;
  }

  /** A part of the identifier or of the ARN: what the template gives it, or one fixed value that AWS makes. */
  private part(resource: TemplateResource, name: string): Text {
    const facts = resourceType(resource.type)!;
    const property = PART_PROPERTIES[name] ?? name;
    const isName = property !== name || facts.names.includes(name);
    const given = isName ? this.property(resource, property) : undefined;
    if (given !== undefined) { return property === 'Url' ? this.withoutScheme(resource, given) : given; }
    const isOwnArn = facts.arn !== undefined && facts.ref.includes(name) && name.endsWith('Arn');
    return isOwnArn ? this.arn(resource) : this.openValues.opaque(`\`${resource.logicalId}.${property}\``, isName ? GENERATED : GENERATED_IDS[resource.type]?.[name] ?? Shape.ANY_TEXT);
  }

  /** `RoleNameWithPath`: the path without its first slash, and the name. */
  private nameWithPath(resource: TemplateResource, part: string): Text {
    const path = this.property(resource, 'Path') ?? '/';
    const name = part.slice(0, -'WithPath'.length);
    const property = PART_PROPERTIES[name] ?? name;
    const base = this.property(resource, property) ?? this.openValues.opaque(`\`${resource.logicalId}.${property}\``, GENERATED);
    const begun = path instanceof OpenText ? path.parts[0] : path;
    const known = typeof begun === 'string' && begun.startsWith('/');
    const rest = path instanceof OpenText ? concatenated([...typeof begun === 'string' ? [begun.slice(1)] : [], ...path.parts.slice(1)]) : path.slice(1);
    return concatenated([known ? rest : this.openValues.unknown(`\`${resource.logicalId}.Path\` without its first slash`), base]);
  }

  /** The URL of an identity provider, as its ARN holds it. */
  private withoutScheme(resource: TemplateResource, url: Text): Text {
    const [first, ...others] = url instanceof OpenText ? url.parts : [url];
    const isKnown = typeof first === 'string' && (first.startsWith('https://') || others.length === 0);
    return isKnown ? concatenated([first.replace(/^https:\/\//, ''), ...others]) : this.openValues.unknown(`\`${resource.logicalId}.Url\` without its scheme`);
  }

  /** What the template gives a property. One that is made of itself is unknown. */
  private property(resource: TemplateResource, property: string): Text | undefined {
    const { logicalId, properties } = resource;
    const name = `\`${logicalId}.${property}\``;
    if (!Object.hasOwn(properties, property)) { return undefined; }
    if (this.names.has(name)) { return this.names.get(name); }
    if (this.underway.has(name) || this.underway.size > LONGEST_CHAIN) { return this.openValues.unknown(name); }
    this.underway.add(name);
    const computed = this.compute(resource, property);
    this.underway.delete(name);
    const text = computed === undefined ? undefined : asText(computed);
    const made = text !== undefined && isLong(text) ? this.openValues.unknown(name) : text;
    this.names.set(name, made);
    return made;
  }
}
