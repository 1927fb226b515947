import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CdkApp } from './synth';

/** What a stack is made of: code in which it is `stack`, or a template. */
type Content = string | { readonly Resources: Record<string, unknown>; readonly [section: string]: unknown };

/** A way around the gate, and the nearest app that does no harm. */
export interface Twins {
  readonly bypass: Content;
  /** Rule and construct, without the name of the stack: `NoAdminAccess Role/Resource`. A resource that no construct stands for: `<LogicalId>`. */
  readonly found: string[];
  readonly twin: Content;
}

/** What the apps of these tests begin with beside the preamble of every app. */
const PREAMBLE = `
const fs = require('node:fs');
const path = require('node:path');
const core = lib('');
const { CfnParameter, CfnOutput, Fn, Lazy, Token, Aws, DefaultStackSynthesizer } = core;
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';
const oneObject = () => new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::amzn-s3-demo-bucket/key'] });
const documentOf = (...statements) => ({ Version: '2012-10-17', Statement: statements.map(one => one.toJSON()) });
const inlinePolicy = (...statements) => ({ policyName: 'inline', policyDocument: documentOf(...statements) });
/** The role of L1. */
const l1 = made => made.node.defaultChild;
/** Everything of a template but its resources. */
class Sections extends CfnElement {
  constructor(scope, sections) { super(scope, 'Sections'); this.sections = sections; }
  _toCloudFormation() { return this.sections; }
}
/** Each resource is a construct with the id of its logical id. */
const template = (stack, { Resources, ...sections }) => {
  new Sections(stack, sections);
  for (const [id, { Type, Properties, ...attributes }] of Object.entries(Resources)) {
    const made = new CfnResource(stack, id, { type: Type, properties: Properties });
    made.overrideLogicalId(id);
    for (const [name, value] of Object.entries(attributes)) { made.addOverride(name, value); }
  }
};
/** Writes another template, before anybody computes its hash. */
const instead = (stack, content) => { stack._synthesizeTemplate = session => fs.writeFileSync(path.join(session.outdir, stack.templateFile), typeof content === 'string' ? content : JSON.stringify(content)); };
/** Does something to the template after everything is written. */
const afterwards = (stack, change) => {
  const { synthesize } = stack.synthesizer;
  stack.synthesizer.synthesize = session => { synthesize.call(stack.synthesizer, session); change(path.join(session.outdir, stack.templateFile), session); };
};
const app = new App();
Guardrails.enforce(app);
`;

export const EVERYTHING = ['NoAdminAccess'];

/** What is found of a role that may do everything. */
export function everythingOf(place: string): string[] {
  return EVERYTHING.map(rule => `${rule} ${place}`);
}

/** An app that is judged, of this code. */
export function twinApp(code: string, files: Record<string, unknown> = {}): CdkApp {
  return new CdkApp(PREAMBLE + code, files);
}

/** An app of both of each, in stacks `B0`, `T0`, `B1` and so on, and others that they make with the same beginning: `B0-Other`. */
export function judgeTwins(all: Record<string, Twins>): void {
  const pairs = Object.values(all);
  const code = pairs.flatMap(({ bypass, twin }, i) => [stackOf(`B${i}`, bypass), stackOf(`T${i}`, twin)]).join('');
  const app = twinApp(code);
  const { code: exitCode, text } = app.synth();
  const found = findingsOf(app);
  app.remove();

  test('the synthesis fails, and is judged to its end', () => {
    expect([exitCode, text.includes('Synthesis finished with errors')]).toEqual([1, true]);
  });

  describe.each(Object.entries(all).map(([name, twins], i) => [name, twins, i] as const))('%s', (_name, { found: expected }, i) => {
    test('is blocked', () => {
      expect(found.get(`B${i}`) ?? []).toEqual([...expected].sort());
    });

    test('its harmless twin passes', () => {
      expect(found.get(`T${i}`) ?? []).toEqual([]);
    });
  });
}

function stackOf(id: string, content: Content): string {
  const body = typeof content === 'string' ? content : `template(stack, ${JSON.stringify(content)});`;
  return `{ const stack = new Stack(app, '${id}'); const another = (name = 'Other', props = {}) => new Stack(app, '${id}-' + name, props);\n${body}\n}\n`;
}

/** Where the app is, and its `cdk.out`. */
export function folderOf(app: CdkApp): string {
  return (app as unknown as { readonly folder: string }).folder;
}

/** Rule and place of every finding, by the stack. None: the app was not judged to its end, or nothing was found. */
export function findingsOf(app: CdkApp): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const report = join(folderOf(app), 'cdk.out', 'validation-report.json');
  const { pluginReports } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { pluginReports: [] };
  for (const { ruleName, violatingConstructs } of pluginReports.flatMap((one: any) => one.violations)) {
    for (const { constructPath = '', cloudFormationResource: { templatePath = '', logicalId } = {} as any } of violatingConstructs) {
      const [, stack, place] = constructPath === ''
        ? ['', basename(templatePath).replace(/\..*$/, ''), `<${logicalId}>`]
        : /^([^/]*)\/?(.*)$/.exec(constructPath)!;
      const [id, ...other] = stack.split('-');
      const list = [...found.get(id) ?? [], [ruleName, [...other, place].filter(part => part !== '').join('/')].join(' ').trim()];
      found.set(id, [...new Set(list)].sort());
    }
  }
  return found;
}
