import { Profile } from './profile';
import { RatedFinding } from './rated-finding';
import { Rule } from './rule';
import { RuleOptions } from './rule-options';
import { judge, rulesFor } from './rule-set';
import { AcceptedPlace, AppReading, RestrictionReading, TemplateSource } from '../cloudformation/app-reading';

/** A finding that a waiver lifts. */
export interface WaivedFinding {
  readonly finding: RatedFinding;
  readonly waiver: Waiver;
}

/** Somebody's word that one finding is meant, until a day. */
export interface Waiver {
  /** The construct that it is for, with everything in it. */
  readonly constructPath: string;
  readonly rule: string;
  /** Of the finding that it lifts. @default - it lifts nothing, and says so */
  readonly fingerprint?: string;
  readonly reason: string;
  readonly owner: string;
  readonly ticket?: string;
  /** The last day on which it counts: `2027-03-31`. */
  readonly expires: string;
}

/** A finding that the CDK's own means lift. */
export interface AcknowledgedFinding {
  readonly finding: RatedFinding;
  /** The construct that it is acknowledged at. */
  readonly acknowledgedAt: string;
  /** As it was written: `cdk-iam-guardrails::NoWildcardResource`. */
  readonly id: string;
  readonly reason: string;
}

/** What the app says about what it means to do, and that the rules took for granted. */
export interface Declaration {
  /** The construct that declares it. */
  readonly constructPath: string;
  /** What kind it is. */
  readonly kind: string;
  /** What is declared, in one sentence without a full stop. */
  readonly text: string;
}

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
  /** What blocks soon: waivers that lapse. Sentences without a full stop. */
  readonly warnings: string[];
  readonly declarations: Declaration[];
  /** What nobody can read, and somebody answers for. */
  readonly accepted: AcceptedFinding[];
  /** Policies from outside the templates that restrict somebody in them. */
  readonly restrictions: RestrictionReading[];
  /** What was judged, to the byte. */
  readonly templates: TemplateSource[];
  readonly profile: Profile;
  /** The day of the data about AWS that it rests on. @default - not known */
  readonly dataDate?: string;
}

/** Everything that the gate says about an app. */
export function judgementOf(reading: AppReading, options: RuleOptions = {}, rules: Rule[] = rulesFor(options)): Judgement {
  const { stacks, accepted, restrictions, templates = [], constructs } = reading;
  const ofStack = new Map(stacks.map(({ stack }) => [stack.id, stack.constructPath]));
  return {
    findings: judge(reading, options, rules),
    waived: [],
    acknowledged: [],
    baselined: [],
    warnings: [],
    declarations: [],
    accepted: accepted.map(place => ({ ...place, constructPath: constructs?.pathOf(place.stack, place.logicalId ?? '') ?? ofStack.get(place.stack) ?? '' })),
    restrictions,
    templates,
    profile: options.profile ?? Profile.BASELINE,
  };
}
