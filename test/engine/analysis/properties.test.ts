import { chain, listOf, Pair, pair, policy, policyAndAccesses, Side, statement } from './arbitraries';
import { allows, findRequest, impossibilities, isFor, Request, requestOf, seedOf } from './requests';
import { Access, AccessCheckPolicyType, CheckAccessResult, CheckResult, PolicyAnalyzer } from '../../../src/engine/analysis';
import { ANY, ANY_RUN } from '../../../src/engine/policy/text';
import { fc, SEED } from '../../properties';
import { PolicyDocument, PolicyStatement } from '../evaluation/reference-evaluator';

/** `GUARDRAILS_RUNS=1000000` asks more, `GUARDRAILS_SEED` repeats a run. */
const RUNS = Number(process.env.GUARDRAILS_RUNS ?? 20_000);
const LAW_RUNS = Math.max(1, Math.floor(RUNS / 80));
/** Among so many pairs some must show a fault. */
const FAULT_RUNS = 2_000;
const UNLIMITED_TIME = 3_600_000;

/** Requests that are tried before a PASS is believed. Of the lies below, 20 catch about three in four, and `GUARDRAILS_REQUESTS=300` 19 in 20. */
const REQUESTS = Number(process.env.GUARDRAILS_REQUESTS ?? 20);

const SIDES: [Side, AccessCheckPolicyType][] = [['identity', AccessCheckPolicyType.IDENTITY_POLICY], ['resource', AccessCheckPolicyType.RESOURCE_POLICY]];

beforeAll(() => { process.stdout.write(`properties of the analysis: seed ${SEED}\n`); });

// ---------------------------------------------------------------------------------------------------------------------
// Who is right
// ---------------------------------------------------------------------------------------------------------------------

/** What was asked, by requests: an answer is FAIL if there is one that the policy allows, and that shows it. */
interface Question {
  readonly allowedBy: PolicyDocument;
  readonly others: PolicyDocument[];
  shows(request: Request): boolean;
}

function beyond(existing: PolicyDocument, updated: PolicyDocument): Question {
  return { allowedBy: updated, others: [existing], shows: request => !allows(existing, request) };
}

function among(document: PolicyDocument, accesses: Access[]): Question {
  const asPolicy: PolicyDocument = {
    Version: '2008-10-17', Statement: accesses.map(({ actions = ['*'], resources = ['*'] }) => ({ Effect: 'Allow', Action: actions, Resource: resources })),
  };
  return { allowedBy: document, others: [asPolicy], shows: request => isFor(accesses, request) };
}

/** What is wrong with an answer. Undefined: nothing was found. An UNDECIDED is never wrong. */
function objectionTo({ result, reasons }: CheckAccessResult, { allowedBy, others, shows }: Question, requests = REQUESTS): string | undefined {
  switch (result) {
    case CheckResult.UNDECIDED: return undefined;
    case CheckResult.PASS: {
      const found = findRequest(allowedBy, others, requests, request => allows(allowedBy, request), shows);
      return found && `PASS, but there is ${JSON.stringify(found)}`;
    }
    case CheckResult.FAIL: {
      if (reasons.length === 0) { return 'FAIL without a reason'; }
      for (const { witness, statementIndex, dependsOn } of reasons) {
        const request = requestOf(witness);
        const alone = statementIndex === undefined ? allowedBy : { ...allowedBy, Statement: listOf(allowedBy.Statement)[statementIndex] };
        const wrong = [
          ...impossibilities(request),
          ...dependsOn.map(name => `it depends on ${name}`),
          ...allows(allowedBy, request) ? [] : ['the policy does not allow it'],
          ...allows(alone, request) ? [] : [`its statement ${statementIndex} does not allow it`],
          ...shows(request) ? [] : ['it shows nothing'],
        ];
        if (wrong.length > 0) { return `FAIL, but of the witness ${JSON.stringify(witness)}: ${wrong.join(', ')}`; }
      }
      return undefined;
    }
  }
}

type Exports = Record<string, (...given: any[]) => any>;

/** What each fault is: what a copy of the engine has in place of what a module of it exports. */
const FAULTS: [string, string, (own: Exports) => Exports][] = [
  ['finds no word that several patterns match', 'find-word', ({ findWord }) => ({ findWord: (inside, ...more) => inside.length > 1 ? undefined : findWord(inside, ...more) })],
  ['takes `?` for `*`', 'greedy-match', ({ greedyMatch }) => ({
    greedyMatch: (pattern, letters) => greedyMatch({ ...pattern, tokens: pattern.tokens.map((token: number) => token === ANY ? ANY_RUN : token) }, letters),
  })],
  ['forgets what is denied in the existing policy', 'statement-index', ({ near }) => ({ near: (document, effect, ...more) => effect === 'Deny' ? [] : near(document, effect, ...more) })],
  ['takes statements for the same whose conditions differ', 'statement-formula', () => ({ restKey: () => 'the same' })],
  ['takes what stands in both policies for nothing new, whatever is denied', 'access-search', ({ statementsBeyond }) => ({
    statementsBeyond: (updated, existing) => statementsBeyond(updated, { statements: existing.statements.filter(({ effect }: { effect: string }) => effect === 'Allow') }),
  })],
];

/** A copy of the analyzer with a fault. */
function faulty(module: string, fault: (own: Exports) => Exports): typeof PolicyAnalyzer {
  const file = `../../../src/engine/analysis/private/${module}`;
  let copy: typeof PolicyAnalyzer | undefined;
  jest.isolateModules(() => {
    jest.doMock(file, () => {
      const own = jest.requireActual<Exports>(file);
      return { ...own, ...fault(own) };
    });
    copy = jest.requireActual<{ PolicyAnalyzer: typeof PolicyAnalyzer }>('../../../src/engine/analysis/policy-analyzer').PolicyAnalyzer;
    jest.dontMock(file);
  });
  return copy!;
}

/** How often each answer was given. */
class Tally {
  private readonly counts: Record<CheckResult, number> = { PASS: 0, FAIL: 0, UNDECIDED: 0 };
  private readonly start = Date.now();

  private isOpen = true;

  public count(answer: CheckAccessResult): CheckAccessResult {
    if (this.isOpen) { this.counts[answer.result]++; }
    return answer;
  }

  /** What is asked to make a counterexample smaller does not count. */
  public close(): void {
    this.isOpen = false;
  }

  public share(result: CheckResult): number {
    return this.counts[result] / Math.max(1, this.total);
  }

  private get total(): number {
    return this.counts.PASS + this.counts.FAIL + this.counts.UNDECIDED;
  }

  public print(name: string): void {
    const shares = Object.values(CheckResult).map(result => `${result} ${(100 * this.share(result)).toFixed(2)} %`).join(', ');
    process.stdout.write(`${name}: ${this.total}, ${shares}, ${((Date.now() - this.start) / 1000).toFixed(1)} s\n`);
  }
}

/** There is no objection to any answer, and few answers are refused. */
function always<T>(name: string, arbitrary: fc.Arbitrary<T>, objection: (one: T, tally: Tally) => string | undefined, numRuns: number): Tally {
  const tally = new Tally();
  const shown = fc.check(fc.property(arbitrary, one => {
    const wrong = objection(one, tally);
    if (wrong !== undefined) {
      tally.close();
      throw new Error(`${wrong}\n${JSON.stringify(one)}`);
    }
  }), { numRuns, seed: SEED });
  tally.print(name);
  if (shown.failed) { throw new Error(`seed ${SEED}, after ${shown.numRuns} runs and ${shown.numShrinks} shrinks: ${String(shown.errorInstance)}`); }
  expect(tally.share(CheckResult.UNDECIDED)).toBeLessThan(0.03);
  return tally;
}

// ---------------------------------------------------------------------------------------------------------------------

describe.each(SIDES)('%s policies', (side, type) => {
  const isIdentity = side === 'identity';
  const newAccess = (existing: PolicyDocument, updated: PolicyDocument) => PolicyAnalyzer.checkNoNewAccess(existing, updated, type);
  const everyone = isIdentity ? {} : { Principal: '*' };
  const everything: PolicyDocument = { Version: '2012-10-17', Statement: { Effect: 'Allow', ...everyone, Action: '*', Resource: '*' } };
  const nothing: PolicyDocument = { Version: '2012-10-17', Statement: { Effect: 'Deny', ...everyone, Action: '*', Resource: '*' } };

  test('new access is found if and only if some request shows it', () => {
    const tally = always(`new access of ${side} policies`, pair(side), ({ existing, updated }, counts) =>
      objectionTo(counts.count(newAccess(existing, updated)), beyond(existing, updated)), Math.ceil(RUNS * (isIdentity ? 0.5 : 0.3)));
    expect(tally.share(CheckResult.PASS)).toBeGreaterThan(0.25);
    expect(tally.share(CheckResult.FAIL)).toBeGreaterThan(0.25);
  }, UNLIMITED_TIME);

  test('access is granted if and only if some request for it is allowed', () => {
    const tally = always(`accesses of ${side} policies`, policyAndAccesses(side), ({ document, accesses }, counts) =>
      objectionTo(counts.count(PolicyAnalyzer.checkAccessNotGranted(document, accesses, type)), among(document, accesses)), Math.ceil(RUNS / 10));
    expect(tally.share(CheckResult.PASS)).toBeGreaterThan(0.1);
    expect(tally.share(CheckResult.FAIL)).toBeGreaterThan(0.25);
  }, UNLIMITED_TIME);

  const passes = ({ result, reasons, undecided }: CheckAccessResult) =>
    result === CheckResult.PASS ? undefined : `${result}: ${JSON.stringify(reasons)} ${undecided.join(', ')}`;

  test('a policy has no access beyond itself', () => {
    always(`${side} policies beyond themselves`, policy(side), (one, counts) => passes(counts.count(newAccess(one, one))), LAW_RUNS);
  }, UNLIMITED_TIME);

  test('a policy has no access beyond itself in another order', () => {
    const turned = <T>(value: T): T => (Array.isArray(value) ? [...value].reverse().map(turned)
      : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).reverse().map(([name, member]) => [name, turned(member)])) : value) as T;
    always(`${side} policies beyond themselves in another order`, policy(side), (one, counts) => passes(counts.count(newAccess(one, turned(one)))), LAW_RUNS);
  }, UNLIMITED_TIME);

  test('a policy has no access beyond everything', () => {
    always(`${side} policies beyond everything`, policy(side), (one, counts) => passes(counts.count(newAccess(everything, one))), LAW_RUNS);
  }, UNLIMITED_TIME);

  test('a policy has access beyond nothing if and only if it allows something', () => {
    always(`${side} policies beyond nothing`, policy(side), (one, counts) => {
      const beyondNothing = counts.count(newAccess(nothing, one));
      const anything = PolicyAnalyzer.checkAccessNotGranted(one, [{ actions: ['*'] }], type);
      if (beyondNothing.result !== anything.result) { return `beyond nothing ${beyondNothing.result}, but any action ${anything.result}`; }
      return objectionTo(beyondNothing, beyond(nothing, one));
    }, LAW_RUNS);
  }, UNLIMITED_TIME);

  const stays = (before: CheckAccessResult, after: () => CheckAccessResult) =>
    before.result === CheckResult.PASS ? failure(after()) : undefined;
  const failure = (after: CheckAccessResult) => after.result === CheckResult.FAIL ? `PASS became FAIL: ${JSON.stringify(after.reasons)}` : undefined;
  const withStatement = (document: PolicyDocument, one: PolicyStatement): PolicyDocument => ({ ...document, Statement: [...listOf(document.Statement), one] });

  test('a Deny that is added to the new policy gives no access', () => {
    always(`${side} policies with a Deny`, fc.tuple(pair(side), statement(side)), ([{ existing, updated }, one], counts) =>
      stays(newAccess(existing, updated), () => counts.count(newAccess(existing, withStatement(updated, { ...one, Effect: 'Deny' })))), LAW_RUNS);
  }, UNLIMITED_TIME);

  test('an Allow that is added to the existing policy makes no access new', () => {
    always(`${side} policies with an Allow`, fc.tuple(pair(side), statement(side)), ([{ existing, updated }, one], counts) =>
      stays(newAccess(existing, updated), () => counts.count(newAccess(withStatement(existing, { ...one, Effect: 'Allow' }), updated))), LAW_RUNS);
  }, UNLIMITED_TIME);

  test('what has no access beyond a second policy has none beyond a third that the second has none beyond', () => {
    always(`chains of ${side} policies`, chain(side), ([first, second, third], counts) => {
      const documents = [first, second, third];
      for (const [a, b, c] of [[0, 1, 2], [2, 1, 0], [1, 0, 2], [0, 2, 1]]) {
        const [low, middle, high] = [documents[a], documents[b], documents[c]];
        if (newAccess(middle, low).result !== CheckResult.PASS || newAccess(high, middle).result !== CheckResult.PASS) { continue; }
        const wrong = failure(counts.count(newAccess(high, low)));
        if (wrong !== undefined) { return `${wrong} (${a} within ${b} within ${c})`; }
      }
      return undefined;
    }, Math.ceil(LAW_RUNS / 2));
  }, UNLIMITED_TIME);

  /** The objections to what a liar says. */
  function caught(lie: (truth: CheckAccessResult, one: Pair) => CheckAccessResult | undefined): { lies: number; caught: number } {
    const count = { lies: 0, caught: 0 };
    for (const one of fc.sample(pair(side), { numRuns: LAW_RUNS, seed: SEED })) {
      const told = lie(newAccess(one.existing, one.updated), one);
      if (told === undefined) { continue; }
      count.lies++;
      if (objectionTo(told, beyond(one.existing, one.updated)) !== undefined) { count.caught++; }
    }
    return count;
  }

  describe('an analyzer is caught', () => {
    test('that says PASS instead of FAIL', () => {
      const count = caught(truth => truth.result === CheckResult.FAIL ? { ...truth, result: CheckResult.PASS, reasons: [] } : undefined);
      process.stdout.write(`PASS instead of FAIL for ${side} policies: ${count.caught} of ${count.lies} caught\n`);
      expect(count.caught).toBeGreaterThan(0.6 * count.lies);
    }, UNLIMITED_TIME);

    test('that says PASS once in ten times', () => {
      const count = caught((truth, one) =>
        truth.result === CheckResult.FAIL && seedOf(JSON.stringify(one)) % 10 === 0 ? { ...truth, result: CheckResult.PASS, reasons: [] } : undefined);
      expect(count.caught).toBeGreaterThan(0);
    }, UNLIMITED_TIME);

    test('that drops the context of its witnesses', () => {
      const count = caught(truth => truth.reasons.some(({ witness }) => witness.context.length > 0)
        ? { ...truth, reasons: truth.reasons.map(one => ({ ...one, witness: { ...one.witness, context: [] } })) }
        : undefined);
      process.stdout.write(`no context for ${side} policies: ${count.caught} of ${count.lies} caught\n`);
      expect(count.caught).toBeGreaterThan(0.5 * count.lies);
    }, UNLIMITED_TIME);

    const isCaught = (copy: typeof PolicyAnalyzer, numRuns: number) => fc.sample(pair(side), { numRuns, seed: SEED })
      .some(({ existing, updated }) => objectionTo(copy.checkNoNewAccess(existing, updated, type), beyond(existing, updated)) !== undefined);

    test.each(FAULTS)('that %s', (_, module, fault) => {
      expect(isCaught(faulty(module, fault), FAULT_RUNS)).toBe(true);
    }, UNLIMITED_TIME);

    test('but not a copy of it without a fault', () => {
      expect(isCaught(faulty('find-word', own => own), FAULT_RUNS / 10)).toBe(false);
    }, UNLIMITED_TIME);

    test('that says FAIL without a reason', () => {
      const count = caught(truth => truth.result === CheckResult.PASS ? { ...truth, result: CheckResult.FAIL } : undefined);
      expect(count.caught).toBe(count.lies);
    }, UNLIMITED_TIME);
  });
});
