import { Folder } from './run';

const folder = new Folder();
afterAll(() => folder.remove());

const document = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });
const GETS = folder.write('gets.json', document({ Sid: 'Gets', Effect: 'Allow', Action: 's3:Get*', Resource: '*' }));
const READS = folder.write('reads.json', document({ Sid: 'Reads', Effect: 'Allow', Action: ['s3:Get*', 'sqs:SendMessage'], Resource: '*' }));
const PUBLIC = folder.write('public.json', document({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/*' }));
const OWN = folder.write('own.json', document({ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/*' }));
const ALICE = 'arn:aws:iam::111122223333:user/alice';

describe('the first line is the verdict, the exit code too', () => {
  test.each<[string, string[], number, string[]]>([
    ['a policy that grew', ['check-no-new-access', GETS, READS], 1, [
      'FAIL',
      'the new policy allows requests that the existing policy does not allow',
      'statement 0 (Reads) allows `sqs:SendMessage` on `arn:aws:sqs:us-east-1:111122223333:example`, which the existing policy does not',
      '  witness: arn:aws:iam::111122223333:user/alice may do sqs:SendMessage on arn:aws:sqs:us-east-1:111122223333:example',
    ]],
    ['one that shrank', ['check-no-new-access', READS, GETS], 0, ['PASS', 'the new policy allows nothing that the existing policy does not allow']],
    ['an access that is granted', ['check-access-not-granted', READS, '--action', 'sqs:*'], 1, [
      'FAIL',
      'the policy grants one or more of the accesses',
      'statement 0 (Reads) grants `sqs:SendMessage` on `arn:aws:sqs:us-east-1:111122223333:example`',
      '  witness: arn:aws:iam::111122223333:user/alice may do sqs:SendMessage on arn:aws:sqs:us-east-1:111122223333:example',
    ]],
    ['one that is not', ['check-access-not-granted', READS, '--action', 'iam:*', '--resource', '*'], 0, ['PASS', 'the policy grants none of the accesses']],
    ['a public bucket', ['check-no-public-access', PUBLIC, '--resource-type', 'AWS::S3::Bucket'], 1, [
      'FAIL',
      'the policy gives public access',
      'statement 0 allows `s3:GetObject` on `arn:aws:s3:::amzn-s3-demo-bucket/key` to strangers, for example `arn:aws:iam::999988887777:user/alice`',
      '  witness: arn:aws:iam::999988887777:user/alice may do s3:GetObject on arn:aws:s3:::amzn-s3-demo-bucket/key',
    ]],
    ['a bucket for its account', ['check-no-public-access', OWN, '--resource-type', 'AWS::S3::Bucket'], 0, ['PASS', 'the policy gives nobody outside the zone of trust access']],
    ['a principal', ['effective-access', '--caller', ALICE, '--identity', READS, '--boundary', GETS, '--action', 'sqs:*'], 0, ['PASS', 'none of the accesses is granted']],
    ['a principal of whom everything is asked', ['effective-access', '--caller', ALICE, '--identity', READS, '--scp', folder.write('sqs.json', document({ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }))], 1, [
      'FAIL', 'sqs  Write: sqs:SendMessage',
    ]],
    ['a policy that passes', ['validate-policy', GETS], 0, ['PASS']],
    ['many principals', ['who-can', 'sqs:SendMessage', '*', folder.write('principals.json', [
      { callerArn: ALICE, policyInputList: [document({ Effect: 'Allow', Action: 'sqs:*', Resource: 'arn:aws:sqs:us-east-1:111122223333:orders' })] },
      { callerArn: 'arn:aws:iam::111122223333:user/bob', policyInputList: [] },
    ])], 1, [
      'FAIL',
      `${ALICE}: one or more of the accesses are granted`,
      `  witness: ${ALICE} may do sqs:SendMessage on arn:aws:sqs:us-east-1:111122223333:orders`,
    ]],
  ])('%s', (_name, args, code, lines) => {
    expect(folder.run(...args)).toEqual({ code, out: `${lines.join('\n')}\n`, err: '' });
  });
});

test('the whole answer as JSON', () => {
  const { code, out } = folder.run('check-no-new-access', GETS, READS, '--json');

  expect([code, JSON.parse(out)]).toEqual([1, {
    result: 'FAIL',
    message: 'the new policy allows requests that the existing policy does not allow',
    reasons: [{
      description: 'allows `sqs:SendMessage` on `arn:aws:sqs:us-east-1:111122223333:example`, which the existing policy does not',
      statementIndex: 0,
      statementId: 'Reads',
      witness: {
        principal: 'arn:aws:iam::111122223333:user/alice',
        action: 'sqs:SendMessage',
        resource: 'arn:aws:sqs:us-east-1:111122223333:example',
        context: [],
        unlisted: false,
      },
      dependsOn: [],
    }],
    undecided: [],
  }]);
});

test.each<[string, string[], string]>([
  ['a file that is not there', ['check-no-new-access', GETS, 'missing.json'], 'missing.json: there is no such file'],
  ['a policy that is none', ['check-access-not-granted', folder.write('none.json', {}), '--action', '*'], 'policyDocument cannot be read: '],
  ['nothing that is asked', ['check-access-not-granted', GETS], 'accesses[0] names neither actions nor resources'],
  ['a type of resource that is not checked', ['check-no-public-access', PUBLIC, '--resource-type', 'AWS::EC2::Instance'], '`AWS::EC2::Instance` is none of the resource types'],
  ['a type of policy that is none', ['check-no-new-access', GETS, GETS, '--type', 'other'], '--type other: write identity or resource'],
  ['a principal that is none', ['effective-access', '--caller', 'alice'], '`alice` is no principal'],
  ['principals that are none', ['who-can', 's3:*', '*', GETS], 'is no list of principals'],
])('bad input is exit code 2: %s', (_name, args, message) => {
  const { code, out, err } = folder.run(...args);

  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
});
