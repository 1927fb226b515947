import { ACCOUNT, allow, document, role, WITH_PARAMETER } from './templates';
import { readTemplate } from '../../src/cloudformation/app-reader';
import { judgementOf } from '../../src/rules/judgement';
import { RatedFinding } from '../../src/rules/rated-finding';
import { RuleOptions } from '../../src/rules/rule-options';
import { RuleName } from '../../src/rules/rule-table';
import { Severity } from '../../src/rules/severity';

const BUCKET = 'arn:aws:s3:::amzn-s3-demo-bucket';

function rated(rule: RuleName, statements: object[], options: RuleOptions = {}): RatedFinding {
  const text = JSON.stringify({ ...WITH_PARAMETER, Resources: { R: role([document(...statements)], { RoleName: 'app' }) } });
  const reading = readTemplate(text, { account: ACCOUNT, region: 'us-east-1' });
  return judgementOf({ stacks: [reading], unread: [], accepted: [], restrictions: [] }, options).findings.find(finding => finding.rule === rule)!;
}

describe('how grave a finding is', () => {
  const escalation = (resource: unknown, condition?: object) => rated('NoPrivilegeEscalation', [allow('iam:PutRolePolicy', resource, condition)]).severity;

  test('as the table says', () => {
    expect(escalation('arn:aws:iam::*:role/*')).toBe(Severity.FATAL);
    expect(rated('NoUnboundedDataAccess', [allow('s3:GetObject')]).severity).toBe(Severity.ERROR);
  });

  test('less so only where nobody knows which resources a statement names', () => {
    expect(escalation({ Ref: 'X' })).toBe(Severity.ERROR);
    expect(escalation({ Ref: 'X' }, { StringEquals: { 'aws:PrincipalTag/team': { Ref: 'X' } } })).toBe(Severity.FATAL);
    expect(rated('NoOpenAction', [allow({ Ref: 'X' }, `${BUCKET}/key`)]).severity).toBe(Severity.FATAL);
  });

  test('more so where somebody says so, never less', () => {
    const wide = [allow('s3:GetObject')];

    expect(rated('NoUnboundedDataAccess', wide, { severities: { NoUnboundedDataAccess: Severity.FATAL } }).severity).toBe(Severity.FATAL);
    expect(rated('NoAdminAccess', [allow('*')], { severities: { NoAdminAccess: Severity.ERROR } }).severity).toBe(Severity.FATAL);
  });
});

describe('a fingerprint', () => {
  const of = (...statements: object[]) => rated('NoUnboundedDataAccess', statements).fingerprint;

  test('stays, whatever stands beside the statement, and in whatever order its lists are', () => {
    expect(of(allow(['s3:GetObject', 's3:ListBucket']))).toBe(of(allow(['s3:ListBucket', 's3:GetObject'])));
    expect(of(allow('sqs:SendMessage', 'arn:aws:sqs:us-east-1:111122223333:orders'), allow('s3:GetObject'))).toBe(of(allow('s3:GetObject')));
  });

  test.each<[string, object]>([
    ['another action', allow(['s3:GetObject', 's3:PutObject'])],
    ['another resource', allow('s3:GetObject', ['*', BUCKET])],
    ['a condition', allow('s3:GetObject', '*', { Bool: { 'aws:SecureTransport': 'true' } })],
  ])('changes with %s', (_name, statement) => {
    expect(of(statement)).not.toBe(of(allow('s3:GetObject')));
  });
});
