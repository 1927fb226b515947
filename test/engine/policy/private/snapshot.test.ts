import { OpenNode } from '../../../../src/engine/policy/open-node';
import { PolicyProblemCode as Code } from '../../../../src/engine/policy/policy-problem';
import { snapshot } from '../../../../src/engine/policy/private/snapshot';
import { OpenText, OpenValue } from '../../../../src/engine/policy/text';

const LEVELS = 32;

const outline = (value: unknown) => snapshot(value, LEVELS).problems.map(({ path, code }) => `${path} ${code}`);
const copyOf = (value: unknown) => {
  const { copy, problems } = snapshot(value, LEVELS);
  expect(problems).toEqual([]);
  return copy;
};

describe('a copy', () => {
  test('is what JSON.stringify would show', () => {
    class Model {
      public readonly b = [1, 'x', null, true];
      public readonly when = new Date(0);
      public get derived(): string { return 'no own property'; }
      public method(): void {}
    }
    const value = { a: new Model(), nothing: undefined, [Symbol('key')]: 1, c: { toJSON: () => ({ d: 1 }) }, e: [[], {}] };
    Object.defineProperty(value, 'hidden', { value: 1, enumerable: false });
    expect(JSON.stringify(copyOf(value))).toBe(JSON.stringify(value));
  });

  test('has no prototype that could speak for it', () => {
    const copy = copyOf({ a: {} }) as Record<string, unknown>;
    expect([Object.getPrototypeOf(copy), Object.getPrototypeOf(copy.a)]).toEqual([null, null]);
    expect('constructor' in copy).toBe(false);
  });

  test('does not change when the original does', () => {
    const original = { Statement: [{ Effect: 'Deny' }] };
    const copy = copyOf(original);
    original.Statement[0].Effect = 'Allow';
    original.Statement.push({ Effect: 'Allow' });
    expect(JSON.stringify(copy)).toBe('{"Statement":[{"Effect":"Deny"}]}');
  });

  test('reads every property once', () => {
    const reads: string[] = [];
    const answers = ['Deny', 'Allow'];
    const statement = { get Effect() { reads.push('Effect'); return answers.shift(); } };
    const copy = copyOf({ get Statement() { reads.push('Statement'); return [statement]; } });
    expect([JSON.stringify(copy), JSON.stringify(copy), reads])
      .toEqual(['{"Statement":[{"Effect":"Deny"}]}', '{"Statement":[{"Effect":"Deny"}]}', ['Statement', 'Effect']]);
  });

  test('of a proxy is what it showed', () => {
    expect(JSON.stringify(copyOf(new Proxy({ a: 1 }, { ownKeys: () => ['a'], get: (_, key) => key === 'toJSON' ? undefined : 'shown' }))))
      .toBe('{"a":"shown"}');
  });

  test('keeps open text and open nodes', () => {
    const text = OpenText.of('a', OpenValue.unknown('x'));
    const unknown = OpenNode.unknown('y');
    expect(copyOf({ text, unknown })).toEqual(Object.assign(Object.create(null), { text, unknown }));
    const choice = copyOf(OpenNode.choice('z', [{ a: text }, undefined, 'b'])) as OpenNode;
    expect([choice.name, choice.alternatives]).toEqual(['z', [Object.assign(Object.create(null), { a: text }), undefined, 'b']]);
  });

  test('of a list with holes has none', () => {
    expect(copyOf(Object.assign(new Array(3), { 0: 1, 2: 2 }))).toEqual([1, undefined, 2]);
  });
});

describe('what cannot be read', () => {
  const thrower = () => { throw new Error('no'); };
  const fill = (): unknown => fill();

  test.each<[string, unknown]>([
    ['a getter that throws', { get a() { return thrower(); } }],
    ['a getter that throws, further inside', { a: [{ get b() { return thrower(); } }] }],
    ['a getter that throws nothing', { get a() { throw undefined; } }],
    ['toJSON that throws', { toJSON: thrower }],
    ['a getter of toJSON that throws', { get toJSON() { return thrower(); } }],
    ['a proxy that will not list its keys', new Proxy({}, { ownKeys: thrower })],
    ['a proxy that will not describe its keys', new Proxy({ a: 1 }, { getOwnPropertyDescriptor: thrower })],
    ['a proxy that will not give its values', new Proxy({ a: 1 }, { get: thrower })],
    ['a proxy of a list that will not give its length',
      new Proxy([1], { get: (target, key) => key === 'length' ? thrower() : Reflect.get(target, key) })],
    ['a revoked proxy', (() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()],
    ['a revoked proxy of a list', (() => { const { proxy, revoke } = Proxy.revocable([], {}); revoke(); return proxy; })()],
    ['a getter that fills the stack', { get a() { return fill(); } }],
  ])('%s', (_, value) => {
    expect(snapshot(value, LEVELS))
      .toEqual({ problems: [{ path: '$', code: Code.UNREADABLE, message: 'could not be read: a getter, a proxy or `toJSON` of the object threw' }] });
  });
});

describe('levels', () => {
  const nested = (levels: number): unknown => levels === 0 ? 1 : { a: nested(levels - 1) };

  test('32 levels are read, 33 are not', () => {
    expect(outline(nested(32))).toEqual([]);
    expect(outline(nested(33))).toEqual([`$${'.a'.repeat(32)} ${Code.NESTED_TOO_DEEPLY}`]);
  });

  test('a cycle is too deep', () => {
    const cycle: Record<string, unknown> = {};
    cycle.a = [cycle];
    expect(outline(cycle)).toEqual([`$${'.a[0]'.repeat(16)} ${Code.NESTED_TOO_DEEPLY}`]);
    const wide: unknown[] = [];
    wide.push(...new Array(1_000).fill(wide));
    expect(outline(wide)).toEqual([`$${'[0]'.repeat(32)} ${Code.NESTED_TOO_DEEPLY}`]);
  });

  test('toJSON is asked once, as JSON.stringify asks', () => {
    const endless = (): unknown => ({ toJSON: endless, a: 1 });
    expect(snapshot(endless(), LEVELS)).toEqual({ copy: { a: 1 }, problems: [] });
  });

  test('functions are left out, as JSON.stringify leaves them out', () => {
    expect(snapshot({ a: () => 1, b: Symbol('b'), c: 1 }, LEVELS)).toEqual({ copy: { c: 1 }, problems: [] });
  });

  test('a proxy that will not tell its prototype is read all the same', () => {
    expect(snapshot(new Proxy({ a: 1 }, { getPrototypeOf: () => { throw new Error('no'); } }), LEVELS)).toEqual({ copy: { a: 1 }, problems: [] });
  });


  test('a choice of choices that never ends is too deep', () => {
    let node: unknown = 'a';
    for (let i = 0; i < 40; i++) { node = OpenNode.choice('c', [node]); }
    expect(outline({ Action: node })).toEqual([`$.Action ${Code.NESTED_TOO_DEEPLY}`]);
  });

  test('an object that holds another twice, and so 2^30 of them, is too large', () => {
    let shared: unknown = {};
    for (let i = 0; i < 30; i++) { shared = { a: shared, b: shared }; }
    expect(snapshot(shared, LEVELS).problems.map(({ code }) => code)).toEqual([Code.NESTED_TOO_DEEPLY]);
  });

  test('an object that stands in several places is copied in each', () => {
    const shared = { a: 1 };
    expect(JSON.stringify(copyOf([shared, shared, { shared }]))).toBe('[{"a":1},{"a":1},{"shared":{"a":1}}]');
  });
});

describe('the key __proto__', () => {
  test('is a problem when it is an own key', () => {
    expect(outline(JSON.parse('{"a":[{"__proto__":{}}]}'))).toEqual([`$.a[0].__proto__ ${Code.PROTOTYPE_KEY}`]);
    expect(outline(Object.defineProperty({}, '__proto__', { value: 1, enumerable: true }))).toEqual([`$.__proto__ ${Code.PROTOTYPE_KEY}`]);
  });

  test('in source code it sets the prototype, and nothing of that is read', () => {
    expect(JSON.stringify(copyOf({ __proto__: { Effect: 'Allow' }, Sid: 'a' }))).toBe('{"Sid":"a"}');
  });
});
