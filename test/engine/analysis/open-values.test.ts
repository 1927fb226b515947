import { OVER_CAUTIOUS, OVER_CAUTIOUS_PAIRS } from './over-cautious';
import { allows, Request } from './requests';
import { ACCOUNT, Cell, cellsOf, document, Effect, Element, ELEMENTS, Question, QUESTIONS, requestsOf, statementOf, userNamed, ValueKind, VALUES } from './worlds';
import { AccessCheckPolicyType, CheckAccessResult, CheckResult, PolicyAnalyzer } from '../../../src/engine/analysis';
import { EffectiveAccess } from '../../../src/engine/analysis/effective-access';
import { noNewAccess } from '../../../src/engine/analysis/policy-analyzer';
import { parseCaller } from '../../../src/engine/evaluation/caller';
import { OpenNode } from '../../../src/engine/policy/open-node';
import { PolicyDocument as CompiledDocument } from '../../../src/engine/policy/policy-document';
import { OpenText, OpenValue, Shape } from '../../../src/engine/policy/text';
import { PolicyDocument } from '../evaluation/reference-evaluator';

const { IDENTITY_POLICY, RESOURCE_POLICY } = AccessCheckPolicyType;

// ---------------------------------------------------------------------------------------------------------------------
// One open value: effect x element x layer x kind of value
// ---------------------------------------------------------------------------------------------------------------------

const answered = new Map<Question, Cell[]>();

function cells(question: Question): Cell[] {
  if (!answered.has(question)) { answered.set(question, cellsOf(question)); }
  return answered.get(question)!;
}

const title = ({ effect, element, kind, probe }: Cell) => `${effect} ${element.name}, ${kind.name}, asked of ${probe.name}`;
const mayBe = ({ access }: Cell) => access.includes(true);
const surelyIs = ({ access }: Cell) => !access.includes(false);

describe.each(QUESTIONS.map((question): [string, Question] => [question.name, question]))('an open value in the %s', (_name, question) => {
  test('is no PASS where some value makes the access', () => {
    const wrong = cells(question).filter(cell => mayBe(cell) && cell.answer.result === CheckResult.PASS);

    expect(wrong.map(title)).toEqual([]);
  });

  test('is named where the access exists only because of it', () => {
    const failed = cells(question).filter(cell => cell.answer.result === CheckResult.FAIL);
    const unnamed = failed.filter(cell => mayBe(cell) && !surelyIs(cell)
      && !cell.answer.reasons.every(({ dependsOn }) => dependsOn.some(name => name.includes(cell.kind.calls!))));

    expect(unnamed.map(title)).toEqual([]);
  });

  test('is not named where nothing is open', () => {
    const named = cells(question).filter(({ kind, answer }) => kind.calls === undefined && answer.reasons.some(({ dependsOn }) => dependsOn.length > 0));

    expect(named.map(title)).toEqual([]);
  });
});

/** Where the answer is not what the worlds say, and is no lie: how often, by verdict, kind, element and request. */
function deviations(): Record<string, Record<string, string[]>> {
  const counts = new Map<string, Map<string, number>>();
  for (const cell of QUESTIONS.flatMap(cells)) {
    const { result } = cell.answer;
    if (result === CheckResult.PASS || mayBe(cell) && result === CheckResult.FAIL) { continue; }
    const row = `${cell.kind.name}: ${result} where ${mayBe(cell) ? 'there is access' : 'there is none'}`;
    const column = `${cell.element.name}, ${cell.probe.name}`;
    const columns = counts.get(row) ?? new Map<string, number>();
    counts.set(row, columns.set(column, (columns.get(column) ?? 0) + 1));
  }
  const told = (columns: Map<string, number>) => [...new Set(columns.values())].map((count): [string, string[]] => [
    `${count} times`, [...columns].filter(([, own]) => own === count).map(([column]) => column).sort(),
  ]);
  return Object.fromEntries([...counts].map(([row, columns]) => [row, Object.fromEntries(told(columns))]));
}

test('the analysis is over-cautious here and nowhere else', () => {
  expect(deviations()).toEqual(Object.fromEntries(OVER_CAUTIOUS.map(({ row, cells: expected }) => [row, expected])));
});

// ---------------------------------------------------------------------------------------------------------------------
// One value in two places
// ---------------------------------------------------------------------------------------------------------------------

const COMPLEMENTS: Record<string, string> = {
  'Action': 'NotAction',
  'Resource': 'NotResource',
  'Principal': 'NotPrincipal',
  'StringEquals of aws:PrincipalTag/team': 'StringNotEquals of aws:PrincipalTag/team',
  'StringLike of aws:PrincipalTag/team': 'StringNotLike of aws:PrincipalTag/team',
  'ForAllValues:StringEquals of aws:TagKeys': 'ForAnyValue:StringNotEquals of aws:TagKeys',
  'ArnLike of aws:SourceArn': 'ArnNotLike of aws:SourceArn',
};

const named = (name: string) => ELEMENTS.find(element => element.name === name)!;

/** A policy in which a value stands: what is written, and what is deployed in each world. */
interface Form {
  readonly name: string;
  readonly written: object;
  readonly worlds: PolicyDocument[];
}

function formsOf(element: Element, complement: Element, kind: ValueKind): Form[] {
  const { open, words } = kind.value(element);
  const isOfPrincipals = element.isPrincipal === true;
  const everything = { Effect: 'Allow', Action: '*', Resource: '*', ...isOfPrincipals && { Principal: '*' } };
  const statement = (effect: Effect, of: Element, suffix: string) => (text: OpenText | string) =>
    statementOf(effect, isOfPrincipals, of, of.text(OpenText.of(text, suffix)));
  const form = (name: string, ...statements: ((text: OpenText | string) => object)[]): Form => ({
    name,
    written: document(...statements.map(make => make(open))),
    worlds: words.map(word => document(...statements.map(make => make(word))) as PolicyDocument),
  });
  const all = () => everything;
  return [
    form('Allow', statement('Allow', element, '')),
    form('Allow the complement', statement('Allow', complement, '')),
    form('Deny', all, statement('Deny', element, '')),
    form('Deny the complement', all, statement('Deny', complement, '')),
    form('Allow a longer text', statement('Allow', element, '-x')),
    form('Deny a longer text', all, statement('Deny', element, '-x')),
    form('Allow and Deny', statement('Allow', element, ''), statement('Deny', element, '')),
    form('Allow, and Deny the complement', statement('Allow', element, ''), statement('Deny', complement, '')),
    form('Allow the complement and Deny', statement('Allow', complement, ''), statement('Deny', element, '')),
    form('Allow, and Deny a longer text', statement('Allow', element, ''), statement('Deny', element, '-x')),
  ];
}

function requestsAt(element: Element, kind: ValueKind): Request[] {
  const words = [...new Set([...kind.value(element).words.filter(word => /^[\w-]+$/.test(word)), 'red', 'other'])];
  const probes = [...words, ...words.map(word => `${word}-x`)].map(word => element.probe(word));
  const asked = [...probes, ...element.moreProbes ?? []].flatMap(requestsOf);
  // Users may ask as federated users.
  return element.isPrincipal ? asked.flatMap(one => [one, { ...one, principal: String(one.principal).replace(':iam:', ':sts:').replace(':user/', ':federated-user/') }]) : asked;
}

const PAIR_KINDS = VALUES.filter(({ name }) => ['twelve digits', 'a generated name', 'one of a list', 'a choice of two', 'a choice with a wildcard', 'unknown'].includes(name));

interface Pair { readonly title: string; readonly isItself: boolean; readonly mayBe: boolean; readonly answer: CheckAccessResult }

function pairsOf(element: Element, kind: ValueKind): Pair[] {
  const complement = named(COMPLEMENTS[element.name]);
  const forms = formsOf(element, complement, kind);
  const requests = requestsAt(element, kind);
  const allowed = new Map(forms.flatMap(({ worlds }) => worlds).map(world => [world, requests.map(request => allows(world, request))]));
  return forms.flatMap(existing => forms.map((updated): Pair => ({
    title: `${updated.name} / ${existing.name}`,
    isItself: updated === existing,
    mayBe: updated.worlds.some((world, i) => allowed.get(world)!.some((is, r) => is && !allowed.get(existing.worlds[i])![r])),
    answer: PolicyAnalyzer.checkNoNewAccess(existing.written, updated.written, element.isPrincipal ? RESOURCE_POLICY : IDENTITY_POLICY),
  })));
}

describe.each(Object.keys(COMPLEMENTS))('one value in two places, %s', name => {
  const pairs = new Map(PAIR_KINDS.map(kind => [kind.name, () => pairsOf(named(name), kind)]));
  const made = new Map<string, Pair[]>();
  const of = (kind: string) => made.get(kind) ?? made.set(kind, pairs.get(kind)!()).get(kind)!;

  test.each([...pairs.keys()])('%s: no PASS where some value makes the access', kind => {
    expect(of(kind).filter(pair => pair.mayBe && pair.answer.result === CheckResult.PASS).map(pair => pair.title)).toEqual([]);
  });

  test('a policy is within itself', () => {
    const itself = [...pairs.keys()].flatMap(kind => of(kind).filter(pair => pair.isItself).map(pair => [kind, pair.title, pair.answer.result]));

    expect(itself.filter(([, , result]) => result !== CheckResult.PASS)).toEqual([]);
  });

  test('the analysis is over-cautious here and nowhere else', () => {
    const expected = OVER_CAUTIOUS_PAIRS.filter(({ element }) => element === name);

    expect(pairDeviations([...pairs.keys()].map(kind => [kind, of(kind)]))).toEqual(Object.fromEntries(expected.map(one => [one.row, one.pairs])));
  });
});

function pairDeviations(all: [string, Pair[]][]): Record<string, string[]> {
  const rows = new Map<string, string[]>();
  for (const [kind, pairs] of all) {
    for (const { title: pair, mayBe: isAccess, answer: { result } } of pairs) {
      if (result === CheckResult.PASS || isAccess && result === CheckResult.FAIL) { continue; }
      const row = `${kind}: ${result} where ${isAccess ? 'there is access' : 'there is none'}`;
      rows.set(row, [...rows.get(row) ?? [], pair]);
    }
  }
  return Object.fromEntries(rows);
}

// ---------------------------------------------------------------------------------------------------------------------
// One condition in several places
// ---------------------------------------------------------------------------------------------------------------------

const CONDITION = 'condition `C`';
const either = (first: unknown, second: unknown) => OpenNode.choice(CONDITION, [first, second], CONDITION);
const eitherText = (first: string, second: string) => OpenText.of(OpenValue.choice(CONDITION, [first, second]));

/** What is deployed where every choice falls on its first, or on its second alternative. */
function deployed(written: unknown, pick: number): unknown {
  if (written instanceof OpenNode) { return deployed(written.alternatives![pick], pick); }
  if (written instanceof OpenText) { return written.parts.map(part => typeof part === 'string' ? part : part.choices![pick]).join(''); }
  if (Array.isArray(written)) {
    return written.flatMap(member => deployed(member, pick) ?? []);
  }
  return typeof written !== 'object' || written === null ? written
    : Object.fromEntries(Object.entries(written).map(([key, value]) => [key, deployed(value, pick)]).filter(([, value]) => value !== undefined));
}

const ACCESS = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
const NO_ACCESS = { ...ACCESS, Effect: 'Deny' };
const NOTHING = document(NO_ACCESS);
const bucket = (name: string) => `arn:aws:s3:::${name}`;
const team = (operator: string, value: unknown) => ({ Condition: { [operator]: { 'aws:PrincipalTag/team': value } } });
const keys = (operator: string, value: unknown) => ({ Condition: { [operator]: { 's3:max-keys': value } } });
const users = (...names: unknown[]) => ({ Principal: { AWS: names } });
const allBut = (except: object) => [{ ...ACCESS, Principal: '*' }, { ...NO_ACCESS, ...except }];

const REQUESTS: Request[] = ['red', 'blue'].flatMap(user => ['red', 'blue'].flatMap(name => [undefined, 'red', 'blue'].flatMap(tag => [undefined, '5', '15', '25'].map((count): Request => ({
  principal: userNamed(user),
  action: 's3:ListBucket',
  resource: bucket(name),
  context: { ...tag !== undefined && { 'aws:PrincipalTag/team': tag }, ...count !== undefined && { 's3:max-keys': count } },
})))));

function isNew(existing: object, updated: object): boolean {
  return [0, 1].some(pick => REQUESTS.some(request => allows(deployed(updated, pick) as PolicyDocument, request) && !allows(deployed(existing, pick) as PolicyDocument, request)));
}

/** The new policy, and the existing one. */
const CONDITIONAL: [string, object, object?][] = [
  ['a statement that is an Allow or a Deny', document(either(ACCESS, NO_ACCESS))],
  ['an effect that is Allow or Deny', document({ ...ACCESS, Effect: either('Allow', 'Deny') })],
  ['an Allow where it holds, a Deny where it does not', document(either(ACCESS, undefined), either(undefined, NO_ACCESS))],
  ['an Allow and a Deny where it holds', document(either(ACCESS, undefined), either(NO_ACCESS, undefined))],
  ['a new Allow where it does not hold, an existing one where it does', document(either(undefined, ACCESS)), document(either(ACCESS, undefined))],
  ['a new and an existing Allow where it holds', document(either(ACCESS, undefined)), document(either(ACCESS, undefined))],
  ['an existing Deny where it holds, a new one where it does not', document(ACCESS, either(undefined, NO_ACCESS)), document(ACCESS, either(NO_ACCESS, undefined))],
  ['users exchanged', document({ ...ACCESS, ...users(either([userNamed('red')], [userNamed('blue')])) }, { ...NO_ACCESS, ...users(either([userNamed('blue')], [userNamed('red')])) })],
  ['users exchanged in the existing policy', document({ ...ACCESS, ...users(either([userNamed('red')], [userNamed('blue')])) }), document({ ...ACCESS, ...users(either([userNamed('blue')], [userNamed('red')])) })],
  ['the same users', document({ ...ACCESS, ...users(either([userNamed('red')], [userNamed('blue')])) }, { ...NO_ACCESS, ...users(either([userNamed('red')], [userNamed('blue')])) })],
  ['users, all but them existing', document({ ...ACCESS, ...users(either([userNamed('red')], [userNamed('blue')])) }), document(...allBut(users(either([userNamed('red')], [userNamed('blue')]))))],
  ['resources exchanged', document({ ...ACCESS, Resource: [either([bucket('red')], [bucket('blue')])] }, { ...NO_ACCESS, Resource: [either([bucket('blue')], [bucket('red')])] })],
  ['the same resources', document({ ...ACCESS, Resource: [either([bucket('red')], [bucket('blue')])] }, { ...NO_ACCESS, Resource: [either([bucket('red')], [bucket('blue')])] })],
  ['a list of values and its complement', document({ ...ACCESS, ...team('StringEquals', [either(['red'], ['blue'])]) }, { ...NO_ACCESS, ...team('StringNotEquals', [either(['red'], ['blue'])]) })],
  ['lists of values exchanged', document({ ...ACCESS, ...team('StringEquals', [either(['red'], ['blue'])]) }, { ...NO_ACCESS, ...team('StringEquals', [either(['blue'], ['red'])]) })],
  ['lists of values exchanged in the existing policy', document({ ...ACCESS, ...team('StringEquals', [either(['red'], ['blue'])]) }), document({ ...ACCESS, ...team('StringEquals', [either(['blue'], ['red'])]) })],
  ['values exchanged', document({ ...ACCESS, ...team('StringEquals', eitherText('red', 'blue')) }, { ...NO_ACCESS, ...team('StringEquals', eitherText('blue', 'red')) })],
  ['blocks of conditions exchanged', document({ ...ACCESS, Condition: either(team('StringEquals', 'red').Condition, team('StringEquals', 'blue').Condition) },
    { ...NO_ACCESS, Condition: either(team('StringEquals', 'blue').Condition, team('StringEquals', 'red').Condition) })],
  ['numbers exchanged', document({ ...ACCESS, ...keys('NumericLessThan', eitherText('10', '20')) }, { ...NO_ACCESS, ...keys('NumericLessThan', eitherText('20', '10')) })],
  ['numbers exchanged in the existing policy', document({ ...ACCESS, ...keys('NumericLessThan', eitherText('10', '20')) }), document({ ...ACCESS, ...keys('NumericLessThan', eitherText('20', '10')) })],
  ['presence exchanged', document({ ...ACCESS, ...keys('Null', eitherText('true', 'false')) }, { ...NO_ACCESS, ...keys('Null', eitherText('false', 'true')) })],
  ['presence exchanged in the existing policy', document({ ...ACCESS, ...keys('Null', eitherText('true', 'false')) }), document({ ...ACCESS, ...keys('Null', eitherText('false', 'true')) })],
];

describe('one choice, and another', () => {
  const either3 = (...alternatives: unknown[]) => OpenNode.choice(CONDITION, alternatives, CONDITION);
  const nested = (first: unknown, second: unknown) => OpenNode.choice('condition `D`', [first, second], 'D');
  const on = (Resource: unknown) => document({ ...ACCESS, Resource });
  const [red, blue, green] = ['red', 'blue', 'green'].map(bucket);
  const unknown = OpenNode.unknown('macro `M`');

  test.each<[string, object, object, CheckResult]>([
    ['an element that is left out where it does not hold, and where it does', on(either(red, undefined)), on(either(undefined, red)), CheckResult.FAIL],
    ['an element that is left out where it holds', on(either(undefined, red)), on(either(undefined, red)), CheckResult.PASS],
    ['choices inside a choice', on([either([nested(red, blue)], green)]), on([either([nested(red, blue)], green)]), CheckResult.PASS],
    ['choices inside another alternative', on([either([nested(red, blue)], green)]), on([either(red, [nested(blue, green)])]), CheckResult.FAIL],
    ['as many alternatives, and more', on([either(red, blue)]), on([either3(red, blue, green)]), CheckResult.FAIL],
    ['a list that nobody knows', on([red, unknown]), on([red, unknown]), CheckResult.PASS],
    ['a list that nobody knows, and another', on([red, unknown]), on([red, OpenNode.unknown('macro `M`')]), CheckResult.FAIL],
    ['conditions that nobody knows', document({ ...ACCESS, Condition: unknown }), document({ ...ACCESS, Condition: unknown }), CheckResult.PASS],
    ['conditions of one operator and of another', document({ ...ACCESS, Condition: { StringLike: unknown } }), document({ ...ACCESS, Condition: { StringNotLike: unknown } }), CheckResult.FAIL],
    ['an unknown effect', document({ ...ACCESS, Effect: unknown }), document({ ...ACCESS, Effect: unknown }), CheckResult.PASS],
    ['an unknown effect beside itself', document({ ...ACCESS, Effect: unknown }, { ...NO_ACCESS, Effect: unknown }), NOTHING, CheckResult.FAIL],
  ])('%s', (_name, updated, existing, expected) => {
    expect(PolicyAnalyzer.checkNoNewAccess(existing, updated, IDENTITY_POLICY).result).toBe(expected);
  });
});

const NOBODY = document({ ...NO_ACCESS, Principal: '*' });
const hasPrincipals = (policy: object) => JSON.stringify(policy).includes('"Principal"');

describe('one condition in several places', () => {
  test.each(CONDITIONAL)('%s', (_name, updated, existing = NOTHING) => {
    const asksWho = hasPrincipals(updated);
    const withPrincipals = (policy: object) => asksWho && !hasPrincipals(policy) ? NOBODY : policy;
    const { result } = PolicyAnalyzer.checkNoNewAccess(withPrincipals(existing), updated, asksWho ? RESOURCE_POLICY : IDENTITY_POLICY);

    expect(result).toBe(isNew(existing, updated) ? CheckResult.FAIL : CheckResult.PASS);
  });
});

// ---------------------------------------------------------------------------------------------------------------------
// Who is granted
// ---------------------------------------------------------------------------------------------------------------------

const V = OpenText.of(OpenValue.unknown('parameter `V`'));
const GENERATED = OpenValue.opaque('the name of `Role`', Shape.wordsAfter('Stack-Role-'));

test.each<[string, object]>([
  ['a role with a generated name', { AWS: OpenText.of(`arn:aws:iam::${ACCOUNT}:role/`, GENERATED) }],
  ['a user with a generated name', { AWS: OpenText.of(userNamed(''), OpenValue.opaque('the name of `User`', Shape.wordsAfter('Stack-User-'))) }],
  ['a session of a role with a generated name', { AWS: OpenText.of(`arn:aws:sts::${ACCOUNT}:assumed-role/`, GENERATED, '/session') }],
  ['a role of an open account', { AWS: OpenText.of('arn:aws:iam::', OpenValue.opaque('the account', Shape.digits(12)), ':role/deploy') }],
  ['an open account', { AWS: OpenText.of(OpenValue.opaque('the account', Shape.digits(12))) }],
  ['an unknown', { AWS: V }],
  ['a service with an open suffix', { Service: OpenText.of('lambda.', OpenValue.opaque('the suffix', Shape.oneOf('amazonaws.com', 'amazonaws.com.cn'))) }],
  ['an unknown service', { Service: V }],
  ['an unknown provider', { Federated: V }],
])('a grant to %s is an access, which names what is open', (_name, Principal) => {
  const policy = document({ ...ACCESS, Principal });
  const isNamed = ({ result, reasons }: CheckAccessResult) => result === CheckResult.FAIL && reasons.every(({ dependsOn }) => dependsOn.length > 0);

  expect([
    isNamed(PolicyAnalyzer.checkNoNewAccess(NOBODY, policy, RESOURCE_POLICY)),
    isNamed(PolicyAnalyzer.checkAccessNotGranted(policy, [{ actions: ['s3:GetObject'] }], RESOURCE_POLICY)),
    PolicyAnalyzer.checkNoNewAccess(policy, policy, RESOURCE_POLICY).result,
  ]).toEqual([true, true, CheckResult.PASS]);
});

test('a grant to an unknown may be public, one to a generated name is not', () => {
  const verdict = (AWS: unknown) => PolicyAnalyzer.checkNoPublicAccess(document({ ...ACCESS, Principal: { AWS } }), 'AWS::S3::Bucket').result;

  expect([verdict(V), verdict(OpenText.of(`arn:aws:iam::${ACCOUNT}:role/`, GENERATED))]).toEqual([CheckResult.FAIL, CheckResult.PASS]);
});

test('a principal of another type, or another name of the same account, is another one', () => {
  const verdict = (...statements: object[]) => PolicyAnalyzer.checkNoNewAccess(NOBODY, document(...statements), RESOURCE_POLICY).result;
  const role = `arn:aws:iam::${ACCOUNT}:role/deploy`;
  const canonical = (digit: string) => ({ Principal: { CanonicalUser: digit.repeat(64) } });

  expect({
    'a role but for one of its sessions': verdict({ ...ACCESS, Principal: { AWS: role } }, { ...NO_ACCESS, Principal: { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/session` } }),
    'a canonical user but for another': verdict({ ...ACCESS, ...canonical('a') }, { ...NO_ACCESS, ...canonical('b') }),
    'a canonical user but for itself': verdict({ ...ACCESS, ...canonical('a') }, { ...NO_ACCESS, ...canonical('a') }),
    'services of which one is asked': verdict({
      ...ACCESS, Principal: { Service: V }, Condition: { StringEquals: { 'aws:PrincipalServiceName': 'lambda.amazonaws.com' } },
    }),
  }).toEqual({
    'a role but for one of its sessions': CheckResult.FAIL,
    'a canonical user but for another': CheckResult.FAIL,
    'a canonical user but for itself': CheckResult.PASS,
    'services of which one is asked': CheckResult.FAIL,
  });
});

test('no witness is called by the name of an open value', () => {
  const AWS = OpenText.of(userNamed(''), OpenValue.unknown('parameter `N`'));
  const { reasons } = PolicyAnalyzer.checkNoNewAccess(NOBODY, document({ ...ACCESS, NotPrincipal: { AWS } }, { ...NO_ACCESS, Principal: { AWS } }), RESOURCE_POLICY);

  expect(reasons.filter(({ witness }) => /[<>]/.test(witness.principal))).toEqual([]);
});

// ---------------------------------------------------------------------------------------------------------------------
// Policies that may be absent
// ---------------------------------------------------------------------------------------------------------------------

const USER = userNamed('red');
const REASON = 'condition `C`';
const compiled = (...statements: object[]) => CompiledDocument.parse(document(...statements));
const absent = (...statements: object[]) => compiled(...statements).possible(REASON);

type Documents = Parameters<typeof EffectiveAccess._of>[1];

/** May the user list a bucket, and if so, on what does it depend? */
function listing(policies: Partial<Documents>): [CheckResult, string[]] {
  const access = EffectiveAccess._of(parseCaller(USER)!, { identity: [compiled(ACCESS)], ...policies }, ACCOUNT);
  const { result, reasons } = access.checkAccessNotGranted([{ actions: ['s3:ListBucket'] }]);
  return [result, reasons.flatMap(({ dependsOn }) => dependsOn)];
}

const everyone = { Principal: '*' };
const LAYERS: [string, (...documents: CompiledDocument[]) => Partial<Documents>, object][] = [
  ['identity policies', (...identity) => ({ identity }), {}],
  ['a permissions boundary', (...permissionsBoundary) => ({ permissionsBoundary }), {}],
  ['session policies', (...session) => ({ session }), {}],
  ['service control policies', (...level) => ({ serviceControl: [level] }), {}],
  ['resource control policies', (...level) => ({ resourceControl: [level] }), everyone],
  ['VPC endpoint policies', (...vpcEndpoint) => ({ vpcEndpoint }), everyone],
];

describe.each(LAYERS)('among %s', (_name, layer, who) => {
  const allow = { ...ACCESS, ...who };
  const deny = { ...NO_ACCESS, ...who };

  test('an Allow that may be absent counts, and is named', () => {
    expect(listing(layer(absent(allow)))).toEqual([CheckResult.FAIL, [expect.stringContaining(REASON)]]);
  });

  test('a Deny that may be absent is not credited, and is named', () => {
    expect(listing(layer(compiled(allow), absent(deny)))).toEqual([CheckResult.FAIL, [expect.stringContaining(REASON)]]);
  });

  test('an Allow that may be absent beside one that is there depends on nothing', () => {
    expect(listing(layer(compiled(allow), absent(allow)))).toEqual([CheckResult.FAIL, []]);
  });

  test('a Deny that is there ends what may be allowed', () => {
    expect(listing(layer(absent(allow), compiled(deny)))).toEqual([CheckResult.PASS, []]);
  });

  test('an Allow and a Deny of one policy are there together', () => {
    expect(listing(layer(absent(allow, deny)))).toEqual([CheckResult.PASS, []]);
  });
});

test('of two policies one may be there without the other, whatever the reason', () => {
  expect(listing({ identity: [absent(ACCESS), absent(NO_ACCESS)] })).toEqual([CheckResult.FAIL, [expect.stringContaining(REASON)]]);
});

test('a policy that may be absent is not there because one of its alternatives is', () => {
  const denied = absent(OpenNode.choice('condition `D`', [NO_ACCESS, { ...NO_ACCESS, Action: '*' }]));

  expect(listing({ identity: [compiled(ACCESS), denied] })).toEqual([CheckResult.FAIL, [expect.stringContaining('condition `D`'), expect.stringContaining(REASON)]]);
});

test('a resource policy that may be absent grants, and its Deny is not credited', () => {
  const grant = { ...ACCESS, Principal: { AWS: USER } };

  expect(listing({ identity: [], resource: absent(grant) })).toEqual([CheckResult.FAIL, [expect.stringContaining(REASON)]]);
  expect(listing({ resource: absent({ ...NO_ACCESS, Principal: '*' }) })).toEqual([CheckResult.FAIL, [expect.stringContaining(REASON)]]);
});

test('a limiting layer that cannot be resolved limits nothing', () => {
  const unresolved = { permissionsBoundary: undefined, session: undefined, serviceControl: undefined, resourceControl: undefined, vpcEndpoint: undefined };

  expect(listing(unresolved)).toEqual([CheckResult.FAIL, []]);
});

test('a limiting layer of which something is unknown limits nothing', () => {
  for (const [name, layer, who] of LAYERS.slice(1)) {
    const unknown = { ...ACCESS, ...who, Action: V };

    expect([name, listing(layer(compiled(unknown)))[0]]).not.toEqual([name, CheckResult.PASS]);
  }
});

test('a new policy that may be absent counts, an existing one does not: of two, one may be there without the other, whatever the reason', () => {
  const policy = absent(ACCESS);
  const verdict = (existing: CompiledDocument, updated: CompiledDocument) => noNewAccess(existing, updated, IDENTITY_POLICY).result;

  expect({
    'new may be absent': verdict(compiled(NO_ACCESS), absent(ACCESS)),
    'existing may be absent': verdict(absent(ACCESS), compiled(ACCESS)),
    'the same policy': verdict(policy, policy),
    'another one for the same reason': verdict(absent(ACCESS), absent(ACCESS)),
    'for different reasons': verdict(compiled(ACCESS).possible('another reason'), absent(ACCESS)),
  }).toEqual({
    'new may be absent': CheckResult.FAIL,
    'existing may be absent': CheckResult.FAIL,
    'the same policy': CheckResult.PASS,
    'another one for the same reason': CheckResult.FAIL,
    'for different reasons': CheckResult.FAIL,
  });
});

// ---------------------------------------------------------------------------------------------------------------------
// All layers at once, of several principals
// ---------------------------------------------------------------------------------------------------------------------

test('who may do something is who may by some value', () => {
  const own = (statement: object) => ({ policyInputList: [document(ACCESS, statement)] });
  const found = PolicyAnalyzer.whoCan('s3:ListBucket', bucket('red'), [
    { callerArn: userNamed('allowed'), ...own(ACCESS) },
    { callerArn: userNamed('perhaps-allowed'), policyInputList: [document({ ...ACCESS, Resource: V })] },
    { callerArn: userNamed('perhaps-denied'), ...own({ ...NO_ACCESS, Resource: V }) },
    { callerArn: userNamed('perhaps-not-excepted'), ...own({ ...NO_ACCESS, Resource: undefined, NotResource: V }) },
    { callerArn: userNamed('denied'), ...own(NO_ACCESS) },
  ]);

  expect(found.map(({ principal }) => principal)).toEqual(['allowed', 'perhaps-allowed', 'perhaps-denied', 'perhaps-not-excepted'].map(userNamed));
});

test('effective access with an open value is within itself, and within no narrower one', () => {
  const access = (...statements: object[]) => PolicyAnalyzer.effectiveAccess({ callerArn: USER, policyInputList: [document(...statements)] });
  const open = access({ ...ACCESS, Resource: OpenText.of('arn:aws:s3:::', V) });
  const denied = access(ACCESS, { ...NO_ACCESS, Resource: OpenText.of('arn:aws:s3:::', V) });
  const all = access(ACCESS);

  expect([open.checkNoNewAccess(open), denied.checkNoNewAccess(denied), open.checkNoNewAccess(all), denied.checkNoNewAccess(all)].map(({ result }) => result))
    .toEqual([CheckResult.PASS, CheckResult.PASS, CheckResult.PASS, CheckResult.PASS]);
  expect([all.checkNoNewAccess(open), all.checkNoNewAccess(denied)].map(({ result }) => result)).not.toContain(CheckResult.PASS);
});

test('an open value may be empty', () => {
  const empty = document({ ...ACCESS, ...team('StringEquals', V) }, { ...NO_ACCESS, ...team('StringNotEquals', '') });

  expect(PolicyAnalyzer.checkNoNewAccess(NOTHING, empty, IDENTITY_POLICY).result).not.toBe(CheckResult.PASS);
});
