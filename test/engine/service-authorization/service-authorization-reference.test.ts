import fs from 'node:fs';
import * as path from 'node:path';
import { AccessLevel, ConditionKeyType, ServiceAuthorizationReference } from '../../../src/engine/service-authorization';

const reference = ServiceAuthorizationReference;

/** The names of the resource types that an action needs, and of those that it may touch. */
function resourceTypesOf(action: string) {
  const types = reference.action(action)!.resourceTypes;
  return {
    required: types.filter(type => type.required).map(type => type.name),
    optional: types.filter(type => !type.required).map(type => type.name),
  };
}

describe('services', () => {
  test('there are 456 of them, sorted', () => {
    const services = reference.services();

    expect(services).toHaveLength(456);
    expect(services).toEqual([...services].sort());
    expect(services.slice(0, 3)).toEqual(['a2c', 'a4b', 'access-analyzer']);
  });

  test('a service is found in any case', () => {
    expect(reference.hasService('S3')).toBe(true);
    expect(reference.hasService('s33')).toBe(false);
    expect(reference.serviceName('IAM')).toBe('AWS Identity and Access Management (IAM)');
    expect(reference.serviceName('s33')).toBeUndefined();
  });

  test('resource control policies support S3, STS, KMS, SQS and Secrets Manager, but neither EC2 nor IAM', () => {
    const supported = ['s3', 'sts', 'kms', 'sqs', 'secretsmanager', 'ec2', 'iam', 's33'].filter(reference.supportsResourceControlPolicies);

    expect(supported).toEqual(['s3', 'sts', 'kms', 'sqs', 'secretsmanager']);
  });

  test('the data says where it is from', () => {
    expect(reference.dataVersion()).toBe('0.21.202609261');
    expect(reference.dataDate()).toBe('2026-09-26T04:46:59.905Z');
  });
});

describe('actions', () => {
  test('there are 22,091 of them, and 6,724 support only the wildcard resource', () => {
    const actions = reference.services().flatMap(reference.actionsOf);

    expect(actions).toHaveLength(22_091);
    expect(actions.filter(action => action.supportsOnlyWildcardResource)).toHaveLength(6_724);
  });

  test('an action is everything that AWS says about it', () => {
    expect(reference.action('sqs:SendMessage')).toEqual({
      name: 'sqs:SendMessage',
      service: 'sqs',
      accessLevels: [AccessLevel.WRITE],
      resourceTypes: [{ name: 'queue', required: true, conditionKeys: [] }],
      conditionKeys: [],
      supportsOnlyWildcardResource: false,
    });
  });

  test('an action supports only the wildcard resource when it has no resource types', () => {
    expect(reference.action('s3:ListAllMyBuckets')).toEqual(expect.objectContaining({
      accessLevels: [AccessLevel.LIST],
      resourceTypes: [],
      supportsOnlyWildcardResource: true,
    }));
    expect(reference.action('sts:GetCallerIdentity')!.supportsOnlyWildcardResource).toBe(true);
    expect(reference.action('s3:ListBucket')!.supportsOnlyWildcardResource).toBe(false);
  });

  test('s3:GetObject reads objects, directly or through an access point', () => {
    expect(reference.action('s3:GetObject')!.accessLevels).toEqual([AccessLevel.READ]);
    expect(resourceTypesOf('s3:GetObject')).toEqual({ required: [], optional: ['accesspointobject', 'object'] });
  });

  test('iam:PassRole writes, and needs a role', () => {
    expect(reference.action('iam:PassRole')!.accessLevels).toEqual([AccessLevel.WRITE]);
    expect(resourceTypesOf('iam:PassRole')).toEqual({ required: ['role'], optional: [] });
    expect(reference.action('iam:PassRole')!.conditionKeys).toEqual(['iam:AssociatedResourceArn', 'iam:PassedToService']);
  });

  test('ec2:RunInstances needs an image, an instance, a network interface, a security group and a subnet', () => {
    expect(resourceTypesOf('ec2:RunInstances').required).toEqual(['image', 'instance', 'network-interface', 'security-group', 'subnet']);
    expect(resourceTypesOf('ec2:RunInstances').optional).toContain('key-pair');
  });

  test('an action can have two access levels', () => {
    expect(reference.action('iam:AttachRolePolicy')!.accessLevels).toEqual([AccessLevel.PERMISSIONS_MANAGEMENT, AccessLevel.WRITE]);
    expect(reference.action('ec2:CreateTags')!.accessLevels).toEqual([AccessLevel.TAGGING, AccessLevel.WRITE]);
  });

  test('an action is found in any case, and returned as AWS spells it', () => {
    expect(reference.action('S3:GETOBJECT')).toEqual(reference.action('s3:GetObject'));
    expect(reference.action('S3:GETOBJECT')!.name).toBe('s3:GetObject');
  });

  test('only ASCII letters have a case', () => {
    expect(reference.action('\u212Ams:Decrypt')).toBeUndefined();
    expect(reference.action('kms:Create\u212Aey')).toBeUndefined();
    expect(reference.action('kms:Create\u004Bey')!.name).toBe('kms:CreateKey');
  });

  test('the actions of a service are sorted by name', () => {
    const names = reference.actionsOf('ec2').map(action => action.name);

    expect(names).toEqual([...names].sort());
    expect(names).toContain('ec2:RunInstances');
  });

  test('what AWS does not list is not there', () => {
    expect(reference.actionsOf('s33')).toEqual([]);
    expect(['s3:GetObjet', 's3:*', 's3:', ':GetObject', 'GetObject', '*', '', 's3:GetObject '].filter(reference.action)).toEqual([]);
  });

  test('the names of object members are no services, actions, types or keys', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'length']) {
      expect(reference.hasService(name)).toBe(false);
      expect(reference.serviceName(name)).toBeUndefined();
      expect(reference.actionsOf(name)).toEqual([]);
      expect(reference.action(`${name}:x`)).toBeUndefined();
      expect(reference.action(`s3:${name}`)).toBeUndefined();
      expect(reference.resourceTypesOf(name)).toEqual([]);
      expect(reference.resourceType('s3', name)).toBeUndefined();
      expect(reference.conditionKeysOf(name)).toEqual([]);
      expect(reference.conditionKey('s3', name)).toBeUndefined();
      expect(reference.supportsResourceControlPolicies(name)).toBe(false);
    }
  });

  test('a caller cannot change what the next one gets', () => {
    const action: any = reference.action('iam:PassRole');
    action.accessLevels.push(AccessLevel.READ);
    action.resourceTypes[0].required = false;
    action.conditionKeys.length = 0;
    reference.services().length = 0;
    reference.actionsOf('iam').length = 0;
    reference.globalConditionKeys().length = 0;

    expect(reference.action('iam:PassRole')).toEqual({
      name: 'iam:PassRole',
      service: 'iam',
      accessLevels: [AccessLevel.WRITE],
      resourceTypes: [{ name: 'role', required: true, conditionKeys: [] }],
      conditionKeys: ['iam:AssociatedResourceArn', 'iam:PassedToService'],
      supportsOnlyWildcardResource: false,
    });
    expect(reference.services()).toHaveLength(456);
    expect(reference.globalConditionKeys()).toHaveLength(62);
  });
});

describe('the nearest action', () => {
  test.each([
    ['s3:GetObjet', 's3:GetObject', 'a letter is missing'],
    ['s3:GetObjectt', 's3:GetObject', 'a letter too many'],
    ['s3:GetOpject', 's3:GetObject', 'a letter is another one'],
    ['s3:GteObject', 's3:GetObject', 'two letters are swapped'],
    ['S3:GETOBJET', 's3:GetObject', 'the case does not matter'],
    ['s3:getobject', 's3:GetObject', 'a real action is its own'],
    ['ec2:DescribeInstance', 'ec2:DescribeInstances', 'a plural is missing'],
    ['iam:ListUsersPolicies', 'iam:ListUserPolicies', 'a plural too many'],
    ['lamda:InvokeFunction', 'lambda:InvokeFunction', 'the service is misspelt'],
    ['dyanmodb:GetItm', 'dynamodb:GetItem', 'service and name are misspelt'],
  ])('%s means %s: %s', (misspelt, meant) => {
    expect(reference.nearestAction(misspelt)).toBe(meant);
  });

  test('is nothing when nothing is near', () => {
    const strange = ['s3:LaunchRocket', 'rocket:Launch', 's3:', ':GetObject', 'GetObject', '*', 's3:*', '', 'ecs:RunInstances', '__proto__:x'];

    expect(strange.map(reference.nearestAction).filter(Boolean)).toEqual([]);
  });

  test('is found at once, however long the name', () => {
    const long = 'a'.repeat(100_000);
    const start = performance.now();

    expect([long, `${long}:x`, `ec2:${long}`, `ec2:DescribeInstances${long}`, `:${':'.repeat(100_000)}`].map(reference.nearestAction))
      .toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe('resource types', () => {
  test('there are 2,334 of them', () => {
    expect(reference.services().flatMap(reference.resourceTypesOf)).toHaveLength(2_334);
  });

  test('a resource type has the shape of its ARNs', () => {
    expect(reference.resourceType('sqs', 'queue')).toEqual({
      name: 'queue',
      arnPattern: 'arn:${Partition}:sqs:${Region}:${Account}:${QueueName}',
      conditionKeys: ['aws:ResourceTag/${TagKey}'],
    });
    expect(reference.resourceType('s3', 'bucket')!.arnPattern).toBe('arn:${Partition}:s3:::${BucketName}');
    expect(reference.resourceType('iam', 'ROLE')!.arnPattern).toBe('arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}');
  });

  test('every resource type of an action is one of its service', () => {
    const unknown = reference.services().flatMap(reference.actionsOf).flatMap(action => action.resourceTypes
      .filter(type => !reference.resourceType(action.service, type.name))
      .map(type => `${action.name} ${type.name}`));

    expect(unknown).toEqual([]);
  });

  test('what AWS does not list is not there', () => {
    expect(reference.resourceType('s3', 'queue')).toBeUndefined();
    expect(reference.resourceTypesOf('s33')).toEqual([]);
  });
});

describe('condition keys', () => {
  test('the services list 2,578 of them', () => {
    expect(reference.services().flatMap(reference.conditionKeysOf)).toHaveLength(2_578);
  });

  test('a key has a type, and may hold several values', () => {
    expect(reference.conditionKey('s3', 's3:prefix')).toEqual({ key: 's3:prefix', type: ConditionKeyType.STRING, multivalued: false });
    expect(reference.conditionKey('iam', 'iam:PolicyARN')).toEqual({ key: 'iam:PolicyARN', type: ConditionKeyType.ARN, multivalued: false });
    expect(reference.conditionKey('dynamodb', 'dynamodb:LeadingKeys'))
      .toEqual({ key: 'dynamodb:LeadingKeys', type: ConditionKeyType.ARRAY_OF_STRING, multivalued: true });
  });

  test('a key is found in any case', () => {
    expect(reference.conditionKey('S3', 'S3:PREFIX')!.key).toBe('s3:prefix');
    expect(reference.conditionKey('iam', 'AWS:SOURCEIP')!.key).toBe('aws:SourceIp');
  });

  test.each([
    ['s3', 'aws:ResourceTag/team', 'aws:ResourceTag/${TagKey}'],
    ['s3', 'aws:resourcetag/a/b:c', 'aws:ResourceTag/${TagKey}'],
    ['s3', 'aws:PrincipalTag/team', 'aws:PrincipalTag/${TagKey}'],
    ['s3', 's3:ExistingObjectTag/team', 's3:ExistingObjectTag/<key>'],
    ['secretsmanager', 'secretsmanager:ResourceTag/team', 'secretsmanager:ResourceTag/tag-key'],
    ['glacier', 'glacier:ResourceTag/team', 'glacier:ResourceTag/'],
    ['kms', 'kms:EncryptionContext:app', 'kms:EncryptionContext:${EncryptionContextKey}'],
    ['codebuild', 'codebuild:secondarySources/one.auth.type', 'codebuild:secondarySources/${sourceIdentifier}.auth.type'],
    ['ssm', 'ssm:resourceTag/aws:ssmmessages:session-id', 'ssm:resourceTag/aws:ssmmessages:session-id'],
    ['sts', 'token.actions.acme.ghe.com:ref', 'token.actions.${Domain}.ghe.com:ref'],
  ])('in a request to %s, %s is %s', (service, key, definition) => {
    expect(reference.conditionKey(service, key)!.key).toBe(definition);
  });

  test('a placeholder stands for one character at least', () => {
    const empty = ['aws:ResourceTag/', 'aws:ResourceTag', 'aws:ResourceTag:team', 'kms:EncryptionContext:', 'aws:', ''];

    expect(empty.filter(key => reference.conditionKey('kms', key))).toEqual([]);
    expect(reference.conditionKey('codebuild', 'codebuild:secondarySources/.auth.type')).toBeUndefined();
  });

  test('every key of an action or a resource type is one of its service', () => {
    const unknown = reference.services().flatMap(service => [
      ...reference.actionsOf(service).flatMap(action => [action, ...action.resourceTypes]),
      ...reference.resourceTypesOf(service),
    ].flatMap(({ conditionKeys }) => conditionKeys).filter(key => reference.conditionKey(service, key)?.key !== key));

    expect(unknown).toEqual([]);
  });

  test('global keys are found in requests to every service, also to one that AWS does not list', () => {
    expect(reference.conditionKey('s3', 'aws:SourceIp')).toEqual({ key: 'aws:SourceIp', type: ConditionKeyType.IP_ADDRESS, multivalued: false });
    expect(reference.conditionKey('s33', 'aws:PrincipalOrgPaths'))
      .toEqual({ key: 'aws:PrincipalOrgPaths', type: ConditionKeyType.ARRAY_OF_STRING, multivalued: true });
    expect(reference.conditionKey('s3', 'lambda:SourceFunctionArn')!.type).toBe(ConditionKeyType.ARN);
    expect(reference.conditionKey('s3', 'aws:NoSuchKey')).toBeUndefined();
    expect(reference.conditionKey('s3', 'iam:PassedToService')).toBeUndefined();
  });

  test('these global keys hold several values, and no others', () => {
    expect(reference.globalConditionKeys().filter(({ multivalued }) => multivalued).map(({ key }) => key)).toEqual([
      'aws:CalledVia',
      'aws:PrincipalOrgPaths',
      'aws:PrincipalServiceNamesList',
      'aws:ResourceOrgPaths',
      'aws:SourceOrgPaths',
      'aws:TagKeys',
      'aws:VpceOrgPaths',
    ]);
  });

  test('these global keys are not text', () => {
    const typed = (type: ConditionKeyType) => reference.globalConditionKeys().filter(key => key.type === type).map(({ key }) => key);

    expect(typed(ConditionKeyType.BOOL)).toEqual([
      'aws:AssumedRoot', 'aws:IsMcpServiceAction', 'aws:MultiFactorAuthPresent', 'aws:PrincipalIsAWSService', 'aws:SecureTransport',
      'aws:ViaAWSMCPService', 'aws:ViaAWSService',
    ]);
    expect(typed(ConditionKeyType.DATE)).toEqual(['aws:CurrentTime', 'aws:EpochTime', 'aws:TokenIssueTime']);
    expect(typed(ConditionKeyType.NUMERIC)).toEqual(['aws:MultiFactorAuthAge', 'ec2:RoleDelivery']);
    expect(typed(ConditionKeyType.IP_ADDRESS)).toEqual(['aws:Ec2InstanceSourcePrivateIPv4', 'aws:SourceIp', 'aws:VpcSourceIp']);
    expect(typed(ConditionKeyType.ARN)).toEqual([
      'aws:ChatbotSourceArn', 'aws:PrincipalArn', 'aws:SignInSessionArn', 'aws:SourceArn', 'aws:SourceVpcArn', 'codebuild:BuildArn',
      'codebuild:ProjectArn', 'ec2:SourceInstanceArn', 'lambda:SourceFunctionArn', 'ssm:SourceInstanceArn',
    ]);
  });

  test('a long key is looked up at once', () => {
    const long = 'a'.repeat(100_000);
    const start = performance.now();

    expect(reference.conditionKey('codebuild', `codebuild:secondarySources/${long}.auth.type`)!.key)
      .toBe('codebuild:secondarySources/${sourceIdentifier}.auth.type');
    expect(reference.conditionKey('codebuild', long)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

test('nothing is read before the first question, and each file once', () => {
  jest.isolateModules(() => {
    const read = jest.spyOn(fs, 'readFileSync');
    const dataRead = () => read.mock.calls.map(([file]) => path.basename(String(file))).filter(file => file.endsWith('.br'));
    const engine = jest.requireActual<typeof import('../../../src/engine/service-authorization')>('../../../src/engine/service-authorization');
    const atFirst = dataRead();
    engine.ServiceAuthorizationReference.action('s3:GetObject');
    engine.ServiceAuthorizationReference.action('iam:PassRole');
    engine.ServiceAuthorizationReference.globalConditionKeys();
    const afterActions = dataRead();
    engine.AwsManagedPolicies.find('AdministratorAccess');
    engine.AwsManagedPolicies.find('ReadOnlyAccess');
    const afterPolicies = dataRead();
    read.mockRestore();

    expect(atFirst).toEqual([]);
    expect(afterActions).toEqual(['service-authorization.ndjson.br']);
    expect(afterPolicies).toEqual(['service-authorization.ndjson.br', 'managed-policies.ndjson.br']);
  });
});
