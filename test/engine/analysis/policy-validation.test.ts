import { fc } from '../../properties';
import { AWS_EXAMPLES } from './validation/aws-examples';
import { CHECK_CASES } from './validation/check-cases';
import { validatePolicy } from '../../../src/engine/analysis/policy-validation';
import { FindingType, ValidatePolicyFinding, ValidatePolicyType as Type } from '../../../src/engine/analysis/validation-types';
import { OpenNode } from '../../../src/engine/policy/open-node';
import { PolicyDocument } from '../../../src/engine/policy/policy-document';
import { PolicyType } from '../../../src/engine/policy/policy-type';
import { OpenText, OpenValue } from '../../../src/engine/policy/text';
import { AwsManagedPolicies } from '../../../src/engine/service-authorization';

const TYPES: [Type, PolicyType, string | undefined][] = [
  [Type.IDENTITY_POLICY, PolicyType.IDENTITY, undefined],
  [Type.RESOURCE_POLICY, PolicyType.RESOURCE, undefined],
  [Type.RESOURCE_POLICY, PolicyType.RESOURCE, 'AWS::S3::Bucket'],
  [Type.RESOURCE_POLICY, PolicyType.TRUST, 'AWS::IAM::AssumeRolePolicyDocument'],
  [Type.SERVICE_CONTROL_POLICY, PolicyType.SERVICE_CONTROL, undefined],
  [Type.RESOURCE_CONTROL_POLICY, PolicyType.RESOURCE_CONTROL, undefined],
];

const errorsOf = (findings: ValidatePolicyFinding[]) => findings.filter(({ findingType }) => findingType === FindingType.ERROR);
const codesOf = (findings: ValidatePolicyFinding[]) => [...new Set(findings.map(({ issueCode }) => issueCode))].sort();
const codes = (policy: any, type = Type.IDENTITY_POLICY, resourceType?: string) => codesOf(validatePolicy(policy, type, resourceType));
const statement = (members: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...members }] });

describe('what AWS itself says', () => {
  // https://docs.aws.amazon.com/cli/latest/reference/accessanalyzer/validate-policy.html; that a resource is missing, AWS says since.
  test('of the trust policy for Amazon Cognito in the reference of its command line', () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [{
        Sid: '',
        Effect: 'Allow',
        Principal: { Federated: 'cognito-identity.amazonaws.com' },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Condition: { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'us-west-2_EXAMPLE' } },
      }],
    };
    const key = '$.Statement[0].Condition.StringEquals[\'cognito-identity.amazonaws.com:aud\']';
    expect(validatePolicy(policy, Type.RESOURCE_POLICY).map(({ findingType, issueCode, locations }) => [findingType, issueCode, ...locations.map(one => one.path)])).toEqual([
      ['ERROR', 'MISSING_RESOURCE', '$.Statement[0]'],
      ['ERROR', 'MISMATCHED_ACTION_FOR_PRINCIPAL', '$.Statement[0].Action[0]', '$.Statement[0].Principal.Federated'],
      ['ERROR', 'UNSUPPORTED_ACTION_FOR_CONDITION_KEY', key, '$.Statement[0].Action[1]'],
      ['SUGGESTION', 'EMPTY_SID_VALUE', '$.Statement[0].Sid'],
    ]);
  });

  test('a finding is a type, a code, words, a link and a place', () => {
    expect(validatePolicy(statement({ Action: 's3:GetObjet' }), Type.IDENTITY_POLICY)).toEqual([{
      findingType: 'ERROR',
      issueCode: 'INVALID_ACTION',
      findingDetails: '`s3:GetObjet` is no action that AWS lists; did you mean `s3:GetObject`?',
      learnMoreLink: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-invalid-action',
      locations: [{ path: '$.Statement[0].Action' }],
    }]);
  });

  test.each(AWS_EXAMPLES)('the good policy on %s has no error', (_, { policy, type, resourceType }) => {
    expect(errorsOf(validatePolicy(policy, type, resourceType))).toEqual([]);
    expect(errorsOf(validatePolicy(JSON.stringify(policy, undefined, 1), type, resourceType))).toEqual([]);
  });
});

describe('AWS managed policies', () => {
  /** What AWS writes that it does not list itself, or that does not work. */
  const KNOWN_ERRORS: Record<string, string> = {
    INVALID_ACTION: 'AWS names this error in its own policies; some of the actions are retired, others not documented',
    INVALID_SERVICE_IN_ACTION: 'retired services, such as DeepLens',
    INVALID_SERVICE: 'condition keys of retired services',
    INVALID_GLOBAL_CONDITION_KEY: 'a key that only AWS itself uses',
    INVALID_SERVICE_CONDITION_KEY: 'a key that is not documented',
    INVALID_ARN_RESOURCE: 'shapes that are not documented, and misspelt ones: `endpointconfig` for `endpoint-config`',
    MISSING_ARN_ACCOUNT: 'keys of KMS without an account',
    MISSING_QUALIFIER: 'AWS names this error in its own policies',
    UNSUPPORTED_ACTION_FOR_CONDITION_KEY: 'actions that list, in statements with tags of the resource, for example',
    VARIABLE_USAGE_TOO_PERMISSIVE: 'an account compared with `StringLike`',
  };

  const findings = new Map(AwsManagedPolicies.arns().map(arn => [arn, validatePolicy(AwsManagedPolicies.find(arn)!.document, Type.IDENTITY_POLICY)]));
  const withCode = (code: string) => [...findings].filter(([, found]) => found.some(({ issueCode }) => issueCode === code)).map(([arn]) => arn.slice(arn.lastIndexOf('/') + 1)).sort();

  test('have no errors but these', () => {
    expect(codesOf(errorsOf([...findings.values()].flat()))).toEqual(Object.keys(KNOWN_ERRORS).sort());
  });

  test('are without error in 9 of 10 cases', () => {
    expect([...findings.values()].filter(found => errorsOf(found).length > 0).length).toBeLessThan(findings.size / 10);
  });

  // These lists are AWS's own, on its page of the checks; policies that exist no more are left out.
  test.each([
    ['PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE', ['AdministratorAccess', 'IAMFullAccess']],
    ['PASS_ROLE_WITH_STAR_IN_RESOURCE', ['AWSElasticBeanstalkService', 'AWSServiceRoleForAmazonEKSNodegroup', 'AdministratorAccess-Amplify', 'AmazonElasticMapReduceFullAccess']],
    ['CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE', ['AdministratorAccess', 'IAMFullAccess']],
    ['CREATE_SLR_WITH_STAR_IN_RESOURCE', ['AWSOrganizationsServiceTrustPolicy', 'AlexaForBusinessFullAccess', 'PowerUserAccess']],
    ['STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS', ['AWSCodePipeline_FullAccess', 'AmazonSecurityLakeAdministrator', 'S3UnlockBucketPolicy', 'SQSUnlockQueuePolicy']],
    ['POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA', ['AWSSupportServiceRolePolicy', 'ReadOnlyAccess']],
  ])('%s is found where AWS says that it is', (code, names) => {
    expect(withCode(code)).toEqual(expect.arrayContaining(names));
  });
});

describe('what the parser refuses never validates clean', () => {
  const junk = fc.oneof(fc.constantFrom<unknown>('', '*', 'x', '${', '${}', 0, true, null, [], {}, [[]], [{}], { a: 'b' }, ['*', 1], 'arn:aws:s3:::b'), fc.jsonValue());

  /** A policy that is nearly right: one member of it, anywhere, is something else. */
  const nearly = fc.tuple(fc.constantFrom(...CHECK_CASES.flatMap(([, , finds, passes]) => [finds, passes]).filter(({ policy }) => typeof policy === 'object')), fc.nat(), junk)
    .map(([{ policy }, place, value]) => replaced(JSON.parse(JSON.stringify(policy)), place, value));

  test.each(TYPES)('%s as %s of %s', (type, kind, resourceType) => {
    fc.assert(fc.property(nearly, policy => {
      const { problems } = PolicyDocument.parse(policy, { type: kind });
      return problems.length === 0 || validatePolicy(policy, type, resourceType).length > 0;
    }), { numRuns: 150 });
  });
});

/** The value with the member at this place, counted through all of it, replaced. */
function replaced(value: any, place: number, by: unknown): unknown {
  const places: [any, string | number][] = [];
  const collect = (one: any): void => {
    if (typeof one !== 'object' || one === null) { return; }
    for (const key of Object.keys(one)) {
      places.push([one, key]);
      collect(one[key]);
    }
  };
  collect(value);
  const [owner, key] = places[place % places.length];
  owner[key] = by;
  return value;
}

describe('whatever a policy holds', () => {
  test.each(TYPES)('%s as %s of %s: it never throws, and answers the same twice', (type, _, resourceType) => {
    fc.assert(fc.property(fc.oneof(fc.anything(), fc.jsonValue(), fc.json(), fc.string()), policy => {
      const findings = validatePolicy(policy, type, resourceType);
      expect(validatePolicy(policy, type, resourceType)).toEqual(findings);
      expect(findings.every(({ locations }) => locations.length > 0 && locations.every(({ path }) => path.startsWith('$')))).toBe(true);
    }), { numRuns: 150 });
  });

  test.each<[string, any, string]>([
    ['a getter that throws', { get Statement() { throw new Error('no'); } }, 'JSON_SYNTAX_ERROR'],
    ['a proxy that throws', new Proxy({}, { ownKeys() { throw new Error('no'); } }), 'JSON_SYNTAX_ERROR'],
    ['a key named __proto__', JSON.parse('{ "__proto__": { "Statement": [] } }'), 'JSON_SYNTAX_ERROR'],
    ['more levels than IAM reads', '['.repeat(100_000), 'JSON_SYNTAX_ERROR'],
    ['a key that stands twice', '{ "Version": "2012-10-17", "Statement": [], "Statement": [] }', 'JSON_SYNTAX_ERROR'],
    ['nothing', undefined, 'DATA_TYPE_MISMATCH'],
    ['a list', [], 'DATA_TYPE_MISMATCH'],
    ['a big integer', { Version: 1n, Statement: [] }, 'DATA_TYPE_MISMATCH'],
    ['a number that JSON readers round', statement({ Condition: { NumericEquals: { 's3:max-keys': 9007199254740993 } } }), 'DATA_TYPE_MISMATCH'],
    ['names of members that all objects have', statement({ Condition: { constructor: { toString: 'a' } } }), 'INVALID_CONDITION_OPERATOR'],
  ])('%s is an error', (_, policy, code) => {
    expect(codes(policy)).toContain(code);
  });

  test('a resource type that AWS does not know is checked as any resource', () => {
    expect(codes(statement({ Principal: '*' }), Type.RESOURCE_POLICY, '__proto__')).toEqual([]);
  });

  test('a policy type that does not exist is the caller\'s mistake', () => {
    expect(() => validatePolicy({}, 'POLICY' as Type)).toThrow('`POLICY` is no type of policy');
  });

  const many = (count: number, make: (i: number) => string) => Array.from({ length: count }, (_, i) => make(i));

  test.each<[string, any]>([
    ['actions that nobody knows', statement({ Action: many(12_000, i => `s3:Gxt${i}`) })],
    ['services that nobody knows', statement({ Action: many(12_000, i => `zz${i}:Get`) })],
    ['wildcards', statement({ Action: many(14_000, i => `ec2:*${i.toString(36)}*`) })],
    ['resources that overlap', statement({ Resource: many(6_000, i => `arn:aws:s3:::*${'a*'.repeat(i % 7)}`) })],
    ['wildcards in one text', statement({ Resource: `arn:aws:s3:::${'*a'.repeat(90_000)}` })],
    ['variables that nothing closes', statement({ Resource: `arn:aws:s3:::${'${'.repeat(90_000)}` })],
    ['statements', { Version: '2012-10-17', Statement: many(2_500, i => `s3:Get${i}`).map(Action => ({ Effect: 'Allow', Action, Resource: '*' })) }],
    ['conditions', statement({ Action: many(400, i => `kms:${i % 2 ? 'Decrypt' : 'DescribeKey'}`), Condition: { StringEquals: Object.fromEntries(many(4_000, i => `kms:EncryptionContext:${i}`).map(key => [key, 'a'])) } })],
    ['variables', statement({ Resource: [...many(8_000, i => `\${a:b${i}}`), 'arn:aws:s3:::a', '*'] })],
    ['everything', JSON.stringify(statement({ Action: many(1_000_000, () => 's3:GetObject') }))],
  ])('many %s take seconds, not minutes', (_, policy) => {
    const start = Date.now();
    expect(validatePolicy(policy, Type.IDENTITY_POLICY).length).toBeGreaterThan(0);
    expect(Date.now() - start).toBeLessThan(20_000);
  });

  test('of a policy that is too large only the size is told', () => {
    expect(codes(statement({ Action: many(20_000, () => 's3:NoSuchAction') }))).toEqual(['POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA']);
    expect(codes(statement({ Action: many(20_000, () => 's3:NoSuchAction') }), Type.RESOURCE_POLICY)).toEqual(['POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA']);
  });
});

describe('what is only known at deployment', () => {
  const name = OpenText.of('arn:aws:s3:::', OpenValue.unknown('parameter `Bucket`'), '/*');
  const choice = OpenNode.choice('condition `IsProd`', ['arn:aws:s3:::a', 'arn:aws:s3:::b']);

  test('is no text to find fault with', () => {
    expect(codes(statement({ Action: OpenText.of('s3:', OpenValue.unknown('parameter')), Resource: [name, choice] }))).toEqual([]);
    expect(codes(statement({ Condition: { StringEquals: { 'aws:SourceVpc': OpenText.of(OpenValue.unknown('parameter')) } } }))).toEqual([]);
  });

  test('makes no statement redundant', () => {
    const open = { Effect: 'Allow', Action: 's3:GetObject', Resource: name };
    expect(codes({ Version: '2012-10-17', Statement: [open, open, { ...open, Resource: '*' }] })).toEqual([]);
  });

  test('is an error where it decides what a statement is about', () => {
    expect(codes({ Version: '2012-10-17', Statement: OpenNode.unknown('parameter') })).toEqual(['DATA_TYPE_MISMATCH']);
  });
});

describe('findings are sorted by place', () => {
  test('the tenth statement after the second', () => {
    const policy = { Version: '2012-10-17', Statement: many10().map(Action => ({ Effect: 'Allow', Action, Resource: '*' })) };
    expect(validatePolicy(policy, Type.IDENTITY_POLICY).map(({ locations }) => locations[0].path)).toEqual(many10().map((_, i) => `$.Statement[${i}].Action`));
  });

  test('the graver one first where two have one place', () => {
    const condition = { StringLike: { 'aws:PrincipalOrgID': '*' } };
    expect(validatePolicy(statement({ Condition: condition }), Type.IDENTITY_POLICY).map(({ issueCode }) => issueCode)).toEqual(['EQUIVALENT_TO_NULL_FALSE', 'WILDCARD_USAGE_TOO_PERMISSIVE'].reverse());
  });
});

function many10(): string[] {
  return Array.from({ length: 12 }, (_, i) => `s3:NoSuchAction${i}`);
}
