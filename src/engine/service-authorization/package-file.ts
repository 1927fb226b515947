import * as path from 'node:path';

/** What `src/` and `lib/` are in: however deep this stands there, and whatever it is bundled with. */
const ROOT = above(__dirname);

function above(folder: string): string {
  return ['src', 'lib'].includes(path.basename(folder)) ? path.dirname(folder) : above(path.dirname(folder));
}

/** The path of a file or folder of this package: `packageFile('data', 'sensitive-actions.json')`. */
export function packageFile(...names: string[]): string {
  return path.join(ROOT, ...names);
}
