import { verdict } from './reference-matcher';
import { Pattern, PatternScope } from '../../../src/engine/policy/pattern';
import { PatternChoice, PatternElement } from '../../../src/engine/policy/pattern-element';
import { OpenText, OpenValue } from '../../../src/engine/policy/text';
import { MAYBE, NO, Truth, YES } from '../../../src/engine/policy/truth';

const scope = (contested: Truth): PatternScope => ({ contested, variable: () => ['*'] });

/** Patterns by what they say of the text `x`. */
const matching = Pattern.compile('x');
const open = Pattern.compile(OpenText.of(OpenValue.unknown('parameter')));
const missing = Pattern.compile('y');

type List = Pattern[];
const LISTS: [string, List][] = [
  ['nothing', []], ['a mismatch', [missing]], ['an open one', [open]], ['a match', [matching]], ['a mismatch and an open one', [missing, open]],
  ['an open one and a match', [open, matching]],
];

const PAIRS = LISTS.flatMap(([one, first]) => LISTS.map(([other, second]) => [one, other, first, second] as const));

const choice = (...alternatives: List[]): PatternChoice => ({ name: 'condition', alternatives });

/** The answers when every open pattern is tried as a match and as a mismatch, and every choice is made in every way. */
function worlds(patterns: List, choices: List[][]): boolean[] {
  const some = (lists: List[]) => [false, true].map(opened => lists.flat().some(pattern => pattern === matching || pattern === open && opened));
  const made = choices.reduce<List[][]>((ways, alternatives) => ways.flatMap(way => alternatives.map(one => [...way, one])), [[]]);
  return made.flatMap(way => some([patterns, ...way]));
}

const judged = (answers: boolean[], negated: boolean) => verdict(answers.map(one => one !== negated ? YES : NO));

const matches = (element: PatternElement) => element.matches('x', scope(YES), scope(NO));

describe.each(LISTS)('a list of %s', (_, patterns) => {
  test.each([false, true])('alone, negated %p', negated => {
    expect(matches(new PatternElement(negated, patterns, []))).toBe(judged(worlds(patterns, []), negated));
  });

  test.each(PAIRS)('and a choice between %s and %s', (_one, _other, first, second) => {
    for (const negated of [false, true]) {
      expect(matches(new PatternElement(negated, patterns, [choice(first, second)]))).toBe(judged(worlds(patterns, [[first, second]]), negated));
    }
  });
});

test('a choice alone is the union of its branches above, and what they share below', () => {
  const between = (first: List, second: List) => [false, true].map(negated => matches(new PatternElement(negated, [], [choice(first, second)])));
  expect(between([matching], [missing])).toEqual([MAYBE, MAYBE]);
  expect(between([matching], [])).toEqual([MAYBE, MAYBE]);
  expect(between([matching], [matching, missing])).toEqual([YES, NO]);
  expect(between([missing], [])).toEqual([NO, YES]);
});

test('two choices are made apart', () => {
  const element = (negated: boolean) => new PatternElement(negated, [], [choice([matching], []), choice([], [matching])]);
  expect([matches(element(false)), matches(element(true))]).toEqual([MAYBE, MAYBE]);
});

test('a choice among nothing is undecided', () => {
  expect(matches(new PatternElement(false, [], [choice()]))).toBe(MAYBE);
});

test('what is contested is turned round in a complement', () => {
  const contested = Pattern.compile('${aws:username}', { wildcards: true, variables: true });
  const answer = (negated: boolean, one: Truth, other: Truth) => new PatternElement(negated, [contested], []).matches('x', scope(one), scope(other));
  // As it stands in an Allow, and in a Deny.
  expect([answer(false, YES, NO), answer(true, YES, NO)]).toEqual([YES, YES]);
  expect([answer(false, NO, YES), answer(true, NO, YES)]).toEqual([NO, NO]);
});

test('open values and choices are named once each', () => {
  const parameter = (name: string) => Pattern.compile(OpenText.of('x', OpenValue.unknown(name)));
  const element = new PatternElement(false, [parameter('A'), missing, parameter('B')],
    [{ name: 'C', alternatives: [[parameter('A')], [parameter('D')]] }, choice()]);
  expect(element.openNames).toEqual(['A', 'B', 'D', 'C', 'condition']);
});

test('all of its patterns are listed, those of choices too', () => {
  expect(new PatternElement(true, [matching], [choice([missing], [], [open, matching])]).allPatterns).toEqual([matching, missing, open, matching]);
});
