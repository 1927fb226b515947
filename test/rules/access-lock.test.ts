import { ACCOUNT, REGION } from './templates';
import { readTemplate } from '../../src/cloudformation/app-reader';
import { TemplateReading } from '../../src/cloudformation/template-reading';
import { lockText, presentAccess } from '../../src/rules/access-lock';
import { AccessLock, LockedAccess } from '../../src/rules/locked-access';
import { NoAccessBeyondLock } from '../../src/rules/no-access-beyond-lock';
import { ReviewedApp } from '../../src/rules/reviewed-app';

const TRUST = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
const BUCKET = { 'Fn::GetAtt': ['Bucket', 'Arn'] };
const OBJECTS = { 'Fn::Join': ['', [BUCKET, '/*']] };

const allow = (Action: unknown, Resource: unknown = OBJECTS, more = {}) => ({ Effect: 'Allow', Action, Resource, ...more });
const deny = (Action: unknown, Resource: unknown = OBJECTS) => ({ Effect: 'Deny', Action, Resource });
const IF = { 'Fn::If': ['Prod', 's3:PutObject', 's3:GetObject'] };

function template(statements: object[], { boundary, name }: { boundary?: object[]; name?: string } = {}, sections = {}): TemplateReading {
  const resources = {
    Bucket: { Type: 'AWS::S3::Bucket' },
    ...boundary && { Limit: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Version: '2012-10-17', Statement: boundary } } } },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: TRUST,
        ...name && { RoleName: name },
        ...boundary && { PermissionsBoundary: { Ref: 'Limit' } },
        Policies: [{ PolicyName: 'may', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
      },
    },
  };
  return readTemplate(JSON.stringify({ Parameters: { Stage: { Type: 'String' } }, Conditions: { Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } }, ...sections, Resources: resources }), { account: ACCOUNT, region: REGION });
}

const appOf = (reading: TemplateReading, accessLock?: AccessLock) => new ReviewedApp({ stacks: [reading], unread: [], accepted: [], restrictions: [] }, { accessLock });
/** As it is read from the file. */
const lockOf = (reading: TemplateReading): AccessLock => ({ principals: JSON.parse(lockText(presentAccess(appOf(reading)))).principals as Record<string, LockedAccess> });
const beyond = (now: TemplateReading, before: TemplateReading) => NoAccessBeyondLock.check(appOf(now, lockOf(before))).filter(({ logicalId }) => logicalId === 'Role');

const LOCKED = [allow(['s3:GetObject', 's3:ListBucket'])];

describe('within the lock', () => {
  test.each<[string, TemplateReading, TemplateReading]>([
    ['the same', template(LOCKED), template(LOCKED)],
    ['the same in another order, split, with ids', template([allow('s3:ListBucket'), { Sid: 'Read', ...allow('s3:GetObject') }]), template(LOCKED)],
    ['less: an action', template([allow('s3:GetObject')]), template(LOCKED)],
    ['less: a condition', template([allow(['s3:GetObject'], OBJECTS, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } })]), template(LOCKED)],
    ['less: a Deny', template([...LOCKED, deny('s3:GetObject')]), template(LOCKED)],
    ['less: a boundary', template(LOCKED, { boundary: [allow('s3:GetObject', '*')] }), template(LOCKED)],
    ['less: a resource below a wildcard', template([allow('s3:GetObject', { 'Fn::Join': ['', [BUCKET, '/public/*']] })]), template(LOCKED)],
    ['what nobody knows, and the same in both', template([allow(IF), allow('s3:GetObject')]), template([allow(IF), ...LOCKED])],
    ['nothing of what was there', template([deny('*', '*')]), template(LOCKED)],
  ])('%s', (_name, now, before) => {
    expect(beyond(now, before)).toEqual([]);
  });
});

describe('beyond the lock', () => {
  test.each<[string, TemplateReading, TemplateReading, string]>([
    ['an action', template([allow(['s3:GetObject', 's3:PutObject'])]), template(LOCKED), 's3:PutObject'],
    ['an action, by a wildcard', template([allow('s3:Get*')]), template(LOCKED), 's3:Get'],
    ['a resource', template([allow('s3:GetObject', '*')]), template(LOCKED), 's3:GetObject'],
    ['a condition that is gone', template(LOCKED), template([allow(['s3:GetObject', 's3:ListBucket'], OBJECTS, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } })]), 's3:'],
    ['a Deny that is gone', template(LOCKED), template([...LOCKED, deny('s3:GetObject', '*')]), 's3:GetObject'],
    ['a boundary that is gone', template(LOCKED), template(LOCKED, { boundary: [allow('s3:GetObject', '*')] }), 's3:ListBucket'],
    ['a boundary that is wider', template(LOCKED, { boundary: [allow('s3:*', '*')] }), template(LOCKED, { boundary: [allow('s3:GetObject', '*')] }), 's3:ListBucket'],
  ])('%s: the finding shows what is new', (_name, now, before, action) => {
    const [finding, ...others] = beyond(now, before);

    expect(others).toEqual([]);
    expect(finding.witness!.action).toContain(action);
    expect(finding.message).toMatch(/^may do `s3:\w+` on `.*`, which the access lock does not hold/);
  });

  test('what is new is written out', () => {
    const [{ message }] = beyond(template([...LOCKED, allow('sqs:SendMessage', 'arn:aws:sqs:us-east-1:111122223333:orders')]), template(LOCKED));

    expect(message).toContain('may do `sqs:SendMessage` on `arn:aws:sqs:us-east-1:111122223333:orders`');
    expect(message).toContain('new is `{"Effect":"Allow","Action":["sqs:SendMessage"],"Resource":["arn:aws:sqs:us-east-1:111122223333:orders"]}`');
  });

  test('somebody who is not in the lock', () => {
    const [{ message }] = NoAccessBeyondLock.check(appOf(template(LOCKED), { principals: {} }));

    expect(message).toContain('which somebody may who is not in the access lock');
  });

  test('what nobody knows, and that changed, cannot be compared, so it is beyond', () => {
    const [{ message, witness }] = beyond(template([allow({ 'Fn::If': ['Prod', '*', 's3:GetObject'] })]), template([allow(IF)]));

    expect([message.includes('compared with the lock'), witness]).toEqual([true, undefined]);
  });

  test('a Deny on a value that only the deployment knows: no request can be shown, so it is beyond', () => {
    const [{ message, witness }, ...others] = beyond(template(LOCKED), template([...LOCKED, deny('s3:GetObject')]));

    expect([message.startsWith('may do what the access lock does not hold'), witness, others]).toEqual([true, undefined, []]);
  });

  test('a value of the same name that may be more than it could be', () => {
    const of = (values: string[]) => template([allow('s3:GetObject', { Ref: 'Stage' }), ...LOCKED], {}, { Parameters: { Stage: { Type: 'String', AllowedValues: values } } });

    expect(beyond(of(['arn:aws:s3:::one/*', '*']), of(['arn:aws:s3:::one/*', 'arn:aws:s3:::two/*']))).toHaveLength(1);
    expect(beyond(of(['arn:aws:s3:::one/*', '*']), of(['arn:aws:s3:::one/*', '*']))).toEqual([]);
  });

  test('a lock that was edited into nonsense', () => {
    const edited = (identity: LockedAccess['identity']): AccessLock => ({ principals: { Role: { kind: 'role', identity } } });
    for (const statement of [{}, { Effect: 'Allow' }, { Effect: 'allow', Action: '*', Resource: '*' }, { Effect: 'Allow', Action: '*', Resource: '*', Extra: 1 }, { Unresolved: {} }]) {
      expect(NoAccessBeyondLock.check(appOf(template(LOCKED), edited([statement])))).toHaveLength(1);
    }
  });
});

test('the lock is sorted, and the same each time', () => {
  const text = lockText(presentAccess(appOf(template([allow('s3:ListBucket'), allow(['s3:PutObject', 's3:GetObject'])]))));

  expect(text).toBe(lockText(presentAccess(appOf(template([allow(['s3:GetObject', 's3:PutObject']), allow('s3:ListBucket')])))));
  expect(JSON.parse(text)).toMatchObject({ formatVersion: 1, principals: { Role: { kind: 'role', identity: [{ Action: ['s3:GetObject', 's3:PutObject'] }, { Action: ['s3:ListBucket'] }] } } });
});
