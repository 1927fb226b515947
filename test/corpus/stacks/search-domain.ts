import { App, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Domain, EngineVersion } from 'aws-cdk-lib/aws-opensearchservice';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** A search domain that one function writes and one reads, with its logs. */
export function searchDomain(app: App): void {
  const stack = new Stack(app, 'SearchDomain', { env: PRODUCTION });
  const indexer = new Function(stack, 'Indexer', FUNCTION_CODE);
  const admin = new Role(stack, 'Admin', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  const domain = new Domain(stack, 'Domain', {
    version: EngineVersion.OPENSEARCH_2_17,
    enforceHttps: true,
    nodeToNodeEncryption: true,
    encryptionAtRest: { enabled: true },
    fineGrainedAccessControl: { masterUserArn: admin.roleArn },
    logging: { slowSearchLogEnabled: true, appLogEnabled: true, auditLogEnabled: true },
  });
  domain.addAccessPolicies(new PolicyStatement({ principals: [indexer.grantPrincipal, admin], actions: ['es:ESHttp*'], resources: [`${domain.domainArn}/*`] }));
  domain.grantIndexReadWrite('products', indexer);
  domain.grantPathRead('products/_search', new Function(stack, 'Search', FUNCTION_CODE));
}
