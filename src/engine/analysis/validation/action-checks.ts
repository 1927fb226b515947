import { quoted } from '../../policy/policy-problem';
import { ServiceAuthorizationReference as Reference } from '../../service-authorization/service-authorization-reference';
import { FindingType, ValidatePolicyType } from '../validation-types';
import { hasWildcard, listedActions, serviceOf } from './actions';
import { Check, checksOf } from './check';
import { MemberView, TRUST_POLICY } from './policy-view';

const { ERROR } = FindingType;

/** Text that is an action, as far as its form goes. */
const ACTION = /^[A-Za-z0-9-]+:[A-Za-z0-9*?._-]+$/;

/** The actions that can stand in the policy of a resource. */
interface ResourceRow {
  readonly service: string;
  /** The resource types of them; by default any. */
  readonly types?: string[];
}

const ACTIONS_OF_RESOURCES: ReadonlyMap<string, ResourceRow> = new Map<string, ResourceRow>([
  ['AWS::S3::Bucket', { service: 's3', types: ['bucket', 'object'] }],
  ['AWS::S3::AccessPoint', { service: 's3' }],
  ['AWS::S3::MultiRegionAccessPoint', { service: 's3' }],
  ['AWS::S3ObjectLambda::AccessPoint', { service: 's3-object-lambda' }],
  ['AWS::DynamoDB::Table', { service: 'dynamodb' }],
  [TRUST_POLICY, { service: 'sts' }],
]);

/** Actions against the dictionary. */
export const ACTION_CHECKS: Check[] = checksOf<MemberView>(policy => policy.actions.filter(({ text }) => ACTION.test(text)), [
  {
    code: 'INVALID_SERVICE_IN_ACTION',
    type: ERROR,
    find({ text }) {
      const service = serviceOf(text)!;
      if (Reference.hasService(service)) { return undefined; }
      const near = Reference.nearestAction(text);
      return `${quoted(service)} is no service that AWS lists; ${near === undefined ? 'look its prefix up' : `did you mean \`${near}\`?`}`;
    },
  },
  {
    code: 'INVALID_ACTION',
    type: ERROR,
    find({ text }) {
      if (!Reference.hasService(serviceOf(text)!) || listedActions(text).length > 0) { return undefined; }
      const near = hasWildcard(text) ? undefined : Reference.nearestAction(text);
      const told = hasWildcard(text) ? `${quoted(text)} matches no action that AWS lists` : `${quoted(text)} is no action that AWS lists`;
      return `${told}; ${near === undefined ? 'look its name up' : `did you mean \`${near}\`?`}`;
    },
  },
  {
    code: 'UNSUPPORTED_ACTION_IN_POLICY',
    type: ERROR,
    find({ text, element, statement: { policy: { type, resourceType } } }) {
      const row = type === ValidatePolicyType.RESOURCE_POLICY ? ACTIONS_OF_RESOURCES.get(resourceType ?? '') : undefined;
      if (row === undefined || element.negated || !Reference.hasService(serviceOf(text)!)) { return undefined; }
      const actions = listedActions(text);
      const { service, types } = row;
      const isSupported = serviceOf(text) === service
        && (types === undefined || actions.length === 0 || actions.some(({ resourceTypes }) => resourceTypes.some(({ name }) => types.includes(name))));
      return isSupported ? undefined : `${quoted(text)} does nothing on ${quoted(resourceType!)}; move it to a policy of the resource that it is about`;
    },
  },
]);
