import { OpenNode } from '../../../../src/engine/policy/open-node';
import { PolicyDocument } from '../../../../src/engine/policy/policy-document';
import { PolicyProblemCode as Code } from '../../../../src/engine/policy/policy-problem';
import { PrincipalElement } from '../../../../src/engine/policy/principal-element';
import { OpenText, OpenValue } from '../../../../src/engine/policy/text';
import { MAYBE, NO, YES } from '../../../../src/engine/policy/truth';
import { outlineOfPrincipal } from '../outline';

const choice = (...alternatives: unknown[]) => OpenNode.choice('IsProd', alternatives);
const inner = (...alternatives: unknown[]) => OpenNode.choice('IsEurope', alternatives);
const unknown = OpenNode.unknown('P');

const [ONE, TWO, THREE] = ['111122223333', '444455556666', '777788889999'];

const parse = (principal: unknown) => PolicyDocument.parse({ Statement: { Effect: 'Allow', Action: '*', Principal: principal } });
const problems = (principal: unknown) => parse(principal).problems.map(({ path, code }) => `${path.replace('$.Statement.Principal', '')} ${code}`);
const element = (principal: unknown): PrincipalElement => {
  const document = parse(principal);
  expect(document.problems).toEqual([]);
  return document.statements[0].principal!;
};
const outline = (principal: unknown) => outlineOfPrincipal(element(principal));

const everything = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

describe('known principals', () => {
  test('a star alone is everyone', () => {
    expect([outline('*'), outline({ AWS: '*' })]).toEqual([{ entries: ['AWS everyone'] }, { entries: ['AWS everyone'] }]);
  });

  test('a star under another type is everyone of that type', () => {
    expect(outline({ Service: '*', CanonicalUser: ['*'] })).toEqual({ entries: ['Service everyone', 'CanonicalUser everyone'] });
  });

  test('every name under its type', () => {
    expect(outline({ AWS: [ONE, TWO], Service: 's3.amazonaws.com', Federated: 'accounts.google.com', CanonicalUser: 'abc' }))
      .toEqual({ entries: [`AWS ${ONE}`, `AWS ${TWO}`, 'Service s3.amazonaws.com', 'Federated accounts.google.com', 'CanonicalUser abc'] });
  });
});

describe('principals that depend on a choice', () => {
  test('a member', () => {
    expect(outline({ AWS: [ONE, choice(TWO, undefined)] })).toEqual({ entries: [`AWS ${ONE}`], choices: [['IsProd', [`AWS ${TWO}`], []]] });
    expect(outline({ AWS: choice([ONE, TWO], '*') })).toEqual({ entries: [], choices: [['IsProd', [`AWS ${ONE}`, `AWS ${TWO}`], ['AWS everyone']]] });
  });

  test('the whole element', () => {
    expect(outline(choice('*', { AWS: ONE, Service: 's3.amazonaws.com' })))
      .toEqual({ entries: [], choices: [['IsProd', ['AWS everyone'], [`AWS ${ONE}`, 'Service s3.amazonaws.com']]] });
    expect(outline(choice({ AWS: ONE }, undefined))).toEqual({ entries: [], choices: [['IsProd', [`AWS ${ONE}`], []]] });
  });

  test('members inside members are chosen in every way', () => {
    expect(outline({ AWS: choice([ONE, inner(TWO, THREE)], inner(THREE, undefined)) }))
      .toEqual({ entries: [], choices: [['IsProd', [`AWS ${ONE}`, `AWS ${TWO}`], [`AWS ${ONE}`, `AWS ${THREE}`], [`AWS ${THREE}`], []]] });
  });

  test('members inside a whole element lose no entry', () => {
    const principal = element(choice({ AWS: inner(ONE, TWO) }, { Service: 's3.amazonaws.com' }));
    expect([ONE, TWO, THREE].map(name => principal.lists('AWS', name))).not.toContain(YES);
    expect([principal.lists('AWS', ONE), principal.lists('AWS', TWO), principal.lists('Service', 's3.amazonaws.com')]).toEqual([MAYBE, MAYBE, MAYBE]);
  });

  test('whole elements inside whole elements lose no entry', () => {
    const principal = element(choice(inner('*', { AWS: ONE }), { Federated: 'accounts.google.com' }));
    expect([principal.listsEveryone('AWS'), principal.lists('AWS', ONE), principal.lists('Federated', 'accounts.google.com')])
      .toEqual([MAYBE, MAYBE, MAYBE]);
  });

  test('what nobody knows may be anyone', () => {
    expect(outline(unknown)).toEqual({ entries: everything.map(type => `${type} <P>`) });
    expect(outline(OpenText.of(OpenValue.unknown('P')))).toEqual({ entries: everything.map(type => `${type} <P>`) });
    expect(outline({ AWS: [ONE, unknown] })).toEqual({ entries: [`AWS ${ONE}`, 'AWS <P>'] });
    expect(outline({ AWS: choice(ONE, [unknown]) })).toEqual({ entries: ['AWS <IsProd>'] });
    expect(outline(choice({ AWS: ONE }, unknown)))
      .toEqual({ entries: [], choices: [['IsProd', [`AWS ${ONE}`], everything.map(type => `${type} <P>`)]] });
  });

  test('an open name may be everyone, or the name', () => {
    const principal = element({ AWS: OpenText.of(OpenValue.choice('IsProd', [`arn:aws:iam::${ONE}:root`, '*'])) });
    expect([principal.listsEveryone('AWS'), principal.lists('AWS', `arn:aws:iam::${ONE}:root`), principal.lists('AWS', `arn:aws:iam::${TWO}:root`)])
      .toEqual([MAYBE, MAYBE, NO]);
  });

  test('every branch is checked', () => {
    expect(problems({ AWS: choice(ONE, 'joe') })).toEqual([`.AWS ${Code.INVALID_PRINCIPAL}`]);
    expect(problems({ AWS: choice(ONE, [TWO, 'arn:aws:iam::111122223333:role/*']) })).toEqual([`.AWS[1] ${Code.WILDCARD_IN_PRINCIPAL}`]);
    expect(problems(choice({ AWS: ONE }, ONE))).toEqual([` ${Code.INVALID_PRINCIPAL}`]);
    expect(problems(choice('*', { aws: ONE }))).toEqual([`.aws ${Code.WRONG_CASE}`, ` ${Code.EMPTY_LIST}`]);
    expect(problems(OpenText.of(OpenValue.choice('IsProd', ['*', ONE])))).toEqual([` ${Code.INVALID_PRINCIPAL}`]);
  });
});
