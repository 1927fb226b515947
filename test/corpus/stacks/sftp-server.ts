import { App, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnServer, CfnUser } from 'aws-cdk-lib/aws-transfer';
import { PRODUCTION } from '../environment';

/** Suppliers upload by SFTP, each to a folder of their own. */
export function sftpServer(app: App): void {
  const stack = new Stack(app, 'SftpServer', { env: PRODUCTION });
  const uploads = new Bucket(stack, 'Uploads', { enforceSSL: true });
  const transfer = new ServicePrincipal('transfer.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } });
  const server = new CfnServer(stack, 'Server', {
    protocols: ['SFTP'],
    identityProviderType: 'SERVICE_MANAGED',
    loggingRole: new Role(stack, 'Logging', {
      assumedBy: transfer,
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSTransferLoggingAccess')],
    }).roleArn,
  });
  for (const supplier of ['acme', 'globex']) {
    const role = new Role(stack, `Role-${supplier}`, { assumedBy: transfer });
    uploads.grantReadWrite(role, `${supplier}/*`);
    role.addToPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [uploads.bucketArn], conditions: { StringLike: { 's3:prefix': `${supplier}/*` } } }));
    new CfnUser(stack, `User-${supplier}`, {
      serverId: server.attrServerId,
      userName: supplier,
      role: role.roleArn,
      homeDirectoryType: 'LOGICAL',
      homeDirectoryMappings: [{ entry: '/', target: `/${uploads.bucketName}/${supplier}` }],
    });
  }
}
