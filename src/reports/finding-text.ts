import { quoted } from '../engine/policy/policy-problem';
import { Circumstance, EscalationStep, Finding } from '../rules/finding';

/**
 * A finding as people read it in a terminal: what is wrong, in which statement, a request that would be allowed, and the
 * way that it opens, step by step. The fix is apart.
 */
export function findingText({ message, statement, witness, path = [], dependsOn }: Finding): string {
  const lines = [message];
  if (statement !== undefined) {
    const sid = statement.sid ? ` (${quoted(statement.sid)})` : '';
    lines.push(`  statement: ${statement.policy}, statement ${statement.index}${sid}, in ${quoted(statement.logicalId)} at ${quoted(statement.path)}`);
  }
  if (witness !== undefined) {
    lines.push(`  witness: ${quoted(witness.principal)} may do ${quoted(witness.action)} on ${quoted(witness.resource)}`);
    if (witness.when.length > 0) { lines.push(`  when: ${witness.when.map(circumstanceText).join(', ')}`); }
  }
  lines.push(...path.map((step, i) => `  step ${i + 1}: ${stepText(step)}`));
  if (dependsOn.length > 0) { lines.push(`  depends on: ${dependsOn.join(', ')}`); }
  return lines.join('\n');
}

function circumstanceText({ key, values }: Circumstance): string {
  if (values === undefined) { return `${quoted(key)} is as the conditions ask`; }
  return `${quoted(key)} is ${values.length === 0 ? 'missing' : values.map(value => quoted(value)).join(', ')}`;
}

function stepText({ from, actions, to }: EscalationStep): string {
  return `${quoted(from)} becomes ${quoted(to)} by ${actions.map(action => quoted(action)).join(', ')}`;
}
