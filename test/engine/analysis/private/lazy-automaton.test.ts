import {
  ALPHABET, always, CASED, CLASSED, everyWay, matchesByDefinition, readable, RUNS, settled, tellSeed, Tokens, tokensOf, UNLIMITED_TIME, UNSETTLED, Unsettled, withCases,
  withClasses, withPaths, withValues, wordByTrying, wordsOf, wordsOnly,
} from './brute-force';
import { LazyAutomaton, State, symbolOf, valueOf } from '../../../../src/engine/analysis/private/lazy-automaton';
import { normalized } from '../../../../src/engine/analysis/private/tokens';
import { ANY_RUN, codePoints, OpenValue, PATH_RUN, Shape } from '../../../../src/engine/policy/text';
import { fc } from '../../../properties';

beforeAll(() => tellSeed('automata'));

const of = ({ tokens, ignoreCase }: Tokens) => new LazyAutomaton(normalized(ignoreCase ? tokens.map(lower) : tokens), ignoreCase);
const lower = (token: number) => token >= 0x41 && token <= 0x5a ? token + 0x20 : token;
const glob = (source: string) => of(tokensOf(source));

/** The state after a text of code points and symbols. */
function after(automaton: LazyAutomaton, tokens: number[]): State {
  return tokens.reduce((state, token) => automaton.step(state, token), automaton.start);
}

/** Every state that some word of these characters leads to. */
function everyState(automaton: LazyAutomaton, alphabet: string): State[] {
  const states = new Set([automaton.start]);
  for (const state of states) {
    for (const character of codePoints(alphabet)) { states.add(automaton.step(state, character)); }
  }
  return [...states];
}

const table: [string, () => fc.Arbitrary<Tokens>, string][] = [
  ['with paths', withPaths, ALPHABET],
  ['with cases', withCases, CASED],
  ['with classes', withClasses, CLASSED],
];

describe('a state', () => {
  const told = ({ accepting, universal, dead, left }: State) => ({ accepting, universal, dead, left });

  test('of a word accepts at its end, and dies beyond it', () => {
    const automaton = glob('ab');
    expect(['', 'a', 'ab', 'abc', 'b'].map(word => told(after(automaton, codePoints(word))))).toEqual([
      { accepting: false, universal: false, dead: false, left: 2 },
      { accepting: false, universal: false, dead: false, left: 1 },
      { accepting: true, universal: false, dead: false, left: 0 },
      { accepting: false, universal: false, dead: true, left: 2 },
      { accepting: false, universal: false, dead: true, left: 2 },
    ]);
  });

  test('at a last star accepts whatever follows', () => {
    const automaton = glob('*a*');
    expect(['', 'b', 'ba', 'bab'].map(word => told(after(automaton, codePoints(word))))).toEqual([
      { accepting: false, universal: false, dead: false, left: 1 },
      { accepting: false, universal: false, dead: false, left: 1 },
      { accepting: true, universal: true, dead: false, left: 0 },
      { accepting: true, universal: true, dead: false, left: 0 },
    ]);
  });

  test('at a run of paths accepts whatever follows but a colon', () => {
    const automaton = of({ tokens: [0x61, PATH_RUN], ignoreCase: false });
    expect(['a', 'ab', 'ab:'].map(word => told(after(automaton, codePoints(word))))).toEqual([
      { accepting: true, universal: false, dead: false, left: 0 },
      { accepting: true, universal: false, dead: false, left: 0 },
      { accepting: false, universal: false, dead: true, left: 1 },
    ]);
  });

  test('is one for one set of positions, and made once', () => {
    const automaton = glob('*ab*c');
    expect(after(automaton, codePoints('xab'))).toBe(after(automaton, codePoints('abzz')));
    expect(after(automaton, codePoints('xaaa'))).toBe(after(automaton, codePoints('a')));
  });

  test.each(table)('that is universal accepts every word, one that is dead none: %s', (_, arbitrary, alphabet) => {
    const words = wordsOf(alphabet, 2);
    always(arbitrary(), tokens => {
      const automaton = of(tokens);
      for (const state of everyState(automaton, alphabet)) {
        const accepts = (word: string) => codePoints(word).reduce((at, point) => automaton.step(at, point), state).accepting;
        if (state.universal && !words.every(accepts) || state.dead && words.some(accepts)) { return false; }
      }
      return true;
    }, RUNS / 3);
  }, UNLIMITED_TIME);

  test.each(table)('tells no characters of one kind from each other but those that interest it: %s', (_, arbitrary, alphabet) => {
    const kinds = [/[0-9]/, /[A-Za-z]/, /:/, /[^0-9A-Za-z:]/].map(kind => codePoints([...alphabet].filter(character => kind.test(character)).join('')));
    always(arbitrary(), tokens => {
      const automaton = of(tokens);
      return everyState(automaton, alphabet).every(state => kinds.every(kind => {
        const others = kind.filter(point => !state.interesting.includes(point));
        return new Set(others.map(point => automaton.step(state, point))).size <= 1;
      }));
    });
  }, UNLIMITED_TIME);

  test.each(table)('accepts no word that is shorter than what is left: %s', (_, arbitrary, alphabet) => {
    const words = wordsOf(alphabet, 2);
    always(arbitrary(), tokens => {
      const automaton = of(tokens);
      return everyState(automaton, alphabet).every(state =>
        words.every(word => [...word].length >= state.left || !codePoints(word).reduce((at, point) => automaton.step(at, point), state).accepting));
    }, RUNS / 3);
  }, UNLIMITED_TIME);

  test.each(table)('that covers another accepts whatever that one accepts: %s', (_, arbitrary, alphabet) => {
    const words = wordsOf(alphabet, 3);
    always(arbitrary(), tokens => {
      const automaton = of(tokens);
      const states = everyState(automaton, alphabet).slice(0, 8);
      const accepted = new Map(states.map(state => [state, words.filter(word => codePoints(word).reduce((at, point) => automaton.step(at, point), state).accepting)]));
      for (const a of states) {
        for (const b of states.filter(one => automaton.covers(a, one))) {
          const all = new Set(accepted.get(a));
          if (!accepted.get(b)!.every(word => all.has(word))) { return false; }
        }
      }
      return true;
    }, RUNS / 10);
  }, UNLIMITED_TIME);

  test('covers itself, and where a later star is reached every state before it', () => {
    const automaton = glob('*a*b*c');
    const [start, a, ab, abc] = ['', 'a', 'ab', 'abc'].map(word => after(automaton, codePoints(word)));
    expect([start, a, ab, abc].map(one => [start, a, ab, abc].map(other => automaton.covers(one, other)))).toEqual([
      [true, false, false, false],
      [true, true, false, false],
      [true, true, true, false],
      [true, true, true, true],
    ]);
  });
});

describe('an automaton', () => {
  test('has few states: a later star makes the earlier ones forgotten', () => {
    const counts = ['*', '*'.repeat(6000), 'abc', '*a1*b1*c1*', '*ab*ab*ab*ab*', '*aaaa*bbbb*'].map(source => everyState(glob(source), 'abc1x').length);
    expect(counts).toEqual([1, 1, 5, 7, 9, 9]);
  });

  test('is only made as far as it is walked', () => {
    const automaton = glob(`*${'ab'.repeat(3000)}*`);
    expect(['', 'a', 'ab', 'abx', 'aba'].map(word => after(automaton, codePoints(word)).id)).toEqual([0, 1, 2, 0, 3]);
  });

  test.each(table)('accepts what its tokens match by definition: %s', (_, arbitrary, alphabet) => {
    const words = wordsOf(alphabet, 3);
    always(arbitrary(), tokens => {
      const automaton = of(tokens);
      return words.every(word => {
        const accepted = automaton.accepts(codePoints(word));
        return accepted === after(automaton, codePoints(word)).accepting && accepted === matchesByDefinition(tokens, word);
      });
    }, RUNS / 10);
  }, UNLIMITED_TIME);

  test.each(table)('absorbs only tokens whose every word it accepts: %s', (_, arbitrary, alphabet) => {
    always(fc.tuple(arbitrary(), arbitrary()), ([own, other]) => {
      const folded = { ...other, tokens: other.ignoreCase ? other.tokens.map(lower) : other.tokens };
      return !of(own).absorbs(normalized(folded.tokens), folded.ignoreCase) || wordByTrying([[other]], [[own]], alphabet) === undefined;
    });
  }, UNLIMITED_TIME);
});

describe('a value that is not known', () => {
  const account = symbolOf(OpenValue.opaque('account', Shape.digits(12)));
  const twin = symbolOf(OpenValue.opaque('account', Shape.digits(12)));
  const accepts = (automaton: LazyAutomaton, tokens: number[]) => after(automaton, tokens).accepting;
  const reading = (source: string) => new LazyAutomaton(tokensOf(source).tokens, false, true);
  const arn = (symbol: number) => [...codePoints('arn:'), symbol, ...codePoints(':x')];

  test('is told by its symbol', () => {
    const value = OpenValue.opaque('account', Shape.digits(12));
    expect([valueOf(symbolOf(value)), symbolOf(value)]).toEqual([value, value.symbol]);
  });

  test('as a letter is the same letter or under a star, and nothing else', () => {
    const automata = [of({ tokens: arn(account), ignoreCase: false }), glob('arn:*:x'), glob('arn:????????????:x'), glob('arn:111122223333:x'), of({ tokens: arn(twin), ignoreCase: false })];
    expect(automata.map(automaton => accepts(automaton, arn(account)))).toEqual([true, true, false, false, false]);
  });

  test('read as any of its words is whatever they may be', () => {
    const sources = ['arn:*:x', 'arn:????????????:x', 'arn:111122223333:x', 'arn:1*:x', 'arn:???????????:x', 'arn:11112222333a:x', 'arn:x'];
    expect(sources.map(source => accepts(reading(source), arn(account)))).toEqual([true, true, true, true, false, false, false]);
  });

  test('read as any of its words is also itself', () => {
    expect(accepts(new LazyAutomaton(arn(account), false, true), arn(account))).toBe(true);
  });

  /** A text with one value in it, and a pattern. */
  const textAndPattern = (values: Unsettled[]) => fc.tuple(
    fc.array(fc.constantFrom(...codePoints('ab:'), ...values.map(({ symbol }) => symbol)), { maxLength: 3 }).map(tokens => readable({ tokens, ignoreCase: false })),
    withValues(values),
  );
  const each: [string, Unsettled][] = UNSETTLED.map(value => [value.what, wordsOnly(value)]);

  test.each(each)('where it is accepted as a letter, each of its words is accepted: %s', (_, value) => {
    always(textAndPattern([value]), ([{ tokens: text }, pattern]) => {
      if (!accepts(of(pattern), text)) { return; }
      for (const way of everyWay([value])) {
        const word = String.fromCodePoint(...text.flatMap(token => way.get(token) ?? [token]));
        expect([word, matchesByDefinition(settled(pattern, way), word)]).toEqual([word, true]);
      }
    });
  }, UNLIMITED_TIME);

  test.each(each)('where one of its words is accepted, it is accepted as any of its words: %s', (_, value) => {
    always(textAndPattern([value]), ([{ tokens: text }, pattern]) => {
      // What the pattern has of it may be anything.
      const relaxed = { ...pattern, tokens: normalized(pattern.tokens.map(token => token === value.symbol ? ANY_RUN : token)) };
      const automaton = new LazyAutomaton(relaxed.tokens, false, true);
      for (const way of everyWay([value])) {
        const word = String.fromCodePoint(...text.flatMap(token => way.get(token) ?? [token]));
        if (matchesByDefinition(relaxed, word)) { expect([word, accepts(automaton, text)]).toEqual([word, true]); }
      }
    });
  }, UNLIMITED_TIME);
});

test('a star takes any text of any length', () => {
  expect([glob('a*').accepts(codePoints(`a${'b'.repeat(100_000)}`)), new LazyAutomaton([ANY_RUN], false).accepts(codePoints(''))]).toEqual([true, true]);
});
