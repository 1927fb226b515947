import { ACCOUNT, allow, deny, document, findingsOf, group, managedPolicy, replayed, Resources, role, user } from './templates';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';
import { EscalationTarget, SELF_ESCALATION_PATHS } from '../../src/rules/self-escalation-paths';

const HARMLESS = allow('s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/key');
const BOUNDARY = managedPolicy(document(allow(['iam:*', 's3:GetObject'])));
const OWN_ARNS = { user: `arn:aws:iam::${ACCOUNT}:user/P`, role: `arn:aws:iam::${ACCOUNT}:role/P` };

/** Somebody `P`, for whom a path with this target leads to more, if it may do the actions of these statements. */
const SCENES: Record<EscalationTarget, (statements: object[]) => Resources> = {
  ownUser: statements => ({ P: user([document(...statements)]) }),
  ownRole: statements => ({ P: role([document(...statements)]) }),
  ownGroup: statements => ({ P: user([document(...statements)], { Groups: [{ Ref: 'G' }] }), G: group() }),
  otherGroup: statements => ({ P: user([document(...statements)]) }),
  attachedPolicy: statements => ({ P: role([document(...statements)], { ManagedPolicyArns: [{ Ref: 'M' }] }), M: managedPolicy(document(HARMLESS)) }),
  // A user, for whom the second action alone leads nowhere.
  newRole: statements => ({ P: user([document(...statements)]) }),
  permissionSet: statements => ({ P: role([document(...statements)]) }),
  ownUserWithBoundary: statements => ({ P: user([document(...statements)], { PermissionsBoundary: { Ref: 'B' } }), B: BOUNDARY }),
  ownRoleWithBoundary: statements => ({ P: role([document(...statements)], { PermissionsBoundary: { Ref: 'B' } }), B: BOUNDARY }),
  ownUserWithDeny: statements => ({ P: user([document(...statements, deny('s3:*'))]) }),
  ownRoleWithDeny: statements => ({ P: role([document(...statements, deny('s3:*'))]) }),
};

const found = (resources: Resources) => findingsOf('NoPrivilegeEscalation', resources);

const TABLE = SELF_ESCALATION_PATHS.map(path => [path.id, path] as const);

describe('every path, one by one', () => {
  test.each(TABLE)('%s is found with exactly its permissions', (_id, { actions, target, gain }) => {
    const statement = allow(actions);
    const [finding, ...more] = found(SCENES[target]([statement]));

    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'NoPrivilegeEscalation',
      logicalId: 'P',
      message: `allows ${actions.map(action => `\`${action}\``).join(' with ')}, by which it ${gain}`,
      statement: { policy: 'inline policy `p0`', logicalId: 'P', path: 'Properties.Policies[0].PolicyDocument', index: 0 },
      dependsOn: [],
    });
    expect(replayed(finding, { policyInputList: [document(statement)] })).toBe(EvalDecision.ALLOWED);
  });

  test.each(TABLE)('%s is found with one statement for each permission, in another case', (_id, { actions, target }) => {
    expect(found(SCENES[target](actions.map(action => allow(action.toLowerCase()))))).toHaveLength(1);
  });

  test.each(TABLE.flatMap(([id, path]) => path.actions.map(action => [id, action, path] as const)))('%s is not found without `%s`', (_id, missing, { actions, target }) => {
    expect(found(SCENES[target]([HARMLESS, ...actions.filter(action => action !== missing).map(action => allow(action))]))).toEqual([]);
  });

  test.each(TABLE.flatMap(([id, path]) => path.actions.map(action => [id, action, path] as const)))('%s is not found with a Deny of `%s`', (_id, denied, { actions, target }) => {
    expect(found(SCENES[target]([allow(actions), deny(denied)]))).toEqual([]);
  });

  test.each(TABLE)('%s is not found where its permissions are denied to this principal by a condition', (_id, { actions, target }) => {
    const onlyOthers = { ArnNotEquals: { 'aws:PrincipalArn': ['arn:*:iam::*:user/P', 'arn:*:iam::*:role/P'] } };
    const scene = SCENES[target]([allow(actions, '*', onlyOthers)]);
    const named = { ...scene, P: { ...scene.P, Properties: { ...(scene.P as any).Properties, UserName: 'P', RoleName: 'P' } } };

    expect(found(named)).toEqual([]);
  });

  test.each(TABLE)('%s is not found where the boundary leaves it out', (_id, { actions, target }) => {
    const scene = SCENES[target]([allow(actions)]);
    const bounded = { ...scene, P: { ...scene.P, Properties: { ...(scene.P as any).Properties, PermissionsBoundary: { Ref: 'B' } } }, B: managedPolicy(document(HARMLESS)) };

    expect(found(bounded)).toEqual([]);
  });
});

describe('paths lead to the principal itself', () => {
  test.each<[string, EscalationTarget, string]>([
    ['iam:PutUserPolicy', 'ownUser', OWN_ARNS.user],
    ['iam:PutRolePolicy', 'ownRole', OWN_ARNS.role],
    ['iam:AttachUserPolicy', 'ownUser', OWN_ARNS.user],
    ['iam:AttachRolePolicy', 'ownRole', OWN_ARNS.role],
    ['iam:DeleteUserPermissionsBoundary', 'ownUserWithBoundary', OWN_ARNS.user],
    ['iam:DeleteRolePermissionsBoundary', 'ownRoleWithBoundary', OWN_ARNS.role],
    ['iam:DetachUserPolicy', 'ownUserWithDeny', OWN_ARNS.user],
    ['iam:DetachRolePolicy', 'ownRoleWithDeny', OWN_ARNS.role],
  ])('`%s` on itself is the witness', (action, target, resource) => {
    expect(found(SCENES[target]([allow(action)])).map(({ witness }) => witness)).toEqual([expect.objectContaining({ action, resource, when: [] })]);
  });

  test.each<[string, EscalationTarget]>([
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
    ['iam:CreatePolicyVersion', 'attachedPolicy'],
  ])('`%s` on somebody else that is named passes', (action, target) => {
    const others = [`arn:aws:iam::${ACCOUNT}:user/other`, `arn:aws:iam::${ACCOUNT}:role/other`, `arn:aws:iam::${ACCOUNT}:group/other`, `arn:aws:iam::${ACCOUNT}:policy/other`];
    const scene = SCENES[target]([allow(action, others)]);
    const names = { UserName: 'P', RoleName: 'P', GroupName: 'G', ManagedPolicyName: 'M' };
    const named = Object.fromEntries(Object.entries<any>(scene).map(([id, one]) => [id, { ...one, Properties: { ...one.Properties, ...names } }]));

    expect(found(named)).toEqual([]);
  });

  test.each<[string, EscalationTarget]>([
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
  ])('`%s` gains nothing for a principal of another kind, or without a boundary or a Deny (%s)', (action, target) => {
    expect(found(SCENES[target]([allow(action)]))).toEqual([]);
  });
});

test('the list holds the paths that public research names', () => {
  expect(SELF_ESCALATION_PATHS.map(({ actions }) => actions.join(' ')).sort()).toEqual(expect.arrayContaining([
    'iam:AddUserToGroup',
    'iam:AttachGroupPolicy',
    'iam:AttachRolePolicy',
    'iam:AttachUserPolicy',
    'iam:CreatePolicyVersion',
    'iam:CreateRole iam:AttachRolePolicy',
    'iam:CreateRole iam:PutRolePolicy',
    'iam:DeleteRolePermissionsBoundary',
    'iam:DeleteRolePolicy',
    'iam:DeleteUserPermissionsBoundary',
    'iam:DeleteUserPolicy',
    'iam:DetachRolePolicy',
    'iam:DetachUserPolicy',
    'iam:PutGroupPolicy',
    'iam:PutRolePermissionsBoundary',
    'iam:PutRolePolicy',
    'iam:PutUserPermissionsBoundary',
    'iam:PutUserPolicy',
    'iam:SetDefaultPolicyVersion',
  ]));
});

test('every path has an id of its own, and an end to the sentence', () => {
  expect(new Set(SELF_ESCALATION_PATHS.map(({ id }) => id)).size).toBe(SELF_ESCALATION_PATHS.length);
  expect(SELF_ESCALATION_PATHS.filter(({ gain, actions }) => gain === '' || actions.length === 0)).toEqual([]);
});
