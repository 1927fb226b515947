import { circumstanceText, statementText, stepText } from './finding-text';
import { codeMarkdown, messageMarkdown, textMarkdown } from './private/markdown';
import { everyFinding, rulesThatFound, ruleFacts } from './private/rule-facts';
import { Report } from './report';
import { verdictOf } from './text-report';
import { counted } from '../rules/counted';
import { Judgement } from '../rules/judgement';
import { RatedFinding } from '../rules/rated-finding';

/** What a comment of a pull request holds, in characters, with room for what is put around it. */
const MOST_CHARACTERS = 60_000;

/**
 * The whole judgement for a pull request: a short table, details folded. Foreign text cannot become Markdown, HTML, a link or a mention.
 * What is too long for a comment is cut at the details, and says so.
 */
export function markdownReport({ judgement }: Report): string {
  const sections = sectionsOf(judgement);
  const short = `### ${textMarkdown(verdictOf(judgement))}\n\n${[...summaryTable(judgement), ...footer(judgement)].join('\n')}\n`;
  let left = MOST_CHARACTERS - short.length;
  const shown: string[] = [];
  let hidden = 0;
  for (const section of sections) {
    if (section.length > left) {
      hidden++;
      continue;
    }
    left -= section.length;
    shown.push(section);
  }
  const cut = hidden === 0 ? [] : [`**${hidden} of ${counted(sections.length, 'detail')} left out, as a comment has no room for more: the reports as text, JSON and HTML show them.**\n`];
  return [short, ...cut, ...shown].join('\n');
}

/** What each rule found, and what became of it. */
function summaryTable(judgement: Judgement): string[] {
  const { findings, waived, acknowledged, baselined } = judgement;
  const rules = rulesThatFound(everyFinding(judgement));
  if (rules.length === 0) { return []; }
  const count = (rule: string, some: RatedFinding[]) => some.filter(finding => finding.rule === rule).length;
  return [
    '| rule | severity | findings | waived | acknowledged | baseline |',
    '|---|---|--:|--:|--:|--:|',
    ...rules.map(rule => [
      codeMarkdown(rule), ruleFacts(rule).severity, count(rule, findings), count(rule, waived.map(({ finding }) => finding)),
      count(rule, acknowledged.map(({ finding }) => finding)), count(rule, baselined),
    ].join(' | ')).map(row => `| ${row} |`),
    '',
  ];
}

function footer({ profile, dataDate, templates }: Judgement): string[] {
  return [`Profile ${profile}, ${counted(templates.length, 'template')}${dataDate === undefined ? '' : `, data about AWS of ${textMarkdown(dataDate)}`}.`];
}

function sectionsOf({ findings, waived, acknowledged, baselined, warnings, declarations, accepted, restrictions, templates }: Judgement): string[] {
  const list = (title: string, entries: string[]) => entries.length === 0 ? [] : [folded(`${title}: ${entries.length}`, entries.map(entry => `- ${entry}`))];
  return [
    ...findings.map(finding => folded(titleOf(finding), detailsOf(finding))),
    ...list('warnings', warnings.map(messageMarkdown)),
    ...waived.map(({ finding, waiver: { owner, ticket, expires, reason } }) => folded(`waived: ${titleOf(finding)}`, [
      `- waived by ${codeMarkdown(owner)}${ticket === undefined ? '' : `, ${codeMarkdown(ticket)},`} until ${textMarkdown(expires)}: ${codeMarkdown(reason)}`, ...detailsOf(finding),
    ])),
    ...acknowledged.map(({ finding, acknowledgedAt, reason }) => folded(`acknowledged: ${titleOf(finding)}`, [
      `- acknowledged at ${codeMarkdown(acknowledgedAt)}: ${codeMarkdown(reason)}`, ...detailsOf(finding),
    ])),
    ...list('in the baseline', baselined.map(titleOf)),
    ...list('accepted as unread', accepted.map(({ constructPath, logicalId = '', path, message, reason }) =>
      `${codeMarkdown(constructPath === '' ? logicalId : constructPath)} at ${codeMarkdown(path)} ${messageMarkdown(message)}: ${codeMarkdown(reason)}`)),
    ...list('declared', declarations.map(({ constructPath, kind, text }) => `${codeMarkdown(constructPath)} ${textMarkdown(kind)}: ${messageMarkdown(text)}`)),
    ...list('restrictions from outside', restrictions.map(({ kind, name, source, sha256 }) => `${textMarkdown(kind)} ${messageMarkdown(name)} from ${codeMarkdown(source)}, SHA-256 ${codeMarkdown(sha256)}`)),
    ...list('judged', templates.map(({ constructPath, file, sha256 }) => `${codeMarkdown(constructPath)} ${codeMarkdown(file)} SHA-256 ${codeMarkdown(sha256)}`)),
  ];
}

function titleOf({ severity, rule, constructPath, logicalId, fingerprint }: RatedFinding): string {
  const place = [constructPath, logicalId ?? ''].filter(part => part !== '').map(part => ` ${codeMarkdown(part)}`).join('');
  return `${severity} ${codeMarkdown(rule)}${place} (${codeMarkdown(fingerprint)})`;
}

function detailsOf({ message, statement, witness, path = [], dependsOn, source, fix }: RatedFinding): string[] {
  return [
    `- ${messageMarkdown(message)}`,
    ...statement === undefined ? [] : [`- statement: ${messageMarkdown(statementText(statement))}`],
    ...witness === undefined ? [] : [`- witness: ${codeMarkdown(witness.principal)} may do ${codeMarkdown(witness.action)} on ${codeMarkdown(witness.resource)}`],
    ...witness === undefined || witness.when.length === 0 ? [] : [`- when: ${messageMarkdown(witness.when.map(circumstanceText).join(', '))}`],
    ...path.map((step, i) => `- step ${i + 1}: ${messageMarkdown(stepText(step))}`),
    ...dependsOn.length === 0 ? [] : [`- depends on: ${messageMarkdown(dependsOn.join(', '))}`],
    ...source === undefined ? [] : [`- made at: ${codeMarkdown(source)}`],
    `- fix: ${messageMarkdown(fix)}`,
  ];
}

function folded(summary: string, lines: string[]): string {
  return `<details><summary>${summary}</summary>\n\n${lines.join('\n')}\n\n</details>\n`;
}
