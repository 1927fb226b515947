import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConformanceCases, replayConformanceCase } from '../../../src/engine/evaluation/conformance-case';

const FOLDER = join(__dirname, 'cases');
const files = readdirSync(FOLDER).filter(name => name.endsWith('.json'));
const suite = files.flatMap(file => readConformanceCases(readFileSync(join(FOLDER, file), 'utf8')).map(one => ({ file, ...one })));

describe.each(files)('%s', file => {
  test.each(suite.filter(one => one.file === file).map(one => [one.id, one.description, one] as const))('%s: %s', (_id, _description, one) => {
    expect(replayConformanceCase(one)).toBe(one.expected);
  });
});

test('every case has an id of its own', () => {
  const ids = suite.map(one => one.id);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
});

test('the suite has at least 300 cases', () => {
  expect(suite.length).toBeGreaterThanOrEqual(300);
});
