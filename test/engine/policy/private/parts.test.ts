import { arnFields, isClosed, isWholeArn, mergeLiterals, wildcardParts } from '../../../../src/engine/policy/private/parts';
import { ANY, ANY_RUN, OpenValue } from '../../../../src/engine/policy/text';
import { fc } from '../../../properties';

const open = OpenValue.unknown('x');

test('known text and wildcards are closed, open values are not', () => {
  expect(['a', '', ANY, ANY_RUN, open, undefined].map(isClosed)).toEqual([true, true, true, true, false, false]);
});

test('neighbouring literals are merged, wildcards kept', () => {
  expect(mergeLiterals(['a', 'b', '', ANY, ANY_RUN, '', 'c', '', 'd'])).toEqual(['ab', ANY, ANY_RUN, 'cd']);
  expect(mergeLiterals(['', ''])).toEqual([]);
});

test.each([
  ['', []],
  ['abc', ['abc']],
  ['*', [ANY_RUN]],
  ['a*b?c', ['a', ANY_RUN, 'b', ANY, 'c']],
  ['**??', [ANY_RUN, ANY_RUN, ANY, ANY]],
  ['\u{1f600}*', ['\u{1f600}', ANY_RUN]],
])('the parts of %p', (text, parts) => {
  expect(wildcardParts(text)).toEqual(parts);
});

test('the parts, written out again, are the text', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', '*', '?', '\u{1f600}') }), text => {
    expect(wildcardParts(text).map(part => part === ANY ? '?' : part === ANY_RUN ? '*' : part).join('')).toBe(text);
  }));
});

describe('the fields of an ARN', () => {
  test.each([
    [['arn:aws:s3:::b'], [['arn'], ['aws'], ['s3'], [], [], ['b']]],
    [['arn:aws:sns:eu-west-1:111122223333:t:u:v'], [['arn'], ['aws'], ['sns'], ['eu-west-1'], ['111122223333'], ['t:u:v']]],
    [['arn:aws:s3'], [['arn'], ['aws'], ['s3']]],
    [[''], [[]]],
    [['arn:', ANY_RUN, ':s3', ANY_RUN, 'x:', open, '::b', ANY], [['arn'], [ANY_RUN], ['s3', ANY_RUN, 'x'], [open], [], ['b', ANY]]],
    // No colon is looked for in an open value or a wildcard.
    [['arn:', open], [['arn'], [open]]],
    [[ANY_RUN], [[ANY_RUN]]],
  ])('%p', (parts, fields) => {
    expect(arnFields(parts)).toEqual(fields);
  });

  test('six fields are a whole ARN', () => {
    expect([5, 6, 7].map(count => isWholeArn(new Array(count).fill([])))).toEqual([false, true, false]);
  });
});
