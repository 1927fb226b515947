import { ACCOUNT, allow, ALLOW_ALL, attachments, document, either, NO_VALUE, read, REGION, Resources, role, Sections, spelt, trustIn, unreadIn } from '../templates';

const FACTS = { account: ACCOUNT, region: REGION };
const F = { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'maker' } };
const sections = { Parameters: { Free: { Type: 'String' } }, Conditions: { Never: { 'Fn::Equals': ['a', 'b'] }, Always: { 'Fn::Equals': ['a', 'a'] } } };
const ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:maker`;

const reading = (resources: Resources, more: Sections = sections) => read(resources, more, FACTS);
const custom = (properties: object, attributes: object = {}) => ({ Type: 'Custom::Thing', Properties: properties, ...attributes });
/** Places, with a star where somebody may answer for them. */
const told = (resources: Resources) => {
  const found = reading(resources);
  unreadIn(found);
  return found.unread.map(({ logicalId, path, opaque }) => `${logicalId} ${path}${opaque === true ? ' *' : ''}`);
};

describe('a custom resource', () => {
  test.each<[string, unknown]>([
    ['by its ARN', { 'Fn::GetAtt': ['F', 'Arn'] }], ['by its ARN, written out', ARN], ['by its ARN, computed', { 'Fn::Sub': 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${F}' }],
    ['by what surely is its ARN', { 'Fn::If': ['Always', ARN, 'other'] }],
  ])('of a function of the app is read through the policies of that function: %s', (_, ServiceToken) => {
    expect(told({ F, X: custom({ ServiceToken }) })).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['of another region', `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:maker`], ['of another account', `arn:aws:lambda:${REGION}:444455556666:function:maker`], ['of another name', `${ARN}2`],
    ['that nobody knows', { Ref: 'Free' }], ['one of two', either(ARN, `${ARN}2`)], ['one of two of the app', either({ 'Fn::GetAtt': ['F', 'Arn'] })], ['none', NO_VALUE], ['a list', [ARN]], ['null', null],
    ['a pattern', `arn:aws:lambda:${REGION}:${ACCOUNT}:function:*`],
  ])('of a function %s is unread, and somebody may answer for it', (_, ServiceToken) => {
    expect(told({ F, X: custom({ ServiceToken }) })).toEqual(['X Properties.ServiceToken *']);
  });

  test('of a function that surely does not exist is unread', () => {
    expect(told({ F: { ...F, Condition: 'Never' }, X: custom({ ServiceToken: ARN }) })).toEqual(['X Properties.ServiceToken *']);
  });

  test('that surely does not exist is not read', () => {
    expect(told({ X: custom({}, { Condition: 'Never' }) })).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['by the service', { Service: 'IAM' }], ['in a text', JSON.stringify({ service: 'iam', action: 'putRolePolicy' })], ['by the package', JSON.stringify({ service: '@aws-sdk/client-iam' })],
    ['in a list', [{ service: 'Iam' }]], ['in a text with open values', { 'Fn::Sub': '{"service":"IAM","action":"attachRolePolicy","parameters":{"RoleName":"${Free}"}}' }],
    ['in a text that is put together', { 'Fn::Join': ['', ['{"service":"I', 'AM","action":"attachRolePolicy"}']] }],
    ['in a text of a mapping', { 'Fn::Sub': ['{"service":"${Name}"}', { Name: 'IAM' }] }],
  ])('that calls IAM is unread, and somebody may answer for it: %s', (_, Create) => {
    expect(told({ F, X: custom({ ServiceToken: ARN, Create }) })).toEqual(['X Properties.Create *']);
  });

  test.each<[unknown]>([['{"service":"S3"}'], ['william'], ['{"service":"iamalive"}'], ['arn:aws:iam::111122223333:role/r'], [{ a: 5, b: null, c: [true] }]])('that does not is not: %j', Create => {
    expect(told({ F, X: custom({ ServiceToken: ARN, Create }) })).toEqual([]);
  });
});

describe('what is written like a policy', () => {
  const alone = (value: unknown) => attachments(reading({ X: { Type: 'AWS::SNS::Topic', Properties: { Unheard: value } } })).loose;

  test.each<[string, unknown, string[] | undefined]>([
    ['an object', ALLOW_ALL, ['X Unheard']],
    ['text', JSON.stringify(ALLOW_ALL), ['X Unheard']],
    ['text with white space', JSON.stringify(ALLOW_ALL, undefined, 2), ['X Unheard']],
    ['one statement alone', { ...ALLOW_ALL, Statement: allow('*') }, ['X Unheard']],
    ['deep inside', { a: [{ b: ALLOW_ALL }, ALLOW_ALL] }, ['X Unheard.a[0].b', 'X Unheard.a[1]']],
    ['one of two', either(ALLOW_ALL), ['X Unheard?']],
    ['a list', [ALLOW_ALL, ALLOW_ALL], ['X Unheard[0]', 'X Unheard[1]']],
    ['what only has statements', { Statement: ['text'] }, undefined],
    ['what only has effects', { Effect: 'Allow' }, undefined],
    ['a sentence about a "Statement"', 'the "Statement" of the policy', undefined],
  ])('%s', (_, value, expected) => {
    expect(alone(value)).toEqual(expected);
  });

  test('text with open values is read too', () => {
    const value = { 'Fn::Sub': JSON.stringify(document(allow('*', 'arn:aws:s3:::BUCKET/*'))).replace('BUCKET', '${B}') };
    const found = reading({ B: { Type: 'AWS::S3::Bucket' }, X: { Type: 'AWS::SNS::Topic', Properties: { Unheard: value } } });

    expect(found.loose.map(({ policy }) => spelt(policy))).toEqual(['X Unheard']);
  });

  test.each<[string, unknown, string[]]>([
    ['one of two texts', either(JSON.stringify(ALLOW_ALL), '{}'), ['X Properties.Unheard']],
    ['text with what nobody knows in it', { 'Fn::Sub': JSON.stringify(document(allow('*', 'FREE'))).replace('FREE', '${Free}') }, ['X Properties.Unheard']],
    ['text that begins as nobody knows', { 'Fn::Sub': '${Free}"Statement":[{"Effect":"Allow"}]}' }, ['X Properties.Unheard']],
    ['text that is put together', { 'Fn::Join': ['', ['{"State', 'ment":[{"Effect":"Allow","Action":"*","Resource":"*"},]}']] }, ['X Properties.Unheard']],
    ['text that is no JSON', '{"Statement":[{"Effect":"Allow",}]}', ['X Properties.Unheard']],
    ['a script', '#!/bin/sh\necho \'{"Statement":[{"Effect":"Allow",}]}\'', []],
  ])('text that may be one and cannot be read is unread: %s', (_, Unheard, expected) => {
    expect(told({ X: { Type: 'AWS::SNS::Topic', Properties: { Unheard } } })).toEqual(expected);
  });

  test('one that names principals is a policy of a resource', () => {
    for (const value of [trustIn('*'), JSON.stringify(trustIn('*'))]) {
      const { resourcePolicies, loose } = reading({ X: { Type: 'AWS::SNS::Topic', Properties: { Unheard: value } } });
      expect([resourcePolicies.map(({ policy, protects }) => [spelt(policy), protects]), loose]).toEqual([[['X Unheard', []]], []]);
    }
  });

  test('one that may not be there denies nothing', () => {
    const found = reading({ X: { Type: 'AWS::SNS::Topic', Properties: { Unheard: trustIn('*') }, Condition: 'Open' } }, { ...sections, Conditions: { Open: { 'Fn::Equals': [{ Ref: 'Free' }, 'x'] } } });

    expect(found.resourcePolicies.map(({ policy }) => spelt(policy))).toEqual(['X Unheard?']);
  });

  test('one that cannot be read is unread, and nobody may answer for it', () => {
    expect(told({ X: { Type: 'AWS::SNS::Topic', Properties: { Unheard: { Statement: [{ Effect: 'Permit' }] } } } }).filter(place => !place.startsWith('X Properties.Unheard') || place.endsWith('*'))).toEqual([]);
    expect(told({ X: { Type: 'AWS::SNS::Topic', Properties: { Unheard: { Statement: [{ Effect: 'Permit' }] } } } })).not.toEqual([]);
  });
});

describe('macros', () => {
  const macro = { Name: 'AWS::Include' };

  test('that make the properties of a principal or of its policies are answered for by nobody', () => {
    expect(told({ R: role({ 'Fn::Transform': macro }) })).toEqual(['R Properties.Fn::Transform']);
    expect(told({ P: { Type: 'AWS::IAM::Policy', Properties: { 'PolicyDocument': ALLOW_ALL, 'Roles': ['r'], 'Fn::Transform': macro } } })).toEqual(['P Properties.Fn::Transform']);
  });

  test('that make those of something else may be answered for', () => {
    expect(told({ X: { Type: 'AWS::SNS::Topic', Properties: { 'Fn::Transform': macro } } })).toEqual(['X Properties.Fn::Transform *']);
    expect(told({ X: { Type: 'AWS::SNS::Topic', Properties: { Tags: [{ 'Fn::Transform': macro }] } } })).toEqual(['X Properties *']);
  });

  test('that make a policy are answered for by nobody', () => {
    expect(told({ X: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'b', PolicyDocument: { 'Fn::Transform': macro } } } })).toContain('X Properties.PolicyDocument');
    expect(told({ X: { Type: 'AWS::S3::BucketPolicy', Properties: { 'Bucket': 'b', 'PolicyDocument': trustIn('*'), 'Fn::Transform': macro } } }).filter(place => !place.endsWith('*'))).not.toEqual([]);
  });
});

describe('types', () => {
  test.each(['Third::Party::Type', 'AWS::Nothing::Thing', 'My::Module::MODULE', 'constructor', '__proto', 'toString'])('that nobody knows may be answered for, with what they hold read: %s', type => {
    const found = reading({ X: { Type: type, Properties: { Policy: ALLOW_ALL } } });

    expect([told({ X: { Type: type, Properties: { Policy: ALLOW_ALL } } }), found.loose.map(({ policy }) => spelt(policy))]).toEqual([['X Type *'], ['X Policy']]);
  });

  test('that the CDK adds are harmless', () => {
    expect(told({ X: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2:x' } } })).toEqual([]);
  });

  test.each<[string, object]>([
    ['AWS::CloudFormation::StackSet', { TemplateBody: 'Resources: !Admin {}' }], ['AWS::CloudFormation::Macro', { FunctionName: 'f' }], ['AWS::ApiGateway::RestApi', { BodyS3Location: { Bucket: 'b' } }],
    ['AWS::ServiceCatalog::CloudFormationProvisionedProduct', { ProvisioningArtifactId: 'p' }], ['AWS::CloudFormation::StackSet', { TemplateURL: { Ref: 'Free' } }],
    ['AWS::ServiceCatalog::CloudFormationProvisionedProduct', { ProductName: 'p', PathName: 'q', ProvisioningArtifactName: 'v' }],
    ['AWS::ServiceCatalog::CloudFormationProduct', { SourceConnection: { Type: 'CODESTAR' } }], ['AWS::Config::OrganizationConformancePack', { TemplateS3Uri: 's3://b/p' }],
    ['AWS::Config::ConformancePack', { TemplateS3Uri: 's3://b/p' }], ['AWS::Config::ConformancePack', { TemplateSSMDocumentDetails: { DocumentName: 'p' } }],
  ])('that bring templates may be answered for: %s %j', (type, properties) => {
    expect(told({ X: { Type: type, Properties: properties } })).toEqual([`X Properties.${Object.keys(properties)[0]} *`]);
  });

  const published = 'arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRDSMySQLRotationSingleUser';
  const application = (Location: unknown) => told({ X: { Type: 'AWS::Serverless::Application', Properties: { Location } } });

  test.each<[string, unknown]>([['one', published], ['one of two', either(published, published.replace('MySQL', 'MariaDB'))]])('applications of AWS that rotate secrets are known: %s', (_, ApplicationId) => {
    expect(application({ ApplicationId, SemanticVersion: '1.1.671' })).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['of another account', { ApplicationId: published.replace('297356227824', ACCOUNT) }], ['of another name', { ApplicationId: published.replace('SecretsManager', 'Secrets') }],
    ['of another kind', { ApplicationId: published.replace('serverlessrepo', 'lambda') }], ['one of two', { ApplicationId: either(published, 'arn') }],
    ['that nobody knows', { ApplicationId: { Ref: 'Free' } }], ['begun as nobody knows', { ApplicationId: { 'Fn::Sub': `\${Free}${published}` } }],
    ['ended as nobody knows', { ApplicationId: { 'Fn::Sub': `${published}\${Free}` } }], ['a file', './app.yaml'], ['a file of that name', published], ['none', {}],
    ['perhaps a file', either({ ApplicationId: published }, './app.yaml')],
  ])('other applications may be answered for: %s', (_, location) => {
    expect([...new Set(application(location))]).toEqual(['X Properties.Location *']);
  });
});
