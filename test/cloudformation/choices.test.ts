import { ACCOUNT, allow, deny, document, inline, policy, Resources, role, Sections } from './templates';
import { readApp } from '../../src/cloudformation/app-reader';
import { AppReading } from '../../src/cloudformation/app-reading';
import { AssemblyStack, TemplateAsset } from '../../src/cloudformation/cloud-assembly';
import { CheckResult } from '../../src/engine/analysis/check-types';
import { EffectiveAccess } from '../../src/engine/analysis/effective-access';
import { parseCaller } from '../../src/engine/evaluation/caller';

const { PASS, FAIL } = CheckResult;
const [A, B] = ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'];
const READ = 's3:GetObject';

const PARAMETERS = {
  Env: { Type: 'String' },
  Other: { Type: 'String' },
  I: { Type: 'Number', AllowedValues: [0, 1] },
  J: { Type: 'Number', AllowedValues: [0, 1] },
  Free: { Type: 'Number' },
};
const isProd = (parameter: string) => ({ 'Fn::Equals': [{ Ref: parameter }, 'prod'] });
const MAPPINGS = { M: { x: { list: [A], other: [B] }, y: { list: [B], other: [A] } }, N: { y: { list: [B] }, x: { list: [A] } } };
const SECTIONS: Sections = {
  Parameters: PARAMETERS,
  Mappings: MAPPINGS,
  Conditions: {
    C: isProd('Env'),
    D: isProd('Other'),
    Same: { Condition: 'C' },
    Turned: { 'Fn::Equals': ['prod', { Ref: 'Env' }] },
    Both: { 'Fn::And': [{ Condition: 'C' }, { Condition: 'D' }] },
    AlsoBoth: { 'Fn::And': [{ Condition: 'D' }, { Condition: 'C' }] },
    Not: { 'Fn::Not': [{ Condition: 'C' }] },
    Loop: { 'Fn::Not': [{ Condition: 'Pool' }] },
    Pool: { 'Fn::Not': [{ Condition: 'Loop' }] },
    Import: { 'Fn::Equals': [{ 'Fn::ImportValue': { Ref: 'Env' } }, 'a'] },
    AlsoImport: { 'Fn::Equals': [{ 'Fn::ImportValue': { Ref: 'Env' } }, 'a'] },
  },
};

function stack(id: string, resources: Resources, sections: Sections = {}, nested: TemplateAsset[] = [], environment: object = {}): AssemblyStack {
  return { id, constructPath: id, stackName: id, account: ACCOUNT, region: 'eu-west-1', ...environment, file: id, text: JSON.stringify({ ...sections, Resources: resources }), nested, parameters: {} };
}

function asset(name: string, resources: Resources, sections: Sections): TemplateAsset {
  return { id: name, destinations: [{ bucketName: 'assets', objectKey: `${name}.json` }], file: `${name}.nested.template.json`, text: JSON.stringify({ ...sections, Resources: resources }) };
}

function nestedStack(name: string, parameters: object) {
  return { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: { 'Fn::Sub': `https://s3.\${AWS::URLSuffix}/assets/${name}.json` }, Parameters: parameters } };
}

/** May the role of the first stack read anything? */
function asked({ stacks: [{ principals: [{ arn, policies }], unread }] }: AppReading): CheckResult {
  expect(unread).toEqual([]);
  const caller = parseCaller(arn)!;
  return EffectiveAccess._of(caller, { identity: policies.map(one => one.document) }, ACCOUNT).checkAccessNotGranted([{ actions: [READ] }]).result;
}

/** May a role read anything that is allowed one of two things, and denied one of the two? */
function allowedAndDenied(allowed: unknown, denied: unknown): CheckResult {
  return asked(readApp([stack('App', { R: role({ RoleName: 'r', ...inline(document(allow(READ, allowed), deny(READ, denied))) }) }, SECTIONS)]));
}

const byCondition = (name: string, one: unknown = [A], other: unknown = [B]) => ({ 'Fn::If': [name, one, other] });
const byIndex = (parameter: string) => ({ 'Fn::Select': [{ Ref: parameter }, [[A], [B]]] });
const byKey = (parameter: string, map = 'M', key: unknown = 'list') => ({ 'Fn::FindInMap': [map, { Ref: parameter }, key] });

describe('what is made by one choice goes together', () => {
  test.each<[string, unknown, unknown]>([
    ['a condition', byCondition('C'), byCondition('C')],
    ['a condition among texts', byCondition('C', A, B), byCondition('C', A, B)],
    ['a condition that is another', byCondition('C'), byCondition('Same')],
    ['a condition that compares the same', byCondition('C'), byCondition('Turned')],
    ['a condition of the same conditions', byCondition('Both'), byCondition('AlsoBoth')],
    ['an index', byIndex('I'), byIndex('I')],
    ['an index that may be any', byIndex('Free'), byIndex('Free')],
    ['a key', byKey('Env'), byKey('Env')],
  ])('%s', (_, allowed, denied) => {
    expect(allowedAndDenied(allowed, denied)).toBe(PASS);
  });
});

describe('what is made by two choices does not', () => {
  test.each<[string, unknown, unknown]>([
    ['two conditions', byCondition('C'), byCondition('D')],
    ['two conditions among texts', byCondition('C', A, B), byCondition('D', A, B)],
    ['a condition and its opposite', byCondition('C'), byCondition('Not')],
    ['two conditions that are made of themselves', byCondition('Loop'), byCondition('Pool')],
    ['one condition, and what it makes the other way round', byCondition('C'), byCondition('C', [B], [A])],
    ['two indexes', byIndex('I'), byIndex('J')],
    ['two keys of a mapping', byKey('Env'), byKey('Other')],
    ['two second keys of a mapping', byKey('Env'), byKey('Env', 'M', 'other')],
    ['one key of two mappings', byKey('Env'), byKey('Env', 'N')],
    ['an index, and a condition', byIndex('I'), byCondition('C')],
  ])('%s', (_, allowed, denied) => {
    expect(allowedAndDenied(allowed, denied)).toBe(FAIL);
  });
});

describe('conditions of one name in two stacks', () => {
  const allowing = { R: role({ RoleName: 'r', ...inline(document(byCondition('C', allow(READ, A), allow(READ, B)))) }) };
  const denying = (target: unknown) => ({ P: policy(document(byCondition('C', deny(READ, A), deny(READ, B))), { Roles: [target] }) });
  const sections = (condition: unknown) => ({ Parameters: { Env: { Type: 'String' }, Role: { Type: 'String' } }, Conditions: { C: condition } });
  const leaf = asset('leaf', denying({ Ref: 'Role' }), sections(isProd('Env')));
  const nesting = (parameters: object, parent: object = isProd('Env')) => asked(readApp([
    stack('App', { ...allowing, N: nestedStack('leaf', { Role: { Ref: 'R' }, ...parameters }) }, sections(parent), [leaf]),
  ]));

  test('are two, where each stack has its own parameter', () => {
    expect(asked(readApp([stack('App', allowing, sections(isProd('Env'))), stack('Guard', denying('r'), sections(isProd('Env')))]))).toBe(FAIL);
  });

  test('are one, where the parent gives a nested stack what it compares itself', () => {
    expect(nesting({ Env: { Ref: 'Env' } })).toBe(PASS);
  });

  test.each<[string, object, object?]>([
    ['gives a nested stack something else', { Env: { Ref: 'Role' } }],
    ['gives a nested stack something that is made of it', { Env: { 'Fn::Sub': '${Env}-x' } }],
    ['compares with something else', { Env: { Ref: 'Env' } }, { 'Fn::Equals': [{ Ref: 'Env' }, 'dev'] }],
  ])('are two, where the parent %s', (_, parameters, parent = isProd('Env')) => {
    expect(nesting(parameters, parent)).toBe(FAIL);
  });

  test('are two, where they compare the region, which nobody knows of either', () => {
    const here = { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] };
    const app = (environment: object) => asked(readApp([stack('App', allowing, sections(here), [], environment), stack('Guard', denying('r'), sections(here), [], environment)]));
    expect([app({ region: undefined }), app({})]).toEqual([FAIL, PASS]);
  });
});

test('a policy of another stack that denies a region is not credited, where nobody knows the region of either', () => {
  const queue = { 'Fn::Sub': 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:orders' };
  const app = (environment: object) => asked(readApp([
    stack('App', { R: role({ RoleName: 'r', ...inline(document(allow('*', queue))) }) }, {}, [], environment), stack('Guard', { P: policy(document(deny('*', queue)), { Roles: ['r'] }) }, {}, [], environment),
  ]));
  expect([app({ region: undefined }), app({})]).toEqual([FAIL, PASS]);
});
