import { Choices, isKept } from './reference-matcher';
import { ConditionBlock } from '../../../src/engine/policy/condition';
import { OpenNode } from '../../../src/engine/policy/open-node';
import { PolicyDocument } from '../../../src/engine/policy/policy-document';
import { PRINCIPAL_TYPES } from '../../../src/engine/policy/principal-element';
import { Statement } from '../../../src/engine/policy/statement';
import { not, Truth, YES } from '../../../src/engine/policy/truth';
import { fc } from '../../properties';

test('a choice has alternatives, what nobody knows has none', () => {
  expect([OpenNode.choice('c', ['a', undefined]).alternatives, OpenNode.unknown('u').alternatives]).toEqual([['a', undefined], undefined]);
});

/** A place where one of several values will stand. */
class Fork {
  constructor(readonly alternatives: unknown[]) {}
}

/** The policy as a template has it: every fork is an open node. */
function open(value: unknown): unknown {
  if (value instanceof Fork) { return OpenNode.choice('fork', value.alternatives.map(open)); }
  if (Array.isArray(value)) { return value.map(open); }
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, open(member)])) : value;
}

/** Every policy that may be deployed: all forks taken in all ways, each apart from the others. */
function deployments(value: unknown): unknown[] {
  if (value instanceof Fork) { return value.alternatives.flatMap(deployments); }
  if (Array.isArray(value)) {
    // A member may become several, or none.
    const members = (member: unknown) => deployments(member)
      .map(one => member instanceof Fork && Array.isArray(one) ? one : one === undefined ? [] : [one]);
    return product(value.map(members)).map(lists => lists.flat());
  }
  if (typeof value !== 'object' || value === null) { return [value]; }
  const keys = Object.keys(value);
  return product(Object.values(value).map(deployments)).map(members => Object.fromEntries(keys.map((key, i) => [key, members[i]])));
}

function product<T>(lists: T[][]): T[][] {
  return lists.reduce<T[][]>((ways, list) => ways.flatMap(way => list.map(one => [...way, one])), [[]]);
}

const NAMES = {
  AWS: ['111122223333', '444455556666', '*'],
  Service: ['a.amazonaws.com', '*'],
  Federated: ['accounts.google.com'],
  CanonicalUser: ['abc'],
};
const SCOPE = { variable: () => [], contested: YES };

/** What a statement says of every action, resource and principal of these tests. */
function answers({ action, resource, principal }: Statement): Truth[] {
  const complement = (answer: Truth) => principal!.negated ? not(answer) : answer;
  const names = PRINCIPAL_TYPES.flatMap(type => [principal!.listsEveryone(type), ...NAMES[type].map(name => principal!.lists(type, name))]);
  return [
    ...names.map(complement),
    ...['s3:getobject', 's3:putobject', 'iam:passrole'].map(name => action.matches(name, SCOPE, SCOPE)),
    ...['a', 'b', 'c'].map(name => resource!.matches(name, SCOPE, SCOPE)),
  ];
}

const ANYTHING = 'anything';

/** The blocks that a block may be, written out. */
function possibleBlocks({ conditions, open: forks }: ConditionBlock): string[] {
  const known = conditions.map(({ operator, key, values }) => JSON.stringify([operator.name, key, values.map(({ source }) => source)]));
  const alternatives = forks.map(fork => fork.alternatives?.flatMap(possibleBlocks) ?? [ANYTHING]);
  const written = (made: string[]) => [...known, ...made.filter(one => one !== '')].join('\n').split('\n').sort().join('\n');
  return product(alternatives).map(made => made.includes(ANYTHING) ? ANYTHING : written(made));
}

/** Does a compiled statement leave this deployed one open? */
function covers(compiled: Statement, deployed: Statement): boolean {
  const told = answers(deployed);
  const blocks = possibleBlocks(compiled.condition);
  return compiled.effect === deployed.effect && answers(compiled).every((answer, i) => isKept(answer, told[i]))
    && (blocks.includes(ANYTHING) || blocks.includes(possibleBlocks(deployed.condition)[0]));
}

/** A statement list with few forks in it, one inside another at times. */
function statementsFrom(choices: Choices): unknown {
  let forks = 0;
  const fork = (value: () => unknown, canBeLeftOut: boolean, many = value, depth = 0): unknown => {
    if (choices.below(3) !== 2 || ++forks > 4) { return depth === 0 ? value() : many(); }
    const alternatives = choices.list(1, 2, () => depth < 2 ? fork(value, canBeLeftOut, many, depth + 1) : many());
    return new Fork(canBeLeftOut && choices.below(2) === 1 ? [...alternatives, undefined] : alternatives);
  };
  const listOf = (words: string[]): unknown => {
    const word = () => choices.pick(words);
    const members = () => choices.list(0, 2, () => fork(word, true, () => choices.below(3) === 0 ? [word(), word()] : word()));
    return fork(() => choices.below(2) === 0 ? word() : [word(), ...members()], false);
  };
  const either = (name: string, value: unknown) => ({ [choices.below(4) === 3 ? `Not${name}` : name]: value });
  const values = () => choices.pick<unknown>(['x', ['x', 'y']]);
  const condition = () => ({
    StringEquals: fork(() => ({ 'a:b': fork(values, true) }), true),
    ...choices.below(2) === 0 ? {} : { Bool: { 'a:c': [true, fork(() => false, true)] } },
  });
  const services = () => choices.below(3) === 0 ? { Service: listOf(NAMES.Service) } : {};
  const principal = () => choices.below(3) === 0 ? '*' : { AWS: listOf(NAMES.AWS), ...services() };
  const statement = () => ({
    Effect: fork(() => choices.pick(['Deny', 'Allow']), false),
    ...either('Principal', fork(principal, false)),
    ...either('Action', listOf(['s3:GetObject', 's3:*', 'iam:PassRole', '*'])),
    ...either('Resource', listOf(['a', 'b', '*'])),
    ...choices.below(2) === 0 ? {} : { Condition: fork(condition, true) },
  });
  return [statement(), ...choices.list(0, 1, () => fork(statement, true, () => choices.below(4) === 3 ? [statement(), statement()] : statement()))];
}

test('every policy that may be deployed is covered: no branch of a choice is ever lost, nothing certain is ever absent', () => {
  let forked = 0;
  fc.assert(fc.property(fc.noBias(fc.array(fc.nat(999), { minLength: 120, maxLength: 120 })), numbers => {
    const statements = statementsFrom(new Choices(numbers));
    const compiled = PolicyDocument.parse({ Statement: open(statements) });
    expect(compiled.problems).toEqual([]);
    const all = deployments(statements);
    if (all.length > 1) { forked++; }
    for (const one of all) {
      const deployed = PolicyDocument.parse({ Statement: one });
      expect(deployed.problems).toEqual([]);
      for (const statement of deployed.statements) {
        expect([one, compiled.statements.some(candidate => covers(candidate, statement))]).toEqual([one, true]);
      }
      for (const statement of compiled.statements.filter(({ dependsOn }) => dependsOn === undefined)) {
        expect([one, deployed.statements.some(candidate => covers(statement, candidate))]).toEqual([one, true]);
      }
    }
  }), { numRuns: 150 });
  expect(forked).toBeGreaterThan(75);
});
