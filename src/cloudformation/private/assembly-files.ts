import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { readJson } from '../../engine/policy/json-text';
import { quoted } from '../../engine/policy/policy-problem';
import { isObject, JsonObject } from '../template';

/** CloudFormation takes templates of 1 MB; manifests of large apps are larger. */
const MOST_BYTES = 100_000_000;

/** Nested deeper than any manifest. */
const MOST_LEVELS = 256;

/** What is wrong with an assembly: ends the reading of what it concerns. */
export class AssemblyDefect extends Error {
  constructor(message: string, public readonly file?: string, public readonly path?: string) {
    super(message);
  }
}

/** A file that is not there as it was written: it says nothing about the app. */
export class AssemblyDamage extends AssemblyDefect {}

/** A place in an assembly. */
export interface AssemblyPlace {
  /** Relative to the root of the assembly, '/'-separated. */
  readonly file: string;
  /** The one place on disk behind all its names. */
  readonly real: string;
}

/**
 * The files of a cloud assembly, and no others: nothing outside its folder is read, by whatever name.
 */
export class AssemblyFiles {
  private readonly root: string;
  private readonly realRoot: string;

  /** @throws AssemblyDefect */
  constructor(directory: string) {
    this.root = resolve(directory);
    this.realRoot = real(this.root, directory);
    if (!statSync(this.realRoot).isDirectory()) { throw new AssemblyDefect('is not a folder; give the one that the app was synthesized into', directory); }
  }

  /**
   * What a name means that stands in a manifest in this folder.
   *
   * @throws AssemblyDefect when there is nothing, or when it is outside the assembly
   */
  public locate(folder: string, name: string): AssemblyPlace {
    const full = resolve(this.root, folder, name);
    const file = relative(this.root, full).split(sep).join('/');
    if (isAbsolute(name) || !isBelow(this.root, full)) { throw new AssemblyDefect(`${quoted(name)} leaves the assembly; synthesize again`); }
    const place = { file, real: real(full, file) };
    if (!isBelow(this.realRoot, place.real)) { throw new AssemblyDefect('is a link that leaves the assembly; put the file itself there', file); }
    return place;
  }

  /** @throws AssemblyDefect when it is no folder */
  public folder(folder: string, name: string): AssemblyPlace {
    const place = this.locate(folder, name);
    if (!statSync(place.real).isDirectory()) { throw new AssemblyDefect('is not a folder; synthesize again', place.file); }
    return place;
  }

  /** @throws AssemblyDefect when it is no file, or no text */
  public text({ file, real: onDisk }: AssemblyPlace): string {
    const stat = statSync(onDisk);
    if (!stat.isFile()) { throw new AssemblyDefect('is not a file; synthesize again', file); }
    if (stat.size > MOST_BYTES) { throw new AssemblyDefect(`is larger than ${MOST_BYTES / 1e6} MB; split the stack`, file); }
    const bytes = readBytes(onDisk, file);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new AssemblyDamage('is not UTF-8; synthesize again', file);
    }
  }

  /** @throws AssemblyDefect when it is no JSON object, strictly */
  public json(place: AssemblyPlace): JsonObject {
    const { value, problems: [problem] } = readJson(this.text(place), MOST_LEVELS);
    if (problem !== undefined) { throw new AssemblyDamage(problem.message, place.file, problem.path); }
    if (!isObject(value)) { throw new AssemblyDamage('is not a JSON object; synthesize again', place.file); }
    return value;
  }
}

function isBelow(root: string, place: string): boolean {
  const steps = relative(root, place);
  return steps !== '..' && !steps.startsWith(`..${sep}`) && !isAbsolute(steps);
}

function real(place: string, file: string): string {
  try {
    return realpathSync(place);
  } catch (error) {
    throw unreadable(error, file);
  }
}

function readBytes(place: string, file: string): Uint8Array {
  try {
    return readFileSync(place);
  } catch (error) {
    throw unreadable(error, file);
  }
}

function unreadable(error: unknown, file: string): AssemblyDefect {
  const { code } = error as NodeJS.ErrnoException;
  const nothing = code === 'ENOENT' || code === 'ENOTDIR';
  return new AssemblyDamage(`${nothing ? 'does not exist' : `cannot be read (${code})`}; synthesize again`, file);
}
