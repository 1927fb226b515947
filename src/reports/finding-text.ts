import { quoted } from '../engine/policy/policy-problem';
import { Circumstance, Finding } from '../rules/finding';

/**
 * A finding as people read it in a terminal: what is wrong, in which statement, and a request that would be allowed. The fix is apart.
 */
export function findingText({ message, statement, witness, dependsOn }: Finding): string {
  const lines = [message];
  if (statement !== undefined) {
    const sid = statement.sid ? ` (${quoted(statement.sid)})` : '';
    lines.push(`  statement: ${statement.policy}, statement ${statement.index}${sid}, in ${quoted(statement.logicalId)} at ${quoted(statement.path)}`);
  }
  if (witness !== undefined) {
    lines.push(`  witness: ${quoted(witness.principal)} may do ${quoted(witness.action)} on ${quoted(witness.resource)}`);
    if (witness.when.length > 0) { lines.push(`  when: ${witness.when.map(circumstanceText).join(', ')}`); }
  }
  if (dependsOn.length > 0) { lines.push(`  depends on: ${dependsOn.join(', ')}`); }
  return lines.join('\n');
}

function circumstanceText({ key, values }: Circumstance): string {
  if (values === undefined) { return `${quoted(key)} is as the conditions ask`; }
  return `${quoted(key)} is ${values.length === 0 ? 'missing' : values.map(value => quoted(value)).join(', ')}`;
}
