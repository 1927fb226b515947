import { Finding } from './finding';
import { RatedFinding } from './rated-finding';
import { Rule } from './rule';
import { BrokenWaiver, daysLater, Waiver } from './waiver';
import { quoted } from '../engine/policy/policy-problem';

/** Waivers that lapse within this many days are warned of. */
const SOON = 30;

/** What is said of the findings about waivers, as other rules say it. */
export const NoStaleWaiver: Omit<Rule, 'check' | 'name'> & { readonly name: 'NoStaleWaiver' } = {
  name: 'NoStaleWaiver',
  question: 'Is there a waiver that lifts nothing, or no longer?',
  why: 'A waiver is for what somebody has seen: what has changed since, or was to be ended by now, nobody has signed for.',
};

/** A finding that a waiver lifts. */
export interface WaivedFinding {
  readonly finding: RatedFinding;
  readonly waiver: Waiver;
}

/** What waivers make of findings. */
export interface Waiving {
  readonly waived: WaivedFinding[];
  readonly rest: RatedFinding[];
  /** Waivers that lift nothing, or no longer. */
  readonly stale: Finding[];
  /** Waivers that lapse soon. */
  readonly warnings: string[];
}

/**
 * Lifts what is waived.
 *
 * @param asked the names of the rules that were asked: of others nobody knows what they would find
 * @param today the last day on which a waiver must still count
 */
export function waive(findings: RatedFinding[], waivers: Waiver[], broken: BrokenWaiver[], asked: ReadonlySet<string>, today: string): Waiving {
  const current = waivers.filter(({ expires }) => expires >= today);
  const byFingerprint = new Map(current.map(waiver => [waiver.fingerprint, current.filter(one => one.fingerprint === waiver.fingerprint)]));
  const waiverOf = (finding: RatedFinding) => byFingerprint.get(finding.fingerprint)?.find(waiver => isFor(waiver, finding));
  const waived = findings.flatMap(finding => {
    const waiver = waiverOf(finding);
    return waiver === undefined ? [] : [{ finding, waiver }];
  });
  const rest = findings.filter(finding => waiverOf(finding) === undefined);
  const soon = daysLater(today, SOON);
  const used = (waiver: Waiver) => findings.some(finding => isFor(waiver, finding));
  return {
    waived,
    rest,
    stale: [
      ...broken.map(({ message, ...place }) => staleFinding(place, `metadata says to be a waiver and is none: ${message}`, 'waive by `Guardrails.of(construct).waive(...)`')),
      ...waivers.filter(({ rule }) => asked.has(rule)).flatMap(waiver => {
        if (waiver.expires < today) { return lapsed(waiver); }
        return used(waiver) ? [] : unbound(waiver, rest);
      }),
    ],
    warnings: current.filter(waiver => waiver.expires <= soon && used(waiver))
      .map(waiver => `${nameOf(waiver)} at ${quoted(waiver.constructPath)} lapses on ${waiver.expires}; end what it waives, or review and renew it`),
  };
}

/** INVARIANT: a waiver is for one finding in its construct, and for nothing that its fingerprint does not bind. */
function isFor({ rule, fingerprint, constructPath, stack }: Waiver, finding: RatedFinding): boolean {
  return isOf({ rule, constructPath, stack }, finding) && fingerprint === finding.fingerprint;
}

function isOf({ rule, constructPath, stack }: Pick<Waiver, 'rule' | 'constructPath' | 'stack'>, finding: RatedFinding): boolean {
  return rule === finding.rule && isWaivable(finding) && isAtOrIn(finding.constructPath, constructPath) && isAtOrIn(finding.stack ?? '', stack);
}

/** The fingerprint of what cannot be read binds only where it is known what stands there. */
export function isWaivable({ rule, content }: Finding): boolean {
  return rule !== 'NoUnreadablePolicy' || content !== undefined;
}

/** Is a construct, or a stack, the other, or in it? */
export function isAtOrIn(path: string, scope: string): boolean {
  return scope === '' || path === scope || path.startsWith(`${scope}/`);
}

function lapsed(waiver: Waiver): Finding {
  return staleFinding(waiver, `${nameOf(waiver)} lapsed on ${waiver.expires}`, 'end what it waived and remove it, or review that again and set a later `expires`');
}

function unbound(waiver: Waiver, rest: RatedFinding[]): Finding {
  const { fingerprint } = waiver;
  const candidates = rest.filter(finding => isOf(waiver, finding));
  const message = fingerprint === undefined
    ? `${nameOf(waiver)} does not say which finding it lifts`
    : `${nameOf(waiver)} lifts nothing: no finding of ${quoted(waiver.rule)} there has the fingerprint ${quoted(fingerprint)}`;
  const found = candidates.map(finding => `${quoted(finding.fingerprint)} (${finding.message.split('\n', 1)[0]})`).join(', or ');
  return staleFinding(waiver, message, candidates.length === 0
    ? 'remove it: nothing is left that it could be for'
    : `what it was for has changed, or it was never bound; where what is found now is meant, set \`fingerprint\` to ${found}`);
}

function nameOf({ rule, owner, ticket }: Waiver): string {
  return `the waiver of ${quoted(rule)} by ${quoted(owner)}${ticket === undefined ? '' : ` (${quoted(ticket)})`}`;
}

function staleFinding({ stack, constructPath }: Pick<Waiver, 'stack' | 'constructPath'>, message: string, fix: string): Finding {
  return { rule: NoStaleWaiver.name, ...stack !== '' && { stack }, constructPath, message, fix, dependsOn: [] };
}
