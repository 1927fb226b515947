import { jsonText } from '../../../src/cloudformation/private/json-string';
import { OpenNode } from '../../../src/engine/policy/open-node';
import { OpenText, OpenValue, Shape } from '../../../src/engine/policy/text';
import { spelt } from '../values';

const WORD = OpenText.of(OpenValue.opaque('o', Shape.wordsAfter('')));

test.each<[unknown]>([
  [{}], [[]], [['a', 1, true, null]], [{ 'a"b': { c: ['\u0000\n\\', 'é\u2028'] } }], [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }],
])('%j is written as JSON', value => {
  expect(jsonText(value)).toBe(JSON.stringify(value));
});

test('an open text stands in its string', () => {
  expect(spelt(jsonText({ a: OpenText.of('x"', WORD), b: [WORD] }))).toBe('{"a":"x\\"<o>","b":["<o>"]}');
});

test.each<[string, unknown]>([
  ['an unknown text', OpenText.of(OpenValue.unknown('u'))],
  ['a text that may hold a quotation mark', OpenText.of(OpenValue.opaque('o', Shape.ANY_TEXT))],
  ['one of two, of which one is written in another form', OpenText.of(OpenValue.opaque('o', Shape.oneOf('a', 'b\n')))],
  ['a choice of a backslash', OpenText.of(OpenValue.choice('c', ['a', '\\']))],
  ['open structure', OpenNode.choice('c', ['a', ['b']])],
  ['a fraction', 0.5],
])('nobody knows how %s is written', (_, value) => {
  expect(jsonText({ a: 1, b: [value] })).toBe(undefined);
});
