import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnCondition, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { fc } from '../properties';
import {
  ACCOUNT, addition, allow, ALLOW_ALL, attachments, decisionsFor, deny, DENY_ALL, document, either, group, inline, managedPolicy, NO_VALUE, placesOf, policy,
  principalOf, REGION, Resources, role, Sections, spelt, trustIn, user,
} from './templates';
import { readApp, readAssembly, ReadingOptions, readStacksOf } from '../../src/cloudformation/app-reader';
import { AppReading } from '../../src/cloudformation/app-reading';
import { AssemblyStack, TemplateAsset } from '../../src/cloudformation/cloud-assembly';
import { PolicyProperty } from '../../src/cloudformation/policy-properties';
import { PolicyReading, TemplateReading } from '../../src/cloudformation/template-reading';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';
import { PolicyType } from '../../src/engine/policy/policy-type';

const { ALLOWED, EXPLICIT_DENY, IMPLICIT_DENY } = EvalDecision;

const OTHER_ACCOUNT = '444455556666';
const READ = document(allow('s3:GetObject', 'arn:aws:s3:::logs/*'));
const GET_OBJECT = { action: 's3:GetObject', resource: 'arn:aws:s3:::logs/k' };

interface StackParts {
  readonly sections?: Sections;
  readonly nested?: TemplateAsset[];
  readonly account?: string;
  readonly region?: string;
}

/** A stack of an account and a region that are known. */
function stack(id: string, resources: Resources, { sections = {}, nested = [], ...environment }: StackParts = {}): AssemblyStack {
  return {
    id, constructPath: id, stackName: id, account: ACCOUNT, region: REGION, ...environment, file: `${id}.template.json`, text: JSON.stringify({ ...sections, Resources: resources }), nested, parameters: {},
  };
}

/** Nobody knows where it is deployed. */
const ANYWHERE = { account: undefined, region: undefined };

function asset(name: string, resources: Resources, sections: Sections = {}): TemplateAsset {
  return { id: name, destinations: [{ bucketName: 'assets', objectKey: `${name}.json` }], file: `${name}.nested.template.json`, text: JSON.stringify({ ...sections, Resources: resources }) };
}

/** The resource that makes a stack of an asset. */
function nestedStack(name: string, parameters?: unknown, attributes: object = {}) {
  const TemplateURL = { 'Fn::Sub': `https://s3.\${AWS::URLSuffix}/assets/${name}.json` };
  return { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL, ...parameters === undefined ? {} : { Parameters: parameters } }, ...attributes };
}

const strings = (...names: string[]) => ({ Parameters: Object.fromEntries(names.map(name => [name, { Type: 'String' }])) });
const output = (value: unknown, exportName?: unknown) => ({ Value: value, ...exportName === undefined ? {} : { Export: { Name: exportName } } });
const outputOf = (nested: string, name: string) => ({ 'Fn::GetAtt': [nested, `Outputs.${name}`] });
const imported = (name: unknown) => ({ 'Fn::ImportValue': name });

/** Who has which policies, by stack. */
function attached({ stacks }: AppReading): Record<string, Record<string, string[]>> {
  return Object.fromEntries(stacks.map(one => [one.stack.id, attachments(one)]));
}

/** What could not be read, by stack. */
function unreadIn({ stacks, unread }: AppReading): string[] {
  return [...placesOf(unread), ...stacks.flatMap(one => placesOf(one.unread).map(place => `${one.stack.id} ${place}`))];
}

function stackOf({ stacks }: AppReading, id: string): TemplateReading {
  return stacks.find(one => one.stack.id === id)!;
}

/** What every statement says, and what it depends on. */
function effects({ document: { statements } }: PolicyReading): string[] {
  return statements.map(({ effect, dependsOn }) => dependsOn === undefined ? effect : `${effect} if ${dependsOn}`);
}

describe('nested stacks', () => {
  const attaching = asset('attaching', { P: policy(DENY_ALL, { Roles: [{ Ref: 'RoleName' }] }) }, strings('RoleName'));
  const making = asset('making', { R: role() }, { Outputs: { RoleName: output({ Ref: 'R' }) } });

  test('a role of the parent has what a nested stack attaches to it by a parameter', () => {
    const reading = readApp([stack('App', { R: role(), S: role(), N: nestedStack('attaching', { RoleName: { Ref: 'R' } }) }, { nested: [attaching] })]);

    expect(attached(reading)).toEqual({ 'App': { R: ['P PolicyDocument'], S: [] }, 'App/N': {} });
    expect(unreadIn(reading)).toEqual([]);
  });

  test('a role of a nested stack has what the parent attaches to it by an output', () => {
    const reading = readApp([stack('App', { N: nestedStack('making'), P: policy(DENY_ALL, { Roles: [outputOf('N', 'RoleName')] }) }, { nested: [making] })]);

    expect(attached(reading)).toEqual({ 'App': {}, 'App/N': { R: ['P PolicyDocument'] } });
  });

  test('a value goes through nested stacks in nested stacks, down and up', () => {
    const middle = asset('middle', { N: nestedStack('attaching', { RoleName: { Ref: 'Given' } }), M: nestedStack('making') }, {
      ...strings('Given'), Outputs: { RoleName: output(outputOf('M', 'RoleName')) },
    });
    const reading = readApp([stack('App', { R: role(), Mid: nestedStack('middle', { Given: { Ref: 'R' } }), Q: policy(READ, { Roles: [outputOf('Mid', 'RoleName')] }) }, {
      nested: [attaching, making, middle],
    })]);

    expect(attached(reading)).toEqual({ 'App': { R: ['P PolicyDocument'] }, 'App/Mid': {}, 'App/Mid/N': {}, 'App/Mid/M': { R: ['Q PolicyDocument'] } });
    expect(reading.stacks.map(one => one.stack)).toEqual([
      { id: 'App', constructPath: 'App', file: 'App.template.json' },
      { id: 'App/Mid', constructPath: 'App', file: 'middle.nested.template.json', parent: 'App' },
      { id: 'App/Mid/N', constructPath: 'App', file: 'attaching.nested.template.json', parent: 'App/Mid' },
      { id: 'App/Mid/M', constructPath: 'App', file: 'making.nested.template.json', parent: 'App/Mid' },
    ]);
  });

  test('a value goes from one nested stack to the other, in whatever order they stand', () => {
    const resources = { A: nestedStack('attaching', { RoleName: outputOf('B', 'RoleName') }), B: nestedStack('making') };

    for (const ordered of [resources, Object.fromEntries(Object.entries(resources).reverse())]) {
      expect(attached(readApp([stack('App', ordered, { nested: [attaching, making] })]))).toEqual({ 'App': {}, 'App/A': {}, 'App/B': { R: ['P PolicyDocument'] } });
    }
  });

  test('also where a condition asks for the value while the stacks are still found', () => {
    const asking = asset('asking', { P: policy(DENY_ALL, { Roles: [{ Ref: 'RoleName' }] }), N: nestedStack('making', undefined, { Condition: 'HasRole' }) }, {
      ...strings('RoleName'), Conditions: { HasRole: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'RoleName' }, ''] }] } },
    });
    const reading = readApp([stack('App', { A: nestedStack('asking', { RoleName: outputOf('B', 'RoleName') }), B: nestedStack('making') }, { nested: [asking, making] })]);

    expect(attached(reading)).toMatchObject({ 'App/B': { R: ['P PolicyDocument'] } });
  });

  test('one template that makes two stacks is two stacks', () => {
    const reading = readApp([stack('App', {
      N: nestedStack('making'), M: nestedStack('making'), P: policy(READ, { Roles: [outputOf('N', 'RoleName')] }),
    }, { nested: [making] })]);

    expect(attached(reading)).toEqual({ 'App': {}, 'App/N': { R: ['P PolicyDocument'] }, 'App/M': { R: [] } });
  });

  test('a list arrives as text, and is a list', () => {
    const listing = asset('listing', { P: policy(READ, { Roles: { Ref: 'Names' } }) }, { Parameters: { Names: { Type: 'CommaDelimitedList' } } });
    const given = (names: unknown) => attached(readApp([stack('App', { R: role(), S: role(), T: role({ RoleName: 't' }), N: nestedStack('listing', { Names: names }) }, { nested: [listing] })])).App;

    expect(given({ 'Fn::Join': [',', [{ Ref: 'R' }, 't']] })).toEqual({ R: ['P PolicyDocument'], S: [], T: ['P PolicyDocument'] });
    expect(given([{ Ref: 'R' }, { Ref: 'S' }])).toEqual({ R: ['P PolicyDocument'], S: ['P PolicyDocument'], T: [] });
  });

  describe('a parameter is what the parent gives', () => {
    const PUT = 's3:PutObject';
    /** What a user of the nested stack may come to whose action is the parameter. */
    const decided = (parameters: unknown, declared: object, statement: (action: unknown) => unknown = allow) => {
      const leaf = asset('leaf', { U: user(inline(document(allow('sqs:*'), statement({ Ref: 'P' })))) }, { Parameters: { P: { Type: 'String', ...declared } } });
      const resources = { N: nestedStack('leaf', parameters) };
      const sections = { Parameters: { Free: { Type: 'String', Default: PUT } } };
      return decisionsFor(stackOf(readApp([stack('App', resources, { sections, nested: [leaf] })]), 'App/N'), 'U', GET_OBJECT);
    };

    test.each<[string, unknown, object, EvalDecision[]]>([
      ['a value', { P: PUT }, { Default: '*' }, [IMPLICIT_DENY]],
      ['a value outside what is allowed', { P: '*' }, { AllowedValues: [PUT] }, [ALLOWED]],
      ['the default, where nothing is given', undefined, { Default: '*' }, [ALLOWED]],
      ['the default, where other parameters are given', { Q: PUT }, { Default: '*' }, [ALLOWED]],
      ['the default, where no value is given', { P: NO_VALUE }, { Default: '*' }, [ALLOWED]],
      ['anything, where there is no default either', {}, {}, [ALLOWED, IMPLICIT_DENY]],
      ['one of two', { P: either(PUT, '*') }, { Default: PUT }, [ALLOWED, IMPLICIT_DENY]],
      ['anything, where the parent knows no more', { P: { Ref: 'Free' } }, { Default: PUT }, [ALLOWED, IMPLICIT_DENY]],
    ])('%s', (_, parameters, declared, expected) => {
      expect(decided(parameters, declared)).toEqual(expected);
    });

    test('a value or else the default', () => {
      expect(decided({ P: either(PUT) }, { Default: '*' })).toEqual([ALLOWED, IMPLICIT_DENY]);
      expect(decided({ P: either(PUT) }, { Default: '*' }, action => allow(['sqs:*', action]))).toEqual([ALLOWED, IMPLICIT_DENY]);
      expect(decided({ P: either(PUT) }, { Default: PUT })).toEqual([IMPLICIT_DENY]);
    });

    test('a default is not credited where one of several lists of parameters may be given', () => {
      expect(decided(either({ P: '*' }, { P: 's3:Get*' }), { Default: PUT })).toContain(ALLOWED);
      expect(decided(either({ P: '*' }), { Default: PUT })).toContain(ALLOWED);
    });

    test('a default denies nothing where the parent may give another', () => {
      const all = (action: unknown) => ({ ...deny(action), Sid: 'D' });
      const withAllow = (parameters: unknown, declared: object) => decided(parameters, declared, action => either(all(action), all(action)));

      expect(withAllow(either({ P: PUT }, { P: PUT }), { Default: '*' })).not.toEqual([EXPLICIT_DENY]);
    });
  });

  test.each(['name', 'alternatives', 'constructor', 'toString', 'parts'])('a parameter may be named %s', name => {
    const leaf = asset('leaf', { P: policy(READ, { Roles: [{ Ref: name }] }) }, strings(name));
    const app = (parameters: unknown) => attached(readApp([stack('App', { R: role({ RoleName: 'r' }), N: nestedStack('leaf', parameters) }, { nested: [leaf] })]));

    expect(app({ [name]: { Ref: 'R' } })).toEqual({ 'App': { R: ['P PolicyDocument'] }, 'App/N': {} });
    expect(app(either({ [name]: 'r' }, { [name]: 'r' })).App.R).not.toEqual([]);
  });

  describe('conditions', () => {
    const app = (roleAttributes: object, nestedAttributes: object, sections: object = {}) => readApp([stack('App', {
      R: role({}, roleAttributes), N: nestedStack('attaching', { RoleName: { Ref: 'R' } }, nestedAttributes),
    }, { sections: sections as Sections, nested: [attaching] })]);
    const always = { Conditions: { C: { 'Fn::Equals': ['a', 'a'] } } };
    const never = { Conditions: { C: { 'Fn::Equals': ['a', 'b'] } } };

    test('of a nested stack make possible what it attaches outside', () => {
      expect(attached(app({}, { Condition: 'C' })).App).toEqual({ R: ['P PolicyDocument?'] });
      expect(decisionsFor(stackOf(app({ Condition: 'D' }, { Condition: 'C' }), 'App'), 'R', GET_OBJECT)).toContain(IMPLICIT_DENY);
    });

    test('that the role shares take nothing away', () => {
      expect(attached(app({ Condition: 'C' }, { Condition: 'C' })).App).toEqual({ R: ['P PolicyDocument'] });
    });

    test('that surely hold take nothing away', () => {
      expect(attached(app({}, { Condition: 'C' }, always)).App).toEqual({ R: ['P PolicyDocument'] });
    });

    test('that surely do not hold make no stack', () => {
      const reading = app({}, { Condition: 'C' }, never);

      expect(attached(reading)).toEqual({ App: { R: [] } });
    });

    test('that surely hold by a value of the parent take nothing away', () => {
      const staged = asset('staged', { P: policy(DENY_ALL, { Roles: [{ Ref: 'RoleName' }] }, { Condition: 'IsProd' }) }, {
        ...strings('RoleName', 'Stage'), Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
      });
      const given = (Stage_: unknown) => attached(readApp([stack('App', { R: role(), N: nestedStack('staged', { RoleName: { Ref: 'R' }, Stage: Stage_ }) }, {
        sections: strings('Free'), nested: [staged],
      })])).App;

      expect(['prod', 'dev', { Ref: 'Free' }].map(given)).toEqual([{ R: ['P PolicyDocument'] }, { R: [] }, { R: ['P PolicyDocument?'] }]);
    });

    test('of one name are two in two stacks', () => {
      const conditional = asset('conditional', { P: policy(DENY_ALL, { Roles: [{ Ref: 'RoleName' }] }, { Condition: 'C' }) }, strings('RoleName'));
      const reading = readApp([stack('App', { R: role({}, { Condition: 'C' }), N: nestedStack('conditional', { RoleName: { Ref: 'R' } }) }, { nested: [conditional] })]);

      expect(attached(reading).App).toEqual({ R: ['P PolicyDocument?'] });
    });
  });

  test('parameters and outputs that are made of themselves are unknown', () => {
    const echo = asset('echo', { P: policy(READ, { Roles: [{ Ref: 'X' }] }) }, { ...strings('X'), Outputs: { X: output({ Ref: 'X' }) } });
    const app = (resources: Resources) => attached(readApp([stack('App', resources, { nested: [echo] })]));

    expect(app({ N: nestedStack('echo', { X: outputOf('N', 'X') }) })).toEqual({ 'App': {}, 'App/N': { loose: ['P PolicyDocument'] } });
    expect(app({ N: nestedStack('echo', { X: outputOf('M', 'X') }), M: nestedStack('echo', { X: outputOf('N', 'X') }) }))
      .toEqual({ 'App': {}, 'App/N': { loose: ['P PolicyDocument'] }, 'App/M': { loose: ['P PolicyDocument'] } });
  });

  test('a template that makes itself ends, and says so', () => {
    const self = asset('self', { N: nestedStack('self'), U: user(inline(ALLOW_ALL)) });
    const reading = readApp([stack('App', { N: nestedStack('self') }, { nested: [self] })]);

    expect(reading.stacks).toHaveLength(33);
    expect(unreadIn(reading)).toEqual([`App${'/N'.repeat(32)} N Properties.TemplateURL`]);
  });
});

describe('a template that no stack makes is judged alone', () => {
  const names = { account: ACCOUNT, region: REGION };
  const app = (resources: Resources, orphan: TemplateAsset) => readApp([stack('App', resources, { nested: [orphan], ...names })]);

  test('its principals and policies are read', () => {
    expect(attached(app({}, asset('product', { R: role({ ManagedPolicyArns: [{ Ref: 'M' }] }), M: managedPolicy(READ) }))))
      .toEqual({ 'App': {}, 'App product.nested.template.json': { R: ['M PolicyDocument'] } });
  });

  test('what it denies is not denied in the stack', () => {
    const reading = app({ R: role({ RoleName: 'r', ...inline(ALLOW_ALL) }) }, asset('product', { P: policy(DENY_ALL, { Roles: ['r'] }) }));

    expect(decisionsFor(stackOf(reading, 'App'), 'R', GET_OBJECT)).toContain(ALLOWED);
  });

  test('its managed policies limit nobody in the stack', () => {
    const reading = app({ U: user({ ...inline(ALLOW_ALL), PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/limits` }) },
      asset('product', { B: managedPolicy(READ, { ManagedPolicyName: 'limits' }) }));

    expect(decisionsFor(stackOf(reading, 'App'), 'U', { action: 'iam:CreateUser', resource: '*' })).toContain(ALLOWED);
  });

  test('it exports nothing', () => {
    const reading = app({ U: user(inline(document(allow(imported('action'))))) }, asset('product', {}, { Outputs: { O: output('sqs:*', 'action') } }));

    expect(decisionsFor(stackOf(reading, 'App'), 'U', GET_OBJECT)).toContain(ALLOWED);
  });
});

describe('exports', () => {
  const exporting = (id: string, parts: StackParts = {}, name: unknown = 'role') =>
    stack(id, { R: role() }, { ...parts, sections: { Outputs: { O: output({ Ref: 'R' }, name) } } });
  const importing = (id: string, parts: StackParts = {}, name: unknown = 'role') => stack(id, { P: policy(DENY_ALL, { Roles: [imported(name)] }) }, parts);
  const resolves = (...stacks: AssemblyStack[]) => {
    const reading = readApp(stacks);
    return [attached(reading), unreadIn(reading)];
  };
  const LINKED = [{ A: { R: ['P PolicyDocument'] }, B: {} }, []];
  const UNKNOWN = [{ A: { R: [] }, B: {} }, ['B P Properties.Roles[0]']];

  test('are what they export, in whatever order the stacks stand', () => {
    expect(resolves(exporting('A'), importing('B'))).toEqual(LINKED);
    expect(resolves(importing('B'), exporting('A'))).toEqual(LINKED);
  });

  test('also where a condition asks for one while the stacks are still found', () => {
    const asking = asset('asking', { N: nestedStack('leaf', undefined, { Condition: 'HasRole' }) }, {
      ...strings('RoleName'), Conditions: { HasRole: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'RoleName' }, ''] }] } },
    });
    const early = stack('First', { N: nestedStack('asking', { RoleName: imported('role') }) }, { nested: [asking, asset('leaf', {})] });

    expect(resolves(early, exporting('A'), importing('B'))).toMatchObject(LINKED);
  });

  test('are of one account and region', () => {
    expect(resolves(exporting('A'), importing('B', { region: 'eu-west-1' }))).toEqual(UNKNOWN);
    expect(resolves(exporting('A'), importing('B', { account: OTHER_ACCOUNT }))).toEqual(UNKNOWN);
    expect(resolves(exporting('A'), importing('B', ANYWHERE))).toEqual(UNKNOWN);
    expect(resolves(exporting('A', ANYWHERE), importing('B', ANYWHERE))).toEqual(LINKED);
  });

  test('of two of one name, nobody says which', () => {
    const [A, B, C] = [exporting('A'), importing('B'), { R: [] }];

    expect(resolves(A, B, exporting('C'))).toEqual([{ A: { R: [] }, B: {}, C }, ['B P Properties.Roles[0]']]);
    expect(resolves(A, B, exporting('C', { region: 'eu-west-1' }))).toEqual([{ A: { R: ['P PolicyDocument'] }, B: {}, C }, []]);
  });

  test('one that surely does not exist is no second one', () => {
    const absent = stack('C', {}, { sections: { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } }, Outputs: { O: { ...output('x', 'role'), Condition: 'Never' } } } });

    expect(resolves(exporting('A'), importing('B'), absent)).toMatchObject(LINKED);
  });

  test('may have names with the same open values in them', () => {
    const name = { 'Fn::Sub': 'net-${AWS::Region}-role' };

    expect(resolves(exporting('A', ANYWHERE, name), importing('B', ANYWHERE, name))).toEqual(LINKED);
    expect(resolves(exporting('A', {}, name), importing('B', {}, `net-${REGION}-role`))).toEqual(LINKED);
    expect(resolves(exporting('A', {}, { 'Fn::Sub': '${AWS::StackName}-role' }), importing('B', {}, 'A-role'))).toEqual(LINKED);
  });

  test('of a name that nobody knows are unknown', () => {
    expect(resolves(exporting('A'), importing('B', { sections: strings('Name') }, { Ref: 'Name' }))).toEqual(UNKNOWN);
    expect(resolves(exporting('A', {}, { Ref: 'Nothing' }), importing('B', {}, 'Nothing'))).toEqual(UNKNOWN);
  });

  test('of nested stacks are exports', () => {
    const leaf = asset('leaf', { R: role() }, { Outputs: { O: output({ Ref: 'R' }, 'role') } });

    expect(resolves(stack('A', { N: nestedStack('leaf') }, { nested: [leaf] }), importing('B'))).toEqual([{ 'A': {}, 'A/N': { R: ['P PolicyDocument'] }, 'B': {} }, []]);
  });

  test('that are made of each other are unknown', () => {
    const circular = (id: string, own: string, other: string) =>
      stack(id, { P: policy(READ, { Roles: [imported(other)] }) }, { sections: { Outputs: { O: output(imported(other), own) } } });

    expect(resolves(circular('A', 'a', 'b'), circular('B', 'b', 'a'))).toEqual([{ A: {}, B: {} }, ['A P Properties.Roles[0]', 'B P Properties.Roles[0]']]);
    expect(resolves(circular('A', 'a', 'a'))).toEqual([{ A: {} }, ['A P Properties.Roles[0]']]);
  });
});

describe('Fn::GetStackOutput', () => {
  const making = stack('A', { R: role() }, { sections: { Outputs: { Name: output({ Ref: 'R' }) } } });
  const asking = (more: object, parts: StackParts = {}) => {
    const reading = readApp([making, stack('B', { P: policy(READ, { Roles: [{ 'Fn::GetStackOutput': { StackName: 'A', OutputName: 'Name', ...more } }] }) }, parts)]);
    return [attached(reading), unreadIn(reading)];
  };
  const LINKED = [{ A: { R: ['P PolicyDocument'] }, B: {} }, []];

  test('is the output of a stack of this account, by its name', () => {
    expect(asking({})).toEqual(LINKED);
    expect(asking({ Region: REGION })).toEqual(LINKED);
    expect(asking({ Region: REGION }, { region: 'eu-west-1' })).toEqual(LINKED);
  });

  test.each<[object, StackParts]>([
    [{ StackName: 'C' }, {}], [{ OutputName: 'Other' }, {}], [{ Region: 'eu-west-1' }, {}], [{}, { region: 'eu-west-1' }], [{}, { account: OTHER_ACCOUNT }],
    [{ RoleArn: `arn:aws:iam::${ACCOUNT}:role/reader` }, {}],
  ])('is unknown of another: %j %j', (more, parts) => {
    expect(asking(more, parts)).toEqual([{ A: { R: [] }, B: {} }, ['B P Properties.Roles[0]']]);
  });
});

describe('attached to a principal of another stack', () => {
  const ACCOUNTS: [string, string | undefined, string | undefined][] = [
    ['unknown', undefined, undefined], ['unknown', ACCOUNT, undefined], ['unknown', undefined, ACCOUNT],
  ];
  const byName = (account: string | undefined, other: string | undefined) => readApp([
    stack('A', { R: role({ RoleName: 'r', ...inline(ALLOW_ALL) }) }, { account }), stack('B', { P: policy(DENY_ALL, { Roles: ['r'] }) }, { account: other }),
  ]);

  test('by name in one account is certain', () => {
    const reading = byName(ACCOUNT, ACCOUNT);

    expect(attached(reading)).toEqual({ A: { R: ['R Policies[0].PolicyDocument', 'P PolicyDocument'] }, B: {} });
    expect(decisionsFor(stackOf(reading, 'A'), 'R', GET_OBJECT)).toEqual([EXPLICIT_DENY]);
  });

  test.each(ACCOUNTS)('by name in accounts that are %s is possible, and judged alone: %s %s', (_, account, other) => {
    const reading = byName(account, other);

    expect(attached(reading)).toEqual({ A: { R: ['R Policies[0].PolicyDocument', 'P PolicyDocument?'] }, B: { loose: ['P PolicyDocument'] } });
    expect(decisionsFor(stackOf(reading, 'A'), 'R', GET_OBJECT)).toContain(ALLOWED);
  });

  test('by name in another account is another', () => {
    expect(attached(byName(ACCOUNT, OTHER_ACCOUNT))).toEqual({ A: { R: ['R Policies[0].PolicyDocument'] }, B: { loose: ['P PolicyDocument'] } });
  });

  test.each([{ 'Fn::Sub': 'r-${AWS::AccountId}' }, { 'Fn::Sub': 'r-${AWS::Region}' }])('by name with the account in it is a name all the same: %j', name => {
    const reading = readApp([stack('A', { R: role({ RoleName: name }) }, ANYWHERE), stack('B', { P: policy(DENY_ALL, { Roles: [name] }) }, ANYWHERE)]);

    expect(attached(reading)).toEqual({ A: { R: ['P PolicyDocument?'] }, B: { loose: ['P PolicyDocument'] } });
  });

  test.each(['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'])('by %s, to roles, users and groups', type => {
    const P = { Type: type, Properties: { PolicyName: 'p', PolicyDocument: READ, Roles: ['x'], Users: ['x'], Groups: ['x'] } };

    expect(attached(readApp([stack('A', { R: role({ RoleName: 'x' }), U: user({ UserName: 'x' }), G: group({ GroupName: 'x' }) }), stack('B', { P })])))
      .toEqual({ A: { R: ['P PolicyDocument'], U: ['P PolicyDocument'], G: ['P PolicyDocument'] }, B: {} });
  });

  test('by a reference is certain, whatever the accounts', () => {
    for (const parts of [{}, ANYWHERE]) {
      const reading = readApp([
        stack('A', { R: role(), N: role({ RoleName: 'named' }) }, { ...parts, sections: { Outputs: { R: output({ Ref: 'R' }, 'r'), N: output({ Ref: 'N' }, 'n') } } }),
        stack('B', { P: policy(DENY_ALL, { Roles: [imported('r')] }) }, parts),
      ]);
      expect(attached(reading)).toEqual({ A: { R: ['P PolicyDocument'], N: [] }, B: {} });
    }
  });

  test('a name that only differs in case is never lost', () => {
    const { stacks: [, { loose }] } = readApp([stack('A', { R: role({ RoleName: 'deploy' }) }), stack('B', { P: policy(ALLOW_ALL, { Roles: ['DEPLOY'] }) })]);

    expect(loose.map(({ policy: one, target }) => [spelt(one), target])).toEqual([['P PolicyDocument', { kind: 'role', name: 'DEPLOY' }]]);
  });

  test('by a written name to a role that may not exist, it may be of another: it is judged alone as well', () => {
    const reading = readApp([stack('A', {
      R: role({ RoleName: 'r', PermissionsBoundary: { Ref: 'B' } }, { Condition: 'C' }), B: managedPolicy(READ), P: policy(ALLOW_ALL, { Roles: ['r'] }),
    })]);

    expect(stackOf(reading, 'A').loose.map(({ policy: one }) => spelt(one))).toEqual(['P PolicyDocument']);
  });
});

describe('managed policies of another stack', () => {
  const M = (properties: object = {}, one: unknown = DENY_ALL) => managedPolicy(one, properties);
  const WRITTEN = `arn:aws:iam::${ACCOUNT}:policy/shared`;
  const COMPUTED = { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/shared' };

  test('are attached by the ARN that they get in one account', () => {
    for (const arn of [WRITTEN, COMPUTED]) {
      expect(attached(readApp([stack('A', { M: M({ ManagedPolicyName: 'shared' }) }), stack('B', { R: role({ ManagedPolicyArns: [arn] }) })])))
        .toEqual({ A: {}, B: { R: ['M PolicyDocument'] } });
    }
  });

  test('are not those of another account', () => {
    const reading = readApp([stack('A', { M: M({ ManagedPolicyName: 'shared' }) }), stack('B', { R: role({ ManagedPolicyArns: [COMPUTED] }) }, { account: OTHER_ACCOUNT })]);

    expect(attached(reading)).toEqual({ A: { loose: ['M PolicyDocument'] }, B: { R: [] } });
    expect(unreadIn(reading)).toEqual(['B R Properties.ManagedPolicyArns[0]']);
  });

  test('are attached by a reference, whatever the accounts', () => {
    for (const parts of [{}, ANYWHERE]) {
      expect(attached(readApp([
        stack('A', { M: M() }, { ...parts, sections: { Outputs: { O: output({ Ref: 'M' }, 'm') } } }), stack('B', { R: role({ ManagedPolicyArns: [imported('m')] }) }, parts),
      ]))).toEqual({ A: {}, B: { R: ['M PolicyDocument'] } });
    }
  });

  test('deny nothing where nobody knows whether the accounts are the same', () => {
    const reading = readApp([
      stack('A', { M: M({ ManagedPolicyName: 'shared' }) }, ANYWHERE), stack('B', { U: user({ ...inline(ALLOW_ALL), ManagedPolicyArns: [COMPUTED] }) }, ANYWHERE),
    ]);

    expect(decisionsFor(stackOf(reading, 'B'), 'U', GET_OBJECT)).toContain(ALLOWED);
  });

  test('limit nobody where nobody knows whether the accounts are the same', () => {
    const app = (parts: StackParts, boundary: unknown, sections: Sections = {}) => decisionsFor(stackOf(readApp([
      stack('A', { M: M({ ManagedPolicyName: 'shared' }, READ) }, { ...parts, sections }), stack('B', { U: user({ ...inline(ALLOW_ALL), PermissionsBoundary: boundary }) }, parts),
    ]), 'B'), 'U', { action: 'iam:CreateUser', resource: '*' });

    expect(app({}, COMPUTED)).toEqual([IMPLICIT_DENY]);
    expect(app(ANYWHERE, imported('m'), { Outputs: { O: output({ Ref: 'M' }, 'm') } })).toEqual([IMPLICIT_DENY]);
    expect(app(ANYWHERE, COMPUTED)).toContain(ALLOWED);
  });

  test('of one name are all read', () => {
    const one = (parts: StackParts) => [stack('A', { M: M({ ManagedPolicyName: 'shared' }, ALLOW_ALL) }, parts), stack('B', { N: M({ ManagedPolicyName: 'shared' }, READ) }, parts)];
    const policies = (reading: AppReading) => reading.stacks.flatMap(({ loose, principals }) => [...loose.map(each => each.policy), ...principals.flatMap(each => each.policies)])
      .map(({ resource }) => resource.logicalId).sort();

    expect(policies(readApp(one({})))).toEqual(['M', 'N']);
    expect(policies(readApp(one(ANYWHERE)))).toEqual(['M', 'N']);
  });

  test('that are one of two documents are both possible', () => {
    for (const parts of [{ M: managedPolicy(either(ALLOW_ALL, READ)) }, { M: managedPolicy(either(READ, ALLOW_ALL)) }]) {
      const reading = readApp([stack('A', { ...parts, R: role({ ManagedPolicyArns: [{ Ref: 'M' }] }) })]);
      expect(decisionsFor(stackOf(reading, 'A'), 'R', { action: 'iam:CreateUser', resource: '*' })).toContain(ALLOWED);
      expect(attached(readApp([stack('A', parts)])).A.loose).toHaveLength(2);
    }
  });

  test('that are one of two documents limit nobody', () => {
    const reading = readApp([stack('A', { M: managedPolicy(either(ALLOW_ALL, READ)), U: user({ ...inline(ALLOW_ALL), PermissionsBoundary: { Ref: 'M' } }) })]);

    expect(decisionsFor(stackOf(reading, 'A'), 'U', { action: 'iam:CreateUser', resource: '*' })).toContain(ALLOWED);
  });

  test('of one name, one for each side of a condition, are both possible', () => {
    const named = { ManagedPolicyName: 'shared' };
    const reading = readApp([stack('A', {
      R: role({ ManagedPolicyArns: [WRITTEN] }), M: managedPolicy(ALLOW_ALL, named, { Condition: 'IsDev' }), N: managedPolicy(READ, named, { Condition: 'IsProd' }),
    })]);

    expect(decisionsFor(stackOf(reading, 'A'), 'R', { action: 'iam:CreateUser', resource: '*' })).toContain(ALLOWED);
  });

  test('that may not exist limit nobody by their written ARN', () => {
    const reading = readApp([stack('A', {
      U: user({ ...inline(ALLOW_ALL), PermissionsBoundary: WRITTEN }), M: managedPolicy(READ, { ManagedPolicyName: 'shared' }, { Condition: 'IsProd' }),
    })]);

    expect(decisionsFor(stackOf(reading, 'A'), 'U', { action: 'iam:CreateUser', resource: '*' })).toContain(ALLOWED);
  });

  test('that may not exist and are attached by a written ARN may be others: that is unread', () => {
    const reading = readApp([stack('A', { U: user({ ManagedPolicyArns: [WRITTEN] }), M: managedPolicy(READ, { ManagedPolicyName: 'shared' }, { Condition: 'IsProd' }) })]);

    expect(unreadIn(reading)).toEqual(['A U Properties.ManagedPolicyArns[0]']);
  });
});

describe('groups of another stack', () => {
  const groupsOf = ({ groups }: { readonly groups: { readonly resource: { readonly logicalId: string } }[] }) => groups.map(({ resource }) => resource.logicalId);
  const G = group({ GroupName: 'g', ...inline(ALLOW_ALL) });

  test('are joined by name and by reference', () => {
    const reading = readApp([
      stack('A', { G, H: group() }, { sections: { Outputs: { O: output({ Ref: 'H' }, 'h') } } }), stack('B', { U: user({ Groups: ['g', imported('h')] }) }),
    ]);

    expect([groupsOf(principalOf(stackOf(reading, 'B'), 'U')), unreadIn(reading)]).toEqual([['G', 'H'], []]);
  });

  test('are joined by an addition in a third stack', () => {
    const reading = readApp([stack('A', { G }), stack('B', { U: user({ UserName: 'u' }) }), stack('C', { J: addition('g', ['u']) })]);

    expect(decisionsFor(stackOf(reading, 'B'), 'U', GET_OBJECT)).toEqual([ALLOWED]);
  });

  test('have policies of stacks behind them', () => {
    const reading = readApp([stack('B', { U: user({ Groups: ['g'] }) }), stack('A', { G: group({ GroupName: 'g' }) }), stack('C', { P: policy(READ, { Groups: ['g'] }) })]);

    expect(decisionsFor(stackOf(reading, 'B'), 'U', GET_OBJECT)).toEqual([ALLOWED]);
  });

  test('of another account are not in the app', () => {
    const reading = readApp([stack('A', { G }, { account: OTHER_ACCOUNT }), stack('B', { U: user({ Groups: ['g'] }) })]);

    expect([groupsOf(principalOf(stackOf(reading, 'B'), 'U')), unreadIn(reading)]).toEqual([[], ['B U Properties.Groups[0]']]);
  });

  test.each<[string, unknown]>([['one of two', either('g', 'outside')], ['a free name', { Ref: 'Name' }]])('that may be outside the app are unread: %s', (_, name) => {
    expect(unreadIn(readApp([stack('A', { G, U: user({ Groups: [name] }) }, { sections: strings('Name') })]))).toEqual(['A U Properties.Groups[0]']);
    expect(unreadIn(readApp([stack('A', { G, U: user({ UserName: 'u' }), J: addition(name, ['u']) }, { sections: strings('Name') })]))).toEqual(['A J Properties.Users[0]']);
  });

  test('that may not exist deny nothing by a written name', () => {
    const reading = readApp([stack('A', { U: user({ Groups: ['g'], ...inline(ALLOW_ALL) }), G: group({ GroupName: 'g', ...inline(DENY_ALL) }, { Condition: 'C' }) })]);

    expect(decisionsFor(stackOf(reading, 'A'), 'U', GET_OBJECT)).toContain(ALLOWED);
  });
});

describe('permission sets', () => {
  const set = (properties: object) => ({ Type: 'AWS::SSO::PermissionSet', Properties: { Name: 'Ops', InstanceArn: 'arn:aws:sso:::instance/ssoins-1', ...properties } });
  const one = (properties: object, more: Resources = {}) => readApp([stack('A', { S: set(properties), ...more })]);

  test('are the roles that they become', () => {
    const { principals: [principal], unread } = stackOf(one({ InlinePolicy: READ, ManagedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }), 'A');

    expect([principal.kind, String(principal.name), principal.trust, principal.policies.map(spelt), unread])
      .toEqual(['role', 'AWSReservedSSO_Ops_<`S`>', undefined, ['S InlinePolicy', 'S ManagedPolicies[0]'], []]);
  });

  // With the region of IAM Identity Center in its path, except in us-east-1
  // https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
  test('are roles of the accounts that they are assigned to, under a path that may name the region', () => {
    const { principals: [{ arn }] } = stackOf(readApp([stack('A', { S: set({}) }, { region: 'eu-west-2' })]), 'A');

    expect(String(arn)).not.toContain(ACCOUNT);
    expect(String(arn)).not.toMatch(/sso\.amazonaws\.com\/AWSReservedSSO/);
  });

  test.each<[unknown, boolean]>([
    [READ, true], [JSON.stringify(READ), true], [{ Ref: 'Free' }, false], ['{{resolve:ssm:/p}}', false],
  ])('an inline policy is read or unread: %j', (inlinePolicy, isRead) => {
    const reading = readApp([stack('A', { S: set({ InlinePolicy: inlinePolicy }) }, { sections: strings('Free') })]);

    expect([attached(reading).A.S, unreadIn(reading)]).toEqual(isRead ? [['S InlinePolicy'], []] : [[], ['A S Properties.InlinePolicy']]);
  });

  test('an inline policy that is none is unread', () => {
    expect(unreadIn(one({ InlinePolicy: 'text' }))).toEqual(['A S Properties.InlinePolicy']);
  });

  test('managed policies of the assigned accounts are unread', () => {
    const references = [{ Name: 'team', Path: '/' }, { Name: 'other' }];

    expect(unreadIn(one({ CustomerManagedPolicyReferences: references }))).toEqual([0, 1].map(i => `A S Properties.CustomerManagedPolicyReferences[${i}]`));
    expect(unreadIn(one({ CustomerManagedPolicyReferences: [] }))).toEqual([]);
    expect(unreadIn(one({ ManagedPolicies: ['arn:aws:iam::111122223333:policy/own'] }))).toEqual(['A S Properties.ManagedPolicies[0]']);
  });

  test('an AWS managed boundary limits, one of the assigned accounts does not', () => {
    const decided = (boundary: object) => decisionsFor(stackOf(one({ InlinePolicy: ALLOW_ALL, PermissionsBoundary: boundary }, { B: managedPolicy(READ, { ManagedPolicyName: 'own' }) }), 'A'), 'S', {
      action: 'iam:CreateUser', resource: '*',
    });

    expect(decided({ ManagedPolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' })).toEqual([IMPLICIT_DENY]);
    expect(decided({ CustomerManagedPolicyReference: { Name: 'own', Path: '/' } })).toEqual([ALLOWED]);
    expect(decided(either({ ManagedPolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }))).toEqual([ALLOWED]);
  });

  test('an assignment says who acts as the role, and grants nothing else', () => {
    const assignment = {
      Type: 'AWS::SSO::Assignment',
      Properties: {
        InstanceArn: 'arn:aws:sso:::instance/ssoins-1',
        PermissionSetArn: { 'Fn::GetAtt': ['S', 'PermissionSetArn'] },
        PrincipalId: 'p',
        PrincipalType: 'GROUP',
        TargetId: ACCOUNT,
        TargetType: 'AWS_ACCOUNT',
      },
    };
    const reading = one({ InlinePolicy: READ }, { Z: assignment });

    expect([attached(reading), stackOf(reading, 'A').resourcePolicies, unreadIn(reading)]).toEqual([{ A: { S: ['S InlinePolicy'] } }, [], []]);
  });
});

describe('budget actions', () => {
  const action = (properties: object, arn: unknown = { Ref: 'M' }) => ({
    Type: 'AWS::Budgets::BudgetsAction', Properties: { BudgetName: 'b', Definition: { IamActionDefinition: { PolicyArn: arn, ...properties } } },
  });

  test('attach a managed policy, some day', () => {
    const reading = readApp([stack('A', { R: role({ RoleName: 'r' }), U: user(), G: group(), M: managedPolicy(ALLOW_ALL), Z: action({ Roles: ['r'], Users: [{ Ref: 'U' }], Groups: [{ Ref: 'G' }] }) })]);

    expect(attached(reading)).toEqual({ A: { R: ['M PolicyDocument?'], U: ['M PolicyDocument?'], G: ['M PolicyDocument?'] } });
    expect(effects(principalOf(stackOf(reading, 'A'), 'R').policies[0])).toEqual(['Allow if the budget action `Z`']);
  });

  test('attach an AWS managed policy', () => {
    expect(attached(readApp([stack('A', { U: user(), Z: action({ Users: [{ Ref: 'U' }] }, 'arn:aws:iam::aws:policy/AdministratorAccess') })])))
      .toEqual({ A: { U: ['Z Definition.IamActionDefinition.PolicyArn?'] } });
  });

  test('deny nothing before the budget is spent', () => {
    const reading = readApp([stack('A', { U: user(inline(ALLOW_ALL)), M: managedPolicy(DENY_ALL), Z: action({ Users: [{ Ref: 'U' }] }) })]);

    expect(decisionsFor(stackOf(reading, 'A'), 'U', GET_OBJECT)).toContain(ALLOWED);
  });

  test('of a policy outside the app are unread', () => {
    expect(unreadIn(readApp([stack('A', { U: user(), Z: action({ Users: [{ Ref: 'U' }] }, 'arn:aws:iam::111122223333:policy/own') })])))
      .toEqual(['A Z Properties.Definition.IamActionDefinition.PolicyArn']);
  });

  test('for somebody outside the app are judged alone', () => {
    expect(attached(readApp([stack('A', { M: managedPolicy(READ), Z: action({ Roles: ['outside'] }) })]))).toEqual({ A: { loose: ['M PolicyDocument'] } });
  });

  test('that name nobody hide no policy', () => {
    expect(attached(readApp([stack('A', { M: managedPolicy(ALLOW_ALL), Z: action({ Roles: [] }) })]))).toEqual({ A: { loose: ['M PolicyDocument'] } });
  });

  test('that nobody knows are unread', () => {
    const unknown = { ...action({}), Properties: { BudgetName: 'b', Definition: { Ref: 'Free' } } };

    expect(unreadIn(readApp([stack('A', { Z: unknown }, { sections: strings('Free') })]))).toEqual(['A Z Properties.Definition']);
  });

  test('that stop instances or attach a service control policy grant nothing', () => {
    const definitions = [{ SsmActionDefinition: { Subtype: 'STOP_EC2_INSTANCES', Region: REGION, InstanceIds: ['i-1'] } }, { ScpActionDefinition: { PolicyId: 'p-1', TargetIds: ['r-1'] } }];

    for (const Definition of definitions) {
      const reading = readApp([stack('A', { Z: { Type: 'AWS::Budgets::BudgetsAction', Properties: { BudgetName: 'b', Definition } } })]);
      expect([attached(reading), unreadIn(reading)]).toEqual([{ A: {} }, []]);
    }
  });
});

describe('policies of somebody outside the app', () => {
  test('are judged alone, and say whose they are', () => {
    const { stacks: [{ loose, principals }] } = readApp([stack('A', { R: role(), P: policy(ALLOW_ALL, { Roles: ['imported', { Ref: 'R' }] }) })]);

    expect(loose.map(({ policy: one, target }) => [spelt(one), target])).toEqual([['P PolicyDocument', { kind: 'role', name: 'imported' }]]);
    expect(principals[0].policies.map(spelt)).toEqual(['P PolicyDocument']);
  });

  test('one for each whom they name', () => {
    const { stacks: [{ loose }] } = readApp([stack('A', { P: policy(READ, { Roles: ['a', 'b'], Users: ['c'] }) })]);

    expect(loose.map(({ target }) => target)).toEqual([{ kind: 'role', name: 'a' }, { kind: 'role', name: 'b' }, { kind: 'user', name: 'c' }]);
  });
});

describe('what surely does not exist', () => {
  const sections = { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] }, Always: { 'Fn::Equals': ['a', 'a'] } } };
  const never = { Condition: 'Never' };
  const app = (resources: Resources, name: string) => readApp([stack('A', resources, { sections: { ...sections, Conditions: { ...sections.Conditions, C: sections.Conditions[name as 'Never'] } } })]);

  test('is not there: no principal, no attachment, no finding', () => {
    const reading = readApp([stack('A', {
      R: role({ Policies: 'text' }, never),
      U: user({ UserName: 'u' }),
      P: policy(ALLOW_ALL, { Users: ['u'] }, never),
      M: managedPolicy(ALLOW_ALL, {}, never),
      Q: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: ['q'], PolicyDocument: trustIn('*') }, ...never },
      X: { Type: 'Nobody::Knows::This', ...never },
      J: addition('g', ['u'], never),
    }, { sections })]);

    expect([attached(reading), stackOf(reading, 'A').resourcePolicies, unreadIn(reading)]).toEqual([{ A: { U: [] } }, [], []]);
  });

  test('is nobody whom a policy could be attached to: the policy is judged alone', () => {
    expect(attached(readApp([stack('A', { R: role({ RoleName: 'r' }, never), P: policy(READ, { Roles: ['r'] }), S: policy(READ, { Roles: [{ Ref: 'R' }] }) }, { sections })])))
      .toEqual({ A: { loose: ['P PolicyDocument', 'S PolicyDocument'] } });
  });

  test('limits nobody', () => {
    const reading = readApp([stack('A', {
      U: user({ ...inline(ALLOW_ALL), PermissionsBoundary: { Ref: 'B' } }),
      B: managedPolicy(READ, {}, never),
      V: user({ ...inline(ALLOW_ALL), ManagedPolicyArns: [{ Ref: 'B' }] }),
    }, { sections })]);

    expect(decisionsFor(stackOf(reading, 'A'), 'U', { action: 'iam:CreateUser', resource: '*' })).toEqual([ALLOWED]);
    expect(unreadIn(reading)).toEqual(['A V Properties.ManagedPolicyArns[0]']);
  });

  test('is the other branch', () => {
    expect(attached(app({ R: role({ RoleName: 'r' }), S: role({ RoleName: 's' }), P: policy(READ, { Roles: [either('r', 's')] }) }, 'Never'))).toEqual({ A: { R: [], S: ['P PolicyDocument'] } });
    expect(attached(app({ R: role({ RoleName: 'r' }), S: role({ RoleName: 's' }), P: policy(READ, { Roles: [either('r', 's')] }) }, 'Always'))).toEqual({ A: { R: ['P PolicyDocument'], S: [] } });
  });

  test('and what surely exists depends on nothing', () => {
    const reading = readApp([stack('A', { U: user({ UserName: 'u', ...inline(ALLOW_ALL) }), P: policy(DENY_ALL, { Users: ['u'] }, { Condition: 'Always' }) }, { sections })]);

    expect(decisionsFor(stackOf(reading, 'A'), 'U', GET_OBJECT)).toEqual([EXPLICIT_DENY]);
  });

  test('a condition that the template does not define may hold', () => {
    expect(attached(readApp([stack('A', { U: user({ UserName: 'u' }), P: policy(READ, { Users: ['u'] }, { Condition: 'Undefined' }) })]))).toEqual({ A: { U: ['P PolicyDocument?'] } });
  });
});

describe('what may be absent', () => {
  const bucketPolicy = (attributes: object) => ({
    Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'B' }, PolicyDocument: document({ ...deny('s3:*'), Principal: '*' }) }, ...attributes,
  });
  const denies = (bucketAttributes: object, attributes: object) => stackOf(readApp([stack('A', {
    B: { Type: 'AWS::S3::Bucket', ...bucketAttributes }, P: bucketPolicy(attributes),
  })]), 'A').resourcePolicies.map(({ policy: one }) => effects(one));

  test('a resource policy that may not exist beside its resource denies nothing', () => {
    expect(denies({}, { Condition: 'C' })).toEqual([['Deny if condition `C`']]);
    expect(denies({ Condition: 'C' }, { Condition: 'C' })).toEqual([['Deny']]);
    expect(denies({ Condition: 'C' }, {})).toEqual([['Deny']]);
  });

  test('a policy of the organization that may not exist denies nothing', () => {
    const { limits } = stackOf(readApp([stack('A', {
      S: { Type: 'AWS::Organizations::Policy', Properties: { Name: 's', Type: 'SERVICE_CONTROL_POLICY', TargetIds: ['r-1'], Content: DENY_ALL }, Condition: 'C' },
    })]), 'A');

    expect(limits.map(({ policy: one }) => effects(one))).toEqual([['Deny if condition `C`']]);
  });
});

describe('accepting what nobody can read', () => {
  const resources = {
    X: { Type: 'Third::Party::Type' },
    Y: { Type: 'Third::Party::Type' },
    Z: { Type: 'Custom::Thing', Properties: { ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:f' } },
    N: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://elsewhere/x.json' } },
    P: managedPolicy('text'),
    R: role({ ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/own'] }),
    I: role({ 'Fn::Transform': { Name: 'AWS::Include' } }),
  };
  const OPEN = ['A N Properties.TemplateURL', 'A P Properties.PolicyDocument', 'A R Properties.ManagedPolicyArns[0]', 'A I Properties.Fn::Transform', 'A X Type', 'A Y Type', 'A Z Properties.ServiceToken'];
  const accepting = (...accept: NonNullable<ReadingOptions['accept']>) => {
    const reading = readApp([stack('A', resources)], { accept });
    const accepted = reading.accepted.map(({ stack: id, logicalId, path, reason, message, opaque }) => [id, logicalId, path, reason, message.length > 10, opaque]);
    return [unreadIn(reading).sort(), accepted];
  };
  const without = (...places: string[]) => OPEN.filter(place => !places.includes(place)).sort();

  test('nothing is accepted by itself', () => {
    expect(accepting()).toEqual([without(), []]);
  });

  test('by the type of the resources', () => {
    expect(accepting({ resource: 'Third::Party::Type', reason: 'audited' })).toEqual([without('A X Type', 'A Y Type'), [
      ['A', 'X', 'Type', 'audited', true, true], ['A', 'Y', 'Type', 'audited', true, true],
    ]]);
  });

  test('by the logical id of one', () => {
    expect(accepting({ resource: 'X', reason: 'audited' }, { resource: 'N', reason: 'ours' }, { resource: 'Z', reason: 'theirs' })).toEqual([
      without('A X Type', 'A N Properties.TemplateURL', 'A Z Properties.ServiceToken'), [
        ['A', 'N', 'Properties.TemplateURL', 'ours', true, true], ['A', 'X', 'Type', 'audited', true, true], ['A', 'Z', 'Properties.ServiceToken', 'theirs', true, true],
      ],
    ]);
  });

  test.each(['P', 'R', 'I', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', '*', '', 'x', 'third::party::type', 'Third::Party::*', 'A', '__proto__', 'undefined'])('not by %j', resource => {
    expect(accepting({ resource, reason: 'all is well' })).toEqual([without(), []]);
  });

  test('a policy of an accepted resource that cannot be read stays unread', () => {
    const reading = readApp([stack('A', { X: { Type: 'Third::Party::Type', Properties: { Policy: { Statement: [{ Effect: 'Permit' }] } } } })], { accept: [{ resource: 'X', reason: 'audited' }] });

    expect([reading.accepted.map(({ path }) => path), unreadIn(reading).every(place => place.startsWith('A X Properties.Policy'))]).toEqual([['Type'], true]);
    expect(unreadIn(reading)).not.toEqual([]);
  });

  test('what an accepted resource grants is read all the same', () => {
    const reading = readApp([stack('A', { X: { Type: 'Third::Party::Type', Properties: { Policy: ALLOW_ALL } } })], { accept: [{ resource: 'X', reason: 'audited' }] });

    expect(attached(reading)).toEqual({ A: { loose: ['X Policy'] } });
  });

  test('no problem of the assembly is accepted', () => {
    const problem = { stack: 'A', path: 'X', message: 'is not what it was made of' };
    const reading = readStacksOf({ stacks: [stack('A', {})], problems: [problem, { ...problem, stack: 'gone' }], missingContext: ['vpc'], templates: 1 }, {
      accept: ['X', 'A', 'AWS::IAM::Role'].map(resource => ({ resource, reason: 'r' })),
    });

    expect([unreadIn(reading), reading.accepted]).toEqual([['X', 'manifest.json', 'A X'], []]);
  });
});

describe('real apps', () => {
  const root = mkdtempSync(join(tmpdir(), 'app-reading-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const ENV = { account: ACCOUNT, region: REGION };
  let count = 0;
  const synthesized = (build: (app: App) => void) => {
    const app = new App({ outdir: join(root, `app-${++count}`), analyticsReporting: false });
    build(app);
    return readAssembly(app.synth().directory);
  };
  /** `Role` for `Role1ABB5F83`. */
  const summary = (reading: AppReading) => Object.fromEntries(reading.stacks.map(({ stack: { id }, principals, loose }) => [idOf(id.replace(/NestedStack\w*/g, '')), {
    ...Object.fromEntries(principals.map(one => [idOf(one.resource.logicalId), one.policies.map(each => [idOf(each.resource.logicalId), ...effects(each)])])),
    ...loose.length === 0 ? {} : { loose: loose.map(({ policy: one, target }) => [idOf(one.resource.logicalId), target && String(target.name)]) },
  }]));
  const idOf = (logicalId: string) => logicalId.replace(/[0-9A-F]{8}$/, '');
  const ec2 = new iam.ServicePrincipal('ec2.amazonaws.com');

  test.each([['known', ENV], ['unknown', undefined]])('a nested stack is granted to a role of its parent: environment %s', (_, env) => {
    const reading = synthesized(app => {
      const parent = new Stack(app, 'App', { env });
      const aRole = new iam.Role(parent, 'Role', { assumedBy: ec2 });
      const nested = new NestedStack(parent, 'Nested');
      new Bucket(nested, 'Bucket').grantRead(aRole);
      new iam.Policy(nested, 'Attached', { roles: [iam.Role.fromRoleArn(nested, 'Again', aRole.roleArn)], statements: [new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] })] });
      new iam.CfnPolicy(nested, 'Denied', { policyName: 'denied', policyDocument: DENY_ALL, roles: [aRole.roleName] });
    });

    expect(unreadIn(reading)).toEqual([]);
    expect(summary(reading)).toMatchObject({ App: { Role: expect.arrayContaining([['Denied', 'Deny'], ['RoleDefaultPolicy', 'Allow']]) } });
  });

  test.each([['known', ENV], ['unknown', undefined]])('a role of another stack has what names it by a reference: environment %s', (_, env) => {
    const reading = synthesized(app => {
      const [one, other] = ['One', 'Other'].map(id => new Stack(app, id, { env }));
      const aRole = new iam.Role(one, 'Role', { assumedBy: ec2 });
      new iam.CfnPolicy(other, 'Denied', { policyName: 'denied', policyDocument: DENY_ALL, roles: [aRole.roleName] });
      new iam.ManagedPolicy(other, 'Managed', { roles: [aRole], statements: [new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] })] });
    });

    expect(unreadIn(reading)).toEqual([]);
    expect(summary(reading)).toEqual({ One: { Role: [['Denied', 'Deny'], ['Managed', 'Allow']] }, Other: {} });
  });

  test('an imported role is judged alone', () => {
    const reading = synthesized(app => {
      const imports = iam.Role.fromRoleArn(new Stack(app, 'App', { env: ENV }), 'Imported', `arn:aws:iam::${ACCOUNT}:role/path/outside`);
      imports.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['*'], resources: ['*'] }));
    });

    expect(summary(reading)).toEqual({ App: { loose: [['ImportedPolicy', 'outside']] } });
  });

  test('a boundary, a group and a condition of a real app', () => {
    const reading = synthesized(app => {
      const [one, other] = ['One', 'Other'].map(id => new Stack(app, id, { env: ENV }));
      const boundary = new iam.ManagedPolicy(one, 'Boundary', { statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] })] });
      const aGroup = new iam.Group(one, 'Group');
      aGroup.addToPolicy(new iam.PolicyStatement({ actions: ['*'], resources: ['*'] }));
      const aUser = new iam.User(other, 'User', { permissionsBoundary: boundary });
      aUser.addToGroup(aGroup);
      const extra = new iam.CfnPolicy(other, 'Extra', { policyName: 'extra', policyDocument: ALLOW_ALL, users: [aUser.userName] });
      extra.cfnOptions.condition = new CfnCondition(other, 'IsProd', { expression: Fn.conditionEquals(Fn.ref('AWS::StackName'), 'prod') });
    });
    const other = stackOf(reading, 'Other');

    expect(unreadIn(reading)).toEqual([]);
    const idsIn = (found: { readonly resource: { readonly logicalId: string } }[]) => found.map(({ resource }) => idOf(resource.logicalId));
    expect(other.principals.map(({ boundary, groups, policies }) => [boundary && idOf(boundary.resource.logicalId), idsIn(groups), policies.map(effects)]))
      .toEqual([['Boundary', ['Group'], []]]);
    expect(decisionsFor(other, other.principals[0].resource.logicalId, { action: 'iam:CreateUser', resource: '*' })).toEqual([IMPLICIT_DENY]);
  });

  test('stages are stacks of their own', () => {
    const reading = synthesized(app => {
      for (const [name, account] of [['Dev', ACCOUNT], ['Prod', OTHER_ACCOUNT]]) {
        const one = new Stack(new Stage(app, name, { env: { account, region: REGION } }), 'App');
        new iam.CfnRole(one, 'Role', { roleName: 'r', assumeRolePolicyDocument: trustIn('*') });
        new iam.CfnPolicy(one, 'Policy', { policyName: name, policyDocument: READ, roles: ['r'] });
      }
    });

    expect(summary(reading)).toEqual({ 'assembly-Dev/DevApp': { Role: [['Policy', 'Allow']] }, 'assembly-Prod/ProdApp': { Role: [['Policy', 'Allow']] } });
  });
});

describe('JSON text with open values in it is a policy', () => {
  const text = JSON.stringify(document({ ...allow('s3:GetObject', 'arn:aws:s3:::logs/VALUE*'), Sid: 'One', Condition: { StringEquals: { 'aws:PrincipalAccount': 'VALUE' } } }));
  const plain = JSON.stringify(document(allow('s3:GetObject', 'arn:aws:s3:::VALUE/*')));
  const read = (one: unknown) => {
    const reading = readApp([stack('A', { B: { Type: 'AWS::S3::Bucket' }, U: user(inline(one)) }, { sections: strings('Free') })]);
    return [attached(reading), unreadIn(reading)];
  };
  const READABLE = [{ A: { U: ['U Policies[0].PolicyDocument'] } }, []];
  const UNREAD = [{ A: { U: [] } }, ['A U Properties.Policies[0].PolicyDocument']];

  test.each(['${AWS::AccountId}', '${AWS::Region}', '${AWS::Partition}', '${B}', '${B.Arn}'])('as `Fn::Sub` makes it: %s', value => {
    expect(read({ 'Fn::Sub': plain.replace('VALUE', value) })).toEqual(READABLE);
  });

  test('as `Fn::Join` makes it', () => {
    const [before, after] = plain.split('VALUE');

    expect(read({ 'Fn::Join': ['', [before, { Ref: 'B' }, after]] })).toEqual(READABLE);
    expect(read({ 'Fn::Join': ['', [before, { Ref: 'Free' }, after]] })).toEqual(UNREAD);
  });

  test('as `Fn::ToJsonString` makes it', () => {
    expect(read({ 'Fn::ToJsonString': document(allow('s3:GetObject', { 'Fn::Sub': 'arn:aws:s3:::${B}/*' })) })).toEqual(READABLE);
  });

  test('with braces beside each other', () => {
    expect(read({ 'Fn::Sub': text.replace(/VALUE/g, '${AWS::AccountId}') })).toEqual(READABLE);
    expect(read({ 'Fn::Sub': text.replace(/VALUE/g, '${B}') })).toEqual(READABLE);
  });

  test('an unknown value inside it leaves nothing certain', () => {
    expect(read({ 'Fn::Sub': plain.replace('VALUE', '${Free}') })).toEqual(UNREAD);
    expect(read({ 'Fn::Sub': plain.replace('VALUE', '{{resolve:ssm:/x}}${B}') })).toEqual(UNREAD);
  });

  test('one of two texts may be a policy', () => {
    expect(read(either(plain, { 'Fn::Sub': plain.replace('VALUE', '${B}') }))[1]).toEqual(UNREAD[1]);
  });
});

describe('whatever it holds, an app is read to its end', () => {
  const bare = (value: unknown) => JSON.stringify(value, (key, one) => key === 'symbol' || key === 'choice' ? undefined : one instanceof Map ? [...one] : one);
  /** Reads twice, and the same. */
  const readTwice = (...stacks: AssemblyStack[]) => {
    const [one, other] = [readApp(stacks), readApp(stacks)];
    expect(one.unread).toEqual([]);
    expect(bare(one.stacks.map(({ pseudo, ...rest }) => rest))).toEqual(bare(other.stacks.map(({ pseudo, ...rest }) => rest)));
    return one;
  };
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
  const named = (count: number, make: (i: number) => [string, unknown][]) => Object.fromEntries(numbers(count).flatMap(make));

  test('20,000 statements', () => {
    const many = document(...numbers(20_000).map(i => allow('s3:GetObject', `arn:aws:s3:::b${i}/*`)));

    expect(readApp([stack('A', { P: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'b', PolicyDocument: { ...many, Statement: many.Statement.map(one => ({ ...(one as object), Principal: '*' })) } } } })])
      .stacks[0].resourcePolicies[0].policy.document.statements).toHaveLength(20_000);
  }, 60_000);

  test('6,000 stars', () => {
    expect(readTwice(stack('A', { M: managedPolicy(document(allow(`s3:${'*a'.repeat(2_900)}`, `arn:aws:s3:::${'*'.repeat(6_000)}`))) })).stacks[0].loose).toHaveLength(1);
  });

  test('JSON 100,000 levels deep, in every place', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);

    expect(unreadIn(readTwice({ ...stack('A', {}), text: deep }))).toEqual(['A $']);
    expect(unreadIn(readTwice(stack('A', { M: managedPolicy(deep), X: { Type: 'AWS::SNS::Topic', Properties: { Unheard: `{"Statement":${deep}}` } } })))).toEqual(['A M Properties.PolicyDocument']);
    expect(unreadIn(readTwice(stack('A', { X: { Type: 'AWS::ApiGateway::RestApi', Properties: { Body: deep } } })))).toEqual(['A X Properties.Body']);
  });

  test('30 nested conditions', () => {
    const deep = numbers(30).reduce<unknown>((inner, i) => ({ 'Fn::If': [`C${i}`, 'x', inner] }), 'r');
    const documents = numbers(30).reduce<unknown>((inner, i) => ({ 'Fn::If': [`C${i}`, READ, inner] }), ALLOW_ALL);

    expect(attached(readTwice(stack('A', { R: role({ RoleName: 'r' }), P: policy(READ, { Roles: [deep] }) }))).A.R).toEqual(['P PolicyDocument?']);
    expect(attached(readTwice(stack('A', { M: managedPolicy(documents) }))).A.loose).toHaveLength(31);
  });

  test('a template of 10 MB', () => {
    const resources = named(10_000, i => [[`T${i}`, { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'x'.repeat(1_000) } }]]);

    expect(unreadIn(readApp([stack('A', { ...resources, R: role() })]))).toEqual([]);
  }, 60_000);

  test('5,000 roles with policies by name and by reference', () => {
    const resources = named(5_000, i => [
      [`R${i}`, role({ RoleName: `role-${i}` })], [`P${i}`, policy(READ, { Roles: [`role-${i}`] })], [`S${i}`, role()], [`Q${i}`, policy(READ, { Roles: [{ Ref: `S${i}` }] })],
    ]);
    const { principals, loose } = readApp([stack('A', resources)]).stacks[0];

    expect([principals.length, principals.every(({ policies }) => policies.length === 1), loose]).toEqual([10_000, true, []]);
  }, 60_000);

  test('10,000 exports and imports', () => {
    const exporting = stack('A', {}, { sections: { Outputs: named(10_000, i => [[`O${i}`, output(`role-${i}`, `export-${i}`)]]) } });
    const { stacks: [, { loose }], unread } = readApp([exporting, stack('B', { P: policy(READ, { Roles: numbers(10_000).map(i => imported(`export-${i}`)) }) })]);

    expect([loose.length, loose[9_999].target, unread]).toEqual([10_000, { kind: 'role', name: 'role-9999' }, []]);
  }, 60_000);

  test('10,000 exports of one name', () => {
    const exporting = stack('A', {}, { sections: { Outputs: named(10_000, i => [[`O${i}`, output(`role-${i}`, 'one')]]) } });

    expect(unreadIn(readApp([exporting, stack('B', { P: policy(READ, { Roles: numbers(100).map(() => imported('one')) }) })]))).toHaveLength(100);
  }, 60_000);

  test('1,000 parameters of a nested stack', () => {
    const leaf = asset('leaf', { P: policy(READ, { Roles: numbers(1_000).map(i => ({ Ref: `P${i}` })) }) }, strings(...numbers(1_000).map(i => `P${i}`)));

    expect(readApp([stack('A', { N: nestedStack('leaf', named(1_000, i => [[`P${i}`, `role-${i}`]])) }, { nested: [leaf] })]).stacks[1].loose).toHaveLength(1_000);
  }, 60_000);

  test('templates that make each other twice', () => {
    const twice = asset('twice', { N: nestedStack('twice'), M: nestedStack('twice') });
    const reading = readApp([stack('App', { N: nestedStack('twice') }, { nested: [twice] })]);

    expect(reading.stacks.length).toBeLessThanOrEqual(10_000);
    expect(unreadIn(reading).length).toBeGreaterThan(0);
  }, 60_000);

  test('values of stacks inside values of stacks, each of them deep', () => {
    const deep = (value: unknown) => numbers(80).reduce<unknown>(inner => ({ 'Fn::Join': ['', [inner]] }), value);
    const down = asset('down', { N: nestedStack('down', { P: deep({ Ref: 'P' }) }), L: nestedStack('leaf', undefined, { Condition: 'Given' }) }, {
      ...strings('P'), Conditions: { Given: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } },
    });

    expect(readApp([stack('A', { N: nestedStack('down', { P: 'x' }) }, { nested: [down, asset('leaf', {})] })]).stacks.length).toBeGreaterThan(32);
  });

  test.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'name', 'alternatives', 'parts', 'length'])('anything named %s', name => {
    const leaf = asset('leaf', { [name]: role({ RoleName: { Ref: name } }) }, { ...strings(name), Outputs: { [name]: output({ Ref: name }, name) }, Conditions: { [name]: { 'Fn::Equals': [{ Ref: name }, 'x'] } } });
    const reading = readTwice(
      stack(name, { [name]: nestedStack('leaf', { [name]: 'r' }), Other: { Type: 'AWS::SNS::Topic', Properties: { [name]: ALLOW_ALL }, Condition: name } }, { nested: [leaf] }),
      stack('B', { [name]: policy(READ, { Roles: [imported(name)], [name]: name }) }),
    );

    expect([attached(reading), unreadIn(reading)]).toEqual([{ [name]: { loose: [`Other ${name}`] }, [`${name}/${name}`]: { [name]: [`${name} PolicyDocument`] }, B: {} }, []]);
  });

  test('`__proto__` makes a template unread', () => {
    for (const section of ['Resources', 'Parameters', 'Outputs', 'Conditions', 'Mappings']) {
      expect(unreadIn(readTwice({ ...stack('A', {}), text: `{"Resources":{"R":{"Type":"AWS::IAM::User"}},"${section === 'Resources' ? 'Rules' : section}":{"__proto__":{}}}` }))).toHaveLength(1);
    }
  });
});

describe('no policy is silently ignored', () => {
  const properties: PolicyProperty[] = readFileSync(join(__dirname, '..', '..', 'data', 'cloudformation-policy-properties.ndjson'), 'utf8').trim().split('\n')
    .map(line => JSON.parse(line)).map(one => ({ ...one, type: one.type.replace('::*', '::Function') }))
    .filter(({ policyType, form, kind }) => policyType !== undefined || form !== undefined || kind === 'scp|rcp');
  const ofSamTrust = (property: PolicyProperty) => property.type === 'AWS::Serverless::Function' && property.policyType === PolicyType.TRUST;

  const documentIn = ({ policyType, form, kind }: PolicyProperty): unknown => {
    const hasPrincipal = policyType !== undefined && [PolicyType.RESOURCE, PolicyType.VPC_ENDPOINT, PolicyType.TRUST].includes(policyType);
    const statement = { Effect: 'Allow', Action: policyType === PolicyType.TRUST ? 'sts:AssumeRole' : '*', ...hasPrincipal ? { Principal: '*' } : {}, ...policyType === PolicyType.TRUST ? {} : { Resource: '*' } };
    switch (form) {
      case 'statement': case 'statements': return statement;
      case 'openapi': return { 'openapi': '3.0.1', 'x-amazon-apigateway-policy': document(statement) };
      case 'template': return { Resources: { P: { Type: 'AWS::IoT::Policy', Properties: { PolicyDocument: document(statement) } } } };
      case 'permission': return { Effect: 'Allow', Action: ['*'] };
      case 'samConnector': return ['Read'];
      default: return kind === 'scp|rcp' ? document(allow('*')) : document(statement);
    }
  };

  type Wrapper = [string, (value: unknown) => unknown];

  const STRUCTURES: Wrapper[] = [
    ['as it is', value => value], ['perhaps', value => either(value)], ['or else', value => either(NO_VALUE, value)], ['either way', value => either(value, value)],
    ['surely', value => ({ 'Fn::If': ['Always', value, NO_VALUE] })], ['in a condition in a condition', value => either({ 'Fn::If': ['D', NO_VALUE, value] })],
    ['or what nobody knows', value => either(value, { 'Fn::Transform': { Name: 'AWS::Include' } })], ['an import', () => imported('elsewhere')], ['a list', () => ({ Ref: 'FreeList' })],
  ];
  const TEXTS: Wrapper[] = [
    ['a parameter', () => ({ Ref: 'Free' })], ['an attribute of a custom resource', () => ({ 'Fn::GetAtt': ['Maker', 'Any'] })], ['a dynamic reference', () => '{{resolve:ssm:/x}}'],
    ['an output of nothing', () => outputOf('Gone', 'O')], ['its text', value => JSON.stringify(value)],
  ];

  /** `A[*].B` with a value at its end, wrapped at one of its steps. */
  const propertiesWith = (path: string, value: unknown, wrap: Wrapper[1], at: number) => {
    const steps = path.split('.');
    const depth = at % steps.length;
    return steps.reduceRight<unknown>((inner, step, i) => {
      const name = step.replace(/\[\*\]|\{\*\}/g, '');
      const held = i === depth ? wrap(inner) : inner;
      const Type = path === 'Content' ? { Type: 'SERVICE_CONTROL_POLICY' } : {};
      return { ...i === 0 ? Type : {}, [name]: step.endsWith('[*]') ? [held] : step.endsWith('{*}') ? { any: held } : held };
    }, value);
  };

  const sections = (condition?: string) => ({
    Parameters: { Free: { Type: 'String' }, FreeList: { Type: 'CommaDelimitedList' } }, Conditions: { Always: { 'Fn::Equals': ['a', 'a'] }, Open: { 'Fn::Equals': [{ Ref: 'Free' }, condition ?? 'x'] } },
  });

  /** A stack, a nested one, one nested in that, or a template that no stack makes. */
  const placed = (resource: object, place: number) => {
    const more = { F: { Type: 'AWS::Lambda::Function' }, Maker: { Type: 'Custom::Maker', Properties: { ServiceToken: { 'Fn::GetAtt': ['F', 'Arn'] } } } };
    const [leaf, middle] = [asset('leaf', { ...more, X: resource }, sections()), asset('middle', { L: nestedStack('leaf', {}, { Condition: 'Open' }) }, sections())];
    switch (place) {
      case 0: return stack('A', { ...more, X: resource }, { sections: sections() });
      case 1: return stack('A', { N: nestedStack('leaf', { Free: 'x' }) }, { sections: sections(), nested: [leaf] });
      case 2: return stack('A', { N: nestedStack('middle') }, { sections: sections(), nested: [leaf, middle] });
      default: return stack('A', {}, { nested: [leaf] });
    }
  };

  const mentionsX = ({ stacks }: AppReading) => stacks.some(({ principals, loose, resourcePolicies, limits, unread }) => [
    ...principals.flatMap(({ policies, trust }) => trust === undefined ? policies : [...policies, trust]), ...[...loose, ...resourcePolicies, ...limits].map(one => one.policy),
  ].some(({ resource, document: { statements } }) => resource.logicalId === 'X' && statements.length > 0) || unread.some(({ logicalId }) => logicalId === 'X'));

  test('there are many properties', () => {
    expect(properties.length).toBeGreaterThan(100);
  });

  test('of any property, in any place, under any condition', () => {
    fc.assert(fc.property(
      fc.constantFrom(...properties.filter(one => !ofSamTrust(one))), fc.constantFrom(...STRUCTURES, ...TEXTS), fc.nat(3), fc.nat(3), fc.constantFrom(undefined, 'Always', 'Open', 'Undefined'),
      (property, wrapper, step, place, condition) => {
        const at = TEXTS.includes(wrapper) ? property.path.split('.').length - 1 : step;
        const attributes = condition === undefined ? {} : { Condition: condition };
        const resource = { Type: property.type, Properties: propertiesWith(property.path, documentIn(property), wrapper[1], at), ...attributes };
        expect(mentionsX(readApp([placed(resource, place)]))).toBe(true);
      }), { numRuns: 1_000 });
  }, 60_000);

  test.each(TEXTS)('where structure is expected around it, and text stands there: %s', (_, wrap) => {
    const silent = properties.flatMap(property => property.path.split('.').slice(0, -1).map((__, at) => ({ property, at })))
      .filter(({ property, at }) => !mentionsX(readApp([placed({ Type: property.type, Properties: propertiesWith(property.path, documentIn(property), wrap, at) }, 0)])));

    expect(silent.map(({ property: { type, path }, at }) => `${type} ${path.split('.').slice(0, at + 1).join('.')}`)).toEqual([]);
  });

  test('of a trust policy that SAM makes a role with', () => {
    const [property] = properties.filter(ofSamTrust);

    expect(mentionsX(readApp([placed({ Type: property.type, Properties: { AssumeRolePolicyDocument: documentIn(property) } }, 0)]))).toBe(true);
  });

  test('none is there where its resource surely is not', () => {
    fc.assert(fc.property(fc.constantFrom(...properties), fc.constantFrom(...STRUCTURES, ...TEXTS), fc.nat(3), (property, [, wrap], at) => {
      const resource = { Type: property.type, Properties: propertiesWith(property.path, documentIn(property), wrap, at), Condition: 'Never' };
      expect(mentionsX(readApp([stack('A', { X: resource }, { sections: { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } } })]))).toBe(false);
    }), { numRuns: 200 });
  });
});
