import { Folder } from './run';
import { allow, document, role } from '../rules/templates';

const folder = new Folder();
afterAll(() => folder.remove());
const template = JSON.stringify({ Resources: { Admin: role([document({ Sid: 'All', ...allow('*') })]), Reader: role([document(allow('s3:GetObject'))]) } }, undefined, 2);
folder.write('template.json', template);

const verified = folder.run('verify', 'template.json', '--format', 'json');
const { findings } = JSON.parse(verified.out);
const [admin] = findings;

test('one finding is explained, with its statement as it stands in the template', () => {
  const { code, out } = folder.run('explain', admin.fingerprint, 'template.json');

  expect(code).toBe(0);
  expect(out.split('\n')[0]).toBe(`fatal NoAdminAccess (${admin.fingerprint}) in \`Admin\`, \`template.json\``);
  const line = template.split('\n').findIndex(one => one.includes('"Sid"'));
  expect(out).toContain(`\ntemplate.json, line ${line}:\n  {\n    "Sid": "All",\n`);
  expect(out).toContain('\nfix: ');
  expect(out).toContain('\nevidence for:\n');
});

test('it is found by the beginning of its fingerprint', () => {
  expect(folder.run('explain', admin.fingerprint.slice(0, 6), 'template.json').out).toBe(folder.run('explain', admin.fingerprint, 'template.json').out);
});

test.each([
  ['a finding that is not there', ['explain', '0123456789abcdef', 'template.json'], 'there is no finding `0123456789abcdef`'],
  ['a path that is not there', ['explain', admin.fingerprint, 'nowhere'], 'nowhere: there is no such file or folder'],
  ['no path', ['explain', admin.fingerprint], 'missing required argument'],
])('%s is an error, exit code 2', (_name, args, message) => {
  const { code, out, err } = folder.run(...args);

  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
});

test.each([
  ['text', /^FAIL: 2 findings, 1 of them fatal\n/],
  ['json', /^\{\n {2}"formatVersion": 1,/],
  ['sarif', /"uri": "template\.json"/],
  ['markdown', /^### FAIL/],
  ['html', /^<!doctype html>[^]*<\/html>\n$/],
])('verify prints %s', (format, shape) => {
  const { code, out } = folder.run('verify', 'template.json', '--format', format);

  expect(code).toBe(1);
  expect(out).toMatch(shape);
});
