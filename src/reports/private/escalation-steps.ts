import { everyFinding } from './rule-facts';
import { Judgement } from '../../rules/judgement';
import { EscalationEdge } from '../page/escalation-edge';

/** Every step of every escalation, once: a graph. Sorted as the findings are. */
export function escalationEdges(judgement: Judgement): EscalationEdge[] {
  const edges = new Map<string, EscalationEdge>();
  for (const { path = [], fingerprint } of everyFinding(judgement)) {
    for (const { from, to, actions } of path) {
      const key = JSON.stringify([from, to, actions]);
      const known = edges.get(key);
      if (known?.findings.includes(fingerprint)) { continue; }
      edges.set(key, { from, to, actions, findings: [...known?.findings ?? [], fingerprint] });
    }
  }
  return [...edges.values()];
}
