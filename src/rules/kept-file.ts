import { existsSync, writeFileSync } from 'node:fs';
import { BadConfiguration } from './gate-options';
import { isObject, JsonObject } from '../cloudformation/json';
import { OutsideDefect, readOutsideFile } from '../cloudformation/outside-file';
import { readJson } from '../engine/policy/json-text';
import { quoted } from '../engine/policy/policy-problem';

const FORMAT_VERSION = 1;

/** The text of a file that a command writes and people commit: the same content gives the same text. */
export function keptText(content: object): string {
  return `${JSON.stringify({ formatVersion: FORMAT_VERSION, ...content }, undefined, 2)}\n`;
}

/**
 * @param name what it is, and the command that writes it: `baseline`
 * @param contentOf throws BadConfiguration where the content cannot be read
 * @throws BadConfiguration when there is none, or it cannot be read
 */
export function readKeptFile<Content>(file: string, name: string, mostLevels: number, contentOf: (value: JsonObject) => Content): Content {
  try {
    const { value, problems: [problem] } = readJson(readOutsideFile(file, file).text, mostLevels);
    if (problem !== undefined) { throw new BadConfiguration(`${problem.path} ${problem.message}`); }
    if (!isObject(value) || value.formatVersion === undefined) { throw new BadConfiguration(`is no ${name}; name the file that \`cdk-iam-guardrails ${name}\` writes`); }
    if (value.formatVersion !== FORMAT_VERSION) {
      throw new BadConfiguration(`has the format version ${quoted(String(value.formatVersion))}, and ${FORMAT_VERSION} is known; ${writeAgain(name)}`);
    }
    return contentOf(value);
  } catch (error) {
    if (error instanceof BadConfiguration || error instanceof OutsideDefect) { throw new BadConfiguration(`the ${name} ${quoted(file)}: ${error.message}`); }
    throw error;
  }
}

/**
 * Writes over a file that can be read, or where there is nothing.
 *
 * @throws BadConfiguration when something else is there, or nothing can be written
 */
export function writeKeptFile(file: string, name: string, text: string, read: (file: string) => unknown): void {
  if (existsSync(file)) { read(file); }
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new BadConfiguration(`the ${name} ${quoted(file)} cannot be written (${(error as NodeJS.ErrnoException).code}); name a file that can be`);
  }
}

/** The way out where the content is wrong. */
export function writeAgain(name: string): string {
  return `write it again with \`cdk-iam-guardrails ${name}\`, and review the change`;
}
