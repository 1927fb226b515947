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
  return valuesBehind({ value: properties, path: '' }, stepsOf(path), 0);
}

/** The same from a value that some steps led to. */
export function valuesBehind(start: Located, steps: string[], taken: number): Located[] {
  let found = [start];
  for (let i = taken; i < steps.length; i++) {
    const inside: Located[] = [];
    for (const one of madeKnown(found)) {
      if (isUnknown(one.value) || one.isAround) { inside.push(one); } else { stepInto(one, steps[i], inside); }
    }
    found = inside;
  }
  return madeKnown(found);
}

function madeKnown(found: Located[]): Located[] {
  return found.some(({ value }) => value instanceof OpenNode) ? found.flatMap(withAlternatives) : found;
}

/** By path: they are written in the facts about resource types and in the readers. */
const known = new Map<string, string[]>();

/** The steps of a path: the names of properties, `[*]` and `{*}`. */
export function stepsOf(path: string): string[] {
  let steps = known.get(path);
  if (steps === undefined) { known.set(path, steps = path.split(/\.|(?=\[\*\]|\{\*\})/)); }
  return steps;
}

function stepInto({ value, path, dependsOn }: Located, step: string, inside: Located[]): void {
  if (step === '[*]') {
    if (!Array.isArray(value)) {
      inside.push({ value, path, dependsOn });
      return;
    }
    for (let i = 0; i < value.length; i++) { inside.push({ value: value[i], path: memberPath(path, i), dependsOn }); }
  } else if (isText(value)) {
    inside.push({ value, path: path === '' ? step : path, dependsOn, isAround: true });
  } else if (isObject(value) && step === '{*}') {
    for (const key of Object.keys(value)) { inside.push({ value: value[key], path: memberPath(path, key), dependsOn }); }
  } else if (isObject(value) && Object.hasOwn(value, step) && value[step] !== undefined) {
    inside.push({ value: value[step], path: path === '' ? step : memberPath(path, step), dependsOn });
  }
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
