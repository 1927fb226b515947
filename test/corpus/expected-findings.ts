import { RuleName } from '../../src/rules/rule-table';

/** What the gate finds in the corpus. */
export interface ExpectedFinding {
  readonly stack: string;
  readonly rule: RuleName;
  readonly logicalId?: string;
  /** What is truly dangerous about it, or why it is found where nothing is. */
  readonly why: string;
}

/** What is rightly found. */
export const EXPECTED_FINDINGS: ExpectedFinding[] = [
  {
    stack: 'SingleSignOn',
    rule: 'NoUnboundedDataAccess',
    logicalId: 'Support5CFB64A3',
    why: 'AWS lets its job function SupportUser receive the messages of every queue, and the records of every stream',
  },
  {
    stack: 'SingleSignOn',
    rule: 'NoUnboundedCredentials',
    logicalId: 'Support5CFB64A3',
    why: 'AWS lets its job function SupportUser read the passwords by which volumes are mounted',
  },
  {
    stack: 'ConfigRemediation',
    rule: 'NoUnboundedPermissionsManagement',
    logicalId: 'Automation91D552CA',
    why: 'what may put Block Public Access on every bucket may take it away from every bucket',
  },
  {
    stack: 'CdkPipeline',
    rule: 'NoPrivilegeEscalation',
    logicalId: 'PipelineUpdatePipelineSelfMutationRole57E559E8',
    why: 'the build that updates the pipeline may assume any role with the tag of the roles of the bootstrap stack, and one of those deploys whatever it is given',
  },
  { stack: 'CdkPipeline', rule: 'NoPrivilegeEscalation', logicalId: 'PipelineCodeBuildActionRole226DB0CB', why: 'it starts that build, with commands of its choice' },
  { stack: 'CdkPipeline', rule: 'NoPrivilegeEscalation', logicalId: 'PipelineRoleB27FAA37', why: 'it assumes the role that starts that build' },
];

const VALUE_OF_A_PROVIDER = 'the condition is what a function of the CDK makes of JSON text (`CfnJson`): the code of the function would have to be known to say so';

/** What ought not to be found. */
export const FALSE_ALARMS: ExpectedFinding[] = [
  { stack: 'ServiceAccounts', rule: 'NoUnreadablePolicy', logicalId: 'ClusterReaderRole0A8FE95E', why: VALUE_OF_A_PROVIDER },
  { stack: 'ServiceAccounts', rule: 'NoPublicTrust', logicalId: 'ClusterReaderRole0A8FE95E', why: VALUE_OF_A_PROVIDER },
];
