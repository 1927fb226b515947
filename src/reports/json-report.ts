import { controlsFor, everyFinding, ruleFacts, rulesThatFound } from './private/rule-facts';
import { tool } from './private/tool';
import { Report } from './report';
import { RatedFinding } from '../rules/rated-finding';
import { Severity } from '../rules/severity';

/** Counted up when programs that read the report must change. */
const FORMAT_VERSION = 1;

/**
 * The whole judgement for programs, as `data/report.schema.json` describes it. Each finding names the controls of CIS, FSBP, NIST and PCI that it is
 * evidence for.
 */
export function jsonReport({ judgement }: Report): string {
  const { findings, waived, acknowledged, baselined, warnings, declarations, accepted, restrictions, templates, profile, dataDate } = judgement;
  const report = {
    formatVersion: FORMAT_VERSION,
    tool: tool(),
    profile,
    dataDate,
    summary: {
      fatal: findings.filter(({ severity }) => severity === Severity.FATAL).length,
      error: findings.filter(({ severity }) => severity === Severity.ERROR).length,
      waived: waived.length,
      acknowledged: acknowledged.length,
      baselined: baselined.length,
    },
    findings: findings.map(withControls),
    waived: waived.map(({ finding, waiver }) => ({ finding: withControls(finding), waiver })),
    acknowledged: acknowledged.map(({ finding, ...rest }) => ({ finding: withControls(finding), ...rest })),
    baselined: baselined.map(withControls),
    warnings,
    declarations,
    accepted,
    restrictions,
    rules: rulesThatFound(everyFinding(judgement)).map(ruleFacts),
    templates,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function withControls(finding: RatedFinding) {
  return { ...finding, controls: controlsFor(finding.rule) };
}
