import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, REGION } from './templates';
import { rulesPage } from '../../projenrc/rules-doc';
import { readTemplate } from '../../src/cloudformation/app-reader';
import { controlsOf } from '../../src/rules/compliance-controls';
import { RuleOptions } from '../../src/rules/rule-options';
import { findingsIn, RULES } from '../../src/rules/rule-set';

const DOCS = join(__dirname, '..', '..', 'docs');
const nearest: Record<string, { readonly blocks: object; readonly passes: object }> = JSON.parse(readFileSync(join(DOCS, 'rules', 'nearest.json'), 'utf8'));

/** What some rules ask only where it is set. */
const OPTIONS: RuleOptions = {
  accessLock: { principals: { Role: { kind: 'role', identity: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::amzn-s3-demo-bucket/*'] }] } } },
  requiredPermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/boundary`,
  trustedAccounts: ['444455556666'],
};
const PARAMETERS = { Action: { Type: 'String' }, Target: { Type: 'String' } };

function found(rule: string, resources: object): number {
  const reading = readTemplate(JSON.stringify({ Parameters: PARAMETERS, Resources: resources }), { account: ACCOUNT, region: REGION });
  return findingsIn(reading, RULES.filter(({ name }) => name === rule), OPTIONS).length;
}

test('every rule has its nearest two, and no other has', () => {
  expect(Object.keys(nearest).sort()).toEqual(RULES.map(({ name }) => name).sort());
});

test.each(Object.entries(nearest))('%s blocks the nearest that it should, and lets the other pass', (rule, { blocks, passes }) => {
  expect([found(rule, blocks), found(rule, passes)]).toEqual([1, 0]);
});

test('the page of the rules is the one that the code makes', () => {
  expect(readFileSync(join(DOCS, 'rules.md'), 'utf8')).toBe(rulesPage());
});

test('controls name rules that exist, and say what they ask for', () => {
  expect(controlsOf('NoAdminAccess').map(({ framework }) => framework)).toContain('CIS AWS Foundations v7.0.0');
  expect(RULES.flatMap(({ name }) => controlsOf(name)).filter(({ id, title }) => title === id || !title.includes(' '))).toEqual([]);
  expect(RULES.flatMap(({ name }) => controlsOf(name)).flatMap(({ rules }) => rules).filter(rule => !RULES.some(({ name }) => name === rule))).toEqual([]);
});
