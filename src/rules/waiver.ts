import { RULE_TABLE, RuleName } from './rule-table';
import { AppReading } from '../cloudformation/app-reading';
import { isObject, Json } from '../cloudformation/json';
import { quoted } from '../engine/policy/policy-problem';

/** The type of the metadata by which waivers travel with an assembly. */
export const WAIVER = 'cdk-iam-guardrails:waiver';

/** What somebody signs for. */
export interface WaiverTerms {
  readonly rule: RuleName;
  /** Of the finding that it lifts. @default - it lifts nothing, and the finding about it says which there are */
  readonly fingerprint?: string;
  readonly reason: string;
  readonly owner: string;
  readonly ticket?: string;
  /** The last day on which it counts: `2027-03-31`. */
  readonly expires: string;
}

/** Somebody's word that one finding is meant, until a day. */
export interface Waiver extends WaiverTerms {
  /** The construct that it is for, with everything in it. */
  readonly constructPath: string;
  /** The id of the stack that the construct is in. */
  readonly stack: string;
}

/** Metadata that says to be a waiver and is none. */
export interface BrokenWaiver extends Pick<Waiver, 'constructPath' | 'stack'> {
  /** Why, and the way out. */
  readonly message: string;
}

/** What is wrong with the terms of a waiver, or with a date. */
export class BadTerms extends Error {}

const TEXTS = ['rule', 'fingerprint', 'reason', 'owner', 'ticket', 'expires'] as const;
const NEEDED = ['rule', 'reason', 'owner', 'expires'] as const;

/**
 * The terms of a waiver, checked.
 *
 * @throws BadTerms
 */
export function waiverTerms(terms: Json): WaiverTerms {
  if (!isObject(terms)) { throw new BadTerms('a waiver is an object; call `Guardrails.of(construct).waive(...)`'); }
  const given = Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined));
  for (const [name, value] of Object.entries(given)) {
    if (!TEXTS.some(known => known === name)) { throw new BadTerms(`a waiver has no ${quoted(name)}; it has ${TEXTS.map(known => quoted(known)).join(', ')}`); }
    if (typeof value !== 'string' || value.trim() === '') { throw new BadTerms(`the ${quoted(name)} of a waiver is empty, or no text; write it out`); }
  }
  const absent = NEEDED.find(name => given[name] === undefined);
  if (absent !== undefined) { throw new BadTerms(`a waiver needs ${quoted(absent)}; say who waives which rule, why, and until when`); }
  const { rule, fingerprint, expires } = given as Record<string, string>;
  if (!Object.hasOwn(RULE_TABLE, rule)) { throw new BadTerms(`${quoted(rule)} is no rule; a waiver is of one rule, by its name`); }
  if (rule === 'NoStaleWaiver') { throw new BadTerms('`NoStaleWaiver` is about waivers, and cannot be waived; end the waiver that it names'); }
  if (fingerprint !== undefined && !/^[0-9a-f]{16}$/.test(fingerprint)) {
    throw new BadTerms(`${quoted(fingerprint)} is no fingerprint; copy the 16 hexadecimal digits that the finding prints`);
  }
  return { ...given as unknown as WaiverTerms, expires: dayOf(expires, '`expires`') };
}

/**
 * A day of the calendar, as `2027-03-31`.
 *
 * @param name what it is, for the message
 * @throws BadTerms
 */
export function dayOf(text: string, name: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (Number.isNaN(time) || dayAt(time) !== text) { throw new BadTerms(`${name} is ${quoted(text)}, which is no day; write it as \`2027-03-31\``); }
  return text;
}

/** The day of the synth, in UTC. */
export function today(): string {
  return dayAt(Date.now());
}

/** The day that many days later. */
export function daysLater(day: string, days: number): string {
  return dayAt(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000);
}

function dayAt(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The waivers that an app carries in the stacks that are read, and what says to be one. */
export function waiversIn({ constructs, stacks }: Pick<AppReading, 'constructs' | 'stacks'>): { readonly waivers: Waiver[]; readonly broken: BrokenWaiver[] } {
  const read = new Set(stacks.map(({ stack }) => stack.id));
  const waivers: Waiver[] = [];
  const broken: BrokenWaiver[] = [];
  for (const { constructPath, stack, type, data } of constructs?.entries ?? []) {
    if (type !== WAIVER || !read.has(stack)) { continue; }
    try {
      waivers.push({ constructPath, stack, ...waiverTerms(data) });
    } catch (error) {
      broken.push({ constructPath, stack, message: error instanceof BadTerms ? error.message : String(error) });
    }
  }
  return { waivers, broken };
}
