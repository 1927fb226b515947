import { quoted } from '../../policy/policy-problem';
import { PolicyType } from '../../policy/policy-type';
import { foldAscii } from '../../policy/text';
import { ServiceAuthorizationReference as Reference } from '../../service-authorization/service-authorization-reference';
import { FindingType, ValidatePolicyType } from '../validation-types';
import { hasWildcard, serviceOf } from './actions';
import { Check, checksOf, Rule } from './check';
import { MemberView, PolicyView, StatementView } from './policy-view';
import { namesRegion, partitionsOf } from './regions';
import { ArnForm, documentedForms, FieldUse, ownForms, readArn, ResourceArn } from './resource-arn';
import { globOf } from './text-pattern';

const { ERROR, SUGGESTION } = FindingType;

const FIELDS = 'arn:partition:service:region:account:resource';

/** Resource policies of API Gateway may leave the front of the ARN out. */
const SHORT_ARN = /^execute-api:/;

const formChecks = checksOf<MemberView>(policy => policy.resources.filter(({ text }) => text !== '*'), [
  {
    code: 'INVALID_ARN_PREFIX',
    type: ERROR,
    find: ({ text, statement: { policy } }) => text.startsWith('arn:') || policy.kind === PolicyType.RESOURCE && SHORT_ARN.test(text) ? undefined
      : `${quoted(text)} is neither an ARN nor \`*\`; begin it with \`arn:\``,
  },
  {
    code: 'MISSING_ARN_FIELD',
    type: ERROR,
    find: ({ text }) => !text.startsWith('arn:') || readArn(text) !== undefined ? undefined
      : `${quoted(text)} has fewer than six fields; write \`${FIELDS}\``,
  },
]);

/** A resource that is an ARN. */
interface ArnView extends MemberView {
  readonly member: MemberView;
  readonly arn: ResourceArn;
}

function arnsIn(members: MemberView[]): ArnView[] {
  return members.flatMap(member => {
    const arn = readArn(member.text);
    return arn === undefined ? [] : [{ ...member, member, arn }];
  });
}

/** Stands where a Region would in the ARNs of AWS Health. */
const EVERYWHERE = 'global';

const fieldChecks = checksOf<ArnView>(policy => arnsIn(policy.resources), [
  {
    code: 'INVALID_PARTITION',
    type: ERROR,
    find: ({ text, arn: { partition } }) => partitionsOf(partition).length > 0 ? undefined
      : `${quoted(text)} has ${quoted(partition)} as its partition; write \`aws\`, \`aws-cn\` or \`aws-us-gov\``,
  },
  {
    code: 'WILDCARD_IN_SERVICE_NAME',
    type: SUGGESTION,
    find: ({ text, arn: { service } }) => hasWildcard(service) ? `${quoted(text)} has a wildcard in its service; name the service` : undefined,
  },
  {
    code: 'INVALID_ARN_SERVICE_CASE',
    type: ERROR,
    find: ({ text, arn: { service } }) => service !== foldAscii(service) && isListed(foldAscii(service))
      ? `${quoted(text)} has capitals in its service; write \`${foldAscii(service)}\`` : undefined,
  },
  {
    code: 'INVALID_SERVICE',
    type: ERROR,
    find: ({ text, arn: { service } }) => hasWildcard(service) || isListed(foldAscii(service)) ? undefined
      : `${quoted(text)} has ${quoted(service)} as its service, which AWS does not list; look its prefix up`,
  },
  {
    code: 'INVALID_ARN_ACCOUNT',
    type: ERROR,
    find: ({ text, arn: { account } }) => account === '' || mayBeAccount(account) ? undefined
      : `${quoted(text)} has ${quoted(account)} as its account; write the 12 digits of one`,
  },
  {
    code: 'INVALID_ARN_REGION',
    type: ERROR,
    find({ text, arn: { partition, region } }) {
      const partitions = partitionsOf(partition);
      return region === '' || region === EVERYWHERE || partitions.length === 0 || namesRegion(region, partitions) ? undefined
        : `${quoted(text)} has ${quoted(region)} as its Region, which AWS does not list in this partition; write one that it lists`;
    },
  },
]);

function isListed(service: string): boolean {
  return Reference.hasService(service) || documentedForms(service) !== undefined;
}

/** What stands where an account would: AWS's own resources, and CloudFront's identities. */
const OTHER_ACCOUNTS = ['aws', 'aws-managed', 'cloudfront'];

function mayBeAccount(account: string): boolean {
  const glob = globOf(account);
  const digits = account.replace(/\*/g, '');
  return /^[\d?]*$/.test(digits) && (account.includes('*') ? digits.length <= 12 : digits.length === 12) || OTHER_ACCOUNTS.some(one => glob.matches(one));
}

/** The shapes whose last part may be that of an ARN: what every rule about shapes asks first. */
const meeting = new WeakMap<MemberView, ArnForm[] | undefined>();

/** @returns undefined when the service has no shapes */
function formsMeeting({ member, arn }: ArnView): ArnForm[] | undefined {
  if (!meeting.has(member)) {
    const resource = globOf(arn.resource);
    const meets = (form: ArnForm) => !form.resource.excludes(resource);
    const own = ownForms(arn.service).filter(meets);
    // Reading all services takes time, and is worth it only where the shapes of this one find something.
    const forms = own.some(form => fits(arn.region, form.region) && fits(arn.account, form.account)) ? own : documentedForms(arn.service)?.filter(meets);
    meeting.set(member, ownForms(arn.service).length === 0 ? undefined : forms);
  }
  return meeting.get(member);
}

function fits(field: string, use: FieldUse): boolean {
  return use === 'always' ? field !== '' : use === 'perhaps' || !isNeverEmpty(field);
}

/** A rule about an ARN and the shapes that AWS documents for it. */
function onForms(code: string, tell: (arn: ResourceArn, forms: ArnForm[]) => string | undefined): Rule<ArnView> {
  return {
    code,
    type: ERROR,
    find(view) {
      const forms = formsMeeting(view);
      const told = forms === undefined ? undefined : tell(view.arn, forms);
      return told === undefined ? undefined : `${quoted(view.text)} ${told}`;
    },
  };
}

/** A part that is there whatever its wildcards are. */
function isNeverEmpty(field: string): boolean {
  return /[^*]/.test(field);
}

/** The recovery points of AWS Backup have ARNs of any service. */
const namesBackup = ({ action }: StatementView) => action?.members.some(({ text }) => serviceOf(text) === 'backup');

const arnsWithShapes = ({ statements }: PolicyView) => arnsIn(statements.filter(one => !namesBackup(one)).flatMap(({ resource }) => resource?.members ?? []));

const shapeChecks = checksOf<ArnView>(arnsWithShapes, [
  onForms('INVALID_ARN_RESOURCE', ({ service }, forms) => forms.length > 0 ? undefined
    : `is no ARN of a resource that AWS lists for \`${service}\`; look the shape of its last part up`),
  onForms('MISSING_ARN_REGION', ({ region, service }, forms) => region === '' && forms.length > 0 && forms.every(form => form.region === 'always')
    ? `has no Region, and the ARNs of \`${service}\` have one; write it, or \`*\`` : undefined),
  onForms('MISSING_ARN_ACCOUNT', ({ account, service }, forms) => account === '' && forms.length > 0 && forms.every(form => form.account === 'always')
    ? `has no account, and the ARNs of \`${service}\` have one; write its 12 digits` : undefined),
  onForms('ARN_REGION_NOT_ALLOWED', ({ region }, forms) => isNeverEmpty(region) && forms.length > 0 && forms.every(form => form.region === 'never')
    ? 'has a Region, and such ARNs have none; leave the field empty' : undefined),
  onForms('ARN_ACCOUNT_NOT_ALLOWED', ({ account }, forms) => isNeverEmpty(account) && forms.length > 0 && forms.every(form => form.account === 'never')
    ? 'has an account, and such ARNs have none; leave the field empty' : undefined),
]);

/** The ARNs that can stand in the policy of a resource, as AWS documents them. */
const ARNS_OF_RESOURCES: ReadonlyMap<string, string[]> = new Map([
  ['AWS::S3::Bucket', ['arn:*:s3:::*']],
  ['AWS::S3::AccessPoint', ['arn:*:s3:*:*:accesspoint/*']],
  ['AWS::S3::MultiRegionAccessPoint', ['arn:*:s3::*:accesspoint/*']],
  ['AWS::S3ObjectLambda::AccessPoint', ['arn:*:s3-object-lambda:*:*:accesspoint/*']],
  ['AWS::DynamoDB::Table', ['arn:*:dynamodb:*:*:table/*']],
]);

const PARTS = ['partition', 'service', 'region', 'account', 'resource'] as const;

const policyChecks = checksOf<ArnView>(policy => policy.type === ValidatePolicyType.RESOURCE_POLICY ? arnsIn(policy.resources) : [], [{
  code: 'UNSUPPORTED_RESOURCE_ARN_IN_POLICY',
  type: ERROR,
  find({ arn, text, element, statement: { policy: { resourceType } } }) {
    const shapes = ARNS_OF_RESOURCES.get(resourceType ?? '');
    if (shapes === undefined || element.negated) { return undefined; }
    const isPossible = shapes.map(shape => readArn(shape)!).some(shape => PARTS.every(part => !globOf(shape[part]).excludes(globOf(arn[part]))));
    return isPossible ? undefined : `${quoted(text)} is not what a policy of ${quoted(resourceType!)} is about; write \`${shapes[0].replace(':*:', ':aws:')}\``;
  },
}]);

/** Resources: the form of their ARNs, and the shapes that AWS documents. */
export const RESOURCE_CHECKS: Check[] = [...formChecks, ...fieldChecks, ...shapeChecks, ...policyChecks];
