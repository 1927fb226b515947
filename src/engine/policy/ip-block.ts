/**
 * A block of IPv4 or IPv6 addresses: from the first to the last.
 */
export class IpBlock {
  /**
   * Reads an address or a CIDR block; bits behind the prefix are ignored.
   *
   * @returns undefined when the text is neither
   */
  public static parse(text: string): IpBlock | undefined {
    const [address, prefix, ...more] = text.trim().split('/');
    const number = address.includes(':') ? parseV6(address) : parseV4(address);
    if (number === undefined || more.length > 0) { return undefined; }
    const version = address.includes(':') ? 6 : 4;
    const bits = version === 6 ? 128 : 32;
    if (prefix !== undefined && !(/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)) { return undefined; }
    return new IpBlock(version, prefix === undefined ? bits : Number(prefix), number, prefix !== undefined);
  }

  public readonly first: bigint;
  public readonly last: bigint;

  private constructor(readonly version: 4 | 6, readonly prefix: number, number: bigint, readonly hasPrefix: boolean) {
    const free = BigInt((version === 6 ? 128 : 32) - prefix);
    this.first = number >> free << free;
    this.last = this.first + (1n << free) - 1n;
  }

  /** The block of the same address with another prefix. */
  public widen(prefix: number): IpBlock {
    return new IpBlock(this.version, prefix, this.first, true);
  }

  public contains(other: IpBlock): boolean {
    return this.version === other.version && this.first <= other.first && other.last <= this.last;
  }
}

/** The text of an address. */
export function addressText(version: 4 | 6, number: bigint): string {
  if (version === 4) { return [24n, 16n, 8n, 0n].map(shift => number >> shift & 0xffn).join('.'); }
  return [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map(shift => (number >> shift & 0xffffn).toString(16)).join(':');
}

function parseV4(text: string): bigint | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every(octet => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255)) { return undefined; }
  return octets.reduce((number, octet) => number << 8n | BigInt(octet), 0n);
}

function parseV6(text: string): bigint | undefined {
  const [left, right, ...more] = text.split('::');
  if (more.length > 0 || text.length > 45) { return undefined; }
  const head = groups(left, right === undefined);
  const tail = groups(right ?? '', true);
  if (head === undefined || tail === undefined) { return undefined; }
  const missing = 8 - head.length - tail.length;
  if (right === undefined ? missing !== 0 : missing < 1) { return undefined; }
  return [...head, ...new Array<bigint>(missing).fill(0n), ...tail].reduce((number, group) => number << 16n | group, 0n);
}

/** The 16-bit groups of a part of an IPv6 address; the last one may be written as an IPv4 address. */
function groups(text: string, mayEndInV4: boolean): bigint[] | undefined {
  if (text === '') { return []; }
  const parts = text.split(':');
  const read: bigint[] = [];
  for (const [i, part] of parts.entries()) {
    const v4 = mayEndInV4 && i === parts.length - 1 && part.includes('.') ? parseV4(part) : undefined;
    if (v4 !== undefined) {
      read.push(v4 >> 16n, v4 & 0xffffn);
    } else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) {
      read.push(BigInt(`0x${part}`));
    } else {
      return undefined;
    }
  }
  return read;
}
