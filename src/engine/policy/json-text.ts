import { memberPath, PolicyProblem, PolicyProblemCode as Code, quoted } from './policy-problem';

/** What was read of a JSON text: the value, or problems. There is a value exactly when there are no problems. */
export interface JsonReading {
  readonly value?: unknown;
  readonly problems: PolicyProblem[];
}

/** A text of no more keys and lists than this is parsed before anybody knows how deep it is. */
const MOST_UNMEASURED = 500_000;

/**
 * Reads JSON strictly: what readers may understand in two ways is a problem. Never throws, whatever the text.
 */
export function readJson(text: string, mostLevels: number): JsonReading {
  return readAtOnce(text, mostLevels) ?? readWithCare(text, mostLevels);
}

/**
 * Nearly every text, in little more time than parsing takes; undefined where only a closer look can tell.
 *
 * INVARIANT: as many keys in the value as in the text are all of them: none stands twice.
 */
function readAtOnce(text: string, mostLevels: number): JsonReading | undefined {
  const keys = keysIn(text);
  if (keys + count(text, '[') > MOST_UNMEASURED) { return undefined; }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return keysOf(value, mostLevels) === keys ? { value, problems: [] } : undefined;
}

function count(text: string, character: string): number {
  let found = 0;
  for (let i = text.indexOf(character); i >= 0; i = text.indexOf(character, i + 1)) { found++; }
  return found;
}

/**
 * How many keys a JSON text has, those left out that end like what may stand in front of a string: a colon follows each key, and every
 * other one behind a quotation mark is the first character of a string, or follows a quotation mark in a string.
 */
function keysIn(text: string): number {
  let keys = 0;
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    let end = colon - 1;
    while (text.charCodeAt(end) <= 0x20) { end--; }
    if (text.charCodeAt(end) === 0x22 && end > 0 && !isFrontOfString(text.charCodeAt(end - 1))) { keys++; }
  }
  return keys;
}

/** White space, `,`, `:`, `[`, `{`, and the backslash in front of a quotation mark in a string. */
function isFrontOfString(code: number): boolean {
  return code < 0x5d ? code <= 0x20 || code === 0x2c || code === 0x3a || code >= 0x5b : code === 0x7b;
}

/** How many keys all objects in a value have; not a number where one of them is left out above, or something is a problem. */
function keysOf(value: unknown, mostLevels: number): number {
  if (typeof value !== 'object' || value === null) { return isProblem(value) ? NaN : 0; }
  if (mostLevels === 0) { return NaN; }
  let keys = 0;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const member = value[i];
      if (typeof member === 'object') { keys += keysOf(member, mostLevels - 1); } else if (isProblem(member)) { return NaN; }
    }
    return keys;
  }
  for (const key in value) {
    if (key === '__proto__' || isFrontOfString(key.charCodeAt(key.length - 1))) { return NaN; }
    const member = (value as Record<string, unknown>)[key];
    keys++;
    if (typeof member === 'object') { keys += keysOf(member, mostLevels - 1); } else if (isProblem(member)) { return NaN; }
  }
  return keys;
}

function isProblem(value: unknown): boolean {
  return typeof value === 'number' && !Number.isFinite(value);
}

function readWithCare(text: string, mostLevels: number): JsonReading {
  const problem = (code: Code, message: string, path = '$'): JsonReading => ({ problems: [{ path, code, message }] });
  if (text.startsWith('\ufeff')) { return problem(Code.BYTE_ORDER_MARK, 'begins with a byte order mark; save the text without it'); }
  const { levels, keys } = measure(text);
  if (levels > mostLevels) { return problem(Code.NESTED_TOO_DEEPLY, `is nested ${levels} levels deep; at most ${mostLevels} are read`); }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return problem(Code.NOT_JSON, `is not JSON: ${quoted((error as Error).message)}`);
  }
  const problems: PolicyProblem[] = [];
  // A reader that meets a key twice keeps one: fewer keys in the value than in the text.
  if (inspect(value, problems) !== keys) {
    for (const path of duplicateKeys(text)) {
      problems.push({ path, code: Code.DUPLICATE_KEY, message: 'stands twice in the same object; keep one' });
    }
  }
  return problems.length > 0 ? { problems } : { value, problems };
}

/** Counts, in one pass over the text, the levels of nesting and the keys of all objects. */
function measure(text: string): { levels: number; keys: number } {
  let levels = 0;
  let deepest = 0;
  let keys = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22: i = endOfString(text, i); break;
      case 0x3a: keys++; break;
      case 0x5b: case 0x7b: deepest = Math.max(deepest, ++levels); break;
      case 0x5d: case 0x7d: levels--; break;
    }
  }
  return { levels: deepest, keys };
}

/** The place of the quotation mark that ends the string which begins at `start`; the end of the text when there is none. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) { backslashes++; }
    if (backslashes % 2 === 0) { return end; }
  }
  return text.length;
}

/** Counts the keys of all objects in a value, and finds what no reader should accept. The trail leads to the value. */
function inspect(value: unknown, problems: PolicyProblem[], trail: (string | number)[] = []): number {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    problems.push({ path: pathOf(trail), code: Code.NUMBER_OUT_OF_RANGE, message: 'is a number out of range; write it as a string' });
  }
  if (typeof value !== 'object' || value === null) { return 0; }
  let keys = 0;
  const members: (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  for (const member of members) {
    trail.push(member);
    if (member === '__proto__') {
      problems.push({ path: pathOf(trail), code: Code.PROTOTYPE_KEY, message: 'is not a key that any policy has; remove it' });
    }
    keys += inspect((value as Record<string | number, unknown>)[member], problems, trail);
    trail.pop();
  }
  return Array.isArray(value) ? keys : keys + members.length;
}

function pathOf(trail: (string | number)[]): string {
  return trail.reduce<string>(memberPath, '$');
}

/** The paths of keys that stand twice in one object of a valid JSON text. */
function duplicateKeys(text: string): string[] {
  interface Level { readonly path: string; readonly keys?: Set<string>; index: number; key?: string }
  const found: string[] = [];
  const levels: Level[] = [];
  const here = () => {
    const level = levels[levels.length - 1];
    return level === undefined ? '$' : memberPath(level.path, level.keys ? level.key ?? '' : level.index);
  };
  for (let i = 0; i < text.length; i++) {
    const level = levels[levels.length - 1];
    switch (text[i]) {
      case '{': levels.push({ path: here(), keys: new Set(), index: 0 }); break;
      case '[': levels.push({ path: here(), index: 0 }); break;
      case '}': case ']': levels.pop(); break;
      case ',':
        level.index++;
        level.key = undefined;
        break;
      case '"': {
        const end = endOfString(text, i);
        if (level?.keys && level.key === undefined) {
          level.key = JSON.parse(text.slice(i, end + 1)) as string;
          if (level.keys.has(level.key)) { found.push(here()); }
          level.keys.add(level.key);
        }
        i = end;
      }
    }
  }
  return found;
}
