import { isAtOrIn } from './lifted-findings';
import { RatedFinding } from './rated-finding';
import { Severity } from './severity';
import { AppReading } from '../cloudformation/app-reading';
import { ACKNOWLEDGED_RULES } from '../cloudformation/construct-metadata';
import { isObject } from '../cloudformation/json';

/** What somebody acknowledged by `Validations.of(construct).acknowledge(...)`. */
export interface Acknowledgement {
  /** The construct, with everything in it. */
  readonly constructPath: string;
  /** As the CDK keeps it: `cdk-iam-guardrails::NoWildcardResource`, or of one finding `cdk-iam-guardrails::NoWildcardResource[fingerprint]`. */
  readonly id: string;
  readonly reason: string;
  /** The id of the stack that the construct is in, or what those of all its stacks begin with. @default - it counts in all that are judged */
  readonly stack?: string;
}

/** A finding that is acknowledged. */
export interface AcknowledgedFinding {
  readonly finding: RatedFinding;
  /** The construct that it is acknowledged at. */
  readonly acknowledgedAt: string;
  readonly id: string;
  readonly reason: string;
}

/** Ids without a name in front become those of annotations. */
const ID = /^(?:cdk-iam-guardrails|[aA]nnotation)::(\w+)(?:\[([0-9a-f]{16})\])?$/;

/** What an app acknowledges in the stacks that are read. */
export function acknowledgementsIn({ constructs, stacks }: Pick<AppReading, 'constructs' | 'stacks'>): Acknowledgement[] {
  const read = new Set(stacks.map(({ stack }) => stack.id));
  return (constructs?.entries ?? [])
    .filter(({ type, stack }) => type === ACKNOWLEDGED_RULES && read.has(stack))
    .flatMap(({ constructPath, data, stack }) => acknowledgements(constructPath, data).map(one => ({ ...one, stack })));
}

/** Those of one entry of metadata. */
export function acknowledgements(constructPath: string, data: unknown): Acknowledgement[] {
  return isObject(data) ? Object.entries(data).map(([id, reason]) => ({ constructPath, id, reason: typeof reason === 'string' ? reason : '' })) : [];
}

/** Lifts what is acknowledged: an `error`, and never a `fatal`. */
export function acknowledge(findings: RatedFinding[], given: Acknowledgement[]): { readonly acknowledged: AcknowledgedFinding[]; readonly rest: RatedFinding[] } {
  const known = given.flatMap(one => {
    const [, rule, fingerprint] = ID.exec(one.id) ?? [];
    return rule === undefined ? [] : [{ ...one, rule, fingerprint }];
  });
  const nearest = (finding: RatedFinding) => known
    .filter(({ rule, fingerprint = finding.fingerprint, constructPath, stack = '' }) =>
      finding.severity === Severity.ERROR && rule === finding.rule && fingerprint === finding.fingerprint
      && isAtOrIn(finding.constructPath, constructPath) && isAtOrIn(finding.stack ?? '', stack))
    .sort((a, b) => b.constructPath.length - a.constructPath.length)[0];
  const acknowledged: AcknowledgedFinding[] = [];
  const rest: RatedFinding[] = [];
  for (const finding of findings) {
    const by = nearest(finding);
    if (by === undefined) { rest.push(finding); } else { acknowledged.push({ finding, acknowledgedAt: by.constructPath, id: by.id, reason: by.reason }); }
  }
  return { acknowledged, rest };
}
