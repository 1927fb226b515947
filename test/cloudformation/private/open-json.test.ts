import { readOpenJson } from '../../../src/cloudformation/private/open-json';
import { OpenText, OpenValue, Shape, Text } from '../../../src/engine/policy/text';
import { fc } from '../../properties';
import { spelt } from '../values';

const LEVELS = 64;
const ACCOUNT = OpenText.of(OpenValue.opaque('account', Shape.digits(12)));
const NAME = OpenText.of(OpenValue.opaque('name', Shape.wordsAfter('')));
const GENERATED = OpenText.of(OpenValue.opaque('generated', Shape.freshWords()));
const CHOICE = OpenText.of(OpenValue.choice('choice', ['a', 'b*']));
const UNKNOWN = OpenText.of(OpenValue.unknown('unknown'));

const of = (...parts: Text[]) => OpenText.of(...parts);
const read = (...parts: Text[]) => readOpenJson(of(...parts), LEVELS);
/** The value as it is spelt, or the problem. */
const told = (...parts: Text[]) => {
  const { value, problem } = read(...parts);
  return problem ?? spelt(value);
};

/** A character that the text cannot hold as such. */
const escape = (code: number) => `\\u${code.toString(16).padStart(4, '0')}`;
/** The two halves of a private character, escaped. */
const ESCAPED_PRIVATE = escape(0xdb80) + escape(0xdc00);
const PRIVATE = String.fromCodePoint(0xf0000);

describe('text without open values', () => {
  test.each(['{}', '[]', '"a"', '5', '-1.5e3', 'true', 'null', '{"a":[1,{"b":"c\\n\\"\\\\\\u0041"}]}', ' { "a" : 1 } ', `"${PRIVATE}"`, `"${ESCAPED_PRIVATE}"`, '{"a${b}":"${c}"}'])(
    '%s is the JSON that it is', text => {
      expect(readOpenJson(text, LEVELS)).toEqual({ value: JSON.parse(text) });
    });

  test.each([
    '', ' ', '{', '}', '{"a":1,}', "{'a':1}", '{"a":1}{"b":2}', '{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"__proto__":1}', '{"a":1e400}', '{a:1}', 'undefined', 'NaN', '\ufeff{}', '"\n"', '// x\n{}',
    '['.repeat(LEVELS + 1) + ']'.repeat(LEVELS + 1), '['.repeat(100_000), '[]]',
  ])('%j cannot be read', text => {
    const { value, problem } = readOpenJson(text, LEVELS);

    expect([value, problem]).toEqual([undefined, expect.stringMatching(/^is JSON text, and /)]);
  });

  test('it may be as deep as is read, and no deeper', () => {
    const nested = (levels: number) => readOpenJson('['.repeat(levels) + ']'.repeat(levels), LEVELS).problem;

    expect([nested(LEVELS), nested(LEVELS + 1)]).toEqual([undefined, expect.stringContaining('levels deep')]);
  });
});

describe('an open value', () => {
  test.each<[string, Text[], unknown]>([
    ['alone in a string', ['"', ACCOUNT, '"'], '<account>'],
    ['at the start of a string', ['"', ACCOUNT, ':x"'], '<account>:x'],
    ['at the end of a string', ['"x:', ACCOUNT, '"'], 'x:<account>'],
    ['between others', ['"', ACCOUNT, NAME, GENERATED, '"'], '<account><name><generated>'],
    ['twice', ['["', ACCOUNT, '","', ACCOUNT, '"]'], ['<account>', '<account>']],
    ['in a member', ['{"a":{"b":["', NAME, '"]}}'], { a: { b: ['<name>'] } }],
    ['of a choice', ['"x', CHOICE, '"'], 'x<a|b*>'],
    ['behind an escape', ['"\\\\', NAME, '"'], '\\<name>'],
    ['behind an escaped quotation mark', ['"\\"', NAME, '\\""'], '"<name>"'],
    ['beside a character that is no letter', ['"\u{1f600}', NAME, '\u{1f600}"'], '\u{1f600}<name>\u{1f600}'],
    ['beside private characters of the text itself', [`"${PRIVATE}`, NAME, `${PRIVATE}"`], `${PRIVATE}<name>${PRIVATE}`],
  ])('%s is itself', (_, parts, expected) => {
    expect(told(...parts)).toEqual(expected);
  });

  test('keeps its identity', () => {
    const { value } = read('["', ACCOUNT, '","x', ACCOUNT, '"]') as { value: OpenText[] };

    expect([value[0].openValues, value[1].openValues]).toEqual([(ACCOUNT as OpenText).openValues, (ACCOUNT as OpenText).openValues]);
  });

  test.each<[string, Text[]]>([
    ['outside of every string', ['{"a":', ACCOUNT, '}']],
    ['as the whole text', [ACCOUNT]],
    ['in front of the text', [NAME, '{}']],
    ['behind the text', ['{}', NAME]],
    ['in a number', ['{"a":1', ACCOUNT, '}']],
    ['in a word', ['[tr', NAME, ']']],
    ['behind a backslash', ['"\\', NAME, '"']],
    ['in an escape', ['"\\u00', ACCOUNT, '"']],
    ['in an escape that it would finish', ['"\\u004', ACCOUNT, '"']],
    ['in a key', ['{"a', NAME, '":1}']],
    ['as a key', ['{"', NAME, '":1}']],
    ['in a key of a key', ['{"x":[{"b', ACCOUNT, '":{}}]}']],
  ])('%s cannot be read', (_, parts) => {
    expect(read(...parts).problem).toEqual(expect.stringMatching(/^is JSON text, and |write the key out$/));
  });

  test.each<[string, Text]>([
    ['an unknown value', UNKNOWN],
    ['a choice of an unknown value', OpenText.of(OpenValue.choice('c', ['a', of('b', UNKNOWN)]))],
    ['a choice of a quotation mark', OpenText.of(OpenValue.choice('c', ['a', 'b"']))],
    ['a choice of a backslash', OpenText.of(OpenValue.choice('c', ['\\', 'b']))],
    ['a choice of a line', OpenText.of(OpenValue.choice('c', ['a', 'b\n']))],
    ['a choice of a choice of a control character', OpenText.of(OpenValue.choice('c', ['a', OpenText.of(OpenValue.choice('d', ['\u0000']))]))],
    ['one of the words of a shape with a quotation mark', OpenText.of(OpenValue.opaque('o', Shape.oneOf('a', '"')))],
    ['a name with a path, which may hold anything but a colon', OpenText.of(OpenValue.opaque('o', Shape.chosenName()))],
    ['words after a quotation mark', OpenText.of(OpenValue.opaque('o', Shape.wordsAfter('"')))],
  ])('%s leaves nothing certain', (_, value) => {
    for (const parts of [['"', value, '"'], ['{"a":"x', value, '","b":1}'], [value], ['{"Effect":"Deny","x":"', value, '"}']] as Text[][]) {
      expect(read(...parts)).toEqual({ problem: expect.stringContaining('may end the string') });
    }
  });

  test.each<[string, Text]>([
    ['digits', ACCOUNT], ['words', NAME], ['what AWS generates', GENERATED], ['a choice of harmless texts', CHOICE],
    ['words of a shape', OpenText.of(OpenValue.opaque('o', Shape.oneOf('a-1', 'b c')))], ['words after others', OpenText.of(OpenValue.opaque('o', Shape.wordsAfter('arn:')))],
  ])('%s end no string', (_, value) => {
    expect(read('{"a":"', value, '"}').problem).toBe(undefined);
  });
});

describe('no text forges an open value', () => {
  test('private characters stay what they are', () => {
    const all = Array.from({ length: 20 }, (_, i) => String.fromCodePoint(0xf0000 + i)).join('');

    expect(told(`["${all}","`, NAME, '"]')).toEqual([all, '<name>']);
    expect(told('["', NAME, `","${all}"]`)).toEqual(['<name>', all]);
    expect(told(`{"${PRIVATE}":"`, NAME, '"}')).toEqual({ [PRIVATE]: '<name>' });
  });

  test.each([escape(0xdb80), escape(0xdb80).toUpperCase().replace('\\U', '\\u'), escape(0xdbbf)])('escaped ones beside open values cannot be read: %s', half => {
    expect(read(`["${half}${escape(0xdc00)}","`, NAME, '"]')).toEqual({ problem: expect.stringContaining('escaped private characters') });
    expect(read('["', NAME, `${half}${escape(0xdffd)}"]`)).toEqual({ problem: expect.stringContaining('escaped private characters') });
  });

  test('halves of them that are written out are no open values', () => {
    expect(told('["\udb80","', NAME, '\udc00"]')).toEqual(['\udb80', '<name>\udc00']);
    expect(told('["\udb80', NAME, '"]')).toEqual(['\udb80<name>']);
  });

  test('other escaped characters are read', () => {
    expect(told(`["${escape(0xd83d)}${escape(0xde00)}${escape(0xe000)}","`, NAME, '"]')).toEqual(['\u{1f600}\ue000', '<name>']);
  });
});

test('a problem leaves no value', () => {
  expect(read('{"Condition":{"StringEquals":{"', NAME, '":"x"}},"b":["', NAME, '"]}')).toEqual({ problem: expect.stringContaining('key') });
});

test('keys that stand twice are found beside open values', () => {
  expect(read('{"a":"', NAME, '","a":1}')).toEqual({ problem: expect.stringContaining('twice') });
});

test('every JSON with open values in its strings is read as it was written', () => {
  const names = fc.constantFrom<Text>(ACCOUNT, NAME, GENERATED, CHOICE);
  const text = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary', maxLength: 3 }), names), { maxLength: 4 }).map(parts => OpenText.of(...parts));
  const key = fc.string({ maxLength: 4 }).filter(one => one !== '__proto__');
  const { value: tree } = fc.letrec<{ value: unknown }>(tie => ({
    value: fc.oneof({ maxDepth: 4 }, text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(key, tie('value'), { maxKeys: 3 })),
  }));
  const written = (value: unknown): Text => {
    if (value instanceof OpenText) { return OpenText.of('"', ...value.parts.map(part => typeof part === 'string' ? JSON.stringify(part).slice(1, -1) : part), '"'); }
    if (Array.isArray(value)) { return OpenText.of('[', ...value.flatMap((one, i): Text[] => [i > 0 ? ',' : '', written(one)]), ']'); }
    if (typeof value !== 'object' || value === null) { return JSON.stringify(value); }
    return OpenText.of('{', ...Object.entries(value).flatMap(([name, one], i): Text[] => [`${i > 0 ? ',' : ''}${JSON.stringify(name)}:`, written(one)]), '}');
  };
  // Halves of private characters are escaped when they are written.
  fc.assert(fc.property(tree, value => {
    const { value: found, problem } = readOpenJson(written(value), LEVELS);
    if (problem === undefined) { expect(spelt(found)).toEqual(spelt(value)); } else { expect(problem).toContain('escaped private characters'); }
  }), { numRuns: 300 });
});

test('large texts end', () => {
  const literal = 'x'.repeat(1_000_000);
  const many = Array.from({ length: 10_000 }, (_, i): Text[] => [i > 0 ? '","' : '["', OpenText.of(OpenValue.opaque(`o${i}`, Shape.digits(1)))]).flat();

  expect(told(`{"a":"${literal}","b":"`, NAME, '"}')).toEqual({ a: literal, b: '<name>' });
  expect(read(...many, '"]').value).toHaveLength(10_000);
  expect(read(...many.slice(1), '['.repeat(1_000_000)).problem).toBeDefined();
});

test('more open values than there are marks cannot be read', () => {
  const values = Array.from({ length: 66_000 }, () => ACCOUNT);

  expect(readOpenJson(OpenText.of('"', OpenText.of(...values), '"'), LEVELS)).toEqual({ problem: expect.stringContaining('too many') });
});
