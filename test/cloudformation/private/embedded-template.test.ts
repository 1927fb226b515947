import { readApp, readTemplate } from '../../../src/cloudformation/app-reader';
import { AssemblyStack } from '../../../src/cloudformation/cloud-assembly';
import { TemplateReading } from '../../../src/cloudformation/template-reading';
import { ACCOUNT, ALLOW_ALL, attachments, DENY_ALL, decisionsFor, inline, managedPolicy, placesOf, policy, principalOf, REGION, Resources, role, Sections } from '../templates';

const STACK_SET = 'AWS::CloudFormation::StackSet';
const TYPES = [STACK_SET, 'AWS::CloudFormation::ChangeSet', 'AWS::Config::ConformancePack', 'AWS::Config::OrganizationConformancePack'];

function stack(resources: Resources, sections: Sections = {}): AssemblyStack {
  return {
    id: 'S',
    constructPath: 'S',
    stackName: 'S',
    account: ACCOUNT,
    region: REGION,
    file: 'S.template.json',
    nested: [],
    parameters: {},
    text: JSON.stringify({ ...sections, Resources: resources }),
  };
}

function readAll(resources: Resources, sections?: Sections): TemplateReading[] {
  return readApp([stack(resources, sections)]).stacks;
}

const body = (resources: Resources, sections: Sections = {}) => JSON.stringify({ ...sections, Resources: resources });
const holding = (type: string, TemplateBody: unknown, others: object = {}) => ({ Type: type, Properties: { TemplateBody, ...others } });

describe('a template in a property is a stack of its own', () => {
  test.each(TYPES)('%s', type => {
    const [outer, inner, ...more] = readAll({ X: holding(type, body({ R: role(inline(ALLOW_ALL)) })) });

    expect(more).toEqual([]);
    expect([outer.unread, outer.principals, inner.unread]).toEqual([[], [], []]);
    expect([inner.stack.id, inner.stack.parent, attachments(inner)]).toEqual(['S/X', 'S', { R: ['R Policies[0].PolicyDocument'] }]);
    expect(decisionsFor(inner, 'R', { action: 'iam:CreateUser', resource: '*' })).toEqual(['allowed']);
  });

  test('its account and region are not those of the stack around it', () => {
    const [outer, inner] = readAll({ R: role(), X: holding(STACK_SET, body({ R: role() })) });

    expect(String(principalOf(outer, 'R').arn)).toContain(ACCOUNT);
    expect(String(principalOf(inner, 'R').arn)).not.toContain(ACCOUNT);
  });

  test('it may hold another', () => {
    const inner = body({ X: holding(STACK_SET, body({ R: role() })) });

    expect(readAll({ X: holding(STACK_SET, inner) }).map(one => [one.stack.id, one.principals.length, one.unread.length])).toEqual([['S', 0, 0], ['S/X', 0, 0], ['S/X/X', 1, 0]]);
  });

  test('of two by a condition, each is read', () => {
    const [, ...inner] = readAll({
      X: holding(STACK_SET, { 'Fn::If': ['C', body({ A: role() }), body({ B: role() })] }),
    }, { Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } }, Parameters: { P: { Type: 'String' } } });

    expect(inner.map(one => [one.stack.id, one.principals.map(({ resource }) => resource.logicalId)])).toEqual([['S/X', ['A']], ['S/X[1]', ['B']]]);
  });

  test('values of the stack around it stand in its texts', () => {
    const text = { 'Fn::Sub': body({ P: managedPolicy({ ...ALLOW_ALL, Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '${B.Arn}/*' }] }) }) };
    const [, inner] = readAll({ B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'data' } }, X: holding(STACK_SET, text) });

    expect(inner.unread).toEqual([]);
    expect(inner.loose[0].policy.document.statements[0].resource!.patterns.map(({ source }) => String(source))).toEqual(['arn:aws:s3:::data/*']);
  });

  test('it may be YAML', () => {
    const yaml = 'Resources:\n  U:\n    Type: AWS::IAM::User\n    Properties: { UserName: !Sub "${!x}-ann" }\n';
    const [outer, inner] = readAll({ X: holding(STACK_SET, yaml) });

    expect([placesOf(outer.unread), placesOf(inner.unread), inner.principals.map(({ name }) => name)]).toEqual([[], [], ['${x}-ann']]);
  });

  test('a problem of its own is one of its own', () => {
    const [outer, inner] = readAll({ X: holding(STACK_SET, body({ R: { Properties: {} } })) });

    expect([placesOf(outer.unread), placesOf(inner.unread)]).toEqual([[], ['R Type']]);
  });

  test('where the resource does not exist there is none', () => {
    expect(readAll({ X: { ...holding(STACK_SET, body({ R: role() })), Condition: 'C' } }, { Conditions: { C: { 'Fn::Equals': ['a', 'b'] } } })).toHaveLength(1);
  });
});

describe('what cannot be read as JSON or YAML is opaque', () => {
  test.each<[unknown]>([
    ['Resources:\n  R: &r { Type: AWS::IAM::Role }\n  S: *r'], [{ 'Fn::Sub': 'Resources:\n  R: ${P}' }], ['{'], ['{"Resources":{},"Resources":{}}'], [{ Ref: 'P' }], [{ 'Fn::Sub': '{"Resources":${P}}' }], ['{{resolve:ssm:/template}}'], [{ Resources: {} }], [5],
  ])('%j', text => {
    for (const type of TYPES) {
      const [{ unread }, ...more] = readAll({ X: holding(type, text) }, { Parameters: { P: { Type: 'String' } } });

      expect(more).toEqual([]);
      expect(unread.map(({ logicalId, path, opaque }) => [logicalId, path, opaque])).toEqual([['X', 'Properties.TemplateBody', true]]);
    }
  });

  test('a template elsewhere is opaque as ever', () => {
    expect(placesOf(readTemplate(body({ X: { Type: STACK_SET, Properties: { TemplateURL: 'https://x' } } })).unread)).toEqual(['X Properties.TemplateURL']);
  });
});

test('a template that is read alone does not hide what is in the templates inside of it', () => {
  expect(placesOf(readTemplate(body({ X: holding(STACK_SET, body({ R: role(inline(ALLOW_ALL)) })) })).unread)).toEqual(['/X']);
});

describe('its parameters', () => {
  const inner = body({ P: managedPolicy({ ...ALLOW_ALL, Statement: [{ Effect: 'Allow', Action: { Ref: 'A' }, Resource: '*' }] }) }, { Parameters: { A: { Type: 'String', Default: 's3:GetObject' } } });
  const actionIn = (type: string, others: object) => {
    const [, reading] = readAll({ X: holding(type, inner, others) }, { Parameters: { Q: { Type: 'CommaDelimitedList' } } });
    return reading.loose.map(one => one.policy.document.statements.map(({ action }) => action.patterns.map(({ source }) => String(source)))).flat(2);
  };
  const parameters = (...given: unknown[]) => ({ Parameters: given });
  const given = { ParameterKey: 'A', ParameterValue: 's3:PutObject' };

  test('what the resource gives is their value', () => {
    expect(actionIn(STACK_SET, parameters(given))).toEqual(['s3:PutObject']);
    expect(actionIn('AWS::Config::ConformancePack', { ConformancePackInputParameters: [{ ParameterName: 'A', ParameterValue: 's3:PutObject' }] })).toEqual(['s3:PutObject']);
  });

  test.each<[string, object]>([
    ['nothing is given', {}],
    ['another is given', parameters({ ParameterKey: 'B', ParameterValue: 'x' })],
    ['the list is open', { Parameters: { Ref: 'Q' } }],
    ['one may be another', parameters(given, { 'Fn::If': ['C', given, given] })],
    ['it is given twice', parameters(given, given)],
    ['an account overrides it', { ...parameters(given), StackInstancesGroup: [{ ParameterOverrides: [given] }] }],
    ['an account overrides something that nobody knows', { ...parameters(given), StackInstancesGroup: [{ ParameterOverrides: [{ ParameterKey: { Ref: 'Q' } }] }] }],
    ['the one before stays', parameters({ ParameterKey: 'A', UsePreviousValue: true })],
  ])('where %s nobody knows it', (_, others) => {
    expect(actionIn(STACK_SET, others)).toEqual(['<parameter `A`>']);
  });
});

describe('INVARIANT: nothing in it denies outside of it, and nothing outside denies in it', () => {
  const named = (document: unknown) => policy(document, { Roles: ['admin'] });
  const admin = role({ RoleName: 'admin', ...inline(ALLOW_ALL) });
  const asked = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' };

  test('by a name that is written out', () => {
    const [outer] = readAll({ R: admin, X: holding(STACK_SET, body({ P: named(DENY_ALL) })) });
    const [, inner] = readAll({ P: named(DENY_ALL), X: holding(STACK_SET, body({ R: admin })) });

    expect([decisionsFor(outer, 'R', asked), decisionsFor(inner, 'R', asked)]).toEqual([['allowed', 'explicitDeny'], ['allowed', 'explicitDeny']]);
  });

  test('by a name that is handed in', () => {
    const handedIn = { Parameters: [{ ParameterKey: 'N', ParameterValue: { Ref: 'R' } }] };
    const sections = { Parameters: { N: { Type: 'String' } } };
    const [outer] = readAll({ R: role(inline(ALLOW_ALL)), X: holding(STACK_SET, body({ P: policy(DENY_ALL, { Roles: [{ Ref: 'N' }] }) }, sections), handedIn) });

    expect(decisionsFor(outer, 'R', asked)).toEqual(['allowed', 'explicitDeny']);
  });
});

describe('a product', () => {
  const URL = { 'Fn::Sub': 'https://s3.${AWS::Region}.${AWS::URLSuffix}/assets/one.json' };
  const product = (...infos: unknown[]) => ({ Type: 'AWS::ServiceCatalog::CloudFormationProduct', Properties: { ProvisioningArtifactParameters: infos.map(Info => ({ Info })) } });
  const asset = { id: 'one', destinations: [{ bucketName: 'assets', objectKey: 'one.json' }], file: 'one.json', text: body({ R: role() }) };
  const readProduct = (...infos: unknown[]) => readApp([{ ...stack({ X: product(...infos) }), nested: [asset] }]).stacks;

  test('whose template is one of the app is read with it', () => {
    expect(readProduct({ LoadTemplateFromURL: URL }).map(one => [one.principals.length, one.unread])).toEqual([[0, []], [1, []]]);
  });

  test.each<[unknown]>([[{ LoadTemplateFromURL: 'https://elsewhere/one.json' }], [{ ImportFromPhysicalId: 'arn:x' }], [{}], [{ Ref: 'P' }]])('of %j is opaque', info => {
    const [{ unread }] = readProduct({ LoadTemplateFromURL: URL }, info);

    expect(unread.map(({ logicalId, path, opaque }) => [logicalId, path, opaque])).toEqual([['X', 'Properties.ProvisioningArtifactParameters[1]', true]]);
  });
});
