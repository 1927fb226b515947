import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { gateOptions, OPTION_NAMES, readConfiguration } from '../../src/rules/gate-options';

const folder = mkdtempSync(join(tmpdir(), 'gate-options-'));
afterAll(() => rmSync(folder, { recursive: true }));

const schema = JSON.parse(readFileSync(join(__dirname, '..', '..', 'data', 'config.schema.json'), 'utf8'));
const ajv = addFormats(new Ajv({ strict: false }));
const isValid = ajv.compile(schema);

const ALL = {
  enforcement: 'hard',
  profile: 'strict',
  alsoAsk: ['NoPlainHttp'],
  severities: { NoPlainHttp: 'fatal' },
  trustedAccounts: ['444455556666'],
  trustedOrganizations: ['o-a1b2c3d4e5'],
  requiredPermissionsBoundary: 'arn:*:iam::*:policy/team-boundary',
  acceptedOpacity: [{ resource: 'Initech::Gadget::Thing', reason: 'makes gadgets' }],
  organization: 'organization.json',
  baseline: 'iam-baseline.json',
  accessLock: 'iam-access.lock.json',
  today: '2027-03-31',
};

test('the published schema has the options that there are, and no others', () => {
  expect(Object.keys(schema.properties).filter(name => name !== '$schema')).toEqual(OPTION_NAMES);
  expect(Object.keys(ALL)).toEqual(OPTION_NAMES);
  expect([isValid(ALL), isValid.errors]).toEqual([true, null]);
  expect(gateOptions(ALL)).toEqual(ALL);
});

test('files are relative to the configuration', () => {
  const file = join(folder, 'guardrails.json');
  writeFileSync(file, JSON.stringify(ALL));

  expect(readConfiguration(file)).toEqual({
    ...ALL, organization: join(folder, 'organization.json'), baseline: join(folder, 'iam-baseline.json'), accessLock: join(folder, 'iam-access.lock.json'),
  });
});

test.each<[string, object]>([
  ['enforcement', { enforcement: 'soft' }],
  ['profile', { profile: 'lax' }],
  ['alsoAsk', { alsoAsk: 'NoPlainHttp' }],
  ['severities', { severities: ['NoPlainHttp'] }],
  ['severities', { severities: { NoPlainHttp: 'warning' } }],
  ['trustedAccounts', { trustedAccounts: ['*'] }],
  ['trustedOrganizations', { trustedOrganizations: ['*'] }],
  ['requiredPermissionsBoundary', { requiredPermissionsBoundary: 'boundary' }],
  ['acceptedOpacity', { acceptedOpacity: [{ resource: 'X', reason: 'r', more: 1 }] }],
  ['acceptedOpacity', { acceptedOpacity: ['X'] }],
  ['organization', { organization: {} }],
  ['baseline', { baseline: '' }],
  ['accessLock', { accessLock: 1 }],
  ['today', { today: 'tomorrow' }],
  ['unknown', { profil: 'strict' }],
])('%s is checked, by the schema too: %j', (_name, options) => {
  expect(() => gateOptions(options)).toThrow();
  expect(isValid(options)).toBe(false);
});
