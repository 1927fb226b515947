import { quoted } from '../../policy/policy-problem';
import { FindingType } from '../validation-types';
import { Check, checksOf, Found } from './check';
import { isStoredByIam } from './grammar-checks';
import { isObject, PolicyView, StatementView } from './policy-view';
import { POLICY_QUOTAS, PolicyType } from '../../policy/policy-type';

const { ERROR, SUGGESTION, WARNING } = FindingType;

/** AWS tells no quota of resource policies in general: these types have one of 20 KB. */
const RESOURCES_WITH_20_KB = ['AWS::S3::Bucket', 'AWS::S3::AccessPoint', 'AWS::S3::MultiRegionAccessPoint', 'AWS::S3ObjectLambda::AccessPoint', 'AWS::DynamoDB::Table'];

const isResourcePolicy = ({ kind }: PolicyView) => kind === PolicyType.RESOURCE;

const ofKind = (kind: PolicyType) => (policy: PolicyView) => policy.kind === kind;
const hasQuota = (policy: PolicyView) => isResourcePolicy(policy) && (policy.isTooLarge || RESOURCES_WITH_20_KB.includes(policy.resourceType ?? ''));

/** Code, type, policies, quota, whether white space counts, and what to do about it. */
const SIZES: [code: string, type: FindingType, of: (policy: PolicyView) => boolean, quota: number, all: boolean, wayOut: string][] = [
  ['POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA', WARNING, ofKind(PolicyType.IDENTITY), POLICY_QUOTAS.managedPolicy, false, 'split it into several policies'],
  ['POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA', WARNING, hasQuota, 20_480, true, 'grant to fewer principals by name, or to an organization'],
  ['POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA', WARNING, ofKind(PolicyType.TRUST), 2_048, false, 'ask AWS for a larger quota, up to 4,096'],
  ['POLICY_SIZE_EXCEEDS_SCP_QUOTA', ERROR, ofKind(PolicyType.SERVICE_CONTROL), POLICY_QUOTAS.serviceControlPolicy, true, 'split it into several policies'],
  ['POLICY_SIZE_EXCEEDS_RCP_QUOTA', ERROR, ofKind(PolicyType.RESOURCE_CONTROL), POLICY_QUOTAS.resourceControlPolicy, true, 'split it into several policies'],
];

const sizeChecks = SIZES.map(([code, type, of, quota, all, wayOut]): Check => ({
  code,
  type,
  find(policy) {
    const size = all ? policy.size.all : policy.size.withoutSpace;
    if (policy.unreadable.length > 0 || !of(policy) || size <= quota) { return []; }
    const rest = policy.isTooLarge ? '; nothing else of it was looked at' : '';
    const space = all ? '' : ' without white space';
    return [{ details: `has ${size} characters${space}; AWS accepts at most ${quota}: ${wayOut}${rest}`, places: [policy.root] }];
  },
}));

const documentChecks: Check[] = [
  {
    code: 'MISSING_VERSION',
    type: WARNING,
    find: policy => !isObject(policy.root.value) || policy.version !== undefined ? []
      : [{ details: 'has no `Version`, so `${...}` is no policy variable; write `"Version": "2012-10-17"`', places: [policy.root] }],
  },
  {
    code: 'UNIQUE_SIDS_RECOMMENDED',
    type: WARNING,
    find: policy => isStoredByIam(policy) ? [] : repeatedSids(policy),
  },
];

function repeatedSids({ statements }: PolicyView): Found[] {
  const seen = new Set<unknown>();
  return statements.flatMap(({ fields: { Sid }, at }) => {
    const isRepeated = typeof Sid === 'string' && Sid !== '' && seen.has(Sid);
    seen.add(Sid);
    return isRepeated ? [{ details: `${quoted(Sid)} names another statement already; give each its own name`, places: [at.member('Sid')] }] : [];
  });
}

const statementChecks = checksOf<StatementView>(policy => policy.statements, [
  {
    // The parser asks for it where every policy of the type needs one; AWS asks for it in all but trust policies.
    code: 'MISSING_RESOURCE',
    type: ERROR,
    find: ({ policy, resource }) => isResourcePolicy(policy) && resource === undefined
      ? `has neither \`Resource\` nor \`NotResource\`; name the resource${policy.resourceType === undefined ? ', or validate it as a trust policy if it is one' : ''}` : undefined,
  },
  {
    code: 'EMPTY_SID_VALUE',
    type: SUGGESTION,
    find: ({ fields, at }) => fields.Sid === '' ? { details: 'is empty; name the statement, or remove it', places: [at.member('Sid')] } : undefined,
  },
  {
    code: 'EMPTY_ARRAY_ACTION',
    type: SUGGESTION,
    find: ({ action }) => isEmptyList(action?.at.value) ? { details: 'names no action; name some, or remove the statement', places: [action!.at] } : undefined,
  },
  {
    code: 'EMPTY_ARRAY_RESOURCE',
    type: SUGGESTION,
    find: ({ resource }) => isEmptyList(resource?.at.value) ? { details: 'names no resource; name some, or remove the statement', places: [resource!.at] } : undefined,
  },
  {
    code: 'EMPTY_ARRAY_PRINCIPAL',
    type: SUGGESTION,
    find({ principal }) {
      const value = principal?.at.value;
      if (!isObject(value)) { return undefined; }
      const places = Object.keys(value).filter(key => isEmptyList(value[key])).map(key => principal!.at.member(key));
      return places.length === 0 ? undefined : { details: 'names no principal; name some, or remove it', places };
    },
  },
  {
    code: 'EMPTY_OBJECT_PRINCIPAL',
    type: SUGGESTION,
    find: ({ principal }) => isEmptyObject(principal?.at.value) ? { details: 'names no principal; name some', places: [principal!.at] } : undefined,
  },
  {
    code: 'EMPTY_OBJECT_CONDITION',
    type: SUGGESTION,
    find({ fields, at }) {
      if (!isObject(fields.Condition)) { return undefined; }
      const condition = at.member('Condition');
      const places = isEmptyObject(condition.value) ? [condition]
        : Object.keys(fields.Condition).map(name => condition.member(name)).filter(({ value }) => isEmptyObject(value));
      return places.length === 0 ? undefined : { details: 'asks for nothing; write a condition, or remove it', places };
    },
  },
]);

export function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isEmptyObject(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

/** The elements of a policy: which there are, and what is empty. */
export const ELEMENT_CHECKS: Check[] = [...sizeChecks, ...documentChecks, ...statementChecks];

