import { OpenNode } from '../../../../src/engine/policy/open-node';
import { PolicyDocument } from '../../../../src/engine/policy/policy-document';
import { PolicyProblemCode as Code } from '../../../../src/engine/policy/policy-problem';
import { OpenText, OpenValue } from '../../../../src/engine/policy/text';
import { outlineOfConditions } from '../outline';

const choice = (...alternatives: unknown[]) => OpenNode.choice('IsProd', alternatives);
const inner = (...alternatives: unknown[]) => OpenNode.choice('IsEurope', alternatives);
const unknown = OpenNode.unknown('P');

const parse = (condition: unknown) =>
  PolicyDocument.parse({ Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*', Condition: condition } });
const problems = (condition: unknown) => parse(condition).problems.map(({ path, code }) => `${path.replace('$.Statement.Condition', '')} ${code}`);
const block = (condition: unknown) => {
  const document = parse(condition);
  expect(document.problems).toEqual([]);
  return outlineOfConditions(document.statements[0].condition);
};

describe('known blocks', () => {
  test('no block, and empty ones, have no conditions', () => {
    expect([block(undefined), block({}), block({ Bool: {} })]).toEqual([{}, {}, {}]);
  });

  test('one condition for each operator and key', () => {
    expect(block({ StringLike: { 'aws:A': ['x', 'y'], 'aws:b': 1 }, Null: { 'aws:A': true } })).toEqual({
      conditions: [['StringLike', 'aws:A', 'aws:a', 'x', 'y'], ['StringLike', 'aws:b', 'aws:b', '1'], ['Null', 'aws:A', 'aws:a', 'true']],
    });
  });

  test('the same key under two operators stands twice', () => {
    expect(block({ DateGreaterThan: { 'aws:CurrentTime': '2020-01-01' }, DateLessThan: { 'aws:CurrentTime': '2021-01-01' } }).conditions)
      .toHaveLength(2);
  });

  test('a key that folds to another one outside ASCII is another one', () => {
    expect(problems({ Bool: { 'aws:k': true, 'aws:\u212a': true } })).toEqual([]);
    expect(problems({ Bool: { 'aws:k': true, 'aws:K': true } })).toEqual([`.Bool['aws:K'] ${Code.DUPLICATE_KEY}`]);
  });
});

describe('blocks that depend on a choice', () => {
  const a = { Bool: { 'aws:a': 'true' } };
  const b = { Bool: { 'aws:b': 'true' } };
  const A = { conditions: [['Bool', 'aws:a', 'aws:a', 'true']] };
  const B = { conditions: [['Bool', 'aws:b', 'aws:b', 'true']] };

  test('the whole block', () => {
    expect(block(choice(a, b))).toEqual({ open: [['IsProd', A, B]] });
  });

  test('a block that may be left out has a branch without conditions', () => {
    expect(block(choice(a, undefined))).toEqual({ open: [['IsProd', A, {}]] });
  });

  test('an operator', () => {
    expect(block({ Bool: choice({ 'aws:a': 'true' }, { 'aws:b': 'true' }), Null: { 'aws:c': 'true' } }))
      .toEqual({ conditions: [['Null', 'aws:c', 'aws:c', 'true']], open: [['IsProd', A, B]] });
    expect(block({ Bool: choice({ 'aws:a': 'true' }, undefined) })).toEqual({ open: [['IsProd', A, {}]] });
  });

  test('a key', () => {
    expect(block({ Bool: { 'aws:a': choice('true', undefined), 'aws:b': 'true' } })).toEqual({ ...B, open: [['IsProd', A, {}]] });
    expect(block({ Bool: { 'aws:a': choice('true', ['true', 'false']) } }))
      .toEqual({ open: [['IsProd', A, { conditions: [['Bool', 'aws:a', 'aws:a', 'true', 'false']] }]] });
  });

  test('one of several values', () => {
    const likes = (...values: string[]) => ({ conditions: [['StringLike', 'aws:a', 'aws:a', ...values]] });

    expect(block({ StringLike: { 'aws:a': ['x', choice(['y', 'z'], undefined)] } })).toEqual({ open: [['IsProd', likes('x', 'y', 'z'), likes('x')]] });
    expect(block({ StringLike: { 'aws:a': [choice('x', [inner('y', undefined), 'z'])] } }))
      .toEqual({ open: [['IsProd', likes('x'), { open: [['IsEurope', likes('y', 'z'), likes('z')]] }]] });
  });

  test('values that are all left out: nobody knows what AWS makes of none', () => {
    const likes = { conditions: [['StringLike', 'aws:a', 'aws:a', 'x']] };

    expect(block({ StringLike: { 'aws:a': [choice('x', undefined)] } })).toEqual({ open: [['IsProd', likes, { open: [['IsProd', 'anything']] }]] });
  });

  test('values in more ways than can be looked at are anything', () => {
    expect(block({ StringLike: { 'aws:a': ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(word => choice(word, undefined)) } })).toEqual({ open: [['IsProd', 'anything']] });
  });

  test('choices inside choices', () => {
    expect(block(choice(inner(a, b), { Bool: inner({ 'aws:a': 'true' }, undefined) })))
      .toEqual({ open: [['IsProd', { open: [['IsEurope', A, B]] }, { open: [['IsEurope', A, {}]] }]] });
  });

  test('what nobody knows may be anything', () => {
    expect([block(unknown), block({ Bool: unknown }), block({ Bool: { 'aws:a': unknown } }), block({ StringEquals: { 'aws:a': [unknown, 'x'] } })])
      .toEqual([1, 2, 3, 4].map(() => ({ open: [['P', 'anything']] })));
  });

  test('text that depends on a choice is a value', () => {
    const text = OpenText.of(OpenValue.choice('IsProd', ['10', '20']));
    expect(block({ StringEquals: { 'aws:a': text }, NumericEquals: { 'aws:a': ['5', text] } })).toEqual({
      conditions: [['StringEquals', 'aws:a', 'aws:a', '<IsProd>'], ['NumericEquals', 'aws:a', 'aws:a', '5', '<IsProd>']],
    });
  });

  test('open text is no block and no operator', () => {
    const text = OpenText.of('x', OpenValue.unknown('P'));
    expect([problems(text), problems({ Bool: text })]).toEqual([[` ${Code.OPEN_ELEMENT}`], [`.Bool ${Code.OPEN_ELEMENT}`]]);
  });

  test('every branch is checked', () => {
    expect(problems(choice(a, { Boole: {} }))).toEqual([`.Boole ${Code.INVALID_OPERATOR}`]);
    expect(problems({ Bool: choice({ a: 'true' }, 1) })).toEqual([`.Bool.a ${Code.INVALID_CONDITION_KEY}`, `.Bool ${Code.WRONG_TYPE}`]);
    expect(problems({ Bool: { 'aws:a': choice('true', 'yes', []) } }))
      .toEqual([`.Bool['aws:a'] ${Code.INVALID_CONDITION_VALUE}`, `.Bool['aws:a'] ${Code.EMPTY_LIST}`]);
  });
});
