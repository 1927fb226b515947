import { OpenNode } from '../open-node';
import { OpenText } from '../text';

/** How many characters AWS counts of a piece of JSON text. */
export type Count = (text: string) => number;

export function counter(whitespaceCounts: boolean): Count {
  return text => (whitespaceCounts || !/\s/.test(text) ? text : text.replace(/\s/g, '')).length;
}

/** The size of the JSON text of a value, without white space around its parts; open values count as nothing, choices as their shortest. */
export function leastSize(value: unknown, count: Count): number {
  if (value instanceof OpenText) { return count(value.parts.filter(part => typeof part === 'string').join('')) + 2; }
  if (value instanceof OpenNode) {
    return (value.alternatives ?? []).reduce<number>((least, one) => Math.min(least, leastSize(one, count)), value.alternatives ? Infinity : 0);
  }
  if (typeof value !== 'object' || value === null) { return value === undefined ? 0 : count(JSON.stringify(value)); }
  const members = Object.entries(value);
  const keys = Array.isArray(value) ? 0 : members.reduce((size, [key]) => size + count(JSON.stringify(key)) + 1, 0);
  return members.reduce((size, [, member]) => size + leastSize(member, count), keys + 2 + Math.max(0, members.length - 1));
}
