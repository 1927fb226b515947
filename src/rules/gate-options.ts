import { dirname, resolve } from 'node:path';
import { Profile } from './profile';
import { RuleOptions } from './rule-options';
import { RULE_TABLE, RuleName } from './rule-table';
import { Severity } from './severity';
import { BadTerms, dayOf } from './waiver';
import { AcceptedOpacity } from '../cloudformation/accepted-opacity';
import { isObject } from '../cloudformation/json';
import { OutsideDefect, readOutsideFile } from '../cloudformation/outside-file';
import { readJson } from '../engine/policy/json-text';
import { quoted } from '../engine/policy/policy-problem';

/** Everything that the gate can be told. Files are named by paths. */
export interface GateOptions extends Omit<RuleOptions, 'accessLock'> {
  /** What happens when something is found. @default standard */
  readonly enforcement?: 'standard' | 'hard' | 'report';
  /** What may stay unread. @default - nothing */
  readonly acceptedOpacity?: AcceptedOpacity[];
  /** The file that describes the organization of the accounts. @default - only what the app itself attaches limits them */
  readonly organization?: string;
  /** The file of findings that were there already. @default - none were */
  readonly baseline?: string;
  /** The file of the access that each principal may have. @default - any that the rules let pass */
  readonly accessLock?: string;
  /** The day of the judgement. @default - the day on which it is made */
  readonly today?: string;
}

/** What is wrong with a configuration, and the way out. */
export class BadConfiguration extends Error {}

type Check = (value: unknown, name: string) => void;

const MOST_LEVELS = 16;

/** What each option must be. */
const CHECKS: Record<keyof GateOptions, Check> = {
  enforcement: oneOf('standard', 'hard', 'report'),
  profile: oneOf(...Object.values(Profile)),
  alsoAsk: listOf(ruleName),
  severities,
  trustedAccounts: listOf(form(/^\d{12}$/, 'is no account; write its 12 digits')),
  trustedOrganizations: listOf(form(/^o-[a-z0-9]{10,32}$/, 'is no organization; write its id, `o-` and 10 to 32 letters and digits')),
  requiredPermissionsBoundary: form(/^arn:/, 'is no ARN; write that of the boundary, with wildcards if you like'),
  acceptedOpacity: listOf(acceptance),
  organization: text,
  baseline: text,
  accessLock: text,
  today: day,
};

/** The names of all options, as they stand in a configuration. */
export const OPTION_NAMES = Object.keys(CHECKS);

/** Options that name files. */
const FILES = ['organization', 'baseline', 'accessLock'] as const;

/**
 * The options that are given, checked.
 *
 * @throws BadConfiguration when an option is not known, or is not what it must be
 */
export function gateOptions(given: object): GateOptions {
  const options = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name, value] of options) {
    if (!Object.hasOwn(CHECKS, name)) { throw new BadConfiguration(`${quoted(name)} is no option; the options are ${OPTION_NAMES.map(known => quoted(known)).join(', ')}`); }
    CHECKS[name as keyof GateOptions](value, name);
  }
  return Object.fromEntries(options);
}

/**
 * Reads a configuration: a JSON object of options, as `data/config.schema.json` describes it. Files in it are relative to it.
 *
 * @throws BadConfiguration
 */
export function readConfiguration(file: string): GateOptions {
  try {
    const { value, problems: [problem] } = readJson(readOutsideFile(file, file).text, MOST_LEVELS);
    if (problem !== undefined) { throw new BadConfiguration(`${problem.path} ${problem.message}`); }
    if (!isObject(value)) { throw new BadConfiguration('is no JSON object of options'); }
    const { $schema, ...given } = value;
    const options = gateOptions(given);
    return { ...options, ...Object.fromEntries(FILES.flatMap(name => options[name] === undefined ? [] : [[name, resolve(dirname(file), options[name])]])) };
  } catch (error) {
    if (error instanceof BadConfiguration || error instanceof OutsideDefect) { throw new BadConfiguration(`the configuration ${quoted(file)}: ${error.message}`); }
    throw error;
  }
}

function refuse(name: string, value: unknown, why: string): never {
  throw new BadConfiguration(`${quoted(name)}: ${quoted(typeof value === 'string' ? value : JSON.stringify(value) ?? String(value))} ${why}`);
}

function text(value: unknown, name: string): asserts value is string {
  if (typeof value !== 'string' || value.trim() === '') { refuse(name, value, 'is no text; write it out'); }
}

function form(pattern: RegExp, why: string): Check {
  return (value, name) => { if (typeof value !== 'string' || !pattern.test(value)) { refuse(name, value, why); } };
}

function oneOf(...names: string[]): Check {
  return (value, name) => { if (!names.some(known => known === value)) { refuse(name, value, `is none of ${names.map(known => quoted(known)).join(', ')}`); } };
}

function listOf(check: Check): Check {
  return (value, name) => {
    if (!Array.isArray(value)) { refuse(name, value, 'is no list'); }
    value.forEach(one => check(one, name));
  };
}

function day(value: unknown, name: string): void {
  text(value, name);
  try {
    dayOf(value, quoted(name));
  } catch (error) {
    throw error instanceof BadTerms ? new BadConfiguration(error.message) : error;
  }
}

function ruleName(value: unknown, name: string): asserts value is RuleName {
  if (typeof value !== 'string' || !Object.hasOwn(RULE_TABLE, value)) { refuse(name, value, `is no rule; the rules are ${Object.keys(RULE_TABLE).join(', ')}`); }
}

function severities(value: unknown, name: string): void {
  if (!isObject(value)) { refuse(name, value, 'is no object of severities by the names of rules'); }
  for (const [rule, severity] of Object.entries(value)) {
    ruleName(rule, name);
    oneOf(...Object.values(Severity))(severity, `${name}.${rule}`);
    if (severity === Severity.ERROR && RULE_TABLE[rule].severity === Severity.FATAL) {
      throw new BadConfiguration(`findings of ${quoted(rule)} are fatal: nothing makes them less grave; waive the finding that is meant`);
    }
  }
}

function acceptance(value: unknown, name: string): void {
  if (!isObject(value)) { refuse(name, value, 'is no object with `resource` and `reason`'); }
  const unknown = Object.keys(value).find(key => key !== 'resource' && key !== 'reason');
  if (unknown !== undefined) { refuse(name, unknown, 'is not known; known are `resource` and `reason`'); }
  text(value.resource, `${name}.resource`);
  if (typeof value.reason !== 'string' || value.reason.trim() === '') {
    throw new BadConfiguration(`${quoted(value.resource)} is accepted without a reason; say why it needs not be read`);
  }
}
