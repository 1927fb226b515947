import { Environment } from 'aws-cdk-lib';

/** Where the stacks of the corpus are deployed. */
export const PRODUCTION: Environment = { account: '111122223333', region: 'eu-west-1' };

/** Other accounts of the same organization. */
export const ORGANIZATION_ID = 'o-exampleorgid';
export const SHARED_SERVICES_ACCOUNT = '444455556666';
export const LOG_ARCHIVE_ACCOUNT = '777788889999';

/** An account of another company. */
export const PARTNER_ACCOUNT = '123456789012';

/** What the CLI has looked up before: `cdk.context.json`. */
export const LOOKED_UP: Record<string, unknown> = {
  'availability-zones:account=111122223333:region=eu-west-1': ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
  'hosted-zone:account=111122223333:domainName=example.com:region=eu-west-1': { Id: '/hostedzone/Z0123456789ABCDEFGHIJ', Name: 'example.com.' },
  'hosted-zone:account=111122223333:domainName=example.com:region=us-east-1': { Id: '/hostedzone/Z0123456789ABCDEFGHIJ', Name: 'example.com.' },
};
