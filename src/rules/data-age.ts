import { daysLater } from './waiver';
import { ServiceAuthorizationReference } from '../engine/service-authorization/service-authorization-reference';

/** Data about AWS is fresh for this many days. */
const FRESH = 365;

/** The day of the data about AWS: `2026-09-26`. */
export function dataDay(): string {
  return ServiceAuthorizationReference.dataDate().slice(0, 10);
}

/** What is said of data that is too old. */
export function dataWarnings(today: string, day = dataDay()): string[] {
  return daysLater(day, FRESH) >= today ? [] : [`the data about AWS is of ${day}, more than a year ago: what AWS has added since, nobody here knows; update \`cdk-iam-guardrails\``];
}
