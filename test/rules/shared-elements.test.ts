import { fc } from '../properties';
import { findings, NO_VALUE, policy, role } from './templates';
import { KnownByWriting } from '../../src/engine/policy/known-by-writing';
import { Finding } from '../../src/rules/finding';
import { rulesFor } from '../../src/rules/rule-set';

const SECTIONS = {
  Parameters: { X: { Type: 'String' }, N: { Type: 'Number' } },
  Conditions: { C: { 'Fn::Equals': [{ Ref: 'X' }, 'prod'] } },
};

const oneOrTwo = (...values: unknown[]) => fc.oneof(fc.constantFrom(...values), fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }));

const bucket = { 'Fn::GetAtt': ['Bucket', 'Arn'] };
const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
  Action: oneOrTwo('s3:*', 's3:Get*', 's3:PutObject', 'iam:PassRole', 'iam:PutRolePolicy', 'sts:AssumeRole', 'lambda:CreateFunction', 'lambda:InvokeFunction', 'example:Thing',
    'secretsmanager:GetSecretValue', { Ref: 'X' }),
  Resource: oneOrTwo('*', 'arn:aws:s3:::b/*', 'arn:aws:s3:::*', 'arn:aws:iam::*:role/*', bucket, { 'Fn::Join': ['', [bucket, '/*']] }, { 'Fn::GetAtt': ['Other', 'Arn'] },
    { Ref: 'X' }, { 'Fn::Sub': 'arn:aws:s3:::${X}/*' }, { 'Fn::If': ['C', '*', NO_VALUE] }, { 'Fn::If': ['C', '*', bucket] },
    { 'Fn::Select': [{ Ref: 'N' }, { 'Fn::Split': [',', { Ref: 'X' }] }] }, 'arn:aws:s3:::b-${aws:PrincipalTag/team}/*'),
  Condition: fc.constantFrom<unknown>(undefined, undefined, undefined, { StringEquals: { 'aws:ResourceTag/team': 'a' } }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, { StringLike: { 'aws:SourceVpc': { Ref: 'X' } } }),
});

/** Two roles and a policy, made of few statements, so that many stand in several places. */
const template = fc.array(statement, { minLength: 2, maxLength: 4 }).chain(statements => {
  const document = fc.array(fc.constantFrom(...statements), { minLength: 1, maxLength: 3 }).map(Statement => ({ Version: '2012-10-17', Statement }));
  return fc.tuple(document, document, document).map(([one, other, third]) => ({
    Bucket: { Type: 'AWS::S3::Bucket' }, One: role([one]), Other: role([other, one]), Third: policy(third, { Roles: [{ Ref: 'One' }] }),
  }));
});

/** The same where each policy is read by itself, as if nothing were written twice. */
function foundAlone(resources: Record<string, object>): Finding[] {
  const of = jest.spyOn(KnownByWriting.prototype, 'of').mockImplementation((_, make) => make());
  try {
    return findings(resources, SECTIONS, undefined, rulesFor({}));
  } finally {
    of.mockRestore();
  }
}

/** An open value that has no name is told by the place where it is read, and one that is shared is read once. */
function withoutPlaces(found: Finding[]): Finding[] {
  return found.map(finding => ({ ...finding, dependsOn: [...new Set(finding.dependsOn.map(name => name.replace(/ at `.*`$/, '')))] }));
}

/** `GUARDRAILS_RUNS=100` asks more, `GUARDRAILS_SEED` asks about others. */
test('what statements share changes no finding', () => {
  let found = 0;
  fc.assert(fc.property(template, resources => {
    const alone = foundAlone(resources);
    found += alone.length;
    expect(withoutPlaces(findings(resources, SECTIONS, undefined, rulesFor({})))).toEqual(withoutPlaces(alone));
  }), { numRuns: Number(process.env.GUARDRAILS_RUNS ?? 6) });
  expect(found).toBeGreaterThan(0);
});
