import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { readAssembly } from '../../src/cloudformation/app-reader';
import { ConstructMetadata, MetadataEntry, metadataEntries } from '../../src/cloudformation/construct-metadata';

const folder = mkdtempSync(join(tmpdir(), 'construct-metadata-'));
afterAll(() => rmSync(folder, { recursive: true }));

const topic = (scope: Construct, id = 'Topic') => new CfnResource(scope, id, { type: 'AWS::SNS::Topic' });

/** The same logical ids in a stack, in nested stacks of it, and in a Stage. */
function synthesized(outdir: string): string {
  const app = new App({ outdir });
  const shop = new Stack(app, 'Shop');
  topic(shop);
  const outer = new NestedStack(shop, 'Outer');
  topic(outer);
  topic(new NestedStack(outer, 'Inner')).node.addMetadata('somebody:says', { reason: 'inside' });
  topic(new NestedStack(new Construct(shop, 'Part'), 'Outer')).node.addMetadata('somebody:says', { reason: 'in a part' });
  topic(new Stack(new Stage(app, 'Prod'), 'Shop')).node.addMetadata('somebody:says', { reason: 'in a Stage' });
  shop.node.addMetadata('somebody:says', { reason: 'of the stack' });
  app.synth();
  return outdir;
}

describe('the metadata of an app', () => {
  const outdir = synthesized(join(folder, 'app'));
  const { constructs, stacks, templates, unread } = readAssembly(outdir);

  test('tells which construct makes a resource, in nested stacks and in Stages', () => {
    const paths = stacks.map(({ stack }) => constructs!.pathOf(stack.id, 'Topic')).sort();

    expect(unread).toEqual([]);
    expect(paths).toEqual(['Prod/Shop/Topic', 'Shop/Outer/Inner/Topic', 'Shop/Outer/Topic', 'Shop/Part/Outer/Topic', 'Shop/Topic']);
    expect(constructs!.pathOf('Shop', 'Other')).toBeUndefined();
    expect(constructs!.pathOf('Elsewhere', 'Topic')).toBeUndefined();
  });

  test('holds what others added, with the stack that the construct is in', () => {
    const said = constructs!.entries.filter(({ type }) => type === 'somebody:says').map(({ constructPath, stack, data }) => [constructPath, stack.split('/').length, data]);

    expect(said).toEqual([
      ['Prod/Shop/Topic', 2, { reason: 'in a Stage' }],
      ['Shop', 1, { reason: 'of the stack' }],
      ['Shop/Outer/Inner/Topic', 3, { reason: 'inside' }],
      ['Shop/Part/Outer/Topic', 2, { reason: 'in a part' }],
    ]);
  });

  test('every template is listed, with its hash', () => {
    // Two nested stacks have the same template: it is one file.
    expect(templates!.map(({ constructPath, file }) => [constructPath, file.replace(/[0-9A-F]{8}/g, '')])).toEqual([
      ['Prod/Shop', 'assembly-Prod/ProdShop.template.json'],
      ['Shop', 'Shop.template.json'],
      ['Shop', 'ShopOuterInner.nested.template.json'],
      ['Shop', 'ShopOuter.nested.template.json'],
    ]);
    expect(templates!.map(one => one.sha256)).toEqual(templates!.map(({ file }) => createHash('sha256').update(readFileSync(join(outdir, file))).digest('hex')));
  });
});

describe('the line of code that makes a resource', () => {
  const sourceOf = (...trace: unknown[]) => new ConstructMetadata([{
    id: 'App', constructPath: 'App', metadata: metadataEntries({ '/App/Role': [{ type: 'aws:cdk:logicalId', data: 'Role' }, { type: 'aws:cdk:creationStack', data: trace as string[] }] }, 'manifest.json', '$'),
  }]).sourceOf('App', 'Role');

  test.each<[string, unknown[], string | undefined]>([
    ['the first of the app', ['...new Role2 in aws-cdk-lib...', 'new Shop (/app/lib/shop.ts:12:5)', '<anonymous> (/app/bin/app.ts:3:1)', '...node internals...'], '/app/lib/shop.ts:12:5'],
    ['not of a library', ['new Role (/app/node_modules/aws-cdk-lib/aws-iam/lib/role.js:1:2)', 'Shop.make (/app/lib/shop.ts:7:9)'], '/app/lib/shop.ts:7:9'],
    ['without parentheses', ['at /app/lib/shop.ts:7:9'], '/app/lib/shop.ts:7:9'],
    ['of Windows', ['new Role (C:\\app\\node_modules\\x\\y.js:1:2)', 'new Shop (C:\\my app\\lib\\shop.ts:7:9)'], 'C:\\my app\\lib\\shop.ts:7:9'],
    ['nobody knows it', ['...node internals...', 'stack traces disabled', 7], undefined],
  ])('%s', (_name, trace, source) => {
    expect(sourceOf(...trace)).toBe(source);
  });

  test('is what the CDK traces', () => {
    const outdir = join(folder, 'traced');
    const app = new App({ outdir, context: { 'aws:cdk:disable-stack-trace': false } });
    const shop = new Stack(app, 'Shop');
    shop.node.setContext('aws:cdk:disable-stack-trace', false);
    topic(shop);
    app.synth();

    expect(readAssembly(outdir).constructs!.sourceOf('Shop', 'Topic')).toMatch(/construct-metadata\.test\.ts:\d+:\d+$/);
  });

  test('is nobody\'s where two claim to make it', () => {
    const entry = (constructPath: string): MetadataEntry => ({ constructPath, type: 'aws:cdk:logicalId', data: 'Role', trace: ['new Shop (/app/lib/shop.ts:1:1)'] });

    expect(new ConstructMetadata([{ id: 'App', constructPath: 'App', metadata: [entry('App/A'), entry('App/B')] }]).sourceOf('App', 'Role')).toBeUndefined();
  });
});

describe('what two constructs claim to be', () => {
  const claim = (constructPath: string): MetadataEntry => ({ constructPath, type: 'aws:cdk:logicalId', data: 'Role' });

  test('is neither of them', () => {
    const metadata = (...paths: string[]) => new ConstructMetadata([{ id: 'App', constructPath: 'App', metadata: paths.map(claim) }]);

    expect(metadata('App/Role').pathOf('App', 'Role')).toBe('App/Role');
    expect(metadata('App/Role', 'App/Other').pathOf('App', 'Role')).toBeUndefined();
    expect(metadata('App/Role', 'App/Other', 'App/Role').pathOf('App', 'Role')).toBeUndefined();
  });
});

describe('metadata that cannot be read is a place that is not read', () => {
  test.each<[string, string, string]>([
    ['text', '"x"', 'is not a JSON object; synthesize again'],
    ['a path without a list', '{"/Shop":{"type":"x"}}', 'the metadata of `/Shop` is no list of entries with a `type`; synthesize again'],
    ['an entry without a type', '{"/Shop":[{"data":"x"}]}', 'the metadata of `/Shop` is no list of entries with a `type`; synthesize again'],
    ['truncated', '{"/Shop":', 'is not JSON'],
  ])('%s', (name, text, message) => {
    const outdir = join(folder, `hostile-${name.replace(/ /g, '-')}`);
    const app = new App({ outdir });
    topic(new Stack(app, 'Shop'));
    app.synth();
    writeFileSync(join(outdir, 'Shop.metadata.json'), text);
    const { stacks: [{ unread, resources }] } = readAssembly(outdir);

    expect(readFileSync(join(outdir, 'manifest.json'), 'utf8')).toContain('Shop.metadata.json');
    expect(unread).toHaveLength(1);
    expect(unread[0].message).toContain(message);
    expect(resources.map(({ resource }) => resource.logicalId)).toEqual(['Topic']);
  });
});
