import { conformanceCase, identityStatement } from './arbitraries';
import { ConformanceCase, PolicyDocument, PolicyStatement, referenceDecision } from './reference-evaluator';
import { replayConformanceCase } from '../../../src/engine/evaluation/conformance-case';
import { fc, SEED } from '../../properties';

/** `GUARDRAILS_RUNS=1000000` asks more, `GUARDRAILS_SEED` repeats a run. */
const RUNS = Number(process.env.GUARDRAILS_RUNS ?? 100_000);
const METAMORPHIC_RUNS = Math.max(1, Math.floor(RUNS / 20));
const UNLIMITED_TIME = 3_600_000;

beforeAll(() => { process.stdout.write(`properties of the evaluation: seed ${SEED}\n`); });

const decide = (one: ConformanceCase) => replayConformanceCase({ id: '', description: '', source: '', confidence: 'inferred', expected: '', ...one });

/** Decided cases: what is unknown may become anything. */
function decided(...more: fc.Arbitrary<PolicyStatement>[]): fc.Arbitrary<[ConformanceCase, ...PolicyStatement[]]> {
  return fc.tuple(conformanceCase().map(one => ({ ...one, settings: { ...one.settings, unknownContextKeys: [] } })), ...more) as
    fc.Arbitrary<[ConformanceCase, ...PolicyStatement[]]>;
}

function always(arbitrary: fc.Arbitrary<[ConformanceCase, ...PolicyStatement[]]>, holds: (one: ConformanceCase, statement: PolicyStatement) => boolean): void {
  fc.assert(fc.property(arbitrary, ([one, statement]) => holds(one, statement)), { numRuns: METAMORPHIC_RUNS, seed: SEED });
}

function statementsOf(document: PolicyDocument): PolicyStatement[] {
  return [document.Statement ?? []].flat();
}

/** The case with every policy document in it changed. */
function changed(one: ConformanceCase, change: (document: PolicyDocument) => PolicyDocument): ConformanceCase {
  const deep = (value: any): any => Array.isArray(value) ? value.map(deep) : value === undefined ? undefined : change(value);
  return { ...one, policies: Object.fromEntries(Object.entries(one.policies).map(([layer, value]) => [layer, deep(value)])) };
}

function withIdentity(one: ConformanceCase, statement: PolicyStatement): ConformanceCase {
  const added: PolicyDocument = { Version: '2012-10-17', Statement: [statement] };
  return { ...one, policies: { ...one.policies, identity: [...one.policies.identity ?? [], added] } };
}

describe('the engine and the reference evaluator', () => {
  test(`decide ${RUNS} random requests alike`, () => {
    let settled = 0;
    fc.assert(fc.property(conformanceCase(), one => {
      const own = decide(one);
      const reference = referenceDecision(one);
      // The engine looks at each condition on an unknown key by itself; the reference tries values, and may find that they make no difference.
      const leavesOpen = own === 'unknown' && (one.settings?.unknownContextKeys ?? []).length > 0;
      if (own !== reference && leavesOpen) { settled++; }
      return own === reference || leavesOpen;
    }), { numRuns: RUNS, seed: SEED });
    expect(settled).toBeLessThan(RUNS / 50);
  }, UNLIMITED_TIME);
});

describe('what a change of policies may change', () => {
  test('adding a Deny never grants', () => {
    always(decided(identityStatement()), (one, statement) =>
      decide(one) === 'allowed' || decide(withIdentity(one, { ...statement, Effect: 'Deny' })) !== 'allowed');
  }, UNLIMITED_TIME);

  test('adding an Allow never revokes', () => {
    always(decided(identityStatement()), (one, statement) =>
      decide(one) !== 'allowed' || decide(withIdentity(one, { ...statement, Effect: 'Allow' })) === 'allowed');
  }, UNLIMITED_TIME);

  test('widening an Allow never revokes', () => {
    const widened = (statement: PolicyStatement): PolicyStatement => {
      if (statement.Effect !== 'Allow' || statement.NotAction !== undefined || statement.NotResource !== undefined) { return statement; }
      const { Condition: _, ...rest } = statement;
      return { ...rest, Action: '*', ...statement.Resource === undefined ? {} : { Resource: '*' } };
    };
    always(decided(), one => decide(one) !== 'allowed'
      || decide(changed(one, document => ({ ...document, Statement: statementsOf(document).map(widened) }))) === 'allowed');
  }, UNLIMITED_TIME);

  test('the order of statements changes nothing', () => {
    always(decided(), one => decide(changed(one, document => ({ ...document, Statement: [...statementsOf(document)].reverse() }))) === decide(one));
  }, UNLIMITED_TIME);

  test('a statement that stands twice changes nothing', () => {
    const doubled = (document: PolicyDocument) => ({
      ...document, Statement: statementsOf(document).flatMap(statement => [statement, { ...statement, Sid: undefined }]),
    });
    always(decided(), one => decide(changed(one, doubled)) === decide(one));
  }, UNLIMITED_TIME);

  test('the case of actions changes nothing', () => {
    const shout = (value: any): any => Array.isArray(value) ? value.map(shout) : value?.toUpperCase();
    const shouted = (statement: PolicyStatement) => ({ ...statement, Action: shout(statement.Action), NotAction: shout(statement.NotAction) });
    always(decided(), one => decide(changed(one, document => ({ ...document, Statement: statementsOf(document).map(shouted) }))) === decide(one));
  }, UNLIMITED_TIME);

  test('a list of one is the same as its member', () => {
    const asList = (value: any): any => value === undefined || Array.isArray(value) ? value : [value];
    const listed = (statement: PolicyStatement) => ({
      ...statement, Action: asList(statement.Action), NotAction: asList(statement.NotAction), Resource: asList(statement.Resource), NotResource: asList(statement.NotResource),
    });
    always(decided(), one => decide(changed(one, document => ({ ...document, Statement: statementsOf(document).map(listed) }))) === decide(one));
  }, UNLIMITED_TIME);

  test('a permissions boundary never grants', () => {
    const boundary: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    always(decided(), one => {
      const without = { ...one, policies: { ...one.policies, permissionsBoundary: undefined } };
      const within = { ...one, policies: { ...one.policies, permissionsBoundary: one.policies.permissionsBoundary ?? [boundary] } };
      return decide(within) !== 'allowed' || decide(without) === 'allowed';
    });
  }, UNLIMITED_TIME);

  test('declaring a key unknown never turns one decision into another', () => {
    always(decided(), one => {
      // Unknown is: missing, or one value. Of several values AWS does not say what a plain operator makes of them.
      const keys = Object.entries<unknown>(one.request.context ?? {}).filter(([, values]) => !Array.isArray(values) || values.length <= 1).map(([key]) => key);
      const unknown = decide({ ...one, settings: { ...one.settings, unknownContextKeys: keys } });
      return unknown === 'unknown' || unknown === decide(one);
    });
  }, UNLIMITED_TIME);
});
