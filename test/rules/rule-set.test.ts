import { allow, document, findings, group, managedPolicy, role, user } from './templates';
import { readTemplate } from '../../src/cloudformation/app-reader';
import { Finding } from '../../src/rules/finding';
import { Rule } from '../../src/rules/rule';
import { findingsIn, ruleFailed, RULES } from '../../src/rules/rule-set';
import { RULE_TABLE } from '../../src/rules/rule-table';
import { Severity } from '../../src/rules/severity';

const HARMLESS = readTemplate(JSON.stringify({ Resources: { T: { Type: 'AWS::DynamoDB::Table', Properties: {} } } }));
const FINDING: Finding = { rule: 'NoWildcardResource', logicalId: 'R', message: 'too much', fix: 'less', dependsOn: [] };

function ruleThat(check: () => unknown): Rule {
  return { name: 'NoAdminAccess', question: 'Is it too much?', why: 'because', check: check as () => Finding[] };
}

const FAILED = {
  rule: 'NoUnreadablePolicy',
  fix: 'report this as a defect of cdk-iam-guardrails; until then nothing is known of what the rule would have found',
  dependsOn: [],
};
const NONSENSE = { ...FAILED, message: '`NoAdminAccess` failed: `it answered with something else than findings`' };

describe('a rule that fails is a finding that nothing lifts', () => {
  test('which is fatal', () => {
    expect(RULE_TABLE[ruleFailed({ name: 'NoAdminAccess' }, 'why').rule].severity).toBe(Severity.FATAL);
  });

  test.each<[string, () => unknown, string]>([
    ['an error', () => { throw new Error('broken'); }, '`Error: broken`'],
    ['text', () => { throw 'broken'; }, '`broken`'],
    ['nothing', () => { throw undefined; }, '`undefined`'],
    ['an error with hostile text', () => { throw new Error('`\u001b[2J\nsuccess'); }, '`Error: \\`\\u{1b}[2J\\u{a}success`'],
    ['a very long error', () => { throw 'x'.repeat(500); }, `\`${'x'.repeat(120)}...\``],
  ])('it throws %s', (_name, check, reason) => {
    expect(findingsIn(HARMLESS, [ruleThat(check)])).toEqual([{ ...FAILED, message: `\`NoAdminAccess\` failed: ${reason}` }]);
  });

  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['text', 'fine'],
    ['a number', 0],
    ['false', false],
    ['an object', {}],
    ['an object like a list', { length: 0 }],
    ['a promise', Promise.resolve([])],
    ['a set', new Set()],
    ['a function', () => []],
    ['[null]', [null]],
    ['[undefined]', [undefined]],
    ['[{}]', [{}]],
    ['[[]]', [[]]],
    ['text in a list', ['fine']],
    ['a finding without a message', [{ ...FINDING, message: undefined }]],
    ['a finding without a fix', [{ ...FINDING, fix: undefined }]],
    ['a finding without dependsOn', [{ ...FINDING, dependsOn: undefined }]],
    ['a finding of no rule', [{ ...FINDING, rule: 'Nonsense' }]],
    ['a finding of a rule that every object has', [{ ...FINDING, rule: 'toString' }]],
    ['a finding among nonsense', [FINDING, null]],
  ])('it answers %s', (_name, answer) => {
    expect(findingsIn(HARMLESS, [ruleThat(() => answer)])).toEqual([NONSENSE]);
  });

  test('the other rules still answer', () => {
    const rules = [ruleThat(() => { throw new Error('broken'); }), ruleThat(() => [FINDING])];

    expect(findingsIn(HARMLESS, rules)).toEqual([{ ...FAILED, message: '`NoAdminAccess` failed: `Error: broken`' }, FINDING]);
  });

  test('two rules that fail are two findings', () => {
    const failing = (name: Rule['name']): Rule => ({ ...ruleThat(() => { throw new Error('broken'); }), name });

    expect(findingsIn(HARMLESS, [failing('NoAdminAccess'), failing('NoPublicTrust')])).toHaveLength(2);
  });
});

describe('a rule that answers', () => {
  test('an empty list finds nothing', () => {
    expect(findingsIn(HARMLESS, [ruleThat(() => [])])).toEqual([]);
  });

  test('the same twice is one finding', () => {
    const statement = { policy: 'inline policy `p0`', logicalId: 'R', path: 'Properties.Policies[0].PolicyDocument', index: 0 };
    const once: Finding = { ...FINDING, statement };

    expect(findingsIn(HARMLESS, [ruleThat(() => [once, { ...once, message: 'in other words' }])])).toEqual([once]);
    expect(findingsIn(HARMLESS, [ruleThat(() => [FINDING, { ...FINDING }])])).toEqual([FINDING]);
  });

  test.each<[string, Partial<Finding>]>([
    ['another resource', { logicalId: 'Q' }],
    ['another rule', { rule: 'NoAdminAccess' }],
    ['another message, without a statement', { message: 'more' }],
    ['a statement', { statement: { policy: 'p', logicalId: 'R', path: 'Properties', index: 0 } }],
  ])('%s is another finding', (_name, other) => {
    expect(findingsIn(HARMLESS, [ruleThat(() => [FINDING, { ...FINDING, ...other }])])).toHaveLength(2);
  });

  test('another statement of the same policy is another finding', () => {
    const at = (index: number): Finding => ({ ...FINDING, statement: { policy: 'p', logicalId: 'R', path: 'Properties', index } });

    expect(findingsIn(HARMLESS, [ruleThat(() => [at(0), at(1), at(0)])])).toEqual([at(0), at(1)]);
  });
});

describe('all rules', () => {
  test('each rule stands in the list once, and has a question', () => {
    // What is said about waivers rests on what the others find.
    expect([...RULES.map(({ name }) => name), 'NoStaleDeclaration', 'NoStaleWaiver'].sort()).toEqual(Object.keys(RULE_TABLE).sort());
    expect(RULES.filter(({ question }) => !question.endsWith('?'))).toEqual([]);
  });

  test('nothing is found in a template without permissions', () => {
    expect(findingsIn(HARMLESS)).toEqual([]);
    expect(findings({ R: role(), U: user([], { Groups: [{ Ref: 'G' }] }), G: group() })).toEqual([]);
  });

  test('a managed policy that nobody has is judged as a user and as a role would have it, and reported once', () => {
    const found = findings({ M: managedPolicy(document(allow(['iam:PutUserPolicy', 'iam:PutRolePolicy']))) });

    expect(found.map(({ rule, logicalId }) => [rule, logicalId])).toEqual([['NoPrivilegeEscalation', 'M'], ['NoUnboundedPermissionsManagement', 'M'], ['NoSensitiveActionWithoutMfa', 'M'], ['NoWildcardResource', 'M']]);
  });

  test('no two findings are the same, and all have a message, a fix and a rule', () => {
    const everything = document(allow('*'));
    const found = findings({ R: role([everything, everything], { ManagedPolicyArns: [{ Ref: 'M' }, { Ref: 'M' }] }), M: managedPolicy(everything), U: user([everything]) });

    expect(new Set(found.map(one => JSON.stringify(one))).size).toBe(found.length);
    expect(found.filter(({ message, fix, rule }) => !message || !fix || !(rule in RULE_TABLE))).toEqual([]);
    expect(found.filter(({ message, fix }) => /[\0-\x1f]|\.$/.test(message + fix))).toEqual([]);
  });
});
