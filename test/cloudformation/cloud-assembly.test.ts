import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  App, BootstraplessSynthesizer, CfnOutput, CfnResource, CfnStack, CliCredentialsStackSynthesizer, DefaultStackSynthesizer, ISynthesisSession,
  LegacyStackSynthesizer, NestedStack, Stack, Stage,
} from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { CloudFormationProduct, CloudFormationTemplate, ProductStack } from 'aws-cdk-lib/aws-servicecatalog';
import { Construct } from 'constructs';
import { AssemblyStack, CloudAssembly, nestedTemplateOf, readCloudAssembly } from '../../src/cloudformation/cloud-assembly';
import { Intrinsics } from '../../src/cloudformation/intrinsics';
import { PseudoParameters } from '../../src/cloudformation/pseudo-parameters';
import { Template } from '../../src/cloudformation/template';

const ACCOUNT = '111122223333';
const ENV = { account: ACCOUNT, region: 'eu-west-1' };
const WAY_OUT = 'use a `NestedStack` and the `DefaultStackSynthesizer`, or an asset that is a template in JSON';

const root = mkdtempSync(join(tmpdir(), 'assembly-test-'));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;
function newFolder(): string {
  return join(root, `app-${++folders}`);
}

/** A real app, synthesized. */
function synthesized(build: (app: App) => void, context: Record<string, unknown> = {}): string {
  const outdir = newFolder();
  const app = new App({ outdir, context });
  build(app);
  app.synth();
  return outdir;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The hash that the CDK takes of the template of a nested stack. */
function nestedId(text: string): string {
  return sha256(JSON.stringify(JSON.parse(text)));
}

function textIn(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

/** A nested stack in a nested stack, with a resource each. The description is no ASCII. */
function nest(stack: Stack): void {
  const outer = new NestedStack(stack, 'Outer', { description: 'caf\u00e9 \u{1f600}' });
  topic(outer);
  const inner = new NestedStack(outer, 'Inner');
  const role = new CfnRole(inner, 'Role', { assumeRolePolicyDocument: {} });
  role.addPropertyOverride('Description', outer.resolve(topic(stack, 'Shared').ref));
}

function topic(scope: Construct, id = 'Topic'): CfnResource {
  return new CfnResource(scope, id, { type: 'AWS::SNS::Topic' });
}

/** What each nested stack of a stack, at whatever depth, leads to: its file, or why not. */
function nestedStacks(stack: AssemblyStack): Record<string, unknown> {
  const follow = (text: string): [string, unknown][] => Object.entries<any>(JSON.parse(text).Resources ?? {})
    .filter(([, { Type }]) => Type === 'AWS::CloudFormation::Stack')
    .map(([logicalId, { Properties: properties, Metadata: metadata }]) => {
      const found = nestedTemplateOf(stack, { properties, metadata });
      const intrinsics = new Intrinsics(Template.parse(text), new PseudoParameters(stack.account, stack.region));
      const again = nestedTemplateOf(stack, { properties: intrinsics.resolve(properties) as Record<string, unknown>, metadata });
      expect(typeof again === 'string' ? typeof again : again).toEqual(typeof found === 'string' ? typeof found : found);
      return [logicalId.replace(/NestedStack.*/, ''), typeof found === 'string' ? found : { file: found.file, ...Object.fromEntries(follow(found.text)) }];
    });
  return Object.fromEntries(follow(stack.text));
}

function stackOf({ stacks }: CloudAssembly, id: string): AssemblyStack {
  return stacks.find(stack => stack.id === id)!;
}

describe('an app', () => {
  test('is its stacks, with their environments and the bytes of their templates, and the templates of their nested stacks', () => {
    const folder = synthesized(app => nest(new Stack(app, 'Shop', { env: ENV, stackName: 'the-shop' })));
    const assets = JSON.parse(textIn(folder, 'Shop.assets.json')).files;
    const files: string[] = Object.values<any>(assets).map(({ source }) => source.path).filter(file => file.endsWith('.nested.template.json'));

    expect(files).toHaveLength(2);
    expect(readCloudAssembly(folder)).toEqual({
      stacks: [{
        id: 'Shop',
        constructPath: 'Shop',
        stackName: 'the-shop',
        account: ACCOUNT,
        region: 'eu-west-1',
        file: 'Shop.template.json',
        text: textIn(folder, 'Shop.template.json'),
        nested: files.map(file => {
          const text = textIn(folder, file);
          return { id: nestedId(text), destinations: [{ bucketName: `cdk-hnb659fds-assets-${ACCOUNT}-eu-west-1`, objectKey: `${nestedId(text)}.json` }], file, text };
        }),
        parameters: {},
        metadata: expect.arrayContaining([
          expect.objectContaining({ constructPath: 'Shop/Shared', type: 'aws:cdk:logicalId', data: 'Shared' }),
          expect.objectContaining({ constructPath: 'Shop/Outer/Topic', type: 'aws:cdk:logicalId', data: 'Topic' }),
          expect.objectContaining({ constructPath: 'Shop/Outer/Inner/Role', type: 'aws:cdk:logicalId', data: 'Role' }),
        ]),
      }],
      problems: [],
      missingContext: [],
      templates: 3,
    });
  });

  test('gives the same when it is read twice', () => {
    const folder = synthesized(app => {
      nest(new Stack(app, 'One'));
      nest(new Stack(new Stage(app, 'Prod'), 'Two'));
    });

    expect(readCloudAssembly(folder)).toEqual(readCloudAssembly(folder));
    expect(readCloudAssembly(folder).templates).toBe(6);
  });

  test('has the stacks of its stages, and of stages in stages, in the order of the manifests', () => {
    const folder = synthesized(app => {
      topic(new Stack(app, 'Base'));
      const prod = new Stage(app, 'Prod', { env: { account: ACCOUNT } });
      nest(new Stack(prod, 'Shop'));
      topic(new Stack(new Stage(prod, 'Eu', { env: { region: 'eu-west-1' } }), 'Shop'));
    });
    const { stacks, problems, templates } = readCloudAssembly(folder);

    expect(stacks.map(({ id, constructPath, stackName, account, region, file, nested }) => [id.replace(/[0-9A-F]{8}$/, ''), constructPath, stackName, account, region, dirname(file), nested.length]))
      .toEqual([
        ['assembly-Prod/assembly-Prod-Eu/ProdEuShop', 'Prod/Eu/Shop', 'Prod-Eu-Shop', ACCOUNT, 'eu-west-1', 'assembly-Prod/assembly-Prod-Eu', 0],
        ['assembly-Prod/ProdShop', 'Prod/Shop', 'Prod-Shop', ACCOUNT, undefined, 'assembly-Prod', 2],
        ['Base', 'Base', 'Base', undefined, undefined, '.', 0],
      ]);
    expect([problems, templates]).toEqual([[], 5]);
  });

  test('names the context that is still to be looked up, that of its stages too', () => {
    const folder = synthesized(app => {
      new CfnOutput(new Stack(app, 'Net', { env: ENV }), 'Zones', { value: Stack.of(app.node.findChild('Net')).availabilityZones.join() });
      const inner = new Stack(new Stage(app, 'Prod'), 'Net', { env: { account: ACCOUNT, region: 'us-east-1' } });
      new CfnOutput(inner, 'Zones', { value: inner.availabilityZones.join() });
    });

    expect(readCloudAssembly(folder).missingContext).toEqual([
      `availability-zones:account=${ACCOUNT}:region=eu-west-1`, `availability-zones:account=${ACCOUNT}:region=us-east-1`,
    ]);
  });

  test('keeps the values that its manifest gives parameters', () => {
    class WithParameters extends BootstraplessSynthesizer {
      public override synthesize(session: ISynthesisSession): void {
        this.synthesizeTemplate(session);
        this.emitArtifact(session, { parameters: { Owner: 'team' } });
      }
    }
    const folder = synthesized(app => topic(new Stack(app, 'App', { synthesizer: new WithParameters() })));

    expect(stackOf(readCloudAssembly(folder), 'App').parameters).toEqual({ Owner: 'team' });
  });

  test('may have templates that its own files, products and synthesizers bring', () => {
    const file = join(root, 'own.json');
    writeFileSync(file, JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }, undefined, 2));
    const data = join(root, 'data.json');
    writeFileSync(data, JSON.stringify({ Names: [] }));
    class Product extends ProductStack {
      constructor(scope: Construct) {
        super(scope, 'Product');
        topic(this);
      }
    }
    const folder = synthesized(app => {
      const stack = new Stack(new Stage(app, 'Prod'), 'App');
      new CfnStack(stack, 'Own', { templateUrl: new Asset(stack, 'File', { path: file }).httpUrl });
      new CfnStack(stack, 'Data', { templateUrl: new Asset(stack, 'DataFile', { path: data }).httpUrl });
      new CfnStack(stack, 'Renamed', { templateUrl: new Asset(stack, 'RenamedFile', { path: file, assetHash: 'v1' }).httpUrl });
      new CloudFormationProduct(stack, 'Sold', {
        productName: 'p', owner: 'o', productVersions: [{ cloudFormationTemplate: CloudFormationTemplate.fromProductStack(new Product(stack)) }],
      });
    });
    const { stacks: [stack], problems } = readCloudAssembly(folder);
    const { Own, Data, Renamed } = nestedStacks(stack);

    expect(problems).toEqual([]);
    expect(stack.nested.map(nested => nested.file.replace(/[0-9a-fA-F]{8,}/, '#'))).toEqual(['asset.#.json', 'assembly-Prod/ProdAppProduct#.product.template.json']);
    expect(Own).toEqual({ file: stack.nested[0].file });
    expect([Data, Renamed].map(why => String(why).replace(/[0-9a-f]{20,}/, '#'))).toEqual(Array(2).fill(
      'the `TemplateURL` `https://s3.<AWS::Region>.<AWS::URLSuffix>/cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/#...` is that of '
      + `no template in the asset manifests of the stack; ${WAY_OUT}`));
  });
});

describe('a nested stack', () => {
  test.each<[string, ConstructorParameters<typeof Stack>[2]]>([
    ['for any account and region', {}],
    ['for any region', { env: { account: ACCOUNT } }],
    ['for any account', { env: { region: 'eu-west-1' } }],
    ['for one account and region', { env: ENV }],
    ['for another partition', { env: { account: ACCOUNT, region: 'cn-north-1' } }],
    ['without indentation', { suppressTemplateIndentation: true }],
    ['with the credentials of the CLI', { synthesizer: new CliCredentialsStackSynthesizer() }],
    ['with another bucket', { synthesizer: new DefaultStackSynthesizer({ fileAssetsBucketName: 'files-${Qualifier}-${AWS::Region}', bucketPrefix: 'a/b/' }) }],
  ])('%s is found by its `TemplateURL`', (_, props) => {
    const { stacks: [stack], problems } = readCloudAssembly(synthesized(app => nest(new Stack(app, 'App', props))));
    const file = (name: RegExp) => stack.nested.find(nested => name.test(nested.file))!.file;

    expect(problems).toEqual([]);
    expect(nestedStacks(stack)).toEqual({ Outer: { file: file(/^AppOuter[0-9A-F]{8}\.nested/), Inner: { file: file(/^AppOuterInner[0-9A-F]{8}\.nested/) } } });
  });

  test('with the template of another is found, though its metadata names another file', () => {
    const folder = synthesized(app => {
      const stack = new Stack(app, 'App');
      for (const id of ['One', 'Two']) { topic(new NestedStack(stack, id)); }
    }, { 'aws:cdk:enable-asset-metadata': true });
    const { stacks: [stack], problems, templates } = readCloudAssembly(folder);
    const { nested: [{ file }] } = stack;

    expect([nestedStacks(stack), problems, templates]).toEqual([{ One: { file }, Two: { file } }, [], 2]);
  });

  test('of the legacy synthesizer is not found: only the metadata say what is deployed', () => {
    const folder = synthesized(app => nest(new Stack(app, 'App', { synthesizer: new LegacyStackSynthesizer() })), { 'aws:cdk:enable-asset-metadata': true });
    const { stacks: [stack], problems, templates } = readCloudAssembly(folder);

    expect([problems, templates]).toEqual([[], 1]);
    expect(nestedStacks(stack).Outer).toMatch(/^the `TemplateURL` .* is that of no template in the asset manifests of the stack, though the resource says `AppOuter.*\.nested\.template\.json`; use a/);
  });

  const URL = 'https://s3.eu-west-1.amazonaws.com/bucket/key';
  const stackWith = (bucketName: string, objectKey: string, env = {}): AssemblyStack => ({
    id: 'App',
    constructPath: 'App',
    stackName: 'App',
    file: 'App.template.json',
    text: '{}',
    parameters: {},
    ...env,
    nested: [{ id: 'id', destinations: [{ bucketName, objectKey }], file: 'N.nested.template.json', text: '{}' }],
  });
  const found = (stack: AssemblyStack, TemplateURL: unknown) => typeof nestedTemplateOf(stack, { properties: { TemplateURL } }) !== 'string';

  test.each<[string, boolean]>([
    [URL, true],
    ['https://s3.amazonaws.com/bucket/key', true],
    ['https://bucket.s3.eu-west-1.amazonaws.com/key', true],
    ['https://bucket.s3.amazonaws.com/key', true],
    ['https://s3.eu-west-1.amazonaws.com/other/key', false],
    ['https://s3.eu-west-1.amazonaws.com/bucket/other/key', false],
    ['https://s3.eu-west-1.amazonaws.com/bucket/key?versionId=1', false],
    ['https://s3.eu-west-1.amazonaws.com.example.com/bucket/key', false],
    ['https://example.com/https://s3.eu-west-1.amazonaws.com/bucket/key', false],
    ['http://s3.eu-west-1.amazonaws.com/bucket/key', false],
    ['s3://bucket/key', false],
    ['N.nested.template.json', false],
  ])('is found under the URL of its object alone: %s: %s', (url, expected) => {
    expect(found(stackWith('bucket', 'key', ENV), url)).toBe(expected);
  });

  test.each<[string, unknown]>([
    ['a parameter', { Ref: 'Url' }],
    ['a choice', { 'Fn::If': ['IsProd', URL, 'https://s3.eu-west-1.amazonaws.com/bucket/other'] }],
    ['a dynamic reference', '{{resolve:ssm:url}}'],
    ['an import', { 'Fn::ImportValue': 'Url' }],
    ['a list', [URL]],
    ['nothing', undefined],
  ])('is not found where its URL is %s', (_, url) => {
    expect(found(stackWith('bucket', 'key', ENV), url)).toBe(false);
  });

  test('in one account is not found in the bucket of another', () => {
    const stack = stackWith('files-${AWS::AccountId}', 'key', ENV);

    expect([ACCOUNT, '444455556666'].map(account => found(stack, `https://s3.eu-west-1.amazonaws.com/files-${account}/key`))).toEqual([true, false]);
  });

  test('for any account is not found in the bucket of one', () => {
    const stack = stackWith('files-${AWS::AccountId}', 'key', { region: 'eu-west-1' });

    expect([{ 'Fn::Sub': 'https://s3.amazonaws.com/files-${AWS::AccountId}/key' }, `https://s3.amazonaws.com/files-${ACCOUNT}/key`].map(url => found(stack, url))).toEqual([true, false]);
  });

  test('that two assets hold is neither', () => {
    const { nested: [one], ...stack } = stackWith('bucket', 'key', ENV);

    expect(nestedTemplateOf({ ...stack, nested: [one, { ...one, id: 'other' }] }, { properties: { TemplateURL: URL } }))
      .toBe(`the \`TemplateURL\` \`${URL}\` is that of several templates in the asset manifests of the stack; ${WAY_OUT}`);
  });

  test('is not found by its metadata', () => {
    const metadata = { 'aws:asset:path': 'N.nested.template.json', 'aws:asset:property': 'TemplateURL' };

    expect(nestedTemplateOf(stackWith('bucket', 'key', ENV), { properties: { TemplateURL: 'https://s3.amazonaws.com/evil/key' }, metadata }))
      .toBe(`the \`TemplateURL\` \`https://s3.amazonaws.com/evil/key\` is that of no template in the asset manifests of the stack, though the resource says \`N.nested.template.json\`; ${WAY_OUT}`);
  });
});

// Assemblies made by hand

const VERSION = '55.0.0';
const OWN = JSON.stringify({ Resources: { Own: { Type: 'AWS::SNS::Topic' } } }, undefined, 1);
const NESTED = JSON.stringify({ Resources: { Nested: { Type: 'AWS::SNS::Topic' } } }, undefined, 1);
const NESTED_ID = nestedId(NESTED);

/** The files of an assembly: of one stack with one nested stack. */
interface Files {
  [file: string]: any;
}

function fileAsset(path: string, objectKey: string): object {
  return { source: { path, packaging: 'file' }, destinations: { here: { bucketName: 'files', objectKey } } };
}

function stackArtifact(properties: object = {}): any {
  return { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties: { templateFile: 'App.template.json', ...properties } };
}

function filesOfApp(): Files {
  return {
    'manifest.json': {
      version: VERSION,
      artifacts: {
        'App.assets': { type: 'cdk:asset-manifest', properties: { file: 'App.assets.json' } },
        'App': { ...stackArtifact({ stackTemplateAssetObjectUrl: `s3://files/${sha256(OWN)}.json` }), dependencies: ['App.assets'] },
      },
    },
    'App.assets.json': {
      version: VERSION,
      files: { [NESTED_ID]: fileAsset('AppN.nested.template.json', `${NESTED_ID}.json`), [sha256(OWN)]: fileAsset('App.template.json', `${sha256(OWN)}.json`) },
    },
    'App.template.json': OWN,
    'AppN.nested.template.json': NESTED,
  };
}

function written(files: Files): string {
  const folder = newFolder();
  mkdirSync(folder);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content));
  }
  return folder;
}

/** The problems of the app after a change: stack, file, path, message. */
function problemsAfter(change: (files: Files, artifacts: any, assets: any) => void): string[] {
  const files = filesOfApp();
  change(files, files['manifest.json'].artifacts, files['App.assets.json'].files);
  return problemsIn(written(files));
}

function problemsIn(folder: string): string[] {
  return readCloudAssembly(folder).problems.map(({ stack, file, path, message }) => `${stack}, ${file}, ${path}: ${message}`);
}

describe('an assembly made by hand', () => {
  test('is read like one of the CDK', () => {
    expect(readCloudAssembly(written(filesOfApp()))).toEqual({
      stacks: [{
        id: 'App',
        constructPath: 'App',
        stackName: 'App',
        file: 'App.template.json',
        text: OWN,
        parameters: {},
        nested: [{ id: NESTED_ID, destinations: [{ bucketName: 'files', objectKey: `${NESTED_ID}.json` }], file: 'AppN.nested.template.json', text: NESTED }],
        metadata: [],
      }],
      problems: [],
      missingContext: [],
      templates: 2,
    });
  });

  test('may hold trees, reports of feature flags, and nothing at all', () => {
    expect(problemsAfter((_, artifacts) => {
      artifacts.Tree = { type: 'cdk:tree', properties: { file: 'tree.json' } };
      artifacts.flags = { type: 'cdk:feature-flag-report', properties: { module: 'm', flags: {} } };
      artifacts.None = { type: 'none' };
    })).toEqual([]);
  });

  test('may be reached by a link', () => {
    const link = newFolder();
    symlinkSync(written(filesOfApp()), link);

    expect(readCloudAssembly(link)).toEqual(readCloudAssembly(written(filesOfApp())));
  });
});

describe('the manifest', () => {
  test('must be there', () => {
    const absent = newFolder();
    const folder = written({ 'App.template.json': OWN });

    expect([absent, join(folder, 'App.template.json'), folder].map(problemsIn)).toEqual([
      [`undefined, ${absent}, $: does not exist; synthesize again`],
      [`undefined, ${join(folder, 'App.template.json')}, $: is not a folder; give the one that the app was synthesized into`],
      ['undefined, manifest.json, $: does not exist; synthesize again'],
    ]);
  });

  test.each<[string, any, string]>([
    ['is text', 'hello', '$: is not JSON'],
    ['is a list', [], '$: is not a JSON object; synthesize again'],
    ['holds a key twice', `{"version":"${VERSION}","artifacts":{"A":{"type":"none"},"A":{"type":"none"}}}`, '$.artifacts.A: stands twice in the same object; keep one'],
    ['is not UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), '$: is not UTF-8; synthesize again'],
    ['has no version', {}, '$.version: has no version; synthesize again'],
    ['has a version that is none', { version: '1' }, '$.version: has no version; synthesize again'],
    ['is newer than this reader', { version: '56.0.0' }, '$.version: has version `56.0.0`, and versions up to 55 are known; use a version that knows it'],
    ['lists artifacts', { version: VERSION, artifacts: [] }, '$.artifacts: is not an object; synthesize again'],
    ['holds an artifact that is none', { version: VERSION, artifacts: { A: 'x' } }, '$.artifacts.A: is not an object; synthesize again'],
    ['holds an artifact of no type', { version: VERSION, artifacts: { A: {} } }, '$.artifacts.A: artifacts of type `undefined` are not known: they may hold templates; use a version that knows them'],
    ['holds an artifact of another type', { version: VERSION, artifacts: { A: { type: 'aws:new' } } },
      '$.artifacts.A: artifacts of type `aws:new` are not known: they may hold templates; use a version that knows them'],
    ['misses context that it does not name', { version: VERSION, missing: [{}] }, '$.missing: is not a list of missing context; synthesize again'],
  ])('must be read: one that %s is not', (_, manifest, problem) => {
    const { stacks, problems } = readCloudAssembly(written({ 'manifest.json': manifest }));

    expect(problems).toHaveLength(1);
    expect(`${problems[0].path}: ${problems[0].message}`).toMatch(problem.endsWith('JSON') ? new RegExp(`^\\${problem}`) : problem);
    expect([problems[0].file, stacks]).toEqual(['manifest.json', []]);
  });
});

describe('a stack', () => {
  const AT = 'App, manifest.json, $.artifacts.App';

  test.each<[string, (files: Files, artifacts: any) => void, string]>([
    ['no template', (_, { App: app }) => { delete app.properties.templateFile; }, `${AT}: the stack has no \`templateFile\`; synthesize again`],
    ['no properties', (_, { App: app }) => { delete app.properties; }, `${AT}: the stack has no \`templateFile\`; synthesize again`],
    ['no environment', (_, { App: app }) => { delete app.environment; },
      `${AT}: the environment \`undefined\` is not \`aws://account/region\`, with an account of 12 digits; correct the \`env\` of the stack`],
    ['a wrong account', (_, { App: app }) => { app.environment = 'aws://12345/eu-west-1'; },
      `${AT}: the environment \`aws://12345/eu-west-1\` is not \`aws://account/region\`, with an account of 12 digits; correct the \`env\` of the stack`],
    ['a name that is none', (_, { App: app }) => { app.properties.stackName = 5; }, `${AT}: the \`stackName\` is no text; synthesize again`],
    ['parameters that are none', (_, { App: app }) => { app.properties.parameters = { A: ['x'] }; }, `${AT}: the \`parameters\` are not an object of texts; synthesize again`],
    ['dependencies that are none', (_, { App: app }) => { app.dependencies = 'App.assets'; }, `${AT}: the \`dependencies\` are not a list; synthesize again`],
    ['a dependency that is not there', (_, { App: app }) => { app.dependencies.push('B.assets'); }, `${AT}: depends on \`B.assets\`, which the manifest does not hold; synthesize again`],
    ['another template deployed', (_, { App: app }) => { app.properties.stackTemplateAssetObjectUrl = `s3://files/${NESTED_ID}.json`; },
      `${AT}: deploys \`s3://files/${NESTED_ID}.json\`, which is not the template \`App.template.json\` by the asset manifests of the stack; synthesize again`],
    ['a template elsewhere', (_, { App: app }) => { app.properties.templateFile = '../App.template.json'; }, `${AT}: \`../App.template.json\` leaves the assembly; synthesize again`],
    ['a template at the root of the disk', (_, { App: app }) => { app.properties.templateFile = '/dev/null'; }, `${AT}: \`/dev/null\` leaves the assembly; synthesize again`],
    ['a template that is not there', (_, { App: app }) => { app.properties.templateFile = 'B.template.json'; }, 'App, B.template.json, $: does not exist; synthesize again'],
    ['a template below a file', (_, { App: app }) => { app.properties.templateFile = 'manifest.json/x'; }, 'App, manifest.json/x, $: does not exist; synthesize again'],
    ['a template with no name on any disk', (_, { App: app }) => { app.properties.templateFile = 'a\0b'; }, 'App, a\0b, $: cannot be read (ERR_INVALID_ARG_VALUE); synthesize again'],
    ['a folder for a template', (_, { App: app }) => { app.properties = { templateFile: '.' }; }, 'App, , $: is not a file; synthesize again'],
    ['a template that is no text', (files, { App: app }) => {
      app.properties = { templateFile: 'x.json' };
      files['x.json'] = Uint8Array.of(0xc0, 0xaf);
    }, 'App, x.json, $: is not UTF-8; synthesize again'],
  ])('with %s is a problem', (_, change, problem) => {
    expect(problemsAfter(change)).toEqual(expect.arrayContaining([problem]));
  });

  test('has a template of its own', () => {
    expect(problemsAfter((_, artifacts) => { artifacts.Twin = stackArtifact({ templateFile: './x/../App.template.json' }); }))
      .toEqual(['Twin, App.template.json, $: is the template of two stacks; synthesize again']);
  });

  test('keeps its templates inside the assembly: a link out of it is a problem', () => {
    const outside = written({ 'Out.template.json': OWN });
    const folder = written({ 'manifest.json': { version: VERSION, artifacts: { App: stackArtifact(), Twin: stackArtifact({ templateFile: 'out/Out.template.json' }) } } });
    symlinkSync(join(outside, 'Out.template.json'), join(folder, 'App.template.json'));
    symlinkSync(outside, join(folder, 'out'));

    expect(problemsIn(folder)).toEqual(['App, App.template.json', 'Twin, out/Out.template.json'].map(at => `${at}, $: is a link that leaves the assembly; put the file itself there`));
  });

  test('has no template where a link leads to itself, nor where two links lead to one template', () => {
    const folder = written({
      'T.template.json': OWN,
      'manifest.json': { version: VERSION, artifacts: { App: stackArtifact(), One: stackArtifact({ templateFile: 'T.template.json' }), Two: stackArtifact({ templateFile: 'Link.template.json' }) } },
    });
    symlinkSync('App.template.json', join(folder, 'App.template.json'));
    symlinkSync('T.template.json', join(folder, 'Link.template.json'));

    expect(problemsIn(folder)).toEqual(['App, App.template.json, $: cannot be read (ELOOP); synthesize again', 'Two, Link.template.json, $: is the template of two stacks; synthesize again']);
  });

  test('has a template of at most 100 MB', () => {
    const folder = written({ 'manifest.json': { version: VERSION, artifacts: { App: stackArtifact() } }, 'App.template.json': '' });
    truncateSync(join(folder, 'App.template.json'), 100_000_001);

    expect(problemsIn(folder)).toEqual(['App, App.template.json, $: is larger than 100 MB; split the stack']);
  });

  test('that cannot be read does not hide the others', () => {
    const files = filesOfApp();
    files['manifest.json'].artifacts.Bad = stackArtifact({ templateFile: 'Bad.template.json' });
    const { stacks, problems } = readCloudAssembly(written(files));

    expect([stacks.map(({ id }) => id), problems]).toEqual([['App'], [{ stack: 'Bad', file: 'Bad.template.json', path: '$', message: 'does not exist; synthesize again', isDamage: true }]]);
  });
});

describe('an asset manifest', () => {
  const AT = `undefined, App.assets.json, $.files.${NESTED_ID}`;
  const NOT_MADE_OF = `undefined, AppN.nested.template.json, $: is not what the asset \`${NESTED_ID}\` was made of: an older upload may be deployed in its place; synthesize again`;

  test.each<[string, (files: Files, artifacts: any, assets: any) => void, string]>([
    ['without a file', (_, artifacts) => { delete artifacts['App.assets'].properties; }, "undefined, manifest.json, $.artifacts['App.assets']: the asset manifest has no `file`; synthesize again"],
    ['that is not there', files => { delete files['App.assets.json']; }, 'undefined, App.assets.json, $: does not exist; synthesize again'],
    ['elsewhere', (_, artifacts) => { artifacts['App.assets'].properties.file = '../x.json'; }, "undefined, manifest.json, $.artifacts['App.assets']: `../x.json` leaves the assembly; synthesize again"],
    ['newer than this reader', files => { files['App.assets.json'].version = '99.1.0'; },
      'undefined, App.assets.json, $.version: has version `99.1.0`, and versions up to 55 are known; use a version that knows it'],
    ['whose files are none', files => { files['App.assets.json'].files = []; }, 'undefined, App.assets.json, $.files: is not an object; synthesize again'],
    ['with an asset without a source', (_, __, assets) => { delete assets[NESTED_ID].source; },
      `${AT}: the asset \`${NESTED_ID}\` has no source or no destinations that can be read; synthesize again`],
    ['with an asset without a bucket', (_, __, assets) => { delete assets[NESTED_ID].destinations.here.bucketName; },
      `${AT}: the asset \`${NESTED_ID}\` has no source or no destinations that can be read; synthesize again`],
    ['with a template that is not there', files => { delete files['AppN.nested.template.json']; }, 'undefined, AppN.nested.template.json, $: does not exist; synthesize again'],
    ['with a template elsewhere', (_, __, assets) => { assets[NESTED_ID].source.path = '/x.template.json'; }, `${AT}: \`/x.template.json\` leaves the assembly; synthesize again`],
    ['with a template that changed', files => { files['AppN.nested.template.json'] = NESTED.replace('SNS', 'SQS'); }, NOT_MADE_OF],
    ['with a template that holds more than was hashed', files => { files['AppN.nested.template.json'] = NESTED.replace('{', '{"Resources":{},'); }, NOT_MADE_OF],
    ['with a template under another name than its hash', (_, __, assets) => { assets[NESTED_ID].destinations.here.objectKey = 'latest.json'; },
      'undefined, AppN.nested.template.json, $: is uploaded to `latest.json`: an older upload may be deployed in its place; keep the hash of the asset in the object key'],
    ['with another file under the key of a template', (_, __, assets) => { assets.other = fileAsset('other.txt', `${NESTED_ID}.json`); },
      `undefined, App.assets.json, $.files.other: is uploaded to \`${NESTED_ID}.json\`, as the template \`${NESTED_ID}\` may be: nobody can say which is deployed; synthesize again`],
    ['that no stack depends on', (_, { App: app }) => { app.dependencies = []; },
      'undefined, App.assets.json, $.files: holds templates, and no stack depends on it: nobody can say where they are deployed; synthesize again'],
  ])('%s is a problem', (_, change, problem) => {
    expect(problemsAfter(change)).toEqual(expect.arrayContaining([problem]));
  });

  test('may hold files that are no templates, whatever they are', () => {
    expect(problemsAfter((files, _, assets) => {
      files['latin.json'] = Uint8Array.of(0x22, 0xe9, 0x22);
      files['data.json'] = {};
      for (const path of ['latin.json', 'data.json', 'absent.json', '/dev/null', '../app.jar', '../data.json']) { assets[path] = fileAsset(path, path); }
      assets.code = { source: { path: 'code', packaging: 'zip' }, destinations: {} };
      assets.made = { source: { executable: ['make'] }, destinations: {} };
    })).toEqual([]);
  });

  test('does not make a template of what is zipped or made by a command', () => {
    const files = filesOfApp();
    const assets = files['App.assets.json'].files;
    assets[NESTED_ID].source = { executable: ['make'], path: 'AppN.nested.template.json' };
    const [executable] = readCloudAssembly(written(files)).stacks;
    assets[NESTED_ID].source = { path: 'AppN.nested.template.json', packaging: 'zip' };
    const [zipped] = readCloudAssembly(written(files)).stacks;

    expect([executable.nested, zipped.nested]).toEqual([[], []]);
  });

  test('shared by two stacks gives both its templates', () => {
    const files = filesOfApp();
    files['manifest.json'].artifacts.Two = { ...stackArtifact({ templateFile: 'Two.template.json' }), dependencies: ['App.assets'] };
    files['Two.template.json'] = OWN;
    const { stacks, templates, problems } = readCloudAssembly(written(files));

    expect([stacks.map(({ id, nested }) => [id, nested.map(({ file }) => file)]), templates, problems])
      .toEqual([[['App', ['AppN.nested.template.json']], ['Two', ['AppN.nested.template.json', 'App.template.json']]], 5, []]);
  });
});

describe('a nested assembly', () => {
  const nestedAssembly = (directoryName?: string) => ({ version: VERSION, artifacts: { Prod: { type: 'cdk:cloud-assembly', properties: { directoryName } } } });

  test.each<[string, Files, string]>([
    ['without a folder', { 'manifest.json': nestedAssembly() }, 'manifest.json, $.artifacts.Prod: the nested assembly has no `directoryName`; synthesize again'],
    ['that is not there', { 'manifest.json': nestedAssembly('prod') }, 'prod, $: does not exist; synthesize again'],
    ['that is a file', { 'manifest.json': nestedAssembly('manifest.json') }, 'manifest.json, $: is not a folder; synthesize again'],
    ['elsewhere', { 'manifest.json': nestedAssembly('..') }, 'manifest.json, $.artifacts.Prod: `..` leaves the assembly; synthesize again'],
    ['without a manifest', { 'manifest.json': nestedAssembly('prod'), 'prod/x': '' }, 'prod/manifest.json, $: does not exist; synthesize again'],
    ['that is itself', { 'manifest.json': nestedAssembly('.') }, ', $: is the folder of two assemblies, or of one inside itself; synthesize again'],
    ['that is around it', { 'manifest.json': nestedAssembly('prod'), 'prod/manifest.json': nestedAssembly('..') },
      ', $: is the folder of two assemblies, or of one inside itself; synthesize again'],
  ])('%s is a problem', (_, files, problem) => {
    expect(problemsIn(written(files))).toEqual([`undefined, ${problem}`]);
  });

  test('is nested at most 32 deep', () => {
    const files: Files = {};
    for (let depth = 0; depth < 34; depth++) { files[`${'a/'.repeat(depth)}manifest.json`] = nestedAssembly('a'); }

    expect(problemsIn(written(files))).toEqual([`undefined, ${'a/'.repeat(32)}a, $: is nested more than 32 assemblies deep; nest fewer stages`]);
  });

  test('names its stacks after itself, in problems too', () => {
    const stage = { version: VERSION, artifacts: { App: stackArtifact(), Bad: stackArtifact({ templateFile: 'Bad.template.json' }) } };
    const { stacks, problems } = readCloudAssembly(written({ 'manifest.json': nestedAssembly('prod'), 'prod/manifest.json': stage, 'prod/App.template.json': OWN }));

    expect([stacks.map(({ id, file }) => [id, file]), problems])
      .toEqual([[['Prod/App', 'prod/App.template.json']], [{ stack: 'Prod/Bad', file: 'prod/Bad.template.json', path: '$', message: 'does not exist; synthesize again', isDamage: true }]]);
  });
});
