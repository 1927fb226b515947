import { ComplianceControl, controlsOf } from '../../rules/compliance-controls';
import { NoStaleDeclaration } from '../../rules/declared-values';
import { Judgement } from '../../rules/judgement';
import { NoStaleWaiver } from '../../rules/lifted-findings';
import { Profile } from '../../rules/profile';
import { RatedFinding } from '../../rules/rated-finding';
import { RULES } from '../../rules/rule-set';
import { RULE_TABLE, RuleName } from '../../rules/rule-table';
import { Severity } from '../../rules/severity';

/** What a report says of a rule. */
export interface RuleFacts {
  readonly name: RuleName;
  readonly question: string;
  readonly why: string;
  readonly severity: Severity;
  readonly profile: Profile;
  /** What it is evidence for. */
  readonly controls: ControlReference[];
}

/** A control of a public benchmark or standard. */
export type ControlReference = Pick<ComplianceControl, 'framework' | 'id' | 'title'>;

export function ruleFacts(name: RuleName): RuleFacts {
  const { question = '', why = '' } = [...RULES, NoStaleWaiver, NoStaleDeclaration].find(rule => rule.name === name) ?? {};
  return { name, question, why, ...RULE_TABLE[name], controls: controlsFor(name) };
}

export function controlsFor(name: RuleName): ControlReference[] {
  return controlsOf(name).map(({ framework, id, title }) => ({ framework, id, title }));
}

/** Every finding of a judgement, whatever became of it. */
export function everyFinding({ findings, waived, acknowledged, baselined }: Judgement): RatedFinding[] {
  return [...findings, ...waived.map(({ finding }) => finding), ...acknowledged.map(({ finding }) => finding), ...baselined];
}

/** The rules that found something, in the order in which rules are asked. */
export function rulesThatFound(findings: RatedFinding[]): RuleName[] {
  const names = new Set(findings.map(({ rule }) => rule));
  const asked = RULES.map(({ name }) => name).filter(name => names.has(name));
  return [...asked, ...[...names].filter(name => !asked.includes(name)).sort()];
}
