import { App, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CloudFormationProduct, CloudFormationTemplate, Portfolio, ProductStack } from 'aws-cdk-lib/aws-servicecatalog';
import { PRODUCTION } from '../environment';

/** Teams take a good bucket from a catalogue; a launch role makes it for them. */
export function serviceCatalog(app: App): void {
  const stack = new Stack(app, 'ServiceCatalog', { env: PRODUCTION });
  const template = new ProductStack(stack, 'GoodBucket');
  new Bucket(template, 'Bucket', { enforceSSL: true, versioned: true });
  const product = new CloudFormationProduct(stack, 'Product', {
    productName: 'bucket',
    owner: 'platform',
    productVersions: [{ productVersionName: 'v1', cloudFormationTemplate: CloudFormationTemplate.fromProductStack(template) }],
  });
  const portfolio = new Portfolio(stack, 'Portfolio', { displayName: 'Storage', providerName: 'platform' });
  portfolio.addProduct(product);
  portfolio.giveAccessToRole(Role.fromRoleName(stack, 'Developers', 'developer'));

  const launch = new Role(stack, 'Launch', { assumedBy: new ServicePrincipal('servicecatalog.amazonaws.com') });
  launch.addToPolicy(new PolicyStatement({
    actions: ['s3:CreateBucket', 's3:DeleteBucket', 's3:PutBucketPolicy', 's3:PutBucketVersioning', 's3:PutEncryptionConfiguration', 's3:PutBucketPublicAccessBlock'],
    resources: ['arn:aws:s3:::sc-*'],
  }));
  launch.addToPolicy(new PolicyStatement({
    actions: ['cloudformation:CreateStack', 'cloudformation:UpdateStack', 'cloudformation:DeleteStack', 'cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents', 'cloudformation:SetStackPolicy'],
    resources: [stack.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: 'SC-*' })],
  }));
  launch.addToPolicy(new PolicyStatement({ actions: ['cloudformation:GetTemplateSummary', 'cloudformation:ValidateTemplate'], resources: ['*'] }));
  launch.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'], conditions: { StringEquals: { 's3:ExistingObjectTag/servicecatalog:provisioning': 'true' } } }));
  portfolio.setLaunchRole(product, launch);
}
