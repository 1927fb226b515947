import { Check } from './validation/check';
import { CHECKS } from './validation/checks';
import { PolicyView } from './validation/policy-view';
import { FindingType, ValidatePolicyFinding, ValidatePolicyType } from './validation-types';

const PAGE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html';

/** How AWS's page names the types in its anchors; from the gravest on. */
const TYPES_ON_PAGE = new Map([
  [FindingType.ERROR, 'error'],
  [FindingType.SECURITY_WARNING, 'security-warning'],
  [FindingType.WARNING, 'general-warning'],
  [FindingType.SUGGESTION, 'suggestion'],
]);

const GRAVITY = [...TYPES_ON_PAGE.keys()];

/** Findings of one check; a policy that has more has enough. */
const MOST_FINDINGS = 1_000;

/**
 * What IAM Access Analyzer's ValidatePolicy says about a policy, without asking AWS: sorted by place, and by gravity where several
 * findings have one place. Never throws, whatever the policy holds.
 *
 * What AWS does not list (an action, a service, a key) is a finding too: it may be new, and it may be misspelt.
 *
 * @param policy JSON text, or the value that such text stands for
 * @param policyType what it is attached to
 * @param resourceType for a resource policy, what it is attached to: `AWS::S3::Bucket`, `AWS::S3::AccessPoint`,
 * `AWS::S3::MultiRegionAccessPoint`, `AWS::S3ObjectLambda::AccessPoint`, `AWS::IAM::AssumeRolePolicyDocument` or `AWS::DynamoDB::Table`.
 * Without one of these, only what holds for all resource policies is checked.
 * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html
 */
export function validatePolicy(policy: any, policyType: ValidatePolicyType, resourceType?: string): ValidatePolicyFinding[] {
  const view = new PolicyView(policy, policyType, resourceType);
  const findings = CHECKS.flatMap(check => findingsOf(check, view));
  return unique(findings).sort(byPlace);
}

function findingsOf(check: Check, view: PolicyView): ValidatePolicyFinding[] {
  const findings: ValidatePolicyFinding[] = [];
  for (const { details, places } of check.find(view)) {
    if (findings.length === MOST_FINDINGS) { break; }
    findings.push({
      findingType: check.type,
      issueCode: check.code,
      findingDetails: details,
      learnMoreLink: `${PAGE}#access-analyzer-reference-policy-checks-${TYPES_ON_PAGE.get(check.type)}-${check.code.toLowerCase().replace(/_/g, '-')}`,
      locations: places.map(({ path }) => ({ path })),
    });
  }
  return findings;
}

/** Two checks with one code may find the same thing: the first one tells it. */
function unique(findings: ValidatePolicyFinding[]): ValidatePolicyFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ issueCode, locations }) => {
    const key = JSON.stringify([issueCode, locations]);
    return !seen.has(key) && seen.add(key);
  });
}

function byPlace(a: ValidatePolicyFinding, b: ValidatePolicyFinding): number {
  const place = compare(a.locations[0].path, b.locations[0].path) || GRAVITY.indexOf(a.findingType) - GRAVITY.indexOf(b.findingType);
  return place || compare(a.issueCode, b.issueCode) || compare(a.findingDetails, b.findingDetails);
}

/** Texts with numbers in them: `[2]` before `[10]`. */
function compare(a: string, b: string): number {
  const [one, other] = [a, b].map(text => text.split(/(\d+)/));
  for (let i = 0; i < Math.min(one.length, other.length); i++) {
    const isNumber = i % 2 === 1;
    if (one[i] !== other[i]) { return isNumber && Number(one[i]) !== Number(other[i]) ? Number(one[i]) - Number(other[i]) : one[i] < other[i] ? -1 : 1; }
  }
  return one.length - other.length;
}
