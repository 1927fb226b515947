import { BadConfiguration } from './gate-options';
import { keptText, readKeptFile, writeAgain, writeKeptFile } from './kept-file';
import { isWaivable } from './lifted-findings';
import { RatedFinding } from './rated-finding';
import { isObject } from '../cloudformation/json';
import { quoted } from '../engine/policy/policy-problem';

/** A finding that was there when the baseline was written. */
export interface BaselineEntry {
  readonly rule: string;
  readonly constructPath: string;
  /** What binds it: the finding with the same rule and this is the same. */
  readonly fingerprint: string;
  /** For people. */
  readonly message: string;
}

/** Findings that were there already: only what is beyond them blocks. */
export interface Baseline {
  readonly findings: BaselineEntry[];
}

/** The name of the file where none is given. */
export const BASELINE_FILE = 'iam-baseline.json';

const NAME = 'baseline';
const MOST_LEVELS = 16;

/** May the finding be in a baseline? Not what is bound to nothing that somebody saw. */
export function isBaselined(finding: RatedFinding, { findings }: Baseline): boolean {
  return isWaivable(finding) && findings.some(({ rule, fingerprint }) => rule === finding.rule && fingerprint === finding.fingerprint);
}

/** Those of a baseline that are no longer found. */
export function goneFrom({ findings }: Baseline, found: RatedFinding[]): BaselineEntry[] {
  const there = new Set(found.map(({ rule, fingerprint }) => `${rule} ${fingerprint}`));
  return findings.filter(({ rule, fingerprint }) => !there.has(`${rule} ${fingerprint}`));
}

/** The text of a baseline: the same findings give the same text. */
export function baselineText(findings: RatedFinding[]): string {
  const entries = findings.filter(isWaivable).map(({ rule, constructPath, fingerprint, message }): BaselineEntry => ({ rule, constructPath, fingerprint, message: message.split('\n', 1)[0] }));
  const sorted = [...new Map(entries.map(entry => [`${entry.constructPath}\0${entry.rule}\0${entry.fingerprint}`, entry])).entries()].sort(([a], [b]) => a < b ? -1 : 1);
  return keptText({ findings: sorted.map(([, entry]) => entry) });
}

/**
 * @throws BadConfiguration when there is none, or it cannot be read
 */
export function readBaseline(file: string): Baseline {
  return readKeptFile(file, NAME, MOST_LEVELS, value => {
    const unknown = Object.keys(value).find(key => key !== 'formatVersion' && key !== 'findings');
    if (unknown !== undefined || !Array.isArray(value.findings)) { throw new BadConfiguration(`is no list of findings; ${writeAgain(NAME)}`); }
    return { findings: value.findings.map(entryOf) };
  });
}

/**
 * Writes a baseline: over one that can be read, or where there is nothing.
 *
 * @throws BadConfiguration when something else is there, or nothing can be written
 */
export function writeBaseline(file: string, findings: RatedFinding[]): void {
  writeKeptFile(file, NAME, baselineText(findings), readBaseline);
}

function entryOf(entry: unknown): BaselineEntry {
  const isEntry = isObject(entry) && ['rule', 'constructPath', 'fingerprint', 'message'].every(key => typeof entry[key] === 'string')
    && Object.keys(entry).length === 4 && /^[0-9a-f]{16}$/.test(String(entry.fingerprint));
  if (!isEntry) { throw new BadConfiguration(`${quoted(JSON.stringify(entry))} is no finding of a baseline; ${writeAgain(NAME)}`); }
  return entry as unknown as BaselineEntry;
}
