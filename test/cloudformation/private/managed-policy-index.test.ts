import { awsManagedArn, ManagedPolicyIndex } from '../../../src/cloudformation/private/managed-policy-index';
import { ScopedResource, StackScopes } from '../../../src/cloudformation/private/stack-scope';
import { PolicyReading } from '../../../src/cloudformation/template-reading';
import { PolicyDocument } from '../../../src/engine/policy/policy-document';
import { OpenText, OpenValue, Shape, Text } from '../../../src/engine/policy/text';

const text = JSON.stringify({ Resources: { Named: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'm' } } } });
const stack = (id: string, region?: string) => ({ id, constructPath: '', stackName: id, region, file: `${id}.json`, text, nested: [], parameters: {} });
const [scope, otherScope, regionalScope] = new StackScopes([stack('S'), stack('T'), stack('U', 'eu-west-1')]).all;
const type = 'AWS::IAM::ManagedPolicy';
const reference = (logicalId: string) => ({ stack: 'S', logicalId, type });

function add(index: ManagedPolicyIndex, logicalId: string, arn: Text, attached = false): PolicyReading {
  const owner: ScopedResource = { logicalId, type, properties: {}, scope };
  const policy: PolicyReading = { kind: 'managed', resource: reference(logicalId), path: 'Properties.PolicyDocument', name: logicalId, arn, document: PolicyDocument.parse('{}') };
  index.add(policy, owner, attached);
  return policy;
}

const attach = (index: ManagedPolicyIndex, arn: Text) => index.attach(arn, scope).map(({ policy }) => policy.name);
const unattached = (index: ManagedPolicyIndex) => index.unattached.map(({ policy }) => policy.name);
const PARTITION = OpenText.of(OpenValue.opaque('AWS::Partition', Shape.oneOf('aws', 'aws-cn')));
const GENERATED = OpenText.of('arn:aws:iam::111122223333:policy/', OpenValue.opaque('M.ManagedPolicyName', Shape.freshWords())) as OpenText;
const FREE = OpenText.of(OpenValue.unknown('Free'));

describe('policies of the app', () => {
  test('are found by their ARN, and are attached from then on', () => {
    const index = new ManagedPolicyIndex();
    const M = add(index, 'M', 'arn:aws:iam::111122223333:policy/m');
    add(index, 'N', GENERATED);

    expect(index.attach('arn:aws:iam::111122223333:policy/m', scope).map(({ policy }) => policy)).toEqual([M]);
    expect(unattached(index)).toEqual(['N']);
    expect(attach(index, OpenText.of(...GENERATED.parts))).toEqual(['N']);
    expect(unattached(index)).toEqual([]);
  });

  test('what is attached from the other end is attached', () => {
    const index = new ManagedPolicyIndex();
    add(index, 'M', 'arn:aws:iam::111122223333:policy/m', true);

    expect(unattached(index)).toEqual([]);
  });

  test.each<[Text]>([
    ['arn:aws:iam::111122223333:policy/M'], ['arn:aws:iam::111122223333:policy/*'], ['arn:aws:iam::444455556666:policy/m'], ['arn:aws-cn:iam::111122223333:policy/m'], [''], [FREE],
    [OpenText.of('arn:', PARTITION, ':iam::111122223333:policy/m')],
  ])('are not found by another: %s', arn => {
    const index = new ManagedPolicyIndex();
    add(index, 'M', 'arn:aws:iam::111122223333:policy/m');

    expect([attach(index, arn), unattached(index)]).toEqual([[], ['M']]);
  });

  test('no text forges an open value', () => {
    const index = new ManagedPolicyIndex();
    add(index, 'M', GENERATED);

    const [begin, { symbol }] = GENERATED.parts as [string, OpenValue];

    for (const forged of [`${begin}\u0000${symbol}\u0000`, JSON.stringify([begin, symbol]), JSON.stringify(JSON.stringify([begin, symbol]))]) {
      expect(attach(index, forged)).toEqual([]);
    }
  });

  test.each<[string, Text, boolean[]]>([
    ['in a known account', 'arn:aws:iam::111122223333:policy/m', [true, false, true]],
    ['with a generated name', GENERATED, [true, true, true]],
    ['in an account that nobody knows', OpenText.of('arn:aws:iam::', scope.pseudo.account, ':policy/m'), [true, false, false]],
    ['in a region that nobody knows', OpenText.of('arn:aws:iam::111122223333:policy/m-', scope.pseudo.region), [true, false, false]],
    ['in a partition that nobody knows', OpenText.of('arn:', scope.pseudo.partition, ':iam::111122223333:policy/m'), [true, false, true]],
  ])('an ARN %s surely means the policy in the same stack, in another of which nobody knows the region either, and in one whose region is known', (_, arn, expected) => {
    const index = new ManagedPolicyIndex();
    add(index, 'M', arn);

    expect([scope, otherScope, regionalScope].map(from => index.attach(arn, from).map(({ certain }) => certain))).toEqual(expected.map(certain => [certain]));
  });

  test('what another stack gives is no other, though it looks like what is written out', () => {
    const index = new ManagedPolicyIndex();
    const owner: ScopedResource = { ...scope.template.resources.get('Named')!, scope };
    const arn = scope.intrinsics.reference(owner) as OpenText;
    index.add({ kind: 'managed', resource: reference('Named'), path: 'Properties.PolicyDocument', name: 'Named', arn, document: PolicyDocument.parse('{}') }, owner, false);

    expect([arn, OpenText.of(...arn.parts)].map(one => index.attach(one, otherScope).map(({ certain }) => certain))).toEqual([[true], [false]]);
  });

  test('two of one ARN are both there', () => {
    const index = new ManagedPolicyIndex();
    add(index, 'M', 'arn:aws:iam::111122223333:policy/m');
    add(index, 'N', 'arn:aws:iam::111122223333:policy/m');

    expect(unattached(index)).toEqual(['M', 'N']);
    expect(attach(index, 'arn:aws:iam::111122223333:policy/m')).toEqual(['M', 'N']);
    expect(unattached(index)).toEqual([]);
  });

  test('two of one ARN are attached one by one from the other end', () => {
    const index = new ManagedPolicyIndex();
    add(index, 'M', 'arn:aws:iam::111122223333:policy/m', true);
    add(index, 'N', 'arn:aws:iam::111122223333:policy/m');

    expect(unattached(index)).toEqual(['N']);
  });
});

describe('policies that AWS publishes', () => {
  const published = (arn: Text) => new ManagedPolicyIndex().publishedAs(arn, reference('R'), 'Properties.ManagedPolicyArns[0]');

  test('are read where they are attached', () => {
    const { document, outside, ...policy } = published('arn:aws:iam::aws:policy/AdministratorAccess')!;

    expect(policy).toEqual({
      kind: 'awsManaged', resource: reference('R'), path: 'Properties.ManagedPolicyArns[0]', arn: 'arn:aws:iam::aws:policy/AdministratorAccess', name: 'AWS managed policy `AdministratorAccess`',
    });
    expect([document.problems, document.statements.map(({ effect }) => effect)]).toEqual([[], ['Allow']]);
    expect(outside).toEqual({ source: 'arn:aws:iam::aws:policy/AdministratorAccess v1', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test('are parsed once', () => {
    const index = new ManagedPolicyIndex();
    const [one, other] = ['aws', 'aws-cn'].map(partition => index.publishedAs(`arn:${partition}:iam::aws:policy/ReadOnlyAccess`, reference('R'), 'p'));

    expect(one!.document).toBe(other!.document);
  });

  test('there are no others', () => {
    expect(published('arn:aws:iam::aws:policy/NoSuchPolicy')).toBe(undefined);
    expect(published('arn:aws:iam::111122223333:policy/AdministratorAccess')).toBe(undefined);
  });
});

describe('the ARN of a policy that AWS publishes', () => {
  const open = (name: string) => OpenValue.unknown(name);

  test.each<[string, Text, string | undefined]>([
    ['in a known partition', 'arn:aws:iam::aws:policy/A', 'arn:aws:iam::aws:policy/A'],
    ['in another', 'arn:aws-us-gov:iam::aws:policy/A', 'arn:aws:iam::aws:policy/A'],
    ['in one that nobody knows', OpenText.of('arn:', PARTITION, ':iam::aws:policy/A'), 'arn:aws:iam::aws:policy/A'],
    ['with a path', 'arn:aws:iam::aws:policy/service-role/A', 'arn:aws:iam::aws:policy/service-role/A'],
    ['of an account', 'arn:aws:iam::111122223333:policy/A', undefined],
    ['of an account that nobody knows', OpenText.of('arn:aws:iam::', open('x'), ':policy/A'), undefined],
    ['with a name that nobody knows', OpenText.of('arn:aws:iam::aws:policy/', open('x')), undefined],
    ['with a name of which nobody knows the end', OpenText.of('arn:aws:iam::aws:policy/A', open('x')), undefined],
    ['with a name of which nobody knows a part, behind a partition that nobody knows', OpenText.of('arn:', PARTITION, ':iam::aws:policy/A', open('x')), undefined],
    ['without its beginning', ':iam::aws:policy/A', undefined],
    ['with an open beginning', OpenText.of(open('x'), ':iam::aws:policy/A'), undefined],
    ['of nothing', '', undefined],
    ['of something that nobody knows', FREE, undefined],
    ['in a partition of other letters', 'arn:a.b:iam::aws:policy/A', undefined],
    ['without a partition', 'arn::iam::aws:policy/A', undefined],
    ['without a name', 'arn:aws:iam::aws:policy/', undefined],
    ['in a partition of which nobody knows a part', OpenText.of('arn:aws-', PARTITION, ':iam::aws:policy/A'), undefined],
    ['in a partition that may be anything', OpenText.of('arn:', open('x'), ':iam::aws:policy/A'), undefined],
    ['in a partition that may hold more', OpenText.of('arn:', OpenValue.opaque('x', Shape.oneOf('aws', 'aws:iam::aws:policy/B')), ':iam::aws:policy/A'), undefined],
    ['in a partition of some text', OpenText.of('arn:', OpenValue.opaque('x', Shape.ANY_TEXT), ':iam::aws:policy/A'), undefined],
    ['with something behind it', 'arn:aws:iam::aws:policy/A:iam::aws:policy/B', undefined],
    ['of something else of AWS', 'arn:aws:iam::aws:role/A', undefined],
  ])('%s', (_, arn, expected) => {
    expect(awsManagedArn(arn)).toBe(expected);
  });

  test('the name of an open value is no part of it', () => {
    const forged = OpenText.of('arn:', open('x:iam::aws:policy/ReadOnlyAccess:iam::aws:policy/'), 's');

    expect(awsManagedArn(forged)).toBe(undefined);
  });
});
