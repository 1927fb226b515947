/** How many blocks `Fn::Cidr` makes at most. */
const MOST_BLOCKS = 256;

const ADDRESS_BITS = 32;

/**
 * The blocks that `Fn::Cidr` makes of an IPv4 block. Undefined where AWS refuses it, and for IPv6, of which nobody says how it is written.
 *
 * @param bits of the addresses inside each block: 8 for `/24`
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html
 */
export function cidrBlocks(block: string, count: number, bits: number): string[] | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(block);
  if (match === null) { return undefined; }
  const [length, ...octets] = [Number(match[5]), ...match.slice(1, 5).map(Number)];
  const isCount = Number.isInteger(count) && count >= 1 && count <= MOST_BLOCKS;
  const start = octets.reduce((address, octet) => address * 256 + octet, 0);
  const [all, each] = [2 ** (ADDRESS_BITS - length), 2 ** bits];
  const fits = Number.isInteger(bits) && bits >= 1 && each * count <= all && length <= ADDRESS_BITS && octets.every(octet => octet < 256) && start % all === 0;
  return isCount && fits ? Array.from({ length: count }, (_, i) => `${addressOf(start + i * each)}/${ADDRESS_BITS - bits}`) : undefined;
}

function addressOf(number: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(number / 2 ** shift) % 256).join('.');
}
