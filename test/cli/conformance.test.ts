import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Folder } from './run';

const CASES = join(__dirname, '..', 'engine', 'evaluation', 'cases');

const folder = new Folder();
afterAll(() => folder.remove());

const ALLOW = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] };

function oneCase(overrides: object = {}) {
  return {
    id: 'allowed-by-identity-policy',
    description: 'an identity policy allows',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
    confidence: 'documented',
    request: { principal: 'arn:aws:iam::111122223333:user/alice', action: 's3:GetObject', resource: 'arn:aws:s3:::amzn-s3-demo-bucket/key' },
    policies: { identity: [ALLOW] },
    expected: 'allowed',
    ...overrides,
  };
}

const conformance = (...files: string[]) => folder.run('conformance', ...files);
const SOURCE = oneCase().source;

describe('replaying cases', () => {
  test('the whole suite of the project agrees', () => {
    const { code, out, err } = conformance(...readdirSync(CASES).filter(name => name.endsWith('.json')).map(name => join(CASES, name)));
    const [contested, last, ...more] = out.trimEnd().split('\n');

    expect([code, err, more]).toEqual([0, '', []]);
    expect(contested).toMatch(/^contested: \d+ agreed, 0 disagreed$/);
    expect(last).toMatch(/^\d{3,} agreed, 0 disagreed$/);
  });

  test('agreement', () => {
    folder.write('agreeing.json', [oneCase(), oneCase({ id: 'other', request: { ...oneCase().request, action: 's3:PutObject' }, expected: 'implicitDeny' })]);

    expect(conformance('agreeing.json')).toEqual({ code: 0, out: '2 agreed, 0 disagreed\n', err: '' });
  });

  test('a disagreement is named, and fails', () => {
    folder.write('disagreeing.json', [oneCase(), oneCase({ id: 'wrong', expected: 'explicitDeny' })]);

    expect(conformance('disagreeing.json')).toEqual({
      code: 1,
      out: `disagreeing.json: \`wrong\`: expected explicitDeny, decided allowed: \`an identity policy allows\`, see \`${SOURCE}\`\n1 agreed, 1 disagreed\n`,
      err: '',
    });
  });

  test('contested cases are counted apart, and fail nothing', () => {
    folder.write('contested.json', [
      oneCase(), oneCase({ id: 'one', confidence: 'contested' }), oneCase({ id: 'two', confidence: 'contested', expected: 'implicitDeny' }),
    ]);

    expect(conformance('contested.json')).toEqual({
      code: 0,
      out: `contested.json: \`two\` (contested): expected implicitDeny, decided allowed: \`an identity policy allows\`, see \`${SOURCE}\`\n`
        + 'contested: 1 agreed, 1 disagreed\n1 agreed, 0 disagreed\n',
      err: '',
    });
  });

  test('several files are counted together', () => {
    folder.write('first.json', [oneCase()]);
    folder.write('second.json', [oneCase({ expected: 'implicitDeny' }), oneCase({ id: 'three' })]);
    const { code, out } = conformance('first.json', 'second.json');

    expect([code, out.split('\n').map(line => line.split(':')[0])]).toEqual([1, ['second.json', '2 agreed, 1 disagreed', '']]);
  });

  test('a policy that cannot be parsed is the decision `error`', () => {
    const unparseable = { policies: { identity: [{ Version: '2012-10-17', Statement: [{ Effect: 'allow', Action: '*', Resource: '*' }] }] } };
    folder.write('error.json', [oneCase({ ...unparseable, expected: 'error' })]);
    folder.write('no-error.json', [oneCase({ ...unparseable, expected: 'implicitDeny' })]);

    expect(conformance('error.json')).toEqual({ code: 0, out: '1 agreed, 0 disagreed\n', err: '' });
    expect(conformance('no-error.json').out).toContain('expected implicitDeny, decided error');
    expect(conformance('no-error.json').code).toBe(1);
  });

  test('quoted text cannot end the quote, the line or the state of the terminal', () => {
    folder.write('hostile.json', [oneCase({ id: 'a`\u001b[31m', description: 'b`\n9 agreed, 0 disagreed', source: 'c\u0007', expected: 'implicitDeny' })]);

    expect(conformance('hostile.json').out).toBe(
      'hostile.json: `a\\`\\u{1b}[31m`: expected implicitDeny, decided allowed: `b\\`\\u{a}9 agreed, 0 disagreed`, see `c\\u{7}`\n0 agreed, 1 disagreed\n');
  });
});

describe('bad input is exit code 2, and nothing is counted', () => {
  test.each<[string, unknown, string]>([
    ['text that is no JSON', '{', 'bad.json: '],
    ['nothing', '', 'bad.json: '],
    ['no list', {}, 'bad.json: is not a list of cases'],
    ['null', 'null', 'bad.json: is not a list of cases'],
    ['a case that is null', [null], 'bad.json: case 0: is no object'],
    ['a case without an id', [oneCase({ id: undefined })], 'bad.json: case 0: has no text in `id`'],
    ['a case without a description', [oneCase(), oneCase({ id: 'second', description: 5 })], 'bad.json: case `second`: has no text in `description`'],
    ['a case without an expectation', [oneCase({ expected: undefined })], 'bad.json: case `allowed-by-identity-policy`: has no text in `expected`'],
    ['an expectation that is no decision', [oneCase({ expected: 'Allowed' })],
      'bad.json: case `allowed-by-identity-policy`: `expected` is none of allowed, explicitDeny, implicitDeny, unknown, error'],
    ['a confidence that is none', [oneCase({ confidence: 'sure' })], 'bad.json: case `allowed-by-identity-policy`: `confidence` is none of documented, inferred, contested'],
    ['no action', [oneCase({ request: {} })], 'bad.json: case `allowed-by-identity-policy`: has no `request.action`'],
    ['no policies', [oneCase({ policies: undefined })], 'bad.json: case `allowed-by-identity-policy`: has no `policies`'],
    ['an action that is none', [oneCase({ request: { ...oneCase().request, action: 'GetObject' } })],
      'bad.json: case `allowed-by-identity-policy`: `actionNames[0]`: `GetObject` is no action; write `service:name`'],
    ['a caller that is none', [oneCase({ request: { ...oneCase().request, principal: 'somebody' } })], 'bad.json: case `allowed-by-identity-policy`: `callerArn`: `somebody` is neither'],
  ])('%s', (_name, content, message) => {
    folder.write('bad.json', content);
    folder.write('good.json', [oneCase()]);
    const { code, out, err } = conformance('good.json', 'bad.json');

    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`cdk-iam-guardrails: ${message}`);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a file that is not there, a folder', () => {
    expect(conformance('missing.json')).toEqual({ code: 2, out: '', err: 'cdk-iam-guardrails: missing.json: there is no such file\n' });
    expect(conformance('.')).toEqual({ code: 2, out: '', err: 'cdk-iam-guardrails: .: is a folder, not a file\n' });
  });

  test('no file', () => {
    const { code, out, err } = conformance();

    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('file');
  });
});
