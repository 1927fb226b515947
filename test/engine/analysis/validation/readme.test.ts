import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { AWS_CHECKS } from './aws-checks';
import { CHECKS } from '../../../../src/engine/analysis/validation/checks';

const README = readFileSync(path.join(__dirname, '../../../../src/engine/analysis/validation/README.md'), 'utf8');

/** Name, code, type and what is done, of each row that has a code. */
const rows = README.split('\n').filter(line => /^\|[^|]*\| `[A-Z0-9_]+` \|/.test(line)).map(line => line.split('|').slice(1, -1).map(cell => cell.trim()))
  .map(([name, code, type, here]) => ({ name, code: code.replace(/`/g, ''), type, here }));

const listed = Object.entries(AWS_CHECKS).flatMap(([type, names]) => names.map(one => {
  const [name, code] = typeof one === 'string' ? [one, one.toUpperCase().replace(/ /g, '_')] : one;
  return { name, code, type: type === 'withdrawn' ? 'ERROR' : type };
}));

test('the table has every check of AWS, with its code and type', () => {
  expect(rows.map(({ name, code, type }) => ({ name, code, type }))).toEqual(listed);
});

test('what is called done is done, with that type, and nothing else is', () => {
  const done = rows.filter(({ here }) => /^yes(: |$)/.test(here)).map(({ code, type }) => `${code} ${type}`);
  expect([...new Set(CHECKS.map(({ code, type }) => `${code} ${type}`))].sort()).toEqual(done.sort());
});

test('what is not done has a reason', () => {
  expect(rows.filter(({ here }) => !/^yes(: .+)?$|^no: .+$/.test(here))).toEqual([]);
});
