import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { LOOKED_UP } from './environment';
import { EXPECTED_FINDINGS, FALSE_ALARMS } from './expected-findings';
import { readStacksOf } from '../../src/cloudformation/app-reader';
import { CloudAssembly, readCloudAssembly } from '../../src/cloudformation/cloud-assembly';
import { findingText } from '../../src/reports/finding-text';
import { Finding } from '../../src/rules/finding';
import { findingsInApp, rulesFor } from '../../src/rules/rule-set';

const BASELINE = rulesFor({});

const FILES = readdirSync(join(__dirname, 'stacks')).map(file => file.replace(/\.ts$/, ''));

const EXPECTED = [...EXPECTED_FINDINGS, ...FALSE_ALARMS];

const root = mkdtempSync(join(tmpdir(), 'corpus-test-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Every stack of the corpus, in one app. */
function synthesized(name: string, flags: object): CloudAssembly {
  const outdir = join(root, name);
  const app = new App({ outdir, context: { ...flags, ...LOOKED_UP }, treeMetadata: false });
  for (const file of FILES) {
    const before = app.node.children.length;
    for (const add of Object.values(jest.requireActual<Record<string, (app: App) => void>>(`./stacks/${file}`))) { add(app); }
    if (app.node.children.length === before) { throw new Error(`stacks/${file} adds nothing`); }
  }
  app.synth();
  return readCloudAssembly(outdir);
}

/** `Stack Rule LogicalId`. */
function keyOf({ stack, rule, logicalId }: Pick<Finding, 'stack' | 'rule' | 'logicalId'>): string {
  return [stack, rule, logicalId].join(' ');
}

describe.each([
  ['as `cdk init` makes apps today', recommendedFlags],
  ['as old apps are, without feature flags', {}],
])('the corpus, %s', (name, flags) => {
  let assembly: CloudAssembly;
  let findings: Finding[];
  beforeAll(() => {
    assembly = synthesized(name, flags);
    findings = findingsInApp(readStacksOf(assembly), BASELINE);
  });

  test('has no findings but the expected ones', () => {
    const expected = new Set(EXPECTED.map(keyOf));
    expect(findings.filter(finding => !expected.has(keyOf(finding))).map(finding => `${keyOf(finding)}: ${findingText(finding)}`)).toEqual([]);
  });

  test('has every expected finding', () => {
    const found = new Set(findings.map(keyOf));
    expect(EXPECTED.map(keyOf).filter(key => !found.has(key))).toEqual([]);
  });

  test('is read whole: each of its roles is blamed once it is an administrator', () => {
    const roles: string[] = [];
    const stacks = assembly.stacks.map(stack => {
      const template = JSON.parse(stack.text);
      for (const [logicalId, { Type, Properties }] of Object.entries<any>(template.Resources ?? {})) {
        if (Type !== 'AWS::IAM::Role') { continue; }
        Properties.ManagedPolicyArns = ['arn:aws:iam::aws:policy/AdministratorAccess'];
        delete Properties.PermissionsBoundary;
        roles.push(`${stack.id} NoAdminAccess ${logicalId}`);
      }
      return { ...stack, text: JSON.stringify(template) };
    });
    const blamed = new Set(findingsInApp(readStacksOf({ ...assembly, stacks }), BASELINE.filter(rule => rule.name === 'NoAdminAccess')).map(keyOf));

    expect(roles.length).toBeGreaterThan(150);
    expect(roles.filter(role => !blamed.has(role))).toEqual([]);
  });
});

test('the corpus is large, and nearly all of it passes', () => {
  expect(FILES.length).toBeGreaterThanOrEqual(70);
  expect(new Set(FALSE_ALARMS.map(({ stack }) => stack)).size).toBeLessThanOrEqual(1);
});
