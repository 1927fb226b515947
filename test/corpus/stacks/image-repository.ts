import { App, Duration, Stack } from 'aws-cdk-lib';
import { Repository, TagMutability } from 'aws-cdk-lib/aws-ecr';
import { AccountPrincipal, Effect, OrganizationPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ORGANIZATION_ID, PRODUCTION, SHARED_SERVICES_ACCOUNT } from '../environment';

/** A registry for the organization: one account pushes, all others pull, and functions of other accounts run from it. */
export function imageRepository(app: App): void {
  const stack = new Stack(app, 'ImageRepository', { env: PRODUCTION });
  const repository = new Repository(stack, 'Repository', { imageScanOnPush: true, imageTagMutability: TagMutability.IMMUTABLE });
  repository.addLifecycleRule({ maxImageAge: Duration.days(90) });
  repository.grantPush(new AccountPrincipal(SHARED_SERVICES_ACCOUNT));
  repository.grantPull(new OrganizationPrincipal(ORGANIZATION_ID));
  repository.addToResourcePolicy(new PolicyStatement({
    sid: 'FunctionsOfTheOrganization',
    effect: Effect.ALLOW,
    principals: [new ServicePrincipal('lambda.amazonaws.com')],
    actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    conditions: { StringEquals: { 'aws:SourceOrgID': ORGANIZATION_ID } },
  }));
  const scanner = new Role(stack, 'Scanner', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
  repository.grantRead(scanner);
}
