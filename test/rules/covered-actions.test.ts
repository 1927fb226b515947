import { allow, document } from './templates';
import { PolicyDocument } from '../../src/engine/policy/policy-document';
import { OpenText, OpenValue } from '../../src/engine/policy/text';
import { AccessLevel } from '../../src/engine/service-authorization/access-level';
import { ServiceAuthorizationReference } from '../../src/engine/service-authorization/service-authorization-reference';
import { coveredActions } from '../../src/rules/covered-actions';

function covered(statement: object) {
  const { statements: [one], problems } = PolicyDocument.parse(document(statement));
  expect(problems).toEqual([]);
  return coveredActions(one.action);
}

const names = (statement: object) => covered(statement).map(({ name }) => name);

test('actions by name, in any case, by wildcards', () => {
  expect(names(allow('s3:GetObject'))).toEqual(['s3:GetObject']);
  expect(names(allow('S3:GETOBJECT'))).toEqual(['s3:GetObject']);
  expect(names(allow(['sqs:SendMessage', 'sqs:?endMess*'])).sort()).toEqual(['sqs:SendMessage']);
  expect(names(allow('sts:*')).sort()).toEqual(ServiceAuthorizationReference.actionsOf('sts').map(({ name }) => name).sort());
});

test('the gravest comes first', () => {
  const levels = covered(allow('sqs:*')).map(({ accessLevels }) => accessLevels);

  expect(levels[0]).toContain(AccessLevel.PERMISSIONS_MANAGEMENT);
  expect(levels.findIndex(one => !one.includes(AccessLevel.PERMISSIONS_MANAGEMENT)))
    .toBe(levels.filter(one => one.includes(AccessLevel.PERMISSIONS_MANAGEMENT)).length);
});

test('of `*`, and of a complement, those of common services', () => {
  expect(names(allow('*'))).toEqual(expect.arrayContaining(['iam:CreateRole', 's3:GetObject', 'sts:AssumeRole', 'kms:Decrypt', 'secretsmanager:GetSecretValue']));

  const all = names({ Effect: 'Allow', NotAction: ['iam:*', 's3:Get*'], Resource: '*' });
  expect(all).toEqual(expect.arrayContaining(['s3:PutObject', 'sts:AssumeRole']));
  expect(all.filter(name => name.startsWith('iam:') || name.startsWith('s3:Get'))).toEqual([]);
});

test('an open value may cover what it may be', () => {
  const open = (action: unknown) => names({ Effect: 'Allow', Action: action, Resource: '*' });

  expect(open(OpenText.of(OpenValue.unknown('parameter `X`')))).toContain('iam:CreateRole');
  expect(open(OpenText.of('sqs:Send', OpenValue.unknown('parameter `X`'))).sort()).toEqual(names(allow('sqs:Send*')).sort());
  expect(open(OpenText.of(OpenValue.choice('condition `C`', ['sqs:SendMessage', 's3:GetObject']))).sort()).toEqual(['s3:GetObject', 'sqs:SendMessage']);
});

test('an action that is not known covers nothing', () => {
  expect(names(allow('example:DoSomething'))).toEqual([]);
});
