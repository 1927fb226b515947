import { judgeTwins } from './twins';

const MANAGEMENT = '999988887777';
const NO_READING = "{ Effect: 'Deny', Action: 's3:*', Resource: '*' }";

interface Limit {
  /** Of the role. */
  readonly account: string;
  readonly targets?: string;
  readonly statement?: string;
  /** Code that does something to the policy. */
  readonly more?: string;
}

/** A role that reads every object, in an account, and an organization with a policy for accounts. */
function limited(id: string, { account, targets = account, statement = NO_READING, more = '' }: Limit): string {
  return `
    const management = another('Management', { env: { account: '${MANAGEMENT}', region: 'us-east-1' } });
    new CfnResource(management, 'Organization', { type: 'AWS::Organizations::Organization', properties: { FeatureSet: 'ALL' } });
    const limit = new CfnResource(management, 'Limit', {
      type: 'AWS::Organizations::Policy',
      properties: { Name: '${id}', Type: 'SERVICE_CONTROL_POLICY', TargetIds: ['${targets}'], Content: { Version: '2012-10-17', Statement: [${statement}] } },
    });
    ${more}
    reader(another('Member', { env: { account: '${account}', region: 'us-east-1' } }));
  `;
}

const READS = ['NoUnboundedDataAccess Member/Role/Resource'];

describe('a service control policy of the app that limits nothing', () => {
  judgeTwins({
    'is for another account': {
      bypass: limited('another', { account: '111122220001', targets: '111122220002' }),
      found: READS,
      twin: limited('own', { account: '111122220003' }),
    },
    'is for the management account': {
      bypass: limited('management', { account: MANAGEMENT }),
      found: READS,
      twin: limited('member', { account: '111122220004' }),
    },
    'may not be there': {
      bypass: limited('absent', {
        account: '111122220005',
        more: "const stage = new CfnParameter(management, 'Stage'); limit.cfnOptions.condition = new core.CfnCondition(management, 'IsProd', { expression: Fn.conditionEquals(stage.valueAsString, 'prod') });",
      }),
      found: READS,
      twin: limited('present', { account: '111122220006' }),
    },
    'allows little beside what allows everything': {
      bypass: limited('allowing', { account: '111122220007', statement: "{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }" }),
      found: READS,
      twin: limited('denying', { account: '111122220008' }),
    },
    'denies something else': {
      bypass: limited('else', { account: '111122220009', statement: "{ Effect: 'Deny', Action: 's3:Put*', Resource: '*' }" }),
      found: READS,
      twin: limited('it', { account: '111122220010', statement: "{ Effect: 'Deny', NotAction: 'sqs:*', Resource: '*' }" }),
    },
  });
});

const role = (resource: string, indent: string) => [
  'Resources:', '  Role:', '    Type: AWS::IAM::Role', '    Properties:', '      AssumeRolePolicyDocument:', '        Statement: { Effect: Allow, Action: "sts:AssumeRole", Principal: { Service: lambda.amazonaws.com } }',
  '      Policies:', '        - PolicyName: inline', '          PolicyDocument:', `            Statement: { Effect: Allow, Action: "s3:GetObject", Resource: ${resource} }`,
].map(line => `${indent}${line}`).join('\\n');

/** A set of stacks, by the text of its template. */
const stackSet = (text: string) => `new CfnResource(stack, 'Set', { type: 'AWS::CloudFormation::StackSet', properties: { StackSetName: 'set', PermissionModel: 'SELF_MANAGED', TemplateBody: '${text}' } });`;
const NARROW = '"arn:aws:s3:::amzn-s3-demo-bucket/key"';

describe('a template in YAML', () => {
  judgeTwins({
    'of a set of stacks': { bypass: stackSet(role('"*"', '')), found: ['NoUnboundedDataAccess <Role>'], twin: stackSet(role(NARROW, '')) },
    'with tags for functions': { bypass: stackSet(role('!Sub "*"', '')), found: ['NoUnboundedDataAccess <Role>'], twin: stackSet(role(`!Sub ${NARROW}`, '')) },
    'with an alias': { bypass: stackSet(`X: &x "*"\\n${role('*x', '')}`), found: ['NoUnreadablePolicy Set'], twin: stackSet(`Description: "a"\\n${role(NARROW, '')}`) },
  });
});
