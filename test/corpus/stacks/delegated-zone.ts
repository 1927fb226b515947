import { App, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { CrossAccountZoneDelegationRecord, PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import { PRODUCTION, SHARED_SERVICES_ACCOUNT } from '../environment';

/** The zone of a team, which a zone in the account of the network team delegates to. */
export function delegatedZone(app: App): void {
  const parent = new Stack(app, 'ParentZone', { env: { account: SHARED_SERVICES_ACCOUNT, region: 'eu-west-1' } });
  const delegation = new Role(parent, 'Delegation', { roleName: 'delegate-team', assumedBy: new AccountPrincipal(PRODUCTION.account) });
  new PublicHostedZone(parent, 'Zone', { zoneName: 'example.com' }).grantDelegation(delegation, { delegatedZoneNames: ['team.example.com'] });

  const team = new Stack(app, 'DelegatedZone', { env: PRODUCTION });
  new CrossAccountZoneDelegationRecord(team, 'Delegate', {
    delegatedZone: new PublicHostedZone(team, 'Zone', { zoneName: 'team.example.com' }),
    parentHostedZoneName: 'example.com',
    delegationRole: Role.fromRoleArn(team, 'Delegation', `arn:aws:iam::${SHARED_SERVICES_ACCOUNT}:role/delegate-team`),
  });
}
