import { ANY_REQUEST } from './covered-actions';
import { referenceTo } from './permissions';
import { about } from './reviewed-app';
import { Rule } from './rule';
import { findingsOfSubjects } from './subjects';
import { Pattern } from '../engine/policy/pattern';
import { quoted } from '../engine/policy/policy-problem';
import { foldAscii, OpenText } from '../engine/policy/text';
import { NO } from '../engine/policy/truth';
import { ServiceAuthorizationReference } from '../engine/service-authorization/service-authorization-reference';

/**
 * Does a statement name an action that AWS does not list? It is a slip of the pen, or newer than the data: what it allows, nobody here knows.
 */
export const NoUnlistedAction: Rule = {
  name: 'NoUnlistedAction',
  question: 'Does a statement name an action that AWS does not list?',
  why: 'A slip of the pen allows nothing, or something else than it seems; what AWS has added since the data was made, nobody here can judge.',
  check: app => findingsOfSubjects(app, ({ resource, ownPolicies }) => ownPolicies.flatMap(policy => policy.kind === 'awsManaged' ? [] : policy.document.statements.flatMap(statement =>
    statement.action.allPatterns.filter(isUnlisted).map(({ source }) => ({
      rule: 'NoUnlistedAction' as const,
      ...about(resource),
      message: `names ${quoted(String(source))}, which matches no action that AWS lists`,
      fix: 'write the action as AWS lists it; if it is newer than the data of this library, update the library',
      statement: referenceTo(policy, statement),
      dependsOn: [],
    }))))),
};

const known = new Map<string, boolean>();

/** More answers than this are not kept. */
const MOST_KNOWN = 10_000;

function isUnlisted(pattern: Pattern): boolean {
  const { source } = pattern;
  if (source instanceof OpenText || !source.includes(':')) { return false; }
  let answer = known.get(source);
  if (answer === undefined) {
    answer = matchesNothing(pattern, source);
    if (known.size < MOST_KNOWN) { known.set(source, answer); }
  }
  return answer;
}

function matchesNothing(pattern: Pattern, source: string): boolean {
  const service = foldAscii(source.slice(0, source.indexOf(':')));
  const services = /[*?]/.test(service) ? ServiceAuthorizationReference.services() : [service];
  return !services.some(one => ServiceAuthorizationReference.hasService(one)
    && (source.endsWith(':*') || ServiceAuthorizationReference.actionsOf(one).some(({ name }) => pattern.matches(foldAscii(name), ANY_REQUEST) !== NO)));
}
