import { anyText } from './arbitraries';
import { readJson } from '../../../src/engine/policy/json-text';
import { PolicyProblemCode as Code } from '../../../src/engine/policy/policy-problem';
import { fc } from '../../properties';

const LEVELS = 32;

const outline = (text: string) => readJson(text, LEVELS).problems.map(({ path, code }) => `${path} ${code}`);

describe('what is JSON', () => {
  // RFC 8259.
  test.each([
    'null', 'true', '0', '-0', '1.5e3', '""', '"\\u0041\\n\\"\\\\\\/"', '[]', '{}', ' {\t"a" :\r\n[ 1 , { } ] } ', '{"":{"":[]}}',
    '"\u00e9\u{1f600}\u2028\u007f"', '"\\ud83d"',
    '{"a":":","b":"{}[],\\"","c":"\\\\"}', '1e-400', '123456789012345678901234567890',
  ])('%j is read', text => {
    expect(readJson(text, LEVELS)).toEqual({ value: JSON.parse(text), problems: [] });
  });

  test.each([
    '', ' ', '{', '}', '[', ']', '{]', '[}', '"', '"\\', '"\\"', '{"a"}', '{"a":}', '{"a":1,}', '[1,]', '[,1]', '{"a":1 "b":2}', '{}{}', '{} x',
    "{'a':1}", '{a:1}', '01', '+1', '.5', '5.', '1e',
    '0x10', 'NaN', 'Infinity', '-Infinity', 'undefined', 'True', '// comment\n{}', '/* */ {}', '{"a":1}\u0000', '\u00a0{}', '"\n"', '"\t"',
    '"\u0000"', '"\\x41"', '"\\u12"', '"\\u00zz"', ':', ',',
  ])('%j is not JSON', text => {
    expect(outline(text)).toEqual([`$ ${Code.NOT_JSON}`]);
  });

  test('the message is one line, whatever the text', () => {
    expect(readJson('{"a": `\n\u001b[31m}', LEVELS).problems[0].message).toMatch(/^is not JSON: `[^\p{Cc}]*`$/u);
  });

  test('a byte order mark at the beginning is a problem, elsewhere it is a character', () => {
    expect(readJson('\ufeff{}', LEVELS)).toEqual({
      problems: [{ path: '$', code: Code.BYTE_ORDER_MARK, message: 'begins with a byte order mark; save the text without it' }],
    });
    expect(readJson('"\ufeff"', LEVELS)).toEqual({ value: '\ufeff', problems: [] });
    expect(outline(' \ufeff{}')).toEqual([`$ ${Code.NOT_JSON}`]);
  });
});

describe('levels', () => {
  const nested = (levels: number, open = '[', close = ']') => open.repeat(levels) + close.repeat(levels);

  test('32 levels are read, 33 are not', () => {
    expect(outline(nested(32))).toEqual([]);
    expect(readJson(nested(33), LEVELS).problems)
      .toEqual([{ path: '$', code: Code.NESTED_TOO_DEEPLY, message: 'is nested 33 levels deep; at most 32 are read' }]);
    expect(outline(`${'{"a":'.repeat(32)}1${'}'.repeat(32)}`)).toEqual([]);
    expect(outline(`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`)).toEqual([`$ ${Code.NESTED_TOO_DEEPLY}`]);
    expect(outline(`${'[{"a":'.repeat(16)}1${'}]'.repeat(16)}`)).toEqual([]);
    expect(outline(`${'[{"a":'.repeat(16)}[]${'}]'.repeat(16)}`)).toEqual([`$ ${Code.NESTED_TOO_DEEPLY}`]);
  });

  test('what is closed again does not count, nor do brackets in strings', () => {
    expect(outline(`[${'[],'.repeat(100)}0]`)).toEqual([]);
    expect(outline(`["${'['.repeat(100)}","\\"${'{'.repeat(100)}"]`)).toEqual([]);
  });

  test('100,000 levels are a problem, not a full stack', () => {
    expect(outline(nested(100_000))).toEqual([`$ ${Code.NESTED_TOO_DEEPLY}`]);
    expect(outline('['.repeat(100_000))).toEqual([`$ ${Code.NESTED_TOO_DEEPLY}`]);
    expect(outline('{"a":'.repeat(100_000))).toEqual([`$ ${Code.NESTED_TOO_DEEPLY}`]);
  });
});

describe('duplicate keys', () => {
  test.each([
    ['{"a":1,"a":2}', ['$.a']],
    ['{"a":1,"a":1}', ['$.a']],
    ['{"a":":","a"\t\r\n :":"}', ['$.a']],
    ['{"a":1,"a":2,"a":3}', ['$.a', '$.a']],
    ['{"Effect":"Deny","\\u0045ffect":"Allow"}', ['$.Effect']],
    ['{"\\u0045ffec\\u0074":"Deny","Effec\\u0074":"Allow"}', ['$.Effect']],
    ['{"\\"":1,"\\u0022":2}', ['$[\'"\']']],
    ['{"\\\\":1,"\\u005c":2}', ["$['\\\\']"]],
    ['{"\\/":1,"/":2}', ["$['/']"]],
    ['{"":1,"":2}', ["$['']"]],
    ['{"\\ud83d\\ude00":1,"\u{1f600}":2}', ["$['\u{1f600}']"]],
    ['{"Statement":[{"Sid":"a"},{"Sid":"b","Sid":"c"}]}', ['$.Statement[1].Sid']],
    ['{"Statement":[{"Condition":{"Bool":{"aws:x":1,"aws:y":[],"aws:x":2}}}]}', ["$.Statement[0].Condition.Bool['aws:x']"]],
    ['{"a":{"b":1,"b":2},"a":{"b":1,"b":2}}', ['$.a.b', '$.a', '$.a.b']],
    ['[[{"a":1}],[{"a":1,"a":2}]]', ['$[1][0].a']],
    ['{"a":[{},{"b":[0,[{"c":1,"c":2}]]}]}', ['$.a[1].b[1][0].c']],
    [`${'{"a":'.repeat(31)}{"b":1,"b":2}${'}'.repeat(31)}`, [`$${'.a'.repeat(31)}.b`]],
  ])('%s', (text, paths) => {
    expect(outline(text)).toEqual(paths.map(path => `${path} ${Code.DUPLICATE_KEY}`));
  });

  test.each([
    '{"a":{"a":{"a":1}}}', '[{"a":1},{"a":1}]', '{"a":1,"A":2}', '{"a":1,"a ":2}', '{"a":"a","b":"a"}', '{"a":["a","a"],"b":{"a":1}}',
    '{"a":"\\"a\\":1,\\"a\\":2"}', '{"\u00e9":1,"e\u0301":2}',
    '{"1":1,"01":2}', '{"a:":1,"a":2}',
  ])('%s has none', text => {
    expect(outline(text)).toEqual([]);
  });

  test('they are found wherever they are', () => {
    // A JSON text, and how many keys stand in it twice.
    type Counted = [text: string, duplicates: number];
    const total = (members: Counted[]) => members.reduce((sum, [, duplicates]) => sum + duplicates, 0);
    const list = (members: Counted[]): Counted => [`[${members.map(([text]) => text).join(', ')}]`, total(members)];
    const object = (members: [string, Counted][]): Counted => {
      const keys = members.map(([key]) => JSON.parse(`"${key}"`) as string);
      const text = `{${members.map(([key, [member]], i) => `"${key}"${i % 2 === 0 ? ':' : '\n :'} ${member}`).join()}}`;
      return [text, keys.length - new Set(keys).size + total(members.map(([, member]) => member))];
    };
    const { value } = fc.letrec<{ value: Counted }>(tie => ({
      value: fc.oneof({ maxDepth: 4 }, fc.constant<Counted>(['":{}[],"', 0]),
        fc.array(tie('value'), { maxLength: 3 }).map(list),
        fc.array(fc.tuple(fc.constantFrom('a', '\\u0061', 'b', '\\"', '__proto', ''), tie('value')), { maxLength: 4 }).map(object)),
    }));
    fc.assert(fc.property(value, ([text, duplicates]) => {
      const { problems } = readJson(text, LEVELS);
      expect([text, problems.map(({ code }) => code)]).toEqual([text, new Array(duplicates).fill(Code.DUPLICATE_KEY)]);
    }), { numRuns: 1_000 });
  });
});

describe('keys and numbers that no reader should accept', () => {
  test.each([
    ['{"__proto__":{}}', ['$.__proto__']],
    ['{"\\u005f_proto__":1}', ['$.__proto__']],
    ['[{"a":{"__proto__":[]}}]', ['$[0].a.__proto__']],
    ['{"__proto__":{"__proto__":null}}', ['$.__proto__', '$.__proto__.__proto__']],
  ])('%s has the key __proto__', (text, paths) => {
    expect(outline(text)).toEqual(paths.map(path => `${path} ${Code.PROTOTYPE_KEY}`));
  });

  test.each([
    '{"__proto":1}', '{"proto__":1}', '{"constructor":1,"prototype":2,"toString":3}', '["__proto__"]', '{"a":"__proto__"}',
  ])('%s has not', text => {
    expect(readJson(text, LEVELS)).toEqual({ value: JSON.parse(text), problems: [] });
  });

  test('a key that stands twice and is __proto__ is both', () => {
    expect(outline('{"__proto__":1,"__proto__":2}').sort()).toEqual([`$.__proto__ ${Code.DUPLICATE_KEY}`, `$.__proto__ ${Code.PROTOTYPE_KEY}`]);
  });

  test.each([['1e400', '$'], ['-1e400', '$'], ['{"a":[0,1E+999]}', '$.a[1]'], [`1${'0'.repeat(400)}`, '$']])('%s is out of range', (text, path) => {
    expect(outline(text)).toEqual([`${path} ${Code.NUMBER_OUT_OF_RANGE}`]);
  });

  test.each(['1e308', '-1e308', '1e-400', '"1e400"'])('%s is not', text => {
    expect(outline(text)).toEqual([]);
  });

  test('every problem is found', () => {
    expect(outline('{"a":1e400,"__proto__":{"b":-1e400},"c":1,"c":2}').sort()).toEqual([
      `$.__proto__ ${Code.PROTOTYPE_KEY}`, `$.__proto__.b ${Code.NUMBER_OUT_OF_RANGE}`, `$.a ${Code.NUMBER_OUT_OF_RANGE}`,
      `$.c ${Code.DUPLICATE_KEY}`,
    ]);
  });
});

describe('every text', () => {
  test('is read as JSON.parse reads it, or has a problem; never both, never an exception', () => {
    const piece = fc.constantFrom(
      '{', '}', '[', ']', ':', ',', '"', '\\', 'a', '"a"', '"b"', '1', ' ', 'null', '"a":', '__proto__', '\\u0061', '\u0000', '\ufeff',
    );
    const shuffled = fc.array(piece, { maxLength: 20 });
    fc.assert(fc.property(fc.oneof(anyText(), shuffled.map(pieces => pieces.join('')), fc.json()), text => {
      const { problems, ...rest } = readJson(text, LEVELS);
      if (problems.length > 0) {
        expect(rest).toEqual({});
      } else {
        expect(rest).toEqual({ value: JSON.parse(text) });
      }
    }), { numRuns: 1_500 });
  });

  // What takes time in proportion to the square of the length never returns from these.
  test.each([
    ['one string', `"${'x'.repeat(10_000_000)}"`, []],
    ['quotation marks', '"'.repeat(10_000_000), [`$ ${Code.NOT_JSON}`]],
    ['backslashes', `"${'\\'.repeat(10_000_000)}`, [`$ ${Code.NOT_JSON}`]],
    ['escaped quotation marks', `"${'\\"'.repeat(5_000_000)}"`, []],
    ['brackets', '[]'.repeat(500_000), [`$ ${Code.NOT_JSON}`]],
    ['colons', ':'.repeat(10_000_000), [`$ ${Code.NOT_JSON}`]],
    ['colons far behind spaces', `"${' '.repeat(100)}:"`.repeat(100_000), [`$ ${Code.NOT_JSON}`]],
    ['lists in lists', '['.repeat(10_000_000), [`$ ${Code.NESTED_TOO_DEEPLY}`]],
    ['spaces', ' '.repeat(10_000_000), [`$ ${Code.NOT_JSON}`]],
  ])('up to 10 MB of %s', (_, text, problems) => {
    expect(outline(text)).toEqual(problems);
  });

  test('20,000 duplicate keys', () => {
    expect(outline(`{${'"a":{"b":[0]},'.repeat(20_000)}"a":1}`)).toEqual(new Array(20_000).fill(`$.a ${Code.DUPLICATE_KEY}`));
  });
});
