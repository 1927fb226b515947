import {
  ACCOUNT, allow, blamed, deny, document, findingsOf, group, managedPolicy, NO_VALUE, policy, REGION, replayed, Resources, role, Sections, TRUST_OF_LAMBDA, user,
  WITH_CONDITION, WITH_PARAMETER,
} from './templates';
import { readApp } from '../../src/cloudformation/app-reader';
import { AssemblyStack } from '../../src/cloudformation/cloud-assembly';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';
import { findingsInApp, RULES } from '../../src/rules/rule-set';

const found = (resources: Resources, sections?: Sections) => findingsOf('NoPrivilegeEscalation', resources, sections);
const blames = (resources: Resources, sections?: Sections) => blamed('NoPrivilegeEscalation', resources, sections);
const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

const trusting = (principal: unknown, condition?: object) => ({
  AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...condition && { Condition: condition } }),
});
const ACCOUNT_ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
const LAMBDA = { Service: 'lambda.amazonaws.com' };

/** A role that leads on by itself, one that is an administrator, and one that is neither. */
const escalating = (properties: object = {}) => role([document(allow('iam:PutRolePolicy'))], { ...trusting(ACCOUNT_ROOT), ...properties });
const admin = (properties: object = {}) => role([document(allow('*'))], { ...trusting(ACCOUNT_ROOT), ...properties });
const modest = (properties: object = {}) => role([document(allow('s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/key'))], { ...trusting(ACCOUNT_ROOT), ...properties });
/** Somebody who may assume another. */
const assuming = (logicalId: string, condition?: object, properties: object = {}) => role([document(allow('sts:AssumeRole', arnOf(logicalId), condition))], { ...trusting(ACCOUNT_ROOT), ...properties });

/** What `P` finds on its way, step by step. */
const stepsOf = (resources: Resources, sections?: Sections) => found(resources, sections).filter(({ logicalId }) => logicalId === 'P')
  .map(({ path }) => path!.map(({ from, actions, to }) => `${from} -${actions.join('+')}-> ${to}`));

describe('assuming roles', () => {
  test('an administrator, in one step', () => {
    const [finding, ...more] = found({ P: assuming('A'), A: admin() });

    expect(more).toEqual([]);
    expect(finding).toEqual({
      rule: 'NoPrivilegeEscalation',
      logicalId: 'P',
      message: 'allows `sts:AssumeRole`, by which it assumes `A`, an administrator',
      fix: 'name in `Resource` the users and roles that it must become, without `A`, or take the action out',
      statement: { policy: 'inline policy `p0`', logicalId: 'P', path: 'Properties.Policies[0].PolicyDocument', index: 0, sid: undefined },
      witness: {
        principal: `arn:aws:sts::${ACCOUNT}:assumed-role/P/session`,
        action: 'sts:AssumeRole',
        resource: `arn:aws:iam::${ACCOUNT}:role/A`,
        when: [],
      },
      path: [{
        from: 'P',
        actions: ['sts:AssumeRole'],
        to: 'A',
        statements: [
          { policy: 'inline policy `p0`', logicalId: 'P', path: 'Properties.Policies[0].PolicyDocument', index: 0, sid: undefined },
          { policy: 'trust policy', logicalId: 'A', path: 'Properties.AssumeRolePolicyDocument', index: 0, sid: undefined },
        ],
      }],
      dependsOn: [],
    });
  });

  test('in two and in three steps, the first and the last of which are told', () => {
    expect(stepsOf({ P: assuming('Q'), Q: escalating() })).toEqual([['P -sts:AssumeRole-> Q', 'Q -iam:PutRolePolicy-> an administrator']]);
    expect(stepsOf({ P: assuming('Q'), Q: assuming('A'), A: admin() })).toEqual([['P -sts:AssumeRole-> Q', 'Q -sts:AssumeRole-> A']]);

    const chain = { P: assuming('Q'), Q: assuming('R'), R: assuming('E'), E: escalating() };
    expect(stepsOf(chain)).toEqual([['P -sts:AssumeRole-> Q', 'Q -sts:AssumeRole-> R', 'R -sts:AssumeRole-> E', 'E -iam:PutRolePolicy-> an administrator']]);
    expect(found(chain).map(({ logicalId, message }) => [logicalId, message])).toEqual([
      ['P', 'allows `sts:AssumeRole`, by which it assumes `Q`, and in 4 steps, at last by `iam:PutRolePolicy`, writes a policy for itself'],
      ['Q', 'allows `sts:AssumeRole`, by which it assumes `R`, and in 3 steps, at last by `iam:PutRolePolicy`, writes a policy for itself'],
      ['R', 'allows `sts:AssumeRole`, by which it assumes `E`, and in 2 steps, at last by `iam:PutRolePolicy`, writes a policy for itself'],
      ['E', 'allows `iam:PutRolePolicy`, by which it writes a policy for itself'],
    ]);
  });

  test('by the shortest way', () => {
    const P = role([document(allow('sts:AssumeRole', [arnOf('Q'), arnOf('R')]))]);

    expect(stepsOf({ P, Q: assuming('R'), R: assuming('A'), A: admin() })).toEqual([['P -sts:AssumeRole-> R', 'R -sts:AssumeRole-> A']]);
  });

  test('roles that are no stronger are quiet, in a circle too', () => {
    expect(blames({ P: assuming('Q'), Q: assuming('R'), R: modest() })).toEqual([]);
    expect(blames({ P: assuming('Q'), Q: assuming('R'), R: assuming('P') })).toEqual([]);
    expect(blames({ P: assuming('P') })).toEqual([]);
  });

  test('a circle with a way out is left by it', () => {
    const R = role([document(allow('sts:AssumeRole', [arnOf('P'), arnOf('A')]))], trusting(ACCOUNT_ROOT));

    expect(blames({ P: assuming('Q'), Q: assuming('R'), R, A: admin() })).toEqual(['P', 'Q', 'R']);
  });

  test('a role outside the app that is named is quiet, any role is not', () => {
    const may = (resource: string) => blames({ P: role([document(allow('sts:AssumeRole', resource))]) });

    expect([may(`arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-deploy-role`), may('arn:aws:iam::*:role/cdk-*')]).toEqual([[], []]);
    expect([may('arn:aws:iam::*:role/*'), may('*')]).toEqual([['P'], ['P']]);
  });

  test.each<[string, object, boolean]>([
    ['the account', ACCOUNT_ROOT, true],
    ['the account, by its number', { AWS: ACCOUNT }, true],
    ['the role', { AWS: arnOf('P') }, true],
    ['the role, by its name', { AWS: `arn:aws:iam::${ACCOUNT}:role/P` }, true],
    ['everybody', { AWS: '*' }, true],
    ['a service', LAMBDA, false],
    ['another role', { AWS: `arn:aws:iam::${ACCOUNT}:role/Other` }, false],
    ['another account', { AWS: '444455556666' }, false],
  ])('of a role that trusts %s', (_name, principal, isOpen) => {
    const resources = { P: assuming('A', undefined, { RoleName: 'P' }), Other: modest(), A: admin(trusting(principal)) };

    expect(blames(resources).includes('P')).toBe(isOpen);
  });

  test('the trust alone is enough where it names the role, and is what is wrong', () => {
    const named = found({ P: modest(), A: admin(trusting({ AWS: arnOf('P') })) });

    expect(named.map(({ logicalId, statement }) => [logicalId, statement])).toEqual([
      ['P', { policy: 'trust policy', logicalId: 'A', path: 'Properties.AssumeRolePolicyDocument', index: 0, sid: undefined }],
    ]);
    expect(blames({ P: modest(), A: admin() })).toEqual([]);
  });

  test.each<[string, object, boolean]>([
    ['of the trust that it does not meet', { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/Other` } }, false],
    ['of the trust that it meets', { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/P` } }, true],
    ['of the trust that it may meet', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, true],
  ])('under a condition %s', (_name, condition, isOpen) => {
    const resources = { P: assuming('A', undefined, { RoleName: 'P' }), A: admin(trusting(ACCOUNT_ROOT, condition)) };

    expect(blames(resources).includes('P')).toBe(isOpen);
  });

  test('under conditions of both that cannot be met together', () => {
    const from = (org: string) => ({ StringEquals: { 'aws:SourceVpc': org } });
    const apart = (a: string, b: string) => blames({ P: assuming('A', from(a)), A: admin(trusting({ AWS: arnOf('P') }, from(b))) });

    // In one account the trust that names the role is enough: the other policy has no say.
    expect([apart('vpc-1', 'vpc-1'), apart('vpc-1', 'vpc-2')]).toEqual([['P'], ['P']]);
    expect(blames({ P: role([document(allow('sts:AssumeRole', arnOf('A')), deny('*', '*', { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } }))]), A: admin(trusting(ACCOUNT_ROOT, from('vpc-2'))) })).toEqual([]);
  });

  test.each<[string, Resources]>([
    ['a Deny', { P: role([document(allow('sts:AssumeRole', arnOf('A')), deny('sts:AssumeRole', arnOf('A')))]), A: admin() }],
    ['a Deny of the trust', {
      P: assuming('A'),
      A: admin({
        AssumeRolePolicyDocument: document(
          { Effect: 'Allow', Principal: ACCOUNT_ROOT, Action: 'sts:AssumeRole' }, { Effect: 'Deny', Principal: { AWS: arnOf('P') }, Action: 'sts:AssumeRole' }),
      }),
    }],
    ['a boundary', { P: assuming('A', undefined, { PermissionsBoundary: { Ref: 'B' } }), A: admin(), B: managedPolicy(document(allow('s3:*'))) }],
    ['the boundary of the role that is assumed', { P: assuming('A'), A: admin({ PermissionsBoundary: { Ref: 'B' } }), B: managedPolicy(document(allow('s3:*'))) }],
  ])('%s saves it', (_name, resources) => {
    expect(blames(resources)).toEqual([]);
  });

  test.each<[string, unknown, Sections, string]>([
    ['a parameter', { Ref: 'X' }, WITH_PARAMETER, 'parameter `X`'],
    ['a branch of Fn::If', { 'Fn::If': ['C', arnOf('A'), arnOf('Q')] }, WITH_CONDITION, 'condition `C`'],
    ['a branch of Fn::If in a list', [arnOf('Q'), { 'Fn::If': ['C', arnOf('A'), NO_VALUE] }], WITH_CONDITION, 'condition `C`'],
  ])('what may be, by %s, says what it depends on', (_name, resource, sections, dependsOn) => {
    const findings = found({ P: role([document(allow('sts:AssumeRole', resource))]), A: admin(), Q: modest() }, sections);

    expect(findings.map(one => [one.logicalId, one.dependsOn])).toEqual([['P', expect.arrayContaining([dependsOn])]]);
  });

  test('what a step further on depends on is told too', () => {
    const E = role([document(allow({ Ref: 'X' }))], trusting(ACCOUNT_ROOT));

    expect(found({ P: assuming('E'), E }, WITH_PARAMETER).filter(({ logicalId }) => logicalId === 'P').map(({ dependsOn }) => dependsOn)).toEqual([['parameter `X`']]);
  });
});

describe('passing roles', () => {
  const passes = (resource: unknown, condition?: object, service = 'lambda') => document(
    allow('iam:PassRole', resource, condition), allow([`${service}:CreateFunction`, `${service}:InvokeFunction`], `arn:aws:lambda:${REGION}:${ACCOUNT}:function:app-*`));
  const A = admin(trusting(LAMBDA));
  const to = (service: string) => ({ StringEquals: { 'iam:PassedToService': `${service}.amazonaws.com` } });

  test('that are stronger, by name', () => {
    const [finding, ...more] = found({ P: role([passes(arnOf('A'))]), A });

    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      message: 'allows `iam:PassRole` with `lambda:CreateFunction` and `lambda:InvokeFunction`, by which it runs a function as `A`, an administrator',
      fix: 'name in the `Resource` of `iam:PassRole` the roles that it must pass, without `A`, '
        + 'or require with a condition on `iam:PassedToService` another service than `lambda.amazonaws.com`',
      statement: { index: 0 },
      witness: { action: 'iam:PassRole', resource: `arn:aws:iam::${ACCOUNT}:role/A` },
    });
    expect(finding.path![0].statements.map(({ index }) => index)).toEqual([0, 1]);
  });

  test('that are not, are quiet', () => {
    expect(blames({ P: role([passes(arnOf('M'))]), M: modest(trusting(LAMBDA)) })).toEqual([]);
    expect(blames({ P: role([passes(`arn:aws:iam::${ACCOUNT}:role/elsewhere`)]) })).toEqual([]);
    expect(blames({ P: role([passes(arnOf('P'))]) })).toEqual([]);
  });

  test.each<[string, object, string[]]>([
    ['a prefix', { RoleName: 'app-admin' }, ['P']],
    ['a prefix of others', { RoleName: 'data-admin' }, []],
  ])('by %s', (_name, properties, expected) => {
    expect(blames({ P: role([passes('arn:aws:iam::*:role/app-*')]), A: admin({ ...trusting(LAMBDA), ...properties }) })).toEqual(expected);
  });

  test('is saved by a condition on another service, and by a role that trusts another', () => {
    expect(blames({ P: role([passes(arnOf('A'), to('lambda'))]), A })).toEqual(['P']);
    expect(blames({ P: role([passes(arnOf('A'), to('ec2'))]), A })).toEqual([]);
    expect(blames({ P: role([passes(arnOf('A'))]), A: admin(trusting({ Service: 'ec2.amazonaws.com' })) })).toEqual([]);
    expect(blames({ P: role([passes('*', to('ec2'))]), A })).toEqual([]);
  });

  test('is saved by a Deny, by a boundary, and by a service that it may not use', () => {
    expect(blames({ P: role([passes(arnOf('A')), document(deny('iam:PassRole'))]), A })).toEqual([]);
    expect(blames({ P: role([passes(arnOf('A'))], { PermissionsBoundary: { Ref: 'B' } }), A, B: managedPolicy(document(allow('lambda:*'))) })).toEqual([]);
    expect(blames({ P: role([passes(arnOf('A'), undefined, 's3')]), A })).toEqual([]);
  });

  test('to a role that leads on', () => {
    expect(stepsOf({ P: role([passes(arnOf('Q'))]), Q: assuming('A', undefined, trusting(LAMBDA)), A: admin() })).toEqual([
      ['P -iam:PassRole+lambda:CreateFunction+lambda:InvokeFunction-> Q', 'Q -sts:AssumeRole-> A'],
    ]);
  });
});

describe('becoming other users, and joining groups', () => {
  const root = user([document(allow('*'))], { UserName: 'root-like' });
  const on = (resource: string, action = 'iam:CreateAccessKey') => user([document(allow(action, resource))], { UserName: 'p' });

  test.each(['iam:CreateAccessKey', 'iam:CreateLoginProfile', 'iam:UpdateLoginProfile'])('`%s`', action => {
    const keys = (resource: string, U: object) => blames({ P: on(resource, action), U });

    expect(keys(`arn:aws:iam::${ACCOUNT}:user/root-like`, root)).toEqual(['P']);
    expect(keys('arn:aws:iam::*:user/root-*', root)).toEqual(['P']);
    expect(keys(`arn:aws:iam::${ACCOUNT}:user/weak`, user([], { UserName: 'weak' }))).toEqual([]);
    expect(keys(`arn:aws:iam::${ACCOUNT}:user/\${aws:username}`, root)).toEqual([]);
    expect(keys('*', user())).toEqual(['P']);
  });

  test('a group that is stronger', () => {
    const G = group([document(allow('iam:PutUserPolicy'))], { GroupName: 'admins' });
    const join = (resource: string, properties: object = {}) => blames({ P: user([document(allow('iam:AddUserToGroup', resource))], properties), G, H: group([], { GroupName: 'weak' }) });

    expect(join(`arn:aws:iam::${ACCOUNT}:group/admins`)).toEqual(['G', 'P']);
    expect(join(`arn:aws:iam::${ACCOUNT}:group/weak`)).toEqual(['G']);
    expect(join(`arn:aws:iam::${ACCOUNT}:group/admins`, { Groups: [{ Ref: 'G' }] })).toEqual(['G']);
  });

  test('the trust of a role that is stronger', () => {
    const rewrite = (logicalId: string) => blames({ P: role([document(allow('iam:UpdateAssumeRolePolicy', arnOf(logicalId)))]), A: admin(trusting(LAMBDA)), M: modest() });

    expect([rewrite('A'), rewrite('M'), rewrite('P')]).toEqual([['P'], [], []]);
  });

  test('a policy of a role that can be assumed', () => {
    const M = managedPolicy(document(allow('s3:GetObject', 'arn:aws:s3:::b/k')), { ManagedPolicyName: 'team' });
    const rewriting = (...actions: object[]) => role([document(allow('iam:CreatePolicyVersion', { Ref: 'M' }), ...actions)]);
    const Q = modest({ ManagedPolicyArns: [{ Ref: 'M' }] });

    expect(stepsOf({ P: rewriting(allow('sts:AssumeRole', arnOf('Q'))), Q, M })).toEqual([['P -iam:CreatePolicyVersion+sts:AssumeRole-> an administrator']]);
    expect(blames({ P: rewriting(), Q, M })).toEqual([]);
    expect(blames({ P: rewriting(allow('sts:AssumeRole', arnOf('Other'))), Q, M, Other: modest() })).toEqual([]);
    expect(blames({ P: rewriting(allow('sts:AssumeRole', arnOf('Q'))), Q: { ...Q, Properties: { ...Q.Properties, ...trusting(LAMBDA) } }, M })).toEqual([]);
  });

  test('the boundary of a role that can be assumed', () => {
    const P = role([document(allow(['iam:DeleteRolePermissionsBoundary', 'sts:AssumeRole'], arnOf('Q')))]);
    const B = managedPolicy(document(allow('s3:*')));

    expect(blames({ P, Q: modest({ PermissionsBoundary: { Ref: 'B' } }), B })).toEqual(['P']);
    expect(blames({ P, Q: modest(), B })).toEqual([]);
  });
});

describe('what runs with a role already', () => {
  const workloads: [string, string[], Resources, unknown][] = [
    ['a function', ['lambda:UpdateFunctionCode'], { W: { Type: 'AWS::Lambda::Function', Properties: { Role: arnOf('S') } } }, arnOf('W')],
    ['a build', ['codebuild:StartBuild'], { W: { Type: 'AWS::CodeBuild::Project', Properties: { ServiceRole: arnOf('S') } } }, arnOf('W')],
    ['a state machine', ['states:UpdateStateMachine', 'states:StartExecution'], { W: { Type: 'AWS::StepFunctions::StateMachine', Properties: { RoleArn: arnOf('S') } } }, { Ref: 'W' }],
    ['a notebook', ['sagemaker:CreatePresignedNotebookInstanceUrl'], { W: { Type: 'AWS::SageMaker::NotebookInstance', Properties: { RoleArn: arnOf('S') } } }, { Ref: 'W' }],
    ['a service of App Runner', ['apprunner:UpdateService'], { W: { Type: 'AWS::AppRunner::Service', Properties: { InstanceConfiguration: { InstanceRoleArn: arnOf('S') } } } }, { 'Fn::GetAtt': ['W', 'ServiceArn'] }],
    ['an agent runtime', ['bedrock-agentcore:InvokeAgentRuntimeCommand'], { W: { Type: 'AWS::BedrockAgentCore::Runtime', Properties: { RoleArn: arnOf('S') } } }, { 'Fn::Sub': `arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}:runtime/\${W}` }],
    ['a development endpoint', ['glue:UpdateDevEndpoint'], { W: { Type: 'AWS::Glue::DevEndpoint', Properties: { RoleArn: arnOf('S'), EndpointName: 'w' } } }, `arn:aws:glue:${REGION}:${ACCOUNT}:devEndpoint/w`],
    ['an instance', ['ssm:StartSession'], {
      W: { Type: 'AWS::EC2::Instance', Properties: { IamInstanceProfile: { Ref: 'I' } } }, I: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [{ Ref: 'S' }] } },
    }, { 'Fn::Sub': `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/\${W}` }],
    ['a launch template', ['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate'], {
      W: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: { IamInstanceProfile: { Arn: arnOf('I') } } } },
      I: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [{ Ref: 'S' }] } },
    }, { 'Fn::Sub': `arn:aws:ec2:${REGION}:${ACCOUNT}:launch-template/\${W}` }],
  ];

  test.each(workloads)('%s', (_name, actions, resources, arn) => {
    const P = (resource: unknown) => role([document(allow(actions, resource))]);

    expect(stepsOf({ P: P(arn), S: admin(trusting(LAMBDA)), ...resources })).toEqual([[`P -${actions.join('+')}-> S`]]);
    expect(blames({ P: P(arn), S: modest(), ...resources })).toEqual([]);
    expect(blames({ P: role([document(allow(actions, arn), deny(actions[0]))]), S: admin(trusting(LAMBDA)), ...resources })).toEqual([]);
    expect(blames({ P: role([document(allow('s3:*', arn))]), S: admin(trusting(LAMBDA)), ...resources })).toEqual([]);
  });

  test('a job, to a queue that is named', () => {
    const job = {
      W: { Type: 'AWS::Batch::JobDefinition', Properties: { Type: 'container', JobDefinitionName: 'render', ContainerProperties: { JobRoleArn: arnOf('S') } } },
      S: admin(trusting({ Service: 'ecs-tasks.amazonaws.com' })),
    };
    const submit = (...names: string[]) => blames({ ...job, P: role([document(allow('batch:SubmitJob', names.map(name => `arn:aws:batch:${REGION}:${ACCOUNT}:${name}`)))]) });

    expect([submit('job-definition/render', 'job-queue/main'), submit('job-definition/render'), submit('job-definition/other', 'job-queue/main')]).toEqual([['P'], [], []]);
  });
});

describe('two stacks', () => {
  const stack = (id: string, account: string, resources: Resources): AssemblyStack =>
    ({ id, constructPath: id, stackName: id, account, region: REGION, file: `${id}.json`, text: JSON.stringify({ Resources: resources }), nested: [], parameters: {} });
  const judged = (...stacks: AssemblyStack[]) => findingsInApp(readApp(stacks), RULES.filter(({ name }) => name === 'NoPrivilegeEscalation'));
  const admins = (account: string, trusted: string) => stack('Admins', account, { A: admin({ RoleName: 'boss', ...trusting({ AWS: `arn:aws:iam::${trusted}:root` }) }) });
  const P = (account: string) => ({ P: role([document(allow('sts:AssumeRole', `arn:aws:iam::${account}:role/boss`))], trusting(ACCOUNT_ROOT)) });

  test('of one account', () => {
    const [finding, ...more] = judged(stack('App', ACCOUNT, P(ACCOUNT)), admins(ACCOUNT, ACCOUNT));

    expect(more).toEqual([]);
    expect(finding).toMatchObject({ stack: 'App', logicalId: 'P', message: 'allows `sts:AssumeRole`, by which it assumes `Admins/A`, an administrator' });
    expect(finding.path!.map(({ to, statements }) => [to, statements.map(one => one.stack)])).toEqual([['Admins/A', ['App', 'Admins']]]);
  });

  test('of two accounts, where the role trusts the other', () => {
    const other = '444455556666';

    expect(judged(stack('App', ACCOUNT, P(other)), admins(other, ACCOUNT)).map(({ logicalId }) => logicalId)).toEqual(['P']);
    expect(judged(stack('App', ACCOUNT, P(other)), admins(other, other))).toEqual([]);
    expect(judged(stack('App', ACCOUNT, P(ACCOUNT)), admins(other, ACCOUNT))).toEqual([]);
  });
});

describe('everybody', () => {
  test('groups are told once, and policies that nobody has are judged', () => {
    const may = document(allow('sts:AssumeRole', arnOf('A')));

    expect(blames({ G: group([may]), U: user([], { Groups: [{ Ref: 'G' }] }), A: admin() })).toEqual(['G']);
    expect(blames({ M: managedPolicy(may), A: admin() })).toEqual(['M']);
    expect(blames({ S: policy(may, { Roles: ['outside'] }), A: admin() })).toEqual(['S']);
  });

  test('administrators have nothing to gain', () => {
    expect(blames({ P: admin(), A: admin() })).toEqual([]);
  });

  test('the first request of a way is allowed when it is replayed', () => {
    const may = document(allow('iam:UpdateAssumeRolePolicy', `arn:aws:iam::${ACCOUNT}:role/A`));
    const [finding] = found({ P: role([may]), A: admin({ RoleName: 'A', AssumeRolePolicyDocument: TRUST_OF_LAMBDA }) });

    expect(replayed(finding, { policyInputList: [may] })).toBe(EvalDecision.ALLOWED);
  });
});
