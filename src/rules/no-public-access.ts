import { findingsOfAnalysis } from './analyzed-policy';
import { limitedAccess } from './limited-access';
import { remembered } from './remembered';
import { Rule } from './rule';
import { TextIndex } from './text-index';
import { ResourcePolicyReading, ResourceReading, TemplateReading } from '../cloudformation/template-reading';
import { noPublicAccess } from '../engine/analysis/policy-analyzer';
import { PolicyDocument } from '../engine/policy/policy-document';

const FIX = 'name the accounts, roles or users in `Principal`, or require your organization, account or network with a condition';

/**
 * Can everybody use the resource? Block Public Access counts where it surely holds: `RestrictPublicBuckets` keeps everybody but the own
 * account out of a bucket with a public policy. `BlockPublicPolicy` does not count, as a policy that is there already stays.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export const NoPublicAccess: Rule = {
  name: 'NoPublicAccess',
  question: 'Can everybody use the resource?',
  why: 'Strangers look for what is open to everybody, and find it within minutes.',
  check: app => {
    const known = new Map<string, TextIndex<ResourceReading>>();
    const restricting = (type: string) => remembered(known, type, () => restrictingIn(app.stacks, type));
    return app.stacks.flatMap(reading => reading.resourcePolicies
      .filter(policy => isGrant(documentOf(policy)) && !isRestricted(policy, reading, restricting))
      .flatMap(resourcePolicy => {
        const document = documentOf(resourcePolicy);
        return findingsOfAnalysis('NoPublicAccess', resourcePolicy.policy, document, limitedAccess(document, reading, noPublicAccess), FIX);
      }));
  },
};

function documentOf({ policy }: ResourcePolicyReading): PolicyDocument {
  return policy.toStrangers ?? policy.document;
}

function isGrant({ statements }: PolicyDocument): boolean {
  return statements.some(({ effect }) => effect === 'Allow');
}

/** Types with the property `PublicAccessBlockConfiguration`, by the policies that it restricts. */
const RESTRICTING = ['AWS::S3::Bucket', 'AWS::S3::AccessPoint'];

/** Does Block Public Access surely keep the public out of everything that the policy is attached to? */
function isRestricted({ policy, protects, checkedAs = '' }: ResourcePolicyReading, { resources }: TemplateReading, restricting: (type: string) => TextIndex<ResourceReading>): boolean {
  if (policy.kind !== 'resource' || !RESTRICTING.includes(checkedAs) || protects.length === 0) { return false; }
  const candidates = restricting(checkedAs);
  const holder = resources.find(({ resource }) => resource.logicalId === policy.resource.logicalId);
  return protects.every(arn => candidates.equalTo(arn).some(one => existsWith(one, holder)));
}

/** Resources of a type that keep the public out, by their ARNs. */
function restrictingIn(stacks: TemplateReading[], type: string): TextIndex<ResourceReading> {
  const found = new TextIndex<ResourceReading>();
  for (const one of stacks.flatMap(({ resources }) => resources)) {
    if (one.resource.type === type && restrictsPublic(one)) { found.add(one.arn, one); }
  }
  return found;
}

function restrictsPublic(resource: ResourceReading): boolean {
  const [restricts, ...others] = resource.values('PublicAccessBlockConfiguration.RestrictPublicBuckets');
  return others.length === 0 && restricts?.dependsOn === undefined && String(restricts?.value) === 'true';
}

/** Does a resource surely exist where another does? */
function existsWith({ conditions }: ResourceReading, other: ResourceReading | undefined): boolean {
  return conditions.every(condition => other?.conditions.includes(condition));
}
