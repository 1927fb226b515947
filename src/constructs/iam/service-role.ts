import { ArnFormat, CfnResource, Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { RoleOptions } from './role-options';
import { acknowledgeWildcards } from '../private/acknowledged-wildcards';
import { optionalRoleProps } from '../private/optional-role-props';
import { plainName } from '../private/plain-name';

/**
 * The role of an AWS Lambda function.
 */
export interface LambdaRoleProps extends RoleOptions {
  /** The log group of the function. */
  readonly logGroup: logs.ILogGroup;

  /**
   * The function sends traces to AWS X-Ray.
   *
   * @default false
   */
  readonly tracing?: boolean;

  /**
   * The function is in a VPC: AWS Lambda may make and delete any network interface for it. The code of the function may not.
   *
   * @default false
   */
  readonly allowNetworkInterfaces?: boolean;
}

/**
 * The role of an Amazon EC2 instance.
 */
export interface Ec2RoleProps extends RoleOptions {
  /**
   * People get into the instance by Session Manager.
   *
   * @default true
   */
  readonly sessionManager?: boolean;

  /**
   * Where Session Manager writes what is done in sessions.
   *
   * @default - sessions are not logged in Amazon CloudWatch Logs
   */
  readonly sessionLogGroup?: logs.ILogGroup;

  /**
   * With which Session Manager encrypts what goes over the line.
   *
   * @default - no more than TLS
   */
  readonly sessionKey?: kms.IKey;
}

/**
 * The role of the containers of an Amazon ECS task.
 */
export interface EcsTaskRoleProps extends RoleOptions {
  /**
   * People get into the containers by ECS Exec.
   *
   * @default false
   */
  readonly executeCommand?: boolean;
}

/**
 * The role with which Amazon ECS starts a task.
 */
export interface EcsExecutionRoleProps extends RoleOptions {
  /** The log groups of the containers. */
  readonly logGroups: logs.ILogGroup[];

  /**
   * Where the images come from.
   *
   * @default - from public registries
   */
  readonly repositories?: ecr.IRepository[];
}

/**
 * The role of an AWS Step Functions state machine.
 */
export interface StepFunctionsRoleProps extends RoleOptions {
  /**
   * For which state machine.
   *
   * @default - for every one of the account in the region
   */
  readonly stateMachineName?: string;

  /**
   * The state machine sends traces to AWS X-Ray.
   *
   * @default false
   */
  readonly tracing?: boolean;

  /**
   * The state machine writes a log: it may change the log deliveries and the resource policies of Amazon CloudWatch Logs, which know no resources.
   *
   * @default false
   */
  readonly allowLogDelivery?: boolean;
}

/**
 * The role of the schedules of an Amazon EventBridge Scheduler group.
 */
export interface SchedulerRoleProps extends RoleOptions {
  /**
   * For the schedules of which group.
   *
   * @default default
   */
  readonly scheduleGroupName?: string;
}

/**
 * The role of an Amazon EventBridge pipe.
 */
export interface PipesRoleProps extends RoleOptions {
  /**
   * For which pipe.
   *
   * @default - for every one of the account in the region
   */
  readonly pipeName?: string;

  /**
   * The log group of the pipe.
   *
   * @default - the pipe writes no log there
   */
  readonly logGroup?: logs.ILogGroup;
}

/**
 * The role with which Amazon API Gateway writes the logs of all APIs of the account.
 */
export interface ApiGatewayLoggingRoleProps extends RoleOptions {
  /**
   * The log groups of the access logs.
   *
   * @default - none beside the execution logs
   */
  readonly accessLogGroups?: logs.ILogGroup[];
}

/**
 * The role of AWS Glue jobs.
 */
export interface GlueRoleProps extends RoleOptions {
  /**
   * Log groups of the jobs.
   *
   * @default - those of AWS Glue alone, whose names begin with `/aws-glue/jobs/`
   */
  readonly logGroups?: logs.ILogGroup[];

  /**
   * It sends metrics to Amazon CloudWatch: into namespaces of the service, but into any data set of the account.
   *
   * @default false
   */
  readonly allowMetrics?: boolean;
}

/**
 * The role of an AWS CodeBuild project.
 */
export interface CodeBuildRoleProps extends RoleOptions {
  /** For which project. */
  readonly projectName: string;

  /** The log group of the project. */
  readonly logGroup: logs.ILogGroup;

  /**
   * The builds write test reports into report groups of the project.
   *
   * @default false
   */
  readonly reports?: boolean;
}

/**
 * The role of Amazon SageMaker AI jobs, endpoints and notebooks.
 */
export interface SageMakerRoleProps extends RoleOptions {
  /**
   * Where the images come from.
   *
   * @default - none
   */
  readonly repositories?: ecr.IRepository[];

  /**
   * It sends metrics to Amazon CloudWatch: into namespaces of the service, but into any data set of the account.
   *
   * @default false
   */
  readonly allowMetrics?: boolean;
}

/**
 * The role of an Amazon Bedrock agent.
 */
export interface BedrockAgentRoleProps extends RoleOptions {
  /** The ids of the models that the agent may invoke: `amazon.nova-lite-v1:0`. */
  readonly foundationModels: string[];

  /**
   * For which agent.
   *
   * @default - for every one of the account in the region
   */
  readonly agentId?: string;
}

/**
 * The role of the pods of a service account, by EKS Pod Identity.
 */
export interface EksPodIdentityRoleProps extends RoleOptions {
  /** The ARN of the cluster. */
  readonly clusterArn: string;

  /** The namespace of the service account. */
  readonly namespace: string;

  /** The name of the service account. */
  readonly serviceAccount: string;
}

/**
 * The role of a workload outside AWS that has a certificate.
 */
export interface RolesAnywhereRoleProps extends RoleOptions {
  /** The ARN of the trust anchor: of the authority that issues the certificates. */
  readonly trustAnchorArn: string;

  /** The common name (CN) of the subject of the certificate. */
  readonly commonName: string;

  /**
   * The organizational unit (OU) of the subject.
   *
   * @default - any
   */
  readonly organizationalUnit?: string;
}

/** A template: who may assume the role, for whom, and what it may do. */
interface Template {
  /** `lambda.amazonaws.com`. */
  readonly service: string;
  /** Beside `sts:AssumeRole`. */
  readonly sessionActions?: string[];
  /** For which of its resources the service acts, of those that send `aws:SourceArn`. */
  readonly source?: string;
  readonly conditions?: Record<string, Record<string, string>>;
  readonly statements?: iam.PolicyStatement[];
}

const WRITE_LOG = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const SEND_TRACES = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
const OPEN_CHANNELS = ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map(action => `ssmmessages:${action}`);
const PULL_IMAGE = ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'];
const MANAGE_INTERFACES = ['CreateNetworkInterface', 'DeleteNetworkInterface', 'AssignPrivateIpAddresses', 'UnassignPrivateIpAddresses'].map(action => `ec2:${action}`);
const FIND_INTERFACES = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];
const DELIVER_LOGS = [
  'CreateLogDelivery', 'GetLogDelivery', 'UpdateLogDelivery', 'DeleteLogDelivery', 'ListLogDeliveries', 'PutResourcePolicy', 'DescribeResourcePolicies', 'DescribeLogGroups',
].map(action => `logs:${action}`);
const WRITE_REPORT = ['CreateReportGroup', 'CreateReport', 'UpdateReport', 'BatchPutTestCases', 'BatchPutCodeCoverages'].map(action => `codebuild:${action}`);

/**
 * A role of an AWS service that may do what the service itself needs, and no more: write its own logs, not all of the account. What the
 * workload needs is granted to it like to any role, `bucket.grantRead(role)`.
 *
 * Where the service says for whom it acts, only resources of this account can have it use the role (`aws:SourceAccount`, `aws:SourceArn`).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export class ServiceRole extends iam.Role {
  /**
   * For an AWS Lambda function.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
   */
  public static forLambda(scope: Construct, id: string, props: LambdaRoleProps): ServiceRole {
    return new ServiceRole(scope, id, props, {
      service: 'lambda.amazonaws.com',
      statements: [
        allow(WRITE_LOG, props.logGroup.logGroupArn),
        ...props.tracing ? [allow(SEND_TRACES, '*')] : [],
        ...props.allowNetworkInterfaces ? [
          allow(FIND_INTERFACES, '*'),
          allow(MANAGE_INTERFACES, arn(scope, 'ec2', '*', '*')),
          // Credentials that the code of a function uses carry this key.
          new iam.PolicyStatement({
            effect: iam.Effect.DENY,
            actions: [...FIND_INTERFACES, ...MANAGE_INTERFACES],
            resources: ['*'],
            conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
          }),
        ] : [],
      ],
    });
  }

  /**
   * For an Amazon EC2 instance, with an instance profile.
   *
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
   */
  public static forEc2(scope: Construct, id: string, props: Ec2RoleProps = {}): ServiceRole {
    const { sessionManager = true, sessionLogGroup, sessionKey } = props;
    if (!sessionManager && (sessionLogGroup !== undefined || sessionKey !== undefined)) {
      throw new Error('`sessionLogGroup` and `sessionKey` are of Session Manager; leave `sessionManager` out, or them');
    }
    const role = new ServiceRole(scope, id, props, {
      service: 'ec2.amazonaws.com',
      statements: [
        ...sessionManager ? [allow(OPEN_CHANNELS, '*'), allow(['ssm:UpdateInstanceInformation'], arn(scope, 'ec2', 'instance', '*'))] : [],
        ...sessionLogGroup ? [allow([...WRITE_LOG, 'logs:DescribeLogStreams'], sessionLogGroup.logGroupArn), allow(['logs:DescribeLogGroups'], '*')] : [],
        ...sessionKey ? [allow(['kms:Decrypt'], sessionKey.keyArn)] : [],
      ],
    });
    role.profile = new iam.InstanceProfile(role, 'InstanceProfile', { role });
    return role;
  }

  /**
   * For the containers of an Amazon ECS task.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
   */
  public static forEcsTask(scope: Construct, id: string, props: EcsTaskRoleProps = {}): ServiceRole {
    return new ServiceRole(scope, id, props, {
      service: 'ecs-tasks.amazonaws.com',
      source: arn(scope, 'ecs', '*'),
      statements: props.executeCommand ? [allow(OPEN_CHANNELS, '*')] : [],
    });
  }

  /**
   * For Amazon ECS itself, when it starts a task. Secrets of the containers are granted to it.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
   */
  public static forEcsExecution(scope: Construct, id: string, props: EcsExecutionRoleProps): ServiceRole {
    return new ServiceRole(scope, id, props, {
      service: 'ecs-tasks.amazonaws.com',
      source: arn(scope, 'ecs', '*'),
      statements: [...writeLogs(props.logGroups), ...pullImages(props.repositories)],
    });
  }

  /**
   * For an AWS Step Functions state machine.
   *
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
   */
  public static forStepFunctions(scope: Construct, id: string, props: StepFunctionsRoleProps = {}): ServiceRole {
    const { stateMachineName } = props;
    return new ServiceRole(scope, id, props, {
      service: 'states.amazonaws.com',
      source: arn(scope, 'states', 'stateMachine', oneOrAll({ stateMachineName }), ArnFormat.COLON_RESOURCE_NAME),
      statements: [
        ...props.tracing ? [allow([...SEND_TRACES, 'xray:GetSamplingRules', 'xray:GetSamplingTargets'], '*')] : [],
        ...props.allowLogDelivery ? [allow(DELIVER_LOGS, '*')] : [],
      ],
    });
  }

  /**
   * For the schedules of an Amazon EventBridge Scheduler group.
   *
   * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
   */
  public static forScheduler(scope: Construct, id: string, props: SchedulerRoleProps = {}): ServiceRole {
    const { scheduleGroupName = 'default' } = props;
    return new ServiceRole(scope, id, props, {
      service: 'scheduler.amazonaws.com',
      source: arn(scope, 'scheduler', 'schedule-group', plainName('scheduleGroupName', scheduleGroupName)),
    });
  }

  /**
   * For an Amazon EventBridge pipe.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html
   */
  public static forPipes(scope: Construct, id: string, props: PipesRoleProps = {}): ServiceRole {
    const { pipeName, logGroup } = props;
    return new ServiceRole(scope, id, props, {
      service: 'pipes.amazonaws.com',
      source: arn(scope, 'pipes', 'pipe', oneOrAll({ pipeName })),
      statements: logGroup ? writeLogs([logGroup]) : [],
    });
  }

  /**
   * For Amazon API Gateway, when it writes the logs of the APIs of the account.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
   */
  public static forApiGatewayLogging(scope: Construct, id: string, props: ApiGatewayLoggingRoleProps = {}): ServiceRole {
    return new ServiceRole(scope, id, props, {
      service: 'apigateway.amazonaws.com',
      statements: [
        ...writeLogsOf(scope, 'API-Gateway-Execution-Logs_*'),
        ...writeLogs(props.accessLogGroups),
        allow(['logs:DescribeLogGroups'], '*'),
      ],
    });
  }

  /**
   * For AWS Glue jobs. Scripts, data and the Data Catalog are granted to it.
   *
   * @see https://docs.aws.amazon.com/glue/latest/dg/create-an-iam-role.html
   */
  public static forGlue(scope: Construct, id: string, props: GlueRoleProps = {}): ServiceRole {
    return new ServiceRole(scope, id, props, {
      service: 'glue.amazonaws.com',
      statements: [...writeLogsOf(scope, '/aws-glue/jobs/*'), ...writeLogs(props.logGroups), ...props.allowMetrics ? [putMetrics('Glue')] : []],
    });
  }

  /**
   * For an AWS CodeBuild project.
   *
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
   */
  public static forCodeBuild(scope: Construct, id: string, props: CodeBuildRoleProps): ServiceRole {
    const projectName = plainName('projectName', props.projectName);
    return new ServiceRole(scope, id, props, {
      service: 'codebuild.amazonaws.com',
      source: arn(scope, 'codebuild', 'project', projectName),
      statements: [
        ...writeLogs([props.logGroup]),
        ...props.reports ? [allow(WRITE_REPORT, arn(scope, 'codebuild', 'report-group', `${projectName}-*`))] : [],
      ],
    });
  }

  /**
   * For an AWS CodePipeline pipeline. The bucket of the artifacts and what the actions need is granted to it.
   *
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
   */
  public static forCodePipeline(scope: Construct, id: string, props: RoleOptions = {}): ServiceRole {
    return new ServiceRole(scope, id, props, { service: 'codepipeline.amazonaws.com' });
  }

  /**
   * For Amazon SageMaker AI. Data and models are granted to it.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
   */
  public static forSageMaker(scope: Construct, id: string, props: SageMakerRoleProps = {}): ServiceRole {
    return new ServiceRole(scope, id, props, {
      service: 'sagemaker.amazonaws.com',
      source: arn(scope, 'sagemaker', '*'),
      statements: [...writeLogsOf(scope, '/aws/sagemaker/*'), ...pullImages(props.repositories), ...props.allowMetrics ? [putMetrics('/aws/sagemaker/*')] : []],
    });
  }

  /**
   * For an Amazon Bedrock agent.
   *
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/agents-permissions.html
   */
  public static forBedrockAgent(scope: Construct, id: string, props: BedrockAgentRoleProps): ServiceRole {
    const { foundationModels, agentId } = props;
    if (foundationModels.length === 0) { throw new Error('`foundationModels` is empty; write the ids of the models that the agent may invoke'); }
    const models = foundationModels.map(model =>
      Stack.of(scope).formatArn({ service: 'bedrock', account: '', resource: 'foundation-model', resourceName: plainName('foundationModels', model) }));
    return new ServiceRole(scope, id, props, {
      service: 'bedrock.amazonaws.com',
      source: arn(scope, 'bedrock', 'agent', oneOrAll({ agentId })),
      statements: [allow(['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'], ...models)],
    });
  }

  /**
   * For the pods of a service account, by EKS Pod Identity: the association must leave session tags switched on. For a cluster that has an OpenID Connect
   * provider (IRSA), see `OidcRole.forEks`.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
   */
  public static forEksPodIdentity(scope: Construct, id: string, props: EksPodIdentityRoleProps): ServiceRole {
    return new ServiceRole(scope, id, props, {
      service: 'pods.eks.amazonaws.com',
      sessionActions: ['sts:TagSession'],
      conditions: {
        StringEquals: {
          'aws:RequestTag/eks-cluster-arn': plainName('clusterArn', props.clusterArn),
          'aws:RequestTag/kubernetes-namespace': plainName('namespace', props.namespace),
          'aws:RequestTag/kubernetes-service-account': plainName('serviceAccount', props.serviceAccount),
        },
      },
    });
  }

  /**
   * For a workload outside AWS, by IAM Roles Anywhere: whoever holds a certificate of the authority for the subject.
   *
   * @see https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
   */
  public static forRolesAnywhere(scope: Construct, id: string, props: RolesAnywhereRoleProps): ServiceRole {
    const { organizationalUnit } = props;
    return new ServiceRole(scope, id, props, {
      service: 'rolesanywhere.amazonaws.com',
      sessionActions: ['sts:TagSession', 'sts:SetSourceIdentity'],
      source: plainName('trustAnchorArn', props.trustAnchorArn, /^arn:[^:]+:rolesanywhere:[^:]+:\d{12}:trust-anchor\/[^/]+$/),
      conditions: {
        StringEquals: {
          'aws:PrincipalTag/x509Subject/CN': plainName('commonName', props.commonName),
          ...organizationalUnit === undefined ? {} : { 'aws:PrincipalTag/x509Subject/OU': plainName('organizationalUnit', organizationalUnit) },
        },
      },
    });
  }

  private profile?: iam.IInstanceProfile;

  private constructor(scope: Construct, id: string, props: RoleOptions, template: Template) {
    const { service, source, sessionActions = [], statements = [] } = template;
    const { StringEquals, ...others } = template.conditions ?? {};
    const conditions = {
      ...others,
      ...StringEquals || source ? { StringEquals: { ...source && { 'aws:SourceAccount': Stack.of(scope).account }, ...StringEquals } } : {},
      ...source && { ArnLike: { 'aws:SourceArn': source } },
    };
    const principal = new iam.ServicePrincipal(service, { conditions });
    super(scope, id, {
      ...optionalRoleProps(props),
      assumedBy: principal,
      inlinePolicies: statements.length === 0 ? undefined : { ServiceRole: new iam.PolicyDocument({ statements }) },
    });
    if (sessionActions.length > 0) { this.assumeRolePolicy!.addStatements(new iam.PolicyStatement({ principals: [principal], actions: sessionActions, conditions })); }
    acknowledgeWildcards(this.node.defaultChild as CfnResource, statements, `${service} needs it: the action knows no resources, or the service makes their names`);
  }

  /**
   * The instance profile of a role for Amazon EC2.
   *
   * @throws Error when the role is for another service
   */
  public get instanceProfile(): iam.IInstanceProfile {
    if (this.profile === undefined) { throw new Error(`\`${this.node.path}\` has no instance profile; make the role by \`ServiceRole.forEc2\``); }
    return this.profile;
  }
}

function allow(actions: string[], ...resources: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions, resources });
}

/** Of the account in the region. */
function arn(scope: Construct, service: string, resource: string, resourceName?: string, arnFormat = ArnFormat.SLASH_RESOURCE_NAME): string {
  return Stack.of(scope).formatArn({ service, resource, resourceName, arnFormat: resourceName === undefined ? ArnFormat.NO_RESOURCE_NAME : arnFormat });
}

/** The one that is named, or every one. */
function oneOrAll(option: Record<string, string | undefined>): string {
  const [[name, value]] = Object.entries(option);
  return value === undefined ? '*' : plainName(name, value);
}

function writeLogs(groups: logs.ILogGroup[] = []): iam.PolicyStatement[] {
  return groups.length === 0 ? [] : [allow(WRITE_LOG, ...groups.map(({ logGroupArn }) => logGroupArn))];
}

/** For services that make their log groups themselves. */
function writeLogsOf(scope: Construct, groups: string): iam.PolicyStatement[] {
  return [
    allow(['logs:CreateLogGroup', 'logs:DescribeLogStreams'], arn(scope, 'logs', 'log-group', groups, ArnFormat.COLON_RESOURCE_NAME)),
    allow(WRITE_LOG, arn(scope, 'logs', 'log-group', `${groups}:log-stream:*`, ArnFormat.COLON_RESOURCE_NAME)),
  ];
}

function pullImages(repositories: ecr.IRepository[] = []): iam.PolicyStatement[] {
  return repositories.length === 0 ? [] : [allow(['ecr:GetAuthorizationToken'], '*'), allow(PULL_IMAGE, ...repositories.map(({ repositoryArn }) => repositoryArn))];
}

function putMetrics(namespace: string): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: ['cloudwatch:PutMetricData'], resources: ['*'], conditions: { StringLike: { 'cloudwatch:namespace': namespace } } });
}
