import { everythingOf, judgeTwins } from './twins';

const CODE = "code: core.aws_lambda.Code.fromInline('exports.handler = async () => {};'), handler: 'index.handler', runtime: core.aws_lambda.Runtime.NODEJS_24_X";
const both = (code: string) => ({ bypass: `const wide = anyObject();\n${code}`, twin: `const wide = oneObject();\n${code}` });
const includes = (text: string) => `const file = path.join(__dirname, stack.node.id + '-included.json'); fs.writeFileSync(file, ${text}); new CfnInclude(stack, 'Include', { templateFile: file });`;
const INCLUDED_ROLE = "{ Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: documentOf(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [new iam.ServicePrincipal('lambda.amazonaws.com')] })), Policies: [{ PolicyName: 'inline', PolicyDocument: documentOf(wide) }] } }";
const RESOURCE = (type: string, properties: string, id = 'Thing') => `new CfnResource(stack, '${id}', { type: '${type}', properties: ${properties} });`;

describe('what nobody can see into', () => {
  judgeTwins({
    'a module': { bypass: RESOURCE('Initech::Iam::Admin::MODULE', '{}'), found: ['NoUnreadablePolicy Thing'], twin: RESOURCE('AWS::SNS::Topic', '{}') },
    'a type of somebody else': { bypass: RESOURCE('Initech::Gadget::Thing', '{ Name: "x" }'), found: ['NoUnreadablePolicy Thing'], twin: RESOURCE('AWS::SQS::Queue', '{ QueueName: "x" }') },
    'a type of somebody else that holds a policy': {
      ...both(RESOURCE('Initech::Gadget::Thing', '{ Policy: documentOf(wide) }')), found: ['NoUnreadablePolicy Thing', 'NoUnboundedDataAccess Thing'], twin: RESOURCE('AWS::SQS::Queue', '{}'),
    },
    'a type that AWS does not have': { bypass: RESOURCE('AWS::IAM::SuperRole', '{}'), found: ['NoUnreadablePolicy Thing'], twin: RESOURCE('AWS::IAM::InstanceProfile', '{ Roles: [role(stack).roleName] }') },
    'a hook on a type, written as one': { bypass: RESOURCE('AWS::Iam::role', '{}'), found: ['NoUnreadablePolicy Thing'], twin: RESOURCE('AWS::Logs::LogGroup', '{}') },
    'a resource without a type': { bypass: "const made = new CfnResource(stack, 'Thing', { type: 'AWS::SQS::Queue' }); made.addDeletionOverride('Type');", found: ['NoUnreadablePolicy Thing'], twin: "const made = new CfnResource(stack, 'Thing', { type: 'AWS::SQS::Queue' }); made.addDeletionOverride('Metadata');" },
    'a custom resource of somebody else': {
      bypass: "new core.CustomResource(stack, 'Custom', { serviceToken: 'arn:aws:lambda:us-east-1:111122223333:function:elsewhere' });",
      found: ['NoUnreadablePolicy Custom/Default'],
      twin: `new core.CustomResource(stack, 'Custom', { serviceToken: new core.aws_lambda.Function(stack, 'Handler', { ${CODE}, role: role(stack) }).functionArn });`,
    },
    'a custom resource with a type of its own, of somebody else': {
      bypass: "new core.CustomResource(stack, 'Custom', { serviceToken: 'arn:aws:sns:us-east-1:111122223333:elsewhere', resourceType: 'Custom::Policy' });",
      found: ['NoUnreadablePolicy Custom/Default'],
      twin: `new core.CustomResource(stack, 'Custom', { serviceToken: new core.aws_lambda.Function(stack, 'Handler', { ${CODE}, role: role(stack) }).functionArn, resourceType: 'Custom::Policy' });`,
    },
    'a custom resource whose provider may do everything': {
      bypass: `new core.CustomResource(stack, 'Custom', { serviceToken: new core.aws_lambda.Function(stack, 'Handler', { ${CODE}, role: admin(stack) }).functionArn });`,
      found: everythingOf('Role/Resource'),
      twin: `new core.CustomResource(stack, 'Custom', { serviceToken: new core.aws_lambda.Function(stack, 'Handler', { ${CODE}, role: role(stack) }).functionArn });`,
    },
    'a custom resource with a free provider': {
      bypass: "new core.CustomResource(stack, 'Custom', { serviceToken: new CfnParameter(stack, 'Free').valueAsString });",
      found: ['NoUnreadablePolicy Custom/Default'],
      twin: `new core.CustomResource(stack, 'Custom', { serviceToken: new core.aws_lambda.Function(stack, 'Handler', { ${CODE}, role: role(another()) }).functionArn });`,
    },
    'a custom resource that calls IAM': {
      bypass: `const cr = lib('/custom-resources');
new cr.AwsCustomResource(stack, 'Call', { onCreate: { service: 'IAM', action: 'attachRolePolicy', parameters: { RoleName: 'app', PolicyArn: ADMIN }, physicalResourceId: cr.PhysicalResourceId.of('x') },
  policy: cr.AwsCustomResourcePolicy.fromStatements([oneObject()]), role: role(stack) });`,
      found: ['NoUnreadablePolicy Call/Resource/Default'],
      twin: `const cr = lib('/custom-resources');
new cr.AwsCustomResource(stack, 'Call', { onCreate: { service: 'SQS', action: 'listQueues', physicalResourceId: cr.PhysicalResourceId.of('x') }, policy: cr.AwsCustomResourcePolicy.fromStatements([oneObject()]), role: role(stack) });`,
    },
    'a custom resource that calls IAM by the name of its package': {
      bypass: `const cr = lib('/custom-resources');
new cr.AwsCustomResource(stack, 'Call', { onCreate: { service: '@aws-sdk/client-iam', action: 'PutRolePolicyCommand', physicalResourceId: cr.PhysicalResourceId.of('x') }, policy: cr.AwsCustomResourcePolicy.fromStatements([oneObject()]), role: role(stack) });`,
      found: ['NoUnreadablePolicy Call/Resource/Default'],
      twin: `const cr = lib('/custom-resources');
new cr.AwsCustomResource(stack, 'Call', { onCreate: { service: '@aws-sdk/client-sqs', action: 'ListQueuesCommand', physicalResourceId: cr.PhysicalResourceId.of('x') }, policy: cr.AwsCustomResourcePolicy.fromStatements([oneObject()]), role: role(stack) });`,
    },
    'a custom resource that may call on everything': {
      bypass: `const cr = lib('/custom-resources');
new cr.AwsCustomResource(stack, 'Call', { onCreate: { service: 'S3', action: 'getObject', physicalResourceId: cr.PhysicalResourceId.of('x') }, policy: cr.AwsCustomResourcePolicy.fromSdkCalls({ resources: cr.AwsCustomResourcePolicy.ANY_RESOURCE }), role: role(stack) });`,
      found: ['NoUnboundedDataAccess Role/Resource'],
      twin: `const cr = lib('/custom-resources');
new cr.AwsCustomResource(stack, 'Call', { onCreate: { service: 'S3', action: 'getObject', physicalResourceId: cr.PhysicalResourceId.of('x') }, policy: cr.AwsCustomResourcePolicy.fromSdkCalls({ resources: ['arn:aws:s3:::amzn-s3-demo-bucket/key'] }), role: role(stack) });`,
    },
    'a value that a custom resource answers': {
      bypass: `const custom = new core.CustomResource(stack, 'Custom', { serviceToken: new core.aws_lambda.Function(stack, 'Handler', { ${CODE}, role: role(stack, 'Provider') }).functionArn });
role(stack).addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [custom.getAttString('Arn')] }));`,
      found: ['NoOpenResource Role/Resource'],
      twin: 'const bucket = new core.aws_s3.CfnBucket(stack, \'Bucket\'); role(stack).addToPolicy(new iam.PolicyStatement({ actions: [\'s3:GetObject\'], resources: [bucket.attrArn + \'/key\'] }));',
    },
    'AWS::Include among properties': {
      bypass: "l1(role(stack)).addPropertyOverride('Fn::Transform', { Name: 'AWS::Include', Parameters: { Location: 's3://amzn-s3-demo-bucket/x.json' } });",
      found: ['NoUnreadablePolicy Role/Resource'],
      twin: "l1(role(stack)).addPropertyOverride('Description', 'AWS::Include');",
    },
    'AWS::Include in a statement': {
      bypass: "l1(role(stack)).addPropertyOverride('AssumeRolePolicyDocument.Statement.0', { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://amzn-s3-demo-bucket/x.json' } } });",
      found: ['NoUnreadablePolicy Role/Resource'],
      twin: "l1(role(stack)).addPropertyOverride('AssumeRolePolicyDocument.Statement.0', { Sid: 'Include' });",
    },
    'AWS::Include beside a policy of a topic': {
      bypass: RESOURCE('AWS::SNS::TopicPolicy', "{ Topics: [new core.aws_sns.CfnTopic(stack, 'Topic').ref], 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://amzn-s3-demo-bucket/x.json' } }, PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sns:Publish', Resource: '*' }] } }"),
      found: ['NoUnreadablePolicy Thing'],
      twin: RESOURCE('AWS::SNS::TopicPolicy', "{ Topics: [new core.aws_sns.CfnTopic(stack, 'Topic').ref], PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sns:Publish', Resource: '*' }] } }"),
    },
    'a macro of the stack': { bypass: "role(stack); stack.templateOptions.transforms = ['Grow'];", found: ['NoUnreadablePolicy'], twin: "role(stack); stack.templateOptions.transforms = ['AWS::LanguageExtensions'];" },
    'a set of stacks': {
      bypass: RESOURCE('AWS::CloudFormation::StackSet', "{ StackSetName: 'set', PermissionModel: 'SELF_MANAGED', TemplateURL: 'https://amzn-s3-demo-bucket.s3.amazonaws.com/t.json' }"),
      found: ['NoUnreadablePolicy Thing'],
      twin: RESOURCE('AWS::CloudFormation::WaitConditionHandle', '{}'),
    },
    'a product by its id': {
      bypass: RESOURCE('AWS::ServiceCatalog::CloudFormationProvisionedProduct', "{ ProductId: 'prod-abcdefghijklm', ProvisioningArtifactId: 'pa-abcdefghijklm' }"),
      found: ['NoUnreadablePolicy Thing'],
      twin: RESOURCE('AWS::ServiceCatalog::Portfolio', "{ DisplayName: 'shop', ProviderName: 'platform' }"),
    },
    'a product by its name': {
      bypass: RESOURCE('AWS::ServiceCatalog::CloudFormationProvisionedProduct', "{ ProductName: 'admin', ProvisioningArtifactName: 'v1', PathName: 'shop' }"),
      found: ['NoUnreadablePolicy Thing'],
      twin: RESOURCE('AWS::ServiceCatalog::TagOption', "{ Key: 'product', Value: 'admin' }"),
    },
    'a product from a repository': {
      bypass: RESOURCE('AWS::ServiceCatalog::CloudFormationProduct', "{ Name: 'admin', Owner: 'platform', SourceConnection: { Type: 'CODESTAR', ConnectionParameters: { CodeStar: { ArtifactPath: 't.yaml', Branch: 'main', ConnectionArn: 'arn:aws:codestar-connections:us-east-1:111122223333:connection/x', Repository: 'o/r' } } } }"),
      found: ['NoUnreadablePolicy Thing'],
      twin: RESOURCE('AWS::ServiceCatalog::TagOption', "{ Key: 'source', Value: 'repository' }"),
    },
    'a conformance pack in a bucket': {
      bypass: RESOURCE('AWS::Config::ConformancePack', "{ ConformancePackName: 'pack', TemplateS3Uri: 's3://amzn-s3-demo-bucket/pack.yaml' }"),
      found: ['NoUnreadablePolicy Thing'],
      twin: RESOURCE('AWS::Config::ConformancePack', "{ ConformancePackName: 'pack', TemplateBody: JSON.stringify({ Resources: { Rule: { Type: 'AWS::Config::ConfigRule', Properties: { Source: { Owner: 'AWS', SourceIdentifier: 'IAM_PASSWORD_POLICY' } } } } }) }"),
    },
    'a conformance pack in a document': {
      bypass: RESOURCE('AWS::Config::ConformancePack', "{ ConformancePackName: 'pack', TemplateSSMDocumentDetails: { DocumentName: 'pack' } }"),
      found: ['NoUnreadablePolicy Thing'],
      twin: RESOURCE('AWS::SSM::Document', "{ Content: { schemaVersion: '2.2', mainSteps: [] }, DocumentType: 'Command' }"),
    },
    'an included template': { ...both(includes(`JSON.stringify({ Resources: { Role: ${INCLUDED_ROLE} } })`)), found: ['NoUnboundedDataAccess Include/Role'] },
    'an included template with a free parameter': {
      bypass: `const wide = oneObject(); ${includes(`JSON.stringify({ Parameters: { Free: { Type: 'String', Default: 'arn:aws:s3:::amzn-s3-demo-bucket/key' } }, Resources: { Role: ${INCLUDED_ROLE} } }).replace(/"Resource":"[^"]*"/, '"Resource":{"Ref":"Free"}')`)}`,
      found: ['NoOpenResource Include/Role'],
      twin: `const wide = oneObject(); ${includes(`JSON.stringify({ Parameters: { Free: { Type: 'String', Default: '*' } }, Resources: { Role: ${INCLUDED_ROLE} } })`)}`,
    },
    'an included template, its parameter replaced': {
      bypass: `const wide = oneObject(); const file = path.join(__dirname, stack.node.id + '-included.json'); fs.writeFileSync(file, JSON.stringify({ Parameters: { Given: { Type: 'String' } }, Resources: { Role: ${INCLUDED_ROLE} } }).replace(/"Resource":"[^"]*"/, '"Resource":{"Ref":"Given"}')); new CfnInclude(stack, 'Include', { templateFile: file, parameters: { Given: '*' } });`,
      found: ['NoUnboundedDataAccess Include/Role'],
      twin: `const wide = oneObject(); const file = path.join(__dirname, stack.node.id + '-included.json'); fs.writeFileSync(file, JSON.stringify({ Parameters: { Given: { Type: 'String' } }, Resources: { Role: ${INCLUDED_ROLE} } }).replace(/"Resource":"[^"]*"/, '"Resource":{"Ref":"Given"}')); new CfnInclude(stack, 'Include', { templateFile: file, parameters: { Given: 'arn:aws:s3:::amzn-s3-demo-bucket/key' } });`,
    },
    'a parameter of the parameter store': {
      bypass: "role(stack).addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [core.aws_ssm.StringParameter.valueForStringParameter(stack, '/arn')] }));",
      found: ['NoOpenResource Role/Resource'],
      twin: "role(stack).addToPolicy(new iam.PolicyStatement({ actions: ['ssm:GetParameter'], resources: [core.aws_ssm.StringParameter.fromStringParameterName(stack, 'Parameter', 'arn').parameterArn] }));",
    },
    'a parameter of the parameter store that the app makes': {
      bypass: "const parameter = new core.aws_ssm.StringParameter(stack, 'Parameter', { stringValue: '*' }); role(stack).addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [parameter.stringValue] }));",
      found: ['NoOpenResource Role/Resource'],
      twin: "const parameter = new core.aws_ssm.StringParameter(stack, 'Parameter', { stringValue: '*' }); parameter.grantRead(role(stack));",
    },
    'a secret as a resource': {
      bypass: "role(stack).addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [core.SecretValue.secretsManager('arn').unsafeUnwrap()] }));",
      found: ['NoOpenResource Role/Resource'],
      twin: "new core.aws_secretsmanager.Secret(stack, 'Secret').grantRead(role(stack));",
    },
  });
});
