import { Json } from '../json';
import { OpenValues } from './open-values';
import { PseudoParameters } from '../pseudo-parameters';
import { resourceType } from '../resource-types';
import { TemplateResource } from '../template';
import { asText, concatenated, isLong } from './template-text';
import { quoted } from '../../engine/policy/policy-problem';
import { OpenText, OpenValue, Shape, Text } from '../../engine/policy/text';

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

/** Known for each ARN of a type. */
const pieces = new Map<string, string[]>();

/** What is written out of the ARN of a type, and in between what it is made of. */
function piecesOf(arn: string): string[] {
  const known = pieces.get(arn) ?? arn.split(/\$\{([^}]+)\}/);
  pieces.set(arn, known);
  return known;
}

/**
 * What `Ref` and `Fn::GetAtt` of resources return. Each name is computed once.
 */
export class ResourceValues {
  private readonly names = new Map<string, Text | undefined>();
  private readonly underway = new Set<string>();
  /** By logical id. */
  private readonly references = new Map<string, Text>();
  private readonly arns = new Map<string, Text>();
  /** By the name of the attribute, and by logical id. */
  private readonly attributes = new Map<string, Map<string, Text>>();
  /** By the property that is not given, and by logical id. */
  private readonly generated = new Map<string, Map<string, Text>>();

  /** @param compute the value of a property of a resource */
  constructor(
    private readonly pseudo: PseudoParameters, private readonly openValues: OpenValues,
    private readonly compute: (resource: TemplateResource, property: string) => Json,
  ) {}

  /** What `Ref` returns. */
  public reference(resource: TemplateResource): Text {
    return this.once(this.references, resource, () => this.referenceOf(resource));
  }

  private referenceOf(resource: TemplateResource): Text {
    const facts = resourceType(resource.type);
    if (facts === undefined || facts.ref.length === 0) { return this.openValues.unknown(`\`${resource.logicalId}\` of type ${quoted(resource.type)}`); }
    if (facts.ref.length === 1) { return this.part(resource, facts.ref[0]); }
    const texts: Text[] = [];
    facts.ref.forEach((part, i) => { texts.push(i === 0 ? '' : '|', this.part(resource, part)); });
    return concatenated(texts);
  }

  /** The ARN: that of its type, with its name inside. */
  public arn(resource: TemplateResource): Text {
    return this.once(this.arns, resource, () => this.arnOf(resource));
  }

  private arnOf(resource: TemplateResource): Text {
    const facts = resourceType(resource.type);
    if (facts?.arn === undefined) { return this.openValues.unknown(`\`${resource.logicalId}.Arn\``); }
    return concatenated(piecesOf(facts.arn).map((piece, i): Text => {
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
    let known = this.attributes.get(name);
    if (known === undefined) { this.attributes.set(name, known = new Map<string, Text>()); }
    return this.once(known, resource, () => this.attributeOf(resource, name));
  }

  private attributeOf(resource: TemplateResource, name: string): Text {
    const facts = resourceType(resource.type);
    if (!facts?.opaque.includes(name)) { return this.openValues.unknown(`\`${resource.logicalId}.${name}\``); }
    if (name === 'Arn' && facts.arn !== undefined) { return concatenated([this.arn(resource), ARN_SUFFIXES[resource.type] ?? '']); }
    return this.part(resource, name);
  }

  /** What is computed inside another name may be cut short there: it is not kept. */
  private once(values: Map<string, Text>, { logicalId }: TemplateResource, make: () => Text): Text {
    const known = values.get(logicalId);
    if (known !== undefined) { return known; }
    const made = make();
    if (this.underway.size === 0) { values.set(logicalId, made); }
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
    return isOwnArn ? this.arn(resource) : this.made(resource, property, isName ? GENERATED : GENERATED_IDS[resource.type]?.[name] ?? Shape.ANY_TEXT);
  }

  /** What AWS makes in place of a property. */
  private made({ logicalId }: TemplateResource, property: string, shape: Shape): Text {
    let known = this.generated.get(property);
    if (known === undefined) { this.generated.set(property, known = new Map<string, Text>()); }
    let text = known.get(logicalId);
    if (text === undefined) {
      text = OpenText.of(OpenValue.opaque(`\`${logicalId}.${property}\``, shape));
      known.set(logicalId, text);
    }
    return text;
  }

  /** `RoleNameWithPath`: the path without its first slash, and the name. */
  private nameWithPath(resource: TemplateResource, part: string): Text {
    const path = this.property(resource, 'Path') ?? '/';
    const name = part.slice(0, -'WithPath'.length);
    const property = PART_PROPERTIES[name] ?? name;
    const base = this.property(resource, property) ?? this.made(resource, property, GENERATED);
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
    if (!Object.hasOwn(properties, property)) { return undefined; }
    const name = `\`${logicalId}.${property}\``;
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
