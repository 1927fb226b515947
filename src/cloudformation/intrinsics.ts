import { PseudoParameters } from './pseudo-parameters';
import { resourceType } from './resource-types';
import { isObject, Json, Template, TemplateResource } from './template';
import { OpenNode } from '../engine/policy/open-node';
import { quoted } from '../engine/policy/policy-problem';
import { ANY, ANY_RUN, OpenText, OpenValue, Shape, splitText, Text } from '../engine/policy/text';

/** `AWS::NoValue`: the member is left out. */
export const NO_VALUE = undefined;

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

/** Names that are made of names that are made of names. */
const LONGEST_CHAIN = 50;

/**
 * Computes the values of a template as far as they are known before deployment. What is not becomes open text, or an open node where it
 * may be more than text. Nothing is guessed: a default is only a default.
 */
export class Intrinsics {
  private readonly openValues = new Map<string, OpenValue>();
  private readonly underway = new Set<string>();

  constructor(private readonly template: Template, private readonly pseudo: PseudoParameters, private readonly stackName?: string) {}

  /** The value with its intrinsic functions computed; `undefined` for `AWS::NoValue`. */
  public resolve(value: Json): Json {
    return settled(this.compute(value));
  }

  /** The value as text; what is no text is unknown. */
  public text(value: Json): Text {
    return asText(this.resolve(value));
  }

  /** What `Ref` of a resource returns. */
  public reference(resource: TemplateResource): Text {
    return settledText(this.referenceTo(resource));
  }

  /** The ARN of a resource: that of its type, with its name inside. */
  public arn(resource: TemplateResource): Text {
    return settledText(this.arnOf(resource));
  }

  /** The value, where texts may still hold pieces of dynamic references that functions around them put together. */
  private compute(value: Json): Json {
    if (typeof value === 'string') { return dynamicReferences(value); }
    if (Array.isArray(value)) { return value.map(member => this.compute(member)).filter(member => member !== NO_VALUE); }
    if (!isObject(value)) { return value; }
    const keys = Object.keys(value);
    const [name] = keys;
    if (keys.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) { return this.apply(name, value[name]); }
    if (keys.some(key => key.startsWith('Fn::'))) { return OpenNode.unknown(`\`${keys.find(key => key.startsWith('Fn::'))}\` beside other keys`); }
    const members: [string, Json][] = keys.map(key => [key, this.compute(value[key])]);
    return Object.fromEntries(members.filter(([, member]) => member !== NO_VALUE));
  }

  private referenceTo(resource: TemplateResource): Text {
    const facts = resourceType(resource.type);
    if (facts === undefined || facts.ref.length === 0) { return this.unknown(`\`${resource.logicalId}\` of type ${quoted(resource.type)}`); }
    return OpenText.of(...facts.ref.flatMap((part, i) => [i === 0 ? '' : '|', this.part(resource, part)]));
  }

  private arnOf(resource: TemplateResource): Text {
    const facts = resourceType(resource.type);
    if (facts?.arn === undefined) { return this.unknown(`\`${resource.logicalId}.Arn\``); }
    const parts = facts.arn.split(/\$\{([^}]+)\}/).map((piece, i): Text => {
      if (i % 2 === 0) { return piece; }
      switch (piece) {
        case 'Partition': return this.pseudo.partition;
        case 'Region': return this.pseudo.region;
        case 'Account': return this.pseudo.account;
        default: return piece.endsWith('NameWithPath') ? this.nameWithPath(resource, piece) : this.part(resource, piece);
      }
    });
    return OpenText.of(...parts);
  }

  private apply(name: string, argument: Json): Json {
    switch (name) {
      case 'Ref': return this.ref(argument);
      case 'Fn::GetAtt': return this.getAtt(argument);
      case 'Fn::Join': return this.join(argument);
      case 'Fn::Sub': return this.sub(argument);
      case 'Fn::Select': return this.select(argument);
      case 'Fn::Split': return this.split(argument);
      case 'Fn::FindInMap': return this.findInMap(argument);
      case 'Fn::If': return this.if(argument);
      default: return OpenNode.unknown(`\`${name}\``);
    }
  }

  // Ref and Fn::GetAtt

  private ref(name: Json): Json {
    if (typeof name !== 'string') { return OpenNode.unknown('a `Ref` that names nothing'); }
    if (name.startsWith('AWS::')) { return this.pseudoParameter(name); }
    const resource = this.template.resources.get(name);
    return resource === undefined ? this.parameter(name) : this.referenceTo(resource);
  }

  private pseudoParameter(name: string): Json {
    const { partition, region, account, urlSuffix } = this.pseudo;
    switch (name) {
      case 'AWS::NoValue': return NO_VALUE;
      case 'AWS::AccountId': return account;
      case 'AWS::Region': return region;
      case 'AWS::Partition': return partition;
      case 'AWS::URLSuffix': return urlSuffix;
      case 'AWS::StackName': return this.stackName ?? this.open('AWS::StackName', Shape.wordsAfter(''));
      case 'AWS::StackId':
        return OpenText.of('arn:', partition, ':cloudformation:', region, ':', account, ':stack/',
          this.pseudoParameter('AWS::StackName') as Text, '/', this.open('the id of the stack', Shape.wordsAfter('')));
      default: return OpenNode.unknown(`\`${name}\``);
    }
  }

  private parameter(name: string): Json {
    const parameter = this.template.parameters.get(name);
    const title = `parameter \`${name}\``;
    if (parameter === undefined) { return OpenNode.unknown(`\`${name}\`, which the template does not define`); }
    const { type, allowedValues } = parameter;
    if (type.startsWith('List<') || type === 'CommaDelimitedList' || type.includes('::Parameter::Value<List<')) { return OpenNode.unknown(title); }
    if (allowedValues !== undefined && !type.includes('::Parameter::Value<')) {
      return allowedValues.some(mayBePattern)
        ? OpenText.of(this.remember(title, () => OpenValue.choice(title, allowedValues.map(dynamicReferences))))
        : this.open(title, Shape.oneOf(...allowedValues));
    }
    // AWS checks values of its own types; a parameter of the parameter store is free unless it has such a type inside.
    const checked = type === 'Number' || /^AWS::(?!SSM::)/.test(type) || /^AWS::SSM::Parameter::Value<AWS::/.test(type);
    return checked ? this.open(title, Shape.wordsAfter('')) : this.unknown(title);
  }

  private getAtt(argument: Json): Json {
    const path = typeof argument === 'string' ? argument.split('.') : Array.isArray(argument) ? argument : [];
    const [logicalId, ...rest] = path;
    if (typeof logicalId !== 'string' || !rest.every(part => typeof part === 'string')) { return OpenNode.unknown('a `Fn::GetAtt` that names nothing'); }
    const attribute = rest.join('.');
    const resource = this.template.resources.get(logicalId);
    const facts = resource && resourceType(resource.type);
    if (resource === undefined || !facts?.opaque.includes(attribute)) { return this.unknown(`\`${logicalId}.${attribute}\``); }
    if (attribute === 'Arn' && facts.arn !== undefined) { return OpenText.of(this.arnOf(resource), ARN_SUFFIXES[resource.type] ?? ''); }
    return this.part(resource, attribute);
  }

  /** A part of the identifier or of the ARN of a resource: what the template gives it, or one fixed value that AWS makes. */
  private part(resource: TemplateResource, name: string): Text {
    const facts = resourceType(resource.type)!;
    const property = PART_PROPERTIES[name] ?? name;
    const isName = property !== name || facts.names.includes(name);
    const given = isName ? this.property(resource, property) : NO_VALUE;
    if (given !== NO_VALUE) { return withoutScheme(asText(given)); }
    const isOwnArn = facts.arn !== undefined && facts.ref.includes(name) && name.endsWith('Arn');
    return isOwnArn ? this.arnOf(resource) : this.open(`\`${resource.logicalId}.${property}\``, isName ? GENERATED : Shape.ANY_TEXT);
  }

  /** `RoleNameWithPath`: the path without its first slash, and the name. */
  private nameWithPath(resource: TemplateResource, part: string): Text {
    const path = this.property(resource, 'Path') ?? '/';
    const name = part.slice(0, -'WithPath'.length);
    const property = PART_PROPERTIES[name] ?? name;
    const given = this.property(resource, property);
    const base = given === NO_VALUE ? this.open(`\`${resource.logicalId}.${property}\``, GENERATED) : asText(given);
    const known = typeof path === 'string' && path.startsWith('/');
    return OpenText.of(known ? path.slice(1) : this.unknown(`\`${resource.logicalId}.Path\``), base);
  }

  /** The value of a property of the template. One that is made of itself is unknown. */
  private property({ logicalId, properties }: TemplateResource, property: string): Json {
    const name = `\`${logicalId}.${property}\``;
    if (properties[property] === undefined) { return NO_VALUE; }
    if (this.underway.has(name) || this.underway.size > LONGEST_CHAIN) { return this.unknown(name); }
    this.underway.add(name);
    try {
      return this.compute(properties[property]);
    } finally {
      this.underway.delete(name);
    }
  }

  // Text and lists

  private join(argument: Json): Json {
    const [delimiter, list] = Array.isArray(argument) ? argument : [];
    const parts = this.compute(list);
    if (typeof delimiter !== 'string' || !Array.isArray(parts)) { return this.unknown('a `Fn::Join` of an open list'); }
    return dynamicReferences(OpenText.of(...parts.flatMap((part, i) => i === 0 ? [asText(part)] : [delimiter, asText(part)])));
  }

  private sub(argument: Json): Json {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    if (typeof text !== 'string' || !isObject(variables)) { return this.unknown('a `Fn::Sub` of open text'); }
    const parts = text.split(/\$\{([^}]*)\}/).map((piece, i): Text => {
      if (i % 2 === 0) { return piece; }
      const name = piece.trim();
      if (name.startsWith('!')) { return `\${${name.slice(1)}}`; }
      if (Object.hasOwn(variables, name)) { return asText(this.compute(variables[name])); }
      return asText(name.includes('.') ? this.getAtt(name) : this.ref(name));
    });
    return dynamicReferences(OpenText.of(...parts));
  }

  private select(argument: Json): Json {
    const [index, list] = Array.isArray(argument) ? argument : [];
    const members = this.compute(list);
    const at = Number(this.compute(index));
    if (!Array.isArray(members) || !Number.isInteger(at)) { return this.unknown('a `Fn::Select` from an open list'); }
    const shifts = members.slice(0, at + 1).some(member => member instanceof OpenNode);
    return at in members && !shifts ? members[at] : this.unknown('a `Fn::Select` from an open list');
  }

  private split(argument: Json): Json {
    const [delimiter, source] = Array.isArray(argument) ? argument : [];
    const text = this.compute(source);
    if (typeof delimiter !== 'string' || delimiter === '' || !(typeof text === 'string' || text instanceof OpenText)) {
      return OpenNode.unknown('a `Fn::Split` of open text');
    }
    const mayHoldDelimiter = text instanceof OpenText && text.openValues.some(value => !isWordLike(value, delimiter));
    return mayHoldDelimiter ? OpenNode.unknown('a `Fn::Split` of open text') : splitText(text, delimiter, Infinity);
  }

  private findInMap(argument: Json): Json {
    const [mapName, ...keys] = Array.isArray(argument) ? argument : [];
    const mapping = typeof mapName === 'string' ? this.template.mappings.get(mapName) : undefined;
    if (mapping === undefined || keys.length !== 2) { return OpenNode.unknown('a `Fn::FindInMap` that names no mapping'); }
    const [first, second] = keys.map(key => this.compute(key));
    const rows = typeof first === 'string' ? [mapping[first]] : Object.values(mapping);
    const found = rows
      .flatMap(row => !isObject(row) ? [] : typeof second === 'string' ? [row[second]] : Object.values(row))
      .filter(one => one !== undefined)
      .map(one => this.compute(one));
    const name = `mapping \`${mapName}\``;
    if (found.length === 0) { return OpenNode.unknown(name); }
    return found.length === 1 && typeof first === 'string' && typeof second === 'string' ? found[0] : this.choice(name, found);
  }

  private if(argument: Json): Json {
    const [condition, then, otherwise] = Array.isArray(argument) ? argument : [];
    if (typeof condition !== 'string' || (argument as Json[]).length !== 3) { return OpenNode.unknown('a `Fn::If` that cannot be read'); }
    return this.choice(`condition \`${condition}\``, [this.compute(then), this.compute(otherwise)]);
  }

  /** One of several values: open text where all are text, an open node otherwise. */
  private choice(name: string, alternatives: Json[]): Json {
    return alternatives.every(isText) ? OpenText.of(OpenValue.choice(name, alternatives)) : OpenNode.choice(name, alternatives.map(settled));
  }

  // Open values: one for one thing, so that it equals itself wherever it stands

  private open(name: string, shape: Shape): Text {
    return OpenText.of(this.remember(name, () => OpenValue.opaque(name, shape)));
  }

  private unknown(name: string): Text {
    return OpenText.of(this.remember(name, () => OpenValue.unknown(name)));
  }

  private remember(name: string, make: () => OpenValue): OpenValue {
    const known = this.openValues.get(name);
    if (known !== undefined) { return known; }
    const made = make();
    this.openValues.set(name, made);
    return made;
  }
}

function isText(value: Json): value is Text {
  return typeof value === 'string' || value instanceof OpenText;
}

/** Text where text is expected; numbers and booleans as CloudFormation writes them; other structure is unknown. */
function asText(value: Json): Text {
  if (isText(value)) { return value; }
  if (typeof value === 'number' || typeof value === 'boolean') { return String(value); }
  return OpenText.of(OpenValue.unknown(value instanceof OpenNode ? value.name : 'structure where text is expected'));
}

const REFERENCE = '{{resolve:';

/**
 * `{{resolve:ssm:name}}` anywhere in a text, its own parts open or not, is replaced at deployment, by anything. One that does not end here
 * may end in a text around this one.
 */
function dynamicReferences(text: Text): Text {
  if (typeof text === 'string' && !text.includes(REFERENCE)) { return text; }
  const outside: (Text | OpenValue)[] = [];
  let inside: (string | OpenValue)[] | undefined;
  for (const part of text instanceof OpenText ? text.parts : [text]) {
    if (typeof part !== 'string') {
      (inside ?? outside).push(part);
      continue;
    }
    let rest = part;
    while (rest !== '') {
      const mark = rest.indexOf(inside === undefined ? REFERENCE : '}}');
      const end = mark < 0 ? rest.length : mark + (inside === undefined ? 0 : '}}'.length);
      (inside ?? outside).push(rest.slice(0, end));
      if (mark >= 0 && inside === undefined) {
        inside = [];
      } else if (mark >= 0) {
        outside.push(asUnknownReference(OpenText.of(...inside!)));
        inside = undefined;
      }
      rest = rest.slice(end);
    }
  }
  return OpenText.of(...outside, ...inside ?? []);
}

/** A value that no function is around any more. */
function settled(value: Json): Json {
  if (isText(value)) { return settledText(value); }
  if (Array.isArray(value)) { return value.map(settled); }
  return isObject(value) && !(value instanceof OpenNode) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, settled(member)])) : value;
}

/** INVARIANT: text in which open values may put a dynamic reference together is unknown as a whole. */
function settledText(text: Text): Text {
  if (typeof text === 'string') { return text.includes(REFERENCE) ? asUnknownReference(text) : text; }
  const { parts } = text;
  const [only] = parts;
  if (parts.length === 1 && only instanceof OpenValue && only.choices !== undefined) {
    const choices = only.choices.map(settledText);
    return choices.every((choice, i) => choice === only.choices![i]) ? text : OpenText.of(OpenValue.choice(only.name, choices));
  }
  return parts.some(holdsBraces) ? asUnknownReference(text) : text;
}

function asUnknownReference(text: Text): Text {
  return OpenText.of(OpenValue.unknown(`dynamic reference ${quoted(String(text))}`));
}

function holdsBraces(part: string | OpenValue): boolean {
  return typeof part === 'string' ? /\{\{|\}\}/.test(part) : (part.choices ?? []).some(choice => choice instanceof OpenText ? choice.parts.some(holdsBraces) : holdsBraces(choice));
}

/** The URL of an identity provider, as its ARN holds it. */
function withoutScheme(text: Text): Text {
  return typeof text === 'string' ? text.replace(/^https:\/\//, '') : text;
}

function mayBePattern(text: string): boolean {
  return /[*?$]|\{\{/.test(text);
}

/** Can no word of the open value hold the delimiter? */
function isWordLike(value: OpenValue, delimiter: string): boolean {
  return value.shape !== undefined && !/[A-Za-z0-9_.-]/.test(delimiter)
    && value.shape.alternatives.every(word => word.every(token =>
      token < 0 ? token !== ANY && token !== ANY_RUN : !delimiter.includes(String.fromCodePoint(token))));
}
