import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Folder, Run } from './run';
import { readApp, readAssembly } from '../../src/cloudformation/app-reader';
import { AppReading } from '../../src/cloudformation/app-reading';
import { AppReadingJson, readingJson } from '../../src/cloudformation/reading-json';
import { PolicyDocument } from '../../src/engine/policy/policy-document';
import { OpenText } from '../../src/engine/policy/text';
import { AwsManagedPolicies } from '../../src/engine/service-authorization/aws-managed-policies';
import { allow, deny, document, either, group, inline, managedPolicy, NO_VALUE, policy, role, trustIn, user } from '../cloudformation/templates';

const ROOT = join(__dirname, '..', '..');
const folder = new Folder();
const assemblies = mkdtempSync(join(tmpdir(), 'cdk-iam-guardrails-read-'));
afterAll(() => {
  folder.remove();
  rmSync(assemblies, { recursive: true });
});

const PARAMETERS = { Env: { Type: 'String' }, Level: { Type: 'String', AllowedValues: ['low', 'high'] } };
const CONDITIONS = { C: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } };
const HERE = ['--account', '111122223333', '--region', 'eu-west-1'];

function template(name: string, resources: object, sections: object = {}): string {
  return folder.write(name, { ...sections, Resources: resources });
}

function json(...args: string[]): AppReadingJson {
  const { out, err } = folder.run('read', ...args, '--json');
  expect(err).toBe('');
  return JSON.parse(out);
}

/** What the CDK makes of an app, in a folder of its own. */
function synthesized(name: string, app: string): string {
  const outdir = join(assemblies, name);
  const preamble = `
    const lib = name => require(${JSON.stringify(join(ROOT, 'node_modules', 'aws-cdk-lib'))} + name);
    const { App, NestedStack, Stack, Stage } = lib('');
    const iam = lib('/aws-iam');
    const app = new App({ outdir: ${JSON.stringify(outdir)}, analyticsReporting: false });
  `;
  const { NODE_ENV, JEST_WORKER_ID, ...env } = process.env;
  const { status, stderr } = spawnSync(process.execPath, ['-e', `${preamble}${app}; app.synth();`], { encoding: 'utf8', env: { ...env, CDK_VALIDATION: 'false' } });
  expect([status, stderr]).toEqual([0, '']);
  return outdir;
}

const SHOP = synthesized('shop', `
  const env = { account: '111122223333', region: 'eu-west-1' };
  const shop = new Stack(app, 'Shop', { env });
  const reader = new iam.CfnRole(shop, 'Reader', { roleName: 'reader', assumeRolePolicyDocument: { Version: '2012-10-17', Statement: [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ] } });
  const nested = new NestedStack(shop, 'Nested');
  new iam.CfnUser(nested, 'Clerk', { userName: 'clerk' });
  const audit = new Stack(app, 'Audit', { env });
  new iam.CfnPolicy(audit, 'Look', { policyName: 'look', roles: ['reader'], policyDocument: { Version: '2012-10-17', Statement: [
    { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::logs/*' },
  ] } });
  const prod = new Stack(new Stage(app, 'Prod', { env }), 'App');
  new iam.CfnGroup(prod, 'Staff', { groupName: 'staff' });
  new iam.CfnUser(prod, 'Ann', { userName: 'ann', groups: ['staff'] });
`);

const AWS_DENY_ALL = AwsManagedPolicies.find('AWSDenyAll')!;

function hashOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

const RICH = {
  Boss: role({ RoleName: 'boss', PermissionsBoundary: 'arn:aws:iam::aws:policy/AWSDenyAll', ...inline(document(allow('s3:Get*', { 'Fn::Sub': 'arn:aws:s3:::logs-${Level}/*' }))) }),
  Lost: role({ RoleName: 'lost', PermissionsBoundary: 'arn:aws:iam::111122223333:policy/elsewhere' }),
  Staff: group({ GroupName: 'staff', ...inline(document(allow('sqs:ListQueues'))) }),
  Ann: user({ UserName: 'ann', Groups: [{ Ref: 'Staff' }] }),
  Outside: policy(document(allow('sqs:SendMessage')), { Roles: ['imported'] }),
  Nobodys: managedPolicy(document(allow('sqs:SendMessage')), { ManagedPolicyName: 'nobodys' }, { Condition: 'C' }),
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } },
  QueueRule: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: document({ ...allow('sqs:SendMessage'), Principal: '*' }) },
  },
  Guard: {
    Type: 'AWS::Organizations::Policy',
    Properties: { Name: 'guard', Type: 'SERVICE_CONTROL_POLICY', TargetIds: ['ou-ab12-cdef3456'], Content: document(deny('iam:*')) },
  },
  Perhaps: policy(document(deny('sqs:*')), { PolicyName: 'perhaps', Roles: ['boss'] }, { Condition: 'C' }),
};
const MACHINE = { Type: 'Custom::Machine', Properties: { ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:elsewhere' } };
const MACHINE_UNREAD = 'the custom resource is made by `arn:aws:lambda:eu-west-1:111122223333:function:elsewhere`, '
  + 'which is not in this app: nobody can say here what it does; use a provider of the app';

describe('people read', () => {
  test('an app: every stack, those of stages and nested ones too, and what one attaches to a role of another', () => {
    expect(folder.run('read', SHOP)).toEqual({
      code: 0,
      out: [
        'everything was read, in 4 templates',
        '',
        'stack `assembly-Prod/ProdAppB2A2DCC5`, construct `Prod/App`',
        '  template: assembly-Prod/ProdAppB2A2DCC5.template.json',
        '  account 111122223333, region eu-west-1',
        '  group `Staff` (AWS::IAM::Group)',
        '    name: staff',
        '    arn: arn:aws:iam::111122223333:group/staff',
        '  user `Ann` (AWS::IAM::User)',
        '    name: ann',
        '    arn: arn:aws:iam::111122223333:user/ann',
        '    member of the group in `Staff`: staff',
        '',
        'stack `Shop`',
        '  template: Shop.template.json',
        '  account 111122223333, region eu-west-1',
        '  role `Reader` (AWS::IAM::Role)',
        '    name: reader',
        '    arn: arn:aws:iam::111122223333:role/reader',
        '    trust policy (trust, 1 statement), in `Reader` at Properties.AssumeRolePolicyDocument',
        '    inline policy `Look` (inline, 1 statement), in `Look` of stack `Audit` at Properties.PolicyDocument',
        '',
        'stack `Shop/NestedNestedStackNestedNestedStackResourceDEFDAA4D`, construct `Shop`',
        '  template: ShopNestedE5719FB0.nested.template.json',
        '  nested in: Shop',
        '  account 111122223333, region eu-west-1',
        '  user `Clerk` (AWS::IAM::User)',
        '    name: clerk',
        '    arn: arn:aws:iam::111122223333:user/clerk',
        '',
        'stack `Audit`',
        '  template: Audit.template.json',
        '  account 111122223333, region eu-west-1',
        '  no principals and no policies',
        '',
      ].join('\n'),
      err: '',
    });
  });

  test('a template: boundaries, groups, policies that are judged alone, what is protected and limited, what is open', () => {
    template('rich.json', RICH, { Parameters: PARAMETERS, Conditions: CONDITIONS });

    expect(folder.run('read', 'rich.json', ...HERE)).toEqual({
      code: 0,
      out: [
        'everything was read, in 1 template',
        '',
        'template',
        '  account 111122223333, region eu-west-1',
        '  role `Boss` (AWS::IAM::Role)',
        '    name: boss',
        '    arn: arn:aws:iam::111122223333:role/boss',
        '    trust policy (trust, 1 statement), in `Boss` at Properties.AssumeRolePolicyDocument',
        '    inline policy `p0` (inline, 1 statement), in `Boss` at Properties.Policies[0].PolicyDocument',
        '      holds open values: parameter `Level`',
        '    inline policy `Perhaps` (inline, 1 statement), in `Perhaps` at Properties.PolicyDocument',
        '      depends on: condition `C`',
        '    boundary: arn:aws:iam::aws:policy/AWSDenyAll',
        '      AWS managed policy `AWSDenyAll` (awsManaged, 1 statement), in `Boss` at Properties.PermissionsBoundary',
        '  role `Lost` (AWS::IAM::Role)',
        '    name: lost',
        '    arn: arn:aws:iam::111122223333:role/lost',
        '    trust policy (trust, 1 statement), in `Lost` at Properties.AssumeRolePolicyDocument',
        '    boundary that cannot be resolved, and limits nothing: arn:aws:iam::111122223333:policy/elsewhere',
        '  group `Staff` (AWS::IAM::Group)',
        '    name: staff',
        '    arn: arn:aws:iam::111122223333:group/staff',
        '    inline policy `p0` (inline, 1 statement), in `Staff` at Properties.Policies[0].PolicyDocument',
        '  user `Ann` (AWS::IAM::User)',
        '    name: ann',
        '    arn: arn:aws:iam::111122223333:user/ann',
        '    member of the group in `Staff`: staff',
        '      inline policy `p0` (inline, 1 statement), in `Staff` at Properties.Policies[0].PolicyDocument',
        '  inline policy `Outside` (inline, 1 statement), in `Outside` at Properties.PolicyDocument',
        '    judged alone, attached outside the app, where other policies are not known, to role: imported',
        '  managed policy `Nobodys` (managed, 1 statement), in `Nobodys` at Properties.PolicyDocument',
        '    judged alone, attached to nobody in the app',
        '  `PolicyDocument` (resource, 1 statement), in `QueueRule` at Properties.PolicyDocument',
        '    protects: arn:aws:sqs:eu-west-1:111122223333:orders',
        '    checked for public access as: AWS::SQS::Queue',
        '  `SERVICE_CONTROL_POLICY` (serviceControl, 1 statement), in `Guard` at Properties.Content',
        '    limits: ou-ab12-cdef3456',
        '',
        'open values: known at deployment',
        '  opaque: parameter `Level`, one of low, high',
        '',
        'restrictions from outside the templates',
        `  AWS managed policy \`AWSDenyAll\` (permissionsBoundary), ${AWS_DENY_ALL.arn} ${AWS_DENY_ALL.versionId}, sha256 ${hashOf(AWS_DENY_ALL.document)}`,
        '',
      ].join('\n'),
      err: '',
    });
  });

  test('an organization from outside: what limits the account, level by level, and the hashes of its files', () => {
    const guard = document(deny('iam:*'));
    folder.write('guard.json', guard);
    folder.write('only-us.json', document({ ...deny('s3:*'), Principal: '*' }));
    folder.write('organization.json', {
      managementAccountId: '999988887777',
      root: { id: 'r-ab12', serviceControlPolicies: ['FullAWSAccess', 'guard.json'], accounts: [{ id: '111122223333', resourceControlPolicies: ['only-us.json'] }] },
    });
    template('limited.json', {});
    const { code, out } = folder.run('read', 'limited.json', ...HERE, '--organization', 'organization.json');

    expect([code, out.split('\n').slice(2)]).toEqual([0, [
      'template',
      '  account 111122223333, region eu-west-1',
      '  limits principals of the account, attached to r-ab12:',
      '    `FullAWSAccess`',
      '    `guard.json`',
      '  limits who uses resources of the account, attached to 111122223333:',
      '    `RCPFullAWSAccess`',
      '    `only-us.json`',
      '',
      'restrictions from outside the templates',
      expect.stringMatching(/^  `FullAWSAccess` \(serviceControl\), arn:aws:organizations::aws:policy\/service_control_policy\/p-FullAWSAccess, sha256 [0-9a-f]{64}$/),
      `  \`guard.json\` (serviceControl), guard.json, sha256 ${hashOf(guard)}`,
      expect.stringMatching(/^  `RCPFullAWSAccess` \(resourceControl\), /),
      `  \`only-us.json\` (resourceControl), only-us.json, sha256 ${hashOf(document({ ...deny('s3:*'), Principal: '*' }))}`,
      '',
    ]]);
  });

  test('an organization that cannot be read blocks', () => {
    folder.write('no-organization.json', { managementAccountId: '999988887777' });
    template('unlimited.json', {});
    const { code, out } = folder.run('read', 'unlimited.json', ...HERE, '--organization', 'no-organization.json');

    expect([code, out]).toEqual([1, expect.stringContaining('  no-organization.json $.root: is not an object')]);
  });

  test('what was not read, with the way out', () => {
    template('machine.json', { Machine: MACHINE, P: managedPolicy(undefined, { Users: ['ann'] }) });

    expect(folder.run('read', 'machine.json', ...HERE)).toEqual({
      code: 1,
      out: [
        'not everything was read: 2 places unread',
        '',
        'template',
        '  account 111122223333, region eu-west-1',
        '  no principals and no policies',
        '',
        'unread: each may allow anything',
        '  `P` Properties.PolicyDocument: is missing: nobody can say what the policy is',
        `  \`Machine\` Properties.ServiceToken: ${MACHINE_UNREAD}; or answer for it: --accept \`Machine=REASON\``,
        '',
      ].join('\n'),
      err: '',
    });
  });

  test('foreign text begins no line and moves no cursor', () => {
    const hostile = 'x\n  role `Forged`\u001b[31m\u202e';
    template('hostile.json', { [hostile]: role({ RoleName: hostile }), O: policy(document(allow('s3:GetObject')), { PolicyName: hostile, Roles: [hostile, 'imported\nforged'] }) });
    const { out } = folder.run('read', 'hostile.json');

    expect(out).toContain('name: x\\u{a}  role `Forged`\\u{1b}[31m\\u{202e}\n');
    expect(out).not.toMatch(/[\u001b\u202e]|^ *role `Forged`|^ *forged/m);
  });
});

describe('programs read the whole', () => {
  test('of a statement: every element with its complement, conditions, what is open and what it depends on', () => {
    template('statements.json', {
      Boss: role({
        RoleName: 'boss',
        AssumeRolePolicyDocument: trustIn({ AWS: '444455556666', Service: ['ec2.amazonaws.com', either('s3.amazonaws.com')] }),
        ...inline({
          Version: '2012-10-17',
          Id: 'own',
          Statement: [
            { Sid: 'Read', ...allow(['s3:Get*', either('s3:List*')], { 'Fn::Sub': 'arn:aws:s3:::logs-${Level}/${Env}' }) },
            either({ Effect: 'Deny', NotAction: 's3:*', NotResource: { Ref: 'Env' }, Condition: either({ Bool: { 'aws:SecureTransport': 'false' } }, NO_VALUE) }),
            { ...allow('s3:PutObject'), Condition: { 'ForAnyValue:StringLikeIfExists': { 'aws:TagKeys': ['a*', { Ref: 'Level' }] }, 'Null': { 'aws:PrincipalArn': 'true' } } },
          ],
        }),
      }),
    }, { Parameters: PARAMETERS, Conditions: CONDITIONS });
    const resource = { stack: '', logicalId: 'Boss', type: 'AWS::IAM::Role' };
    const level = { open: 'parameter `Level`', kind: 'opaque', id: 0 };
    const env = { open: 'parameter `Env`', kind: 'unknown', id: 1 };
    const byCondition = (...alternatives: unknown[]) => ({ open: 'condition `C`', kind: 'choice', alternatives });

    expect(json('statements.json', ...HERE)).toEqual({
      stacks: [{
        stack: { id: '', constructPath: '', file: '' },
        pseudo: { account: '111122223333', region: 'eu-west-1', partition: 'aws', urlSuffix: 'amazonaws.com' },
        principals: [{
          kind: 'role',
          resource,
          name: 'boss',
          arn: 'arn:aws:iam::111122223333:role/boss',
          trust: {
            kind: 'trust',
            name: 'trust policy',
            resource,
            path: 'Properties.AssumeRolePolicyDocument',
            document: {
              version: '2012-10-17',
              statements: [{
                index: 0,
                effect: 'Allow',
                principals: [
                  { type: 'AWS', name: '444455556666' },
                  { type: 'Service', name: 'ec2.amazonaws.com' },
                  byCondition([{ type: 'Service', name: 's3.amazonaws.com' }], []),
                ],
                actions: ['sts:AssumeRole'],
                conditions: [],
              }],
              problems: [],
            },
          },
          policies: [{
            kind: 'inline',
            name: 'inline policy `p0`',
            resource,
            path: 'Properties.Policies[0].PolicyDocument',
            document: {
              version: '2012-10-17',
              id: 'own',
              statements: [
                {
                  index: 0,
                  sid: 'Read',
                  effect: 'Allow',
                  actions: ['s3:Get*', byCondition(['s3:List*'], [])],
                  resources: [{ parts: ['arn:aws:s3:::logs-', level, '/', env] }],
                  conditions: [],
                },
                {
                  index: 1,
                  effect: 'Deny',
                  dependsOn: 'condition `C`',
                  notActions: ['s3:*'],
                  notResources: [env],
                  conditions: [byCondition([{ operator: 'Bool', key: 'aws:SecureTransport', values: ['false'] }], [])],
                },
                {
                  index: 2,
                  effect: 'Allow',
                  actions: ['s3:PutObject'],
                  resources: ['*'],
                  conditions: [
                    { operator: 'ForAnyValue:StringLikeIfExists', key: 'aws:TagKeys', values: ['a*', level] },
                    { operator: 'Null', key: 'aws:PrincipalArn', values: ['true'] },
                  ],
                },
              ],
              problems: [],
            },
          }],
          groups: [],
        }],
        loose: [],
        resourcePolicies: [],
        limits: [],
        workloads: [],
        organizationPolicies: { serviceControl: [], resourceControl: [] },
        unread: [],
      }],
      unread: [],
      accepted: [],
      restrictions: [],
      templates: [{ stack: '', constructPath: '', file: '', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      openValues: [{ ...level, shape: [['low'], ['high']] }, env],
    });
  });

  test('one open value has one id, wherever it stands; where a template goes is open unless it is said', () => {
    template('anywhere.json', { Ann: user({ UserName: 'ann' }), Bob: user({ UserName: 'bob' }) });
    const { stacks: [{ pseudo, principals }], openValues } = json('anywhere.json');
    const account = { open: 'AWS::AccountId', kind: 'opaque', id: 0 };
    const partition = { open: 'AWS::Partition', kind: 'opaque', id: 2 };

    expect([pseudo.account, pseudo.partition]).toEqual([account, partition]);
    expect(principals.map(({ arn }) => arn)).toEqual(['ann', 'bob'].map(name => ({ parts: ['arn:', partition, ':iam::', account, `:user/${name}`] })));
    expect(openValues[0]).toEqual({ ...account, shape: [[{ class: 'digit', count: 12 }]] });
  });

  test('a choice of texts: what it may be', () => {
    template('choice.json', { Ann: user({ UserName: either('ann', 'eve') }) }, { Parameters: PARAMETERS, Conditions: CONDITIONS });
    const { stacks: [{ principals: [{ name }] }], openValues } = json('choice.json', ...HERE);

    expect([name, openValues]).toEqual([{ open: 'condition `C`', kind: 'choice', id: 0 }, [{ open: 'condition `C`', kind: 'choice', id: 0, choices: ['ann', 'eve'] }]]);
  });

  test.each<[string, () => string[]]>([
    ['an app', () => [SHOP]],
    ['a template', () => [template('again.json', RICH, { Parameters: PARAMETERS, Conditions: CONDITIONS })]],
  ])('two readings of %s give the same bytes', (_, args) => {
    const [first, second] = [1, 2].map(() => folder.run('read', ...args(), '--json'));

    expect(first).toEqual(second);
    expect(first.out.length).toBeGreaterThan(1000);
  });

  test('every field of a reading, and no other', () => {
    const accept = [{ resource: 'Custom::Machine', reason: 'reviewed' }];
    const text = JSON.stringify({ Parameters: PARAMETERS, Conditions: CONDITIONS, Resources: { ...RICH, Machine: MACHINE, Hidden: { ...MACHINE, Type: 'Custom::Other' } } });
    const readings: AppReading[] = [
      readAssembly(SHOP),
      readAssembly(assemblies),
      readApp([{ id: '', constructPath: '', stackName: '', file: '', text, nested: [], parameters: {} }], { accept }),
    ];
    const fields = new Set<string>();
    // Resources stand in the template, and what is said of constructs and values in the metadata; texts are asked for.
    const inside = { resources: undefined, text: undefined };
    const beside = { constructs: undefined, declarations: undefined };
    const printed = (reading: AppReading) => ({ ...reading, ...beside, stacks: reading.stacks.map(stack => ({ ...stack, ...inside })), openValues: [] });
    for (const reading of readings) { compare(printed(reading), JSON.parse(JSON.stringify(readingJson(reading))), '$', fields); }

    // Each of these is left out where there is none.
    const optional = ['parent', 'boundary', 'boundaryArn', 'trust', 'arn', 'target', 'checkedAs', 'logicalId', 'opaque', 'reason'];
    expect(optional.filter(field => !fields.has(field))).toEqual([]);
  });
});

/** Both have the same fields, at every depth; texts, documents and open values are looked at elsewhere. */
/** What is computed when somebody asks. */
function gettersOf(read: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(read))).filter(([name, { get }]) => get !== undefined && name !== '__proto__').map(([name]) => name);
}

function compare(read: any, printed: any, path: string, fields: Set<string>): void {
  if (typeof read !== 'object' || path === '$.openValues' || read instanceof OpenText || read instanceof PolicyDocument) { return; }
  // What a policy says to strangers is the policy itself.
  const keys = [...Object.keys(read), ...gettersOf(read)].filter(key => read[key] !== undefined && key !== 'toStrangers').sort();
  expect([path, Object.keys(printed).sort()]).toEqual([path, keys]);
  for (const key of keys) {
    fields.add(key);
    compare(read[key], printed[key], `${path}.${key}`, fields);
  }
}

describe('somebody may answer for what nobody can see into', () => {
  template('accept.json', { Machine: MACHINE, P: managedPolicy(undefined, { Users: ['ann'] }) });
  template('only-machine.json', { Machine: MACHINE });

  test.each(['Machine', 'Custom::Machine'])('by %s, with a reason', resource => {
    const { code, out } = folder.run('read', 'only-machine.json', ...HERE, '--accept', 'Other=x', '--accept', `${resource}=seen = by \`me\``);

    expect([code, out]).toEqual([0, [
      'everything was read, in 1 template',
      '',
      'template',
      '  account 111122223333, region eu-west-1',
      '  no principals and no policies',
      '',
      'accepted: unread, and somebody answers for it',
      `  \`Machine\` Properties.ServiceToken: ${MACHINE_UNREAD}; accepted: \`seen = by \\\`me\\\`\``,
      '',
    ].join('\n')]);
    expect(json('only-machine.json', '--accept', `${resource}=seen`).accepted).toEqual([
      { stack: '', logicalId: 'Machine', path: 'Properties.ServiceToken', message: MACHINE_UNREAD, opaque: true, reason: 'seen' },
    ]);
  });

  test('a policy that cannot be read is never accepted', () => {
    const { code, out } = folder.run('read', 'accept.json', '--accept', 'P=x', '--accept', 'AWS::IAM::ManagedPolicy=x', '--accept', 'Machine=x');

    expect([code, out.split('\n')[0]]).toEqual([1, 'not everything was read: 1 place unread']);
  });
});

describe('what it is shows in what it holds, never in its name', () => {
  test.each(['template.yaml', 'template', 'manifest.json'])('a template named %s', name => {
    expect(folder.run('read', template(name, { Ann: user({ UserName: 'ann' }) })).code).toBe(0);
  });

  test('a template in YAML is the same as in JSON', () => {
    folder.write('same.json', {
      AWSTemplateFormatVersion: '2010-09-09',
      Parameters: { Level: { Type: 'String', AllowedValues: ['low', 'high'] } },
      Resources: { Boss: role({ RoleName: 'boss', ...inline(document(allow(['s3:Get*'], { 'Fn::Sub': 'arn:aws:s3:::logs-${Level}/*' }), deny('s3:*', { 'Fn::GetAtt': ['B', 'Arn'] }))) }), B: { Type: 'AWS::S3::Bucket' } },
    });
    folder.write('same.template', `
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Level: { Type: String, AllowedValues: [low, high] }
Resources:
  Boss:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement: [{ Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }]
      RoleName: boss
      Policies:
        - PolicyName: p0
          PolicyDocument:
            Version: 2012-10-17
            Statement:
              - Effect: Allow
                Action: ['s3:Get*']
                Resource: !Sub arn:aws:s3:::logs-\${Level}/*
              - Effect: Deny
                Action: s3:*
                Resource: !GetAtt B.Arn
  B:
    Type: AWS::S3::Bucket
`);
    const [yaml, asJson] = ['same.template', 'same.json'].map(file => folder.run('read', file, ...HERE, '--json'));

    const withoutHash = ({ out }: Run) => out.replace(/"sha256": "[0-9a-f]{64}"/, '');
    expect([yaml.code, withoutHash(yaml)]).toEqual([0, withoutHash(asJson)]);
  });

  test('a template in YAML that is damaged is unread, with the line', () => {
    folder.write('alias.yaml', 'Resources:\n  Ann: &ann\n    Type: AWS::IAM::User\n  Bob: *ann\n');
    const { code, out } = folder.run('read', 'alias.yaml');

    expect([code, out]).toEqual([1, expect.stringContaining('  $.Resources.Bob: is an alias, which CloudFormation does not take; write it out (line 4, column 8)')]);
  });

  test('a template that is damaged, but surely one, is unread', () => {
    folder.write('twice.json', '{ "Resources": {}, "Resources": {} }');
    folder.write('mark.json', '\ufeff{ "Resources": {} }');
    folder.write('list.json', { Resources: [] });

    expect(['twice.json', 'mark.json', 'list.json'].map(file => folder.run('read', file).code)).toEqual([1, 1, 1]);
  });

  test('an assembly that is damaged is unread', () => {
    const damaged = synthesized('damaged', "new Stack(app, 'Shop')");
    rmSync(join(damaged, 'Shop.template.json'));
    const { code, out } = folder.run('read', damaged);

    expect([code, out.split('\n')[0]]).toEqual([1, 'not everything was read: 1 place unread']);
    expect(out).toContain('\n  Shop.template.json $: does not exist; synthesize again\n');
  });
});

describe('bad input is exit code 2, and prints nothing', () => {
  const good = template('good.json', { Ann: user() });
  folder.write('policy.json', document(allow('*')));
  folder.write('text.json', 'no template');
  folder.write('cut.json', '{ "Resources": { ');

  test.each<[string, string[], string]>([
    ['nothing at the path', ['missing\u001b'], 'missing\\u{1b}: there is no such file or folder'],
    ['a folder without a manifest', [assemblies], `${assemblies}: is no assembly, for it holds no manifest.json; name the folder that \`cdk synth\` writes, usually cdk.out, or a template`],
    ...['policy.json', 'text.json', join(SHOP, 'manifest.json')].map((file): [string, string[], string] => [
      `neither: ${file}`, [file],
      `${file}: is neither an assembly nor a template; name the folder that \`cdk synth\` writes, usually cdk.out, or a template with \`Resources\` in JSON or YAML`,
    ]),
    ['an account that is none', [good, '--account', '1234'], '--account 1234: write its 12 digits'],
    ['a region that is none', [good, '--region', 'Ireland'], '--region Ireland: write its code, for example eu-west-1'],
    ['a stack name that is none', [good, '--stack-name', 'a/b'], '--stack-name a/b: write letters, digits and hyphens, a letter first'],
    ['the account of an assembly', [SHOP, '--account', '111122223333'], '--account: the assembly says where its stacks are deployed; leave the option out'],
    ['the name of its stacks', [SHOP, '--stack-name', 'Shop'], '--stack-name: the assembly says where its stacks are deployed; leave the option out'],
    ['nothing to accept', [good, '--accept', '=x'], '--accept =x: write it as TYPE_OR_LOGICAL_ID=REASON'],
    ['no reason', [good, '--accept', 'Machine= '], '--accept Machine= : write it as TYPE_OR_LOGICAL_ID=REASON'],
  ])('%s', (_, args, message) => {
    expect(folder.run('read', ...args)).toEqual({ code: 2, out: '', err: `cdk-iam-guardrails: ${message}\n` });
  });

  test('a template that is cut off', () => {
    expect(folder.run('read', 'cut.json')).toEqual({ code: 2, out: '', err: expect.stringContaining('cut.json: $ is not JSON') });
  });
});

test('help explains the path, the options and the exit codes', () => {
  const { code, out } = folder.run('read', '--help');

  expect(code).toBe(0);
  for (const word of ['<path>', 'cdk.out', '--account', '--region', '--stack-name', '--accept', '--organization', '--json', '0: everything was read', '1: something is unread', '2: bad input']) {
    expect(out.replace(/\s+/g, ' ')).toContain(word);
  }
});

test('the name of the stack is what `AWS::StackName` stands for', () => {
  template('named.json', { Ann: user({ UserName: { Ref: 'AWS::StackName' } }) });

  expect(json('named.json', '--stack-name', 'Shop').stacks[0].principals[0].name).toBe('Shop');
  expect(json('named.json', ...HERE).stacks[0].principals[0].name).toEqual({ open: 'AWS::StackName', kind: 'opaque', id: 0 });
});
