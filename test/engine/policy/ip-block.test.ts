import { isIP } from 'node:net';
import { IpBlock } from '../../../src/engine/policy/ip-block';
import { fc } from '../../properties';

const contains = (block: string, address: string) => IpBlock.parse(block)!.contains(IpBlock.parse(address)!);

describe('reading', () => {
  test.each<[string, 4 | 6, bigint, bigint]>([
    ['0.0.0.0/0', 4, 0n, 0xffffffffn],
    ['203.0.113.0/24', 4, 0xcb007100n, 0xcb0071ffn],
    ['203.0.113.77/24', 4, 0xcb007100n, 0xcb0071ffn],
    ['203.0.113.77', 4, 0xcb00714dn, 0xcb00714dn],
    ['203.0.113.77/32', 4, 0xcb00714dn, 0xcb00714dn],
    ['255.255.255.255/31', 4, 0xfffffffen, 0xffffffffn],
    ['::/0', 6, 0n, 2n ** 128n - 1n],
    ['::', 6, 0n, 0n],
    ['::1', 6, 1n, 1n],
    ['2001:db8::/32', 6, 0x20010db8n * 2n ** 96n, 0x20010db9n * 2n ** 96n - 1n],
    ['2001:DB8:0:0:8:800:200C:417A', 6, 0x20010db80000000000080800200c417an, 0x20010db80000000000080800200c417an],
    ['2001:DB8::8:800:200C:417A', 6, 0x20010db80000000000080800200c417an, 0x20010db80000000000080800200c417an],
    ['1:2:3:4:5:6:7::', 6, 0x00010002000300040005000600070000n, 0x00010002000300040005000600070000n],
    ['::2:3:4:5:6:7:8', 6, 0x00000002000300040005000600070008n, 0x00000002000300040005000600070008n],
    ['::13.1.68.3', 6, 0x0d014403n, 0x0d014403n],
    ['::FFFF:129.144.52.38', 6, 0xffff81903426n, 0xffff81903426n],
    ['0:0:0:0:0:FFFF:129.144.52.38', 6, 0xffff81903426n, 0xffff81903426n],
    ['ABCD:ABCD:ABCD:ABCD:ABCD:ABCD:192.168.158.190', 6, 0xabcdabcdabcdabcdabcdabcdc0a89eben, 0xabcdabcdabcdabcdabcdabcdc0a89eben],
  ])('%s', (text, version, first, last) => {
    const block = IpBlock.parse(text)!;
    expect([block.version, block.first, block.last]).toEqual([version, first, last]);
  });

  test.each([
    '', ' ', '*', '1.2.3', '1.2.3.4.5', '1.2.3.256', '1.2.3.-4', '1.2.3.04', '01.2.3.4', '1.2.3.a', '1..2.3', '0x1.2.3.4', '1.2.3.4/', '1.2.3.4/33',
    '1.2.3.4/-1',
    '1.2.3.4/a', '1.2.3.4/8/8', '1.2.3.4 /8', '1.2.3.4/0.0.0.0', '16909060', 'localhost', '\u0661.2.3.4',
    ':', ':::', '1::2::3', ':1::2', '1::2:', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8::', '::1:2:3:4:5:6:7:8', '12345::', 'g::',
    '::1/129', '::1/', '::1%eth0',
    '[::1]', '::1.2.3', '::1.2.3.4:5', '1.2.3.4::', '1:2:3:4:5:6:7:1.2.3.4', '::1.2.3.04', '::256.2.3.4',
  ])('%p is no address and no block', text => {
    expect(IpBlock.parse(text)).toBeUndefined();
  });

  test('what reads as an address here is what the platform calls one', () => {
    const piece = fc.constantFrom('0', '1', '9', '25', '255', '256', 'ab', 'FFFF', 'fffff', '.', '.', ':', ':', ':', '::', '::', '1.2.3.4', '00');
    fc.assert(fc.property(fc.array(piece, { maxLength: 16 }), pieces => {
      const text = pieces.join('');
      expect([text, IpBlock.parse(text)?.version ?? 0]).toEqual([text, isIP(text)]);
    }), { numRuns: 3_000 });
  });
});

describe('containing', () => {
  test.each([
    ['0.0.0.0/0', '255.255.255.255', true],
    ['203.0.113.0/24', '203.0.113.255', true],
    ['203.0.113.0/24', '203.0.112.255', false],
    ['203.0.113.0/24', '203.0.114.0', false],
    ['203.0.113.0/24', '203.0.113.0/25', true],
    ['203.0.113.0/25', '203.0.113.0/24', false],
    ['2001:db8::/32', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', true],
    ['2001:db8::/32', '2001:db9::', false],
    ['::/0', '::1', true],
    ['::/0', '1.2.3.4', false],
    ['0.0.0.0/0', '::1', false],
    ['0.0.0.0/0', '::ffff:1.2.3.4', false],
  ])('%s, %s: %p', (block, address, expected) => {
    expect(contains(block, address)).toBe(expected);
  });

  test('a block contains what has its first bits, and nothing else', () => {
    const address = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 });
    const bits = (octets: number[]) => octets.map(octet => octet.toString(2).padStart(8, '0')).join('');
    fc.assert(fc.property(address, fc.integer({ min: 0, max: 32 }), address, fc.nat(32), (base, prefix, other, common) => {
      // Half of the pairs share their first bits, so that both outcomes are met.
      const shared = bits(base).slice(0, common) + bits(other).slice(common);
      const asked = shared.match(/.{8}/g)!.map(octet => parseInt(octet, 2));
      expect(contains(`${base.join('.')}/${prefix}`, asked.join('.'))).toBe(bits(base).slice(0, prefix) === shared.slice(0, prefix));
    }));
  });

  test('a widened block begins at the same address', () => {
    const block = IpBlock.parse('2001:db8:1:2::3')!.widen(32);
    expect([block.version, block.prefix, block.first]).toEqual([6, 32, 0x20010db8n * 2n ** 96n]);
  });
});
