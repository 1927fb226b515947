import { IpBlock } from '../../policy/ip-block';
import { quoted } from '../../policy/policy-problem';
import { ConditionKeyType } from '../../service-authorization/condition-key-type';
import { FindingType } from '../validation-types';
import { hasWildcard } from './actions';
import { Check, checksOf, Rule } from './check';
import { definitionOf } from './condition-keys';
import { ConditionValueView, ConditionView } from './policy-view';
import { namesRegion } from './regions';
import { readArn } from './resource-arn';
import { SERVICE_PRINCIPAL, SERVICE_PRINCIPAL_IN_REGION } from './service-principals';
import { globOf } from './text-pattern';
import { replaceVariables, variablesIn } from './variables';

const { ERROR, SUGGESTION } = FindingType;

const REGION_KEYS = ['aws:requestedregion', 'ec2:region'];

/** Keys whose values are service principals. */
const SERVICE_KEYS = [
  'aws:calledvia', 'aws:calledviafirst', 'aws:calledvialast', 'aws:principalservicename', 'aws:principalservicenameslist',
  'iam:awsservicename', 'iam:passedtoservice',
];

/** The same with a Region in them. */
const REGIONAL_SERVICE_KEYS = ['kms:viaservice'];

const ID = (prefix: string) => new RegExp(`^${prefix}-(?:[0-9A-Za-z]{8}|[0-9A-Za-z]{17})$`);

/** A rule about the values of some keys, as string operators read them: text that may hold wildcards is left alone if its form allows. */
function onValues(code: string, keys: string[], accepts: (text: string, mayHoldWildcards: boolean) => boolean, wayOut: string): Rule<ConditionValueView> {
  return {
    code,
    type: ERROR,
    find: ({ text, condition: { key, keyName, operator } }) =>
      !keys.includes(key) || operator?.family !== 'string' || variablesIn(text).length > 0 || accepts(text, operator.wildcards === true) ? undefined
        : `${quoted(text)} is no value of ${quoted(keyName)}; ${wayOut}`,
  };
}

/** A form in which wildcards may stand wherever the operator has them. */
const likeForm = (form: RegExp) => (text: string, mayHoldWildcards: boolean) => mayHoldWildcards && hasWildcard(text) || form.test(text);

const KEYS = globOf('key/*');
const KMS_KEY = /kms-?key(?:-?id|-?arn)?s?$/;

const formChecks = checksOf<ConditionValueView>(policy => policy.conditionValues, [
  onValues('INVALID_REGION', REGION_KEYS, (text, wildcards) => wildcards ? namesRegion(text) : hasWildcard(text) || namesRegion(text),
    'write a Region that AWS lists, such as `eu-west-1`'),
  onValues('INVALID_VPC_FORMAT', ['aws:sourcevpc'], likeForm(ID('vpc')), 'write `vpc-` and 8 or 17 letters and digits'),
  onValues('INVALID_VPCE_FORMAT', ['aws:sourcevpce'], likeForm(ID('vpce')), 'write `vpce-` and 8 or 17 letters and digits'),
  onValues('INVALID_SERVICE_PRINCIPAL_FORMAT', SERVICE_KEYS, likeForm(SERVICE_PRINCIPAL), 'write a service principal such as `lambda.amazonaws.com`'),
  onValues('INVALID_SERVICE_PRINCIPAL_FORMAT', REGIONAL_SERVICE_KEYS, likeForm(SERVICE_PRINCIPAL_IN_REGION),
    'write a service principal with its Region, such as `s3.eu-west-1.amazonaws.com`'),
  {
    code: 'INVALID_KMS_KEY_VALUE',
    type: ERROR,
    find({ text, condition: { key, keyName, operator } }) {
      if (!KMS_KEY.test(key) || !['string', 'arn'].includes(operator?.family ?? '') || !isArn(key)) { return undefined; }
      const plain = replaceVariables(text, '*', '');
      const arn = readArn(plain);
      const isKey = arn !== undefined && globOf(arn.service).matches('kms') && !globOf(arn.resource).excludes(KEYS);
      return isKey || hasWildcard(plain) && !plain.startsWith('arn:') ? undefined
        : `${quoted(text)} is no value of ${quoted(keyName)}; write the ARN of a KMS key, \`arn:aws:kms:<Region>:<account>:key/<id>\``;
    },
  },
]);

function isArn(key: string): boolean {
  const type = definitionOf(key)?.type;
  return type === ConditionKeyType.ARN || type === ConditionKeyType.ARRAY_OF_ARN;
}

/** Keys of which AWS says that wildcards in them have no valid use. */
const SENSITIVE_KEYS = [
  'aws:principalaccount', 'aws:principalorgid', 'aws:resourceaccount', 'aws:resourceorgid', 'aws:sourceaccount', 'aws:sourceorgid', 'aws:sourcevpc',
  'aws:sourcevpce', 'aws:vpceaccount', 'aws:vpceorgid',
];

/** Keys in which a wildcard follows at least six characters of text. AWS does not list them: this one was seen. */
const PREFIXED_KEYS = ['token.actions.githubusercontent.com:sub'];

/** Stands for what a check is about. */
const MARK = '\0';
const AFTER_LITTLE = /(?:^|\0)[^\0]{0,5}\0/;

/** What stands for more texts than one: wildcards, and policy variables, whose values may hold wildcards. */
const LOOSE: { code: string; name: string; marked: (text: string) => string }[] = [
  { code: 'WILDCARD_USAGE_TOO_PERMISSIVE', name: 'a wildcard', marked: text => replaceVariables(text, 'x', 'x').replace(/[*?]+/g, MARK) },
  { code: 'VARIABLE_USAGE_TOO_PERMISSIVE', name: 'a policy variable', marked: text => replaceVariables(text, MARK, 'x') },
];

const looseChecks = checksOf<ConditionValueView>(policy => policy.conditionValues.filter(({ condition: { operator } }) => operator?.wildcards), LOOSE.map(
  ({ code, name, marked }): Rule<ConditionValueView> => ({
    code,
    type: ERROR,
    find({ text, condition: { key, keyName } }) {
      const plain = marked(text);
      if (!plain.includes(MARK)) { return undefined; }
      if (SENSITIVE_KEYS.includes(key)) { return `${quoted(text)} has ${name}, which ${quoted(keyName)} should never be compared with; write the whole value`; }
      if (key === 'aws:userid' && !isBehindColon(plain)) {
        return `${quoted(text)} has ${name} in the id of a user or role; write the id out, and ${name} behind a colon only`;
      }
      return PREFIXED_KEYS.includes(key) && AFTER_LITTLE.test(plain)
        ? `${quoted(text)} has ${name} after fewer than six characters of text; write more of ${quoted(keyName)} out` : undefined;
    },
  })));

/** Marks stand behind the colon, or one is all that stands before it. */
function isBehindColon(plain: string): boolean {
  const [id, ...session] = plain.split(':');
  return session.length > 0 && (id === MARK || !id.includes(MARK));
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'].map(text => IpBlock.parse(text)!);

/** A rule about `aws:SourceIp`, which holds public addresses only. */
function onPrivate(code: string, type: FindingType, negated: boolean, all: boolean, told: string): Rule<ConditionView> {
  return {
    code,
    type,
    find({ key, operator, values }) {
      if (key !== 'aws:sourceip' || operator?.family !== 'ipAddress' || operator.negated !== negated) { return undefined; }
      const found = values.filter(({ text }) => {
        const block = IpBlock.parse(text);
        return block !== undefined && PRIVATE.some(one => one.contains(block));
      });
      if (found.length === 0 || (found.length === values.length) !== all) { return undefined; }
      return { details: told, places: found.map(({ at }) => at) };
    },
  };
}

const privateChecks = checksOf<ConditionView>(policy => policy.conditions, [
  onPrivate('PRIVATE_IP_ADDRESS', ERROR, false, true, 'names private addresses only, which no request comes from, so it never holds; name public ones, or use `aws:VpcSourceIp`'),
  onPrivate('PRIVATE_NOT_IP_ADDRESS', ERROR, true, true, 'names private addresses only, which no request comes from, so it always holds; name public ones, or use `aws:VpcSourceIp`'),
  onPrivate('PRIVATE_IP_ADDRESS_SUBSET', SUGGESTION, false, false, 'names private addresses, which no request comes from; remove them, or use `aws:VpcSourceIp` for them'),
  onPrivate('PRIVATE_NOT_IP_ADDRESS_SUBSET', SUGGESTION, true, false, 'names private addresses, which no request comes from; remove them, or use `aws:VpcSourceIp` for them'),
]);

/** The values of conditions, where their key says what form they have. */
export const CONDITION_VALUE_CHECKS: Check[] = [...formChecks, ...looseChecks, ...privateChecks];
