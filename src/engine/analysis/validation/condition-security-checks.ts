import { quoted } from '../../policy/policy-problem';
import { FindingType } from '../validation-types';
import { coverOf } from './actions';
import { Check, checksOf } from './check';
import { ConditionView } from './policy-view';

const { SECURITY_WARNING } = FindingType;

/** The caller chooses the values of these. */
const CHOSEN_BY_CALLER = ['aws:referer', 'aws:useragent'];

/** Private addresses mean something only inside of a network: one of these keys names it. */
const PAIRS = new Map([
  ['aws:vpcsourceip', { partners: ['aws:sourcevpc', 'aws:sourcevpcarn', 'aws:sourcevpce'], name: 'aws:SourceVpc' }],
  ['aws:ec2instancesourceprivateipv4', { partners: ['aws:ec2instancesourcevpc'], name: 'aws:Ec2InstanceSourceVpc' }],
]);

/** Reads that return all attributes when they do not name some. */
const READS = ['dynamodb:getitem', 'dynamodb:batchgetitem', 'dynamodb:query', 'dynamodb:scan', 'dynamodb:partiqlselect'];

const selectsAttributes = ({ operator, values }: ConditionView) =>
  operator?.family === 'string' && !operator.negated && values.length > 0 && values.every(({ text }) => text === 'SPECIFIC_ATTRIBUTES');

/** Conditions that limit less than they seem to. */
export const CONDITION_SECURITY_CHECKS: Check[] = checksOf<ConditionView>(policy => policy.conditions, [
  {
    code: 'UNTRUSTWORTHY_CONDITION_KEY',
    type: SECURITY_WARNING,
    find: ({ key, keyName }) => CHOSEN_BY_CALLER.includes(key) ? `${quoted(keyName)} is what the caller says it is; use a key that AWS sets` : undefined,
  },
  {
    code: 'MISSING_PAIRED_CONDITION_KEYS',
    type: SECURITY_WARNING,
    find({ key, keyName, statement }) {
      const pair = PAIRS.get(key);
      return pair === undefined || statement.conditionsOn(...pair.partners).length > 0 ? undefined
        : `${quoted(keyName)} is an address that other networks have too; add a condition on \`${pair.name}\``;
    },
  },
  {
    code: 'DYNAMODB_ATTRIBUTES_WITHOUT_SELECT',
    type: SECURITY_WARNING,
    find: ({ key, keyName, operator, statement }) => key === 'dynamodb:attributes' && operator?.family !== 'null' && statement.allows
      && READS.some(name => coverOf(statement.action, name)) && !statement.conditionsOn('dynamodb:select').some(selectsAttributes)
      ? `${quoted(keyName)} does not limit reads that name no attributes; add \`"StringEquals": { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" }\`` : undefined,
  },
  {
    code: 'S3_PREFIX_IN_NEGATIVE_CONTEXT',
    type: SECURITY_WARNING,
    find: ({ key, keyName, operator, statement }) => key === 's3:prefix' && operator?.family === 'string' && (operator.negated ? statement.allows : statement.denies)
      ? `${quoted(keyName)} does not hide what is below it, as a shorter prefix lists that too; allow prefixes with \`StringLike\`, or deny others with \`StringNotLike\`` : undefined,
  },
]);
