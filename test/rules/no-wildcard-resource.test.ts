import {
  ACCOUNT, allow, blamed, deny, document, findingsOf, group, managedPolicy, NO_VALUE, policy, REGION, replayed, Resources, role, Sections, user,
  WITH_CONDITION, WITH_PARAMETER,
} from './templates';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';
import { ServiceAuthorizationReference } from '../../src/engine/service-authorization/service-authorization-reference';

const wildcards = (resources: Resources, sections?: Sections) => blamed('NoWildcardResource', resources, sections);
const inRole = (...statements: unknown[]) => ({ R: role([document(...statements)]) });
/** Through a policy of its own. */
const separately = (...statements: unknown[]) => ({ R: role(), S: policy(document(...statements), { Roles: [{ Ref: 'R' }] }) });

describe('an action on resources that nobody has named is blocked', () => {
  test('with the statement, a witness and the way out', () => {
    expect(findingsOf('NoWildcardResource', inRole(allow('sqs:SendMessage', `arn:aws:sqs:${REGION}:${ACCOUNT}:orders`), { Sid: 'Any', ...allow('sqs:ReceiveMessage') }))).toEqual([{
      rule: 'NoWildcardResource',
      logicalId: 'R',
      message: 'allows `sqs:ReceiveMessage` on resources that nobody has named',
      fix: 'name the resources, in the form `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`',
      statement: { policy: 'inline policy `p0`', logicalId: 'R', path: 'Properties.Policies[0].PolicyDocument', index: 1, sid: 'Any' },
      witness: {
        principal: `arn:aws:sts::${ACCOUNT}:assumed-role/R/session`,
        action: 'sqs:ReceiveMessage',
        resource: `arn:aws:sqs:${REGION}:${ACCOUNT}:example`,
        when: [],
      },
      dependsOn: [],
    }]);
  });

  test.each<[string, object]>([
    ['`*`', allow('s3:GetObject')],
    ['all buckets', allow('s3:ListBucket', 'arn:*:s3:::*')],
    ['all objects of all buckets', allow('s3:GetObject', 'arn:*:s3:::*/*')],
    ['all keys of the account', allow('kms:Decrypt', `arn:*:kms:*:${ACCOUNT}:key/*`)],
    ['all of a service', allow('sns:Publish', 'arn:*:sns:*:*:*')],
    ['all queues of one region', allow('sqs:SendMessage', `arn:*:sqs:${REGION}:${ACCOUNT}:*`)],
    ['one that is named beside all', allow('s3:GetObject', ['arn:aws:s3:::amzn-s3-demo-bucket/key', '*'])],
    ['all but one', { Effect: 'Allow', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::amzn-s3-demo-bucket/*' }],
    ['every action of a service', allow('dynamodb:*')],
    ['wildcards in the action', allow('dynamodb:?etItem')],
    ['another case', allow('S3:GETOBJECT')],
    ['all actions but some', { Effect: 'Allow', NotAction: ['iam:*', 's3:*'], Resource: '*' }],
    ['an action that needs no resource beside one that does', allow(['ec2:DescribeInstances', 'ec2:TerminateInstances'])],
    ['one of several types', allow('ec2:RunInstances', 'arn:*:ec2:*:*:instance/*')],
    ['an MFA device that is deleted, beside one that is made', allow(['iam:CreateVirtualMFADevice', 'iam:DeleteVirtualMFADevice'])],
    ['with a Deny of others', [allow('s3:GetObject'), deny('s3:GetObject', 'arn:aws:s3:::secret/*')]].flat() as any,
  ])('%s', (_name, statements) => {
    const one = document(...[statements].flat());
    const [finding, ...more] = findingsOf('NoWildcardResource', { R: role([one]) });

    expect([finding.logicalId, more]).toEqual(['R', []]);
    expect(replayed(finding, { policyInputList: [one] })).toBe(EvalDecision.ALLOWED);
  });

  test('every statement for itself', () => {
    const found = findingsOf('NoWildcardResource', inRole(allow('s3:GetObject'), allow('sqs:SendMessage'), allow('ec2:DescribeInstances'), allow('kms:Decrypt')));

    expect(found.map(({ statement, witness }) => [statement!.index, witness!.action])).toEqual([[0, 's3:GetObject'], [1, 'sqs:SendMessage'], [3, 'kms:Decrypt']]);
  });

  test('the gravest action of a statement is the witness: permissions before writing before reading', () => {
    const gravest = (...actions: string[]) => findingsOf('NoWildcardResource', inRole(allow(actions))).map(({ witness }) => witness!.action);

    expect(gravest('sqs:ReceiveMessage', 'sqs:GetQueueUrl', 'sqs:AddPermission')).toEqual(['sqs:AddPermission']);
    expect(gravest('sqs:GetQueueUrl', 'sqs:SendMessage')).toEqual(['sqs:SendMessage']);
  });

  test.each<[string, Resources, string]>([
    ['a role', { P: role([document(allow('s3:GetObject'))]) }, 'P'],
    ['a user', { P: user([document(allow('s3:GetObject'))]) }, 'P'],
    ['a group', { P: group([document(allow('s3:GetObject'))]) }, 'P'],
    ['a group, not at its members', { P: group([document(allow('s3:GetObject'))]), U: user([], { Groups: [{ Ref: 'P' }] }) }, 'P'],
    ['a managed policy that nobody has, once', { P: managedPolicy(document(allow('s3:GetObject'))) }, 'P'],
    ['the role that has the managed policy', { P: role([], { ManagedPolicyArns: [{ Ref: 'M' }] }), M: managedPolicy(document(allow('s3:GetObject'))) }, 'P'],
    ['the role that has a policy by name', { P: role([], { RoleName: 'p' }), S: policy(document(allow('s3:GetObject')), { Roles: ['p'] }) }, 'P'],
    ['a policy for a role outside the template', { P: policy(document(allow('s3:GetObject')), { Roles: ['elsewhere'] }) }, 'P'],
    ['the role that has the AWS managed policy', { P: role([], { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'] }) }, 'P'],
  ])('found at %s', (_name, resources, logicalId) => {
    expect(wildcards(resources)).toEqual([logicalId]);
  });

  test('the statement of an AWS managed policy is named', () => {
    const [{ statement }] = findingsOf('NoWildcardResource', { R: role([], { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSQSFullAccess'] }) });

    expect(statement).toMatchObject({ policy: 'AWS managed policy `AmazonSQSFullAccess`', logicalId: 'R', path: 'Properties.ManagedPolicyArns[0]', index: 0 });
  });

  test('where a condition may hold, the witness says which', () => {
    const one = document(allow('ec2:TerminateInstances', '*', { StringEquals: { 'aws:ResourceTag/team': 'shop' } }));
    const [finding] = findingsOf('NoWildcardResource', { R: role([one]) });

    expect(finding.witness!.when).toEqual([{ key: 'aws:ResourceTag/team', values: ['shop'] }]);
    expect(replayed(finding, { policyInputList: [one] })).toBe(EvalDecision.ALLOWED);
  });

  test.each<[string, object, Sections, string]>([
    ['the resource', allow('sqs:SendMessage', { Ref: 'X' }), WITH_PARAMETER, 'parameter `X`'],
    ['the name in the resource', allow('sqs:SendMessage', { 'Fn::Sub': 'arn:*:sqs:*:*:${X}' }), WITH_PARAMETER, 'parameter `X`'],
    ['what NotResource leaves out', { Effect: 'Allow', Action: 'sqs:SendMessage', NotResource: { Ref: 'X' } }, WITH_PARAMETER, 'parameter `X`'],
    ['the resource, whose default is harmless', allow('sqs:SendMessage', { Ref: 'X' }),
      { Parameters: { X: { Type: 'String', Default: 'arn:aws:sqs:us-east-1:111122223333:orders' } } }, 'parameter `X`'],
    ['an allowed value with a wildcard', allow('sqs:SendMessage', { Ref: 'X' }),
      { Parameters: { X: { Type: 'String', AllowedValues: ['arn:aws:sqs:us-east-1:111122223333:orders', '*'] } } }, 'parameter `X`'],
    ['a branch of Fn::If', allow('sqs:SendMessage', { 'Fn::If': ['C', 'arn:aws:sqs:us-east-1:111122223333:orders', '*'] }), WITH_CONDITION, 'condition `C`'],
    ['a branch of Fn::If in a list', allow('sqs:SendMessage', ['arn:aws:sqs:us-east-1:111122223333:orders', { 'Fn::If': ['C', '*', NO_VALUE] }]), WITH_CONDITION, 'condition `C`'],
    ['a value from another stack', allow('sqs:SendMessage', { 'Fn::ImportValue': 'queue' }), {}, '`Fn::ImportValue` of `queue`'],
    ['a parameter of the parameter store', allow('sqs:SendMessage', { Ref: 'X' }), { Parameters: { X: { Type: 'AWS::SSM::Parameter::Value<String>' } } }, 'parameter `X`'],
    ['an attribute that may hold anything', allow('sqs:SendMessage', { 'Fn::GetAtt': ['Z', 'Value'] }), {}, '`Z.Value`'],
  ])('what may be, by %s, says what it depends on', (_name, statement, sections, dependsOn) => {
    const resources = { ...separately(statement), Z: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: '*' } } };

    expect(findingsOf('NoWildcardResource', resources, sections)).toEqual([expect.objectContaining({ logicalId: 'R', dependsOn: expect.arrayContaining([dependsOn]) })]);
  });
});

describe('actions that support only `*` pass', () => {
  test.each([
    'ec2:DescribeInstances', 'ecr:GetAuthorizationToken', 'iam:ListUsers', 'kms:CreateKey', 'kms:ListKeys', 'lambda:ListFunctions', 's3:ListAllMyBuckets',
    'secretsmanager:GetRandomPassword', 'sqs:ListQueues', 'sts:GetCallerIdentity', 'xray:PutTraceSegments',
  ])('%s', name => {
    const [service] = name.split(':');
    const action = ServiceAuthorizationReference.actionsOf(service).find(one => one.name === name);

    expect(action?.supportsOnlyWildcardResource).toBe(true);
    expect(wildcards(inRole(allow(name)))).toEqual([]);
  });

  test('all of them, in every service', () => {
    const names = ServiceAuthorizationReference.services()
      .flatMap(service => ServiceAuthorizationReference.actionsOf(service))
      .filter(action => action.supportsOnlyWildcardResource)
      .map(({ name }) => name);
    const batches = Array.from({ length: Math.ceil(names.length / 150) }, (_, i) => names.slice(i * 150, (i + 1) * 150));

    expect(names.length).toBeGreaterThan(6000);
    expect(wildcards(Object.fromEntries(batches.map((batch, i) => [`R${i}`, role([document(allow(batch))])])))).toEqual([]);
  });

  test('and every other action is found, in these services', () => {
    const names = ['dynamodb', 'ecs', 'kms', 'secretsmanager', 'sqs', 'ssm', 'states']
      .flatMap(service => ServiceAuthorizationReference.actionsOf(service))
      .filter(action => !action.supportsOnlyWildcardResource)
      .map(({ name }) => name);
    const resources = Object.fromEntries(names.map(name => [name.replace(/\W/g, ''), role([document(allow(name))])]));

    expect(names.length).toBeGreaterThan(300);
    expect(wildcards(resources)).toEqual(Object.keys(resources));
  });
});

describe('the nearest that passes', () => {
  test.each<[string, object]>([
    ['one bucket', allow('s3:ListBucket', 'arn:aws:s3:::amzn-s3-demo-bucket')],
    ['the objects of one bucket', allow('s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/*')],
    ['buckets with a prefix', allow('s3:ListBucket', 'arn:aws:s3:::shop-*')],
    ['tables with a prefix, in whatever region', allow('dynamodb:*', 'arn:aws:dynamodb:*:*:table/shop-*')],
    ['one key', allow('kms:Decrypt', `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`)],
    ['secrets with a prefix', allow('secretsmanager:GetSecretValue', `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:shop/*`)],
    ['the versions of one task', allow('ecs:RunTask', `arn:aws:ecs:${REGION}:${ACCOUNT}:task-definition/shop:*`)],
    ['the streams of one log group', allow('logs:PutLogEvents', `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/shop/orders:*`)],
    ['a home folder for each user', allow('s3:GetObject', 'arn:aws:s3:::homes/${aws:username}/*')],
    ['resources of a type that the action is not done on', allow('kms:Decrypt', `arn:aws:kms:*:${ACCOUNT}:alias/*`)],
    ['nothing that exists', deny('s3:GetObject')],
    ['an MFA device that is made, by whatever name', allow('iam:CreateVirtualMFADevice')],
  ])('%s', (_name, statement) => {
    expect(wildcards(inRole(statement))).toEqual([]);
  });

  test.each<[string, object]>([
    ['of the action', deny('s3:GetObject')],
    ['of the service', deny('s3:*')],
    ['of all but what is needed', { Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::amzn-s3-demo-bucket/*' }],
    ['of all but other actions', { Effect: 'Deny', NotAction: 'sqs:*', Resource: '*' }],
  ])('a Deny %s', (_name, denial) => {
    expect(wildcards(inRole(allow('s3:GetObject'), denial))).toEqual([]);
    expect(wildcards({ R: role([document(allow('s3:GetObject'))]), S: policy(document(denial), { Roles: [{ Ref: 'R' }] }) })).toEqual([]);
  });

  test('a boundary that names the resources', () => {
    expect(wildcards({
      R: role([document(allow('s3:GetObject'))], { PermissionsBoundary: { Ref: 'B' } }),
      B: managedPolicy(document(allow('s3:*', 'arn:aws:s3:::amzn-s3-demo-bucket/*'))),
    })).toEqual([]);
  });

  test('a boundary itself, however wide: it grants nothing', () => {
    expect(wildcards({ R: role([], { PermissionsBoundary: { Ref: 'B' } }), B: managedPolicy(document(allow('s3:*'))) })).toEqual([]);
  });

  test('a condition that never holds for this principal', () => {
    expect(wildcards(inRole(allow('s3:GetObject', '*', { StringEquals: { 'aws:PrincipalType': 'User' } })))).toEqual([]);
  });

  test('a name that is generated, a number, allowed values that are all named', () => {
    const queue = { Q: { Type: 'AWS::SQS::Queue', Properties: {} } };

    expect(wildcards({ ...separately(allow('sqs:SendMessage', { 'Fn::GetAtt': ['Q', 'Arn'] })), ...queue })).toEqual([]);
    expect(wildcards(separately(allow('sqs:SendMessage', { 'Fn::Sub': 'arn:aws:sqs:*:*:orders-${X}' })), { Parameters: { X: { Type: 'Number' } } })).toEqual([]);
    expect(wildcards(separately(allow('sqs:SendMessage', { 'Fn::Sub': 'arn:aws:sqs:*:*:${X}' })), { Parameters: { X: { Type: 'String', AllowedValues: ['orders', 'bills'] } } }))
      .toEqual([]);
  });

  test('both branches of Fn::If named', () => {
    const branches = { 'Fn::If': ['C', 'arn:aws:sqs:us-east-1:111122223333:orders', 'arn:aws:sqs:us-east-1:111122223333:bills'] };

    expect(wildcards(separately(allow('sqs:SendMessage', branches)), WITH_CONDITION)).toEqual([]);
  });
});
