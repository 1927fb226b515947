import { dataDay, dataWarnings } from '../../src/rules/data-age';
import { judgementOf } from '../../src/rules/judgement';
import { daysLater } from '../../src/rules/waiver';

const EMPTY = { stacks: [], unread: [], accepted: [], restrictions: [] };

test('the day of the data is that of its source', () => {
  const { updatedAt } = jest.requireActual('../../data/sources/metadata.json');

  expect(dataDay()).toBe(updatedAt.slice(0, 10));
  expect(judgementOf(EMPTY, { today: '2026-11-30' }).dataDate).toBe(dataDay());
});

test('data older than a year is warned of, once in a judgement, and blocks nothing', () => {
  const warnings = (today: string) => judgementOf(EMPTY, { today });
  const after = (days: number) => warnings(daysLater(dataDay(), days));

  expect([after(0).warnings, after(365).warnings]).toEqual([[], []]);
  expect([after(366).warnings, after(366).findings]).toEqual([[
    `the data about AWS is of ${dataDay()}, more than a year ago: what AWS has added since, nobody here knows; update \`cdk-iam-guardrails\``,
  ], []]);
});

test('the day of the judgement is in no output', () => {
  expect(JSON.stringify(judgementOf(EMPTY, { today: '2031-05-17' }))).not.toContain('2031');
});

test('the warning names the day of the data', () => {
  expect(dataWarnings('2030-01-01', '2026-01-02')).toEqual([expect.stringContaining('2026-01-02')]);
});
