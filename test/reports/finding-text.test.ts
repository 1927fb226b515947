import { findingText } from '../../src/reports/finding-text';
import { Finding } from '../../src/rules/finding';

const BARE: Finding = { rule: 'NoAdminAccess', logicalId: 'DeployRole', message: 'allows every action on every resource', fix: 'allow less', dependsOn: [] };
const STATEMENT = { policy: 'inline policy `deploy`', logicalId: 'DeployPolicy', path: 'Properties.PolicyDocument', index: 2 };
const WITNESS = {
  principal: 'arn:aws:sts::111122223333:assumed-role/DeployRole/session', action: 'iam:CreateRole', resource: 'arn:aws:iam::111122223333:role/Admin', when: [],
};

test('the message alone, where there is no more to say', () => {
  expect(findingText(BARE)).toBe('allows every action on every resource');
});

test('the statement, the witness, what must hold, and what it depends on', () => {
  expect(findingText({
    ...BARE,
    statement: { ...STATEMENT, sid: 'Deploy' },
    witness: { ...WITNESS, when: [{ key: 'aws:MultiFactorAuthPresent' }, { key: 'aws:SourceIp', values: ['192.0.2.1', '192.0.2.2'] }] },
    dependsOn: ['condition `IsProd`', 'parameter `Env`'],
  })).toBe([
    'allows every action on every resource',
    '  statement: inline policy `deploy`, statement 2 (`Deploy`), in `DeployPolicy` at `Properties.PolicyDocument`',
    '  witness: `arn:aws:sts::111122223333:assumed-role/DeployRole/session` may do `iam:CreateRole` on `arn:aws:iam::111122223333:role/Admin`',
    '  when: `aws:MultiFactorAuthPresent` is as the conditions ask, `aws:SourceIp` is `192.0.2.1`, `192.0.2.2`',
    '  depends on: condition `IsProd`, parameter `Env`',
  ].join('\n'));
});

test('the line of code that makes the construct, and the fingerprint', () => {
  expect(findingText({ ...BARE, source: '/app/lib/shop.ts:12:5', fingerprint: '0123456789abcdef' })).toBe([
    'allows every action on every resource',
    '  made at: `/app/lib/shop.ts:12:5`',
    '  fingerprint: 0123456789abcdef',
  ].join('\n'));
});

test('the way of an escalation, one line a step', () => {
  const step = (from: string, to: string, ...actions: string[]) => ({ from, to, actions, statements: [STATEMENT] });

  expect(findingText({
    ...BARE,
    statement: STATEMENT,
    path: [step('Builder', 'Deployer', 'iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'), step('Deployer', 'an administrator', 'iam:PutRolePolicy')],
    dependsOn: ['parameter `Env`'],
  })).toBe([
    'allows every action on every resource',
    '  statement: inline policy `deploy`, statement 2, in `DeployPolicy` at `Properties.PolicyDocument`',
    '  step 1: `Builder` becomes `Deployer` by `iam:PassRole`, `lambda:CreateFunction`, `lambda:InvokeFunction`',
    '  step 2: `Deployer` becomes `an administrator` by `iam:PutRolePolicy`',
    '  depends on: parameter `Env`',
  ].join('\n'));
});

test('one condition is spoken of as one', () => {
  expect(findingText({ ...BARE, witness: { ...WITNESS, when: [{ key: 'aws:SourceIp' }] } })).toBe([
    'allows every action on every resource',
    '  witness: `arn:aws:sts::111122223333:assumed-role/DeployRole/session` may do `iam:CreateRole` on `arn:aws:iam::111122223333:role/Admin`',
    '  when: `aws:SourceIp` is as the conditions ask',
  ].join('\n'));
});

test('a statement without a Sid, or with an empty one, is named by its place', () => {
  const line = '  statement: inline policy `deploy`, statement 2, in `DeployPolicy` at `Properties.PolicyDocument`';

  expect(findingText({ ...BARE, statement: STATEMENT }).split('\n')).toEqual([BARE.message, line]);
  expect(findingText({ ...BARE, statement: { ...STATEMENT, sid: '' } }).split('\n')).toEqual([BARE.message, line]);
});

test('the fix is not in the text: it is reported apart', () => {
  expect(findingText({ ...BARE, statement: STATEMENT, witness: WITNESS })).not.toContain(BARE.fix);
});

test.each<[string, Partial<Finding>]>([
  ['the Sid', { statement: { ...STATEMENT, sid: 'a`\u001b[2J\nforged\u009b' } }],
  ['the principal', { witness: { ...WITNESS, principal: 'a`\u001b[2J\nforged\u009b' } }],
  ['the action', { witness: { ...WITNESS, action: 'a`\u001b[2J\nforged\u009b' } }],
  ['who takes a step', { path: [{ from: 'a`\u001b[2J\nforged\u009b', actions: [], to: 'b', statements: [] }] }],
  ['the resource', { witness: { ...WITNESS, resource: 'a`\u001b[2J\nforged\u009b' } }],
])('%s cannot end the quote, the line or the state of the terminal', (_name, part) => {
  const text = findingText({ ...BARE, ...part });

  expect(text).toContain('`a\\`\\u{1b}[2J\\u{a}forged\\u{9b}`');
  expect(text.split('\n')).toHaveLength(2);
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test('text that turns the direction of writing, or is not seen, is escaped', () => {
  const text = findingText({ ...BARE, witness: { ...WITNESS, resource: 'arn:aws:s3:::\u202etxt\u200b\u2066\ufeff' } });

  expect(text).toContain('`arn:aws:s3:::\\u{202e}txt\\u{200b}\\u{2066}\\u{feff}`');
});

test('long names are cut', () => {
  expect(findingText({ ...BARE, witness: { ...WITNESS, resource: 'r'.repeat(5000) } }).length).toBeLessThan(500);
});
