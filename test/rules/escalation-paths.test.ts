import { ACCOUNT, allow, deny, document, findingsOf, group, managedPolicy, REGION, replayed, Resources, role, user } from './templates';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';
import { ServiceAuthorizationReference } from '../../src/engine/service-authorization/service-authorization-reference';
import { actionsOf, EscalationCategory, EscalationPath, escalationPaths } from '../../src/rules/escalation-paths';
import { Finding } from '../../src/rules/finding';

const HARMLESS = allow('sqs:SendMessage', `arn:aws:sqs:${REGION}:${ACCOUNT}:orders`);
const BOUNDARY = managedPolicy(document(allow(['iam:*', 'sqs:SendMessage'])));

type Scene = (...statements: object[]) => Resources;
const asRole: Scene = (...statements) => ({ P: role([document(...statements)]) });
const asUser: Scene = (...statements) => ({ P: user([document(...statements)]) });

/** Somebody `P`, for whom a path that is done on this leads to more; elsewhere a role. */
const SCENES: Record<string, Scene> = {
  ownUser: asUser,
  // A user, for whom the second action alone leads nowhere.
  newRole: asUser,
  widenedRole: asUser,
  group: asUser,
  ownGroup: (...statements) => ({ P: user([document(...statements)], { Groups: [{ Ref: 'G' }] }), G: group() }),
  ownPolicy: (...statements) => ({ P: role([document(...statements)], { ManagedPolicyArns: [{ Ref: 'M' }] }), M: managedPolicy(document(HARMLESS)) }),
  ownUserWithBoundary: (...statements) => ({ P: user([document(...statements)], { PermissionsBoundary: { Ref: 'B' } }), B: BOUNDARY }),
  ownRoleWithBoundary: (...statements) => ({ P: role([document(...statements)], { PermissionsBoundary: { Ref: 'B' } }), B: BOUNDARY }),
  ownUserWithDeny: (...statements) => asUser(...statements, deny('kms:*')),
  ownRoleWithDeny: (...statements) => asRole(...statements, deny('kms:*')),
};
const sceneOf = ({ permissions: [{ on: [on] }] }: EscalationPath) => SCENES[on] ?? asRole;

/** Is it a path of everybody's, or one for whom the scene is made? */
const isFor = (path: EscalationPath, scene: Scene) => sceneOf(path) === scene || path.permissions.every(({ on: [on] }) => on === 'ownPolicy' || !/^(own|group$)/.test(on));

const found = (resources: Resources) => findingsOf('NoPrivilegeEscalation', resources);
const told = (path: EscalationPath) => {
  const [first, ...more] = actionsOf(path).map(action => `\`${action}\``);
  return more.length === 0 ? first : `${first} with ${more.join(' and ')}`;
};
/** Is the path the first step of a finding, or named among the other ways? */
const tells = (findings: Finding[], path: EscalationPath) => findings.some(({ message, path: steps }) =>
  steps![0].actions.join() === actionsOf(path).join() || message.split(/ other ways?: /)[1]?.split(', ').includes(told(path)));

// Whoever may do all of IAM is an administrator, and `NoAdminAccess` says so.
const TABLE = escalationPaths().filter(({ id }) => id !== 'iam-any').map(path => [path.id, path] as const);

describe('every path, one by one', () => {
  test.each(TABLE)('%s is found with exactly its permissions, and not without one of them', (_id, path) => {
    const actions = actionsOf(path);
    const scene = sceneOf(path);
    const findings = found(scene(HARMLESS, allow(actions)));

    expect(findings.map(({ logicalId, statement, dependsOn }) => [logicalId, statement!.index, dependsOn])).toEqual([['P', 1, []]]);
    expect(tells(findings, path)).toBe(true);
    expect(replayed(findings[0], { policyInputList: [document(HARMLESS, allow(actions))] })).toBe(EvalDecision.ALLOWED);

    for (const missing of actions) {
      const others = actions.filter(action => action !== missing);
      const smaller = escalationPaths().some(one => actionsOf(one).every(action => others.includes(action)) && isFor(one, scene));
      const without = found(scene(HARMLESS, ...others.map(action => allow(action))));
      expect([missing, without.length > 0, tells(without, path)]).toEqual([missing, smaller, false]);
      expect([missing, tells(found(scene(allow(actions), deny(missing))), path)]).toEqual([missing, false]);
    }
  });

  test.each(TABLE)('%s is found with one statement for each permission, in another case', (_id, path) => {
    expect(tells(found(sceneOf(path)(...actionsOf(path).map(action => allow(action.toLowerCase())))), path)).toBe(true);
  });

  test.each(TABLE)('%s is not found where a condition keeps this principal out, or its boundary does', (_id, path) => {
    const others = { ArnNotEquals: { 'aws:PrincipalArn': ['arn:*:iam::*:user/P', 'arn:*:iam::*:role/P'] } };
    const properties = (scene: Resources, more: object) => ({ ...scene, P: { ...scene.P, Properties: { ...(scene.P as any).Properties, ...more } } });
    const scene = sceneOf(path);

    expect(found(properties(scene(allow(actionsOf(path), '*', others)), { UserName: 'P', RoleName: 'P' }))).toEqual([]);
    expect(found({ ...properties(scene(allow(actionsOf(path))), { PermissionsBoundary: { Ref: 'B' } }), B: managedPolicy(document(HARMLESS)) })).toEqual([]);
  });

  const passing = escalationPaths().filter(({ passedTo }) => passedTo !== undefined);

  test.each(passing.map(path => [path.id, path] as const))('%s is found by `iam:PassRole` to its service, and to no other', (_id, path) => {
    const rest = actionsOf(path).filter(action => action !== 'iam:PassRole');
    const to = (service: string) => tells(found(asRole(allow(rest), allow('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': service } }))), path);

    expect([to(path.passedTo!), to('monitoring.rds.amazonaws.com')]).toEqual([true, false]);
  });

  test.each(passing.map(path => [path.id, path] as const))('%s is not found with a role that is named and no stronger', (_id, path) => {
    const rest = actionsOf(path).filter(action => action !== 'iam:PassRole');
    const modest = role([document(HARMLESS)], { AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal: { Service: path.passedTo }, Action: 'sts:AssumeRole' }) });

    // What can also be done to what runs with a role already is another path.
    expect(tells(found({ ...asRole(allow(rest), allow('iam:PassRole', { 'Fn::GetAtt': ['Modest', 'Arn'] })), Modest: modest }), path)).toBe(false);
  });
});

test('who may do all of IAM is an administrator', () => {
  const everything = asRole(allow('iam:*'));

  expect(findingsOf('NoAdminAccess', everything)).toHaveLength(1);
  expect(found(everything)).toEqual([]);
});

test('all of the actions that begin alike are asked: one that is denied ends it', () => {
  const path = escalationPaths().find(({ id }) => id === 'iam-put-any')!;

  expect(tells(found(asRole(allow('iam:Put*'))), path)).toBe(true);
  expect(tells(found(asRole(allow('iam:Put*'), deny('iam:PutGroupPolicy'))), path)).toBe(false);
});

describe('paths lead to the principal itself', () => {
  const OWN = { user: `arn:aws:iam::${ACCOUNT}:user/P`, role: `arn:aws:iam::${ACCOUNT}:role/P` };

  test.each<[string, string, string]>([
    ['iam:PutUserPolicy', 'ownUser', OWN.user],
    ['iam:PutRolePolicy', 'ownRole', OWN.role],
    ['iam:AttachUserPolicy', 'ownUser', OWN.user],
    ['iam:AttachRolePolicy', 'ownRole', OWN.role],
    ['iam:DeleteUserPermissionsBoundary', 'ownUserWithBoundary', OWN.user],
    ['iam:DeleteRolePermissionsBoundary', 'ownRoleWithBoundary', OWN.role],
    ['iam:DetachUserPolicy', 'ownUserWithDeny', OWN.user],
    ['iam:DetachRolePolicy', 'ownRoleWithDeny', OWN.role],
  ])('`%s` on itself is the witness', (action, scene, resource) => {
    expect(found((SCENES[scene] ?? asRole)(allow(action))).map(({ witness }) => witness)).toEqual([expect.objectContaining({ action, resource, when: [] })]);
  });

  test.each<[string, string]>([
    ['iam:PutUserPolicy', 'ownUser'],
    ['iam:PutRolePolicy', 'ownRole'],
    ['iam:AttachUserPolicy', 'ownUser'],
    ['iam:AttachRolePolicy', 'ownRole'],
    ['iam:DeleteUserPermissionsBoundary', 'ownUserWithBoundary'],
    ['iam:DeleteRolePermissionsBoundary', 'ownRoleWithBoundary'],
    ['iam:DetachUserPolicy', 'ownUserWithDeny'],
    ['iam:DeleteUserPolicy', 'ownUserWithDeny'],
    ['iam:DetachRolePolicy', 'ownRoleWithDeny'],
    ['iam:DeleteRolePolicy', 'ownRoleWithDeny'],
    ['iam:PutGroupPolicy', 'ownGroup'],
    ['iam:CreatePolicyVersion', 'ownPolicy'],
  ])('`%s` on somebody else that is named passes', (action, scene) => {
    const others = [`arn:aws:iam::${ACCOUNT}:user/other`, `arn:aws:iam::${ACCOUNT}:role/other`, `arn:aws:iam::${ACCOUNT}:group/other`, `arn:aws:iam::${ACCOUNT}:policy/other`];
    const names = { UserName: 'P', RoleName: 'P', GroupName: 'G', ManagedPolicyName: 'M' };
    const resources = Object.entries<any>((SCENES[scene] ?? asRole)(allow(action, others)));

    expect(found(Object.fromEntries(resources.map(([id, one]) => [id, { ...one, Properties: { ...one.Properties, ...names } }])))).toEqual([]);
  });

  test.each<[string, string]>([
    ['iam:PutUserPolicy', 'ownRole'],
    ['iam:AttachUserPolicy', 'ownRole'],
    ['iam:AddUserToGroup', 'ownRole'],
    ['iam:PutRolePolicy', 'ownUser'],
    ['iam:AttachRolePolicy', 'ownUser'],
    ['iam:PutGroupPolicy', 'ownUser'],
    ['iam:AttachGroupPolicy', 'ownRole'],
    ['iam:DeleteUserPermissionsBoundary', 'ownUser'],
    ['iam:DeleteRolePermissionsBoundary', 'ownRole'],
    ['iam:DetachUserPolicy', 'ownUser'],
    ['iam:DeleteUserPolicy', 'ownUser'],
    ['iam:DeleteRolePolicy', 'ownRole'],
  ])('`%s` gains nothing for a principal of another kind, or without a boundary or a Deny (%s)', (action, scene) => {
    expect(found((SCENES[scene] ?? asRole)(allow(action)))).toEqual([]);
  });
});

describe('two permissions of a path are asked on the same', () => {
  const both = (a: string, on: string, b: string, onOther: string) => found(asUser(allow(a, `arn:aws:iam::${ACCOUNT}:${on}`), allow(b, `arn:aws:iam::${ACCOUNT}:${onOther}`))).length;

  test.each<[string, string]>([
    ['iam:CreateRole', 'iam:AttachRolePolicy'],
    ['iam:CreateRole', 'iam:PutRolePolicy'],
    ['iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy'],
    ['iam:AttachRolePolicy', 'sts:AssumeRole'],
  ])('`%s` and `%s`', (a, b) => {
    expect([both(a, 'role/a', b, 'role/a'), both(a, 'role/app-*', b, 'role/app-*'), both(a, 'role/app-*', b, 'role/*-worker'), both(a, '*', b, 'role/a')]).toEqual([1, 1, 1, 1]);
    expect([both(a, 'role/a', b, 'role/b'), both(a, 'role/app-*', b, 'role/data-*'), both(a, 'role/a', b, 'user/a')]).toEqual([0, 0, 0]);
  });

  test('of functions, to which a role is passed', () => {
    const arn = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
    const on = (create: string, invoke: string) =>
      found(asRole(allow('iam:PassRole'), allow('lambda:CreateFunction', arn(create)), allow('lambda:InvokeFunction', arn(invoke)))).length;

    expect([on('a', 'a'), on('app-*', 'app-*'), on('*', 'a'), on('a', 'b'), on('app-*', 'data-*')]).toEqual([1, 1, 1, 0, 0]);
  });
});

describe('where the template is not deployed', () => {
  test.each<[string, object[]]>([
    ['what runs there', [allow('lambda:UpdateFunctionCode', 'arn:aws:lambda:eu-west-1:*:function:*')]],
    ['what is made there', [allow('iam:PassRole'), allow(['lambda:CreateFunction', 'lambda:InvokeFunction'], `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:app-*`)]],
  ])('%s counts', (_name, statements) => {
    expect(found(asRole(...statements)).map(({ dependsOn }) => dependsOn)).toEqual([[]]);
  });
});

describe('what runs already, and nobody has named', () => {
  const instances = 'arn:aws:ec2:*:*:instance/*';
  const start = (condition?: object) => allow('ssm:StartSession', instances, condition);
  const tagged = { StringEquals: { 'ssm:resourceTag/team': 'web' } };

  test('by its tags, it is named', () => {
    expect(found(asRole(start()))).toHaveLength(1);
    expect(found(asRole(start(tagged)))).toEqual([]);
    expect(found(asRole(start({ StringNotEquals: { 'aws:ResourceTag/stage': 'prod' } })))).toHaveLength(1);
  });

  test('unless the tags can be set', () => {
    expect(found(asRole(start(tagged), allow('ec2:CreateTags', instances)))).toHaveLength(1);
    expect(found(asRole(start(tagged), allow('ec2:CreateTags', instances, { StringEquals: { 'aws:ResourceTag/team': 'web' } })))).toEqual([]);
  });

  test('a command that is named runs only what it says', () => {
    const send = (name: string) => found(asRole(allow('ssm:SendCommand', instances), allow('ssm:SendCommand', `arn:aws:ssm:*:*:document/${name}`))).length;

    expect([send('AWS-RunShellScript'), send('*'), send('AWS-RunPatchBaseline'), send('team-restart')]).toEqual([1, 1, 0, 0]);
  });

  test('a job is submitted to a queue', () => {
    const submit = (...resources: string[]) => found(asRole(allow('batch:SubmitJob', resources.map(one => `arn:aws:batch:${REGION}:${ACCOUNT}:${one}`)))).length;

    expect([submit('job-definition/*', 'job-queue/main'), submit('job-definition/*'), submit('job-definition/nightly', 'job-queue/main')]).toEqual([1, 0, 0]);
  });
});

describe('what AWS grants the roles of its services', () => {
  const serviceRole = (service: string, name: string, ...statements: object[]) => found({
    P: role(statements.length === 0 ? [] : [document(...statements)], {
      AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }),
      ManagedPolicyArns: [`arn:aws:iam::aws:policy/${name}`],
    }),
  }).length;

  test('is a way to nothing that is known to be stronger', () => {
    expect(serviceRole('glue.amazonaws.com', 'service-role/AWSGlueServiceRole')).toBe(0);
    expect(serviceRole('glue.amazonaws.com', 'service-role/AWSGlueServiceRole', allow('glue:UpdateDevEndpoint'))).toBe(1);
    expect(serviceRole('codedeploy.amazonaws.com', 'service-role/AWSCodeDeployRole')).toBe(0);
  });

  test('of services that run nothing of the customer, no role that is passed either', () => {
    expect(serviceRole('batch.amazonaws.com', 'service-role/AWSBatchServiceRole')).toBe(0);
    expect(serviceRole('lambda.amazonaws.com', 'service-role/AWSBatchServiceRole')).toBeGreaterThan(0);
  });
});

describe('the list', () => {
  test('holds the paths that public research names', () => {
    const counts = (category: EscalationCategory) => escalationPaths().filter(one => one.category === category).length;

    // The research counts 20 ways of widening oneself; those of users to shed limits are here for roles too.
    expect([counts('self-escalation'), counts('principal-access'), counts('existing-passrole'), counts('new-passrole')]).toEqual([24, 17, 25, 55]);
  });

  test('names each path once, and each with an end to its sentence', () => {
    expect(new Set(escalationPaths().map(({ id }) => id)).size).toBe(escalationPaths().length);
    expect(new Set(escalationPaths().map(told)).size).toBe(escalationPaths().length);
    expect(escalationPaths().filter(({ gain, permissions }) => gain === '' || permissions.length === 0)).toEqual([]);
  });

  test('names actions that AWS lists, but for one of a service that is gone', () => {
    const actions = new Set(escalationPaths().flatMap(({ permissions }) => permissions.flatMap(one => one.actions)));

    expect([...actions].filter(action => ServiceAuthorizationReference.action(action) === undefined)).toEqual(['codestar:CreateProjectFromTemplate']);
  });

  test('says of every role that is passed to which service, and only of those', () => {
    expect(escalationPaths().filter(path => actionsOf(path).includes('iam:PassRole') !== (path.passedTo !== undefined))).toEqual([]);
    expect(escalationPaths().filter(({ category, runs }) => (category === 'existing-passrole') !== (runs !== undefined)).map(({ id }) => id)).toEqual([]);
  });
});

