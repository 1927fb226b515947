import { conformanceCase } from './arbitraries';
import {
  ConformancePolicies, ConformanceRequest, ConformanceSettings, PolicyDocument, PolicyStatement, referenceDecision, RequestContext,
} from './reference-evaluator';
import { fc } from '../../properties';

// What the reference evaluator must answer, with results from AWS's documentation. A few seeds of the conformance suite, and
// the places where an evaluator goes wrong most easily.

const ALICE = 'arn:aws:iam::111111111111:user/alice';
const ROOT = 'arn:aws:iam::111111111111:root';
const ROLE = 'arn:aws:iam::111111111111:role/app';
const SESSION = 'arn:aws:sts::111111111111:assumed-role/app/sess';
const FEDERATED_USER = 'arn:aws:sts::111111111111:federated-user/alice';
const KEY = 'arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const READ: PolicyStatement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' };
const QUEUES_ONLY = policy({ Effect: 'Allow', Action: 'sqs:*', Resource: '*' });
const EVERYTHING = policy({ Effect: 'Allow', Action: '*', Resource: '*' });

function policy(...statements: PolicyStatement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

/** What happens when alice reads `b/k` in her own account, but for what `request` says. */
function decision(policies: ConformancePolicies, request: Partial<ConformanceRequest> = {}, settings: ConformanceSettings = {}) {
  const whole = { principal: ALICE, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', resourceAccount: '111111111111', ...request };
  return referenceDecision({ request: whole, policies, settings });
}

/** What happens when an identity policy allows to read under a condition. */
function decisionUnder(condition: PolicyStatement['Condition'], context: RequestContext, settings: ConformanceSettings = {}) {
  return decision({ identity: [policy({ ...READ, Condition: condition })] }, { context }, settings);
}

describe('matching', () => {
  test('action names match in any case', () => {
    expect(decision({ identity: [policy({ ...READ, Action: 'S3:getobject' })] })).toBe('allowed');
  });

  test('a resource matches in its own case only', () => {
    expect(decision({ identity: [policy({ ...READ, Resource: 'arn:aws:s3:::B/*' })] })).toBe('implicitDeny');
  });

  test('an asterisk may stand for nothing, but a slash must be there', () => {
    const identity = [policy({ ...READ, Resource: 'arn:aws:s3:::b/*/test/*' })];
    expect(decision({ identity }, { resource: 'arn:aws:s3:::b//test/object.jpg' })).toBe('allowed');
    expect(decision({ identity }, { resource: 'arn:aws:s3:::b/test/object.jpg' })).toBe('implicitDeny');
  });

  test('a question mark is one code point', () => {
    const identity = [policy({ ...READ, Resource: 'arn:aws:s3:::b/?' })];
    expect(decision({ identity }, { resource: 'arn:aws:s3:::b/\u{1f600}' })).toBe('allowed');
    expect(decision({ identity }, { resource: 'arn:aws:s3:::b/' })).toBe('implicitDeny');
  });

  test('a Deny with NotAction spares only what it lists', () => {
    const identity = [EVERYTHING, policy({ Effect: 'Deny', NotAction: 's3:*', Resource: '*' })];
    expect(decision({ identity })).toBe('allowed');
    expect(decision({ identity }, { action: 'ec2:DescribeInstances', resource: '*' })).toBe('explicitDeny');
  });
});

describe('policy variables', () => {
  const home = { ...READ, Resource: 'arn:aws:s3:::b/${aws:username}/*' };

  test('a variable is the value of its key', () => {
    expect(decision({ identity: [policy(home)] }, { resource: 'arn:aws:s3:::b/alice/x' })).toBe('allowed');
    expect(decision({ identity: [policy(home)] }, { resource: 'arn:aws:s3:::b/bob/x' })).toBe('implicitDeny');
  });

  test('before the version 2012-10-17 a variable is literal text', () => {
    const identity = [{ Version: '2008-10-17', Statement: home }];
    expect(decision({ identity }, { resource: 'arn:aws:s3:::b/alice/x' })).toBe('implicitDeny');
    expect(decision({ identity }, { resource: 'arn:aws:s3:::b/${aws:username}/x' })).toBe('allowed');
  });

  test('a variable without a value matches nothing, so NotResource excepts nothing', () => {
    const deny: PolicyStatement = { Effect: 'Deny', Action: 's3:*', NotResource: 'arn:aws:s3:::b/${aws:PrincipalTag/team}*' };
    expect(decision({ identity: [policy(READ, deny)] })).toBe('explicitDeny');
    expect(decision({ identity: [policy(READ, deny)] }, { context: { 'aws:PrincipalTag/team': 'k' } })).toBe('allowed');
  });

  test('a default stands in for a missing value only', () => {
    const identity = [policy({ ...READ, Resource: "arn:aws:s3:::b/${aws:PrincipalTag/team, 'k'}" })];
    expect(decision({ identity })).toBe('allowed');
    expect(decision({ identity }, { context: { 'aws:PrincipalTag/team': 'red' } })).toBe('implicitDeny');
  });

  test('an escaped asterisk is an asterisk', () => {
    const identity = [policy({ ...READ, Resource: 'arn:aws:s3:::b/${*}/x' })];
    expect(decision({ identity }, { resource: 'arn:aws:s3:::b/*/x' })).toBe('allowed');
    expect(decision({ identity }, { resource: 'arn:aws:s3:::b/z/x' })).toBe('implicitDeny');
  });
});

describe('conditions', () => {
  test('a positive operator needs the key, a negated one does not', () => {
    expect(decisionUnder({ StringEquals: { 'aws:PrincipalTag/t': 'x' } }, {})).toBe('implicitDeny');
    expect(decisionUnder({ StringNotEquals: { 'aws:PrincipalTag/t': 'x' } }, {})).toBe('allowed');
    expect(decisionUnder({ StringEqualsIfExists: { 'aws:PrincipalTag/t': 'x' } }, {})).toBe('allowed');
  });

  test('a negated operator holds when no value matches', () => {
    expect(decisionUnder({ StringNotEquals: { 'aws:PrincipalAccount': ['1', '2'] } }, { 'aws:PrincipalAccount': '2' })).toBe('implicitDeny');
    expect(decisionUnder({ StringNotEquals: { 'aws:PrincipalAccount': ['1', '2'] } }, { 'aws:PrincipalAccount': '3' })).toBe('allowed');
  });

  test('key names match in any case', () => {
    expect(decisionUnder({ StringEquals: { 'AWS:principaltag/Team': 'x' } }, { 'aws:PrincipalTag/Team': 'x' })).toBe('allowed');
  });

  test('ForAllValues holds of none, ForAnyValue does not', () => {
    expect(decisionUnder({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } }, {})).toBe('allowed');
    expect(decisionUnder({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } }, {})).toBe('implicitDeny');
    expect(decisionUnder({ 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['a'] } }, {})).toBe('implicitDeny');
  });

  test('an empty text counts as no value for a set operator and for Null', () => {
    expect(decisionUnder({ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } }, { 'aws:TagKeys': [''] })).toBe('allowed');
    expect(decisionUnder({ Null: { 'aws:TagKeys': 'false' } }, { 'aws:TagKeys': [''] })).toBe('implicitDeny');
  });

  test('wildcards of ARN operators stay inside their part, those of StringLike do not', () => {
    const context = { 'aws:SourceArn': 'arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt' };
    expect(decisionUnder({ ArnLike: { 'aws:SourceArn': 'arn:aws:someservice:*:111122223333:finance/*' } }, context)).toBe('implicitDeny');
    expect(decisionUnder({ StringLike: { 'aws:SourceArn': 'arn:aws:someservice:*:111122223333:finance/*' } }, context)).toBe('allowed');
  });

  test('numbers compare exactly', () => {
    const condition = { NumericEquals: { 'app:Count': '9007199254740993' } };
    expect(decisionUnder(condition, { 'app:Count': '9007199254740993.0' })).toBe('allowed');
    expect(decisionUnder(condition, { 'app:Count': '9007199254740992' })).toBe('implicitDeny');
  });

  test('dates compare as instants, in every format', () => {
    const before = (date: string) => ({ DateLessThan: { 'aws:CurrentTime': date } });
    expect(decisionUnder(before('2024-01-01T00:00:00+02:00'), { 'aws:CurrentTime': '2023-12-31T23:00:00Z' })).toBe('implicitDeny');
    expect(decisionUnder(before('2024-01-01T00:00:00+02:00'), { 'aws:CurrentTime': '2023-12-31T21:59:59.999Z' })).toBe('allowed');
    expect(decisionUnder({ DateEquals: { 'aws:CurrentTime': '2024-03' } }, { 'aws:CurrentTime': '1709251200' })).toBe('allowed');
  });

  test('an address lies in blocks of its own family only', () => {
    const from = (block: string) => ({ IpAddress: { 'aws:SourceIp': block } });
    expect(decisionUnder(from('0.0.0.0/0'), { 'aws:SourceIp': '198.51.100.7' })).toBe('allowed');
    expect(decisionUnder(from('::/0'), { 'aws:SourceIp': '198.51.100.7' })).toBe('implicitDeny');
    expect(decisionUnder(from('203.0.113.9'), { 'aws:SourceIp': '203.0.113.8' })).toBe('implicitDeny');
    expect(decisionUnder(from('2001:DB8:1234:5678::/64'), { 'aws:SourceIp': '2001:db8:1234:5678:0:0:0:1' })).toBe('allowed');
  });
});

describe('who is granted', () => {
  const bucket = (principal: PolicyStatement['Principal']) => policy({ ...READ, Principal: principal });

  test('everyone is granted directly', () => {
    expect(decision({ identity: [], resource: bucket('*') })).toBe('allowed');
    expect(decision({ resource: bucket({ AWS: '*' }) }, { principal: { type: 'Anonymous' } })).toBe('allowed');
  });

  test('an account delegates to its identity policies', () => {
    expect(decision({ identity: [], resource: bucket({ AWS: '111111111111' }) })).toBe('implicitDeny');
    expect(decision({ identity: [policy(READ)], resource: bucket({ AWS: '111111111111' }) })).toBe('allowed');
    expect(decision({ identity: [], resource: bucket({ AWS: ROOT }) }, { principal: ROOT })).toBe('allowed');
  });

  test('a boundary does not limit what is granted to a user directly', () => {
    expect(decision({ identity: [], resource: bucket({ AWS: ALICE }), permissionsBoundary: [QUEUES_ONLY] })).toBe('allowed');
  });

  test('a session policy limits what is granted to the role, not what is granted to the session', () => {
    expect(decision({ identity: [], resource: bucket({ AWS: ROLE }), session: QUEUES_ONLY }, { principal: SESSION })).toBe('implicitDeny');
    expect(decision({ identity: [], resource: bucket({ AWS: ROLE }), session: EVERYTHING }, { principal: SESSION })).toBe('allowed');
    expect(decision({ identity: [], resource: bucket({ AWS: SESSION }), session: QUEUES_ONLY }, { principal: SESSION })).toBe('allowed');
  });

  test('a federated user has what both the user and the session policies allow', () => {
    const policies = { identity: [policy(READ)], resource: bucket({ AWS: ALICE }) };
    expect(decision({ ...policies, session: QUEUES_ONLY }, { principal: FEDERATED_USER })).toBe('implicitDeny');
    expect(decision({ ...policies, session: EVERYTHING }, { principal: FEDERATED_USER })).toBe('allowed');
    expect(decision(policies, { principal: FEDERATED_USER })).toBe('implicitDeny');
  });

  test('the canonical user id of an account may be any', () => {
    const request = { resourceAccount: '222222222222' };
    expect(decision({ identity: [policy(READ)], resource: bucket({ CanonicalUser: '79a59df900b949e5' }) }, request)).toBe('unknown');
    expect(decision({ identity: [], resource: bucket({ CanonicalUser: '79a59df900b949e5' }) }, request)).toBe('implicitDeny');
  });
});

describe('the decision', () => {
  const other = { resourceAccount: '222222222222' };
  const named = policy({ ...READ, Principal: { AWS: ALICE } });

  test('nothing is allowed without a policy', () => {
    expect(decision({ identity: [] })).toBe('implicitDeny');
  });

  test('across accounts both sides must allow, and a boundary limits a direct grant too', () => {
    expect(decision({ identity: [policy(READ)] }, other)).toBe('implicitDeny');
    expect(decision({ identity: [], resource: named }, other)).toBe('implicitDeny');
    expect(decision({ identity: [policy(READ)], resource: named }, other)).toBe('allowed');
    expect(decision({ identity: [policy(READ)], resource: named, permissionsBoundary: [QUEUES_ONLY] }, other)).toBe('implicitDeny');
  });

  test('every level of SCPs must allow', () => {
    const identity = [policy(READ)];
    expect(decision({ identity, serviceControl: [[EVERYTHING], [EVERYTHING]] })).toBe('allowed');
    expect(decision({ identity, serviceControl: [[EVERYTHING], [QUEUES_ONLY], [EVERYTHING]] })).toBe('implicitDeny');
    expect(decision({ identity, serviceControl: [[QUEUES_ONLY]] }, {}, { managementAccount: true })).toBe('allowed');
  });

  test('an SCP does not limit a service', () => {
    const resource = policy({ ...READ, Principal: { Service: 'cloudtrail.amazonaws.com' } });
    expect(decision({ resource, serviceControl: [[QUEUES_ONLY]] }, { principal: 'cloudtrail.amazonaws.com' })).toBe('allowed');
  });

  test('an RCP limits only the services that support them', () => {
    const resourceControl = [[policy({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' })]];
    expect(decision({ identity: [EVERYTHING], resourceControl })).toBe('explicitDeny');
    expect(decision({ identity: [EVERYTHING], resourceControl }, { action: 'ec2:RunInstances', resource: '*' })).toBe('allowed');
  });

  test('a key is closed to the root user whom its policy does not name', () => {
    const resource = policy({ Effect: 'Allow', Principal: { AWS: ALICE }, Action: 'kms:Decrypt', Resource: '*' });
    const request = { action: 'kms:Decrypt', resource: KEY };
    expect(decision({ resource }, { ...request, principal: ROOT })).toBe('implicitDeny');
    expect(decision({ identity: [], resource }, request)).toBe('allowed');
    expect(decision({}, { ...request, principal: ROOT })).toBe('allowed');
  });

  test('a role trusts only whom its trust policy names, for assuming it', () => {
    const resource = policy({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' });
    expect(decision({ identity: [EVERYTHING], resource }, { action: 'sts:AssumeRole', resource: ROLE })).toBe('implicitDeny');
    expect(decision({ identity: [EVERYTHING], resource }, { action: 'iam:GetRole', resource: ROLE })).toBe('allowed');
  });

  test('the own identity is told to everyone', () => {
    const identity = [policy({ Effect: 'Deny', Action: 'sts:*', Resource: '*' })];
    expect(decision({ identity }, { action: 'sts:GetCallerIdentity', resource: '*' })).toBe('allowed');
  });

  test('a call on several resources needs all of them', () => {
    const both = { resources: [{ resource: 'arn:aws:s3:::b/k' }, { resource: 'arn:aws:s3:::c/k' }] };
    expect(decision({ identity: [policy(READ)] }, both)).toBe('implicitDeny');
    expect(decision({ identity: [EVERYTHING] }, both)).toBe('allowed');
  });
});

describe('what AWS does not say', () => {
  const deny: PolicyStatement = { ...READ, Effect: 'Deny' };

  test('a plain operator on two values: the Allow applies and the Deny does not', () => {
    const condition = { StringEquals: { 'aws:TagKeys': 'a' } };
    const context = { 'aws:TagKeys': ['a', 'b'] };
    expect(decisionUnder(condition, context)).toBe('allowed');
    expect(decision({ identity: [policy(READ, { ...deny, Condition: condition })] }, { context })).toBe('allowed');
    expect(decisionUnder(condition, { 'aws:TagKeys': ['b', 'c'] })).toBe('implicitDeny');
  });

  test('a variable whose value holds an asterisk: the Allow applies and the Deny does not, through NotResource too', () => {
    const context = { 'aws:PrincipalTag/team': '*' };
    const Resource = 'arn:aws:s3:::b/${aws:PrincipalTag/team}';
    expect(decision({ identity: [policy({ ...READ, Resource })] }, { context })).toBe('allowed');
    expect(decision({ identity: [policy(READ, { ...deny, Resource })] }, { context })).toBe('allowed');
    expect(decision({ identity: [policy({ Effect: 'Allow', Action: '*', NotResource: Resource })] }, { context })).toBe('allowed');
    expect(decision({ identity: [policy({ ...READ, Resource: `${Resource}/x` })] }, { context })).toBe('implicitDeny');
  });

  test('a Deny with NotPrincipal spares who is named in part, but nobody with a boundary', () => {
    const resource = policy({ Effect: 'Deny', NotPrincipal: { AWS: ROLE }, Action: 's3:*', Resource: '*' });
    expect(decision({ identity: [policy(READ)], resource }, { principal: SESSION })).toBe('allowed');
    expect(decision({ identity: [policy(READ)], resource })).toBe('explicitDeny');
    expect(decision({ identity: [policy(READ)], resource, permissionsBoundary: [EVERYTHING] }, { principal: SESSION })).toBe('explicitDeny');
  });

  test('an Allow with NotPrincipal leaves out whom it names, but not whose account it names', () => {
    const allowAllBut = (name: string) => policy({ ...READ, NotPrincipal: { AWS: name } });
    expect(decision({ resource: allowAllBut(ALICE) })).toBe('implicitDeny');
    expect(decision({ resource: allowAllBut('111111111111') })).toBe('allowed');
    expect(decision({ resource: allowAllBut(ALICE) }, { principal: { type: 'Anonymous' } })).toBe('allowed');
  });

  test('a number that is none: the Allow applies, under a negated operator too', () => {
    expect(decisionUnder({ NumericLessThan: { 'app:Count': '10' } }, { 'app:Count': 'ten' })).toBe('allowed');
    expect(decisionUnder({ NumericNotEquals: { 'app:Count': '10' } }, { 'app:Count': 'ten' })).toBe('allowed');
  });

  test('an ARN pattern of fewer than six parts: the Allow applies if it matches as text', () => {
    expect(decisionUnder({ ArnLike: { 'aws:PrincipalArn': '*' } }, {})).toBe('allowed');
    expect(decisionUnder({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:sts:*' } }, {})).toBe('implicitDeny');
  });

  test('an IPv6 address without a prefix: the Allow applies in its /32', () => {
    const condition = { IpAddress: { 'aws:SourceIp': '2001:db8::1' } };
    expect(decisionUnder(condition, { 'aws:SourceIp': '2001:db8:ffff::2' })).toBe('allowed');
    expect(decisionUnder(condition, { 'aws:SourceIp': '2001:db9::1' })).toBe('implicitDeny');
  });
});

describe('unknown keys', () => {
  const unknown = (...keys: string[]) => ({ unknownContextKeys: keys });

  test('the answer is unknown when it depends on one', () => {
    expect(decisionUnder({ StringLike: { 's3:prefix': 'home/?*' } }, {}, unknown('s3:prefix'))).toBe('unknown');
    expect(decisionUnder({ NumericLessThan: { 'app:Count': '10' } }, {}, unknown('APP:count'))).toBe('unknown');
    expect(decisionUnder({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, {}, unknown('aws:TagKeys'))).toBe('unknown');
  });

  test('the answer is known when no value changes it', () => {
    expect(decisionUnder({ StringEquals: { 's3:prefix': 'x' } }, { 's3:prefix': 'x' }, unknown('aws:SourceIp'))).toBe('allowed');
    expect(decisionUnder({ StringEquals: { 's3:prefix': 'x' }, Null: { 's3:prefix': 'true' } }, {}, unknown('s3:prefix'))).toBe('implicitDeny');
  });

  test('a value between two borders is tried', () => {
    const between = { NumericGreaterThan: { 'app:Count': '1' }, NumericLessThan: { 'app:Count': '1.01' } };
    const deny: PolicyStatement = { Effect: 'Deny', Action: '*', Resource: '*', Condition: between };
    expect(decision({ identity: [EVERYTHING, policy(deny)] }, {}, unknown('app:Count'))).toBe('unknown');
  });

  test('a variable is tried with the value that makes it match', () => {
    const identity = [policy({ ...READ, Resource: 'arn:aws:s3:::b/${aws:PrincipalTag/team}/x' })];
    const resource = 'arn:aws:s3:::b/red/x';
    expect(decision({ identity }, { resource }, unknown('aws:PrincipalTag/team'))).toBe('unknown');
    expect(decision({ identity }, { resource: 'arn:aws:s3:::c/red/x' }, unknown('aws:PrincipalTag/team'))).toBe('implicitDeny');
  });

  test('two values of a set are tried', () => {
    const both = { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' }, 'ForAnyValue:StringEqualsIfExists': { 'aws:TagKeys': 'b' } };
    expect(decisionUnder(both, {}, unknown('aws:TagKeys'))).toBe('unknown');
  });
});

describe('random cases', () => {
  test('every one has a decision, and no decision is rare', () => {
    const decisions = fc.sample(conformanceCase(), { numRuns: 3000, seed: 1 }).map(referenceDecision);
    for (const frequent of ['allowed', 'explicitDeny', 'implicitDeny']) {
      expect(decisions.filter(one => one === frequent).length).toBeGreaterThan(150);
    }
    expect(decisions).toContain('unknown');
  });
});
