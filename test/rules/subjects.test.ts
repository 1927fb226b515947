import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { ACCOUNT, allow, document, findingsOf, group, managedPolicy, policy, Resources, role, user } from './templates';
import { readTemplate } from '../../src/cloudformation/app-reader';
import { ReviewedApp } from '../../src/rules/reviewed-app';
import { findingsOfSubjects, Subject } from '../../src/rules/subjects';

const READ = document(allow('s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/key'));
const ASK = { action: 's3:GetObject', resource: 'arn:aws:s3:::amzn-s3-demo-bucket/key' };

function reviewed(resources: Resources): ReviewedApp {
  return new ReviewedApp({ stacks: [readTemplate(JSON.stringify({ Resources: resources }), { account: ACCOUNT, region: 'us-east-1' })], unread: [], accepted: [], restrictions: [] });
}

function subjects(resources: Resources): Subject[] {
  const all: Subject[] = [];
  findingsOfSubjects(reviewed(resources), subject => {
    all.push(subject);
    return [];
  });
  return all;
}

test('everybody in the template is judged, and every policy that nobody in it has', () => {
  const all = subjects({
    R: role([READ]),
    U: user([READ]),
    G: group([READ]),
    Loose: managedPolicy(READ),
    Had: managedPolicy(READ, { Roles: [{ Ref: 'R' }] }),
    Elsewhere: policy(READ, { Users: ['elsewhere'] }),
  });

  expect(all.map(({ resource }) => resource.logicalId)).toEqual(['G', 'R', 'U', 'Elsewhere', 'Loose', 'Loose']);
  expect(all.map(({ permissions }) => permissions.ask(ASK) !== undefined)).toEqual(all.map(() => true));
});

test('a role asks as one of its sessions, a user as itself, a group as a member of it', () => {
  const all = subjects({ R: role([READ]), U: user([READ]), G: group([READ]) });
  const principals = all.map(({ permissions }) => permissions.ask(ASK)!.witness.principal);

  expect(principals).toEqual([
    `arn:aws:iam::${ACCOUNT}:user/alice`, `arn:aws:sts::${ACCOUNT}:assumed-role/R/session`, `arn:aws:iam::${ACCOUNT}:user/U`,
  ]);
});

test('a policy that nobody has is judged as if a user had it, and as if a role had it', () => {
  const principals = subjects({ M: managedPolicy(READ) }).map(({ permissions }) => permissions.ask(ASK)!.witness.principal);

  expect(principals).toEqual([`arn:aws:iam::${ACCOUNT}:user/alice`, `arn:aws:sts::${ACCOUNT}:assumed-role/app/session`]);
});

test('what is found of a group is not found again of its members', () => {
  const template = { U: user([], { Groups: [{ Ref: 'G' }] }), G: group([READ]), V: user([READ], { Groups: [{ Ref: 'G' }] }) };
  const found = findingsOfSubjects(reviewed(template), ({ resource: { logicalId }, permissions }) => permissions.ask(ASK)!.statements.map(statement => ({
    rule: 'NoAdminAccess', logicalId, statement, message: 'reads', fix: 'stop', dependsOn: [],
  })));

  expect(found.map(({ logicalId, statement }) => [logicalId, statement!.logicalId])).toEqual([['G', 'G'], ['V', 'V']]);
});

test('a permission names the statements that allow it, and the policies they stand in', () => {
  const [{ permissions }] = subjects({ R: role([document(allow('sqs:*', 'arn:aws:sqs:*:*:orders'), allow('s3:*', 'arn:aws:s3:::*/key')), READ]) });
  const { statements, policies, dependsOn } = permissions.ask(ASK)!;

  expect(statements.map(({ path, index }) => [path, index])).toEqual([
    ['Properties.Policies[0].PolicyDocument', 1], ['Properties.Policies[1].PolicyDocument', 0],
  ]);
  expect(policies.map(({ path }) => path)).toEqual(['Properties.Policies[0].PolicyDocument', 'Properties.Policies[1].PolicyDocument']);
  expect(dependsOn).toEqual([]);
});

test('what is surely denied is no permission', () => {
  const [{ permissions }] = subjects({ R: role([READ]) });

  expect(permissions.ask({ ...ASK, action: 's3:PutObject' })).toBeUndefined();
});

test('a key that the question says is missing is missing, others may be anything', () => {
  const only = (condition: object) => subjects({ R: role([document({ ...READ.Statement[0] as object, Condition: condition })]) })[0].permissions;
  const inOrganization = only({ StringEquals: { 'aws:PrincipalOrgID': 'o-example' } });

  expect(inOrganization.ask(ASK)?.witness.when).toEqual([{ key: 'aws:PrincipalOrgID', values: ['o-example'] }]);
  expect(inOrganization.ask({ ...ASK, context: { 'aws:PrincipalOrgID': ['o-example'] } })?.witness.when)
    .toEqual([{ key: 'aws:PrincipalOrgID', values: ['o-example'] }]);
  expect(inOrganization.ask({ ...ASK, context: { 'aws:PrincipalOrgID': [] } })).toBeUndefined();
  expect(inOrganization.ask({ ...ASK, context: { 'aws:PrincipalOrgID': ['o-other'] } })).toBeUndefined();
});

describe('a policy of a role that is not in the app', () => {
  const EVERYTHING = document(allow('*'));

  test('is judged alone, and the finding says so', () => {
    expect(findingsOf('NoAdminAccess', { S: policy(EVERYTHING, { Roles: ['elsewhere'] }) })).toEqual([expect.objectContaining({
      logicalId: 'S',
      message: 'allows every action on every resource; the policy is judged alone: nobody here knows what else the role `elsewhere` outside the app may do',
    })]);
  });

  test('of one that is in the app, the finding is about that', () => {
    expect(findingsOf('NoAdminAccess', { R: role([], { RoleName: 'here' }), S: policy(EVERYTHING, { Roles: ['here'] }) }))
      .toEqual([expect.objectContaining({ logicalId: 'R', message: 'allows every action on every resource' })]);
  });

  test('by `Role.fromRoleArn` of the CDK, it is the same', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: 'us-east-1' } });
    Role.fromRoleArn(stack, 'Imported', `arn:aws:iam::${ACCOUNT}:role/elsewhere`)
      .addToPrincipalPolicy(new PolicyStatement({ actions: ['*'], resources: ['*'] }));

    const [finding] = findingsOf('NoAdminAccess', Template.fromStack(stack).toJSON().Resources);
    expect(finding.message).toContain('judged alone: nobody here knows what else the role `elsewhere` outside the app may do');
  });
});
