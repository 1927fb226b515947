import { createHash } from 'node:crypto';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { Folder } from './run';
import { CdkApp } from '../validation/synth';
import { folderOf } from '../validation/twins';

const TODAY = '2027-01-15';

/** One app with everything that may be lifted, and what may not. */
const app = new CdkApp(`
const app = new App();
const { prints } = require('./state.json');
Guardrails.enforce(app, { today: '${TODAY}', config: 'guardrails.json' });
const acknowledge = (construct, id, reason) => Validations.of(construct).acknowledge({ id, reason });

const lifted = new Stack(app, 'Lifted');
Guardrails.of(admin(lifted)).waive({ rule: 'NoAdminAccess', fingerprint: prints['NoAdminAccess Lifted/Role/Resource'], reason: 'seen', owner: 'alice', expires: '2027-01-20' });
acknowledge(reader(lifted, 'Reader'), 'cdk-iam-guardrails::NoUnboundedDataAccess', 'at the role');

const nested = new NestedStack(new Stack(app, 'Outer'), 'Nested');
const inner = reader(nested);
acknowledge(inner, 'cdk-iam-guardrails::NoUnboundedDataAccess[' + (prints['NoUnboundedDataAccess Outer/Nested/Role/Resource'] ?? '0000000000000000') + ']', 'this one');
acknowledge(inner, 'cdk-iam-guardrails::NoWildcardResource', 'plain');

const inside = new Stack(new Stage(app, 'Stage'), 'Inside');
acknowledge(inside.node.scope, 'cdk-iam-guardrails::NoUnboundedDataAccess', 'at the Stage');
reader(inside);

const fatal = new Stack(app, 'Fatal');
acknowledge(admin(fatal), 'cdk-iam-guardrails::NoAdminAccess', 'no way');

new CfnResource(new Stack(app, 'Gadgets'), 'Gadget', { type: 'Initech::Gadget::Thing' });
`, {
  'state.json': { prints: {} },
  'guardrails.json': { acceptedOpacity: [{ resource: 'Initech::Gadget::Thing', reason: 'makes gadgets' }], organization: 'organization.json' },
  'organization.json': {
    managementAccountId: '999988887777',
    root: { id: 'r-ab12', serviceControlPolicies: ['FullAWSAccess'], accounts: [{ id: '111122223333' }] },
  },
});
afterAll(() => app.remove());

app.synth();
app.write('state.json', { prints: app.fingerprints() });
const synthesis = app.synth();
const json = (...args: string[]) => {
  const { code, out, err } = app.guardrails('verify', ...args, '--today', TODAY, '--format', 'json');
  return { code, err, ...(out === '' ? {} : JSON.parse(out)) };
};
const judged = json('cdk.out', '--config', 'guardrails.json');
const told = ({ severity, rule, constructPath }: any) => `${severity} ${rule} ${constructPath}`;

describe('an assembly, in a process of its own', () => {
  test('has the same findings as at synth, and no others', () => {
    expect(judged.findings.map(told).sort()).toEqual(synthesis.reported);
    expect([judged.code, synthesis.code]).toEqual([1, 1]);
    expect(synthesis.reported).toContain('fatal NoAdminAccess Fatal/Role/Resource');
  });

  test('what is waived, acknowledged and accepted counts as at synth, and is listed', () => {
    expect(judged.waived.map(({ finding, waiver }: any) => [told(finding), waiver.owner, waiver.expires])).toEqual([['fatal NoAdminAccess Lifted/Role/Resource', 'alice', '2027-01-20']]);
    expect(judged.acknowledged.map(({ finding, reason, acknowledgedAt }: any) => [finding.constructPath, reason, acknowledgedAt]).sort()).toEqual([
      ['Lifted/Reader/Resource', 'at the role', 'Lifted/Reader'],
      ['Outer/Nested/Role/Resource', 'this one', 'Outer/Nested/Role'],
      ['Stage/Inside/Role/Resource', 'at the Stage', 'Stage'],
    ]);
    expect(judged.accepted.map(({ constructPath, reason }: any) => [constructPath, reason])).toEqual([['Gadgets/Gadget', 'makes gadgets']]);
    expect(judged.warnings).toEqual([expect.stringContaining('lapses on 2027-01-20')]);
  });

  test('what is lifted is in the report of the synth as well', () => {
    expect(synthesis.text).toContain('waived: fatal `NoAdminAccess` of `Lifted/Role/Resource`');
    expect(synthesis.text).toContain('acknowledged: error `NoUnboundedDataAccess` of `Stage/Inside/Role/Resource`');
  });

  test('every template is named, with the hash of its bytes', () => {
    expect(judged.templates.map(({ file }: any) => file).sort()).toEqual(expect.arrayContaining(['Fatal.template.json', 'Lifted.template.json']));
    expect(judged.templates.map(({ sha256 }: any) => sha256)).toEqual(judged.templates.map(({ file }: any) => createHash('sha256').update(app.read(`cdk.out/${file}`)).digest('hex')));
  });

  test('what the configuration answers for blocks without it', () => {
    expect(json('cdk.out').findings.map(told)).toContain('fatal NoUnreadablePolicy Gadgets/Gadget');
  });

  test.each(['text', 'sarif', 'markdown'])('as %s', format => {
    const { code, out } = app.guardrails('verify', 'cdk.out', '--config', 'guardrails.json', '--format', format, '--today', TODAY);

    expect(code).toBe(1);
    for (const { fingerprint } of [...judged.findings, ...judged.waived.map((one: any) => one.finding), ...judged.acknowledged.map((one: any) => one.finding)]) {
      expect(out).toContain(fingerprint);
    }
  });

  test('a template alone has no waivers', () => {
    const { code, findings } = json('cdk.out/Lifted.template.json');

    expect([code, findings.map(({ rule }: any) => rule).sort()]).toEqual([1, ['NoAdminAccess', 'NoUnboundedDataAccess']]);
  });

  test('who may do something', () => {
    const { code, out } = app.guardrails('who-can', 's3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/key', 'cdk.out/Lifted.template.json');

    expect([code, out.split('\n')[0]]).toEqual([1, 'FAIL']);
    expect(out).toMatch(/Reader\w*\): one or more of the accesses are granted/);
    expect(app.guardrails('who-can', 's3:PutObject', 'arn:aws:s3:::amzn-s3-demo-bucket/key', 'cdk.out/OuterNested.json').code).toBe(2);
  });

  test('who may do something because a policy of the resource says so', () => {
    const reader = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'reader', AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] } } };
    const policy = (effect: string) => ({
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: 'amzn-s3-demo-bucket',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: effect, Principal: { AWS: 'arn:aws:iam::111122223333:role/reader' }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/*' }] },
      },
    });
    const asked = (resources: object) => {
      app.write('granted.json', JSON.stringify({ Resources: resources }));
      return app.guardrails('who-can', 's3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/key', 'granted.json', '--account', '111122223333');
    };

    expect(asked({ Reader: reader, Policy: policy('Allow') })).toMatchObject({ code: 1, out: expect.stringMatching(/^FAIL\n.*reader\/session \(Reader\): /) });
    expect(asked({ Reader: reader, Policy: policy('Deny') })).toMatchObject({ code: 0, out: expect.stringMatching(/^PASS/) });
  });
});

describe('no bypass', () => {
  const original = app.read('cdk.out/Fatal.template.json');
  const report = app.read('cdk.out/validation-report.json');
  afterAll(() => {
    app.write('cdk.out/Fatal.template.json', original);
    app.write('cdk.out/validation-report.json', report);
  });

  test('a template that was changed after the synth is no longer what is deployed', () => {
    app.write('cdk.out/Fatal.template.json', original.replace('"Action": "*"', '"Action": "sqs:SendMessage"'));
    const { code, findings } = json('cdk.out', '--config', 'guardrails.json');
    app.write('cdk.out/Fatal.template.json', original);

    expect(code).toBe(1);
    expect(findings.map(({ severity, rule }: any) => `${severity} ${rule}`)).toEqual(['fatal NoUnreadablePolicy', 'fatal NoUnreadablePolicy']);
    expect(findings.map(({ message }: any) => message).join()).toContain('which is not the template `Fatal.template.json`');
  });

  test('without the report of the synth the findings are the same, and what no metadata carries is lifted no more', () => {
    app.write('cdk.out/validation-report.json', '{}');
    const { code, findings } = json('cdk.out', '--config', 'guardrails.json');

    expect(code).toBe(1);
    expect(findings.map(told)).toEqual(['fatal NoAdminAccess Fatal/Role/Resource', 'error NoUnboundedDataAccess Stage/Inside/Role/Resource']);
  });
});

test('no bypass: what one app acknowledges and waives lifts nothing in another that is judged with it', () => {
  cpSync(join(folderOf(app), 'cdk.out'), join(folderOf(app), 'copy'), { recursive: true });
  app.write('copy/validation-report.json', '{}');
  app.write('copy/Lifted.metadata.json', JSON.stringify({
    '/Lifted/Role/Resource': [{ type: 'aws:cdk:logicalId', data: Object.keys(JSON.parse(app.read('copy/Lifted.template.json')).Resources).find(id => id.startsWith('Role1')) }],
  }));
  const { findings } = json('cdk.out', 'copy', '--config', 'guardrails.json');

  expect(findings.map((one: any) => `${one.file.split('/')[0]} ${told(one)}`).sort()).toEqual([
    'cdk.out fatal NoAdminAccess Fatal/Role/Resource',
    'copy error NoUnboundedDataAccess Lifted',
    'copy error NoUnboundedDataAccess Stage/Inside/Role/Resource',
    'copy fatal NoAdminAccess Fatal/Role/Resource',
    'copy fatal NoAdminAccess Lifted/Role/Resource',
  ]);
});

describe('what is found may be written into a baseline', () => {
  const BASELINE = ['--config', 'guardrails.json', '--today', TODAY, '--baseline', 'seen.json'];

  test('and only what is beyond it blocks', () => {
    expect(app.guardrails('baseline', 'cdk.out', ...BASELINE)).toEqual({ code: 0, err: '', out: '`seen.json`: 1 found; commit it, and name it as `baseline`\n' });
    const { code, findings, baselined } = json('cdk.out', '--config', 'guardrails.json', '--baseline', 'seen.json');

    expect([code, findings, baselined.map(told)]).toEqual([0, [], ['fatal NoAdminAccess Fatal/Role/Resource']]);
  });

  test.each<[string, string, string]>([
    ['is cut off', '{"formatVersion": 1, "find', 'is not JSON'],
    ['is of another version', '{"formatVersion": 2, "findings": []}', 'the format version `2`'],
    ['has a wildcard', '{"formatVersion": 1, "findings": [{"rule":"NoAdminAccess","constructPath":"*","fingerprint":"*","message":"m"}]}', 'is no finding of a baseline'],
    ['is something else', '{"Resources": {}}', 'is no baseline'],
  ])('one that %s is an error, and is not overwritten', (_name, text, message) => {
    app.write('broken.json', text);
    for (const command of ['verify', 'baseline']) {
      const { code, err } = app.guardrails(command, 'cdk.out', '--config', 'guardrails.json', '--baseline', 'broken.json');
      expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    }
    expect(app.read('broken.json')).toBe(text);
  });

  test('one that is not there is an error', () => {
    expect(app.guardrails('verify', 'cdk.out', '--baseline', 'nowhere.json')).toMatchObject({ code: 2, err: expect.stringContaining('does not exist') });
  });
});

describe('what everybody may do may be written into a lock', () => {
  const LOCK = ['--config', 'guardrails.json', '--lock', 'access.json'];

  test('and only what is beyond it blocks', () => {
    expect(app.guardrails('lock', 'cdk.out', ...LOCK)).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^`access.json`: 5 principals/) });
    expect(json('cdk.out', ...LOCK).findings.map(told)).toEqual(['fatal NoAdminAccess Fatal/Role/Resource']);

    const { principals: { 'Fatal/Role/Resource': _removed, ...principals }, ...rest } = JSON.parse(app.read('access.json'));
    app.write('access.json', { ...rest, principals });
    expect(json('cdk.out', ...LOCK).findings.map(told)).toEqual(['fatal NoAdminAccess Fatal/Role/Resource', 'fatal NoAccessBeyondLock Fatal/Role/Resource']);
  });

  test.each<[string, string, string]>([
    ['is cut off', '{"formatVersion": 1, "princ', 'is not JSON'],
    ['is of another version', '{"formatVersion": 2, "principals": {}}', 'the format version `2`'],
    ['holds what is no access', '{"formatVersion": 1, "principals": {"Fatal/Role/Resource": "*"}}', 'cannot be read'],
    ['is something else', '{"Resources": {}}', 'is no lock'],
  ])('one that %s is an error, and is not overwritten', (_name, text, message) => {
    app.write('broken.json', text);
    for (const command of ['verify', 'lock']) {
      const { code, out, err } = app.guardrails(command, 'cdk.out', '--config', 'guardrails.json', '--lock', 'broken.json');
      expect([code, out, err]).toEqual([2, '', expect.stringContaining(message)]);
    }
    expect(app.read('broken.json')).toBe(text);
  });

  test('not of what cannot be read', () => {
    expect(app.guardrails('lock', 'cdk.out', '--lock', 'other.json')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('cannot be read, and may allow anything') });
  });
});

describe('templates of people without the CDK', () => {
  const folder = new Folder();
  afterAll(() => folder.remove());
  const ROLE = (action: string) => `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" }]
      Policies:
        - PolicyName: may
          PolicyDocument:
            Version: "2012-10-17"
            Statement: [{ Effect: Allow, Action: "${action}", Resource: !Sub "arn:\${AWS::Partition}:s3:::amzn-s3-demo-bucket/*" }]
`;

  test('in YAML, several at once', () => {
    folder.write('good.yaml', ROLE('s3:GetObject'));
    folder.write('bad.yaml', ROLE('s3:GetObject').replace(/Resource: .*/, 'Resource: "*" }]'));

    expect(folder.run('verify', 'good.yaml').code).toBe(0);
    const { code, out } = folder.run('verify', 'good.yaml', 'bad.yaml', '--format', 'json');
    const { findings, templates } = JSON.parse(out);
    expect([code, findings.map(({ rule, file }: any) => [rule, file]), templates.map(({ file }: any) => file)]).toEqual([1, [['NoUnboundedDataAccess', 'bad.yaml']], ['good.yaml', 'bad.yaml']]);
  });

  test('the same bytes each time', () => {
    const [first, second] = [1, 2].map(() => folder.run('verify', 'good.yaml', 'bad.yaml', '--format', 'json'));
    expect(first).toEqual(second);
  });

  describe('how far it is', () => {
    const LINE = '\r\u001b[K';

    test('is shown in a terminal, on one line that goes away, and not in the report', () => {
      const { code, shown } = folder.show('report.txt', 'verify', 'good.yaml');
      const [before, reading, ...steps] = shown.split(LINE);

      expect([code, before, reading, ...steps.splice(-2)]).toEqual([0, '', 'reading good.yaml', 'writing the report', '']);
      expect(steps[0]).toMatch(/^1 template, rule 1 of \d+: [A-Z]\w+$/);
      expect(steps.map(step => step.replace(/: .*/, ''))).toEqual(steps.map((_step, index) => `1 template, rule ${index + 1} of ${steps.length}`));
      expect(folder.read('report.txt')).toBe(folder.run('verify', 'good.yaml').out);
    });

    test('is shown of the principals of a lock', () => {
      const { code, shown } = folder.show('said.txt', 'lock', 'good.yaml', '--lock', 'good.lock.json');
      const { principals } = JSON.parse(folder.read('good.lock.json'));

      expect([code, shown.split(LINE)]).toEqual([0, ['', 'reading good.yaml', ...Object.keys(principals).map((key, i, all) => `1 template, principal ${i + 1} of ${all.length}: ${key}`), '']]);
      expect(Object.keys(principals)).toHaveLength(1);
      expect(folder.read('said.txt')).toMatch(/^`good.lock.json`: 1 principal, \d+ characters; commit it/);
    });

    test('goes away for an error as well', () => {
      const { code, shown } = folder.show('report.txt', 'verify', 'nowhere');

      expect([code, shown.split(LINE)]).toEqual([2, ['', 'reading nowhere', expect.stringMatching(/^cdk-iam-guardrails: nowhere: /)]]);
    });

    test('is not shown where there is no terminal', () => {
      expect(folder.run('verify', 'good.yaml')).toEqual({ code: 0, err: '', out: expect.stringMatching(/^PASS: no findings\n[^\r\u001b]*$/) });
    });
  });

  test.each<[string, string, string]>([
    ['a tag that CloudFormation does not know', ROLE('s3:GetObject').replace('!Sub', '!Secret'), '!Secret'],
    ['an end that is cut off', ROLE('s3:GetObject').slice(0, -10), 'line'],
    ['JSON that is cut off', '{"Resources": {"Role": {', 'is not JSON'],
    ['no resources', '{"a": 1}', 'is neither an assembly nor a template'],
  ])('one with %s is an error', (_name, text, message) => {
    folder.write('broken.template', text);
    const { code, out, err } = folder.run('verify', 'broken.template');

    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('broken.template');
    expect(err).toContain(message);
  });

  test.each<[string, string[], string]>([
    ['a path that is not there', ['nowhere'], 'there is no such file or folder'],
    ['no path', [], 'missing required argument'],
    ['a folder that is no assembly', ['.'], 'holds no manifest.json'],
    ['a format that is none', ['good.yaml', '--format', 'xml'], 'text, json, sarif, markdown'],
    ['a day that is none', ['good.yaml', '--today', '2027-02-30'], 'which is no day'],
    ['a profile that is none', ['good.yaml', '--profile', 'lax'], '`profile`'],
    ['an organization that is not there', ['good.yaml', '--organization', 'nowhere.json'], 'does not exist'],
    ['a configuration that is not there', ['good.yaml', '--config', 'nowhere.json'], 'does not exist'],
    ['a lock that is not there', ['good.yaml', '--lock', 'nowhere.json'], 'does not exist'],
  ])('%s is an error', (_name, args, message) => {
    const { code, out, err } = folder.run('verify', ...args);

    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  test.each<[string, unknown, string]>([
    ['an option that is not known', { profil: 'strict' }, '`profil` is no option; the options are `enforcement`, `profile`'],
    ['a severity that is lower than it was', { severities: { NoAdminAccess: 'error' } }, 'nothing makes them less grave'],
    ['a rule that is none', { alsoAsk: ['NoSuchRule'] }, '`NoSuchRule` is no rule'],
    ['an account that is none', { trustedAccounts: ['12345'] }, '`12345` is no account'],
    ['an acceptance without a reason', { acceptedOpacity: [{ resource: 'X', reason: ' ' }] }, 'without a reason'],
    ['a list', [], 'is no JSON object of options'],
    ['a key that stands twice', '{"profile":"baseline","profile":"strict"}', 'profile'],
  ])('a configuration with %s is an error', (_name, content, message) => {
    folder.write('config.json', content);
    const { code, err } = folder.run('verify', 'good.yaml', '--config', 'config.json');

    expect(code).toBe(2);
    expect(err).toContain('the configuration `config.json`');
    expect(err).toContain(message);
  });
});

describe('an assembly that is damaged is an error', () => {
  const damaged = new CdkApp('const app = new App(); reader(new Stack(app, "One")); Guardrails.of(app.node.findChild("One")).waive({ rule: "NoAdminAccess", reason: "r", owner: "o", expires: "2027-03-31" });');
  damaged.synth();
  afterAll(() => damaged.remove());

  test.each<[string, (text: string) => string, string]>([
    ['manifest.json', text => text.slice(0, text.length / 2), 'is not JSON'],
    ['One.assets.json', text => text.slice(0, text.length / 2), 'is not JSON'],
    ['One.template.json', text => text.slice(0, text.length / 2), 'is not JSON'],
    ['One.metadata.json', text => text.slice(0, text.length / 2), 'is not JSON'],
    ['One.metadata.json', text => text.replace('2027-03-31', '2027-03-32'), 'the waiver at `One`: `expires` is `2027-03-32`, which is no day'],
  ])('%s', (file, damage, message) => {
    const text = damaged.read(`cdk.out/${file}`);
    damaged.write(`cdk.out/${file}`, damage(text));
    const { code, out, err } = damaged.guardrails('verify', 'cdk.out');
    damaged.write(`cdk.out/${file}`, text);

    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(existsSync('iam-baseline.json')).toBe(false);
  });
});
