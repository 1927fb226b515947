import { acknowledge, AcknowledgedFinding, Acknowledgement, acknowledgementsIn } from './acknowledgement';
import { Baseline, goneFrom, isBaselined } from './baseline';
import { dataDay, dataWarnings } from './data-age';
import { Declaration, declarationsIn, NoStaleDeclaration, staleDeclarations } from './declared-values';
import { waive, WaivedFinding } from './lifted-findings';
import { Profile } from './profile';
import { constructPathOf, rated, RatedFinding } from './rated-finding';
import { ReviewedApp } from './reviewed-app';
import { Rule } from './rule';
import { RuleOptions } from './rule-options';
import { findingsOf, rulesFor } from './rule-set';
import { dayOf, today as dayOfToday, waiversIn } from './waiver';
import { AcceptedPlace, AppReading, RestrictionReading, TemplateSource } from '../cloudformation/app-reading';

export type { AcknowledgedFinding, Acknowledgement } from './acknowledgement';
export type { Declaration } from './declared-values';
export type { WaivedFinding } from './lifted-findings';
export type { Waiver } from './waiver';

/** A place that nobody can read, and that somebody answers for. */
export interface AcceptedFinding extends AcceptedPlace {
  readonly constructPath: string;
}

/**
 * The whole answer of the gate about an app, as plain data. Every face prints this and nothing else.
 */
export interface Judgement {
  /** What blocks, in the order in which it is reported. */
  readonly findings: RatedFinding[];
  readonly waived: WaivedFinding[];
  readonly acknowledged: AcknowledgedFinding[];
  /** What was there already when the baseline was written. */
  readonly baselined: RatedFinding[];
  /** What blocks soon, or is not known any more: waivers that lapse, data that is old. Sentences without a full stop. */
  readonly warnings: string[];
  readonly declarations: Declaration[];
  /** What nobody can read, and somebody answers for. */
  readonly accepted: AcceptedFinding[];
  /** Policies from outside the templates that restrict somebody in them. */
  readonly restrictions: RestrictionReading[];
  /** What was judged, to the byte. */
  readonly templates: TemplateSource[];
  readonly profile: Profile;
  /** The day of the data about AWS that it rests on: `2026-09-26`. */
  readonly dataDate?: string;
}

/** What a judgement rests on beside the app. */
export interface JudgementOptions extends RuleOptions {
  /** The day of the judgement, in UTC: waivers that end before it have lapsed. @default - the day on which it is made */
  readonly today?: string;
  /** What is acknowledged outside of all stacks: at the app, at a Stage. @default - nothing */
  readonly acknowledgements?: Acknowledgement[];
  /** What was there already. @default - nothing */
  readonly baseline?: Baseline;
  /** Is told before each rule is asked. @default - nobody is */
  readonly onRule?: (rule: string) => void;
}

/** What is said where no judgement could be made: that this is so. */
export function failedJudgement(finding: RatedFinding, { profile = Profile.BASELINE }: Pick<RuleOptions, 'profile'>): Judgement {
  const lists = { waived: [], acknowledged: [], baselined: [], warnings: [], declarations: [], accepted: [], restrictions: [], templates: [] };
  return { findings: [finding], ...lists, profile, dataDate: dataDay() };
}

/**
 * Everything that the gate says about an app.
 *
 * @throws BadTerms when `today` is no day
 */
export function judgementOf(reading: AppReading, options: JudgementOptions = {}, rules: Rule[] = rulesFor(options)): Judgement {
  const today = options.today === undefined ? dayOfToday() : dayOf(options.today, '`today`');
  const app = new ReviewedApp(reading, options);
  const { waivers, broken } = waiversIn(reading);
  const found = findingsOf(app, rules, options.onRule);
  const asked = new Set([...rules, NoStaleDeclaration].map(({ name }) => name));
  const { waived, rest, stale, warnings } = waive(rated([...found, ...staleDeclarations(app)], app), waivers, broken, asked, today);
  const { acknowledged, rest: open } = acknowledge([...rest, ...rated(stale, app)], [...acknowledgementsIn(reading), ...options.acknowledgements ?? []]);
  const { baseline = { findings: [] } } = options;
  const gone = goneFrom(baseline, open);
  return {
    findings: open.filter(finding => !isBaselined(finding, baseline)),
    waived,
    acknowledged,
    baselined: open.filter(finding => isBaselined(finding, baseline)),
    warnings: [
      ...warnings,
      ...dataWarnings(today),
      ...gone.length === 0 ? [] : [`the baseline holds ${gone.length} that ${gone.length === 1 ? 'is' : 'are'} no longer found, and would let pass if ${gone.length === 1 ? 'it' : 'they'} came back; write it again`],
    ],
    declarations: declarationsIn(reading),
    accepted: reading.accepted.map(place => ({ ...place, constructPath: constructPathOf(place, app) })),
    restrictions: reading.restrictions,
    templates: reading.templates ?? [],
    profile: options.profile ?? Profile.BASELINE,
    dataDate: dataDay(),
  };
}
