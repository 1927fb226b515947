import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnParameter, CfnResource, CustomResource, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, ArnPrincipal, CfnRole, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { readAssembly } from '../../src/cloudformation/app-reader';
import { Judgement, judgementOf } from '../../src/rules/judgement';
import { Guardrails } from '../../src/validation/guardrails';

const root = mkdtempSync(join(tmpdir(), 'declarations-test-'));
afterAll(() => rmSync(root, { recursive: true }));

const REASON = 'the platform team names all buckets so';
const TEAM_BUCKETS = { shape: 'arn:aws:s3:::team-*', reason: REASON };

let apps = 0;

/** The stacks that some functions fill, judged. */
function judged(...fill: ((stack: Stack) => void)[]): Judgement {
  const outdir = join(root, `app-${apps++}`);
  const app = new App({ outdir, treeMetadata: false });
  fill.forEach((add, i) => add(new Stack(app, `Stack${i}`, { env: { account: '111122223333', region: 'us-east-1' } })));
  app.synth();
  return judgementOf(readAssembly(outdir), { today: '2026-11-30' });
}

const parameter = (stack: Stack, id = 'Bucket') => new CfnParameter(stack, id);

function role(stack: Stack, statement: PolicyStatement, id = 'Role'): Role {
  const made = new Role(stack, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  made.addToPolicy(statement);
  return made;
}

const on = (resource: string, action = 's3:PutObject') => new PolicyStatement({ actions: [action], resources: [resource] });
const rules = ({ findings }: Judgement) => findings.map(({ rule }) => rule);

describe('a declared value', () => {
  test('is what it is declared to be, and stands in the report', () => {
    const judgement = judged(stack => {
      const bucket = parameter(stack);
      role(stack, on(bucket.valueAsString));
      Guardrails.of(stack).declare({ value: bucket, ...TEAM_BUCKETS });
    });

    expect(judgement.findings).toEqual([]);
    expect(judgement.declarations).toEqual([{ constructPath: 'Stack0', kind: 'value', text: '`{"Ref":"Bucket"}` will be `arn:aws:s3:::team-*`: the platform team names all buckets so' }]);
  });

  test('is a finding where nobody declares it', () => {
    expect(rules(judged(stack => { role(stack, on(parameter(stack).valueAsString)); }))).toEqual(['NoOpenResource']);
  });

  test.each<[string, (stack: Stack) => { value: any; text: string }]>([
    ['the text of a parameter', stack => { const { valueAsString: value } = parameter(stack); return { value, text: value }; }],
    ['an import', () => { const value = Fn.importValue('bucket'); return { value, text: value }; }],
    ['a parameter of the parameter store', stack => { const value = StringParameter.valueForStringParameter(stack, '/bucket'); return { value, text: value }; }],
    ['an attribute of a custom resource', stack => { const value = new CustomResource(stack, 'Made', { serviceToken: 'arn:aws:lambda:us-east-1:111122223333:function:make' }).getAttString('Arn'); return { value, text: value }; }],
    ['a text made of one', stack => { const value = `${parameter(stack).valueAsString}-logs`; return { value, text: value }; }],
  ])('may be %s', (_name, make) => {
    const found = (isDeclared: boolean) => rules(judged(stack => {
      const { value, text } = make(stack);
      role(stack, on(text));
      if (isDeclared) { Guardrails.of(stack).declare({ value, ...TEAM_BUCKETS }); }
    })).filter(rule => rule === 'NoOpenResource' || rule === 'NoStaleDeclaration');

    expect([found(false), found(true)]).toEqual([['NoOpenResource'], []]);
  });

  test('counts where it is a part of a text, written with `Fn::Sub` too', () => {
    expect(rules(judged(stack => {
      const bucket = parameter(stack);
      role(stack, on(`${bucket.valueAsString}/*`));
      role(stack, on(Fn.sub('${Bucket}/logs/*')), 'Other');
      Guardrails.of(stack).declare({ value: bucket, ...TEAM_BUCKETS });
    }))).toEqual([]);
  });

  test('counts in a nested stack that is given it', () => {
    expect(rules(judged(stack => {
      const bucket = parameter(stack);
      role(new NestedStack(stack, 'Nested') as Stack, on(bucket.valueAsString));
      Guardrails.of(stack).declare({ value: bucket, ...TEAM_BUCKETS });
    }))).toEqual([]);
  });
});

describe('no declaration lets more pass than what it says', () => {
  const found = (statement: (text: string) => PolicyStatement, shape: string) => rules(judged(stack => {
    const value = parameter(stack);
    role(stack, statement(value.valueAsString));
    Guardrails.of(stack).declare({ value, shape, reason: REASON });
  }));

  test('another value stays open', () => {
    expect(rules(judged(stack => {
      const [declared, other] = [parameter(stack), parameter(stack, 'Other')];
      role(stack, on(declared.valueAsString));
      role(stack, on(other.valueAsString), 'OtherRole');
      Guardrails.of(stack).declare({ value: declared, ...TEAM_BUCKETS });
    }))).toEqual(['NoOpenResource']);
  });

  test('the same parameter of another stack stays open', () => {
    const judgement = judged(
      stack => { const value = parameter(stack); role(stack, on(value.valueAsString)); Guardrails.of(stack).declare({ value, ...TEAM_BUCKETS }); },
      stack => { role(stack, on(parameter(stack).valueAsString)); },
    );

    expect(judgement.findings.map(({ rule, stack }) => [rule, stack])).toEqual([['NoOpenResource', 'Stack1']]);
  });

  test('what the shape covers is judged: secrets that may be any, roles that may be strong', () => {
    expect(found(text => on(text, 's3:*'), 'arn:aws:s3:::*')).not.toContain('NoStaleDeclaration');
    expect(rules(judged(stack => {
      const value = parameter(stack);
      role(stack, new PolicyStatement({ actions: ['sts:AssumeRole'], resources: [value.valueAsString] }));
      new Role(stack, 'Strong', { roleName: 'strong', assumedBy: new AccountPrincipal('111122223333'), managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')] });
      Guardrails.of(stack).declare({ value, shape: 'arn:aws:iam::111122223333:role/*', reason: REASON });
    }))).toEqual(expect.arrayContaining(['NoAdminAccess', 'NoPrivilegeEscalation']));
  });

  test('an action is one of those that it may be', () => {
    expect(found(text => new PolicyStatement({ actions: [text], resources: ['*'] }), 'iam:*')).toContain('NoAdminAccess');
    expect(found(text => new PolicyStatement({ actions: [text], resources: ['arn:aws:s3:::team-a/*'] }), 's3:GetObject')).toEqual([]);
  });

  test('whoever is trusted is one of those that it may be', () => {
    const trusting = (shape: string) => rules(judged(stack => {
      const value = parameter(stack);
      new Role(stack, 'Role', { assumedBy: new ArnPrincipal(value.valueAsString) });
      Guardrails.of(stack).declare({ value, shape, reason: REASON });
    }));

    expect(trusting('arn:aws:iam::111122223333:role/deploy')).toEqual([]);
    expect(trusting('arn:aws:iam::*:role/deploy')).toEqual(['NoUnconditionalCrossAccountTrust']);
    expect(trusting('arn:aws:iam::1*')).toEqual(['NoUnconditionalCrossAccountTrust']);
    expect(trusting('arn*')).toEqual(['NoUnconditionalCrossAccountTrust']);
  });

  test('what says nothing is refused', () => {
    const stack = new Stack(new App({ outdir: join(root, 'refused') }), 'Stack');
    const value = parameter(stack);
    const declare = (terms: object) => () => Guardrails.of(stack).declare({ value, ...TEAM_BUCKETS, ...terms });

    expect(declare({ shape: '*' })).toThrow('says nothing');
    expect(declare({ shape: '?*' })).toThrow('says nothing');
    expect(declare({ shape: '' })).toThrow('says nothing');
    expect(declare({ shape: '${aws:username}' })).toThrow('holds a reference');
    expect(declare({ reason: ' ' })).toThrow('has no reason');
    expect(declare({ value: 'arn:aws:s3:::team-a' })).toThrow('is known already');
    expect(() => Guardrails.of(stack.node.root).declare({ value, ...TEAM_BUCKETS })).toThrow('is in no stack');
    expect(() => Guardrails.of(new Stack(stack.node.root as App, 'Other')).declare({ value, ...TEAM_BUCKETS })).toThrow('is in another stack');
  });
});

describe('a declaration that does not count is a finding', () => {
  const messages = ({ findings }: Judgement) => findings.filter(({ rule }) => rule === 'NoStaleDeclaration').map(({ constructPath, message }) => `${constructPath} ${message}`);

  test('where the value stands nowhere', () => {
    expect(messages(judged(stack => Guardrails.of(stack).declare({ value: parameter(stack), ...TEAM_BUCKETS })))).toEqual([expect.stringContaining('Stack0 declares `{"Ref":"Bucket"}`: the value stands in no policy')]);
  });

  test('where the value is known', () => {
    const judgement = judged(stack => {
      const bucket = new CfnResource(stack, 'Bucket', { type: 'AWS::S3::Bucket', properties: { BucketName: 'somebody-elses' } });
      role(stack, on(bucket.getAtt('Arn').toString()));
      Guardrails.of(stack).declare({ value: bucket.getAtt('Arn'), ...TEAM_BUCKETS });
    });

    expect(messages(judgement)).toEqual([expect.stringContaining('the value is known')]);
  });

  test('where two say different things, and then neither counts', () => {
    const judgement = judged(stack => {
      const value = parameter(stack);
      role(stack, on(value.valueAsString));
      Guardrails.of(stack).declare({ value, ...TEAM_BUCKETS });
      Guardrails.of(stack).declare({ value, shape: 'arn:aws:s3:::shop-*', reason: REASON });
    });

    expect(rules(judgement).sort()).toEqual(['NoOpenResource', 'NoStaleDeclaration', 'NoStaleDeclaration']);
    expect(judgement.declarations).toHaveLength(2);
  });

  test('where the value is a list', () => {
    const judgement = judged(stack => {
      const value = new CfnParameter(stack, 'Buckets', { type: 'CommaDelimitedList' });
      new CfnRole(stack, 'Role', {
        assumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
        policies: [{ policyName: 'p', policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: { Ref: 'Buckets' } }] } }],
      });
      Guardrails.of(stack).declare({ value, ...TEAM_BUCKETS });
    });

    expect(messages(judgement)).toHaveLength(1);
    expect(rules(judgement).length).toBeGreaterThan(1);
  });

  test('where the metadata says something else', () => {
    const said = (data: unknown) => messages(judged(stack => stack.node.addMetadata('cdk-iam-guardrails:declaration', data)));

    for (const data of ['x', {}, { value: { Ref: 'X' }, shape: '*', reason: 'r' }, { value: { Ref: 'X' }, shape: 'a*', reason: '' }, { value: 'known', shape: 'a*', reason: 'r' }, { value: { Ref: 'X' }, shape: 'a*', reason: 'r', rule: '*' }]) {
      expect(said(data)).toEqual([expect.stringContaining('declares nothing that can be read')]);
    }
  });
});
