import { TextDomain } from './pattern-set';
import { KeyFacts, World } from './solver';
import { COLON, inClass } from './tokens';
import { MeasuredFamily } from './value-set';
import { WordPattern } from './word-pattern';
import { ANY, ANY_RUN, foldAscii, WORD, WORD_RUN } from '../../policy/text';
import { ConditionKeyType } from '../../service-authorization/condition-key-type';
import { ServiceAuthorizationReference } from '../../service-authorization/service-authorization-reference';

/** Actions that readers know, to be tried first. */
export const WELL_KNOWN = [
  's3:getobject', 's3:putobject', 's3:listbucket', 'ec2:describeinstances', 'ec2:terminateinstances', 'iam:passrole', 'iam:createrole', 'iam:getrole',
  'sts:assumerole', 'dynamodb:getitem', 'sqs:sendmessage', 'lambda:invokefunction', 'kms:decrypt', 'logs:putlogevents', 'sns:publish',
];

const foldedActions = new Map<string, string[]>();

/** The actions of a service, folded. */
function actionsOf(service: string): string[] {
  let names = foldedActions.get(service);
  if (names === undefined) {
    const listed = ServiceAuthorizationReference.actionsOf(service).map(({ name }) => foldAscii(name));
    names = [...WELL_KNOWN.filter(name => listed.includes(name)), ...listed];
    // What AWS does not list is not remembered: there is no end of it.
    if (names.length > 0) { foldedActions.set(service, names); }
  }
  return names;
}

const ACTION: TextDomain = {
  shape: new WordPattern([WORD, WORD_RUN, COLON, WORD, WORD_RUN]),
  accepts: point => point === COLON || inClass(WORD, point),
  samples: ([{ start }]) => start.includes(':') ? actionsOf(start.slice(0, start.indexOf(':'))) : WELL_KNOWN,
};

const NOT_EMPTY = new WordPattern([ANY, ANY_RUN]);

const RESOURCE: TextDomain = {
  shape: NOT_EMPTY,
  accepts: () => true,
  samples: inside => ['arn:aws:s3:::amzn-s3-demo-bucket/key', ...inside.flatMap(pattern => [pattern.sample('example'), pattern.sample('')])],
};

const VALUE: TextDomain = {
  shape: NOT_EMPTY,
  accepts: () => true,
  samples: inside => ['example', ...inside.flatMap(pattern => [pattern.sample('example'), pattern.sample('')])],
};

/** Users and roles of the accounts that are asked for. */
const PRINCIPAL: TextDomain = {
  ...VALUE,
  samples: inside => {
    const accounts = new Set([...inside.flatMap(pattern => pattern.sample('').match(/\d{12}/g) ?? []), '111122223333']);
    return [...[...accounts].flatMap(account => [`iam::${account}:user/alice`, `iam::${account}:role/Admin`, `sts::${account}:federated-user/alice`]).map(rest => `arn:aws:${rest}`),
      ...VALUE.samples(inside)];
  },
};

const FAMILIES: Partial<Record<ConditionKeyType, MeasuredFamily>> = {
  [ConditionKeyType.BOOL]: 'bool',
  [ConditionKeyType.ARRAY_OF_BOOL]: 'bool',
  [ConditionKeyType.NUMERIC]: 'numeric',
  [ConditionKeyType.DATE]: 'date',
  [ConditionKeyType.IP_ADDRESS]: 'ipAddress',
};

/** A key as AWS spells it. */
export function spelledKey(name: string): string {
  const documented = ServiceAuthorizationReference.conditionKey(name.split(':')[0], name)?.key;
  const placeholder = documented?.search(/\$\{|<|tag-key/) ?? -1;
  if (documented === undefined || placeholder < 0) { return documented !== undefined && documented.length === name.length ? documented : name; }
  return documented.slice(0, placeholder) + name.slice(placeholder);
}

/** There is no end of keys. */
const MOST_FACTS = 10_000;

const facts = new Map<string, KeyFacts>();

/** What AWS documents of actions, resources and condition keys. */
export const AWS_WORLD: World = {
  action: ACTION,
  resource: RESOURCE,
  key: name => {
    let known = facts.get(name);
    if (known === undefined) {
      const definition = ServiceAuthorizationReference.conditionKey(name.split(':')[0], name);
      // A key that nobody documents may hold anything, and any number of values.
      known = { isMultivalued: definition?.multivalued ?? true, family: definition && (FAMILIES[definition.type] ?? 'text'), domain: name === 'aws:principalarn' ? PRINCIPAL : VALUE };
      if (facts.size >= MOST_FACTS) { facts.clear(); }
      facts.set(name, known);
    }
    return known;
  },
};

