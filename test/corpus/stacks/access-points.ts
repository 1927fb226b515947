import { App, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Bucket, CfnAccessGrant, CfnAccessGrantsInstance, CfnAccessGrantsLocation, CfnAccessPoint } from 'aws-cdk-lib/aws-s3';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** A bucket hands its policy over to access points of the account; S3 Access Grants let people into their folders. */
export function accessPoints(app: App): void {
  const stack = new Stack(app, 'AccessPoints', { env: PRODUCTION });
  const lake = new Bucket(stack, 'Lake', { enforceSSL: true });
  lake.addToResourcePolicy(new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'],
    resources: [lake.bucketArn, lake.arnForObjects('*')],
    conditions: { StringEquals: { 's3:DataAccessPointAccount': stack.account } },
  }));
  const analyst = new Function(stack, 'Analyst', FUNCTION_CODE);
  const accessPointArn = stack.formatArn({ service: 's3', resource: 'accesspoint', resourceName: 'analysts' });
  new CfnAccessPoint(stack, 'Analysts', {
    bucket: lake.bucketName,
    name: 'analysts',
    policy: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: analyst.role!.roleArn }, Action: 's3:GetObject', Resource: `${accessPointArn}/object/sales/*` }],
    },
  });
  analyst.addToRolePolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: [`${accessPointArn}/object/sales/*`] }));

  const grantor = new Role(stack, 'Grantor', {
    assumedBy: new ServicePrincipal('access-grants.s3.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }).withSessionTags(),
  });
  lake.grantReadWrite(grantor);
  const instance = new CfnAccessGrantsInstance(stack, 'Grants');
  const location = new CfnAccessGrantsLocation(stack, 'Location', { locationScope: lake.s3UrlForObject(), iamRoleArn: grantor.roleArn });
  location.addDependency(instance);
  new CfnAccessGrant(stack, 'Grant', {
    accessGrantsLocationId: location.ref,
    permission: 'READ',
    grantee: { granteeType: 'IAM', granteeIdentifier: `arn:aws:iam::${stack.account}:role/data-science` },
    accessGrantsLocationConfiguration: { s3SubPrefix: 'science/*' },
  });
}
