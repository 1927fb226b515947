import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { build, BuildOptions, BuildResult, Plugin } from 'esbuild';

const ROOT = path.join(__dirname, '..');
const LIB = path.join(ROOT, 'lib');
const load = createRequire(__filename);

const OPTIONS: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  packages: 'external',
  // What a pack is made of: the rest of cdk-nag takes longer to load than all else together.
  alias: { 'cdk-nag': 'cdk-nag/lib/nag-pack' },
  minifyWhitespace: true,
  lineLimit: 160, // Node prints the line in which an error is thrown
  legalComments: 'none',
  logLevel: 'warning',
};

/** What is loaded with the gate, however it is asked for. */
const GATE = 'validation/guardrails';
const GATE_FILE = 'gate.bundle.js';
const LIBRARY_FILE = 'library.bundle.js';

/** Where a name comes from that the library exports. */
interface Export {
  readonly name: string;
  /** Below `lib`: `validation/guardrails`. */
  readonly module: string;
  /** The name stands for all that the module exports. */
  readonly isNamespace?: boolean;
}

/** What the compiled file of a folder exports, from which modules. */
function exportsOf(folder: string): Export[] {
  const compiled = readFileSync(path.join(LIB, folder, 'index.js'), 'utf8');
  const namespaces = [...compiled.matchAll(/^exports\.(\w+) = __importStar\(require\("(.+)"\)\);$/gm)];
  const rooms = [...compiled.matchAll(/^__exportStar\(require\("(.+)"\), exports\);$/gm)];
  const found = [
    ...namespaces.map(([, name, room]): Export => ({ name, module: moduleOf(path.join(LIB, folder, room)), isNamespace: true })),
    ...rooms.flatMap(([, room]) => exportsOfModule(moduleOf(path.join(LIB, folder, room)))),
  ];
  const missing = namesOf(path.join(folder, 'index')).filter(name => !found.some(one => one.name === name));
  if (missing.length > 0) { throw new Error(`lib/${folder} exports ${missing.join()} in a way that is not known here`); }
  return found;
}

function exportsOfModule(module: string): Export[] {
  return path.basename(module) === 'index' ? exportsOf(path.dirname(module)) : namesOf(module).map(name => ({ name, module }));
}

function namesOf(module: string): string[] {
  return Object.keys(load(path.join(LIB, module)));
}

function moduleOf(file: string): string {
  return path.relative(LIB, load.resolve(file)).replace(/\.js$/, '');
}

/** A module of which only what is asked for is loaded, and of which modules of both kinds import names. */
function exporting(values: [name: string, value: string][]): string {
  return `
    const getters = { ${values.map(([name, value]) => `${name}: () => ${value}`).join(', ')} };
    for (const name in getters) { Object.defineProperty(exports, name, { enumerable: true, get: getters[name] }); }
  `;
}

/** What Node reads of a module to know the names. */
function footerOf(exported: Export[]): string {
  return `0 && (module.exports = { ${exported.map(({ name }) => name).join(', ')} });`;
}

/** Makes one file of compiled modules, each of which is loaded when it is asked for. */
async function bundleModules(exported: Export[], file: string, ...plugins: Plugin[]): Promise<void> {
  const contents = exporting(exported.map(({ name, module, isNamespace }) => [name, `require('./${module}')${isNamespace ? '' : `.${name}`}`]));
  await build({ ...OPTIONS, stdin: { contents, resolveDir: LIB }, keepNames: true, footer: { js: footerOf(exported) }, plugins, outfile: path.join(LIB, file) });
}

/** Makes one file of the gate, from its source: one scope of all modules is loaded and runs faster than a function for each. Others find the modules in it. */
async function bundleGate(modules: Iterable<string>): Promise<void> {
  const contents = `
    ${[...modules].map((module, i) => `import * as module${i} from './src/${module}';`).join('\n')}
    export const modules = { ${[...modules].map((module, i) => `'${module}': module${i}`).join(', ')} };
    // Classes that name themselves are named otherwise in a bundle.
    for (const [name, value] of Object.values(modules).flatMap(Object.entries)) {
      if (typeof value === 'function' && value.name !== name) { Object.defineProperty(value, 'name', { value: name }); }
    }
  `;
  await build({ ...OPTIONS, stdin: { contents, resolveDir: ROOT }, outfile: path.join(LIB, GATE_FILE) });
}

/** All modules that the gate needs. */
async function modulesOfGate(): Promise<Set<string>> {
  const { metafile }: BuildResult<{ metafile: true }> = await build({ ...OPTIONS, entryPoints: [path.join(ROOT, 'src', `${GATE}.ts`)], treeShaking: false, write: false, metafile: true });
  return new Set(Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs)).map(file => path.relative('src', file).replace(/\.ts$/, '')));
}

/** Takes modules of the gate from its file, so that nothing is there twice, and notes which. */
function fromGate(gate: Set<string>, taken: Set<string>): Plugin {
  return {
    name: 'from-gate',
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: new RegExp(`^\\./${GATE_FILE}$`) }, ({ path: file }) => ({ path: file, external: true }));
      onResolve({ filter: /^\./ }, ({ path: file, resolveDir }) => {
        const module = moduleOf(path.join(resolveDir, file));
        if (!gate.has(module)) { return undefined; }
        taken.add(module);
        return { path: module, namespace: 'gate' };
      });
      onLoad({ filter: /.*/, namespace: 'gate' }, ({ path: module }) => ({ contents: `module.exports = require('./${GATE_FILE}').modules['${module}'];`, resolveDir: LIB }));
    },
  };
}

/** Makes one file of the library that loads those of the gate and of all else. */
async function bundleLibrary(): Promise<void> {
  const exported = exportsOf('');
  const gate = await modulesOfGate();
  const taken = new Set(exported.map(({ module }) => module).filter(module => gate.has(module)));
  await bundleModules(exported.filter(({ module }) => !gate.has(module)), LIBRARY_FILE, fromGate(gate, taken));
  await bundleGate(taken);
  const values = exported.map(({ name, module }): [string, string] =>
    [name, gate.has(module) ? `require('./${GATE_FILE}').modules['${module}'].${name}` : `require('./${LIBRARY_FILE}').${name}`]);
  writeFileSync(path.join(LIB, 'index.bundle.js'), `'use strict';${exporting(values)}${footerOf(exported)}\n`);
}

void (async () => {
  await bundleLibrary();
  await bundleModules(exportsOf('engine'), 'engine.bundle.js');
})();
