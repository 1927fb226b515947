import { ACCOUNT, allow, document, managedPolicy, NO_VALUE, REGION, Resources, role, user } from './templates';
import { claims, distrust, oidc, OTHER_ACCOUNT, trust, trusting, web } from './trust-policies';
import { readTemplate } from '../../src/cloudformation/app-reader';
import { FULL_AWS_ACCESS, Organization, RCP_FULL_AWS_ACCESS } from '../../src/cloudformation/organization';
import { PolicyDocument } from '../../src/engine/policy/policy-document';
import { PolicyType } from '../../src/engine/policy/policy-type';
import { RuleOptions } from '../../src/rules/rule-options';
import { findingsIn, RULES } from '../../src/rules/rule-set';
import { RuleName } from '../../src/rules/rule-table';

/** What some rules ask only where it is set. */
const OPTIONS: RuleOptions = { trustedAccounts: ['777788889999'] };
const SECTIONS = {
  Parameters: { X: { Type: 'String' }, Stage: { Type: 'String' } },
  Conditions: { C: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
};

/** What makes a policy harmless, and what leaves it open. */
const WAYS = ['condition', 'deny', 'boundary', 'serviceControl', 'resourceControl', 'maybe', 'open'] as const;
type Way = typeof WAYS[number];

interface Case {
  readonly resources: Resources;
  readonly serviceControl?: object;
  readonly resourceControl?: object;
  /** Whether the rule finds something. @default false */
  readonly isFound?: boolean;
}

/** A case for each way, or why there is none. */
interface Row extends Record<Way, Case | string> {
  /** What the rule blocks. @default - it is asked only where an option is set */
  readonly blocks?: Resources;
}

function found(rule: RuleName, { resources, serviceControl, resourceControl }: Case): boolean {
  const limit = (type: PolicyType, statement: object) => ({ name: '`limit.json`', document: PolicyDocument.parse(document(statement), { type }), outside: { source: 'limit.json', sha256: '' } });
  const organization: Organization = {
    managementAccountId: '999988887777',
    root: {
      id: 'r-ab12',
      serviceControlPolicies: serviceControl && [FULL_AWS_ACCESS, limit(PolicyType.SERVICE_CONTROL, serviceControl)],
      resourceControlPolicies: resourceControl && [RCP_FULL_AWS_ACCESS, limit(PolicyType.RESOURCE_CONTROL, resourceControl)],
      children: [{ id: ACCOUNT, children: [] }],
    },
  };
  const reading = readTemplate(JSON.stringify({ ...SECTIONS, Resources: resources }), { account: ACCOUNT, region: REGION }, { organization: { organization, unread: [] } });
  return findingsIn(reading, RULES.filter(({ name }) => name === rule), OPTIONS).some(({ logicalId }) => logicalId !== 'B');
}

const maybe = (statement: object) => ({ 'Fn::If': ['C', statement, NO_VALUE] });
const DENIED = { Effect: 'Deny', Action: '*', Resource: '*' };
/** No role, user or session is the root user. */
const NEVER = { StringEquals: { 'aws:PrincipalType': 'Account' } };

interface IdentityRow {
  /** Of a role, or of a user. */
  readonly statement: any;
  readonly make?: (documents: object[], properties: object) => object;
  /** What the boundary allows. @default - a list of queues */
  readonly boundary?: object;
  /** The statement with an open value, and whether the rule still finds it: that of an open resource is found by `NoOpenResource`. */
  readonly open: [object, boolean];
}

const OWN_ROLE = 'an RCP limits who uses a resource, and is asked about the resource';

/** A policy of a principal, and what limits the principal. */
function identity({ statement, make = role, boundary = allow('sqs:ListQueues'), open: [open, isFound] }: IdentityRow): Row {
  const having = (statements: object[], properties: object = {}): Resources => ({ R: make([document(...statements)], properties) });
  const blocks = having([statement]);
  return {
    blocks,
    condition: { resources: having([{ ...statement, Condition: { ...statement.Condition, ...NEVER } }]) },
    deny: { resources: having([statement, DENIED]) },
    boundary: { resources: { ...having([statement], { PermissionsBoundary: { Ref: 'B' } }), B: managedPolicy(document(boundary)) } },
    serviceControl: { resources: blocks, serviceControl: DENIED },
    resourceControl: OWN_ROLE,
    maybe: { resources: having([statement, maybe(DENIED)]), isFound: true },
    open: { resources: having([open]), isFound },
  };
}

const NOT_LIMITED = 'whoever assumes the role is limited by its own account, and not by what limits the role';

interface ResourceRow {
  readonly make: (...statements: any[]) => Resources;
  readonly statement: any;
  /** A condition that keeps out who should be. */
  readonly condition: object;
  readonly deny: object;
  readonly resourceControl: object | string;
  readonly open: Case | string;
}

/** The policy of a role or a resource, and what limits who uses it. */
function resource({ make, statement, condition, deny, resourceControl, open }: ResourceRow): Row {
  const blocks = make(statement);
  return {
    blocks,
    condition: { resources: make({ ...statement, Condition: { ...statement.Condition, ...condition } }) },
    deny: { resources: make(statement, deny) },
    boundary: NOT_LIMITED,
    serviceControl: NOT_LIMITED,
    resourceControl: typeof resourceControl === 'string' ? resourceControl : { resources: blocks, resourceControl },
    maybe: { resources: make(statement, maybe(deny)), isFound: true },
    open,
  };
}

/** Nothing that policies say changes it. */
function unlimited(blocks: Resources | undefined, reason: string, ways: Partial<Row> = {}): Row {
  return { condition: reason, deny: reason, boundary: reason, serviceControl: reason, resourceControl: reason, maybe: reason, open: reason, blocks, ...ways };
}

const OTHER = `arn:aws:iam::${OTHER_ACCOUNT}:root`;
const GITHUB = oidc('token.actions.githubusercontent.com');
const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/corporate`;
const deniedToAll = (action = 'sts:*') => ({ Effect: 'Deny', Principal: '*', Action: action, Resource: '*' });
const bucketPolicy = (...statements: object[]): Resources => ({ P: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'amzn-s3-demo-bucket', PolicyDocument: document(...statements) } } });
const objects = (principal: unknown, more: object = {}) => ({ Effect: 'Allow', Principal: principal, Action: 's3:GetObject', Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/*', ...more });
const queue = (...statements: object[]): Resources => ({
  Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } },
  P: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Q' }], PolicyDocument: document(...statements) } },
});
const withPassword = (documents: object[], properties: object) => user(documents, { LoginProfile: { Password: '{{resolve:secretsmanager:password}}' }, ...properties });
const TEXT = 'the text of the action is the question, whatever allows or denies it';
const UNKNOWN = 'nobody knows which action it is that would have to be denied';
const ONLY_THERE = 'what is there is the question, and no policy takes it away';

const ROWS: Record<Exclude<RuleName, 'NoStaleWaiver' | 'NoStaleDeclaration'>, Row> = {
  NoAdminAccess: identity({ statement: allow('*'), open: [allow('*', { Ref: 'X' }), true] }),
  NoPrivilegeEscalation: identity({ statement: allow('iam:PutRolePolicy'), open: [allow('iam:PutRolePolicy', { Ref: 'X' }), true] }),
  NoFullServiceAccess: identity({ statement: allow('s3:*'), open: [allow('s3:*', { Ref: 'X' }), true] }),
  NoUnboundedPassRole: identity({ statement: allow('iam:PassRole'), open: [allow('iam:PassRole', { Ref: 'X' }), false] }),
  NoUnboundedPermissionsManagement: identity({ statement: allow('s3:PutBucketPolicy'), open: [allow('s3:PutBucketPolicy', { Ref: 'X' }), false] }),
  NoUnboundedCredentials: identity({ statement: allow('iam:CreateAccessKey'), open: [allow('iam:CreateAccessKey', { Ref: 'X' }), false] }),
  NoUnboundedDataAccess: identity({ statement: allow('s3:GetObject'), open: [allow('s3:GetObject', { Ref: 'X' }), false] }),
  NoOpenResource: identity({ statement: allow('s3:PutObject', { Ref: 'X' }), open: [maybe(allow('s3:PutObject', { Ref: 'X' })), true] }),
  NoWildcardResource: identity({ statement: allow('s3:PutObject'), open: [allow('s3:PutObject', { Ref: 'X' }), true] }),
  NoInvertedAllow: identity({
    statement: { Effect: 'Allow', NotAction: 's3:*', Resource: 'arn:aws:sqs:us-east-1:111122223333:jobs' },
    boundary: allow('s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/*'),
    open: [{ Effect: 'Allow', NotAction: 's3:*', Resource: { Ref: 'X' } }, true],
  }),
  NoUserPolicies: identity({ statement: allow('s3:GetObject'), make: user, open: [allow('s3:GetObject', { Ref: 'X' }), true] }),
  NoConsoleLoginWithoutMfa: identity({ statement: allow('s3:GetObject'), make: withPassword, open: [allow('s3:GetObject', { Ref: 'X' }), true] }),
  NoSensitiveActionWithoutMfa: identity({
    statement: allow('iam:PutRolePolicy', `arn:aws:iam::${ACCOUNT}:role/app`), make: user, open: [allow('iam:PutRolePolicy', { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/${X}' }), true],
  }),
  NoPublicTrust: resource({
    make: trusting,
    statement: trust('*'),
    condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } },
    deny: distrust('*'),
    resourceControl: deniedToAll(),
    open: { resources: trusting(trust({ AWS: { Ref: 'X' } })), isFound: true },
  }),
  NoOpenOidcTrust: resource({
    make: trusting,
    statement: web(GITHUB, claims('token.actions.githubusercontent.com', 'StringLike', { sub: 'repo:octo-org/*', aud: 'sts.amazonaws.com' })),
    condition: claims('token.actions.githubusercontent.com', 'StringEquals', { sub: 'repo:octo-org/octo-repo:ref:refs/heads/main' }),
    deny: distrust('*'),
    resourceControl: deniedToAll(),
    open: { resources: trusting(web(GITHUB, claims('token.actions.githubusercontent.com', 'StringLike', { sub: { 'Fn::Sub': 'repo:octo-org/${X}' }, aud: 'sts.amazonaws.com' }))), isFound: true },
  }),
  NoSamlTrustWithoutAudience: resource({
    make: trusting,
    statement: trust({ Federated: SAML }, undefined, 'sts:AssumeRoleWithSAML'),
    condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
    deny: distrust('*'),
    resourceControl: deniedToAll(),
    open: { resources: trusting(trust({ Federated: SAML }, { StringLike: { 'SAML:aud': { Ref: 'X' } } }, 'sts:AssumeRoleWithSAML')), isFound: true },
  }),
  NoUnconditionalCrossAccountTrust: resource({
    make: trusting,
    statement: trust({ AWS: OTHER }),
    condition: { StringEquals: { 'sts:ExternalId': 'example' } },
    deny: distrust('*'),
    resourceControl: deniedToAll(),
    open: { resources: trusting(trust({ AWS: OTHER }, { StringLikeIfExists: { 'sts:ExternalId': { Ref: 'X' } } })), isFound: true },
  }),
  NoConfusedDeputyTrust: resource({
    make: trusting,
    statement: trust({ Service: 'states.amazonaws.com' }),
    condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    deny: distrust('*'),
    resourceControl: deniedToAll(),
    open: { resources: trusting(trust({ Service: 'states.amazonaws.com' }, { StringLike: { 'aws:SourceAccount': { Ref: 'X' } } })), isFound: true },
  }),
  NoAccessOutsideZoneOfTrust: resource({
    make: trusting,
    statement: trust({ AWS: OTHER }),
    condition: { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } },
    deny: distrust('*'),
    resourceControl: deniedToAll(),
    open: { resources: trusting(trust({ AWS: OTHER }, { StringLike: { 'aws:PrincipalAccount': { Ref: 'X' } } })), isFound: true },
  }),
  NoPublicAccess: resource({
    make: queue,
    statement: { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' },
    condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } },
    deny: deniedToAll('sqs:*'),
    resourceControl: deniedToAll('sqs:*'),
    open: { resources: queue({ Effect: 'Allow', Principal: { AWS: { Ref: 'X' } }, Action: 'sqs:SendMessage', Resource: '*' }), isFound: true },
  }),
  NoConfusedDeputyAccess: resource({
    make: bucketPolicy,
    statement: objects({ Service: 'cloudtrail.amazonaws.com' }),
    condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    deny: deniedToAll('s3:*'),
    resourceControl: deniedToAll('s3:*'),
    open: { resources: bucketPolicy(objects({ Service: 'cloudtrail.amazonaws.com' }, { Condition: { StringLike: { 'aws:SourceAccount': { Ref: 'X' } } } })), isFound: true },
  }),
  NoPlainHttp: unlimited(queue(), 'a policy that allows less leaves those whom identity policies allow', {
    deny: { resources: queue({ ...deniedToAll('sqs:*'), Condition: { Bool: { 'aws:SecureTransport': 'false' } } }) },
    resourceControl: { resources: queue(), resourceControl: { ...deniedToAll('sqs:*'), Condition: { Bool: { 'aws:SecureTransport': 'false' } } } },
    maybe: { resources: queue(maybe({ ...deniedToAll('sqs:*'), Condition: { Bool: { 'aws:SecureTransport': 'false' } } })), isFound: true },
    open: { resources: queue({ ...deniedToAll('sqs:*'), Condition: { Bool: { 'aws:SecureTransport': { Ref: 'X' } } } }), isFound: true },
  }),
  NoOpenAction: unlimited({ R: role([document(allow({ Ref: 'X' }, 'arn:aws:s3:::amzn-s3-demo-bucket/key'))]) }, UNKNOWN, {
    maybe: { resources: { R: role([document(maybe(allow({ Ref: 'X' }, 'arn:aws:s3:::amzn-s3-demo-bucket/key')))]) }, isFound: true },
  }),
  NoUnlistedAction: unlimited({ R: role([document(allow('s3:GetObjekt'))]) }, TEXT, { open: { resources: { R: role([document(allow('s3:GetObjekt', { Ref: 'X' }))]) }, isFound: true } }),
  NoUnreadablePolicy: unlimited({ R: role([{ 'Fn::ImportValue': 'policy' }]) }, 'what nobody can read is limited by nothing that is known'),
  NoPublicSwitches: unlimited({ D: { Type: 'AWS::RDS::DBInstance', Properties: { PubliclyAccessible: true } } }, 'a property opens it, and no policy', {
    maybe: { resources: { D: { Type: 'AWS::RDS::DBInstance', Properties: { PubliclyAccessible: { 'Fn::If': ['C', true, false] } } } }, isFound: true },
    open: { resources: { D: { Type: 'AWS::RDS::DBInstance', Properties: { PubliclyAccessible: { Ref: 'X' } } } }, isFound: true },
  }),
  NoMissingBoundary: unlimited(undefined, 'is asked only where a boundary is required: test/rules/identity-rules.test.ts'),
  NoAccessBeyondLock: unlimited(undefined, 'is asked only where access is locked, of what all policies allow together: test/rules/access-lock.test.ts'),
  NoUngroupedUser: unlimited({ U: user() }, ONLY_THERE),
  NoAccessKey: unlimited({ K: { Type: 'AWS::IAM::AccessKey', Properties: { UserName: 'alice' } } }, ONLY_THERE),
  NoDeprecatedPolicy: unlimited({ R: role([], { ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AmazonEC2RoleforSSM'] }) }, ONLY_THERE),
  NoOversizedPolicy: unlimited({ U: user([1, 2].map(() => document(allow('s3:GetObject', `arn:aws:s3:::amzn-s3-demo-bucket/${'x'.repeat(1_500)}`)))) }, ONLY_THERE),
  NoWeakenedOrganizationPolicy: unlimited({
    P: { Type: 'AWS::Organizations::Policy', Properties: { Name: 'limit', Type: 'SERVICE_CONTROL_POLICY', Content: document({ ...DENIED, Action: 'cloudtrail:StopLogging', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }) } },
  }, 'it is the limit itself: what guards it is in test/rules/no-weakened-organization-policy.test.ts'),
};

test('every rule has a row, and says of each way what it does or why it is none', () => {
  expect(Object.keys(ROWS).sort()).toEqual(RULES.map(({ name }) => name).sort());
  expect(Object.values(ROWS).flatMap(row => WAYS.map(way => row[way])).filter(one => typeof one === 'string' && one.length < 20)).toEqual([]);
});

describe.each(Object.entries(ROWS) as [RuleName, Row][])('%s', (rule, row) => {
  const cases = WAYS.map(way => [way, row[way]] as const).filter((one): one is [Way, Case] => typeof one[1] !== 'string');

  const { blocks } = row;

  test('what nothing saves is found, and what is limited in something else', () => {
    const limits = { serviceControl: { ...DENIED, Action: 'codecommit:*' }, resourceControl: { ...DENIED, Principal: '*', Action: 'dynamodb:*' } };

    expect(blocks === undefined ? [] : [found(rule, { resources: blocks }), found(rule, { resources: blocks, ...limits })]).toEqual(blocks === undefined ? [] : [true, true]);
  });

  test('what saves it does, what leaves it open does not', () => {
    expect(cases.filter(([, one]) => found(rule, one) !== (one.isFound === true)).map(([way]) => way)).toEqual([]);
  });
});
