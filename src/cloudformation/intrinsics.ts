import { isObject, Json, JsonObject } from './json';
import { changedList, changedObject } from './private/changed';
import { cidrBlocks } from './private/cidr-blocks';
import { DeclaredValues } from './private/declared-values';
import { holdsReference, settled, settledText, withoutReferences } from './private/dynamic-reference';
import { jsonText } from './private/json-string';
import { OpenValues } from './private/open-values';
import { OuterValues } from './private/outer-values';
import { ParameterValues } from './private/parameter-values';
import { ResourceValues } from './private/resource-values';
import { TemplateConditions } from './private/template-conditions';
import { asText, choiceOf, concatenated, finiteTexts, isText, mayHoldWildcard, partsOf, Pieces, splitAt, unknownText } from './private/template-text';
import { PseudoParameters } from './pseudo-parameters';
import { Template, TemplateResource } from './template';
import { identityOf } from '../engine/policy/choice';
import { OpenNode } from '../engine/policy/open-node';
import { memberPath, quoted } from '../engine/policy/policy-problem';
import { OpenText, OpenValue, Shape, Text } from '../engine/policy/text';
import { NO, Truth, YES } from '../engine/policy/truth';

/** `AWS::NoValue`: the member is left out. */
export const NO_VALUE = undefined;

/** Functions inside functions, through the names of resources as well. Deeper than one template alone can be. */
const MOST_LEVELS = 300;

/** Values among which an open name, index or key chooses; more are unknown. */
const MOST_CHOICES = 100;

/**
 * Computes the values of a template as far as they are known before deployment. What is not becomes open text, or an open node where it
 * may be more than text. Nothing is guessed: a default is only a default. Never throws.
 */
export class Intrinsics {
  private static next = 0;

  /** What the app says of values. INVARIANT: it is there before anything is computed. */
  public readonly declared = new DeclaredValues();

  private readonly openValues = new OpenValues();
  private readonly parameters: ParameterValues;
  private readonly resources: ResourceValues;
  private readonly conditions: TemplateConditions;

  /** Of this template of this stack, and of no other. */
  private readonly own = `template ${Intrinsics.next++}`;

  /** Where the value that is computed stands, for messages. */
  private trail: (string | number)[] = [];
  private levels = 0;
  /** The values of functions that choose. */
  private readonly choosers = new WeakMap<JsonObject, Json>();

  constructor(private readonly template: Template, pseudo: PseudoParameters, stackName?: string, private readonly outer: OuterValues = {}) {
    this.parameters = new ParameterValues(template, pseudo, this.openValues, stackName, outer);
    this.resources = new ResourceValues(pseudo, this.openValues, ({ logicalId, properties }, property) =>
      this.computeAt([logicalId, 'Properties', property], properties[property]));
    this.conditions = new TemplateConditions(template.conditions, value => this.resolve(value), this.own, outer.root ?? this.own);
  }

  /**
   * The value with its intrinsic functions computed; `undefined` for `AWS::NoValue`. Where there are none, it is the same value.
   *
   * @param trail what leads to it, for messages
   */
  public resolve(value: Json, trail: (string | number)[] = []): Json {
    return settled(this.computeAt(trail, value));
  }

  /** The value as text; what is no text is unknown. */
  public text(value: Json): Text {
    return asText(this.resolve(value));
  }

  /** What `Ref` of a resource returns. */
  public reference(resource: TemplateResource): Text {
    return settledText(this.resources.reference(resource));
  }

  /** The ARN of a resource: that of its type, with its name inside. */
  public arn(resource: TemplateResource): Text {
    return settledText(this.resources.arn(resource));
  }

  /** Does it exist: does its condition hold? */
  public exists({ condition }: { readonly condition?: string }): Truth {
    return condition === undefined ? YES : this.conditions.truth(condition);
  }

  /** The value, where texts may still hold pieces of dynamic references that functions around them put together. */
  private compute(value: Json): Json {
    if (typeof value === 'string') { return withoutReferences(value); }
    if (typeof value !== 'object' || value === null || value instanceof OpenText || value instanceof OpenNode) { return value; }
    if (this.levels >= MOST_LEVELS) { return this.open('what is nested too deeply'); }
    this.levels++;
    const made = Array.isArray(value) ? this.computeList(value) : this.computeObject(value as Record<string, Json>);
    this.levels--;
    return made;
  }

  private computeList(list: Json[]): Json {
    return changedList(list, this.memberOf);
  }

  private computeObject(value: Record<string, Json>): Json {
    const keys = Object.keys(value);
    const name = keys[0];
    if (keys.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) { return this.inside(name, () => this.applied(name, value[name])); }
    const functionName = keys.find(key => key.startsWith('Fn::'));
    if (functionName !== undefined) { return this.open(`${quoted(functionName)} beside other keys`); }
    const reference = keys.find(holdsReference);
    if (reference !== undefined) { return this.open(`the key ${quoted(reference)}`); }
    return changedObject(value, this.memberOf);
  }

  private readonly memberOf = (member: Json, key: string | number): Json => {
    this.trail.push(key);
    const made = this.compute(member);
    this.trail.pop();
    return made;
  };

  private member(container: Json, key: string | number): Json {
    return this.memberOf((container as Record<string | number, Json>)[key], key);
  }

  private inside<T>(key: string | number, compute: () => T): T {
    this.trail.push(key);
    const made = compute();
    this.trail.pop();
    return made;
  }

  private computeAt(place: (string | number)[], value: Json): Json {
    const outside = this.trail;
    this.trail = place;
    const made = this.compute(value);
    this.trail = outside;
    return made;
  }

  private applied(name: string, argument: Json): Json {
    const isNamed = name === 'Ref' || name === 'Fn::GetAtt';
    return isNamed ? this.apply(name, argument) : this.declared.function(name, argument, () => this.apply(name, argument));
  }

  private apply(name: string, argument: Json): Json {
    const list = Array.isArray(argument) ? argument : [];
    switch (name) {
      case 'Ref': return this.ref(argument);
      case 'Fn::GetAtt': return this.getAtt(argument);
      case 'Fn::Join': return this.join(list);
      case 'Fn::Sub': return this.sub(argument);
      case 'Fn::Select': return this.select(list);
      case 'Fn::Split': return this.split(argument);
      case 'Fn::FindInMap': return this.findInMap(list);
      case 'Fn::If': return this.if(list);
      case 'Fn::Base64': return this.base64(argument);
      case 'Fn::Cidr': return this.cidr(list);
      case 'Fn::Length': return this.length(argument);
      case 'Fn::ToJsonString': return this.toJsonString(argument);
      case 'Fn::ImportValue': return this.importValue(argument);
      case 'Fn::GetStackOutput': return this.getStackOutput(argument);
      default: return this.open(quoted(name));
    }
  }

  // Ref and Fn::GetAtt

  private ref(argument: Json): Json {
    if (typeof argument === 'string') { return this.refOf(argument); }
    const names = this.names(argument);
    return names === undefined ? this.open('a `Ref` that names nothing') : this.oneOf('a `Ref` of one of several', names.map(name => this.refOf(name)), this.identity(argument));
  }

  private refOf(name: string): Json {
    if (name.startsWith('AWS::')) { return this.parameters.pseudoParameter(name); }
    const resource = this.template.resources.get(name);
    if (resource !== undefined) { return this.declared.named('Ref', name, () => this.resources.reference(resource)); }
    const made = this.parameters.parameter(name);
    // A shape is that of one text, and no list.
    return made instanceof OpenNode && this.parameters.isOpenList(name) ? made : this.declared.named('Ref', name, () => made);
  }

  private getAtt(argument: Json): Json {
    if (Array.isArray(argument) && argument.length === 2 && typeof argument[0] === 'string' && typeof argument[1] === 'string') {
      return this.attribute(`${argument[0]}.${argument[1]}`);
    }
    const paths = Array.isArray(argument) ? this.paths(argument) : typeof argument === 'string' ? [argument] : undefined;
    if (paths === undefined) { return this.openText('a `Fn::GetAtt` that names nothing'); }
    return this.oneOf('a `Fn::GetAtt` of one of several', paths.map(path => this.attribute(path)), this.identity(...[argument].flat()));
  }

  /** `Resource.Attribute`, in every way that computed names allow. */
  private paths(parts: Json[]): string[] | undefined {
    const names = parts.map(part => this.names(part));
    const known = names.length >= 2 && names.every(one => one !== undefined) ? names : undefined;
    if (known === undefined || known.reduce((ways, one) => ways * one.length, 1) > MOST_CHOICES) { return undefined; }
    return known.reduce((begun, one) => begun.flatMap(path => one.map(name => `${path}.${name}`)));
  }

  private attribute(path: string): Json {
    return this.declared.named('Fn::GetAtt', path, () => this.attributeAsRead(path));
  }

  private attributeAsRead(path: string): Json {
    const dot = path.indexOf('.');
    const [logicalId, attribute] = dot < 0 ? [path, ''] : [path.slice(0, dot), path.slice(dot + 1)];
    const resource = this.template.resources.get(logicalId);
    if (resource === undefined) { return this.openValues.unknown(`\`${path}\``); }
    const isOutput = resource.type === 'AWS::CloudFormation::Stack' && attribute.startsWith('Outputs.');
    const given = isOutput ? this.outer.nestedOutput?.(logicalId, attribute.slice('Outputs.'.length)) : undefined;
    return given ?? this.resources.attribute(resource, attribute);
  }

  /** The texts that a name may be, when they are few: a literal, or a function that says it. */
  private names(argument: Json): string[] | undefined {
    if (typeof argument === 'string') { return [argument]; }
    const computed = isObject(argument) ? this.chooser(argument) : undefined;
    const names = isText(computed) || typeof computed === 'number' ? finiteTexts(asText(computed)) : undefined;
    return names !== undefined && names.length <= MOST_CHOICES ? names : undefined;
  }

  // Text

  private join([delimiter, list, ...more]: Json[]): Json {
    const members = this.inside(1, () => this.compute(list));
    if (typeof delimiter === 'string' && more.length === 0 && Array.isArray(members)) { return this.joined(delimiter, members); }
    if (typeof delimiter === 'string' && members instanceof OpenNode && members.alternatives?.every(one => Array.isArray(one))) {
      return choiceOf(members.name, members.alternatives.map(one => this.joined(delimiter, one as Json[])));
    }
    return this.openText('a `Fn::Join` of an open list');
  }

  /** A member that may be left out brings its delimiter with it. */
  private joined(delimiter: string, members: Json[]): Text {
    const first = members.findIndex(member => !mayBeLeftOut(member));
    const isCertain = first >= 0 || delimiter === '' || members.length <= 1;
    if (!isCertain) { return this.openText('a `Fn::Join` of members that may all be left out'); }
    const texts: Text[] = [];
    members.forEach((member, i) => {
      const before = i > first && first >= 0 ? delimiter : '';
      const behind = i < first ? delimiter : '';
      if (!mayBeLeftOut(member)) {
        texts.push(before, asText(member));
        return;
      }
      texts.push(choiceOf((member as OpenNode).name, alternativesOf(member).map(one => one === NO_VALUE ? '' : concatenated([before, asText(one), behind]))));
    });
    return withoutReferences(concatenated(texts));
  }

  private sub(argument: Json): Json {
    const [text, variables = {}, ...more] = Array.isArray(argument) ? argument : [argument];
    if (typeof text !== 'string' || !isObject(variables) || more.length > 0 || Array.isArray(argument) && argument.length !== 2) {
      return this.openText('a `Fn::Sub` of open text');
    }
    const given = new Map<string, Text>();
    return withoutReferences(concatenated(text.split(/\$\{([^}]*)\}/).map((piece, i): Text => {
      if (i % 2 === 0) { return piece; }
      const name = piece.trim();
      if (name.startsWith('!')) { return `\${${name.slice(1)}}`; }
      const known = given.get(name) ?? asText(this.variable(name, variables));
      given.set(name, known);
      return known;
    })));
  }

  private variable(name: string, variables: Record<string, Json>): Json {
    if (Object.hasOwn(variables, name)) { return this.inside(1, () => this.member(variables, name)); }
    return name.includes('.') ? this.attribute(name) : this.refOf(name);
  }

  private base64(argument: Json): Json {
    const text = this.compute(argument);
    if (typeof text === 'string') { return concatenated([Buffer.from(text).toString('base64')]); }
    // Whatever it is, it holds no wildcard.
    return OpenText.of(OpenValue.opaque(this.placed('`Fn::Base64` of open text'), Shape.ANY_TEXT));
  }

  private toJsonString(argument: Json): Json {
    const value = this.compute(argument);
    const text = typeof value === 'object' && value !== null ? jsonText(value) : undefined;
    return text === undefined ? this.openText('a `Fn::ToJsonString` of open values') : withoutReferences(text);
  }

  // Lists

  private select([index, list, ...more]: Json[]): Json {
    const selected = more.length === 0 ? this.selected(index, list) : [];
    const isKnown = selected.length > 0 && selected.every(member => member !== undefined);
    return isKnown ? this.oneOf('the index of a `Fn::Select`', selected, this.identity(index)) : this.pieceOf(list) ?? this.openText('a `Fn::Select` from an open list');
  }

  /** Some piece of a text that surely holds no wildcard holds none either. */
  private pieceOf(list: Json): Text | undefined {
    const [, source] = isObject(list) && Array.isArray(list['Fn::Split']) ? list['Fn::Split'] : [];
    const text = source === undefined ? undefined : this.inside(1, () => this.inside('Fn::Split', () => this.inside(1, () => this.compute(source))));
    return isText(text) && !mayHoldWildcard(text) ? OpenText.of(OpenValue.opaque(this.placed('a `Fn::Select` from an open list'), Shape.ANY_TEXT)) : undefined;
  }

  private selected(index: Json, list: Json): Json[] {
    const indexes = this.keys(index)?.map(Number);
    if (indexes === undefined) { return functionOf(index).length > 0 ? this.anyOf(list) : []; }
    return indexes.every(at => Number.isSafeInteger(at) && at >= 0) ? indexes.map(this.inside(1, () => this.membersByPlace(list))) : [];
  }

  /** The members of a list by their places; undefined where nobody knows one. INVARIANT: the list is computed once. */
  private membersByPlace(list: Json): (at: number) => Json {
    const [name, argument] = functionOf(list);
    if (name === 'Ref' && typeof argument === 'string' && this.parameters.isOpenList(argument)) { return at => this.parameters.memberOfList(argument, at); }
    if (name === 'Fn::GetAZs') { return this.zones(argument); }
    const computed = name === 'Fn::Split' ? this.splitText(argument) : this.compute(list);
    return at => isPieces(computed) ? computed.pieces[at] : memberAt(computed, at);
  }

  /** All members of a list, for an index that nobody knows. */
  private anyOf(list: Json): Json[] {
    const members = this.inside(1, () => this.compute(list));
    return Array.isArray(members) && members.length <= MOST_CHOICES && !members.some(member => member instanceof OpenNode) ? members : [];
  }

  /** The name of an availability zone begins with that of its region. */
  private zones(argument: Json): (at: number) => Text {
    const named = this.compute(argument);
    const region = named === '' ? this.parameters.pseudoParameter('AWS::Region') : named;
    const shape = Shape.wordsAfter(typeof region === 'string' ? region : '');
    return at => this.openValues.opaque(`availability zone ${at} of ${JSON.stringify(argument)}`, shape);
  }

  private split(argument: Json): Json {
    const split = this.splitText(argument);
    if (!isPieces(split)) { return split; }
    return split.complete ? split.pieces : this.open('a `Fn::Split` of open text');
  }

  /** The pieces of a text, or one of several lists where the text is one of several. */
  private splitText(argument: Json): Pieces | OpenNode {
    const [delimiter, source, ...more] = Array.isArray(argument) ? argument : [];
    const text = this.inside(1, () => this.compute(source));
    if (typeof delimiter !== 'string' || delimiter === '' || more.length > 0 || !isText(text)) { return this.open('a `Fn::Split` of open text'); }
    const [only, ...others] = partsOf(text);
    const lists = only instanceof OpenValue && others.length === 0 ? only.choices?.map(choice => splitAt(choice, delimiter)) : undefined;
    return lists?.every(({ complete }) => complete) ? OpenNode.choice((only as OpenValue).name, lists.map(({ pieces }) => pieces), `value ${(only as OpenValue).symbol}`) : splitAt(text, delimiter);
  }

  private cidr([block, count, bits, ...more]: Json[]): Json {
    const [known, ...numbers] = [block, count, bits].map(one => this.compute(one));
    const [many, each] = numbers.map(one => isText(one) || typeof one === 'number' ? Number(asText(one)) : NaN);
    const blocks = typeof known === 'string' && more.length === 0 ? cidrBlocks(known, many, each) : undefined;
    return blocks ?? this.open('a `Fn::Cidr` of open values');
  }

  private length(argument: Json): Json {
    const list = this.compute(argument);
    if (Array.isArray(list) && !list.some(member => member instanceof OpenNode)) { return list.length; }
    return OpenText.of(OpenValue.opaque(this.placed('`Fn::Length` of an open list'), Shape.wordsAfter('')));
  }

  // Choices

  private findInMap([mapName, first, second, options, ...more]: Json[]): Json {
    const hasDefault = isObject(options) && Object.keys(options).join() === 'DefaultValue';
    const names = isText(mapName) || isObject(mapName) ? this.names(mapName) ?? [...this.template.mappings.keys()] : [];
    const mappings = names.map(name => this.template.mappings.get(name)).filter(mapping => mapping !== undefined);
    if (mappings.length === 0 && !hasDefault || second === undefined || more.length > 0 || options !== undefined && !hasDefault) {
      return this.open('a `Fn::FindInMap` that names no mapping');
    }
    const keys = [first, second].map(key => this.keys(key));
    const found = keys.reduce(membersOfAll, mappings as Json[]);
    const isExact = names.length === 1 && keys.every(wanted => wanted?.length === 1);
    const fallback = hasDefault && !(isExact && found.length === 1) ? [this.inside(3, () => this.member(options, 'DefaultValue'))] : [];
    const name = names.length === 1 ? `mapping \`${names[0]}\`` : 'a mapping';
    if (found.length > MOST_CHOICES || found.length + fallback.length === 0) { return this.open(name); }
    const all = [...found.map(literal), ...fallback];
    return all.length === 1 && isExact ? all[0] : this.choice(name, all, this.identity(mapName, first, second));
  }

  /** The keys that are looked up; undefined for any. */
  private keys(key: Json): string[] | undefined {
    return typeof key === 'number' ? [String(key)] : this.names(key);
  }

  private if([condition, then, otherwise, ...more]: Json[]): Json {
    if (typeof condition !== 'string' || otherwise === undefined || more.length > 0) { return this.open('a `Fn::If` that cannot be read'); }
    const branches = [() => this.inside(1, () => this.compute(then)), () => this.inside(2, () => this.compute(otherwise))];
    switch (this.conditions.truth(condition)) {
      case YES: return branches[0]();
      case NO: return branches[1]();
      default: return this.choice(`condition \`${condition}\``, branches.map(compute => compute()), this.conditions.identity(condition));
    }
  }

  // Other stacks

  private importValue(argument: Json): Json {
    const name = this.compute(argument);
    if (!isText(name)) { return this.open('a `Fn::ImportValue` that names nothing'); }
    return this.outer.exported?.(settledText(name)) ?? this.same('`Fn::ImportValue`', name);
  }

  private getStackOutput(argument: Json): Json {
    const { StackName, OutputName, Region, RoleArn, ...more } = isObject(argument) ? this.computeArguments(argument) : {};
    const isReadable = isText(StackName) && isText(OutputName) && [Region, RoleArn].every(one => one === undefined || isText(one));
    if (!isReadable || Object.keys(more).length > 0) { return this.open('a `Fn::GetStackOutput` that names nothing'); }
    const [region, roleArn] = [Region, RoleArn] as (Text | undefined)[];
    const output = typeof OutputName === 'string' ? this.outer.stackOutput?.(settledText(StackName), OutputName, region, roleArn) : undefined;
    return output ?? this.same('`Fn::GetStackOutput`', StackName, OutputName, region ?? '', roleArn ?? '');
  }

  private computeArguments(argument: Record<string, Json>): Record<string, Json> {
    return Object.fromEntries(Object.keys(argument).map(key => [key, this.member(argument, key)]));
  }

  // Open values

  /** What a function makes of known names is unknown, and the same wherever it stands. */
  private same(name: string, ...known: Text[]): OpenNode {
    const isKnown = known.every(text => typeof text === 'string');
    return isKnown ? this.openValues.node(`${name} of ${quoted(known.join(' ').trim())}`, name + JSON.stringify(known)) : this.open(name);
  }

  private oneOf(name: string, alternatives: Json[], id: string): Json {
    return alternatives.length === 1 ? alternatives[0] : this.choice(name, alternatives, id);
  }

  /**
   * One of several values: open text where all are text, an open node otherwise.
   *
   * @param id the same for choices that surely are made the same way
   */
  private choice(name: string, alternatives: Json[], id: string): Json {
    return alternatives.every(isText) ? this.openValues.choice(name, alternatives, `${id} ${identityOf(alternatives)}`) : OpenNode.choice(name, alternatives, id);
  }

  /** What the names, keys or indexes are that choose: the same in this template where they surely are the same. */
  private identity(...choosers: Json[]): string {
    return `${this.own} ${choosers.map(one => identityOf(isObject(one) ? this.chooser(one) : one)).join()}`;
  }

  /** INVARIANT: a function in a function in a function is computed once, not twice at each level. */
  private chooser(argument: JsonObject): Json {
    if (!this.choosers.has(argument)) { this.choosers.set(argument, this.compute(argument)); }
    return this.choosers.get(argument);
  }

  /** Anything, structure too; it says where. */
  private open(name: string): OpenNode {
    return OpenNode.unknown(this.placed(name));
  }

  private openText(name: string): Text {
    return unknownText(this.placed(name));
  }

  private placed(name: string): string {
    const place = this.trail.reduce<string>(memberPath, '').replace(/^\./, '');
    return place === '' ? name : `${name} at ${quoted(place)}`;
  }
}

function functionOf(value: Json): [string, Json] | [] {
  const [only, ...others] = isObject(value) ? Object.entries(value) : [];
  return only !== undefined && others.length === 0 ? only : [];
}

/** INVARIANT: a member behind one that may be left out is not known by its place. */
function memberAt(list: Json, at: number): Json {
  if (list instanceof OpenNode) {
    const members = list.alternatives?.map(one => memberAt(one, at));
    return members?.every(isText) ? choiceOf(list.name, members) : undefined;
  }
  return Array.isArray(list) && at < list.length && !list.slice(0, at + 1).some(member => member instanceof OpenNode) ? list[at] : undefined;
}

function isPieces(value: Json): value is Pieces {
  return isObject(value) && 'pieces' in value && 'complete' in value;
}

function mayBeLeftOut(member: Json): boolean {
  return member instanceof OpenNode && alternativesOf(member).includes(NO_VALUE);
}

/** What a choice of choices may be. */
function alternativesOf(value: Json): Json[] {
  return value instanceof OpenNode && value.alternatives !== undefined ? value.alternatives.flatMap(alternativesOf) : [value];
}

/** The members of mappings under these keys, or under any; no more than one too many. */
function membersOfAll(mappings: Json[], keys: string[] | undefined): Json[] {
  const found: Json[] = [];
  for (const mapping of mappings.filter(isObject)) {
    for (const key of keys ?? Object.keys(mapping)) {
      if (Object.hasOwn(mapping, key)) { found.push(mapping[key]); }
      if (found.length > MOST_CHOICES) { return found; }
    }
  }
  return found;
}

/** A mapping holds texts and lists of texts, and no functions. */
function literal(value: Json): Json {
  if (Array.isArray(value)) { return value.map(literal); }
  if (isObject(value) || value === null) { return OpenNode.unknown('a mapping of more than texts'); }
  return typeof value === 'string' ? withoutReferences(value) : value;
}
