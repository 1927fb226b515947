import { outlineOf } from './outline';
import { OpenNode } from '../../../src/engine/policy/open-node';
import { PolicyDocument } from '../../../src/engine/policy/policy-document';
import { isWrittenOut, PolicyParser } from '../../../src/engine/policy/policy-parser';
import { PolicyProblemCode } from '../../../src/engine/policy/policy-problem';
import { POLICY_TYPES, PolicyType } from '../../../src/engine/policy/policy-type';
import { OpenText, OpenValue, Shape } from '../../../src/engine/policy/text';
import { MAYBE } from '../../../src/engine/policy/truth';
import { fc } from '../../properties';

type Json = unknown;

const VERSION = '2012-10-17';

/** In the place of values: text with an open value behind what is written out, known text, one of a few values, anything. */
const open = (text: string) => ({ open: text });
const known = (text: string) => ({ known: text });
const either = (...values: Json[]) => ({ either: values });
const ANYTHING = { anything: true };
const NOTHING = { nothing: true };

const IT = OpenValue.unknown('it');

/** What JSON stands for. */
function valueOf(value: Json): Json {
  if (Array.isArray(value)) { return value.map(valueOf).filter(member => member !== undefined); }
  if (typeof value !== 'object' || value === null) { return value; }
  const { open: begun, known: text, either: values, ...others } = value as { open?: string; known?: string; either?: Json[] };
  if (begun !== undefined) { return OpenText.of(begun, IT); }
  if (text !== undefined) { return text; }
  if (values !== undefined) { return OpenNode.choice('either', values.map(valueOf), 'either'); }
  if ('anything' in others) { return OpenNode.unknown('anything'); }
  if ('nothing' in others) { return undefined; }
  return Object.fromEntries(Object.entries(others).map(([key, member]) => [key, valueOf(member)]).filter(([, member]) => member !== undefined));
}

/** All of one type know each other's elements. */
const parsers = new Map(Object.values(PolicyType).map(type => [type, new PolicyParser(type, valueOf)]));

const anyOf = (...values: Json[]) => fc.constantFrom<Json>(...values);
const oneOrMany = (member: fc.Arbitrary<Json>) => fc.oneof(member, fc.array(member, { maxLength: 3 }));
/** Mostly one of those that are right, so that whole policies often are. */
const mostly = (right: fc.Arbitrary<Json>, wrong: fc.Arbitrary<Json>) => fc.oneof({ weight: 40, arbitrary: right }, { weight: 1, arbitrary: wrong });
const nothingThere = anyOf(null, 7, '', [], {}, [[]], { Ref: 'x' }, ANYTHING, NOTHING, either([], {}));

const actions = mostly(anyOf('*', 's3:Get*', 'sts:AssumeRole', 'iam:Pass?ole', open('s3:'), either('s3:Get*', ['s3:Put*', 'sqs:*']), either('s3:Get*', NOTHING)), anyOf('s3', '*:*', 's*:Get', 's3:Get Object', known('s3'), 'Token[1]', 's3:\u212a', open('\u0000')));
const resources = mostly(
  anyOf('*', 'arn:aws:s3:::b/*', 'arn:aws:s3:::${aws:username}/*', open('arn:'), known('arn:aws:s3:::b'), either('*', 'arn:aws:s3:::b'), either('arn:aws:s3:::b', NOTHING), ANYTHING),
  anyOf('bucket', 'arn:"', 'arn:\\', 'arn:\u00e9', 'arn:\ud800', 'arn:${Token[TOKEN.1]}', '<unresolved-x', known('bucket'), known('arn:\u0001'), open('\u0001')),
);
const principals = mostly(
  fc.oneof(
    fc.record({ AWS: oneOrMany(anyOf('*', '111122223333', 'arn:aws:iam::111122223333:role/r', open('arn:'), known('111122223333'))) }),
    fc.record({ Service: oneOrMany(anyOf('lambda.amazonaws.com', open(''))), Federated: anyOf('accounts.google.com') }, { requiredKeys: ['Service'] }),
    anyOf('*'),
  ),
  anyOf('111122223333', { AWS: 'r' }, { AWS: 'arn:aws:iam::111122223333:role/*' }, { Service: 'a b' }, { Service: '' }, { aws: '*' }, { Everybody: '*' }, { AWS: known('r') }, open('*')),
);
const conditions = mostly(
  fc.dictionary(anyOf('StringEquals', 'ForAnyValue:StringLike', 'Bool', 'Null', 'NumericLessThan', 'IpAddress', 'DateGreaterThanIfExists') as fc.Arbitrary<string>,
    fc.dictionary(anyOf('aws:PrincipalTag/a', 'aws:SourceIp', 's3:prefix') as fc.Arbitrary<string>, oneOrMany(anyOf('true', 'x', '10', '10.0.0.0/8', '2020-01-01', true, 5, open('x'), known('true')))), { maxKeys: 2 }),
  anyOf({ StringIs: { 'aws:x': 'y' } }, { StringEquals: 'y' }, { StringEquals: { x: 'y' } }, { StringEquals: { 'aws:x': 'y', 'aws:X': 'z' } }, { StringEquals: { 'aws:x': open('\u0000') } }),
);

const statement = fc.record<Record<string, Json>>({
  Sid: mostly(anyOf('A', 'B', 'C'), anyOf('a b', 'A-B', open('A'))),
  Effect: mostly(anyOf('Allow', 'Deny'), anyOf('allow', '', open('Allow'), either('Allow', 'Deny'))),
  Principal: mostly(principals, nothingThere),
  NotPrincipal: principals,
  Action: mostly(oneOrMany(actions), nothingThere),
  NotAction: oneOrMany(actions),
  Resource: mostly(oneOrMany(resources), nothingThere),
  NotResource: oneOrMany(resources),
  Condition: mostly(conditions, nothingThere),
  action: anyOf('s3:*'),
  Fn: anyOf('x'),
}, { requiredKeys: ['Effect'] });

/** What a policy of the type needs, and seldom more. */
const statementOf = (type: PolicyType) => fc.tuple(statement, fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 30 })).map(([full, complement, keeps]) => {
  const wanted = ['Effect', complement === 0 ? 'NotAction' : 'Action'];
  const { principal, resource } = POLICY_TYPES[type];
  if (principal === 'required') { wanted.push(complement === 1 ? 'NotPrincipal' : 'Principal'); }
  if (resource !== 'unsupported') { wanted.push(complement === 2 ? 'NotResource' : 'Resource'); }
  if (keeps % 2 === 0) { wanted.push('Sid'); }
  if (keeps % 3 === 0) { wanted.push('Condition'); }
  return keeps === 30 ? full : Object.fromEntries(Object.entries(full).filter(([key]) => wanted.includes(key)));
});

const typedPolicy = fc.constantFrom(...Object.values(PolicyType)).chain(type => fc.tuple(fc.constant(type), mostly(
  fc.record({
    Version: mostly(anyOf(VERSION, '2008-10-17'), anyOf('2012', 1, open(VERSION))),
    Statement: mostly(oneOrMany(fc.oneof({ weight: 5, arbitrary: statementOf(type) }, fc.tuple(statementOf(type), statementOf(type)).map(two => either(...two)))), nothingThere),
  }),
  anyOf(null, [], 'text', {}, { Version: VERSION }, { Version: VERSION, Id: 'x', Statement: [] }, { 'Fn::If': ['a', 'b', 'c'] }, { version: VERSION, Statement: [] }),
)));

const told = (document: PolicyDocument) => ({
  problems: document.problems, version: document.version, id: document.id, statements: outlineOf(document), leastCharacters: document.leastCharacters,
});

test('a policy is read as what it stands for, whatever it shares with others', () => {
  const met = { plain: 0, open: 0, wrong: 0, large: 0 };
  fc.assert(fc.property(typedPolicy, fc.constantFrom(Infinity, Infinity, 150), ([type, policy], quota) => {
    if (!isWrittenOut(policy)) { return; }
    const parsed = PolicyDocument.parse(valueOf(policy), { type, quota });
    expect([policy, told(parsers.get(type)!.later(policy, quota))]).toEqual([policy, told(parsed)]);
    const { problems: [problem], statements } = parsed;
    met[problem === undefined ? statements.some(({ dependsOn }) => dependsOn !== undefined) ? 'open' : 'plain' : problem.code === PolicyProblemCode.TOO_LARGE ? 'large' : 'wrong']++;
  }), { numRuns: 10_000 });
  expect(Object.values(met).every(times => times > 100)).toBe(true);
});

test.each<[string, Json, boolean]>([
  ['the elements of a policy', { Version: VERSION, Statement: [] }, true],
  ['less than a policy', {}, true],
  ['an id, which may stand for another', { Version: VERSION, Id: 'x', Statement: [] }, false],
  ['a function beside them', { 'Version': VERSION, 'Statement': [], 'Fn::Transform': {} }, false],
  ['a function', { 'Fn::If': ['C', {}, {}] }, false],
  ['text', '{}', false],
  ['a list', [], false],
  ['nothing', undefined, false],
])('written out is, or is not: %s', (_, policy, expected) => {
  expect(isWrittenOut(policy)).toBe(expected);
});

test('a policy is not parsed before somebody asks', () => {
  let asked = 0;
  const policy = new PolicyParser(PolicyType.IDENTITY, written => { asked++; return written; })
    .later({ Version: VERSION, Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });
  expect(asked).toBe(0);
  expect([policy.problems, asked]).toEqual([[], 2]);
});

describe('what is written the same is not the same', () => {
  const policyOf = (...statements: Json[]) => ({ Version: VERSION, Statement: statements });
  const allowing = (elements: object) => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...elements });

  test.each<[string, Json]>([
    ['a condition', ANYTHING],
    ['the keys of an operator', { StringEquals: ANYTHING }],
    ['the values of a key', { StringEquals: { 'aws:PrincipalTag/team': ANYTHING } }],
    ['one of the values of a key', { StringEquals: { 'aws:PrincipalTag/team': ['a', ANYTHING] } }],
    ['a condition that is one of two', either(ANYTHING, { StringEquals: { 'aws:PrincipalTag/team': 'a' } })],
  ])('where it may be anything: %s', (_, condition) => {
    const parser = new PolicyParser(PolicyType.IDENTITY, valueOf);
    const policies = [1, 2].map(() => parser.later(policyOf(allowing({ Condition: condition }))));
    const read = policies.map(({ problems, statements: [{ condition: block }] }) => ({ problems, block }));
    expect(read.map(({ problems }) => problems)).toEqual([[], []]);
    expect(JSON.stringify(read[0].block)).not.toBe(JSON.stringify(read[1].block));
  });

  test('where it has a problem, among more problems than are noted', () => {
    const parser = new PolicyParser(PolicyType.IDENTITY, valueOf);
    const wrong = allowing({ Action: ['s3:GetObject', 'i*:PassRole'] });
    const others = Array.from({ length: 1_000 }, () => either(allowing({})));
    const policies = [policyOf(...others, wrong), policyOf(wrong)].map(one => parser.later(one));
    expect(policies.map(({ problems }) => problems.map(({ code }) => code))).toEqual([[PolicyProblemCode.WILDCARD_IN_SERVICE], [PolicyProblemCode.WILDCARD_IN_SERVICE]]);
  });
});

test('a policy is read after others were asked about a value that it has too', () => {
  const action = OpenText.of('s3:Get', OpenValue.opaque('suffix', Shape.wordsAfter('')));
  const parser = new PolicyParser(PolicyType.IDENTITY, written => written);
  const policies = [1, 2].map(() => parser.later({ Version: VERSION, Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] }));
  expect(policies.map(({ statements: [one] }) => one.action.patterns.map(pattern => pattern.matches('s3:getobject')))).toEqual([[MAYBE], [MAYBE]]);
});
