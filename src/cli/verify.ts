import { AppInput, AppOptions, readApps } from './app-input';
import { BadInput } from './input';
import { escaped, quoted } from '../engine/policy/policy-problem';
import { findingExplanation, NoSuchFinding } from '../reports/finding-explanation';
import { Report } from '../reports/report';
import { REPORT_FORMATS, ReportFormat } from '../reports/report-formats';
import { lockText, presentAccess, writeLock } from '../rules/access-lock';
import { accessSummary } from '../rules/access-summary';
import { BASELINE_FILE, writeBaseline } from '../rules/baseline';
import { counted } from '../rules/counted';
import { GateOptions, gateOptions, readConfiguration } from '../rules/gate-options';
import { Judgement, judgementOf } from '../rules/judgement';
import { judgementOptions } from '../rules/judgement-options';
import { ReviewedApp } from '../rules/reviewed-app';
import { rulesFor } from '../rules/rule-set';

/** The options of the command, as they are written in the shell. */
export interface VerifyOptions extends AppOptions {
  readonly config?: string;
  readonly profile?: string;
  readonly baseline?: string;
  readonly lock?: string;
  readonly today?: string;
  readonly format?: string;
}

/** Where the command may show how far it is. */
export interface Terminal {
  readonly print: (line: string) => void;
  /** Shows it in place of what was shown before. @default - nobody looks */
  readonly progress?: (text: string) => void;
}

/**
 * Judges apps and templates as the gate does at synth, in a process of its own.
 *
 * @returns the exit code: 0 when nothing is found, 1 when something is
 * @throws BadInput, BadConfiguration or BadTerms when it could not run
 */
export function verify(paths: string[], options: VerifyOptions, { print, progress = () => {} }: Terminal): number {
  const format = REPORT_FORMATS[formatOf(options)];
  const report = reportOf(paths, options, progress);
  progress('writing the report');
  const text = format(report);
  progress('');
  print(text.replace(/\n$/, ''));
  return report.judgement.findings.length === 0 ? 0 : 1;
}

/**
 * Explains one finding of what is judged.
 *
 * @param finding its fingerprint, or the beginning of it; as it stands in any report
 * @returns the exit code: 0
 * @throws BadInput when there is no such finding, BadConfiguration or BadTerms when the command could not run
 */
export function explain(finding: string, paths: string[], options: VerifyOptions, { print, progress = () => {} }: Terminal): number {
  const report = reportOf(paths, options, progress);
  progress('');
  try {
    print(findingExplanation(finding, report).replace(/\n$/, ''));
  } catch (error) {
    if (error instanceof NoSuchFinding) { throw new BadInput(error.message); }
    throw error;
  }
  return 0;
}

/** What is judged, for whatever is said of it. */
function reportOf(paths: string[], options: VerifyOptions, progress: (text: string) => void): Report {
  const { input: { reading, texts }, judgement } = judged(paths, options, progress);
  const [path] = paths;
  return {
    judgement,
    ...paths.length === 1 && texts.size > 0 && !texts.has(path) && { judged: path },
    access: () => accessSummary(reading),
    templateText: file => texts.get(file),
  };
}

/**
 * Writes what is found into a baseline: from then on only what is beyond it blocks.
 *
 * @returns the exit code: 0
 */
export function writeBaselineOf(paths: string[], options: VerifyOptions, { print, progress = () => {} }: Terminal): number {
  const { judgement: { findings } } = judged(paths, { ...options, baseline: undefined }, progress, ['baseline', 'enforcement']);
  const file = options.baseline ?? BASELINE_FILE;
  writeBaseline(file, findings);
  progress('');
  print(escaped(`${quoted(file)}: ${findings.length} found; commit it, and name it as \`baseline\``));
  return 0;
}

/**
 * Writes what everybody may do into an access lock.
 *
 * @returns the exit code: 0
 */
export function writeLockOf(paths: string[], file: string, options: VerifyOptions, { print, progress = () => {} }: Terminal): number {
  const { reading, texts } = inputOf(paths, options, toldOptions(options), progress);
  const unread = [reading, ...reading.stacks].flatMap(one => one.unread);
  if (unread.length > 0) { throw new BadInput(`${counted(unread.length, 'place')} cannot be read, and may allow anything; \`cdk-iam-guardrails read\` lists them`); }
  const app = new ReviewedApp(reading);
  let asked = 0;
  const present = presentAccess(app, key => progress(`${counted(texts.size, 'template')}, principal ${++asked} of ${app.subjects.length}: ${key}`));
  writeLock(file, present);
  progress('');
  print(escaped(`${quoted(file)}: ${counted(present.length, 'principal')}, ${counted(lockText(present).length, 'character')}; commit it, and name it as \`accessLock\``));
  return 0;
}

/** @param without options of the configuration that do not count */
function judged(paths: string[], options: VerifyOptions, progress: (text: string) => void, without: (keyof GateOptions)[] = []): { input: AppInput; judgement: Judgement } {
  const told = Object.fromEntries(Object.entries(toldOptions(options)).filter(([name]) => !without.some(one => one === name))) as GateOptions;
  const given = judgementOptions(told);
  const input = inputOf(paths, options, told, progress);
  const rules = rulesFor(told);
  let asked = 0;
  const onRule = (rule: string) => progress(`${counted(input.texts.size, 'template')}, rule ${++asked} of ${rules.length}: ${rule}`);
  return { input, judgement: judgementOf(input.reading, { ...given, acknowledgements: input.acknowledgements, onRule }, rules) };
}

function inputOf(paths: string[], options: VerifyOptions, { organization, acceptedOpacity }: GateOptions, progress: (text: string) => void): AppInput {
  progress(`reading ${paths.join(', ')}`);
  return readApps(paths, { ...options, organization }, acceptedOpacity);
}

/** What the flags say goes before what the file says. */
function toldOptions({ config, organization, profile, baseline, lock, today }: VerifyOptions): GateOptions {
  return { ...config !== undefined && readConfiguration(config), ...gateOptions({ organization, profile, baseline, accessLock: lock, today }) };
}

function formatOf({ format = 'text' }: VerifyOptions): ReportFormat {
  if (!Object.hasOwn(REPORT_FORMATS, format)) { throw new BadInput(`--format ${escaped(format)}: write ${Object.keys(REPORT_FORMATS).join(', ')}`); }
  return format as ReportFormat;
}
