import { CHECK_CASES } from './check-cases';
import { Sample } from './policies';
import { validatePolicy } from '../../../../src/engine/analysis/policy-validation';
import { CHECKS } from '../../../../src/engine/analysis/validation/checks';
import { FindingType } from '../../../../src/engine/analysis/validation-types';

const validated = ({ policy, type, resourceType }: Sample) => validatePolicy(policy, type, resourceType);
const pathsOf = (code: string, sample: Sample) => validated(sample).filter(({ issueCode }) => issueCode === code).map(({ locations }) => locations[0].path);

describe('each check finds the nearest policy that is wrong', () => {
  test.each(CHECK_CASES)('%s at %s', (code, path, finds) => {
    expect(pathsOf(code, finds)).toContain(path);
  });
});

describe('and lets the nearest one pass that is not', () => {
  test.each(CHECK_CASES)('%s', (code, _path, _finds, passes) => {
    expect(pathsOf(code, passes)).toEqual([]);
  });

  test.each(CHECK_CASES)('%s: which has no error of another kind either', (_code, _path, _finds, passes) => {
    expect(validated(passes).filter(({ findingType }) => findingType === FindingType.ERROR)).toEqual([]);
  });
});

describe('no check is without a case, and no case without a check', () => {
  test('by code', () => {
    expect([...new Set(CHECKS.map(({ code }) => code))].sort()).toEqual([...new Set(CHECK_CASES.map(([code]) => code))].sort());
  });

  test('a code has one type', () => {
    const types = new Map(CHECKS.map(({ code, type }) => [code, type]));
    expect(CHECKS.filter(({ code, type }) => types.get(code) !== type)).toEqual([]);
  });
});

describe('what is told', () => {
  const findings = CHECK_CASES.flatMap(([, , finds]) => validated(finds));

  test('begins with a small letter, a name or a number, and has no full stop', () => {
    expect(findings.map(({ findingDetails }) => findingDetails).filter(details => !/^[a-z`$]/.test(details) || details.endsWith('.'))).toEqual([]);
  });

  test('ends with the way out', () => {
    expect([...new Set(findings.filter(({ findingDetails, issueCode }) => !/; |: |, /.test(findingDetails) && issueCode !== 'JSON_SYNTAX_ERROR').map(({ issueCode }) => issueCode))])
      .toEqual([]);
  });

  test('links to the place on AWS\'s page', () => {
    const links = findings.filter(({ issueCode }) => issueCode === 'PASS_ROLE_WITH_STAR_IN_RESOURCE' || issueCode === 'MISSING_VERSION').map(({ learnMoreLink }) => learnMoreLink);
    expect([...new Set(links)].sort()).toEqual([
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-general-warning-missing-version',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-security-warning-pass-role-with-star-in-resource',
    ]);
  });
});
