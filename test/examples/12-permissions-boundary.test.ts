import { removeAll, synth } from './synth';
import { readTemplate } from '../../src/cloudformation/app-reader';
import { findingsIn } from '../../src/rules/rule-set';

afterAll(removeAll);

const { code, text, file } = synth('12-permissions-boundary.ts');
const found = (template: object) => findingsIn(readTemplate(JSON.stringify(template)), undefined, { requiredPermissionsBoundary: 'arn:*:iam::*:policy/team-boundary' }).map(({ rule }) => rule);

test('the synthesis succeeds, and nothing is found', () => {
  expect([code, text.match(/FATAL|ERROR|WARNING|cdk-iam-guardrails::|AwsSolutions/g)]).toEqual([0, null]);
});

test('it rests on the boundary: without it the maker is found', () => {
  const template = JSON.parse(file('Team.template.json'));
  expect(found(template)).toEqual([]);
  for (const resource of Object.values<any>(template.Resources)) { delete resource.Properties.PermissionsBoundary; }

  expect(found(template)).toContain('NoMissingBoundary');
});
