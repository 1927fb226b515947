import { findingText } from './finding-text';
import { ruleFacts } from './private/rule-facts';
import { shownFindings, ShownFinding } from './private/shown-findings';
import { TemplateLines } from './private/template-lines';
import { Report } from './report';
import { escaped, quoted } from '../engine/policy/policy-problem';
import { StatementReference } from '../rules/finding';
import { Severity } from '../rules/severity';

/** As short as a fingerprint may be written. */
const SHORTEST = 4;

/** The fingerprint in what the reports print: alone, in brackets behind the name of the rule, or in an address of the HTML report. */
const ID = /^(?:[A-Za-z-]+::)?(?:[A-Za-z]+\[([0-9a-f]+)\]|#?(?:finding-)?([0-9a-f]+))$/;

/** What is asked for is no finding, or is several. */
export class NoSuchFinding extends Error {}

/**
 * Everything that there is to say about one finding: what the rule asks and why, the statement as it stands in the template, the request that shows
 * it, the way that it opens, the change that ends it, the controls that it is evidence for, and how to say that it is meant.
 *
 * @param id the fingerprint, or its beginning; as it stands in any report
 * @throws NoSuchFinding
 */
export function findingExplanation(id: string, report: Report): string {
  const { finding, status, lifted } = findingOf(id, report);
  const { fingerprint, ...told } = finding;
  const { rule, severity, constructPath, logicalId, file, statement, path = [], fix } = told;
  const { question, why, controls } = ruleFacts(rule);
  const place = [constructPath, logicalId ?? '', file ?? ''].filter(part => part !== '').map(part => quoted(part)).join(', ');
  const statements = [...statement === undefined ? [] : [statement], ...path.flatMap(step => step.statements)];
  return [
    `${severity} ${rule} (${fingerprint})${place === '' ? '' : ` in ${place}`}`,
    status === 'blocks' ? 'it blocks' : `it does not block: ${lifted}`,
    '',
    `${rule} asks: ${question} ${why}`,
    '',
    findingText(told),
    ...statementsOf(statements, report),
    '',
    `fix: ${fix}`,
    ...controls.length === 0 ? [] : ['', 'evidence for:', ...controls.map(control => `  ${control.framework} ${control.id}: ${control.title}`)],
    ...status === 'blocks' ? ['', ...meantLines(rule, severity, fingerprint)] : [],
    '',
  ].join('\n');
}

function findingOf(id: string, { judgement }: Report): ShownFinding {
  const [, bracketed, bare] = ID.exec(id.trim()) ?? [];
  const fingerprint = bracketed ?? bare ?? '';
  const all = shownFindings(judgement);
  const found = fingerprint.length < SHORTEST ? [] : all.filter(({ finding }) => finding.fingerprint.startsWith(fingerprint));
  if (found.length === 1) { return found[0]; }
  const known = (found.length === 0 ? all : found).map(({ finding }) => `  ${finding.fingerprint} ${finding.rule} ${quoted(finding.constructPath === '' ? finding.logicalId ?? '' : finding.constructPath)}`);
  const problem = found.length === 0 ? `there is no finding ${quoted(id)}` : `${quoted(id)} is the beginning of several findings; write more of it`;
  throw new NoSuchFinding([problem, ...known.length === 0 ? ['nothing was found'] : known].join('\n'));
}

/** The statements as somebody wrote them. */
function statementsOf(statements: StatementReference[], { judgement, templateText, judged }: Report): string[] {
  const files = new Map(judgement.templates.map(({ stack, file }) => [stack, file]));
  const told = new Set<string>();
  return statements.flatMap(({ stack = '', logicalId, path, index }) => {
    const file = files.get(stack);
    const text = file === undefined ? undefined : templateText(file);
    const place = text === undefined ? undefined : new TemplateLines(text).placeOf(logicalId, `${path}.Statement[${index}]`);
    if (place === undefined) { return []; }
    const name = [judged ?? '', file!].filter(part => part !== '').join('/');
    const lines = ['', `${name === '' ? 'the template' : escaped(name)}, line ${place.line}:`, ...place.text.split('\n').map(line => `  ${escaped(line)}`)];
    const key = lines.join('\n');
    return told.has(key) ? [] : told.add(key) && lines;
  });
}

/** How somebody says that it is meant. */
function meantLines(rule: string, severity: Severity, fingerprint: string): string[] {
  const waive = `Guardrails.of(construct).waive({ rule: '${rule}', fingerprint: '${fingerprint}', reason: '...', owner: '...', expires: 'YYYY-MM-DD' })`;
  return [
    'where it is meant:',
    `  ${waive}`,
    ...severity === Severity.FATAL ? [] : [`  or Validations.of(construct).acknowledge({ id: 'cdk-iam-guardrails::${rule}[${fingerprint}]', reason: '...' })`],
  ];
}
