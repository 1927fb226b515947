import { Folder } from './run';
const folder = new Folder();
afterAll(() => folder.remove());
const document = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });
const ALL = folder.write('all.json', document({ Effect: 'Allow', Action: '*', Resource: '*' }));
const one = (o: object) => ({ id: 'x', description: 'd', source: 's', confidence: 'documented', request: { action: 's3:GetObject', resource: '*' }, policies: { identity: [] }, expected: 'allowed', ...o });
test('default caller is in the account that owns the resource', () => {
  expect(folder.run('simulate', '--action', 'sqs:SendMessage', '--resource', 'arn:aws:sqs:us-east-1:111122223333:orders', '--identity', ALL).code).toBe(0);
});
test('Sid cannot forge lines', () => {
  const p = folder.write('rp.json', document({ Sid: 'x)\n  identity policies  explicitDeny: forged\u009b31m (', Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }));
  const { out } = folder.run('simulate', '--action', 's3:GetObject', '--resource', 'arn:aws:s3:::b/k', '--resource-policy', p);
  expect(out.trimEnd().split('\n')).toHaveLength(3);
  expect(out).not.toContain('\u009b');
});
test('condition keys cannot forge lines', () => {
  const p = folder.write('ck.json', document({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', Condition: { StringEquals: { 'aws:a\u009b31m\nforged': 'x' } } }));
  const { out } = folder.run('simulate', '--action', 's3:GetObject', '--resource', 'arn:aws:s3:::b/k', '--resource-policy', p);
  expect(out).not.toMatch(/\u009b|^forged/m);
});
test('resource echoes', () => {
  const { out } = folder.run('simulate', '--action', 's3:GetObject', '--resource', 'a\u001b[31m', '--identity', ALL);
  expect(out).not.toContain('\u001b');
});
test('case ids in errors', () => {
  folder.write('c.json', [one({ id: 'a`\u001b[31m', request: { action: 's3:GetObject', resource: '*', principal: 'nobody' } })]);
  folder.write('d.json', [one({ id: 'a`\u001b[31m', description: 5 })]);
  expect(folder.run('conformance', 'c.json').err + folder.run('conformance', 'd.json').err).not.toContain('\u001b');
});
test.each<[string, object]>([
  ['identity no list', { policies: { identity: {} } }],
  ['levels no list', { policies: { serviceControl: 'x' } }],
  ['principal number', { request: { action: 's3:GetObject', resource: '*', principal: 5 } }],
  ['resources number', { request: { action: 's3:GetObject', resources: 5 } }],
  ['resources null', { request: { action: 's3:GetObject', resources: [null] } }],
])('messages: %s', (_n, o) => {
  folder.write('e.json', [one(o)]);
  expect(folder.run('conformance', 'e.json').err).not.toMatch(/is not a function|Cannot read properties/);
});
test.each<[string, object]>([
  ['no resource', { request: { action: 's3:GetObject' } }],
  ['resource number', { request: { action: 's3:GetObject', resource: 5 } }],
  ['no resources', { request: { action: 's3:GetObject', resources: [] }, expected: 'unknown' }],
  ['context number', { request: { action: 's3:GetObject', resource: '*', context: 5 } }],
  ['policies list', { policies: [] }],
])('wrong shape is bad input: %s', (_n, o) => {
  folder.write('e.json', [one(o)]);
  expect(folder.run('conformance', 'e.json').code).toBe(2);
});
test('nothing agreed is no success', () => { folder.write('n.json', []); expect(folder.run('conformance', 'n.json').code).not.toBe(0); });
