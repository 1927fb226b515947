import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, IPolicyValidationContext, PolicyViolation, Stack, Stage, Validations } from 'aws-cdk-lib';
import { CdkApp, ofAdmin } from './synth';
import { Finding } from '../../src/rules/finding';
import { Rule } from '../../src/rules/rule';
import { RULES } from '../../src/rules/rule-set';
import { LeastPrivilegePlugin } from '../../src/validation';
import { speakerOf } from '../../src/validation/least-privilege-plugin';

const folder = mkdtempSync(join(tmpdir(), 'plugin-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TRUST = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };

function roleThatMay(Action: string, Resource: string) {
  const document = { Version: '2012-10-17', Statement: [{ Sid: 'May', Effect: 'Allow', Action, Resource }] };
  return { Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST, Policies: [{ PolicyName: 'may', PolicyDocument: document }] } } } };
}

const HARMLESS = JSON.stringify(roleThatMay('sqs:SendMessage', 'arn:aws:sqs:us-east-1:111122223333:orders'));
const TOO_MUCH = JSON.stringify(roleThatMay('sqs:SendMessage', '*'));

/** A template on disk. */
function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** What the CDK hands to a plugin. */
function contextOf(...templatePaths: string[]): IPolicyValidationContext {
  return {
    templatePaths,
    stackTemplates: templatePaths.map((templatePath, i) => ({ templatePath, stackConstructPath: `Stack${i}`, accountId: '111122223333', region: 'us-east-1' })),
    appConstruct: new App(),
  };
}

const judge = (context: IPolicyValidationContext, rules = RULES) => new LeastPrivilegePlugin()._validate(context, rules);
const summary = ({ ruleName, severity }: PolicyViolation) => `${severity} ${ruleName}`;

describe('the report', () => {
  test('succeeds when nothing is found', () => {
    expect(judge(contextOf(file('harmless.json', HARMLESS)))).toEqual({ success: true, violations: [] });
    expect(judge(contextOf())).toEqual({ success: true, violations: [] });
  });

  test('holds everything about a finding', () => {
    const templatePath = file('too-much.json', TOO_MUCH);

    const report = judge(contextOf(templatePath));
    const fingerprint = report.violations[0].ruleMetadata!.fingerprint;

    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(report).toEqual({
      success: false,
      violations: [{
        ruleName: 'NoWildcardResource',
        description: [
          'allows `sqs:SendMessage` on resources that nobody has named',
          '  statement: inline policy `may`, statement 0 (`May`), in `Role` at `Properties.Policies[0].PolicyDocument`',
          '  witness: `arn:aws:sts::111122223333:assumed-role/Role/session` may do `sqs:SendMessage` on `arn:aws:sqs:us-east-1:111122223333:example`',
          `  fingerprint: ${fingerprint}`,
        ].join('\n'),
        fix: 'name the resources, in the form `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`',
        severity: 'error',
        violatingResources: [{ resourceLogicalId: 'Role', templatePath, locations: ['Properties.Policies[0].PolicyDocument'] }],
        ruleMetadata: {
          fingerprint,
          witness: JSON.stringify({
            principal: 'arn:aws:sts::111122223333:assumed-role/Role/session', action: 'sqs:SendMessage', resource: 'arn:aws:sqs:us-east-1:111122223333:example', when: [],
          }),
          statement: JSON.stringify({ policy: 'inline policy `may`', stack: 'Stack0', logicalId: 'Role', path: 'Properties.Policies[0].PolicyDocument', index: 0, sid: 'May' }),
        },
      }],
    });
  });

  test('judges every template for itself', () => {
    const [first, second] = [file('first.json', TOO_MUCH), file('second.json', JSON.stringify(roleThatMay('*', '*')))];
    const { success, violations } = judge(contextOf(file('none.json', HARMLESS), first, second));

    expect(success).toBe(false);
    expect(violations.map(one => [one.violatingResources[0].templatePath, summary(one)])).toEqual([
      [second, 'fatal NoAdminAccess'], [first, 'error NoWildcardResource'],
    ]);
  });

  test('uses only the severities that the CDK takes seriously', () => {
    const all = judge(contextOf(file('all.json', JSON.stringify(roleThatMay('*', '*'))), file('broken.json', '{')));

    expect(all.violations.filter(({ severity }) => severity !== 'error' && severity !== 'fatal')).toEqual([]);
  });

  test('the plugin names its rules', () => {
    const { name, ruleIds } = new LeastPrivilegePlugin();

    expect([name, [...ruleIds!].sort()]).toEqual(['cdk-iam-guardrails', [...RULES.map(rule => rule.name), 'NoStaleDeclaration', 'NoStaleWaiver'].sort()]);
  });

  test('where the stack is deployed counts: a known account is told from others', () => {
    const trusting = {
      Resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            AssumeRolePolicyDocument: {
              Version: '2012-10-17',
              Statement: [{
                Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', Condition: { StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } },
              }],
            },
          },
        },
      },
    };

    expect(judge(contextOf(file('own-account.json', JSON.stringify(trusting)))).success).toBe(true);
  });
});

describe('the plugin fails closed', () => {
  const failing = (name: Rule['name'], check: () => unknown): Rule => ({ name, question: '?', why: 'because', check: check as () => Finding[] });

  test.each<[string, string]>([
    ['truncated', HARMLESS.slice(0, -10)],
    ['empty', ''],
    ['YAML with an alias', 'Resources:\n  Role: &role\n    Type: AWS::SQS::Queue\n  Other: *role\n'],
    ['a list', '[]'],
    ['with resources that are no object', '{"Resources":[]}'],
    ['binary', '\0\u0001\ufffd'],
    ['nested very deeply', '{"Resources":'.repeat(5000) + '}'.repeat(5000)],
  ])('on a template that is %s', (name, content) => {
    const path = file(`${name.replace(/ /g, '-')}.json`, content);
    const { success, violations } = judge(contextOf(path));

    expect([success, violations.map(summary)]).toEqual([false, ['fatal NoUnreadablePolicy']]);
    expect(violations[0].violatingResources).toEqual([{ constructPath: 'Stack0', templatePath: path, locations: [] }]);
  });

  test('on an organization that cannot be read', () => {
    const plugin = new LeastPrivilegePlugin();
    plugin._configure({ organization: 'nowhere.json' });
    const { success, violations } = plugin.validate(contextOf(file('harmless.json', HARMLESS)));

    expect([success, violations.map(summary)]).toEqual([false, ['fatal NoUnreadablePolicy']]);
  });

  test('on a template that is not there, or is a folder', () => {
    mkdirSync(join(folder, 'directory'));
    for (const path of [join(folder, 'missing.json'), join(folder, 'directory')]) {
      const { success, violations } = judge(contextOf(path, file('beside.json', TOO_MUCH)));

      expect([success, violations.map(summary)]).toEqual([false, ['fatal NoUnreadablePolicy', 'error NoWildcardResource']]);
    }
  });

  test.each<[string, () => unknown]>([
    ['throws an error', () => { throw new Error('broken'); }],
    ['throws nothing', () => { throw undefined; }],
    ['throws what has no text', () => { throw Object.create(null); }],
    ['throws what throws when it is read', () => { throw { toString() { throw new Error('again'); } }; }],
    ['never ends its recursion', function deeper(): unknown { return [deeper()]; }],
    ['answers undefined', () => undefined],
    ['answers text', () => 'fine'],
    ['answers a promise', () => Promise.resolve([])],
    ['answers [null]', () => [null]],
    ['answers [{}]', () => [{}]],
    ['answers a finding whose parts throw when they are read', () => [{ get rule() { throw new Error('read'); } }]],
    ['answers a finding with a statement that is none', () => [{ rule: 'NoAdminAccess', message: 'm', fix: 'f', dependsOn: [], statement: null }]],
    ['answers a finding with a witness that is none', () => [{ rule: 'NoAdminAccess', message: 'm', fix: 'f', dependsOn: [], witness: 'nobody' }]],
  ])('on a rule that %s', (_name, check) => {
    const { success, violations } = judge(contextOf(file('harmless.json', HARMLESS)), [failing('NoAdminAccess', check)]);

    expect(success).toBe(false);
    expect(violations.map(summary)).toEqual(['fatal NoUnreadablePolicy']);
  });

  test('on one rule, and the others still answer', () => {
    const { violations } = judge(contextOf(file('too-much.json', TOO_MUCH)), [failing('NoAdminAccess', () => { throw new Error('broken'); }), ...RULES]);

    expect(violations.map(summary)).toEqual(['fatal NoUnreadablePolicy', 'error NoWildcardResource']);
  });

  test('the reason is in the report, escaped', () => {
    const { violations: [{ description }] } = judge(contextOf(file('harmless.json', HARMLESS)), [failing('NoAdminAccess', () => { throw new Error('`\u001b[2J'); })]);

    expect(description.split('\n')[0]).toBe('`NoAdminAccess` failed: `Error: \\`\\u{1b}[2J`');
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty object', {}],
    ['no app', { templatePaths: [] }],
    ['no paths', { appConstruct: new App() }],
    ['paths that are no list', { appConstruct: new App(), templatePaths: 'template.json' }],
    ['an app that throws', { get appConstruct() { throw new Error('broken'); }, templatePaths: [] }],
  ])('on a context that holds %s', (_name, context) => {
    const { success, violations } = new LeastPrivilegePlugin().validate(context as IPolicyValidationContext);

    expect([success, violations.map(summary)]).toEqual([false, ['fatal NoUnreadablePolicy']]);
  });

  test('on templates of which nothing else is known: they are judged', () => {
    const templatePath = file('too-much.json', TOO_MUCH);
    const { success, violations } = judge({ templatePaths: [templatePath], appConstruct: new App() } as unknown as IPolicyValidationContext);

    expect([success, violations.map(summary)]).toEqual([false, ['error NoWildcardResource']]);
  });
});

describe('the plugin that speaks', () => {
  test('is the one at the root of the app; others keep silent', () => {
    const app = new App();
    const stage = new Stage(app, 'Stage');
    const [speaker, second, staged] = [new LeastPrivilegePlugin(), new LeastPrivilegePlugin(), new LeastPrivilegePlugin()];
    Validations.of(app).addPlugins(speaker);
    Validations.of(app).addPlugins(second);
    Validations.of(stage).addPlugins(staged);
    const context = { ...contextOf(file('admin.json', JSON.stringify(roleThatMay('*', '*')))), appConstruct: app };

    expect(speakerOf(new Stack(stage, 'Stack'))).toBe(speaker);
    expect([speaker, second, staged].map(plugin => plugin.validate(context).violations.length)).toEqual([1, 0, 0]);
  });
});

describe('registered by hand', () => {
  test('on an app, on its Stage, with the aspect and with Guardrails.enforce: nothing is reported twice', () => {
    const app = new CdkApp(`
const app = new App();
const stage = new Stage(app, 'Stage');
const shared = new LeastPrivilegePlugin();
Validations.of(app).addPlugins(shared);
Validations.of(app).addPlugins(new LeastPrivilegePlugin());
Validations.of(stage).addPlugins(shared);
Validations.of(stage).addPlugins(new LeastPrivilegePlugin());
const one = new Stack(app, 'One');
const inside = new Stack(stage, 'Inside');
[app, one, stage, inside].forEach(scope => Aspects.of(scope).add(new LeastPrivilegeAspect()));
Guardrails.enforce(app);
Guardrails.enforce(one);
[one, inside].forEach(stack => admin(stack));
`);
    const { code, reported } = app.synth();
    app.remove();

    expect([code, reported]).toEqual([1, [...ofAdmin('One/Role/Resource'), ...ofAdmin('Stage/Inside/Role/Resource')].sort()]);
  });

  test('on an app: all of it, Stages too', () => {
    const app = new CdkApp(`
const app = new App();
Validations.of(app).addPlugins(new LeastPrivilegePlugin());
admin(new Stack(app, 'One'));
admin(new Stack(new Stage(app, 'Stage'), 'Inside'));
`);
    const { code, reported } = app.synth();
    app.remove();

    expect([code, reported]).toEqual([1, [...ofAdmin('One/Role/Resource'), ...ofAdmin('Stage/Inside/Role/Resource')].sort()]);
  });

  test('on Stages: only their stacks, each once', () => {
    const app = new CdkApp(`
const app = new App();
admin(new Stack(app, 'One'));
for (const id of ['Blue', 'Green', 'Other']) {
  const stage = new Stage(app, id);
  admin(new Stack(stage, 'Inside'));
  if (id !== 'Other') { Validations.of(stage).addPlugins(new LeastPrivilegePlugin()); }
}
`);
    const { code, reported } = app.synth();
    app.remove();

    expect([code, reported]).toEqual([1, [...ofAdmin('Blue/Inside/Role/Resource'), ...ofAdmin('Green/Inside/Role/Resource')].sort()]);
  });
});
