import { Json, JsonObject } from '../json';

/** The list with its members changed, those that become `undefined` left out; the same list where none changes. */
export function changedList(list: Json[], change: (member: Json, index: number) => Json): Json[] {
  let changed: Json[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const member = change(list[i], i);
    if (changed === undefined && (member !== list[i] || member === undefined)) { changed = list.slice(0, i); }
    if (member !== undefined) { changed?.push(member); }
  }
  return changed ?? list;
}

/** The same of an object. */
export function changedObject(object: JsonObject, change: (member: Json, key: string) => Json): JsonObject {
  const keys = Object.keys(object);
  let changed: [string, Json][] | undefined;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const given = object[key];
    const member = change(given, key);
    if (changed === undefined && (member !== given || member === undefined)) { changed = keys.slice(0, i).map(one => [one, object[one]]); }
    if (member !== undefined) { changed?.push([key, member]); }
  }
  return changed === undefined ? object : Object.fromEntries(changed);
}
