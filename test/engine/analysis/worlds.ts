import { allows, Request } from './requests';
import { AccessCheckPolicyType, CheckAccessResult, PolicyAnalyzer, PrincipalLayers } from '../../../src/engine/analysis';
import { OpenNode } from '../../../src/engine/policy/open-node';
import { OpenText, OpenValue, Shape, Text } from '../../../src/engine/policy/text';
import { PolicyDocument, PolicyStatement, referenceDecision } from '../evaluation/reference-evaluator';

/**
 * What may be deployed, one world for each way in which open values turn out: plain policies, that the reference evaluator decides.
 * An open value is the same wherever it stands in one world.
 */

export type Effect = 'Allow' | 'Deny';

export const ACCOUNT = '111122223333';
export const userNamed = (name: string) => `arn:aws:iam::${ACCOUNT}:user/${name}`;
export const document = (...statements: unknown[]) => ({ Version: '2012-10-17', Statement: statements });

// ---------------------------------------------------------------------------------------------------------------------
// Elements
// ---------------------------------------------------------------------------------------------------------------------

/** A question about one request: the request, and Deny statements that keep every other condition value away. */
export interface Probe {
  readonly name: string;
  readonly request: Request;
  /** A request that the fence does not tell from it: the empty string counts as no value. */
  readonly twin?: Request;
  readonly fence: object[];
  /** Whether it is asked who may: policies have principals then. */
  readonly asksWho?: boolean;
}

/** Where a value stands in a statement. */
export interface Element {
  readonly name: string;
  readonly isPrincipal?: boolean;
  /** Strangers have no such key. */
  readonly isTrust?: boolean;
  readonly words?: string[];
  readonly moreProbes?: Probe[];
  /** The value as part of the text that stands there. */
  text(value: Text): Text;
  /** What a statement with these texts says there. */
  part(texts: unknown): object;
  /** Whether AWS accepts the text there. */
  accepts(text: string): boolean;
  /** A request that has the word there. */
  probe(word: string): Probe;
}

const REQUEST: Request = { principal: userNamed('red'), action: 's3:GetObject', resource: 'arn:aws:s3:::bucket', context: {} };

const action = (name: string): Element => ({
  name,
  text: value => OpenText.of('s3:', value),
  part: texts => ({ [name]: texts }),
  accepts: text => /^s3:[\w*?.-]+$/.test(text),
  probe: word => ({ name: word, request: { ...REQUEST, action: `s3:${word}` }, fence: [] }),
});

const resource = (name: string): Element => ({
  name,
  text: value => OpenText.of('arn:aws:s3:::bucket-', value),
  part: texts => ({ [name]: texts }),
  accepts: () => true,
  probe: word => ({ name: word, request: { ...REQUEST, resource: `arn:aws:s3:::bucket-${word}` }, fence: [] }),
});

const principal = (name: string): Element => ({
  name,
  text: value => OpenText.of(userNamed(''), value),
  part: texts => ({ [name]: { AWS: texts } }),
  accepts: text => /user\/[\w+=,.@/-]+$/.test(text),
  probe: word => ({ name: word, request: { ...REQUEST, principal: userNamed(word) }, fence: [], asksWho: true }),
  isPrincipal: true,
});

/**
 * @param except the operator that keeps values other than one away
 */
function condition(operator: string, key: string, except: string, more: Partial<Element> & { before?: string } = {}): Element {
  const { before = '', ...rest } = more;
  return {
    name: `${operator} of ${key}`,
    text: value => OpenText.of(before, value),
    part: texts => ({ Condition: { [operator]: { [key]: texts } } }),
    accepts: () => true,
    probe: word => ({ name: word, request: { ...REQUEST, context: { [key]: before + word } }, fence: [{ Condition: { [except]: { [key]: before + word } } }] }),
    moreProbes: [{ name: 'no value', request: REQUEST, twin: more.words === undefined ? { ...REQUEST, context: { [key]: '' } } : undefined, fence: [{ Condition: { Null: { [key]: 'false' } } }] }],
    ...rest,
  };
}

const TAG = 'aws:PrincipalTag/team';
const TAG_KEYS = 'aws:TagKeys';

const tag = (operator: string) => condition(operator, TAG, 'StringNotEquals');

const tagKeys = (operator: string): Element => {
  const one = condition(operator, TAG_KEYS, 'ForAnyValue:StringNotEquals');
  const atLeast = (word: string) => ({ Condition: { 'ForAllValues:StringNotEquals': { [TAG_KEYS]: word } } });
  const atMost = (...words: string[]) => ({ Condition: { 'ForAnyValue:StringNotEquals': { [TAG_KEYS]: words } } });
  return {
    ...one,
    probe: word => ({ name: word, request: { ...REQUEST, context: { [TAG_KEYS]: [word] } }, fence: [atLeast(word), atMost(word)] }),
    moreProbes: [...one.moreProbes!, {
      name: 'red and green',
      request: { ...REQUEST, context: { [TAG_KEYS]: ['red', 'green'] } },
      fence: [atLeast('red'), atLeast('green'), atMost('red', 'green')],
    }],
  };
};

const sourceArn = (operator: string) => condition(operator, 'aws:SourceArn', 'ArnNotEquals', { before: 'arn:aws:sns:us-east-1:111122223333:', isTrust: true });

const MEASURED: Record<string, string[]> = {
  's3:max-keys': ['10', '20', '111122223333'],
  'aws:CurrentTime': ['2030-01-01T00:00:00Z', '2040-01-01T00:00:00Z'],
  'aws:SourceIp': ['203.0.113.0/24', '198.51.100.7'],
  'aws:MultiFactorAuthPresent': ['true', 'false'],
};

const number = (operator: string) => condition(operator, 's3:max-keys', 'NumericNotEquals', {
  words: MEASURED['s3:max-keys'], accepts: text => /^\d+$/.test(text),
});
const date = (operator: string) => condition(operator, 'aws:CurrentTime', 'DateNotEquals', {
  words: MEASURED['aws:CurrentTime'], accepts: text => text.endsWith('Z'),
});
const address = (operator: string): Element => ({
  ...condition(operator, 'aws:SourceIp', 'NotIpAddress', { isTrust: true, words: MEASURED['aws:SourceIp'], accepts: text => /^[\d./]+$/.test(text) && text.includes('.') }),
  probe: word => {
    const ip = word.replace('0/24', '9');
    return { name: word, request: { ...REQUEST, context: { 'aws:SourceIp': ip } }, fence: [{ Condition: { NotIpAddress: { 'aws:SourceIp': ip } } }] };
  },
});
const flag = (operator: string): Element => ({
  ...condition(operator, 'aws:MultiFactorAuthPresent', 'Bool', { words: ['true', 'false'], accepts: text => ['true', 'false'].includes(text) }),
  probe: word => ({
    name: word,
    request: { ...REQUEST, context: { 'aws:MultiFactorAuthPresent': word } },
    fence: [{ Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': word === 'true' ? 'false' : 'true' } } }, { Condition: { Null: { 'aws:MultiFactorAuthPresent': 'true' } } }],
  }),
});
const presence: Element = { ...tag('Null'), name: `Null of ${TAG}`, words: ['true', 'false'], accepts: text => ['true', 'false'].includes(text), probe: tag('StringEquals').probe };

export const ELEMENTS: Element[] = [
  action('Action'), action('NotAction'), resource('Resource'), resource('NotResource'), principal('Principal'), principal('NotPrincipal'),
  tag('StringEquals'), tag('StringNotEquals'), tag('StringLike'), tag('StringNotLike'), tag('StringEqualsIgnoreCase'),
  tag('StringEqualsIfExists'), tag('StringNotEqualsIfExists'), tag('StringLikeIfExists'),
  presence,
  tagKeys('ForAllValues:StringEquals'), tagKeys('ForAllValues:StringNotEquals'), tagKeys('ForAnyValue:StringEquals'), tagKeys('ForAnyValue:StringNotEquals'),
  sourceArn('ArnLike'), sourceArn('ArnNotLike'), sourceArn('ArnEqualsIfExists'),
  number('NumericLessThanEquals'), number('NumericNotEquals'), number('NumericEqualsIfExists'),
  date('DateLessThan'), date('DateNotEquals'),
  address('IpAddress'), address('NotIpAddress'),
  flag('Bool'), flag('BoolIfExists'),
];

/** The elements of which every layer is asked. */
export const FIRST_ELEMENTS = ELEMENTS.filter(({ name }) => [
  'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'NotPrincipal', presence.name,
  ...['StringEquals', 'StringNotEquals', 'StringEqualsIfExists'].map(operator => `${operator} of ${TAG}`), `ForAllValues:StringEquals of ${TAG_KEYS}`,
].includes(name));

// ---------------------------------------------------------------------------------------------------------------------
// Kinds of values
// ---------------------------------------------------------------------------------------------------------------------

/** What is written in a policy, and what is deployed in its place in each world. */
export interface OpenStatements {
  readonly written: unknown[];
  readonly worlds: PolicyStatement[][];
}

export interface Kind {
  readonly name: string;
  /** What findings call it. Undefined: nothing is open. */
  readonly calls?: string;
  /** Words that requests have at the place of the value, where the element has none of its own. */
  readonly asked: string[];
  /** Undefined where no value of the kind can stand. */
  open(element: Element, statement: (texts: unknown) => object): OpenStatements | undefined;
}

/** A text with one open value: what is written, and the words that it may be. */
export interface ValueKind extends Kind {
  value(element: Element): { readonly open: Text; readonly words: string[] };
}

const PARAMETER = 'parameter `V`';
const CONDITION = 'condition `C`';

/** Words that AWS takes where the value stands. */
const two = ({ words: [one, other] = ['red', 'blue'] }: Element): [string, string] => [one, other];

/** @param others words of which no request is asked */
function valueKind(
  name: string, asked: string[], open: (element: Element) => string | OpenValue, isWord: (word: string, element: Element) => boolean, others: string[],
): ValueKind {
  const made = new Map<Element, string | OpenValue>();
  const value = (element: Element) => {
    if (!made.has(element)) { made.set(element, open(element)); }
    const known = [...element.words ?? asked, ...others].filter(word => others.includes(word) || isWord(word, element));
    return { open: OpenText.of(made.get(element)!), words: [...new Set(known)].filter(word => element.accepts(String(element.text(word)))) };
  };
  return {
    name,
    asked,
    calls: name === 'known' ? undefined : name.startsWith('a choice') ? CONDITION : PARAMETER,
    value,
    open: (element, statement) => {
      const { open: text, words } = value(element);
      return words.length === 0 ? undefined : {
        written: [statement(element.text(text))],
        worlds: words.map(word => [statement(element.text(word)) as PolicyStatement]),
      };
    },
  };
}

const opaque = (shape: Shape) => () => OpenValue.opaque(PARAMETER, shape);

export const VALUES: ValueKind[] = [
  valueKind('known', ['red', 'blue'], element => two(element)[0], (word, element) => word === two(element)[0], []),
  valueKind('twelve digits', [ACCOUNT, 'red'], opaque(Shape.digits(12)), word => /^\d{12}$/.test(word), ['999988887777']),
  valueKind('a generated name', ['red-1', 'red'], opaque(Shape.wordsAfter('red-')), word => /^red-[\w.-]*$/.test(word), ['red-zq']),
  valueKind('one of a list', ['red', 'red-1'], element => OpenValue.opaque(PARAMETER, Shape.oneOf(...two(element))), (word, element) => two(element).includes(word), ['blue']),
  valueKind('fresh words', ['red'], opaque(Shape.freshWords()), () => false, ['zq']),
  valueKind('a chosen name', ['red', 'red-1'], opaque(Shape.chosenName()), word => !word.includes(':'), ['zq', 'team/zq']),
  valueKind('a choice of two', ['red', 'red-1'], element => OpenValue.choice(CONDITION, two(element)), (word, element) => two(element).includes(word), ['blue']),
  valueKind('a choice with a wildcard', ['red', 'blue'], () => OpenValue.choice(CONDITION, ['blue', '*']), word => word === 'blue', ['*']),
  valueKind('unknown', ['red', 'red-1'], () => OpenValue.unknown(PARAMETER), () => true, ['zq', '*', '', 're?']),
];

/** Structure that is one of two. */
function structure(name: string, open: (element: Element, statement: (texts: unknown) => object) => OpenStatements): Kind {
  return { name, calls: CONDITION, asked: ['red', 'blue', 'red-1'], open };
}

export const KINDS: Kind[] = [
  ...VALUES,
  structure('a list with a member that may be absent', (element, statement) => {
    const [one, other] = two(element).map(word => element.text(word));
    return {
      written: [statement([one, OpenNode.choice(CONDITION, [other, undefined], CONDITION)])],
      worlds: [[one, other], [one]].map(list => [statement(list) as PolicyStatement]),
    };
  }),
  structure('one of two lists', (element, statement) => {
    const alternatives = two(element).map(word => [element.text(word)]);
    return { written: [statement([OpenNode.choice(CONDITION, alternatives, CONDITION)])], worlds: alternatives.map(list => [statement(list) as PolicyStatement]) };
  }),
  structure('a statement that may be absent', (element, statement) => {
    const known = statement(element.text(two(element)[0])) as PolicyStatement;
    return { written: [OpenNode.choice(CONDITION, [known, undefined], CONDITION)], worlds: [[known], []] };
  }),
  structure('one of two statements', (element, statement) => {
    const alternatives = two(element).map(word => statement(element.text(word)) as PolicyStatement);
    return { written: [OpenNode.choice(CONDITION, alternatives, CONDITION)], worlds: alternatives.map(one => [one]) };
  }),
  structure('a statement of either effect', (element, statement) => {
    const known = statement(element.text(two(element)[0])) as PolicyStatement;
    const effects = ['Allow', 'Deny'];
    return { written: [{ ...known, Effect: OpenNode.choice(CONDITION, effects, CONDITION) }], worlds: effects.map(effect => [{ ...known, Effect: effect }]) };
  }),
];

export function probesOf(element: Element, kind: Kind): Probe[] {
  return [...(element.words ?? kind.asked).map(word => element.probe(word)), ...element.moreProbes ?? []];
}

// ---------------------------------------------------------------------------------------------------------------------
// Questions
// ---------------------------------------------------------------------------------------------------------------------

/** Where the statement stands, and what is asked. */
export interface Question {
  readonly name: string;
  /** Whether statements have principals there; some checks are of either, by what is asked. */
  readonly hasPrincipals: boolean | 'asked';
  ask(statements: unknown[], effect: Effect, probe: Probe): CheckAccessResult;
  /** Is the request an access that is asked for, where these statements are deployed? */
  isAccess(statements: PolicyStatement[], effect: Effect, probe: Probe, request: Request): boolean;
}

const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
const ALL_TO_ALL = { ...ALL, Principal: '*' };

const plain = (hasPrincipals: boolean) => hasPrincipals ? ALL_TO_ALL : ALL;

/** A Deny is asked where everything else is allowed. */
const besides = (effect: Effect, hasPrincipals: boolean) => effect === 'Allow' ? [] : [plain(hasPrincipals)];

const fences = (probe: Probe, hasPrincipals: boolean) => probe.fence.map(one => ({ ...plain(hasPrincipals), Effect: 'Deny', ...one }));

type Layers = Omit<PrincipalLayers, 'callerArn'>;

function layered(name: string, hasPrincipals: boolean, layersWith: (statements: unknown[], probe: Probe) => Layers): Question {
  const layers = (statements: unknown[], effect: Effect, probe: Probe) => layersWith([...besides(effect, hasPrincipals), ...statements], probe);
  return {
    name,
    hasPrincipals,
    ask: (statements, effect, probe) => PolicyAnalyzer
      .effectiveAccess({ callerArn: String(probe.request.principal), ...layers(statements, effect, probe) })
      .checkAccessNotGranted([{ actions: [probe.request.action], resources: [probe.request.resource] }]),
    isAccess: (statements, effect, probe, request) => {
      const of = layers(statements, effect, probe);
      return referenceDecision({
        request,
        policies: {
          identity: of.policyInputList,
          permissionsBoundary: of.permissionsBoundaryPolicyInputList,
          session: of.sessionPolicyInputList,
          resource: of.resourcePolicy,
          serviceControl: of.serviceControlPolicyInputList,
          resourceControl: of.resourceControlPolicyInputList,
        },
      }) === 'allowed';
    },
  };
}

const whatever = (probe: Probe) => ({ policyInputList: [document(ALL, ...fences(probe, false))] });

/** Keeps every request away but the probe. */
function only({ request, fence, asksWho = false }: Probe, hasPrincipals = asksWho): object[] {
  const who = asksWho ? [{ Condition: { ArnNotEquals: { 'aws:PrincipalArn': request.principal } } }] : [];
  const others = [{ NotAction: request.action }, { NotResource: request.resource }, ...who, ...fence];
  return others.map(one => ({
    Effect: 'Deny',
    ...hasPrincipals && { Principal: '*' },
    ...!('NotAction' in one) && { Action: '*' },
    ...!('NotResource' in one) && { Resource: '*' },
    ...one,
  }));
}

const { IDENTITY_POLICY, RESOURCE_POLICY } = AccessCheckPolicyType;
const typeFor = ({ asksWho }: Probe) => asksWho ? RESOURCE_POLICY : IDENTITY_POLICY;
const nothing = ({ asksWho = false }: Probe) => document({ ...plain(asksWho), Effect: 'Deny' });

function check(
  name: string, ask: (policy: object, probe: Probe) => CheckAccessResult, policyWith: (statements: unknown[], effect: Effect, probe: Probe) => object,
  isAccess: (policy: PolicyDocument, request: Request, probe: Probe) => boolean = allows,
): Question {
  return {
    name,
    hasPrincipals: name === 'public access' || 'asked',
    ask: (statements, effect, probe) => ask(policyWith(statements, effect, probe), probe),
    isAccess: (statements, effect, probe, request) => isAccess(policyWith(statements, effect, probe) as PolicyDocument, request, probe),
  };
}

const ofProbe = (statements: unknown[], effect: Effect, probe: Probe) => document(...besides(effect, probe.asksWho === true), ...statements, ...only(probe));

export const QUESTIONS: Question[] = [
  layered('identity policy', false, (statements, probe) => ({ policyInputList: [document(...statements, ...fences(probe, false))] })),
  layered('resource policy', true, (statements, probe) => ({
    policyInputList: [document({ ...ALL, Effect: 'Deny', Action: 'iam:*' }, ...fences(probe, false))], resourcePolicy: document(...statements),
  })),
  layered('permissions boundary', false, (statements, probe) => ({ ...whatever(probe), permissionsBoundaryPolicyInputList: [document(...statements)] })),
  layered('session policy', false, (statements, probe) => ({ ...whatever(probe), sessionPolicyInputList: [document(...statements)] })),
  layered('service control policy', false, (statements, probe) => ({ ...whatever(probe), serviceControlPolicyInputList: [[document(ALL)], [document(...statements)]] })),
  layered('resource control policy', true, (statements, probe) => ({ ...whatever(probe), resourceControlPolicyInputList: [[document(...statements)]] })),
  check('new policy', (policy, probe) => PolicyAnalyzer.checkNoNewAccess(nothing(probe), policy, typeFor(probe)), ofProbe),
  check('existing policy', (policy, probe) => PolicyAnalyzer.checkNoNewAccess(policy, document(plain(probe.asksWho === true), ...only(probe)), typeFor(probe)),
    (statements, effect, probe) => document(...besides(effect, probe.asksWho === true), ...statements),
    (policy, request, probe) => allows(document(plain(probe.asksWho === true), ...only(probe)) as PolicyDocument, request) && !allows(policy, request)),
  check('access not granted', (policy, probe) =>
    PolicyAnalyzer.checkAccessNotGranted(policy, [{ actions: [probe.request.action], resources: [probe.request.resource] }], typeFor(probe)), ofProbe),
  check('public access', policy => PolicyAnalyzer.checkNoPublicAccess(policy, 'AWS::S3::Bucket'),
    (statements, effect, probe) => document(...besides(effect, true), ...statements, ...only({ ...probe, asksWho: false }, true)),
    (policy, request) => STRANGERS.some(stranger => allows(policy, { ...request, principal: stranger }))),
];

const STRANGERS: Request['principal'][] = [{ type: 'Anonymous' }, 'arn:aws:iam::999900009999:user/somebody'];

// ---------------------------------------------------------------------------------------------------------------------
// Cells
// ---------------------------------------------------------------------------------------------------------------------

/** One question about one request, where one value is open: what the worlds say, and what the analysis says. */
export interface Cell {
  readonly question: Question;
  readonly effect: Effect;
  readonly element: Element;
  readonly kind: Kind;
  readonly probe: Probe;
  /** In each world: is there the access? */
  readonly access: boolean[];
  readonly answer: CheckAccessResult;
}

export function cellsOf(question: Question): Cell[] {
  const cases = EFFECTS.flatMap(effect => ELEMENTS.flatMap(element => KINDS.map(kind => ({ effect, element, kind }))));
  return cases.filter(({ element, kind }) => isAsked(question, element, kind)).flatMap(({ effect, element, kind }) => {
    const made = kind.open(element, texts => statementOf(effect, question.hasPrincipals === true, element, texts));
    return made === undefined ? [] : probesOf(element, kind).map((probe): Cell => ({
      question,
      effect,
      element,
      kind,
      probe,
      access: made.worlds.map(statements => requestsOf(probe).some(request => question.isAccess(statements, effect, probe, request))),
      answer: question.ask(made.written, effect, probe),
    }));
  });
}

const EFFECTS: Effect[] = ['Allow', 'Deny'];

/** Every layer is asked of the first elements, some of them of the main kinds only; one check is asked of the other elements as well. */
function isAsked(question: Question, element: Element, kind: Kind): boolean {
  if (!ASKED_OF_ALL_KINDS.includes(question.name) && !LAYER_KINDS.includes(kind.name)) { return false; }
  if (question.name === 'public access' && element.isTrust) { return false; }
  if (element.isPrincipal && (question.hasPrincipals === false || question.name === 'resource control policy')) { return false; }
  return FIRST_ELEMENTS.includes(element) || question.name === 'new policy' && MAIN_KINDS.includes(kind.name);
}

const ASKED_OF_ALL_KINDS = ['identity policy', 'resource policy', 'new policy', 'public access'];

const LAYER_KINDS = ['known', 'a generated name', 'a choice of two', 'unknown', 'one of two lists', 'a statement that may be absent', 'a statement of either effect'];

const MAIN_KINDS = ['known', 'a generated name', 'a choice of two', 'unknown', 'one of two lists', 'one of two statements'];

export function statementOf(effect: Effect, hasPrincipals: boolean, element: Element, texts: unknown): object {
  const part = element.part(texts);
  return {
    Effect: effect,
    ...hasPrincipals && !element.isPrincipal && { Principal: '*' },
    ...!('NotAction' in part) && { Action: '*' },
    ...!('NotResource' in part) && { Resource: '*' },
    ...part,
  };
}

export function requestsOf({ request, twin }: Probe): Request[] {
  return twin === undefined ? [request] : [request, twin];
}
