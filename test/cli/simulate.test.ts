import { Folder } from './run';

const folder = new Folder();
afterAll(() => folder.remove());

function document(...statements: object[]) {
  return { Version: '2012-10-17', Statement: statements };
}

const ALL = folder.write('all.json', document({ Sid: 'All', Effect: 'Allow', Action: '*', Resource: '*' }));
const READ = folder.write('read.json', document({ Sid: 'Read', Effect: 'Allow', Action: 's3:Get*', Resource: '*' }));
const EVERYONE = folder.write('everyone.json', document({ Sid: 'Everyone', Effect: 'Allow', Principal: '*', Action: 's3:Get*', Resource: '*' }));
const NO_DELETE = folder.write('no-delete.json', document({ Sid: 'NoDelete', Effect: 'Deny', Action: 's3:Delete*', Resource: '*' }));
const OBJECT = 'arn:aws:s3:::amzn-s3-demo-bucket/key';
const ALICE = 'arn:aws:iam::111122223333:user/alice';
const ALICE_ONLY = folder.write('alice-only.json', document({ Effect: 'Allow', Principal: { AWS: ALICE }, Action: 's3:GetObject', Resource: OBJECT }));
const WITH_TAG = folder.write('with-tag.json', document({
  Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Condition: { StringEquals: { 'aws:PrincipalTag/team': 'shop' } },
}));

const simulate = (action: string, resource: string, ...args: string[]) => folder.run('simulate', '--action', action, '--resource', resource, ...args);
const read = (...args: string[]) => simulate('s3:GetObject', OBJECT, ...args);

describe('one request is decided, and explained layer by layer', () => {
  test('allowed', () => {
    expect(read('--identity', READ)).toEqual({
      code: 0,
      out: `allowed: s3:GetObject on ${OBJECT}\n  identity policies  allowed: read.json statement 0 (Read)\n`,
      err: '',
    });
  });

  test('denied by nobody', () => {
    expect(simulate('s3:PutObject', OBJECT, '--identity', READ)).toEqual({
      code: 1,
      out: `implicitDeny: s3:PutObject on ${OBJECT}\n  identity policies  implicitDeny\n`,
      err: '',
    });
  });

  test('no policies at all', () => {
    expect(read()).toEqual({ code: 1, out: `implicitDeny: s3:GetObject on ${OBJECT}\n  identity policies  implicitDeny\n`, err: '' });
  });

  test('denied by one of several levels of an organization', () => {
    expect(simulate('s3:DeleteObject', OBJECT, '--identity', ALL, '--scp', ALL, '--scp', `${ALL},${NO_DELETE}`, '--scp', ALL)).toEqual({
      code: 1,
      out: [
        `explicitDeny: s3:DeleteObject on ${OBJECT}`,
        '  service control policies, level 0  allowed: all.json statement 0 (All)',
        '  service control policies, level 1  explicitDeny: no-delete.json statement 0 (NoDelete)',
        '  service control policies, level 2  allowed: all.json statement 0 (All)',
        '  identity policies                  allowed: all.json statement 0 (All)',
        '',
      ].join('\n'),
      err: '',
    });
  });

  test('a level that allows nothing', () => {
    const { code, out } = simulate('s3:PutObject', OBJECT, '--identity', ALL, '--scp', ALL, '--scp', READ);

    expect([code, out.split('\n').slice(0, 3)]).toEqual([1, [
      `implicitDeny: s3:PutObject on ${OBJECT}`,
      '  service control policies, level 0  allowed: all.json statement 0 (All)',
      '  service control policies, level 1  implicitDeny',
    ]]);
  });

  test('the management account is not limited by service control policies', () => {
    const { code, out } = simulate('s3:PutObject', OBJECT, '--identity', ALL, '--scp', READ, '--caller-in-management-account');

    expect([code, out]).toEqual([0, `allowed: s3:PutObject on ${OBJECT}\n  identity policies  allowed: all.json statement 0 (All)\n`]);
  });

  test('resource control policies, boundary, session and identity, in the order in which they are asked', () => {
    const role = 'arn:aws:sts::111122223333:assumed-role/app/session';
    const { code, out } = simulate('s3:PutObject', OBJECT, '--caller', role, '--identity', ALL, '--boundary', ALL, '--session', READ, '--rcp', EVERYONE);

    expect([code, out]).toEqual([1, [
      `implicitDeny: s3:PutObject on ${OBJECT}`,
      '  resource control policies, level 0  implicitDeny',
      '  permissions boundary                allowed: all.json statement 0 (All)',
      '  session policies                    implicitDeny',
      '  identity policies                   allowed: all.json statement 0 (All)',
      '',
    ].join('\n')]);
  });

  test('a boundary never grants', () => {
    const { code, out } = read('--boundary', ALL);

    expect([code, out.split('\n')[0]]).toEqual([1, `implicitDeny: s3:GetObject on ${OBJECT}`]);
  });

  test('the policy of the resource grants by itself in the same account, and not in another', () => {
    expect(read('--caller', ALICE, '--resource-policy', ALICE_ONLY)).toEqual({
      code: 0,
      out: `allowed: s3:GetObject on ${OBJECT}\n  resource policy    allowed: alice-only.json statement 0\n  identity policies  implicitDeny\n`,
      err: '',
    });
    expect(read('--caller', ALICE, '--resource-policy', ALICE_ONLY, '--resource-owner', '444455556666').code).toBe(1);
    expect(read('--caller', ALICE, '--resource-policy', ALICE_ONLY, '--resource-owner', '444455556666', '--identity', READ).code).toBe(0);
  });

  test('the policy of a VPC endpoint', () => {
    const { code, out } = simulate('s3:PutObject', OBJECT, '--identity', ALL, '--vpc-endpoint', EVERYONE);

    expect([code, out]).toEqual([1, [
      `implicitDeny: s3:PutObject on ${OBJECT}`,
      '  VPC endpoint policy  implicitDeny',
      '  identity policies    allowed: all.json statement 0 (All)',
      '',
    ].join('\n')]);
  });

  test('several resources of one call: allowed when each is', () => {
    const instance = 'arn:aws:ec2:us-east-1:111122223333:instance/*';
    const image = 'arn:aws:ec2:us-east-1::image/ami-1234567890abcdef0';
    const instances = folder.write('instances.json', document({ Effect: 'Allow', Action: 'ec2:RunInstances', Resource: 'arn:aws:ec2:*:*:instance/*' }));
    const run = (file: string) =>
      folder.run('simulate', '--action', 'ec2:RunInstances', '--resource', instance, image, '--caller', ALICE, '--identity', file);

    expect(run(instances)).toEqual({
      code: 1,
      out: [
        `implicitDeny: ec2:RunInstances on ${instance}, ${image}`,
        `  allowed: ${instance}`,
        `  implicitDeny: ${image}`,
        `decided by ${image}:`,
        '  identity policies  implicitDeny',
        '',
      ].join('\n'),
      err: '',
    });
    expect(run(ALL).code).toBe(0);
  });

  test('what AWS always allows', () => {
    expect(simulate('sts:GetCallerIdentity', '*', '--caller', ALICE)).toEqual({
      code: 0, out: 'allowed: sts:GetCallerIdentity on *\n  no policy is asked: AWS always decides this request so\n', err: '',
    });
  });

  test('anonymous callers have no identity policies', () => {
    expect(read('--caller', 'anonymous', '--identity', ALL).code).toBe(1);
  });
});

describe('context keys', () => {
  test('given', () => {
    expect(read('--identity', WITH_TAG, '--context', 'aws:PrincipalTag/team=shop').code).toBe(0);
    expect(read('--identity', WITH_TAG, '--context', 'aws:PrincipalTag/team=other').code).toBe(1);
  });

  test('missing', () => {
    expect(read('--identity', WITH_TAG)).toEqual({
      code: 1,
      out: `implicitDeny: s3:GetObject on ${OBJECT}\n  identity policies  implicitDeny\n`
        + 'context keys that policies ask for and the request does not have: aws:PrincipalTag/team\n',
      err: '',
    });
  });

  test('unknown: the answer is unknown, and says what it depends on', () => {
    expect(read('--identity', WITH_TAG, '--unknown', 'aws:PrincipalTag/team')).toEqual({
      code: 1,
      out: `unknown: s3:GetObject on ${OBJECT}\n  identity policies  unknown: with-tag.json statement 0\n`
        + 'depends on: context key `aws:PrincipalTag/team`; possible: implicitDeny, allowed\n',
      err: '',
    });
  });

  test('unknown, where it does not matter', () => {
    expect(read('--identity', WITH_TAG, READ, '--unknown', 'aws:PrincipalTag/team').code).toBe(0);
  });

  test('several values, with commas between them; several keys', () => {
    const tags = folder.write('tags.json', document({
      Effect: 'Allow', Action: '*', Resource: '*', Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] }, 'StringEquals': { 'aws:RequestedRegion': 'eu-west-1' } },
    }));

    expect(read('--identity', tags, '--context', 'aws:TagKeys=a,b', 'aws:RequestedRegion=eu-west-1').code).toBe(0);
    expect(read('--identity', tags, '--context', 'aws:TagKeys=a,c', '--context', 'aws:RequestedRegion=eu-west-1').code).toBe(1);
  });

  test('a value may hold `=`', () => {
    const equal = folder.write('equal.json', document({ Effect: 'Allow', Action: '*', Resource: '*', Condition: { StringEquals: { 'aws:PrincipalTag/k': 'a=b' } } }));

    expect(read('--identity', equal, '--context', 'aws:PrincipalTag/k=a=b').code).toBe(0);
  });
});

describe('--json', () => {
  test('prints the whole result', () => {
    const { code, out, err } = simulate('s3:DeleteObject', OBJECT, '--identity', ALL, '--scp', NO_DELETE, '--json');

    expect([code, err]).toEqual([1, '']);
    expect(JSON.parse(out)).toMatchObject({
      evalActionName: 's3:DeleteObject',
      evalResourceName: OBJECT,
      evalDecision: 'explicitDeny',
      possibleDecisions: ['explicitDeny'],
      matchedStatements: [{ sourcePolicyId: 'serviceControlPolicyInputList[0][0]', statementIndex: 0, statementId: 'NoDelete' }],
    });
  });

  test('with an unknown key', () => {
    const { code, out } = read('--identity', WITH_TAG, '--unknown', 'aws:PrincipalTag/team', '--json');

    expect([code, JSON.parse(out).evalDecision, JSON.parse(out).dependsOn]).toEqual([1, 'unknown', ['context key `aws:PrincipalTag/team`']]);
  });
});

describe('bad input is exit code 2, and decides nothing', () => {
  const BAD = folder.write('bad.json', document(
    { Effect: 'Allow', Action: ['s3:GetObject', 'GetObject'], Resource: '*' },
    { Effect: 'allow', Action: '*', Resource: 'a`\u001b[31m' },
  ));
  folder.write('no-json.json', '{ "Version": ');
  folder.write('list.json', []);

  test.each<[string, string[], string[]]>([
    ['a policy with problems: every one of them, with file and path', ['--identity', ALL, BAD], [
      'bad.json: $.Statement[0].Action[1] `GetObject` is no action',
      'bad.json: $.Statement[1].Effect `allow` is no effect',
      'bad.json: $.Statement[1].Resource `a\\`\\u{1b}[31m` ',
    ]],
    ['a boundary with problems', ['--identity', ALL, '--boundary', BAD], ['bad.json: $.Statement[0].Action[1] ']],
    ['session policies with problems', ['--session', BAD], ['bad.json: $.Statement[0].Action[1] ']],
    ['a resource policy with problems', ['--resource-policy', BAD], ['bad.json: $.Statement[0] has no `Principal`']],
    ['one of several levels with problems', ['--scp', ALL, '--scp', `${ALL},${BAD}`], ['bad.json: $.Statement[0].Action[1] ']],
    ['an endpoint policy with problems', ['--vpc-endpoint', BAD], ['bad.json: $.Statement[0]']],
    ['text that is no JSON', ['--identity', 'no-json.json'], ['no-json.json: $ ']],
    ['a list', ['--identity', 'list.json'], ['list.json: $ is not an object']],
    ['a file that is not there', ['--identity', 'missing.json'], ['missing.json: there is no such file']],
    ['a folder', ['--identity', '.'], ['.: is a folder, not a file']],
    ['a caller that is none', ['--caller', 'a`\u001b[31m'], ['callerArn: `a\\`\\u{1b}[31m` is neither']],
    ['an owner that is none', ['--resource-owner', 'somebody'], ['resourceOwner: `somebody` is neither']],
    ['a context key without a value', ['--context', 'aws:SourceIp'], ['--context aws:SourceIp: write it as key=value']],
  ])('%s', (_name, args, messages) => {
    const { code, out, err } = read(...args);

    expect([code, out]).toEqual([2, '']);
    for (const message of messages) { expect(err).toContain(message); }
    expect(err).not.toContain('a defect');
  });

  test('an action that is none', () => {
    expect(simulate('GetObject', '*')).toEqual({ code: 2, out: '', err: 'cdk-iam-guardrails: actionNames[0]: `GetObject` is no action; write `service:name`\n' });
  });

  test.each<[string, string[], string]>([
    ['no action', ['simulate', '--resource', '*'], '--action'],
    ['no resource', ['simulate', '--action', 's3:GetObject'], '--resource'],
    ['an option that does not exist', ['simulate', '--action', 's3:GetObject', '--resource', '*', '--nonsense'], '--nonsense'],
    ['a command that does not exist', ['nonsense'], 'nonsense'],
    ['nothing', [], 'Usage'],
  ])('%s', (_name, args, message) => {
    const { code, out, err } = folder.run(...args);

    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});
