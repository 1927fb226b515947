import { PolicyVariable, splitVariables } from '../../../src/engine/policy/policy-variable';

const variable = (key: string, fallback?: string) => new PolicyVariable(key, fallback);

test.each<[string, ReturnType<typeof splitVariables>]>([
  ['', []],
  ['plain', ['plain']],
  ['${aws:username}', [variable('aws:username')]],
  ['arn:aws:s3:::b/${aws:username}/*', ['arn:aws:s3:::b/', variable('aws:username'), '/*']],
  ['${aws:username}${aws:userid}', [variable('aws:username'), variable('aws:userid')]],
  ["${aws:PrincipalTag/team, 'company-wide'}", [variable('aws:PrincipalTag/team', 'company-wide')]],
  ["${aws:username,'x'}", [variable('aws:username', 'x')]],
  ["${aws:username, ''}", [variable('aws:username', '')]],
  ["${aws:username, 'a, b'}", [variable('aws:username', 'a, b')]],
  ["${aws:username, ' a '}", [variable('aws:username', ' a ')]],
  // Escapes.
  ['${*}', [{ literal: '*' }]],
  ['a${?}b${$}c', ['a', { literal: '?' }, 'b', { literal: '$' }, 'c']],
  ['${$}{aws:username}', [{ literal: '$' }, '{aws:username}']],
  ['${*}*', [{ literal: '*' }, '*']],
  // No variables.
  ['$', ['$']],
  ['$aws:username', ['$aws:username']],
  ['{aws:username}', ['{aws:username}']],
  ['${aws:username', ['${aws:username']],
  ['}${', ['}${']],
  ['$ {aws:username}', ['$ {aws:username}']],
  // The first brace ends the variable.
  ['${aws:username}}', [variable('aws:username'), '}']],
  ['$${aws:username}', ['$', variable('aws:username')]],
])('%p', (text, parts) => {
  expect(splitVariables(text)).toEqual(parts);
});

test('the key of a variable is case-insensitive, its default is not', () => {
  expect(splitVariables("${AWS:PrincipalTag/Team, 'Blue'}")).toEqual([variable('aws:principaltag/team', 'Blue')]);
  expect((splitVariables('${AWS:UserName}')[0] as PolicyVariable).key).toBe('aws:username');
});

test('a default without quotation marks is none', () => {
  expect(splitVariables('${aws:username, nobody}').map(part => (part as PolicyVariable).fallback)).toEqual([undefined]);
  expect(splitVariables("${aws:username, 'nobody}").map(part => (part as PolicyVariable).fallback)).toEqual([undefined]);
  expect(splitVariables("${aws:username, '}").map(part => (part as PolicyVariable).fallback)).toEqual([undefined]);
});
