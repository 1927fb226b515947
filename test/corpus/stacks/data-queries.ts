import { App, Stack } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnDataLakeSettings, CfnPrincipalPermissions } from 'aws-cdk-lib/aws-lakeformation';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** A function asks Athena about a database of Lake Formation, in a workgroup of its own. */
export function dataQueries(app: App): void {
  const stack = new Stack(app, 'DataQueries', { env: PRODUCTION });
  const results = new Bucket(stack, 'Results', { enforceSSL: true });
  const sales = Bucket.fromBucketName(stack, 'Sales', 'amzn-s3-demo-bucket');
  const workGroup = new CfnWorkGroup(stack, 'WorkGroup', {
    name: 'reports',
    workGroupConfiguration: { enforceWorkGroupConfiguration: true, resultConfiguration: { outputLocation: results.s3UrlForObject() } },
  });
  new CfnNamedQuery(stack, 'Daily', { database: 'sales', workGroup: workGroup.name, queryString: 'SELECT day, sum(amount) FROM orders GROUP BY day' });

  const report = new Function(stack, 'Report', FUNCTION_CODE);
  results.grantReadWrite(report);
  sales.grantRead(report, 'sales/*');
  report.addToRolePolicy(new PolicyStatement({
    actions: ['athena:StartQueryExecution', 'athena:GetQueryExecution', 'athena:GetQueryResults', 'athena:StopQueryExecution'],
    resources: [stack.formatArn({ service: 'athena', resource: 'workgroup', resourceName: 'reports' })],
  }));
  report.addToRolePolicy(new PolicyStatement({
    actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'],
    resources: ['catalog', 'database/sales', 'table/sales/*'].map(name => `arn:aws:glue:${stack.region}:${stack.account}:${name}`),
  }));
  report.addToRolePolicy(new PolicyStatement({ actions: ['lakeformation:GetDataAccess'], resources: ['*'] }));
  new CfnDataLakeSettings(stack, 'Lake', { admins: [{ dataLakePrincipalIdentifier: `arn:aws:iam::${stack.account}:role/data-steward` }] });
  new CfnPrincipalPermissions(stack, 'ReportReads', {
    principal: { dataLakePrincipalIdentifier: report.role!.roleArn },
    permissions: ['SELECT'],
    permissionsWithGrantOption: [],
    resource: { table: { catalogId: stack.account, databaseName: 'sales', name: 'orders' } },
  });
}
