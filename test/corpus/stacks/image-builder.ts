import { App, Stack } from 'aws-cdk-lib';
import { CfnInstanceProfile, ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnImagePipeline, CfnImageRecipe, CfnInfrastructureConfiguration } from 'aws-cdk-lib/aws-imagebuilder';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PRODUCTION } from '../environment';

/** A pipeline that makes machine images every week. */
export function imageBuilder(app: App): void {
  const stack = new Stack(app, 'ImageBuilder', { env: PRODUCTION });
  const role = new Role(stack, 'Role', {
    assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
    managedPolicies: ['EC2InstanceProfileForImageBuilder', 'AmazonSSMManagedInstanceCore'].map(name => ManagedPolicy.fromAwsManagedPolicyName(name)),
  });
  const logs = new Bucket(stack, 'Logs', { enforceSSL: true });
  logs.grantPut(role, 'builds/*');
  const recipe = new CfnImageRecipe(stack, 'Recipe', {
    name: 'base',
    version: '1.0.0',
    parentImage: `arn:aws:imagebuilder:${stack.region}:aws:image/amazon-linux-2023-arm64/x.x.x`,
    components: [{ componentArn: `arn:aws:imagebuilder:${stack.region}:aws:component/update-linux/x.x.x` }],
  });
  const infrastructure = new CfnInfrastructureConfiguration(stack, 'Infrastructure', {
    name: 'base',
    instanceProfileName: new CfnInstanceProfile(stack, 'Profile', { roles: [role.roleName] }).ref,
    logging: { s3Logs: { s3BucketName: logs.bucketName, s3KeyPrefix: 'builds' } },
  });
  new CfnImagePipeline(stack, 'Pipeline', {
    name: 'base',
    imageRecipeArn: recipe.attrArn,
    infrastructureConfigurationArn: infrastructure.attrArn,
    schedule: { scheduleExpression: 'cron(0 0 ? * sun *)' },
  });
}
