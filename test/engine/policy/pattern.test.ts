import {
  arnMatchesByDefinition, Assignment, assignments, choice, Choices, foldPositions, isKept, literally, matchesByDefinition,
  opaque, Piece, Position, settled, settledPattern, textOf, unknown, Unsettled, verdict,
} from './reference-matcher';
import { expandChoices, Pattern, PatternOptions, PatternScope } from '../../../src/engine/policy/pattern';
import { foldAscii, foldText, OpenText, OpenValue, Shape, Text } from '../../../src/engine/policy/text';
import { MAYBE, NO, Truth, truth, YES } from '../../../src/engine/policy/truth';
import { fc } from '../../properties';

type Context<T> = Record<string, T[]>;

const scope = (contested: Truth, context: Context<Text> = {}): PatternScope => ({ contested, variable: key => context[key] ?? [] });

const resource: PatternOptions = { wildcards: true, variables: true };

/** The answer where the law has one; `contested` where it leaves it open. */
function answer(pattern: Text, text: Text, options: PatternOptions = resource, context: Context<Text> = {}): Truth | 'contested' {
  const compiled = Pattern.compile(pattern, options);
  const [lenient, strict] = [compiled.matches(text, scope(YES, context)), compiled.matches(text, scope(NO, context))];
  return lenient === strict ? lenient : lenient === YES && strict === NO ? 'contested' : NaN as Truth;
}

describe('known text', () => {
  test.each<[string, string, PatternOptions, Truth]>([
    ['a*', 'ab', {}, NO],
    ['a*', 'a*', {}, YES],
    ['', '', {}, YES],
    ['', 'a', {}, NO],
    ['a*', 'ab', { wildcards: true }, YES],
    ['', 'a', { wildcards: true }, NO],
    ['arn:aws:s3:::b/*', 'arn:aws:s3:::b/x:y/z', { wildcards: true }, YES],
    ['arn:*z', 'arn:aws:s3:::b/x:y/z', { wildcards: true }, YES],
    ['S3:Get*', 's3:getobject', { wildcards: true, ignoreCase: true }, YES],
    ['S3:Get*', 's3:GetObject', { wildcards: true }, NO],
    ['arn:*', 'arn:aws:s3:::b', { arn: true }, YES],
    ['arn:aws:s3:::*', 'arn:aws:s3:::b', { arn: true }, YES],
    ['arn:*:::b', 'arn:aws:s3:::b', { arn: true }, YES],
    ['arn:*:s3:::b', 'arn:aws:x:s3:::b', { arn: true }, NO],
  ])('%p, %p, %p: %d', (pattern, text, options, expected) => {
    expect(Pattern.compile(pattern, options).matches(text)).toBe(expected);
  });

  test('the Kelvin sign, the dotless i and the long s are no ASCII letters', () => {
    const options = { wildcards: true, ignoreCase: true };
    const pairs = [['K', '\u212a'], ['k', '\u212a'], ['I', '\u0131'], ['i', '\u0130'], ['S', '\u017f']];
    expect(pairs.map(([ascii, letter]) => answer(ascii, foldAscii(letter), options))).toEqual([NO, NO, NO, NO, NO]);
    expect(pairs.map(([ascii, letter]) => answer(letter, foldAscii(ascii), options))).toEqual([NO, NO, NO, NO, NO]);
    expect(pairs.map(([, letter]) => answer(letter, foldAscii(letter), options))).toEqual([YES, YES, YES, YES, YES]);
  });

  test('? is one code point', () => {
    expect([answer('?', '\u{1f600}'), answer('??', '\u{1f600}')]).toEqual([YES, NO]);
  });

  test('a closed pattern has neither variables nor open values', () => {
    const pattern = Pattern.compile('arn:aws:s3:::b/*', resource);
    expect([pattern.source, pattern.openNames, pattern.variableKeys]).toEqual(['arn:aws:s3:::b/*', [], []]);
  });
});

describe('policy variables', () => {
  const home = 'arn:aws:s3:::b/${aws:username}/*';

  test.each<[string, string, string, Context<Text>, Truth | 'contested']>([
    ['a variable is the value of its key', home, 'arn:aws:s3:::b/joe/k', { 'aws:username': ['joe'] }, YES],
    ['and no other value', home, 'arn:aws:s3:::b/ann/k', { 'aws:username': ['joe'] }, NO],
    ['a missing key leaves a pattern that matches nothing', home, 'arn:aws:s3:::b/joe/k', {}, NO],
    ['not even its own text', home, home, {}, NO],
    ['not even under a star', '*${aws:username}*', 'joe', {}, NO],
    ['a key with several values is no variable', home, 'arn:aws:s3:::b/joe/k', { 'aws:username': ['joe', 'ann'] }, NO],
    ['not even twice the same value', home, 'arn:aws:s3:::b/joe/k', { 'aws:username': ['joe', 'joe'] }, NO],
    ['not even with a default', "${aws:username, 'joe'}", 'joe', { 'aws:username': ['joe', 'ann'] }, NO],
    ['the key is case-insensitive', '${AWS:UserName}', 'joe', { 'aws:username': ['joe'] }, YES],
    ['the value is not', '${aws:username}', 'Joe', { 'aws:username': ['joe'] }, NO],
    ['the empty value is a value', 'a${aws:username}b', 'ab', { 'aws:username': [''] }, YES],
    ['a default stands in for a missing key', "b/${aws:PrincipalTag/team, 'company-wide'}/k", 'b/company-wide/k', {}, YES],
    ['a default does not stand in for a value', "b/${aws:PrincipalTag/team, 'company-wide'}/k", 'b/company-wide/k',
      { 'aws:principaltag/team': ['blue'] }, NO],
    ['nor for an empty value', "b/${aws:PrincipalTag/team, 'company-wide'}/k", 'b//k', { 'aws:principaltag/team': [''] }, YES],
    ['the empty default', "a${aws:username, ''}b", 'ab', {}, YES],
    ['one missing key of two is enough', '${aws:username}${aws:userid}', 'joe', { 'aws:username': ['joe'] }, NO],
    ['a value is not read again for variables', '${aws:username}', 'joe', { 'aws:username': ['${aws:userid}'], 'aws:userid': ['joe'] }, NO],
    ['a value with the text of a variable is that text', '${aws:username}', '${aws:userid}',
      { 'aws:username': ['${aws:userid}'], 'aws:userid': ['joe'] }, YES],
    ['a wildcard in a value is contested', '${aws:username}', 'joe', { 'aws:username': ['*'] }, 'contested'],
    ['where reading it makes no difference it is not: it matches', '*${aws:username}', '*', { 'aws:username': ['*'] }, YES],
    ['where reading it makes no difference it is not: it does not match', 'a${aws:username}', 'b', { 'aws:username': ['*'] }, NO],
    ['a wildcard in a default is contested', "${aws:username, 'j*'}", 'joe', {}, 'contested'],
    ['the escaped star is a star', 'a${*}b', 'a*b', {}, YES],
    ['the escaped star is no wildcard', 'a${*}b', 'axb', {}, NO],
    ['the escaped question mark is no wildcard', 'a${?}b', 'axb', {}, NO],
    ['the escaped question mark is a question mark', 'a${?}b', 'a?b', {}, YES],
    ['the escaped dollar begins no variable', '${$}{aws:username}', '${aws:username}', { 'aws:username': ['joe'] }, YES],
    ['wildcards beside an escape are wildcards', '*${*}?', 'ab*c', {}, YES],
    ['an unfinished variable is text', '${aws:username', '${aws:username', { 'aws:username': ['joe'] }, YES],
  ])('%s', (_, pattern, text, context, expected) => {
    expect(answer(pattern, text, resource, context)).toBe(expected);
  });

  test('without wildcards in the operator a star in a value is a star', () => {
    expect(answer('${aws:username}', 'joe', { variables: true }, { 'aws:username': ['*'] })).toBe(NO);
    expect(answer('${aws:username}', '*', { variables: true }, { 'aws:username': ['*'] })).toBe(YES);
  });

  test('with case ignored the value is folded, too', () => {
    expect(answer('${aws:username}-X', foldAscii('joe-x'), { variables: true, ignoreCase: true }, { 'aws:username': ['JOE'] })).toBe(YES);
    expect(answer("${aws:username, 'JOE'}", 'joe', { variables: true, ignoreCase: true })).toBe(YES);
  });

  test('in a policy of an older version they are text', () => {
    expect(answer(home, 'arn:aws:s3:::b/joe/k', { wildcards: true }, { 'aws:username': ['joe'] })).toBe(NO);
    expect(answer(home, 'arn:aws:s3:::b/${aws:username}/k', { wildcards: true }, { 'aws:username': ['joe'] })).toBe(YES);
    // The star of the escape is a wildcard there.
    expect(answer('${*}', '${anything}', { wildcards: true })).toBe(YES);
  });

  test('in an ARN they are read before the fields are compared', () => {
    const arn: PatternOptions = { arn: true, variables: true };
    expect(answer('arn:aws:iam::${aws:PrincipalAccount}:role/*', 'arn:aws:iam::111122223333:role/r', arn,
      { 'aws:principalaccount': ['111122223333'] })).toBe(YES);
    expect(answer('arn:aws:iam::${aws:PrincipalAccount}:role/*', 'arn:aws:iam::111122223333:role/r', arn,
      { 'aws:principalaccount': ['444455556666'] })).toBe(NO);
    expect(answer('arn:aws:iam::${aws:PrincipalAccount}:role/*', 'arn:aws:iam::111122223333:role/r', arn)).toBe(NO);
    expect(answer('${aws:PrincipalArn}', 'arn:aws:iam::1:role/r', arn, { 'aws:principalarn': ['arn:aws:iam::1:role/r'] })).toBe(YES);
    expect(answer('arn:aws:iam::1:role/${aws:username}', 'arn:aws:iam::1:role/r', arn, { 'aws:username': ['*'] })).toBe('contested');
  });

  test('their keys are listed, folded', () => {
    expect(Pattern.compile("${aws:UserName}/${*}/${AWS:userid, 'x'}/${aws:username}", resource).variableKeys)
      .toEqual(['aws:username', 'aws:userid', 'aws:username']);
    expect(Pattern.compile('${aws:UserName}', { wildcards: true }).variableKeys).toEqual([]);
  });
});

describe('open values', () => {
  const account = OpenValue.opaque('account', Shape.digits(12));
  const parameter = OpenValue.unknown('parameter `Bucket`');
  const isProd = OpenValue.choice('condition `IsProd`', ['prod', 'dev']);
  const level = OpenValue.choice('condition `Wide`', ['arn:aws:s3:::*', 'arn:aws:s3:::b']);

  test.each<[string, Text, Text, Truth]>([
    ['a choice in both is made once', OpenText.of('arn:aws:s3:::', isProd, '*'), OpenText.of('arn:aws:s3:::', isProd, 'x'), YES],
    ['a choice of patterns, both of which match', OpenText.of(level), 'arn:aws:s3:::b', YES],
    ['a choice of patterns, one of which matches', OpenText.of(level), 'arn:aws:s3:::c', MAYBE],
    ['a choice of patterns, none of which matches', OpenText.of(level), 'arn:aws:iam::1:role/r', NO],
    ['a choice in the text, both matched', '*', OpenText.of(isProd), YES],
    ['a choice in the text, one matched', 'p*', OpenText.of(isProd), MAYBE],
    ['a choice in the text, none matched', 'x*', OpenText.of(isProd), NO],
    ['a star in a choice of the text is a star', 'arn:aws:s3:::?', OpenText.of(level), YES],
    ['one choice twice in a text is made once', 'prod-prod', OpenText.of(isProd, '-', isProd), MAYBE],
    ['one choice twice in a text is never made both ways', 'prod-dev', OpenText.of(isProd, '-', isProd), NO],
    ['one choice twice in a pattern is never made both ways', OpenText.of(isProd, '-', isProd), 'prod-dev', NO],
    ['choices inside choices', OpenText.of(OpenValue.choice('c', [OpenText.of('a', isProd), 'b'])), 'adev', MAYBE],
    ['choices inside choices, none of which matches', OpenText.of(OpenValue.choice('c', [OpenText.of('a', isProd), 'b'])), 'bdev', NO],
    ['a choice with one outcome is known', OpenText.of('a', OpenValue.choice('c', ['*'])), 'axyz', YES],
    ['an opaque value inside a choice is no pattern', OpenText.of(OpenValue.choice('c', [OpenText.of(account), '1'])), OpenText.of(account), MAYBE],
    ['an opaque value in both branches', OpenText.of(OpenValue.choice('c', [OpenText.of(account), OpenText.of(account, '*')])), OpenText.of(account),
      YES],
  ])('%s', (_, pattern, text, expected) => {
    expect(answer(pattern, text)).toBe(expected);
  });

  test('too many choices make the text unknown, not anything else', () => {
    const many = Array.from({ length: 7 }, (_, i) => OpenValue.choice(`c${i}`, ['a', 'b']));
    expect(expandChoices(OpenText.of(...many.slice(0, 6)))).toHaveLength(64);
    expect(answer(OpenText.of(...many), 'c')).toBe(MAYBE);
    expect(answer('*', OpenText.of(...many))).toBe(YES);
    expect(answer('c', OpenText.of(...many))).toBe(MAYBE);
  });

  test('one choice of very many is bounded, too', () => {
    const words = Array.from({ length: 1_000 }, (_, i) => String(i));
    expect(answer(OpenText.of(OpenValue.choice('c', words)), 'x')).toBe(MAYBE);
  });

  test('a variable may be open: then it may match', () => {
    const context = { 'aws:username': [OpenText.of(OpenValue.unknown('aws:username'))], 'aws:principalaccount': [OpenText.of(account)] };
    expect(answer('b/${aws:username}/*', 'b/joe/k', resource, context)).toBe(MAYBE);
    expect(answer('b/${aws:username}/*', 'c/joe/k', resource, context)).toBe(NO);
    expect(answer('${aws:PrincipalAccount}', OpenText.of(account), resource, context)).toBe(YES);
    expect(answer('${aws:PrincipalAccount}', 'joe', resource, context)).toBe(NO);
  });

  test('an open value inside the braces of a variable leaves everything open', () => {
    const tag = OpenText.of('b/${aws:PrincipalTag/', parameter, '}/*');
    expect(answer(tag, 'b/x/k', resource, { 'aws:principaltag/x': ['x'] })).toBe(MAYBE);
    expect(answer(OpenText.of('$', parameter), 'joe', resource, { 'aws:username': ['joe'] })).toBe(MAYBE);
    // An older version has no variables, and the text around is what it is.
    expect(answer(tag, 'b/x/k', { wildcards: true })).toBe(NO);
  });

  test('its open values are named', () => {
    expect(Pattern.compile(OpenText.of('a', account, parameter, isProd), resource).openNames)
      .toEqual(['account', 'parameter `Bucket`', 'condition `IsProd`']);
  });

  test('case is ignored in what is known of an open value', () => {
    const options: PatternOptions = { wildcards: true, ignoreCase: true };
    const upper = OpenText.of(OpenValue.opaque('name', Shape.oneOf('ABC', 'ABD')));
    expect(Pattern.compile('A*', options).matches(foldText(OpenText.of('AB', account)))).toBe(YES);
    expect(Pattern.compile(OpenText.of('AB', account), options).matches(foldText(OpenText.of('ab', account)))).toBe(YES);
    // One that has capitals is unknown afterwards.
    expect(Pattern.compile(upper, options).matches('abc')).toBe(MAYBE);
    expect(Pattern.compile('abc', options).matches(foldText(upper))).toBe(MAYBE);
  });
});

/** A part of a generated pattern; `{ key }` is a policy variable. */
type Part = Piece | Variable;

interface Variable { readonly key: string; readonly fallback?: string }

const isVariable = (part: Part): part is Variable => typeof part !== 'string' && 'key' in part;
const isPiece = (part: Part): part is Piece => !isVariable(part);

const written = (parts: Part[]): Text => textOf(parts.map(part =>
  isPiece(part) ? part : part.fallback === undefined ? `\${${part.key}}` : `\${${part.key}, '${part.fallback}'}`));

interface Scene { readonly options: PatternOptions; readonly context: Context<Piece[]>; readonly contested: Truth }

const VARIABLES: Variable[] = [
  { key: 'a:k' }, { key: 'a:l' }, { key: 'a:m' }, { key: 'a:k', fallback: 'x' }, { key: 'a:m', fallback: 'a' }, { key: 'a:m', fallback: '*' },
];

/**
 * The two readings of a pattern whose open values have words: variables literally, and with wildcards in them.
 * Undefined when a variable has no value.
 */
function readings(parts: Part[], context: Context<Piece[]>, assignment: Assignment): [Position[], Position[]] | undefined {
  const both: [Position[], Position[]] = [[], []];
  for (const part of parts) {
    if (isVariable(part)) {
      const values = context[part.key] ?? [];
      const value = values.length === 0 ? part.fallback : settled(values[0], assignment);
      if (value === undefined || values.length > 1) { return undefined; }
      both[0].push(...literally(value));
      both[1].push(...settledPattern([value], assignment));
    } else if (part === '${*}' || part === '${?}' || part === '${$}') {
      both.forEach(reading => reading.push({ character: part[2] }));
    } else {
      both.forEach(reading => reading.push(...settledPattern([part], assignment)));
    }
  }
  return both;
}

function answerByDefinition(parts: Part[], text: Piece[], scene: Scene, assignment: Assignment): Truth {
  const { options, context, contested } = scene;
  const both = readings(parts, context, assignment);
  if (both === undefined) { return NO; }
  const asked = settled(text, assignment);
  const compare = (positions: Position[]): Truth => {
    const known = options.wildcards || options.arn ? positions : positions.map(position =>
      position.character === undefined ? { character: position.run ? '*' : '?' } : position);
    if (options.arn) { return arnMatchesByDefinition(known, asked, contested); }
    return truth(options.ignoreCase ? matchesByDefinition(foldPositions(known), foldAscii(asked)) : matchesByDefinition(known, asked));
  };
  const [literal, wild] = both.map(compare);
  return literal === wild ? literal : contested;
}

const numbers = (count: number) => fc.noBias(fc.array(fc.nat(999), { minLength: count, maxLength: count }));

const OPTIONS: PatternOptions[] = [
  resource, { variables: true }, { variables: true, ignoreCase: true }, { variables: true, wildcards: true, ignoreCase: true },
  { variables: true, arn: true },
];

describe('against the definition', () => {
  test('known text, with policy variables, defaults and escapes', () => {
    fc.assert(fc.property(numbers(40), list => {
      const choices = new Choices(list);
      const options = choices.pick(OPTIONS);
      const literals = options.arn ? ['a', ':', '*', '?', 'a:a:'] : ['a', 'A', 'k', '*', '?', '\u212a'];
      const parts = choices.list(0, options.arn ? 8 : 5, (): Part => {
        switch (choices.below(4)) {
          case 0: return choices.pick(VARIABLES);
          case 1: return choices.pick(['${*}', '${?}', '${$}']);
          default: return choices.pick(literals);
        }
      });
      const value = () => [choices.pick(['a', '', '*', 'aK', 'k?', ':', 'a:'])];
      const context = { 'a:k': choices.list(1, 1, value), 'a:l': choices.list(0, 2, value) };
      const text = choices.list(0, options.arn ? 8 : 5, () => choices.pick(['a', 'K', '*', '$', ...literals])).join('');
      const contested = choices.pick([YES, NO]);
      const known = Object.fromEntries(Object.entries(context).map(([key, values]) => [key, values.map(textOf)]));
      const pattern = Pattern.compile(written(parts), options);
      return pattern.matches(options.ignoreCase ? foldAscii(text) : text, scope(contested, known))
        === answerByDefinition(parts, [text], { options, context, contested }, new Map());
    }), { numRuns: 6_000 });
  });

  test('open values: yes holds for all their words, no for none', () => {
    fc.assert(fc.property(numbers(60), list => {
      const choices = new Choices(list);
      const options = choices.pick(OPTIONS);
      const values: Unsettled[] = [];
      for (let i = choices.below(3); i >= 0; i--) { values.push(valueFrom(choices, values, `v${i}`)); }
      const literals = options.arn ? ['a', ':', '::', ':::', '*', 'a:a:'] : ['a', 'A', '*', '?', '1', 'b'];
      const piece = () => choices.below(2) === 0 ? choices.pick(literals) : choices.pick(values);
      // Six fields at times, one of them with a colon too many.
      const field = (i: number) => [...i === 0 ? [] : [':'], ...choices.list(0, 1, () => choices.below(3) === 0 ? '*' : piece())];
      const pieces = (): Piece[] => options.arn && choices.below(2) === 0 ? [0, 1, 2, 3, 4, 5].flatMap(field) : choices.list(0, 4, piece);
      const text = pieces();
      const context = { 'a:k': [[choices.pick<Piece>(['a', '1', 'Ab'])]], 'a:l': [[choices.pick<Piece>([...values.filter(isPlain), PLAIN])]] };
      const parts: Part[] = choices.below(3) === 0 ? [...pieces(), choices.pick(VARIABLES.slice(0, 3)), ...pieces()] : pieces();
      const contested = options.arn ? NO : choices.pick([YES, NO]);
      const known = Object.fromEntries(Object.entries(context).map(([key, one]) => [key, one.map(textOf)]));
      const asked = options.ignoreCase ? foldText(textOf(text)) : textOf(text);
      const answered = Pattern.compile(written(parts), options).matches(asked, scope(contested, known));
      const all = [...parts.filter(isPiece), ...text, ...context['a:l'].flat()];
      const answers = assignments(all, 50).map(assignment => answerByDefinition(parts, text, { options, context, contested }, assignment));
      const scene = JSON.stringify({ pattern: String(written(parts)), text: String(asked), options, values: named(values), contested });
      expect([scene, isKept(answered, verdict(answers)), answered]).toEqual([scene, true, answered]);
    }), { numRuns: 2_000 });
  });
});

/** What stands behind the names in a failure. */
const named = (values: Unsettled[]) =>
  values.map(value => [value.name, value.opaque ? 'opaque' : 'open', ...value.words.map(word => String(textOf(word)))]);

const PLAIN = opaque('plain', Shape.oneOf('a', 'b'), ['a', 'b']);

const isPlain = (value: Unsettled) => !value.opaque || value.words.flat().every(word => typeof word === 'string' && !/[A-Z*?]/.test(word));

function valueFrom(choices: Choices, earlier: Unsettled[], name: string): Unsettled {
  const words = choices.list(1, 3, () => choices.pick(['a', '', 'b', 'aB', '1', '*', ':', 'a:a']));
  const start = choices.pick(['', 'a', 'A-']);
  switch (choices.below(7)) {
    case 0: return opaque(name, Shape.oneOf(...words), words);
    case 1: return opaque(name, Shape.digits(1), ['1', '2']);
    case 2: return opaque(name, Shape.wordsAfter(start), ['', 'a', '1', 'B', 'ab'].map(more => start + more));
    case 3: return opaque(name, Shape.ANY_TEXT, ['', 'a', '*', ':', 'A', '::::']);
    case 4: return unknown(name, ['', '*', '?', 'a', ':', 'A*', '*:*']);
    default: return choice(name, choices.list(1, 3, () => choices.list(0, 2, (): Piece =>
      choices.below(3) === 0 && earlier.length > 0 ? choices.pick(earlier) : choices.pick(['a', 'b', 'A', '*', ':', 'a*']))));
  }
}
