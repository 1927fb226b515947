import { removeAll, synth } from './synth';

afterAll(removeAll);

const { code, text, file } = synth('07-roles-for-others.ts');

test('the synthesis succeeds, and nothing is found', () => {
  expect([code, text.match(/FATAL|ERROR|WARNING|cdk-iam-guardrails::|AwsSolutions/g)]).toEqual([0, null]);
});

test('the pipeline is the one of the repository, by both forms of its subject', () => {
  const resources = Object.values<any>(JSON.parse(file('Access.template.json')).Resources);
  const conditions = resources.flatMap(({ Properties }) => Properties.AssumeRolePolicyDocument?.Statement ?? [])
    .map(({ Condition }) => Condition.StringEquals?.['token.actions.githubusercontent.com:sub']).filter(subject => subject !== undefined);

  expect(conditions).toEqual([['repo:octo-org@123456/octo-repo@456789:environment:production', 'repo:octo-org/octo-repo:environment:production']]);
});
