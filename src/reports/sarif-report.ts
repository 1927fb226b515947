import type * as Sarif from 'sarif';
import { findingText, stepText } from './finding-text';
import { ControlReference, everyFinding, RuleFacts, ruleFacts, rulesThatFound } from './private/rule-facts';
import { TemplateLines } from './private/template-lines';
import { tool } from './private/tool';
import { Report } from './report';
import { EscalationStep, StatementReference } from '../rules/finding';
import { Judgement } from '../rules/judgement';
import { RatedFinding } from '../rules/rated-finding';
import { Severity } from '../rules/severity';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** By what a viewer knows a finding again. The number counts up when fingerprints are made in another way. */
const FINGERPRINT = 'cdkIamGuardrails/v1';

/** On the scale of code scanning, from 0 to 10. */
const SECURITY_SEVERITY: Record<Severity, string> = { [Severity.FATAL]: '9.5', [Severity.ERROR]: '7.5' };

/**
 * The whole judgement as SARIF 2.1.0: places are lines of templates, what is waived or acknowledged is suppressed.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifReport(report: Report): string {
  return `${JSON.stringify(new SarifWriter(report).log(), undefined, 2)}\n`;
}

class SarifWriter {
  private readonly rules: RuleFacts[];
  private readonly files: Map<string, string>;
  private readonly lines = new Map<string, TemplateLines | undefined>();

  constructor(private readonly report: Report) {
    this.rules = rulesThatFound(everyFinding(report.judgement)).map(ruleFacts);
    this.files = new Map(report.judgement.templates.map(({ stack, file }) => [stack, file]));
  }

  public log(): Sarif.Log {
    const { judgement } = this.report;
    const { findings, waived, acknowledged, baselined, templates, profile, dataDate } = judgement;
    const { name, version } = tool();
    const run: Sarif.Run = {
      tool: { driver: { name, semanticVersion: version, rules: this.rules.map(descriptorOf) } },
      columnKind: 'unicodeCodePoints',
      invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications(judgement) }],
      artifacts: templates.filter(({ file }) => this.uri(file) !== '').map(({ file, sha256 }) => ({ location: { uri: this.uri(file) }, roles: ['analysisTarget'], hashes: { 'sha-256': sha256 } })),
      results: [
        ...findings.map(finding => this.result(finding)),
        ...waived.map(({ finding, waiver: { constructPath, reason, owner, ticket, expires } }) => this.result(finding, {
          kind: 'inSource', status: 'accepted', justification: plain(reason), location: logically(constructPath), properties: { by: 'waiver', owner, ...ticket !== undefined && { ticket }, expires },
        })),
        ...acknowledged.map(({ finding, reason, acknowledgedAt, id }) => this.result(finding, {
          kind: 'inSource', status: 'accepted', justification: plain(reason), location: logically(acknowledgedAt), properties: { by: 'acknowledgement', id },
        })),
        ...baselined.map(finding => this.result(finding, { kind: 'external', status: 'accepted', justification: 'was there when the baseline was written', properties: { by: 'baseline' } })),
      ],
      properties: { profile, ...dataDate !== undefined && { dataDate } },
    };
    return { $schema: SCHEMA, version: '2.1.0', runs: [run] };
  }

  private result(finding: RatedFinding, suppression?: Sarif.Suppression): Sarif.Result {
    const { fingerprint, ...told } = finding;
    const { rule, severity, fix, statement, witness, path = [], dependsOn } = told;
    return {
      ruleId: rule,
      ruleIndex: this.rules.findIndex(({ name }) => name === rule),
      level: 'error',
      message: { text: plain(`${findingText(told)}\n  fix: ${fix}`) },
      ...this.locations(finding),
      partialFingerprints: { [FINGERPRINT]: fingerprint },
      ...path.length > 0 && {
        codeFlows: [{ threadFlows: [{ locations: path.map(step => this.flowLocation(step)) }] }],
      },
      ...suppression !== undefined && { suppressions: [suppression] },
      properties: { severity, fix, statement, witness, ...path.length > 0 && { path }, ...dependsOn.length > 0 && { dependsOn } },
    };
  }

  /** The line of code that makes the construct, where the CDK knows it; what it becomes is beside it. */
  private locations(finding: RatedFinding): Pick<Sarif.Result, 'locations' | 'relatedLocations'> {
    const made = this.location(finding);
    const [, file, line, column] = /^(.+):(\d+):(\d+)$/.exec(finding.source ?? '') ?? [];
    if (file === undefined) { return { locations: [made] }; }
    const physicalLocation = { artifactLocation: { uri: uriOf(file) }, region: { startLine: Number(line), startColumn: Number(column) } };
    return { locations: [{ physicalLocation, ...logically(finding.constructPath) }], relatedLocations: [{ ...made, message: { text: 'what it becomes' } }] };
  }

  /** The statement, or else the resource, or else the template. */
  private location({ statement, file, stack, logicalId, constructPath }: RatedFinding): Sarif.Location {
    if (statement !== undefined) { return this.statementLocation(statement); }
    const known = file ?? this.files.get(stack ?? '');
    return { ...this.physically(known, logicalId), ...logically(constructPath === '' ? logicalId : constructPath) };
  }

  private flowLocation(step: EscalationStep): Sarif.ThreadFlowLocation {
    return { location: { ...this.statementLocation(step.statements[0]), message: { text: plain(stepText(step)) } } };
  }

  private statementLocation(statement?: StatementReference): Sarif.Location {
    if (statement === undefined) { return {}; }
    const { stack = '', logicalId, path, index, constructPath = logicalId } = statement;
    return { ...this.physically(this.files.get(stack), logicalId, `${path}.Statement[${index}]`), ...logically(constructPath) };
  }

  /** Viewers want a file, whatever a finding is about: the first template stands for the app. */
  private physically(file = [...this.files.values()][0], logicalId = '', path = ''): Sarif.Location {
    if (file === undefined || this.uri(file) === '') { return {}; }
    const startLine = this.linesOf(file)?.lineOf(logicalId, path);
    return { physicalLocation: { artifactLocation: { uri: this.uri(file) }, region: { startLine: startLine ?? 1 } } };
  }

  private linesOf(file: string): TemplateLines | undefined {
    if (!this.lines.has(file)) {
      const text = this.report.templateText(file);
      this.lines.set(file, text === undefined ? undefined : new TemplateLines(text));
    }
    return this.lines.get(file);
  }

  private uri(file: string): string {
    const { judged = '' } = this.report;
    return uriOf([judged, file].filter(part => part !== '').join('/'));
  }
}

function uriOf(path: string): string {
  return path.replace(/\\/g, '/').split('/').map(part => encodeURIComponent(part)).join('/');
}

function descriptorOf({ name, question, why, severity, profile, controls }: RuleFacts): Sarif.ReportingDescriptor {
  const looksAfter = controls.map(({ framework, id, title }: ControlReference) => `${framework} ${id}: ${title}`);
  return {
    id: name,
    name,
    shortDescription: { text: question },
    fullDescription: { text: why },
    help: {
      text: [question, why, ...looksAfter.length === 0 ? [] : ['Looks after:', ...looksAfter]].join('\n'),
      markdown: [`**${question}**`, '', why, ...looksAfter.length === 0 ? [] : ['', 'Looks after:', '', ...looksAfter.map(one => `- ${one}`)]].join('\n'),
    },
    defaultConfiguration: { level: 'error' },
    properties: { 'tags': ['security', 'iam', profile], 'precision': 'very-high', 'security-severity': SECURITY_SEVERITY[severity] },
  };
}

/** What is no finding, and must be seen all the same. */
function notifications({ warnings, declarations, accepted, restrictions }: Judgement): Sarif.Notification[] {
  const told = (level: 'note' | 'warning', id: string, text: string): Sarif.Notification => ({ level, descriptor: { id }, message: { text: plain(text) } });
  return [
    ...warnings.map(text => told('warning', 'warning', text)),
    ...accepted.map(({ constructPath, logicalId = '', path, message, reason }) => told('note', 'accepted', `${constructPath} ${logicalId} at ${path} ${message}; accepted: ${reason}`)),
    ...declarations.map(({ constructPath, kind, text }) => told('note', 'declaration', `${constructPath} declares ${kind}: ${text}`)),
    ...restrictions.map(({ kind, name, source, sha256 }) => told('note', 'restriction', `${kind} ${name} from ${source} (SHA-256 ${sha256}) restricts somebody`)),
  ];
}

function logically(fullyQualifiedName: string | undefined): Sarif.Location {
  return fullyQualifiedName === undefined || fullyQualifiedName === '' ? {} : { logicalLocations: [{ fullyQualifiedName, kind: 'resource' }] };
}

/** Brackets could be taken for a link. */
function plain(text: string): string {
  return text.replace(/[[\]]/g, bracket => `\\${bracket}`);
}
