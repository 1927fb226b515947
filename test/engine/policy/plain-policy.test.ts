import * as fc from 'fast-check';
import { outlineOf } from './outline';
import { isPlain, PlainPolicies } from '../../../src/engine/policy/plain-policy';
import { PolicyDocument } from '../../../src/engine/policy/policy-document';
import { POLICY_TYPES, PolicyType } from '../../../src/engine/policy/policy-type';
import { OpenText, OpenValue } from '../../../src/engine/policy/text';

type Json = unknown;

const VERSION = '2012-10-17';

/** In the place of text: text with an open value behind what is written out, or known text. */
const open = (text: string) => ({ open: text });
const known = (text: string) => ({ known: text });

const IT = OpenValue.unknown('it');

const objects = {
  sizeOf: (object: object, accepts: (text: string) => boolean): number => {
    const { open: begun, known: text } = object as { open?: string; known?: string };
    if (begun !== undefined) { return isPlain(begun) ? begun.length + 2 : NaN; }
    return text !== undefined && isPlain(text) && accepts(text) ? text.length + 2 : NaN;
  },
  valueOf: (written: Json): Json => objects.textIn(written),
  /** The policy with the text in place of the objects. */
  textIn: (value: Json): Json => {
    if (Array.isArray(value)) { return value.map(objects.textIn); }
    if (typeof value !== 'object' || value === null) { return value; }
    const { open: begun, known: text } = value as { open?: string; known?: string };
    if (begun !== undefined) { return OpenText.of(begun, IT); }
    return text ?? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, objects.textIn(member)]));
  },
};

/** All of one type know each other's elements. */
const plainPolicies = new Map(Object.values(PolicyType).map(type => [type, new PlainPolicies(POLICY_TYPES[type], objects)]));

const sizeOf = (policy: Json, type: PolicyType) => new PlainPolicies(POLICY_TYPES[type], objects).sizeOf(policy);

const anyOf = (...values: Json[]) => fc.constantFrom<Json>(...values);
const oneOrMany = (member: fc.Arbitrary<Json>) => fc.oneof(member, fc.array(member, { maxLength: 3 }));
/** Mostly one of those that are right, so that whole policies often are. */
const mostly = (right: fc.Arbitrary<Json>, wrong: fc.Arbitrary<Json>) => fc.oneof({ weight: 40, arbitrary: right }, { weight: 1, arbitrary: wrong });
const nothingThere = anyOf(null, 7, '', [], {}, [[]], { open: 'x', more: 1 }, { Ref: 'x' });

const actions = mostly(anyOf('*', 's3:Get*', 'sts:AssumeRole', 'iam:Pass?ole', open('s3:')), anyOf('s3', '*:*', 's*:Get', 's3:Get Object', known('s3'), 'Token[1]', 's3:\u212a', open('\u0000')));
const resources = mostly(
  anyOf('*', 'arn:aws:s3:::b/*', 'arn:aws:s3:::${aws:username}/*', open('arn:'), known('arn:aws:s3:::b')),
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
  Effect: mostly(anyOf('Allow', 'Deny'), anyOf('allow', '', open('Allow'))),
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
    Statement: mostly(oneOrMany(statementOf(type)), nothingThere),
    Id: anyOf('x'),
  }, { requiredKeys: ['Version', 'Statement'] }),
  anyOf(null, [], 'text', {}, { Version: VERSION }, { 'Fn::If': ['a', 'b', 'c'] }, { version: VERSION, Statement: [] }),
)));

test('what is plain has no problem, no more characters than that, and says what it says when it is read alone', () => {
  let plain = 0;
  fc.assert(fc.property(typedPolicy, ([type, policy]) => {
    const size = sizeOf(policy, type);
    if (Number.isNaN(size)) { return; }
    plain++;
    const parsed = PolicyDocument.parse(objects.textIn(policy), { type, quota: size });
    expect([policy, parsed.problems]).toEqual([policy, []]);
    expect(outlineOf(plainPolicies.get(type)!.compiled(policy))).toEqual(outlineOf(parsed));
  }), { numRuns: 10_000 });
  expect(plain).toBeGreaterThan(250);
});

describe('plain is', () => {
  const { IDENTITY, TRUST, RESOURCE } = PolicyType;

  test.each<[string, PolicyType, Json]>([
    ['what the CDK grants', IDENTITY, [
      { Effect: 'Allow', Action: ['s3:GetObject*', 's3:List*'], Resource: [open('arn:aws:s3:::'), open('')] },
      { Effect: 'Deny', NotAction: 'iam:*', NotResource: known('arn:aws:s3:::b'), Sid: 'One', Condition: { StringEquals: { 'aws:ResourceTag/team': ['a', open('')] } } },
    ]],
    ['a service role', TRUST, { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
    ['a federated role', TRUST, [{
      Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: open('arn:') }, Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:a/b:*' } },
    }]],
    ['a bucket policy', RESOURCE, [{ Effect: 'Deny', Action: 's3:*', Principal: { AWS: '*' }, Resource: [open('')], Condition: { Bool: { 'aws:SecureTransport': 'false' } } }]],
  ])('%s', (_, type, Statement) => {
    expect(sizeOf({ Version: VERSION, Statement }, type)).toBeGreaterThan(50);
  });

  test('not what has the same statement id twice, but another policy may have it', () => {
    const policies = new PlainPolicies(POLICY_TYPES[IDENTITY], objects);
    const one = { Sid: 'A', Effect: 'Allow', Action: '*', Resource: '*' };
    expect([[one, one], [one], [one]].map(Statement => Number.isNaN(policies.sizeOf({ Version: VERSION, Statement })))).toEqual([true, false, false]);
  });
});
