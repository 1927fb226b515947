import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { buildSync } from 'esbuild';

const LIB = path.join(__dirname, '..', 'lib');
const load = createRequire(__filename);

/** Where a name comes from that the library exports. */
interface Export {
  readonly name: string;
  /** JavaScript that evaluates to it. */
  readonly value: string;
}

/** What the compiled file of a folder exports, from which folders below it. */
function exportsOf(folder: string): Export[] {
  const compiled = readFileSync(path.join(LIB, folder, 'index.js'), 'utf8');
  const namespaces = [...compiled.matchAll(/^exports\.(\w+) = __importStar\(require\("(.+)"\)\);$/gm)];
  const rooms = [...compiled.matchAll(/^__exportStar\(require\("(.+)"\), exports\);$/gm)];
  const found = [
    ...namespaces.map(([, name, room]) => ({ name, value: `require('${room}')` })),
    ...rooms.flatMap(([, room]) => Object.keys(load(path.join(LIB, folder, room))).map(name => ({ name, value: `require('${room}').${name}` }))),
  ];
  const missing = Object.keys(load(path.join(LIB, folder))).filter(name => !found.some(one => one.name === name));
  if (missing.length > 0) { throw new Error(`lib/${folder} exports ${missing.join()} in a way that is not known here`); }
  return found;
}

/** Makes one file of a folder of the library. Of it only what is asked for is loaded, and modules of both kinds may import its names. */
function bundle(folder: string, file: string): void {
  const exported = exportsOf(folder);
  buildSync({
    stdin: {
      contents: `
        const getters = { ${exported.map(({ name, value }) => `${name}: () => ${value}`).join(', ')} };
        for (const name in getters) { Object.defineProperty(exports, name, { enumerable: true, get: getters[name] }); }
      `,
      resolveDir: path.join(LIB, folder),
    },
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    // What a pack is made of: the rest of cdk-nag takes longer to load than all else together.
    alias: { 'cdk-nag': 'cdk-nag/lib/nag-pack' },
    minifyWhitespace: true,
    lineLimit: 160, // Node prints the line in which an error is thrown
    keepNames: true,
    legalComments: 'none',
    logLevel: 'warning',
    // What Node reads of it to know the names.
    footer: { js: `0 && (module.exports = { ${exported.map(({ name }) => name).join(', ')} });` },
    outfile: path.join(LIB, file),
  });
}

bundle('', 'index.bundle.js');
bundle('engine', 'engine.bundle.js');
