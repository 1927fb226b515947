import { App, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { CfnNamespace, CfnWorkgroup } from 'aws-cdk-lib/aws-redshiftserverless';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** A warehouse that loads from a bucket and unloads to another, and a function that asks it. */
export function dataWarehouse(app: App): void {
  const stack = new Stack(app, 'DataWarehouse', { env: PRODUCTION });
  const loader = new Role(stack, 'Loader', {
    assumedBy: new ServicePrincipal('redshift-serverless.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
  });
  new Bucket(stack, 'Loads', { enforceSSL: true }).grantRead(loader);
  new Bucket(stack, 'Unloads', { enforceSSL: true }).grantReadWrite(loader);
  const namespace = new CfnNamespace(stack, 'Namespace', { namespaceName: 'sales', iamRoles: [loader.roleArn], defaultIamRoleArn: loader.roleArn, manageAdminPassword: true });
  const workgroup = new CfnWorkgroup(stack, 'Workgroup', { workgroupName: 'sales', namespaceName: namespace.ref });

  const dashboard = new Function(stack, 'Dashboard', FUNCTION_CODE);
  dashboard.addToRolePolicy(new PolicyStatement({ actions: ['redshift-data:ExecuteStatement', 'redshift-serverless:GetCredentials'], resources: [workgroup.attrWorkgroupWorkgroupArn] }));
  dashboard.addToRolePolicy(new PolicyStatement({ actions: ['redshift-data:GetStatementResult', 'redshift-data:DescribeStatement'], resources: ['*'] }));
}
