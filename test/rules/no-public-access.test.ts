import { ACCOUNT, allow, blamed, deny, document, findingsOf, replayed, Resources, Sections, WITH_CONDITION, WITH_PARAMETER } from './templates';
import { blamedUnder } from './trust-policies';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';

const OTHER_ACCOUNT = '444455556666';
const ANY_OBJECT = 'arn:aws:s3:::amzn-s3-demo-bucket/*';

function grant(principal: unknown, condition?: object) {
  return { Effect: 'Allow', Principal: principal, Action: 's3:GetObject', Resource: ANY_OBJECT, ...condition && { Condition: condition } };
}

function bucketPolicy(...statements: unknown[]): Resources {
  return { P: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'amzn-s3-demo-bucket', PolicyDocument: document(...statements) } } };
}

const isPublic = (resources: Resources, sections?: Sections) => blamed('NoPublicAccess', resources, sections).length > 0;

describe('a resource that everybody may use is blocked', () => {
  test('with the statement, a witness and the way out', () => {
    const [finding, ...more] = findingsOf('NoPublicAccess', bucketPolicy(grant({ AWS: ACCOUNT }), { Sid: 'Open', ...grant('*') }));

    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'NoPublicAccess',
      logicalId: 'P',
      fix: 'name the accounts, roles or users in `Principal`, or require your organization, account or network with a condition',
      statement: { policy: '`PolicyDocument`', logicalId: 'P', path: 'Properties.PolicyDocument', index: 1, sid: 'Open' },
      dependsOn: [],
    });
    expect(finding.witness!.action).toBe('s3:GetObject');
    expect(finding.message).toContain('to strangers');
    expect(replayed(finding, { policyInputList: [document(allow('*'))], resourcePolicy: document(grant('*')) })).toBe(EvalDecision.ALLOWED);
  });

  test.each<[string, object]>([
    ['`*`', grant('*')],
    ['{ "AWS": "*" }', grant({ AWS: '*' })],
    ['`*` among others', grant({ AWS: [ACCOUNT, '*'] })],
    ['everyone but one', { Effect: 'Allow', NotPrincipal: { AWS: `arn:aws:iam::${ACCOUNT}:user/alice` }, Action: 's3:GetObject', Resource: ANY_OBJECT }],
    ['whoever uses TLS', grant('*', { Bool: { 'aws:SecureTransport': 'true' } })],
    ['half of the internet', grant('*', { IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } })],
    ['whoever is not in an organization', grant('*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-example' } })],
    ['whoever says so', grant('*', { StringLike: { 'aws:Referer': 'https://example.com/*' } })],
  ])('%s', (_name, statement) => {
    expect(isPublic(bucketPolicy(statement))).toBe(true);
  });

  test.each<[string, Resources]>([
    ['a queue', { P: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: ['q'], PolicyDocument: document({ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }) } } }],
    ['a key', { K: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: document({ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }) } } }],
    ['a function, by a permission', { L: { Type: 'AWS::Lambda::Permission', Properties: { FunctionName: 'f', Principal: '*', Action: 'lambda:InvokeFunction' } } }],
    ['a function, by its URL', { U: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: 'f', AuthType: 'NONE' } } }],
    ['a bucket, by its ACL', { B: { Type: 'AWS::S3::Bucket', Properties: { AccessControl: 'PublicReadWrite' } } }],
    ['an event bus', { E: { Type: 'AWS::Events::EventBusPolicy', Properties: { StatementId: 's', Principal: '*', Action: 'events:PutEvents' } } }],
    ['a layer', { V: { Type: 'AWS::Lambda::LayerVersionPermission', Properties: { LayerVersionArn: 'arn:aws:lambda:us-east-1:111122223333:layer:l:1', Principal: '*', Action: 'lambda:GetLayerVersion' } } }],
  ])('%s', (_name, resources) => {
    expect(isPublic(resources)).toBe(true);
  });

  test.each<[string, object, Sections, string]>([
    ['a principal that is a parameter', grant({ AWS: { Ref: 'X' } }), WITH_PARAMETER, 'parameter `X`'],
    ['a branch of Fn::If', grant({ AWS: { 'Fn::If': ['C', ACCOUNT, '*'] } }), WITH_CONDITION, 'condition `C`'],
    ['a condition that may be left out', grant('*', { 'Fn::If': ['C', { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } }, { Ref: 'AWS::NoValue' }] }), WITH_CONDITION, 'condition `C`'],
  ])('what may be public, by %s, says what it depends on', (_name, statement, sections, dependsOn) => {
    const [finding] = findingsOf('NoPublicAccess', bucketPolicy(statement), sections);

    expect(finding.dependsOn.join()).toContain(dependsOn);
  });
});

describe('a resource that only some may use passes', () => {
  test.each<[string, object[]]>([
    ['an account', [grant({ AWS: OTHER_ACCOUNT })]],
    ['a role', [grant({ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/Reader` })]],
    ['a service', [grant({ Service: 'cloudfront.amazonaws.com' })]],
    ['an organization', [grant('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } })]],
    ['accounts, by a condition', [grant('*', { StringEquals: { 'aws:PrincipalAccount': [ACCOUNT, OTHER_ACCOUNT] } })]],
    ['a network', [grant('*', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })]],
    ['an endpoint', [grant('*', { StringEquals: { 'aws:SourceVpce': 'vpce-1234567890abcdef0' } })]],
    ['everyone, of whom all are denied', [grant('*'), { ...deny('s3:*', '*'), Principal: '*' }]],
    ['everyone, whom a Deny keeps to the organization', [grant('*'), { ...deny('*', '*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-example' } }), Principal: '*' }]],
  ])('%s', (_name, statements) => {
    expect(isPublic(bucketPolicy(...statements))).toBe(false);
  });

  test.each<[string, Resources]>([
    ['a key, by its policy', { K: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: document({ Effect: 'Allow', Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } }, Action: 'kms:*', Resource: '*' }) } } }],
    ['a bucket, by a condition', bucketPolicy(grant('*', { StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } }))],
    ['a function, by a permission', { L: { Type: 'AWS::Lambda::Permission', Properties: { FunctionName: 'f', Principal: { Ref: 'AWS::AccountId' }, Action: 'lambda:InvokeFunction' } } }],
  ])('to the own account, whichever it is: %s', (_name, resources) => {
    expect(findingsOf('NoPublicAccess', resources, {}, {})).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['endpoint', 'AWS::EC2::VPCEndpoint', 'aws:SourceVpce'],
    ['network', 'AWS::EC2::VPC', 'aws:SourceVpc'],
    ['account', 'AWS::Organizations::Account', 'aws:SourceAccount'],
    ['organization', 'AWS::Organizations::Organization', 'aws:PrincipalOrgID'],
  ])('to whoever comes by an %s of the template, of which AWS makes the identifier', (_name, Type, key) => {
    const own = { Own: { Type } };
    const others = { ...deny('*', '*', { StringNotEquals: { [key]: { Ref: 'Own' } } }), Principal: '*' };

    expect(isPublic({ ...own, ...bucketPolicy(grant('*', { StringEquals: { [key]: { Ref: 'Own' } } })) })).toBe(false);
    expect(isPublic({ ...own, ...bucketPolicy(grant('*'), others) })).toBe(false);
    expect(isPublic({ ...own, ...bucketPolicy(grant('*', { StringNotEquals: { [key]: { Ref: 'Own' } } })) })).toBe(true);
  });

  test('to a unit of the organization that the template makes', () => {
    const resources = {
      Root: { Type: 'AWS::Organizations::Organization' },
      Unit: { Type: 'AWS::Organizations::OrganizationalUnit' },
      ...bucketPolicy(grant('*', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': { 'Fn::Sub': '${Root}/${Root.RootId}/${Unit}/*' } } })),
    };

    expect(isPublic(resources)).toBe(false);
  });

  test('to everyone, the own account among them, is blocked all the same', () => {
    const resources = bucketPolicy(grant({ AWS: [{ Ref: 'AWS::AccountId' }, '*'] }));

    expect(blamed('NoPublicAccess', resources, {}, {})).toEqual(['P']);
  });

  test.each<[string, Resources]>([
    ['a function that a service calls', { L: { Type: 'AWS::Lambda::Permission', Properties: { FunctionName: 'f', Principal: 's3.amazonaws.com', Action: 'lambda:InvokeFunction' } } }],
    ['a URL with authorization', { U: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: 'f', AuthType: 'AWS_IAM' } } }],
    ['a private bucket', { B: { Type: 'AWS::S3::Bucket', Properties: { AccessControl: 'Private' } } }],
    ['a key of its account', { K: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: document({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }) } } }],
    ['an endpoint, which only limits', { E: { Type: 'AWS::EC2::VPCEndpoint', Properties: { PolicyDocument: document({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }) } } }],
  ])('%s', (_name, resources) => {
    expect(findingsOf('NoPublicAccess', resources)).toEqual([]);
  });
});

describe('Block Public Access', () => {
  const OPEN = { Bucket: { Ref: 'B' }, PolicyDocument: document(grant('*')) };
  const bucket = (block: object | undefined, more: object = {}) => ({ Type: 'AWS::S3::Bucket', Properties: { ...block && { PublicAccessBlockConfiguration: block } }, ...more });
  const withPolicy = (block: object | undefined, properties: object = OPEN): Resources => ({ B: bucket(block), P: { Type: 'AWS::S3::BucketPolicy', Properties: properties } });

  test.each<[string, object | undefined, boolean]>([
    ['RestrictPublicBuckets', { RestrictPublicBuckets: true }, false],
    ['RestrictPublicBuckets as text', { RestrictPublicBuckets: 'true' }, false],
    ['all four', { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true }, false],
    ['BlockPublicPolicy alone, which leaves a policy that is there', { BlockPublicPolicy: true }, true],
    ['what is for lists alone', { BlockPublicAcls: true, IgnorePublicAcls: true }, true],
    ['RestrictPublicBuckets: false', { RestrictPublicBuckets: false }, true],
    ['a parameter', { RestrictPublicBuckets: { Ref: 'X' } }, true],
    ['a branch of Fn::If', { RestrictPublicBuckets: { 'Fn::If': ['C', true, false] } }, true],
    ['nothing, which an older bucket may have', undefined, true],
  ])('%s', (_name, block, expected) => {
    expect(isPublic(withPolicy(block), { ...WITH_CONDITION, Parameters: { ...WITH_CONDITION.Parameters, ...WITH_PARAMETER.Parameters } })).toBe(expected);
  });

  test('only of the bucket that the policy is attached to', () => {
    expect(isPublic({ ...withPolicy({ RestrictPublicBuckets: true }, { ...OPEN, Bucket: 'amzn-s3-demo-bucket' }) })).toBe(true);
    expect(isPublic({ ...withPolicy(undefined), Other: bucket({ RestrictPublicBuckets: true }) })).toBe(true);
  });

  test('only of a bucket that is surely there when the policy is', () => {
    const named = (condition?: string): Resources => ({
      B: { ...bucket({ RestrictPublicBuckets: true }), Properties: { BucketName: 'amzn-s3-demo-bucket', PublicAccessBlockConfiguration: { RestrictPublicBuckets: true } }, Condition: 'C' },
      P: { Type: 'AWS::S3::BucketPolicy', Properties: { ...OPEN, Bucket: 'amzn-s3-demo-bucket' }, ...condition && { Condition: condition } },
    });

    expect(isPublic(named('C'), WITH_CONDITION)).toBe(false);
    expect(isPublic(named(), WITH_CONDITION)).toBe(true);
  });

  test.each<[string, string[], boolean]>([
    ['that is the only one', ['amzn-s3-demo-bucket'], false],
    ['that is one of several', ['amzn-s3-demo-bucket', 'amzn-s3-demo-bucket1'], true],
  ])('of a bucket that is named by a parameter, with an allowed value %s', (_name, AllowedValues, expected) => {
    const named = (BucketName: unknown, Bucket: unknown): Resources => ({
      B: { Type: 'AWS::S3::Bucket', Properties: { BucketName, PublicAccessBlockConfiguration: { RestrictPublicBuckets: true } } },
      P: { Type: 'AWS::S3::BucketPolicy', Properties: { ...OPEN, Bucket } },
    });
    const sections = { Parameters: { X: { Type: 'String', AllowedValues } } };

    expect(isPublic(named({ Ref: 'X' }, 'amzn-s3-demo-bucket'), sections)).toBe(expected);
    expect(isPublic(named('amzn-s3-demo-bucket', { Ref: 'X' }), sections)).toBe(expected);
  });

  test('of an access point', () => {
    const accessPoint = (block?: object): Resources => ({
      A: { Type: 'AWS::S3::AccessPoint', Properties: { Bucket: 'amzn-s3-demo-bucket', Name: 'a', Policy: document({ ...grant('*'), Resource: '*' }), ...block && { PublicAccessBlockConfiguration: block } } },
    });

    expect(isPublic(accessPoint({ RestrictPublicBuckets: true }))).toBe(false);
    expect(isPublic(accessPoint({ BlockPublicPolicy: true }))).toBe(true);
  });
});

test('a resource control policy keeps strangers out, where the service supports it', () => {
  const control = (condition?: object) => ({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*', ...condition && { Condition: condition } });
  const ours = { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-example' } };
  const topic: Resources = { P: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: ['t'], PolicyDocument: document({ Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: '*' }) } } };

  expect(blamedUnder(control(ours), 'NoPublicAccess', bucketPolicy(grant('*')))).toEqual([]);
  expect(blamedUnder(control({ StringEquals: { 'aws:PrincipalOrgID': 'o-other' } }), 'NoPublicAccess', bucketPolicy(grant('*')))).toEqual(['P']);
  expect(blamedUnder(control(ours), 'NoPublicAccess', topic)).toEqual(['P']);
});
