import { anyText } from './arbitraries';
import { memberPath, quoted } from '../../../src/engine/policy/policy-problem';
import { fc } from '../../properties';

describe('paths', () => {
  test.each([
    ['Statement', '$.Statement'],
    ['_x9', '$._x9'],
    [0, '$[0]'],
    [12, '$[12]'],
    ['0', "$['0']"],
    ['', "$['']"],
    ['aws:SourceIp', "$['aws:SourceIp']"],
    ["it's", "$['it\\'s']"],
    ['a\\b', "$['a\\\\b']"],
    ['a b', "$['a b']"],
    ['a\nb', "$['a\\u{a}b']"],
    ['\u00c9ffect', "$['\u00c9ffect']"],
  ])('the member %p is %s', (key, path) => {
    expect(memberPath('$', key)).toBe(path);
  });

  test('no key is written as another place', () => {
    expect(memberPath('$', 'a.b')).not.toBe(memberPath(memberPath('$', 'a'), 'b'));
    expect(memberPath('$', 'a[0]')).not.toBe(memberPath(memberPath('$', 'a'), 0));
    expect(memberPath('$', "'].x")).not.toBe(memberPath(memberPath('$', ''), 'x'));
  });
});

describe('quotations', () => {
  test.each([
    ['s3:GetObject', '`s3:GetObject`'],
    ['', '``'],
    ['a`b', '`a\\`b`'],
    ['a\\`b', '`a\\\\\\`b`'],
    ["it's", "`it's`"],
    ['a\r\nb', '`a\\u{d}\\u{a}b`'],
    ['\u001b[31mred', '`\\u{1b}[31mred`'],
    ['\u0000\u007f\u009b', '`\\u{0}\\u{7f}\\u{9b}`'],
    ['\u202egnp.exe', '`\\u{202e}gnp.exe`'],
    ['a\u200bb\u2066c\ufeff', '`a\\u{200b}b\\u{2066}c\\u{feff}`'],
    ['\u2028\u2029', '`\\u{2028}\\u{2029}`'],
    ['\ud83d', '`\\u{d83d}`'],
    ['\u{1f600}\u00e9', '`\u{1f600}\u00e9`'],
  ])('%j is quoted %s', (text, expected) => {
    expect(quoted(text)).toBe(expected);
  });

  test('text of 120 characters is quoted whole, longer text is shortened', () => {
    expect(quoted('x'.repeat(120))).toBe(`\`${'x'.repeat(120)}\``);
    expect(quoted('x'.repeat(121))).toBe(`\`${'x'.repeat(120)}...\``);
    expect(quoted('x'.repeat(10_000_000))).toBe(`\`${'x'.repeat(120)}...\``);
  });

  test('no text ends its own quotation, its line or the state of a terminal', () => {
    fc.assert(fc.property(anyText(200), fc.constantFrom('`', "'"), (text, mark) => {
      const inside = quoted(text, mark).slice(1, -1);
      expect(inside).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      expect(inside.replace(/\\\\/g, '').replace(new RegExp(`\\\\${mark}`, 'g'), '')).not.toContain(mark);
    }));
  });

  test('different short texts have different quotations', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', '`', '\\', '\n', 'u', '{a}', "'"), maxLength: 6 });
    fc.assert(fc.property(letters, letters, (a, b) => a === b || quoted(a) !== quoted(b)));
  });
});
