import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { EXAMPLES, removeAll, synth } from './synth';
import { readTemplate } from '../../src/cloudformation/app-reader';
import { findingsIn } from '../../src/rules/rule-set';

afterAll(removeAll);

const { code, text, file } = synth('02-least-privilege-stack.ts');
const template = () => JSON.parse(file('LeastPrivilege.template.json'));

test('the synthesis succeeds, and nothing is found', () => {
  expect(code).toBe(0);
  expect(text).not.toMatch(/FATAL|ERROR|WARNING|cdk-iam-guardrails::|Validation/);
});

test('it does the same as its twin: a pipeline, a function that starts tasks, somebody who reads', () => {
  const types = Object.values<{ Type: string }>(template().Resources).map(({ Type }) => Type);

  expect(types).toEqual(expect.arrayContaining(['AWS::IAM::OIDCProvider', 'AWS::IAM::Role', 'AWS::Lambda::Function', 'AWS::IAM::Group', 'AWS::IAM::User']));
});

describe('it was judged: with one part widened it does not pass', () => {
  const places = Object.entries<any>(template().Resources)
    .filter(([, { Type }]) => Type === 'AWS::IAM::Policy')
    .flatMap(([id, { Properties }]) => Properties.PolicyDocument.Statement.map((_: unknown, index: number) => [id, index]));

  test('there are statements to widen', () => {
    expect(places.length).toBeGreaterThanOrEqual(4);
  });

  test.each(places)('the resources of `%s`, statement %i', (id, index) => {
    const widened = template();
    widened.Resources[id].Properties.PolicyDocument.Statement[index].Resource = '*';

    expect(findingsIn(readTemplate(JSON.stringify(template())))).toEqual([]);
    const found = findingsIn(readTemplate(JSON.stringify(widened))).map(({ statement }) => `${statement?.logicalId} ${statement?.index}`);
    expect([...new Set(found)]).toEqual([`${id} ${index}`]);
  });

  test('the repository of the pipeline', () => {
    const widened = template();
    const [, deploy] = Object.entries<any>(widened.Resources).find(([id]) => id.startsWith('DeployRole') && !id.includes('Policy'))!;
    deploy.Properties.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals = { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' };

    expect(findingsIn(readTemplate(JSON.stringify(widened))).map(({ rule }) => rule)).toEqual(['NoPublicTrust']);
  });

  test('by the CLI: the same app with one statement widened fails', () => {
    const folder = mkdtempSync(join(__dirname, 'widened-'));
    try {
      const source = readFileSync(join(EXAMPLES, '02-least-privilege-stack.ts'), 'utf8');
      const widened = source.replace("resources: ['arn:aws:s3:::amzn-s3-demo-bucket', 'arn:aws:s3:::amzn-s3-demo-bucket/*']", "resources: ['*']");
      expect(widened).not.toBe(source);
      const app = join(folder, 'app.ts');
      writeFileSync(app, widened);
      const result = synth(relative(EXAMPLES, app));

      expect(result.code).toBe(1);
      expect(result.text.match(/^(?:FATAL|ERROR) .*$/mg)).toEqual(['ERROR reads data by `s3:GetObject` from resources that nobody has named']);
      expect(result.text).toMatch(/^ {3}LeastPrivilege\/Analysts\/Resource \(/m);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
