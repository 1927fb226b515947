import { BOOTSTRAP_QUALIFIER_CONTEXT, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { iamArn } from './own-arns';
import { JobFunction } from '../iam/job-function';

interface JobFunctionPolicies {
  /** An AWS managed policy, with its path. */
  readonly managedPolicy: string;
  /** What AWS has no policy for. @default - nothing */
  readonly statements?: (scope: Construct) => iam.PolicyStatement[];
}

const POLICIES: Record<JobFunction, JobFunctionPolicies> = {
  [JobFunction.ADMINISTRATOR]: { managedPolicy: 'AdministratorAccess' },
  [JobFunction.POWER_USER]: { managedPolicy: 'PowerUserAccess' },
  [JobFunction.DEVELOPER]: { managedPolicy: 'job-function/ViewOnlyAccess', statements: developerStatements },
  [JobFunction.READ_ONLY_AUDITOR]: { managedPolicy: 'job-function/ViewOnlyAccess' },
  [JobFunction.SECURITY_AUDITOR]: { managedPolicy: 'SecurityAudit' },
  [JobFunction.BILLING]: { managedPolicy: 'job-function/Billing' },
  [JobFunction.DATABASE_ADMINISTRATOR]: { managedPolicy: 'job-function/DatabaseAdministrator' },
  [JobFunction.NETWORK_ADMINISTRATOR]: { managedPolicy: 'job-function/NetworkAdministrator' },
  [JobFunction.SUPPORT]: { managedPolicy: 'AWSSupportAccess' },
};

export function managedPolicyOf(jobFunction: JobFunction): iam.IManagedPolicy {
  return iam.ManagedPolicy.fromAwsManagedPolicyName(POLICIES[jobFunction].managedPolicy);
}

export function statementsOf(jobFunction: JobFunction, scope: Construct): iam.PolicyStatement[] {
  return POLICIES[jobFunction].statements?.(scope) ?? [];
}

/** The roles of `cdk bootstrap` that people assume; the one that CloudFormation acts as is not among them. */
const BOOTSTRAP_ROLES = ['deploy', 'file-publishing', 'image-publishing', 'lookup'];

function developerStatements(scope: Construct): iam.PolicyStatement[] {
  const qualifier = scope.node.tryGetContext(BOOTSTRAP_QUALIFIER_CONTEXT) ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER;
  return [
    new iam.PolicyStatement({
      sid: 'Deploy',
      actions: ['sts:AssumeRole'],
      resources: BOOTSTRAP_ROLES.map(role => iamArn(scope, 'role', `cdk-${qualifier}-${role}-role-${Stack.of(scope).account}-*`)),
    }),
    new iam.PolicyStatement({
      sid: 'Observe',
      actions: [
        'cloudformation:DescribeStackEvents', 'cloudwatch:GetMetricData', 'cloudwatch:GetMetricStatistics', 'xray:BatchGetTraces', 'xray:GetServiceGraph',
        'xray:GetTraceSummaries',
      ],
      resources: ['*'],
    }),
  ];
}
