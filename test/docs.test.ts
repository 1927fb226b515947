import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccessCheckPolicyType, PolicyAnalyzer } from '../src/engine/analysis';
import { RULES } from '../src/rules/rule-set';
import { RULE_TABLE } from '../src/rules/rule-table';

const ROOT = join(__dirname, '..');
const text = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const readme = text('README.md');

describe('the README', () => {
  test('opens with two commands that do everything', () => {
    const [, commands] = /```shell\n([\s\S]*?)```/.exec(readme)!;
    expect(commands.split('\n').map(line => line.replace(/ *#.*/, '')).filter(line => line !== '')).toEqual(['npm ci && npm run demo', 'npm ci && npm test']);
  });

  test('names the test command that the gate of a change runs', () => {
    expect(text('.ci/run')).toContain('\nnpm ci && npm test\n');
  });

  test('tells the witness of its example of two policies', () => {
    const documents = ['existing', 'updated'].map(name => new RegExp(`const ${name} = (\\{.*\\});`).exec(readme)![1].replace(/'/g, '"').replace(/(\w+):(?= )/g, '"$1":'));
    const [existing, updated] = documents.map(document => JSON.parse(document) as object);
    const [{ witness: { action, resource } }] = PolicyAnalyzer.checkNoNewAccess(existing, updated, AccessCheckPolicyType.IDENTITY_POLICY).reasons;

    expect(readme).toContain(`answer.reasons[0].witness; // ${action} on ${resource}`);
  });

  test('lists every rule with its question and its severity', () => {
    const rows = readme.split('\n').filter(line => /^\| `No/.test(line));
    expect(rows.sort()).toEqual(RULES.map(({ name, question }) => `| \`${name}\` | ${question} | \`${RULE_TABLE[name].severity}\` | ${RULE_TABLE[name].profile} |`).sort());
  });
});

describe('every promise', () => {
  const rows = text('docs/promises.md').split('\n').filter(line => line.startsWith('| ') && line.includes('`test/'));

  test.each(rows.map(row => row.split(' | ')))('%s', (_promise, held) => {
    const [, file] = /`(test\/[^`]+\.ts)`/.exec(held)!;
    expect(existsSync(join(ROOT, file))).toBe(true);
    const [, title] = /: `([^`]+)` \|$/.exec(held) ?? [];
    if (title !== undefined) { expect(text(file)).toContain(title); }
  });
});
