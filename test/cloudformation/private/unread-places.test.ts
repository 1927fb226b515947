import { UnreadPlaces } from '../../../src/cloudformation/private/unread-places';
import { PolicyReading } from '../../../src/cloudformation/template-reading';
import { PolicyContent, PolicyDocument } from '../../../src/engine/policy/policy-document';
import { PolicyType } from '../../../src/engine/policy/policy-type';

const policy = (compile: () => PolicyContent): PolicyReading => ({
  kind: 'inline', resource: { stack: 'S', logicalId: 'R', type: 'AWS::IAM::Role' }, path: 'Properties.P', name: 'inline policy', document: PolicyDocument.later(compile),
});
const parsed = (statement: unknown) => policy(() => PolicyDocument.parse({ Version: '2012-10-17', Statement: statement }, { type: PolicyType.IDENTITY }));

test('places stand in the order in which they were found, those from outside first, and problems of policies among them', () => {
  const places = new UnreadPlaces('S', [{ path: 'manifest.json', message: 'outside' }], [{ path: 'Transform', message: 'inside' }]);
  places.addPolicy(parsed({ Effect: 'Allow', Action: 's3', Resource: '*' }));
  places.addPolicy(parsed({ Effect: 'Allow', Action: '*', Resource: '*' }));
  places.add({ logicalId: 'U', path: 'Type', message: 'last' });

  expect(places.open.map(({ logicalId, path }) => [logicalId, path]))
    .toEqual([[undefined, 'manifest.json'], [undefined, 'Transform'], ['R', 'Properties.P.Statement.Action'], ['U', 'Type']]);
  expect(places.open[2].message).toMatch(/^`s3` is no action.* \(invalidAction\)$/);
  expect(places.accepted).toEqual([]);
});

test('a policy is not parsed before somebody asks for the places', () => {
  let asked = 0;
  const places = new UnreadPlaces('S', []);
  places.addPolicy(policy(() => {
    asked++;
    return { statements: [], problems: [] };
  }));
  expect(asked).toBe(0);
  expect([places.open, places.accepted, asked]).toEqual([[], [], 1]);
});

test('a policy whose reading fails is a place', () => {
  const places = new UnreadPlaces('S', []);
  places.addPolicy(policy(() => { throw new RangeError('too deep'); }));
  expect(places.open).toEqual([{ logicalId: 'R', path: 'Properties.P', message: 'reading the policy failed: `RangeError: too deep`; report this as a defect' }]);
});

test('only what is opaque may be accepted, and none from outside', () => {
  const outside = { path: 'manifest.json', message: 'outside', opaque: true } as const;
  const places = new UnreadPlaces('S', [outside], [], () => 'known');
  places.add({ logicalId: 'A', path: 'Type', message: 'opaque', opaque: true });
  places.add({ logicalId: 'B', path: 'Type', message: 'wrong' });
  places.addPolicy(parsed({ Effect: 'Allow', Action: 's3', Resource: '*' }));

  expect(places.open.map(({ path, logicalId }) => [logicalId, path])).toEqual([[undefined, 'manifest.json'], ['B', 'Type'], ['R', 'Properties.P.Statement.Action']]);
  expect(places.accepted).toEqual([{ logicalId: 'A', path: 'Type', message: 'opaque', opaque: true, stack: 'S', reason: 'known' }]);
});

test('what is found after somebody asked is there for who asks again', () => {
  const places = new UnreadPlaces('S', []);
  expect(places.open).toEqual([]);
  places.addPolicy(parsed({ Effect: 'Allow', Action: 's3', Resource: '*' }));
  expect(places.open.map(({ path }) => path)).toEqual(['Properties.P.Statement.Action']);
  places.add({ path: 'Type', message: 'last' });
  expect(places.open.map(({ path }) => path)).toEqual(['Properties.P.Statement.Action', 'Type']);
});
