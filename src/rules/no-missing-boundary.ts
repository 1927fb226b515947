import { Finding } from './finding';
import { about } from './reviewed-app';
import { Rule } from './rule';
import { PrincipalReading } from '../cloudformation/template-reading';
import { Pattern } from '../engine/policy/pattern';
import { quoted } from '../engine/policy/policy-problem';
import { YES } from '../engine/policy/truth';

/**
 * Is the boundary missing that every user and role must have? Asked only where one is required.
 */
export const NoMissingBoundary: Rule = {
  name: 'NoMissingBoundary',
  question: 'Is the permissions boundary missing that every user and role must have?',
  why: 'The boundary is what limits a principal whose own policies turn out to be too wide.',
  check: ({ principals, options: { requiredPermissionsBoundary: required } }) =>
    required === undefined ? [] : principals.filter(({ kind }) => kind !== 'group').flatMap(principal => findingOf(principal, required) ?? []),
};

function findingOf({ resource, boundaryArn }: PrincipalReading, required: string): Finding | undefined {
  if (boundaryArn !== undefined && Pattern.compile(required, { wildcards: true }).matches(boundaryArn) === YES) { return undefined; }
  return {
    rule: 'NoMissingBoundary',
    ...about(resource),
    message: boundaryArn === undefined ? 'has no permissions boundary' : `has ${quoted(String(boundaryArn))} as its permissions boundary, which is not surely the required one`,
    fix: `set ${quoted(required)} as its permissions boundary, for example with \`PermissionsBoundary.of(scope).apply(policy)\``,
    dependsOn: [],
  };
}
