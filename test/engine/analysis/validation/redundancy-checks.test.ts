import { validatePolicy } from '../../../../src/engine/analysis/policy-validation';
import { ValidatePolicyType } from '../../../../src/engine/analysis/validation-types';
import { Condition } from '../../../../src/engine/policy/condition';
import { PolicyDocument } from '../../../../src/engine/policy/policy-document';
import { Statement } from '../../../../src/engine/policy/statement';
import { NO, YES } from '../../../../src/engine/policy/truth';
import { fc } from '../../../properties';

// What is called redundant is taken away, and nothing may change: for every request of a small world.

const LETTERS = ['a', 'b'];
const WORDS = [...LETTERS, ...LETTERS.flatMap(one => LETTERS.map(other => one + other)), 'aaa', 'aba', 'bab', 'a/b'];
const ACTIONS = WORDS.filter(word => !word.includes('/')).map(word => `s3:${word}`);
const RESOURCES = WORDS.map(word => `arn:aws:s3:::${word}`);
const NAMES = [undefined, 'a', 'b', 'ab'];

interface Request { readonly action: string; readonly resource: string; readonly name: string | undefined }

const REQUESTS: Request[] = ACTIONS.flatMap(action => RESOURCES.flatMap(resource => NAMES.map(name => ({ action, resource, name }))));

const glob = fc.array(fc.constantFrom('a', 'b', '*', '?'), { minLength: 1, maxLength: 4 }).map(parts => parts.join(''));
const action = fc.oneof(glob.map(name => `s3:${name}`), fc.constant('*'));
const variable = fc.oneof({ weight: 3, arbitrary: glob }, { weight: 1, arbitrary: fc.tuple(glob, glob).map(([before, after]) => `${before}\${aws:username}${after}`) });
const resource = fc.oneof(variable.map(name => `arn:aws:s3:::${name}`), fc.constant('*'));
const operator = fc.constantFrom('StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringLikeIfExists', 'StringNotLikeIfExists', 'Null');
const condition = fc.dictionary(operator, fc.array(fc.oneof(glob, fc.constantFrom('*', 'true')), { minLength: 1, maxLength: 2 }), { maxKeys: 2 }).map(operators =>
  Object.fromEntries(Object.entries(operators).map(([name, values]) => [name, { 'aws:username': name === 'Null' ? values.map(value => String(value.length % 2 === 0)) : values }])));

const members = (one: fc.Arbitrary<string>) => fc.array(one, { minLength: 1, maxLength: 4 });
const statement = fc.record({ Effect: fc.constantFrom('Allow', 'Deny'), negated: fc.boolean(), actions: members(action), resources: members(resource), Condition: fc.option(condition, { nil: undefined }) })
  .map(({ Effect, negated, actions, resources, Condition: block }) => ({ Effect, [negated ? 'NotAction' : 'Action']: actions, Resource: resources, Condition: block }));

const scopeOf = ({ name }: Request) => ({ contested: NO, variable: () => name === undefined ? [] : [name] });

function holds({ operator: { negated, ifExists, family }, values }: Condition, request: Request): boolean {
  const { name } = request;
  if (family === 'null') { return values.some(({ source }) => (source === 'true') === (name === undefined)); }
  if (name === undefined) { return negated || ifExists; }
  return negated !== values.some(value => value.matches(name, scopeOf(request)) === YES);
}

function covers({ action: actions, resource: resources, condition: { conditions } }: Statement, request: Request): boolean {
  const scope = scopeOf(request);
  return actions.matches(request.action, scope, scope) === YES && resources!.matches(request.resource, scope, scope) === YES && conditions.every(one => holds(one, request));
}

/** Which requests the statements of an effect cover. */
function covered(written: unknown[], effect: string): boolean[] {
  const { statements, problems } = PolicyDocument.parse({ Version: '2012-10-17', Statement: written });
  expect(problems.filter(({ path }) => path !== '$.Statement')).toEqual([]);
  return REQUESTS.map(request => statements.some(one => one.effect === effect && covers(one, request)));
}

const found = (written: unknown[], code: string) => validatePolicy({ Version: '2012-10-17', Statement: written }, ValidatePolicyType.IDENTITY_POLICY)
  .filter(({ issueCode }) => issueCode === code).flatMap(({ locations }) => locations.map(({ path }) => path));

const isSame = (one: boolean[], other: boolean[]) => one.every((member, i) => member === other[i]);

const RUNS = { numRuns: 200 };

test('without its redundant members, a statement covers the same requests', () => {
  fc.assert(fc.property(statement, one => {
    const redundant = [...found([one], 'REDUNDANT_ACTION'), ...found([one], 'REDUNDANT_RESOURCE')];
    const kept = Object.fromEntries(Object.entries(one).map(([name, value]) =>
      [name, Array.isArray(value) ? value.filter((_, i) => !redundant.includes(`$.Statement[0].${name}[${i}]`)) : value]));
    expect(covered([kept], one.Effect as string)).toEqual(covered([one], one.Effect as string));
  }), RUNS);
});

test('without its redundant statements, a policy covers the same requests', () => {
  fc.assert(fc.property(fc.array(statement, { minLength: 2, maxLength: 4 }), statements => {
    const redundant = found(statements, 'REDUNDANT_STATEMENT');
    const kept = statements.filter((_, i) => !redundant.includes(`$.Statement[${i}]`));
    for (const effect of ['Allow', 'Deny']) { expect(covered(kept, effect)).toEqual(covered(statements, effect)); }
  }), RUNS);
});

test('a statement whose conditions never hold covers no request', () => {
  fc.assert(fc.property(condition, block => {
    const one = { Effect: 'Allow', Action: '*', Resource: '*', Condition: block };
    const neverHolds = found([one], 'REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION').length > 0;
    expect(neverHolds && covered([one], 'Allow').includes(true)).toBe(false);
  }), { numRuns: 1_000 });
});

test('a key that holds always says nothing', () => {
  fc.assert(fc.property(condition, block => {
    const one = { Effect: 'Allow', Action: '*', Resource: '*', Condition: block };
    const always = found([one], 'REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION');
    const kept = Object.fromEntries(Object.entries(block).filter(([name]) => !always.includes(`$.Statement[0].Condition.${name}['aws:username']`)));
    expect(always.length === 0 || isSame(covered([{ ...one, Condition: kept }], 'Allow'), covered([one], 'Allow'))).toBe(true);
  }), { numRuns: 1_000 });
});
