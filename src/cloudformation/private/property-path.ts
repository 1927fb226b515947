import { OpenNode } from '../../engine/policy/open-node';
import { memberPath } from '../../engine/policy/policy-problem';
import { isObject, Json } from '../template';
import { isText } from './template-text';

/** A value of a property, where it stands. */
export interface Located {
  readonly value: Json;
  /** `Policies[0].PolicyDocument` */
  readonly path: string;
  /** What it depends on that the value stands there at all. */
  readonly dependsOn?: string;
  /** It is text, and what is looked for would be inside. */
  readonly isAround?: true;
}

/**
 * Every value at a path of computed properties. `[*]` stands for every member of a list, a member alone too; `{*}` for every member of a
 * map. An alternative of an open node depends on it. One that nobody knows, or text where the path goes on, is there as it is, for the
 * reader to refuse.
 */
export function valuesAt(properties: Json, path: string): Located[] {
  let found: Located[] = [{ value: properties, path: '' }];
  for (const step of path.split(/\.|(?=\[\*\]|\{\*\})/)) {
    found = found.flatMap(withAlternatives).flatMap(one => isUnknown(one.value) || one.isAround ? [one] : stepInto(one, step));
  }
  return found.flatMap(withAlternatives);
}

function stepInto({ value, path, dependsOn }: Located, step: string): Located[] {
  if (step === '[*]') {
    return Array.isArray(value) ? value.map((member, i) => ({ value: member, path: memberPath(path, i), dependsOn })) : [{ value, path, dependsOn }];
  }
  if (isText(value)) { return [{ value, path: path === '' ? step : path, dependsOn, isAround: true }]; }
  if (step === '{*}') {
    return isObject(value) ? Object.keys(value).map(key => ({ value: value[key], path: memberPath(path, key), dependsOn })) : [];
  }
  return isObject(value) && Object.hasOwn(value, step) && value[step] !== undefined
    ? [{ value: value[step], path: path === '' ? step : memberPath(path, step), dependsOn }]
    : [];
}

/** A value, and in place of a choice each of its alternatives. */
export function withAlternatives(one: Located): Located[] {
  const { value, path, dependsOn } = one;
  if (!(value instanceof OpenNode) || value.alternatives === undefined) { return [one]; }
  return value.alternatives
    .filter(alternative => alternative !== undefined)
    .flatMap(alternative => withAlternatives({ value: alternative, path, dependsOn: dependsOn ?? value.name }));
}

/** Nobody knows what is there. */
export function isUnknown(value: Json): value is OpenNode {
  return value instanceof OpenNode && value.alternatives === undefined;
}
