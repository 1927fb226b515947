import { OpenNode } from '../../../../src/engine/policy/open-node';
import { PolicyDocument, PolicyParseOptions } from '../../../../src/engine/policy/policy-document';
import { PolicyProblemCode as Code } from '../../../../src/engine/policy/policy-problem';
import { PolicyType } from '../../../../src/engine/policy/policy-type';
import { OpenText, OpenValue } from '../../../../src/engine/policy/text';
import { outlineOf } from '../outline';

const choice = (...alternatives: unknown[]) => OpenNode.choice('condition `IsProd`', alternatives);
const inner = (...alternatives: unknown[]) => OpenNode.choice('condition `IsEurope`', alternatives);
const unknown = OpenNode.unknown('parameter `P`');
const text = (...alternatives: string[]) => OpenText.of(OpenValue.choice('condition `IsProd`', alternatives));

const ALLOW = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const DENY = { Effect: 'Deny', Action: 's3:*', Resource: '*' };

const parse = (statements: unknown, options?: PolicyParseOptions) => PolicyDocument.parse({ Version: '2012-10-17', Statement: statements }, options);
const problems = (statements: unknown, options?: PolicyParseOptions) =>
  parse(statements, options).problems.map(({ path, code }) => `${path} ${code}`);

/** Index, effect, and why the statement may be absent. */
const certainty = (statements: unknown) => {
  const document = parse(statements);
  expect(document.problems).toEqual([]);
  return document.statements.map(({ index, effect, dependsOn }) => [index, effect, dependsOn]);
};

describe('statements that depend on a choice', () => {
  test('a statement written out is certain', () => {
    expect(certainty([ALLOW, DENY])).toEqual([[0, 'Allow', undefined], [1, 'Deny', undefined]]);
  });

  test('a Deny that may be absent is not certain', () => {
    expect(certainty([ALLOW, choice(DENY, undefined)])).toEqual([[0, 'Allow', undefined], [1, 'Deny', 'condition `IsProd`']]);
  });

  test('nor is one that stands in one branch, with another in the other', () => {
    expect(certainty([choice(DENY, ALLOW), DENY]))
      .toEqual([[0, 'Deny', 'condition `IsProd`'], [0, 'Allow', 'condition `IsProd`'], [1, 'Deny', undefined]]);
  });

  test('nor are all statements, when the whole list is a choice', () => {
    expect(certainty(choice([ALLOW, DENY], DENY)))
      .toEqual([[0, 'Allow', 'condition `IsProd`'], [0, 'Deny', 'condition `IsProd`'], [0, 'Deny', 'condition `IsProd`']]);
  });

  test('choices inside choices lose no statement', () => {
    expect(certainty([choice([ALLOW, inner(DENY, undefined)], inner(ALLOW, [DENY, DENY]))]))
      .toEqual(['Allow', 'Deny', 'Allow', 'Deny', 'Deny'].map(effect => [0, effect, 'condition `IsProd`']));
  });

  test('a choice of nothing is no statement', () => {
    expect(certainty([choice(undefined, undefined), ALLOW])).toEqual([[1, 'Allow', undefined]]);
  });

  test('what nobody knows cannot be left out: it is a problem', () => {
    expect(problems([ALLOW, unknown])).toEqual([`$.Statement[1] ${Code.OPEN_ELEMENT}`]);
    expect(problems(unknown)).toEqual([`$.Statement ${Code.OPEN_ELEMENT}`]);
    expect(problems([choice(ALLOW, unknown)])).toEqual([`$.Statement[0] ${Code.OPEN_ELEMENT}`]);
    expect(problems(OpenText.of(OpenValue.unknown('x')))).toEqual([`$.Statement ${Code.OPEN_ELEMENT}`]);
    expect(problems(OpenText.of('x', OpenValue.unknown('x')))).toEqual([`$.Statement ${Code.OPEN_ELEMENT}`]);
  });

  test('text is no statement, in a choice neither', () => {
    expect(problems([text('a', 'b')])).toEqual([`$.Statement[0] ${Code.WRONG_TYPE}`, `$.Statement[0] ${Code.WRONG_TYPE}`]);
    expect(problems([choice(ALLOW, 'a')])).toEqual([`$.Statement[0] ${Code.WRONG_TYPE}`]);
  });

  test('every branch is checked', () => {
    expect(problems([choice(ALLOW, { ...ALLOW, Effect: 'Permit' })])).toEqual([`$.Statement[0].Effect ${Code.INVALID_EFFECT}`]);
    expect(problems([choice(ALLOW, [ALLOW, { ...ALLOW, Action: 'x' }])])).toEqual([`$.Statement[0][1].Action ${Code.INVALID_ACTION}`]);
    expect(problems([choice(ALLOW, [])])).toEqual([`$.Statement[0] ${Code.EMPTY_LIST}`]);
  });

  test('both branches of a choice may have the same Sid, two statements may not', () => {
    const options = { type: PolicyType.IDENTITY };
    expect(problems([choice({ ...ALLOW, Sid: 'a' }, { ...DENY, Sid: 'a' })], options)).toEqual([]);
    expect(problems([{ ...ALLOW, Sid: 'a' }, { ...DENY, Sid: 'a' }], options)).toEqual([`$.Statement[1].Sid ${Code.DUPLICATE_SID}`]);
  });
});

describe('effects that depend on a choice', () => {
  test.each<[string, unknown, string]>([
    ['a choice', choice('Allow', 'Deny'), 'condition `IsProd`'],
    ['text of a choice', text('Allow', 'Deny'), 'condition `IsProd`'],
    ['anything', unknown, 'parameter `P`'],
    ['unknown text', OpenText.of(OpenValue.unknown('parameter `P`')), 'parameter `P`'],
    ['text that is known in part', OpenText.of('A', OpenValue.unknown('P')), 'A<P>'],
  ])('%s: it may be either, and neither is certain', (_, effect, name) => {
    expect(certainty([{ ...ALLOW, Effect: effect }])).toEqual([[0, 'Allow', name], [0, 'Deny', name]]);
  });

  test('inside a statement that depends on a choice, too', () => {
    expect(certainty([inner({ ...ALLOW, Effect: choice('Allow', 'Deny') }, undefined)]))
      .toEqual([[0, 'Allow', 'condition `IsProd`'], [0, 'Deny', 'condition `IsProd`']]);
  });
});

describe('actions and resources that depend on a choice', () => {
  const statement = (members: object) => {
    const document = parse([{ ...ALLOW, ...members }]);
    expect(document.problems).toEqual([]);
    return outlineOf(document)[0];
  };

  test('a whole element', () => {
    expect(statement({ Action: choice(['s3:GetObject', 's3:PutObject'], 'iam:*') })).toMatchObject({
      action: { patterns: [], choices: [['condition `IsProd`', ['s3:GetObject', 's3:PutObject'], ['iam:*']]] }, services: ['s3', 'iam'],
    });
  });

  test('a member that may be left out', () => {
    expect(statement({ Resource: ['arn:aws:s3:::a', choice('arn:aws:s3:::b', undefined)] })).toMatchObject({
      resource: { patterns: ['arn:aws:s3:::a'], choices: [['condition `IsProd`', ['arn:aws:s3:::b'], []]] },
    });
  });

  test('a member that may be several', () => {
    expect(statement({ Resource: ['a', choice(['b', 'c'], 'd')] }))
      .toMatchObject({ resource: { patterns: ['a'], choices: [['condition `IsProd`', ['b', 'c'], ['d']]] } });
  });

  test('choices inside choices are made in every way', () => {
    expect(statement({ Resource: choice(['a', inner('b', undefined)], inner('c', ['d', 'e'])) })).toMatchObject({
      resource: { patterns: [], choices: [['condition `IsProd`', ['a', 'b'], ['a'], ['c'], ['d', 'e']]] },
    });
    expect(statement({ Resource: choice([inner('a', 'b'), inner('c', 'd')]) })).toMatchObject({
      resource: { choices: [['condition `IsProd`', ['a', 'c'], ['a', 'd'], ['b', 'c'], ['b', 'd']]] },
    });
  });

  test('complements keep them', () => {
    const { Action: _, ...rest } = ALLOW;
    const [{ action }] = parse([{ ...rest, NotAction: choice('s3:*', 'iam:*') }]).statements;
    expect([action.negated, action.choices.length]).toEqual([true, 1]);
  });

  test('what nobody knows may be anything, of any service', () => {
    expect(statement({ Action: unknown }))
      .toEqual({ index: 0, effect: 'Allow', action: { patterns: ['<parameter `P`>'] }, resource: { patterns: ['*'] } });
    expect(statement({ Action: ['s3:GetObject', choice('iam:*', [unknown])] })).toEqual({
      index: 0, effect: 'Allow', action: { patterns: ['s3:GetObject', '<condition `IsProd`>'] }, resource: { patterns: ['*'] },
    });
  });

  test('too many ways to choose are anything', () => {
    const many = choice(Array.from({ length: 7 }, () => inner('a', 'b')));
    expect(statement({ Resource: many })).toMatchObject({ resource: { patterns: ['<condition `IsProd`>'] } });
    expect(statement({ Resource: choice(Array.from({ length: 6 }, () => inner('a', 'b'))) }))
      .not.toMatchObject({ resource: { patterns: ['<condition `IsProd`>'] } });
  });

  test('text that depends on a choice is one pattern', () => {
    const bucket = OpenText.of('arn:aws:s3:::', OpenValue.unknown('bucket'));
    const [{ action, resource }] = parse([{ ...ALLOW, Action: text('s3:GetObject', 's3:PutObject'), Resource: bucket }]).statements;
    expect([action.openNames, action.choices, resource!.openNames]).toEqual([['condition `IsProd`'], [], ['bucket']]);
  });

  test('every branch is checked', () => {
    expect(problems([{ ...ALLOW, Action: choice('s3:GetObject', ['x', 'y:*']) }])).toEqual([`$.Statement[0].Action[0] ${Code.INVALID_ACTION}`]);
    expect(problems([{ ...ALLOW, Resource: ['a', choice(1, undefined)] }])).toEqual([`$.Statement[0].Resource[1] ${Code.WRONG_TYPE}`]);
    expect(problems([{ ...ALLOW, Resource: choice('x', 'arn:aws:s3:::b') }], { type: PolicyType.IDENTITY }))
      .toEqual([`$.Statement[0].Resource ${Code.INVALID_RESOURCE}`]);
  });
});

describe('elements that must be known', () => {
  test.each<[string, unknown, string]>([
    ['Sid', { ...ALLOW, Sid: text('a', 'b') }, '$.Statement[0].Sid'],
    ['a whole statement inside a list', [unknown], '$.Statement[0]'],
  ])('%s', (_, statement, path) => {
    expect(problems(Array.isArray(statement) ? statement : [statement])).toEqual([`${path} ${Code.OPEN_ELEMENT}`]);
  });
});
