import { AppOptions, assemblyAt, readingOptions } from './app-input';
import { readingText } from './reading-text';
import { readStacksOf } from '../cloudformation/app-reader';
import { readingJson } from '../cloudformation/reading-json';

/** The options of the command, as they are written in the shell. */
export interface ReadOptions extends AppOptions {
  readonly json?: boolean;
}

/**
 * Prints who may do what by an assembly or by one template.
 *
 * @returns the exit code: 0 when everything was read, 1 when something is unread
 */
export function read(path: string, options: ReadOptions, print: (line: string) => void): number {
  const reading = readStacksOf(assemblyAt(path, options), readingOptions(options));
  const printed = readingJson(reading);
  if (options.json) {
    print(JSON.stringify(printed, undefined, 2));
  } else {
    readingText(printed).forEach(print);
  }
  return [reading, ...reading.stacks].every(({ unread }) => unread.length === 0) ? 0 : 1;
}
