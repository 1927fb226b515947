import { OpenNode } from '../../engine/policy/open-node';
import { OpenText, OpenValue, Text } from '../../engine/policy/text';
import { isObject, Json } from '../json';
import { EXAMPLE_ACCOUNT } from '../pseudo-parameters';


/** The value where the account of the stack is an example, if nobody knows which it is: then no stranger can be in it. */
export function withKnownAccount(value: Json, account: Text): Json {
  return account instanceof OpenText ? bound(value, new Set(account.openValues)) : value;
}

function bound(value: Json, accounts: Set<OpenValue>): Json {
  if (value instanceof OpenText) { return OpenText.of(...value.parts.map(part => boundPart(part, accounts))); }
  if (value instanceof OpenNode) { return value.alternatives === undefined ? value : value.with(value.alternatives.map(one => bound(one, accounts))); }
  if (Array.isArray(value)) { return value.map(member => bound(member, accounts)); }
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, bound(member, accounts)])) : value;
}

function boundPart(part: string | OpenValue, accounts: Set<OpenValue>): Text | OpenValue {
  if (typeof part === 'string') { return part; }
  if (accounts.has(part)) { return EXAMPLE_ACCOUNT; }
  return part.choices === undefined ? part : OpenValue.choice(part.name, part.choices.map(choice => bound(choice, accounts) as Text));
}
