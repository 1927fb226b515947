import { quoted } from '../engine/policy/policy-problem';
import { Circumstance, EscalationStep, Finding, StatementReference, Witness } from '../rules/finding';
import { RatedFinding } from '../rules/rated-finding';

/**
 * A finding as people read it in a terminal: what is wrong, in which statement, a request that would be allowed, and the
 * way that it opens, step by step. The fix is apart.
 */
export function findingText({ message, statement, witness, path = [], dependsOn, source, fingerprint }: Finding & Partial<Pick<RatedFinding, 'source' | 'fingerprint'>>): string {
  const lines = [message];
  if (statement !== undefined) {
    lines.push(`  statement: ${statementText(statement)}`);
  }
  if (witness !== undefined) {
    lines.push(...witnessLines(witness));
  }
  lines.push(...path.map((step, i) => `  step ${i + 1}: ${stepText(step)}`));
  if (dependsOn.length > 0) { lines.push(`  depends on: ${dependsOn.join(', ')}`); }
  if (source !== undefined) { lines.push(`  made at: ${quoted(source)}`); }
  if (fingerprint !== undefined) { lines.push(`  fingerprint: ${fingerprint}`); }
  return lines.join('\n');
}

/** A request that would be allowed, and what must hold of it. */
export function witnessLines({ principal, action, resource, when }: Witness): string[] {
  return [
    `  witness: ${quoted(principal)} may do ${quoted(action)} on ${quoted(resource)}`,
    ...when.length === 0 ? [] : [`  when: ${when.map(circumstanceText).join(', ')}`],
  ];
}

/** Which statement it is, and where it stands. */
export function statementText({ policy, index, sid, logicalId, path }: StatementReference): string {
  return `${policy}, statement ${index}${sid ? ` (${quoted(sid)})` : ''}, in ${quoted(logicalId)} at ${quoted(path)}`;
}

export function circumstanceText({ key, values }: Circumstance): string {
  if (values === undefined) { return `${quoted(key)} is as the conditions ask`; }
  return `${quoted(key)} is ${values.length === 0 ? 'missing' : values.map(value => quoted(value)).join(', ')}`;
}

export function stepText({ from, actions, to }: EscalationStep): string {
  return `${quoted(from)} becomes ${quoted(to)} by ${actions.map(action => quoted(action)).join(', ')}`;
}
