import { readFileSync } from 'node:fs';
import { RuleName } from './rule-table';
import { packageFile } from '../engine/service-authorization/package-file';

/** A control of a public benchmark or standard that rules look after. */
export interface ComplianceControl {
  /** With its version: `CIS AWS Foundations v7.0.0`. */
  readonly framework: string;
  /** Its number or name there. */
  readonly id: string;
  /** What it asks for, in our words. */
  readonly title: string;
  readonly rules: RuleName[];
}

let controls: ComplianceControl[] | undefined;

/** Controls that a rule looks after, by framework and number: `data/compliance-controls.ndjson`. */
export function controlsOf(rule: RuleName): ComplianceControl[] {
  controls ??= readFileSync(packageFile('data', 'compliance-controls.ndjson'), 'utf8')
    .split('\n').filter(line => line !== '').map(line => JSON.parse(line));
  return controls.filter(({ rules }) => rules.includes(rule));
}
