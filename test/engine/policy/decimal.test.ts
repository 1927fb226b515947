import { Decimal, parseInstant } from '../../../src/engine/policy/decimal';
import { fc } from '../../properties';

function order(left: string, right: string): number | undefined {
  const [a, b] = [Decimal.parse(left), Decimal.parse(right)];
  return a && b && a.compare(b);
}

describe('decimal numbers', () => {
  test.each([
    ['0', '0', 0],
    ['1', '1.0', 0],
    ['1.10', '1.1', 0],
    ['-0', '0', 0],
    ['+7', '7', 0],
    ['007', '7', 0],
    [' 7 ', '7', 0],
    ['-1', '1', -1],
    ['-2', '-1', -1],
    ['-1.5', '-1.4', -1],
    ['2', '10', -1],
    ['0.1', '0.09', 1],
    ['0.30000000000000004', '0.3', 1],
    ['9007199254740993', '9007199254740992', 1],
    ['0.1000000000000000055511151231257827', '0.1', 1],
    // As JSON writes numbers, too.
    ['1e3', '1000', 0],
    ['1.5E-2', '0.015', 0],
    ['-2e+0', '-2', 0],
    ['1e-7', '0.0000001', 0],
    ['1.7976931348623157e308', '1e309', -1],
    ['5e-324', '0', 1],
    ['340282366920938463463374607431768211456', '340282366920938463463374607431768211455', 1],
  ])('%s against %s: %d', (left, right, expected) => {
    expect(order(left, right)).toBe(expected);
    expect(order(right, left)).toBe(expected === 0 ? 0 : -expected);
  });

  test.each([
    '', ' ', '-', '+', '.', '5.', '.5', '1.2.3', '--1', '1e', 'e3', '1e1.5', '1e 3', '1e1000', '1e-1000', '0x10', '1,000', '1_000',
    'NaN', 'Infinity', '1 000', '1\n2', '\u0661', '\uff11', 'ten', '1%',
  ])('%p is no decimal number', text => {
    expect(Decimal.parse(text)).toBeUndefined();
  });

  test('a number of 400 characters is read, a longer one is not', () => {
    expect(Decimal.parse('9'.repeat(400))).toBeDefined();
    expect(Decimal.parse('9'.repeat(401))).toBeUndefined();
    expect(Decimal.parse('9'.repeat(10_000_000))).toBeUndefined();
  });

  test('the order is that of the integers, however large', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), (a, b) => {
      expect(order(String(a), String(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
    }));
  });

  test('a point moved in both numbers alike changes nothing', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 30 });
    fc.assert(fc.property(digits, digits, fc.integer({ min: 1, max: 30 }), (a, b, places) => {
      const shifted = (text: string) => `${text}0`.padStart(places + 1, '0').replace(new RegExp(`(.{${places}})$`), '.$1');
      expect(order(shifted(a), shifted(b))).toBe(order(a, b));
    }));
  });
});

function orderOfInstants(left: string, right: string): number | undefined {
  const [a, b] = [parseInstant(left), parseInstant(right)];
  return a && b && a.compare(b);
}

describe('points in time', () => {
  test.each([
    // The examples of the W3C note.
    ['1997', '852076800'],
    ['1997-07', '867715200'],
    ['1997-07-16', '869011200'],
    ['1997-07-16T19:20+01:00', '869077200'],
    ['1997-07-16T19:20:30+01:00', '869077230'],
    ['1997-07-16T19:20:30.45+01:00', '869077230.45'],
    ['1994-11-05T08:15:30-05:00', '784041330'],
    ['1994-11-05T13:15:30Z', '784041330'],
    // The epoch, and what is before it.
    ['1970', '0'],
    ['1969-12-31T23:59:59Z', '-1'],
    ['1969-12-31T23:59:59.25Z', '-0.75'],
    ['1969-12-31T23:00:00-01:00', '0'],
    // Leap days.
    ['2000-02-29', '951782400'],
    ['2024-02-29', '1709164800'],
    // The ends of the range.
    ['0001-01-01', '-62135596800'],
    ['9999-12-31T23:59:59Z', '253402300799'],
    // A date without a zone is UTC.
    ['2020-01-01T00:00', '1577836800'],
    ['2020-01-01T00:00:00', '1577836800'],
    ['2020-01-01', '1577836800'],
  ])('%s is %s seconds after the epoch', (date, seconds) => {
    expect(orderOfInstants(date, seconds)).toBe(0);
  });

  test.each([
    ['2020-01-01T00:00:00.1Z', '2020-01-01T00:00:00.09Z', 1],
    ['2020-01-01T00:00:00.000000001Z', '2020-01-01T00:00:00Z', 1],
    ['2020-01-01T00:00:00+00:01', '2020-01-01T00:00:00Z', -1],
    ['2020-01-01T00:00:00-00:01', '2020-01-01T00:00:00Z', 1],
    ['2020-12-31T23:59:59-14:00', '2021-01-01T13:59:59Z', 0],
  ])('%s against %s: %d', (left, right, expected) => {
    expect(orderOfInstants(left, right)).toBe(expected);
  });

  test('four digits are a year, five are seconds', () => {
    expect(orderOfInstants('1600', '1600-01-01')).toBe(0);
    expect(orderOfInstants('16000', '1970-01-01T04:26:40Z')).toBe(0);
  });

  test.each([
    '', 'now', '2020-1-1', '2020-13', '2020-00', '2020-01-00', '2020-01-32', '2020-04-31', '2019-02-29', '1900-02-29', '2100-02-29',
    '20200101T000000Z',
    '2020-01-01T', '2020-01-01T24:00:00Z', '2020-01-01T23:60:00Z', '2020-01-01T23:59:60Z', '2020-01-01T12Z', '2020-01-01T12:00:00.Z',
    '2020-01-01 12:00:00Z',
    '2020-01-01t12:00:00z', '2020-01-01Z', '2020-01-01T00:00:00+1:00', '2020-01-01T00:00:00+25:00', '2020-W01', '2020-001', '12020-01-01',
    '-2020-01-01',
    '2020-01-01T00:00:00ZZ', '2020-01-01T00:00:00Z+01:00', '1577836800Z', '2020/01/01',
  ])('%p is no point in time', text => {
    expect(parseInstant(text)).toBeUndefined();
  });

  test('a date and its epoch seconds are the same, whatever the zone it is written in', () => {
    const seconds = fc.integer({ min: -62_135_596_800, max: 253_402_300_799 });
    fc.assert(fc.property(seconds, fc.integer({ min: -23, max: 23 }), fc.integer({ min: 0, max: 59 }), (instant, hours, minutes) => {
      const offset = (hours < 0 ? -1 : 1) * (Math.abs(hours) * 60 + minutes);
      const local = new Date((instant + offset * 60) * 1000);
      fc.pre(local.getUTCFullYear() >= 0 && local.getUTCFullYear() <= 9999);
      const digits = (number: number) => String(Math.abs(number)).padStart(2, '0');
      const date = `${local.toISOString().slice(0, 19)}${offset < 0 ? '-' : '+'}${digits(hours)}:${digits(minutes)}`;
      expect([date, orderOfInstants(date, String(instant))]).toEqual([date, 0]);
    }));
  });
});
