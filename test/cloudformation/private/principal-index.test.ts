import { AssemblyStack } from '../../../src/cloudformation/cloud-assembly';
import { PrincipalIndex } from '../../../src/cloudformation/private/principal-index';
import { ScopedResource, StackScope, StackScopes } from '../../../src/cloudformation/private/stack-scope';
import { PrincipalKind, PrincipalReading } from '../../../src/cloudformation/template-reading';
import { OpenText, OpenValue, Shape, Text } from '../../../src/engine/policy/text';
import { ACCOUNT } from '../templates';

const OTHER_ACCOUNT = '444455556666';

const GENERATED = OpenText.of(OpenValue.opaque('R.RoleName', Shape.freshWords()));
const OTHER_GENERATED = OpenText.of(OpenValue.opaque('S.RoleName', Shape.freshWords()));
const FREE = OpenText.of(OpenValue.unknown('Name'));
const CHOSEN = OpenText.of(OpenValue.opaque('Chosen', Shape.oneOf('deploy', 'build')));
const CHOICE = OpenText.of(OpenValue.choice('C', ['deploy', 'build']));
const WORDS = OpenText.of(OpenValue.opaque('AWS::Region', Shape.wordsAfter('')));

/** A scope for each account and region; undefined for one that nobody knows. */
function scopesOf(...environments: [string | undefined, string?][]): StackScope[] {
  return new StackScopes(environments.map(([account, region], i): AssemblyStack => (
    { id: `S${i}`, constructPath: '', stackName: `S${i}`, account, region, file: `S${i}.json`, text: '{"Resources":{}}', nested: [], parameters: {} }
  ))).all;
}

const [HERE, THERE, ELSEWHERE, ANYWHERE, ANYWHERE_ELSE, REGIONAL] = scopesOf([ACCOUNT], [ACCOUNT], [OTHER_ACCOUNT], [undefined], [undefined], [ACCOUNT, 'eu-west-1']);

function indexOf(...principals: [string, Text, StackScope?, PrincipalKind?][]): PrincipalIndex {
  const index = new PrincipalIndex();
  for (const [logicalId, name, scope = HERE, kind = 'role'] of principals) {
    const type = 'AWS::IAM::Role';
    const principal: PrincipalReading = { kind, resource: { stack: scope.stack.id, logicalId, type }, name, arn: '', policies: [], groups: [] };
    const owner: ScopedResource = { logicalId, type, properties: {}, scope };
    index.add(principal, owner);
  }
  return index;
}

/** Whom a name may mean; with a question mark where it may mean another. */
function named(index: PrincipalIndex, name: Text, from = HERE, kind: PrincipalKind = 'role'): string[] {
  return index.named(kind, name, from).map(({ owner, certain }) => `${owner.logicalId}${certain ? '' : '?'}`).sort();
}

test.each<[string, Text, Text, string[]]>([
  ['a written name is the principal of that name', 'deploy', 'deploy', ['R']],
  ['and no other', 'deploy', 'build', []],
  ['a name is no pattern', 'deploy*', 'deploy-1', []],
  ['in neither place', 'deploy', 'dep*', []],
  ['a generated name is what refers to it', GENERATED, GENERATED, ['R']],
  ['and no other reference', GENERATED, OTHER_GENERATED, []],
  ['and nothing that is written out', GENERATED, 'deploy', []],
  ['with something behind it, it is another', GENERATED, OpenText.of(GENERATED, '-x'), []],
  ['a free name may be any', FREE, 'deploy', ['R?']],
  ['and is what refers to it', FREE, FREE, ['R']],
  ['a written name may be meant by a free one', 'deploy', FREE, ['R?']],
  ['a generated one too', GENERATED, FREE, ['R?']],
  ['one of some words may be one of them', 'deploy', CHOSEN, ['R?']],
  ['and no other', 'other', CHOSEN, []],
  ['the same the other way round', CHOSEN, 'deploy', ['R?']],
  ['and it is itself', CHOSEN, CHOSEN, ['R']],
  ['a choice may be each of its texts', 'deploy', CHOICE, ['R?']],
  ['a choice is itself, made once', CHOICE, CHOICE, ['R']],
  ['a name with an open part may be', OpenText.of('app-', WORDS), 'app-us-east-1', ['R?']],
  ['or not', OpenText.of('app-', WORDS), 'web-us-east-1', []],
  ['and is itself', OpenText.of('app-', WORDS), OpenText.of('app-', WORDS), ['R']],
  ['of two with one open part, that which differs behind it is another', OpenText.of('app-', WORDS, '-1-', FREE), OpenText.of('app-', WORDS, '-2-', FREE), []],
  ['or before it', OpenText.of(FREE, '-1-', WORDS), OpenText.of(FREE, '-2-', WORDS), []],
  ['or is longer', OpenText.of('app-', WORDS), OpenText.of('app-', WORDS, '-x'), []],
  ['two open parts may be one', OpenText.of('app-', WORDS, '-x'), OpenText.of('app-', FREE, '-x'), ['R?']],
  ['an open part may be what stands in the middle', OpenText.of('a', FREE, 'c'), OpenText.of('abb', WORDS, 'bbc'), ['R?']],
  ['or nothing', OpenText.of('app', FREE), 'app', ['R?']],
  ['but not less than nothing', OpenText.of('app-', FREE, '-app'), 'app-app', []],
  ['no text forges an open value', GENERATED, `\u0000${(GENERATED as OpenText).openValues[0].symbol}\u0000`, []],
])('%s', (_, name, asked, expected) => {
  expect(named(indexOf(['R', name]), asked)).toEqual(expected);
});

test('only principals of the kind are meant', () => {
  const index = indexOf(['R', 'same'], ['U', 'same', HERE, 'user'], ['G', 'same', HERE, 'group'], ['F', FREE, HERE, 'user']);

  expect((['role', 'user', 'group'] as const).map(kind => named(index, 'same', HERE, kind))).toEqual([['R'], ['F?', 'U'], ['G']]);
});

test('two of one name are both meant', () => {
  expect(named(indexOf(['R', 'same'], ['S', 'same']), 'same')).toEqual(['R', 'S']);
});

test('each is meant once', () => {
  expect(named(indexOf(['R', FREE]), FREE)).toEqual(['R']);
});

test('names are compared as they are written', () => {
  expect(named(indexOf(['R', 'Deploy']), 'deploy')).toEqual([]);
});

describe('a written name means the principal of another stack', () => {
  test.each<[string, StackScope, StackScope, string[]]>([
    ['of the same stack, surely', ANYWHERE, ANYWHERE, ['R']],
    ['of the same account, surely', HERE, REGIONAL, ['R']],
    ['of the same account, perhaps, where nobody knows the region of either', HERE, THERE, ['R?']],
    ['of another account, never', HERE, ELSEWHERE, []],
    ['of an account that nobody knows, perhaps', HERE, ANYWHERE, ['R?']],
    ['the other way round too', ANYWHERE, HERE, ['R?']],
    ['of two accounts that nobody knows, perhaps', ANYWHERE, ANYWHERE_ELSE, ['R?']],
  ])('%s', (_, owner, from, expected) => {
    expect(named(indexOf(['R', 'deploy', owner]), 'deploy', from)).toEqual(expected);
  });

  test('a name with an open value that is no reference is written out all the same', () => {
    const name = OpenText.of('app-', ANYWHERE.pseudo.account);

    expect(named(indexOf(['R', name, ANYWHERE]), name, ANYWHERE_ELSE)).toEqual(['R?']);
  });

  test('so is a parameter that may only be one text', () => {
    const only = OpenText.of(OpenValue.opaque('Only', Shape.oneOf('deploy')));

    expect(named(indexOf(['R', 'deploy', ANYWHERE]), only, ANYWHERE_ELSE)).toEqual(['R?']);
  });

  test('so is one with a region that nobody knows: two stacks of one account may be in two', () => {
    const name = OpenText.of('app-', HERE.pseudo.region);

    expect([named(indexOf(['R', name]), name, THERE), named(indexOf(['R', name]), name)]).toEqual([['R?'], ['R']]);
  });

  test('one with a generated value in it is none', () => {
    const name = OpenText.of(GENERATED, '-x');

    expect(named(indexOf(['R', name, ANYWHERE]), name, ANYWHERE_ELSE)).toEqual(['R']);
  });
});

test.each<[string, StackScope, StackScope, string[]]>([
  ['of the same account', HERE, THERE, ['R']], ['of accounts that nobody knows', ANYWHERE, ANYWHERE_ELSE, ['R']], ['of another account', HERE, ELSEWHERE, []],
])('a reference means its principal, unless that is of another account: %s', (_, owner, from, expected) => {
  expect(named(indexOf(['R', GENERATED, owner]), GENERATED, from)).toEqual(expected);
});

test.each(['__proto__', 'constructor', 'toString', ''])('a principal may be named %j', name => {
  expect([named(indexOf(['R', name]), name), named(indexOf(['R', 'other']), name)]).toEqual([['R'], []]);
});

test('many names that are written or generated are found without asking all', () => {
  const generated = Array.from({ length: 20_000 }, (_, i) => OpenText.of(OpenValue.opaque(`R${i}`, Shape.freshWords())));
  const index = indexOf(...generated.map((name, i): [string, Text] => [`G${i}`, name]), ...generated.map((_, i): [string, Text] => [`W${i}`, `name-${i}`]));

  expect(generated.flatMap((name, i) => [named(index, name), named(index, `name-${i}`)]).flat()).toHaveLength(40_000);
});

test('many names with an open value in them are found without comparing all in every way', () => {
  const names = Array.from({ length: 1_000 }, (_, i) => OpenText.of('app-', WORDS, `-r${i}`));
  const index = indexOf(...names.map((name, i): [string, Text] => [`R${i}`, name]));

  expect(names.map(name => named(index, name))).toEqual(names.map((_, i) => [`R${i}`]));
});
