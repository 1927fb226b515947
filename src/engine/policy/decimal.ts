/**
 * A decimal number, exact.
 */
export class Decimal {
  /** @returns undefined when the text is no decimal number of at most 400 characters */
  public static parse(text: string): Decimal | undefined {
    const match = text.length <= 400 ? /^([+-]?)(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,3}))?$/i.exec(text.trim()) : null;
    if (match === null) { return undefined; }
    const [, sign, whole, fraction = '', exponent = '0'] = match;
    const scale = fraction.length - Number(exponent);
    const digits = BigInt(whole + fraction) * 10n ** BigInt(Math.max(0, -scale));
    return new Decimal(sign === '-' ? -digits : digits, Math.max(0, scale));
  }

  /** @param scale how many of the digits stand behind the point */
  constructor(private readonly digits: bigint, private readonly scale: number) {}

  /** Negative, zero or positive, as this number is less than, equal to or greater than the other. */
  public compare(other: Decimal): number {
    const scale = Math.max(this.scale, other.scale);
    const difference = this.scaled(scale) - other.scaled(scale);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  /** The number in the middle of both. */
  public midpoint(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal((this.scaled(scale) + other.scaled(scale)) * 5n, scale + 1);
  }

  public plus(whole: bigint): Decimal {
    return new Decimal(this.digits + whole * 10n ** BigInt(this.scale), this.scale);
  }

  /** In decimal notation, without an exponent. */
  public toString(): string {
    const sign = this.digits < 0n ? '-' : '';
    const digits = String(this.digits).replace('-', '').padStart(this.scale + 1, '0');
    const fraction = digits.slice(digits.length - this.scale).replace(/0+$/, '');
    return sign + digits.slice(0, digits.length - this.scale) + (this.scale === 0 || fraction === '' ? '' : `.${fraction}`);
  }

  private scaled(scale: number): bigint {
    return this.digits * 10n ** BigInt(scale - this.scale);
  }
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?)?)?)?$/;

/**
 * A point in time as seconds since 1970: ISO 8601 in the W3C profile, or epoch seconds. A date without a zone is UTC.
 *
 * @returns undefined when the text is neither
 * @see https://www.w3.org/TR/NOTE-datetime
 */
export function parseInstant(text: string): Decimal | undefined {
  const match = text.length <= 100 ? DATE.exec(text.trim()) : null;
  // CONTESTED in AWS's text, and without use: four digits alone are a year, as the W3C profile says, not epoch seconds.
  if (match === null) { return Decimal.parse(text); }
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] = match;
  const leap = Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0);
  const days = DAYS[Number(month) - 1] + (leap && month === '02' ? 1 : 0);
  const inRange = Number(day) >= 1 && Number(day) <= days && Number(hour) <= 23 && Number(minute) <= 59 && Number(second) <= 59;
  const offset = zone === 'Z' ? 0 : Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  if (!inRange) { return undefined; }
  const utc = new Date(0);
  utc.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  utc.setUTCHours(Number(hour), Number(minute) - (zone.startsWith('-') ? -offset : offset), Number(second));
  // The fraction counts forward from the second, before 1970 too.
  return new Decimal(BigInt(utc.getTime() / 1000) * 10n ** BigInt(fraction.length) + BigInt(fraction), fraction.length);
}
