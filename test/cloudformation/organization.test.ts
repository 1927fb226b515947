import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ACCOUNT, allow, ALLOW_ALL, decisions, deny, DENY_ALL, document, documentsOf, either, inline, principalOf, role, user } from './templates';
import { readApp } from '../../src/cloudformation/app-reader';
import { AppReading } from '../../src/cloudformation/app-reading';
import { AssemblyStack } from '../../src/cloudformation/cloud-assembly';
import { OrganizationReading, readOrganization } from '../../src/cloudformation/organization';
import { resourceControlOf, serviceControlOf } from '../../src/cloudformation/organization-policies';
import { LimitLevel } from '../../src/cloudformation/template-reading';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';

const MANAGEMENT = '999988887777';
const OTHER = '444455556666';
const ROOT = 'r-ab12';
const UNIT = 'ou-ab12-workloads1';
const NO_IAM = document(deny('iam:*'));
const FULL = document(allow('*'));
const PUBLISHED = 'arn:aws:organizations::aws:policy';
const CONDITIONS = { Conditions: { C: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } }, Parameters: { Env: { Type: 'String' } } };

const folder = mkdtempSync(join(tmpdir(), 'cdk-iam-guardrails-organization-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

let organizations = 0;

function described(root: object, managementAccountId: unknown = MANAGEMENT, more: object = {}): OrganizationReading {
  return readOrganization(write(`organization-${organizations++}.json`, { managementAccountId, root: { id: ROOT, ...root }, ...more }));
}

function stack(id: string, account: string | undefined, resources: object): AssemblyStack {
  return { id, constructPath: id, stackName: id, account, region: 'eu-west-1', file: '', text: JSON.stringify({ ...CONDITIONS, Resources: resources }), nested: [], parameters: {} };
}

const BOSS = { Boss: role({ RoleName: 'boss', ...inline(ALLOW_ALL) }) };
const ORGANIZATION = { O: { Type: 'AWS::Organizations::Organization' } };

function scp(targets: unknown, content: unknown = NO_IAM, attributes: object = {}, type = 'SERVICE_CONTROL_POLICY') {
  return { Guard: { Type: 'AWS::Organizations::Policy', Properties: { Name: 'guard', Type: type, TargetIds: targets, Content: content }, ...attributes } };
}

function levelsOf(reading: AppReading, id = 'App'): string[][] {
  const { organizationPolicies: { serviceControl, resourceControl } } = reading.stacks.find(one => one.stack.id === id)!;
  const spelt = (kind: string) => ({ target, policies }: LimitLevel) => [kind, target, ...policies.map(({ name }) => name)];
  return [...serviceControl.map(spelt('scp')), ...resourceControl.map(spelt('rcp'))];
}

/** What `Boss` may do. */
function decided(reading: AppReading, action: string): EvalDecision[] {
  const one = reading.stacks.find(({ stack: { id } }) => id === 'App')!;
  const boss = principalOf(one, 'Boss');
  return decisions({ action, resource: '*' }, { identity: documentsOf(boss.policies), serviceControl: serviceControlOf(one, boss) });
}

const { ALLOWED, EXPLICIT_DENY, IMPLICIT_DENY } = EvalDecision;

describe('a policy that the app attaches to the account of a stack', () => {
  const app = (management: object, account: string | undefined = ACCOUNT) => readApp([stack('Organization', MANAGEMENT, management), stack('App', account, BOSS)]);

  test('takes away what it denies, where the account surely is not the management account; everything else is as before', () => {
    const reading = app({ ...ORGANIZATION, ...scp([OTHER, ACCOUNT]) });

    expect(reading.stacks.flatMap(({ unread }) => unread)).toEqual([]);
    expect(levelsOf(reading)).toEqual([['scp', ACCOUNT, '`FullAWSAccess`', '`SERVICE_CONTROL_POLICY`']]);
    expect([decided(reading, 'iam:CreateUser'), decided(reading, 's3:GetObject')]).toEqual([[EXPLICIT_DENY], [ALLOWED]]);
  });

  test('which allows little takes nothing away: more may be attached', () => {
    expect(decided(app({ ...ORGANIZATION, ...scp([ACCOUNT], document(allow('s3:*'))) }), 'iam:CreateUser')).toEqual([ALLOWED]);
  });

  test.each<[string, object, string?]>([
    ['another account', { ...ORGANIZATION, ...scp([OTHER]) }],
    ['a unit of which nobody says what is in it', { ...ORGANIZATION, ...scp([UNIT, ROOT]) }],
    ['an account that may be another', { ...ORGANIZATION, ...scp([{ Ref: 'Env' }]) }],
    ['an account that may be left out', { ...ORGANIZATION, ...scp([either(ACCOUNT)]) }],
    ['nothing', { ...ORGANIZATION, ...scp([]) }],
    ['an account that may be the management account', scp([ACCOUNT])],
    ['an account that may be the management account, for the organization may be made elsewhere', { O: { ...ORGANIZATION.O, Condition: 'C' }, ...scp([ACCOUNT]) }],
    ['the account, where a condition holds', { ...ORGANIZATION, ...scp([ACCOUNT], NO_IAM, { Condition: 'C' }) }],
  ])('limits nothing that is attached to %s', (_, management) => {
    expect(decided(app(management), 'iam:CreateUser')).toContain(ALLOWED);
  });

  test('limits nothing where nobody knows the account of the stack', () => {
    expect(levelsOf(readApp([stack('Organization', MANAGEMENT, { ...ORGANIZATION, ...scp([ACCOUNT]) }), stack('App', undefined, BOSS)]))).toEqual([]);
  });

  test('limits nothing in the management account', () => {
    expect(levelsOf(readApp([stack('App', MANAGEMENT, { ...BOSS, ...ORGANIZATION, ...scp([MANAGEMENT]) })]))).toEqual([]);
  });

  test('of another organization proves nothing: its account may be managed there', () => {
    const reading = readApp([stack('Organization', OTHER, ORGANIZATION), stack('Elsewhere', MANAGEMENT, scp([ACCOUNT])), stack('App', ACCOUNT, BOSS)]);
    expect(levelsOf(reading)).toEqual([]);
  });

  test('that cannot be read limits nothing, and is unread', () => {
    const reading = app({ ...ORGANIZATION, ...scp([ACCOUNT], { Statement: [{ Effect: 'Deny', Action: 'iam:*' }] }) });
    expect(levelsOf(reading)).toEqual([]);
    expect(reading.stacks[0].unread.map(({ logicalId }) => logicalId)).toEqual(['Guard']);
  });

  test('a resource control policy limits who uses resources, and no principals', () => {
    const only = document({ ...deny('s3:*'), Principal: '*' });
    const reading = app({ ...ORGANIZATION, ...scp([ACCOUNT], only, {}, 'RESOURCE_CONTROL_POLICY') });
    expect(levelsOf(reading)).toEqual([['rcp', ACCOUNT, '`RCPFullAWSAccess`', '`RESOURCE_CONTROL_POLICY`']]);
    const [, one] = reading.stacks;
    expect(serviceControlOf(one)).toBeUndefined();
    const asked = { resource: 'arn:aws:s3:::bucket/key', resourceAccount: ACCOUNT };
    const identity = documentsOf(principalOf(one, 'Boss').policies);
    expect(decisions({ ...asked, action: 's3:GetObject' }, { identity, resourceControl: resourceControlOf(one) })).toEqual([EXPLICIT_DENY]);
    expect(decisions({ ...asked, action: 'sqs:SendMessage' }, { identity, resourceControl: resourceControlOf(one) })).toEqual([ALLOWED]);
  });

  test('the roles of a permission set are in other accounts', () => {
    const set = { Set: { Type: 'AWS::SSO::PermissionSet', Properties: { Name: 'Admin', InstanceArn: 'arn:aws:sso:::instance/ssoins-1', InlinePolicy: ALLOW_ALL } } };
    const { stacks: [, one] } = readApp([stack('Organization', MANAGEMENT, { ...ORGANIZATION, ...scp([ACCOUNT]) }), stack('App', ACCOUNT, { ...set, ...BOSS })]);
    expect(serviceControlOf(one, principalOf(one, 'Set'))).toBeUndefined();
    expect(serviceControlOf(one, principalOf(one, 'Boss'))).toHaveLength(1);
  });
});

describe('an organization that is given', () => {
  write('full.json', FULL);
  write('guard.json', NO_IAM);
  write('little.json', document(allow('s3:*')));
  write('only-us.json', document({ ...deny('s3:*'), Principal: '*' }));
  const inUnit = (account: object) => ({ organizationalUnits: [{ id: UNIT, accounts: [{ id: ACCOUNT, ...account }] }], accounts: [{ id: MANAGEMENT }] });
  const app = (organization: OrganizationReading, resources: object = BOSS, account = ACCOUNT) => readApp([stack('App', account, resources)], { organization });

  test('limits level by level: each must allow, none may deny; what is not described limits nothing', () => {
    const organization = described({
      serviceControlPolicies: ['full.json', 'guard.json'],
      resourceControlPolicies: ['only-us.json'],
      ...inUnit({ serviceControlPolicies: ['little.json'] }),
    });
    const reading = app(organization);

    expect(organization.unread).toEqual([]);
    expect(levelsOf(reading)).toEqual([
      ['scp', ROOT, '`full.json`', '`guard.json`'], ['scp', ACCOUNT, '`little.json`'], ['rcp', ROOT, '`RCPFullAWSAccess`', '`only-us.json`'],
    ]);
    expect(['iam:CreateUser', 'sqs:SendMessage', 's3:GetObject'].map(action => decided(reading, action))).toEqual([[EXPLICIT_DENY], [IMPLICIT_DENY], [ALLOWED]]);
  });

  test('does not limit the management account, nor accounts that are not in it', () => {
    const organization = described({ serviceControlPolicies: ['full.json', 'guard.json'], ...inUnit({}) });
    expect([MANAGEMENT, OTHER].map(account => levelsOf(app(organization, BOSS, account)))).toEqual([[], []]);
  });

  test('says which accounts are below what the app attaches to', () => {
    const organization = described(inUnit({}));
    const guarded = app(organization, { ...BOSS, ...scp([UNIT]) });
    expect(levelsOf(guarded)).toEqual([['scp', UNIT, '`FullAWSAccess`', '`SERVICE_CONTROL_POLICY`']]);
    expect(decided(guarded, 'iam:CreateUser')).toEqual([EXPLICIT_DENY]);
    expect(levelsOf(app(organization, { ...BOSS, ...scp(['ou-ab12-elsewhere']) }))).toEqual([]);
  });

  test('what the app may attach beside it may allow more, and does not deny', () => {
    const organization = described(inUnit({ serviceControlPolicies: ['little.json'] }));
    const allowing = app(organization, { ...BOSS, ...scp([{ Ref: 'Env' }], FULL) });
    const denying = app(organization, { ...BOSS, ...scp([{ Ref: 'Env' }], DENY_ALL) });
    expect(decided(allowing, 'iam:CreateUser')).toContain(ALLOWED);
    expect(decided(denying, 's3:GetObject')).toContain(ALLOWED);
    expect(decided(denying, 'iam:CreateUser')).not.toContain(ALLOWED);
  });

  test('every policy of it that is used is listed with the hash of its file', () => {
    const organization = described({ serviceControlPolicies: ['FullAWSAccess', 'guard.json'], ...inUnit({ resourceControlPolicies: ['only-us.json'] }) });
    const hashOf = (content: unknown) => createHash('sha256').update(JSON.stringify(content)).digest('hex');
    const published = (statement: object) => hashOf({ Version: '2012-10-17', Statement: [statement] });

    expect(app(organization).restrictions).toEqual([
      { kind: 'serviceControl', name: '`FullAWSAccess`', source: `${PUBLISHED}/service_control_policy/p-FullAWSAccess`, sha256: published({ Effect: 'Allow', Action: '*', Resource: '*' }) },
      { kind: 'serviceControl', name: '`guard.json`', source: 'guard.json', sha256: hashOf(NO_IAM) },
      {
        kind: 'resourceControl',
        name: '`RCPFullAWSAccess`',
        source: `${PUBLISHED}/resource_control_policy/p-RCPFullAWSAccess`,
        sha256: published({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }),
      },
      { kind: 'resourceControl', name: '`only-us.json`', source: 'only-us.json', sha256: hashOf(document({ ...deny('s3:*'), Principal: '*' })) },
    ]);
    expect(app(organization, BOSS, OTHER).restrictions).toEqual([]);
  });

  test.each<[string, object, unknown?, object?]>([
    ['$.root.serviceControlPolicies', { serviceControlPolicies: [] }],
    ['$.root.serviceControlPolicies', { serviceControlPolicies: ['guard.json'] }],
    ['$.root.serviceControlPolicies', { serviceControlPolicies: 'full.json' }],
    ['$.root.serviceControlPolicies[1]', { serviceControlPolicies: ['full.json', 'nowhere.json'] }],
    ['$.root.serviceControlPolicies[0]', { serviceControlPolicies: [FULL, 'full.json'] }],
    ['$.root.resourceControlPolicies[0]', { resourceControlPolicies: ['guard.json'] }],
    ['$.root.ServiceControlPolicies', { ServiceControlPolicies: ['full.json'] }],
    ['$.root.id', { id: 'root' }],
    ['$.root.accounts[0].id', { accounts: [{ id: 111122223333 }] }],
    ['$.root.accounts[1].id', { accounts: [{ id: ACCOUNT }, { id: ACCOUNT }] }],
    ['$.root.accounts[0].accounts', { accounts: [{ id: ACCOUNT, accounts: [] }] }],
    ['$.root.organizationalUnits[0]', { organizationalUnits: [UNIT] }],
    ['$.managementAccountId', {}, 'r-ab12'],
    ['$.managementAccount', {}, MANAGEMENT, { managementAccount: MANAGEMENT }],
  ])('what is wrong with it blocks, and it limits nothing: %s of %j', (place, root, managementAccountId = MANAGEMENT, more = {}) => {
    const organization = described({ serviceControlPolicies: ['full.json', 'guard.json'], ...inUnit({}), ...root }, managementAccountId, more);
    const reading = app(organization);

    expect(organization.unread.map(({ path }) => path.slice(path.indexOf('$')))).toContain(place);
    expect(reading.unread).toEqual(organization.unread);
    expect(levelsOf(reading)).toEqual([]);
  });

  test.each([['nowhere.json', undefined], ['broken.json', '{'], ['twice.json', '{"root":{},"root":{}}'], ['latin.json', Buffer.from([0x22, 0xff, 0x22])]])('%s is unread', (name, content) => {
    const file = join(folder, name);
    if (content !== undefined) { writeFileSync(file, content); }
    const { organization, unread } = readOrganization(file);
    expect(organization).toBeUndefined();
    expect(unread).toHaveLength(1);
    expect(unread[0].path).toContain(name);
  });
});

test('a boundary of AWS, and a policy of AWS that denies, are listed with their hashes; a policy of AWS that only allows is not', () => {
  const { restrictions } = readApp([stack('App', ACCOUNT, {
    Ann: user({ PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess', ManagedPolicyArns: ['arn:aws:iam::aws:policy/AWSDenyAll', 'arn:aws:iam::aws:policy/AmazonS3FullAccess'] }),
  })]);
  expect(restrictions.map(({ kind, name, source }) => [kind, name, source.replace(/ v\d+$/, '')])).toEqual([
    ['permissionsBoundary', 'AWS managed policy `ReadOnlyAccess`', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
    ['identity', 'AWS managed policy `AWSDenyAll`', 'arn:aws:iam::aws:policy/AWSDenyAll'],
  ]);
  for (const { sha256 } of restrictions) { expect(sha256).toMatch(/^[0-9a-f]{64}$/); }
});
