import { cidrBlocks } from '../../../src/cloudformation/private/cidr-blocks';

test('blocks follow each other', () => {
  expect(cidrBlocks('10.0.0.0/16', 3, 8)).toEqual(['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']);
  expect(cidrBlocks('172.31.255.0/24', 2, 4)).toEqual(['172.31.255.0/28', '172.31.255.16/28']);
  expect(cidrBlocks('255.255.255.0/24', 1, 8)).toEqual(['255.255.255.0/24']);
  expect(cidrBlocks('0.0.0.0/0', 2, 31)).toEqual(['0.0.0.0/1', '128.0.0.0/1']);
});

test.each<[string, number, number]>([
  ['10.0.0.0/24', 5, 6],
  ['10.0.0.0/24', 1, 9],
  ['10.0.0.1/24', 1, 4],
  ['10.0.0.0/24', 0, 4],
  ['10.0.0.0/8', 257, 8],
  ['10.0.0.0/24', 1.5, 4],
  ['10.0.0.0/24', 1, 0],
  ['10.0.0.0/24', 1, 4.5],
  ['10.0.0.0/24', NaN, 4],
  ['10.0.0.0/24', 1, NaN],
  ['10.0.0.0/24', 1, Infinity],
  ['10.0.0.0/33', 1, 1],
  ['10.0.0.256/24', 1, 4],
  ['10.0.0/24', 1, 4],
  ['10.0.0.0', 1, 4],
  ['2001:db8::/56', 1, 64],
  ['', 1, 1],
])('nobody knows the blocks of %s: %d with %d bits', (block, count, bits) => {
  expect(cidrBlocks(block, count, bits)).toBe(undefined);
});
