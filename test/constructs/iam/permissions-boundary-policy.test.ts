import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { boundaryPage, isWidening, pathsWithin, widestBoundary } from '../../../projenrc/boundary-doc';
import { GroupUser, PermissionGroup, PermissionsBoundaryPolicy, PermissionsBoundaryPolicyProps } from '../../../src/constructs';
import { CheckResult } from '../../../src/engine/analysis/check-types';
import { AccessLevel } from '../../../src/engine/service-authorization/access-level';
import { ServiceAuthorizationReference } from '../../../src/engine/service-authorization/service-authorization-reference';
import { actionsOf, EscalationPath, escalationPaths } from '../../../src/rules/escalation-paths';
import { ACCOUNT, Context, expectNothingFound, judge } from '../judged-app';

const EVERYTHING = new iam.PolicyStatement({ actions: ['*'], resources: ['*'] });
const USER = `arn:aws:iam::${ACCOUNT}:user`;

const judged = judge(stack => {
  const boundary = new PermissionsBoundaryPolicy(stack, 'Boundary', { statements: [EVERYTHING], managedPolicyName: 'team-boundary' });
  const managing = new PermissionsBoundaryPolicy(stack, 'Managing', { statements: [EVERYTHING], managedPolicyName: 'apps-boundary', managedPath: '/apps/' });
  const powerful = (id: string, permissionsBoundary: iam.IManagedPolicy) => {
    const role = new iam.Role(stack, id, { assumedBy: new iam.AccountRootPrincipal(), permissionsBoundary });
    role.addToPolicy(EVERYTHING);
    return role;
  };
  const alice = new iam.User(stack, 'Alice', { userName: 'alice', path: '/people/', permissionsBoundary: boundary });
  alice.addToPolicy(EVERYTHING);
  return { role: powerful('Role', boundary), manager: powerful('Manager', managing), alice };
});
const { role, manager, alice } = judged.made;
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/team-boundary`;
const OWN = { 'iam:PermissionsBoundary': BOUNDARY };

/** Of a role of an app: nothing but its boundary keeps it from doing everything. */
describe('whoever may do everything within the boundary', () => {
  const boundaried = ServiceAuthorizationReference.actionsOf('iam')
    .filter(({ conditionKeys, resourceTypes }) => [...conditionKeys, ...resourceTypes.flatMap(type => type.conditionKeys)].includes('iam:PermissionsBoundary'))
    .map(({ name }) => name);
  const removing = boundaried.filter(action => /Delete.*Boundary$/.test(action));
  const changing = boundaried.filter(action => !removing.includes(action) && action !== 'iam:GetRole');

  test('there are such actions', () => {
    expect(changing).toEqual(expect.arrayContaining(['iam:CreateUser', 'iam:CreateRole', 'iam:PutRolePermissionsBoundary', 'iam:AttachUserPolicy', 'iam:PutRolePolicy']));
    expect(removing).toEqual(['iam:DeleteRolePermissionsBoundary', 'iam:DeleteUserPermissionsBoundary']);
  });

  test.each(changing)('does `%s` to principals with the boundary only', action => {
    const target = action.includes('User') ? `${USER}/dave` : `arn:aws:iam::${ACCOUNT}:role/app`;

    expect(judged.allows(role, action, target, OWN)).toBe(true);
    for (const other of [{}, ...['arn:aws:iam::aws:policy/AdministratorAccess', `${BOUNDARY}2`].map((arn): Context => ({ 'iam:PermissionsBoundary': arn }))]) {
      expect([other, judged.denies(role, action, target, other)]).toEqual([other, true]);
    }
  });

  test('by no request at all does anything else to a principal, takes the boundary off, or rewrites it', () => {
    const but = (...actions: string[]) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', NotAction: actions, Resource: '*' }] });

    for (const who of [role, alice]) {
      expect(judged.checkNoNewAccess(who, but(...changing), { StringEquals: OWN }).result).toBe(CheckResult.PASS);
      expect(judged.checkNoNewAccess(who, but(...changing)).result).toBe(CheckResult.FAIL);
      expect(judged.checkAccessNotGranted(who, { actions: removing }).result).toBe(CheckResult.PASS);
      expect(judged.checkAccessNotGranted(who, { actions: ['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion', 'iam:DeletePolicy', 'iam:DeletePolicyVersion'], resources: [BOUNDARY] }).result)
        .toBe(CheckResult.PASS);
    }
    expect(judged.checkAccessNotGranted(manager, { actions: ['iam:CreatePolicyVersion', 'iam:DeletePolicy'], resources: [`arn:aws:iam::${ACCOUNT}:policy/apps-boundary`] }).result).toBe(CheckResult.PASS);
  });

  test.each([
    'iam:CreateAccessKey', 'iam:UpdateAccessKey', 'iam:CreateLoginProfile', 'iam:UpdateLoginProfile', 'iam:CreateServiceSpecificCredential', 'iam:ResetServiceSpecificCredential',
    'iam:UploadSSHPublicKey', 'iam:UploadSigningCertificate', 'iam:DeactivateMFADevice', 'iam:EnableMFADevice', 'iam:UpdateUser', 'iam:DeleteAccessKey', 'iam:DeleteLoginProfile', 'iam:DeleteUser',
  ])('does `%s` to itself, and to what it manages', action => {
    const allowed = (who: iam.IRole | iam.IUser, ...names: string[]) => names.map(name => judged.allows(who, action, `${USER}/${name}`));

    expect(allowed(alice, 'people/alice', 'people/bob', 'malice')).toEqual([true, false, false]);
    expect(allowed(role, 'people/alice', 'apps/dave')).toEqual([false, false]);
    expect(allowed(manager, 'people/alice', 'apps/dave', 'apps', 'other/apps/dave')).toEqual([false, true, false, false]);
  });

  test.each([
    ['iam:AddUserToGroup', 'group'], ['iam:AttachGroupPolicy', 'group'], ['iam:PutGroupPolicy', 'group'], ['iam:CreatePolicyVersion', 'policy'], ['iam:SetDefaultPolicyVersion', 'policy'],
  ])('does `%s` to a %s that it manages', (action, resource) => {
    const arn = (name: string) => `arn:aws:iam::${ACCOUNT}:${resource}/${name}`;

    expect([role, alice, manager].map(who => judged.allows(who, action, arn('apps/one')))).toEqual([false, false, true]);
    expect([role, alice, manager].map(who => judged.denies(who, action, arn('admins')))).toEqual([true, true, true]);
  });

  test.each([
    'iam:CreateSAMLProvider', 'iam:UpdateSAMLProvider', 'iam:CreateOpenIDConnectProvider', 'iam:AddClientIDToOpenIDConnectProvider', 'iam:UpdateOpenIDConnectProviderThumbprint',
    'sts:AssumeRoot', 'sso:CreatePermissionSet', 'sso:PutInlinePolicyToPermissionSet', 'sso:CreateAccountAssignment', 'identitystore:CreateGroupMembership',
  ])('makes nobody elsewhere by `%s`', action => {
    expect([role, alice, manager].map(who => judged.checkAccessNotGranted(who, { actions: [action] }).result)).toEqual([CheckResult.PASS, CheckResult.PASS, CheckResult.PASS]);
  });

  test('does everything else', () => {
    expect(['s3:GetObject', 'iam:GetRole', 'iam:ListUsers', 'iam:CreatePolicy', 'iam:CreateGroup', 'iam:ChangePassword', 'lambda:CreateFunction'].filter(action => !judged.allows(role, action, '*'))).toEqual([]);
  });
});

describe('no way to more permissions', () => {
  const boundary = widestBoundary();
  const found = pathsWithin(boundary);
  /** Paths that make or change anybody else than the principal itself. */
  const changing = (paths: EscalationPath[]) => paths.filter(path => !isWidening(path) && actionsOf(path).some(action => /^(iam|sso|codestar):/.test(action) && action !== 'iam:PassRole'));

  test('that makes or changes somebody leaves the boundary', () => {
    expect(escalationPaths().length).toBeGreaterThanOrEqual(117);
    expect(changing(escalationPaths()).length).toBeGreaterThanOrEqual(25);
    expect(changing(found).map(({ id }) => id)).toEqual([]);
    expect(changing(pathsWithin(widestBoundary('/apps/'))).map(({ id }) => id)).toEqual([]);
  });

  test('is open but those that widen the principal itself, and those that enter a role that exists', () => {
    const others = found.filter(path => !isWidening(path) && path.passedTo === undefined && path.runs === undefined);

    expect(others.map(({ id }) => id)).toEqual(['sts-assume-role']);
    expect(found.filter(isWidening).map(path => actionsOf(path).join()).sort()).toEqual(
      ['Attach', 'Detach', 'Delete', 'Put'].flatMap(verb => ['Role', 'User'].map(kind => `iam:${verb}${kind}Policy`)).sort(),
    );
  });

  test.each(['OnlyWithTheBoundary', 'TheBoundaryStays', 'NobodyElse', 'NobodyElsewhere'])('and `%s` is needed for it', sid => {
    const without = { ...boundary, Statement: boundary.Statement.filter(({ Sid }) => Sid !== sid) };

    expect(without.Statement).toHaveLength(boundary.Statement.length - 1);
    expect(changing(pathsWithin(without))).not.toEqual([]);
  });

  test('and the page says so', () => {
    expect(readFileSync(join(__dirname, '..', '..', '..', 'docs', 'permissions-boundary.md'), 'utf8')).toBe(boundaryPage());
  });
});

test('every action of IAM that changes something is known: the rest makes what nobody has, takes away, tags, or concerns the account', () => {
  const writes = ServiceAuthorizationReference.actionsOf('iam').filter(({ accessLevels }) => accessLevels.some(level => level !== AccessLevel.READ && level !== AccessLevel.LIST)).map(({ name }) => name.slice(4));
  const open = writes.filter(action => !judged.denies(role, `iam:${action}`, '*'));

  expect(open.filter(action => !/^(Delete|Tag|Untag|Reject)/.test(action)).sort()).toEqual([
    'AddRoleToInstanceProfile', 'AssociateDelegationRequest', 'ChangePassword', 'CreateAccountAlias', 'CreateDelegationRequest', 'CreateGroup', 'CreateInstanceProfile', 'CreatePolicy',
    'CreateServiceLinkedRole', 'CreateVirtualMFADevice', 'DisableOrganizationsRootCredentialsManagement', 'DisableOrganizationsRootSessions', 'DisableOutboundWebIdentityFederation',
    'EnableOrganizationsRootCredentialsManagement', 'EnableOrganizationsRootSessions', 'EnableOutboundWebIdentityFederation', 'PassRole', 'PutAccountProperties',
    'RemoveClientIDFromOpenIDConnectProvider', 'RemoveRoleFromInstanceProfile', 'SetSTSRegionalEndpointStatus', 'SetSecurityTokenServicePreferences', 'UpdateAccountEmailAddress',
    'UpdateAccountName', 'UpdateAccountPasswordPolicy', 'UpdateCloudFrontPublicKey', 'UpdateServerCertificate', 'UploadCloudFrontPublicKey', 'UploadServerCertificate',
  ].sort());
});

describe('the template', () => {
  const own = judge(stack => {
    const boundary = new PermissionsBoundaryPolicy(stack, 'Boundary', { statements: [new iam.PolicyStatement({ actions: ['s3:Get*'], resources: ['*'] })] });
    const made = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    made.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject', 'sqs:SendMessage'], resources: ['arn:aws:s3:::amzn-s3-demo-bucket/key', `arn:aws:sqs:us-east-1:${ACCOUNT}:orders`] }));
    boundary.applyTo(stack);
    return { boundary, role: made };
  });

  test('says its own name, which no other region has', () => {
    const name = `Boundary-${own.stack.node.addr.slice(-8)}-us-east-1`;

    own.template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      ManagedPolicyName: name,
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Sid: 'OnlyWithTheBoundary',
          Condition: { StringNotEquals: { 'iam:PermissionsBoundary': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${ACCOUNT}:policy/${name}`]] } } },
        })]),
      },
    });
    own.template.hasResourceProperties('AWS::IAM::Role', { PermissionsBoundary: own.stack.resolve(own.made.boundary.managedPolicyArn) });
  });

  test('limits whoever has it', () => {
    expect([own.allows(own.made.role, 's3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/key'), own.denies(own.made.role, 'sqs:SendMessage', `arn:aws:sqs:us-east-1:${ACCOUNT}:orders`)]).toEqual([true, true]);
  });

  test('leaves people what a first login needs, and grants it to nobody', () => {
    const people = judge(stack => {
      const permissionsBoundary = new PermissionsBoundaryPolicy(stack, 'Boundary', { statements: [new iam.PolicyStatement({ actions: ['s3:Get*'], resources: ['*'] })] });
      const group = new PermissionGroup(stack, 'Group', { statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::amzn-s3-demo-bucket/key'] })] });
      return {
        member: new GroupUser(stack, 'Member', { groups: [group], userName: 'member', permissionsBoundary }),
        other: new GroupUser(stack, 'Other', { groups: [new iam.Group(stack, 'Nothing')], userName: 'other', permissionsBoundary }),
      };
    });
    const session: Context = { 'aws:MultiFactorAuthPresent': 'false' };
    const answers = (who: GroupUser, name: string) => [
      ...['iam:ChangePassword', 'iam:EnableMFADevice', 'iam:ListMFADevices'].map(action => people.allows(who, action, `${USER}/${name}`, session)),
      people.allows(who, 'iam:CreateVirtualMFADevice', `arn:aws:iam::${ACCOUNT}:mfa/phone`, session),
    ];

    expect([answers(people.made.member, 'member'), answers(people.made.other, 'other')]).toEqual([[true, true, true, true], [false, false, false, false]]);
  });

  test('is nothing that the gate and cdk-nag find', () => {
    expectNothingFound(own, {
      acknowledged: ['Action::s3:Get*', 'Resource::*', `Resource::arn:<AWS::Partition>:iam::${ACCOUNT}:mfa/*`, `Resource::arn:<AWS::Partition>:iam::${ACCOUNT}:user/*/<aws:username>`]
        .map(finding => `AwsSolutions-IAM5[${finding}] Stack/Boundary/Resource`),
    });
  });

  test('has room for what is allowed', () => {
    // A managed policy holds 6,144 characters.
    expect(JSON.stringify(widestBoundary('/apps/')).length).toBeLessThan(3500);
  });
});

test.each<[string, Partial<PermissionsBoundaryPolicyProps>, string]>([
  ['a boundary of nothing', { statements: [] }, 'the boundary allows nothing, and neither would any principal that has it; write in `statements` what they may do at most'],
  ['a boundary that only denies', { statements: [new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['*'], resources: ['*'] })] }, 'the boundary allows nothing'],
  ...['/', 'apps', '/apps', 'apps/', '/a*/', '//'].map(managedPath => [`the path ${managedPath}`, { managedPath }, `\`${managedPath}\` is no path of its own; write one such as \`/apps/\``] as [string, object, string]),
])('refuses %s', (_name, props, message) => {
  expect(() => new PermissionsBoundaryPolicy(new Stack(), 'Boundary', { statements: [EVERYTHING], ...props })).toThrow(message);
});

test('accepts a name that is known at deployment', () => {
  const stack = new Stack(new App(), 'Stack');
  const boundary = new PermissionsBoundaryPolicy(stack, 'Boundary', { statements: [EVERYTHING], managedPolicyName: Lazy.string({ produce: () => 'late' }) });

  expect(JSON.stringify(stack.resolve((boundary.node.defaultChild as iam.CfnManagedPolicy).policyDocument))).toContain(':policy/late');
});
