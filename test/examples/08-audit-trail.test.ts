import { removeAll, synth } from './synth';

afterAll(removeAll);

const { code, text, file } = synth('08-audit-trail.ts');

test('the synthesis succeeds, and nothing is found', () => {
  expect([code, text.match(/FATAL|ERROR|WARNING|cdk-iam-guardrails::|AwsSolutions/g)]).toEqual([0, null]);
});

test('the trail is of the organization', () => {
  const trails = Object.values<any>(JSON.parse(file('Trail.template.json')).Resources).filter(({ Type }) => Type === 'AWS::CloudTrail::Trail');

  expect(trails.map(({ Properties: { IsOrganizationTrail, TrailName } }) => [IsOrganizationTrail, TrailName])).toEqual([[true, 'organization-audit']]);
});
