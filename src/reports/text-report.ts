import { findingText } from './finding-text';
import { Report } from './report';
import { escaped, quoted } from '../engine/policy/policy-problem';
import { counted } from '../rules/counted';
import { Judgement } from '../rules/judgement';
import { RatedFinding } from '../rules/rated-finding';
import { Severity } from '../rules/severity';

/** The whole judgement as people read it in a terminal: the verdict first. */
export function textReport({ judgement }: Report): string {
  const { findings, waived, acknowledged, baselined, warnings, declarations, accepted, restrictions, templates, profile, dataDate } = judgement;
  return [
    verdictOf(judgement),
    ...findings.flatMap(finding => ['', ...findingLines(finding)]),
    ...section('waived', waived, ({ finding, waiver: { owner, ticket, expires, reason } }) =>
      `${titleOf(finding)} until ${escaped(expires)}, by ${quoted(owner)}${ticket === undefined ? '' : ` (${quoted(ticket)})`}: ${quoted(reason)}`),
    ...section('acknowledged', acknowledged, ({ finding, acknowledgedAt, reason }) => `${titleOf(finding)} at ${quoted(acknowledgedAt)}: ${quoted(reason)}`),
    ...section('in the baseline', baselined, titleOf),
    ...section('warnings', warnings, escaped),
    ...section('accepted as unread', accepted, ({ constructPath, logicalId, path, message, reason }) =>
      `${quoted(constructPath === '' ? logicalId ?? '' : constructPath)} at ${quoted(path)} ${escaped(message)}: ${quoted(reason)}`),
    ...section('declared', declarations, ({ constructPath, kind, text }) => `${quoted(constructPath)} ${escaped(kind)}: ${escaped(text)}`),
    ...section('restrictions from outside', restrictions, ({ kind, name, source, sha256 }) => `${kind} ${escaped(name)} from ${quoted(source)}, SHA-256 ${sha256}`),
    ...section('judged', templates, ({ constructPath, file, sha256 }) => `${[constructPath, file].filter(part => part !== '').map(part => quoted(part)).join(' ')} SHA-256 ${sha256}`.trim()),
    '',
    `profile ${profile}${dataDate === undefined ? '' : `, data about AWS of ${dataDate}`}`,
    '',
  ].join('\n');
}

/** `FAIL: 3 findings, 1 of them fatal; 2 waived`. */
export function verdictOf({ findings, waived, acknowledged, baselined }: Judgement): string {
  const fatal = findings.filter(({ severity }) => severity === Severity.FATAL).length;
  const lifted = [[waived.length, 'waived'], [acknowledged.length, 'acknowledged'], [baselined.length, 'in the baseline']] as const;
  const found = findings.length === 0 ? 'PASS: no findings' : `FAIL: ${counted(findings.length, 'finding')}${fatal === 0 ? '' : `, ${fatal} of them fatal`}`;
  return [found, ...lifted.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)].join('; ');
}

/** Where a finding is, and by what it is known. */
function titleOf({ severity, rule, constructPath, logicalId, fingerprint }: RatedFinding): string {
  const place = [constructPath, logicalId ?? ''].filter(part => part !== '').map(part => quoted(part)).join(' ');
  return `${severity} ${rule}${place === '' ? '' : ` ${place}`} (${fingerprint})`;
}

function findingLines(finding: RatedFinding): string[] {
  const { fingerprint, ...rest } = finding;
  return [titleOf(finding), ...`${findingText(rest)}\nfix: ${finding.fix}`.split('\n').map(line => `  ${line}`)];
}

function section<T>(title: string, entries: T[], line: (entry: T) => string): string[] {
  return entries.length === 0 ? [] : ['', `${title}:`, ...entries.map(entry => `  ${line(entry)}`)];
}
