import { concrete } from './concrete-pattern';
import { stranger } from './token-holder';
import { Caller, parseCaller } from '../engine/evaluation/caller';
import { allConditions, Condition } from '../engine/policy/condition';
import { ConditionValue, openNames } from '../engine/policy/condition-value';
import { Statement } from '../engine/policy/statement';
import { OpenText, OpenValue, splitText, Text } from '../engine/policy/text';

/** Who asks, and with which keys. */
export interface Position {
  readonly caller: Caller;
  /** Key to its values; none: the key is missing. Keys that are not named may be anything. */
  readonly context: Record<string, Text[]>;
}

/** What somebody does to get into another position. */
export interface Preparation {
  readonly action: string;
  readonly resource: Text;
  readonly context: Record<string, Text[]>;
}

/** A way from a position in which a statement denies to one in which it does not. */
export interface Evasion {
  readonly from: Position;
  readonly to: Position;
  /** Each of them does. None: it takes nothing. */
  readonly by: Preparation[];
  /** What is done: ``make a role whose name is exempt``. */
  readonly told: string;
  readonly fix: string;
}

/** Where those are who ask: in an account that the policy limits or, of a policy that limits resources, in one of somebody else. */
export interface Origin {
  readonly partition: Text;
  readonly account: Text;
  readonly isForeign: boolean;
}

/** Keys that callers set as they like, and what they make of a value that a condition compares them with. */
interface SettableKey {
  readonly keys: RegExp;
  evasions(condition: Condition, value: ConditionValue, origin: Origin): Evasion[];
}

/** Every way to get around a statement that denies. */
export function evasions({ condition }: Statement, origin: Origin): Evasion[] {
  return allConditions(condition).flatMap(one => SETTABLE_KEYS.filter(({ keys }) => keys.test(one.key))
    .flatMap(row => one.values.flatMap(value => row.evasions(one, value, origin))));
}

/** Somebody whom no policy names. */
export function somebody({ partition, account }: Origin, kind: 'role' | 'user' = 'role'): Caller {
  return parseCaller(OpenText.of('arn:', partition, ':iam::', account, `:${kind}/`, OpenValue.invented('example')))!;
}

const SETTABLE_KEYS: SettableKey[] = [
  { keys: /^aws:principalarn$/, evasions: byName },
  { keys: /^aws:principaltag\//, evasions: byTag },
  {
    keys: /^aws:multifactorauth(?:present|age)$/,
    evasions: ({ keyName, operator: { family } }, _value, origin) => [{
      ...without(keyName, family === 'numeric' ? '9999999' : 'false', origin),
      told: `sign with an access key, which sends no \`${keyName}\``,
      fix: 'add `IfExists` to the operator, so that what is signed without a second factor is denied as well',
    }],
  },
  {
    keys: /^aws:principalorg(?:id|paths)$/,
    evasions: ({ keyName, key }, _value, origin) => origin.isForeign ? [{
      ...without(keyName, OpenText.of('o-', stranger('exampleorgid'), ...key.endsWith('paths') ? ['/r-ab12/'] : []), origin),
      told: `ask from an account of no organization, which has no \`${keyName}\``,
      fix: 'use `ForAllValues` or `IfExists`, so that whoever has no organization is denied as well',
    }] : [],
  },
  {
    keys: /^aws:(?:useragent|referer)$/,
    evasions: ({ keyName }, value, origin) => [{
      ...within(keyName, value, origin),
      told: `write into \`${keyName}\` what is exempt`,
      fix: `take \`${keyName}\` out of the condition: callers write it as they like`,
    }],
  },
  {
    keys: /^aws:userid$/,
    evasions: ({ keyName }, value, origin) => [{
      ...within(keyName, value, origin, ([id, ...session]) => session.length === 0 ? [id] : [OpenText.of('AROA', stranger('EXAMPLE')), ...session]),
      told: 'choose the name of a session that is exempt',
      fix: 'exempt roles by their ARNs with `aws:PrincipalArn`: whoever assumes a role chooses the name of the session',
    }],
  },
];

/** Where only AWS makes roles. */
const RESERVED = ['role/aws-reserved/', 'role/aws-service-role/'];

/** What IAM accepts in a name with its path. */
const IN_NAMES = /^[\w+=,.@/-]*$/;

/** Takes a name that is exempt. In an account of somebody else every name can be taken. */
function byName({ keyName, operator: { negated } }: Condition, { source, variableKeys }: ConditionValue, origin: Origin): Evasion[] {
  const [, , , , field, last] = splitText(source, ':', 6);
  const exempt = written({ source: last ?? source, variableKeys });
  const parts = partsOf(exempt);
  const [start] = parts;
  const isTaken = typeof start !== 'string' || (start.startsWith('role/') || start.startsWith('user/')) && !RESERVED.some(path => start.startsWith(path));
  // What may be a pattern exempts only where others than those who match are denied.
  const isExempt = negated || openNames(source).length === 0;
  const isChosen = isExempt && (isPattern(last ?? source) || origin.isForeign && field !== undefined && isPattern(field));
  if (!isTaken || !isChosen || !parts.every(part => typeof part !== 'string' || IN_NAMES.test(part))) { return []; }
  const kind = typeof start === 'string' && start.startsWith('user/') ? 'user' : 'role';
  const home = { ...origin, account: field === undefined || isPattern(field) ? origin.account : field };
  const arn = last === undefined ? exempt : OpenText.of('arn:', home.partition, ':iam::', home.account, ':', exempt);
  const from = somebody(home, kind);
  const action = kind === 'user' ? 'iam:CreateUser' : 'iam:CreateRole';
  return [{
    from: { caller: from, context: {} },
    to: { caller: parseCaller(arn) ?? { ...from, name: arn }, context: { [keyName]: [arn] } },
    by: origin.isForeign ? [] : [{ action, resource: arn, context: {} }],
    told: `make a ${kind} whose name is exempt`,
    fix: origin.isForeign
      ? 'name the accounts of those who are exempt'
      : `name those who are exempt in full, or deny everybody else \`${action}\` on such names`,
  }];
}

/** Takes a tag that is exempt, or leaves one out that is asked for. What is compared with a tag of the resource is no exemption. */
function byTag({ keyName }: Condition, value: ConditionValue, origin: Origin): Evasion[] {
  if (value.variableKeys.length > 0) { return []; }
  const tag = keyName.slice(keyName.indexOf('/') + 1);
  const exempt = written(value);
  const caller = somebody(origin);
  const user = somebody(origin, 'user').name;
  const untagging = { 'aws:TagKeys': [tag] };
  const tagging = { ...untagging, [`aws:RequestTag/${tag}`]: [exempt] };
  const onRoles = (actions: string[], context: Record<string, Text[]>) => actions.map(action => ({ action, resource: caller.name, context }));
  const onUsers = (actions: string[], context: Record<string, Text[]>) => actions.map(action => ({ action, resource: user, context }));
  const at = (values: Text[]): Position => ({ caller, context: { [keyName]: values } });
  const fix = 'deny everybody else whatever changes the tag, with a condition on `aws:TagKeys`, or exempt roles by their ARNs';
  return [
    {
      from: at([OpenText.of(stranger('example'))]),
      to: at([exempt]),
      by: origin.isForeign ? [] : [
        ...onRoles(['iam:TagRole', 'sts:TagSession', 'iam:CreateRole'], tagging), ...onUsers(['iam:TagUser', 'iam:CreateUser'], tagging),
      ],
      told: `take the tag \`${tag}\` that is exempt`,
      fix,
    },
    {
      from: at([exempt]),
      to: at([]),
      by: origin.isForeign ? [] : [...onRoles(['iam:UntagRole'], untagging), ...onUsers(['iam:UntagUser'], untagging)],
      told: `drop the tag \`${tag}\``,
      fix,
    },
  ];
}

/** The key is there, and then it is not. */
function without(key: string, value: Text, origin: Origin): Pick<Evasion, 'from' | 'to' | 'by'> {
  const caller = somebody(origin);
  return { from: { caller, context: { [key]: [value] } }, to: { caller, context: { [key]: [] } }, by: [] };
}

/** The key has any value, and then the one that the condition names. */
function within(key: string, value: ConditionValue, origin: Origin, changed = (fields: Text[]) => fields): Pick<Evasion, 'from' | 'to' | 'by'> {
  const caller = somebody(origin);
  const fields = changed(splitText(written(value), ':', 2));
  const text = OpenText.of(...fields.flatMap((field, i) => i === 0 ? [field] : [':', field]));
  return { from: { caller, context: { [key]: [OpenText.of(stranger('example'))] } }, to: { caller, context: { [key]: [text] } }, by: [] };
}

/** A text that the value covers. */
function written({ source, variableKeys }: Pick<ConditionValue, 'source' | 'variableKeys'>): Text {
  return concrete({ source, variableKeys }, NOBODY, () => 'm');
}

const NOBODY = parseCaller('arn:aws:iam::111122223333:role/example')!;

/** Has it wildcards, or may it? */
function isPattern(text: Text): boolean {
  return partsOf(text).some(part => typeof part === 'string' ? /[*?]/.test(part) : part.shape === undefined && part.choices === undefined);
}

function partsOf(text: Text): (string | OpenValue)[] {
  return text instanceof OpenText ? text.parts : [text];
}
