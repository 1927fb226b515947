import { ANY_REQUEST } from './covered-actions';
import { Finding } from './finding';
import { referenceTo } from './permissions';
import { about, ReviewedApp } from './reviewed-app';
import { Rule } from './rule';
import { PolicyReading } from '../cloudformation/template-reading';
import { PatternElement } from '../engine/policy/pattern-element';
import { NO } from '../engine/policy/truth';

/**
 * Does it depend on a value that nobody knows what is allowed? The value may be `*`.
 */
export const NoOpenAction: Rule = {
  name: 'NoOpenAction',
  question: 'Does it depend on a value that nobody knows which actions are allowed?',
  why: 'Whoever sets the value at deployment decides what the principal may do, and nobody reviews it.',
  check: app => {
    const administrators = new Set(app.subjects.filter(subject => app.administration(subject) !== undefined).flatMap(({ ownPolicies }) => ownPolicies));
    return [...new Set(policiesOf(app))].filter(policy => !administrators.has(policy)).flatMap(findingsIn);
  },
};

/** That of a service to come: whoever names everything in `NotAction` leaves nothing, whatever else stands there. */
const SOME_ACTION = 'service:action';

/** Those that grant: a limit whose actions are open limits nothing. */
function policiesOf({ stacks }: ReviewedApp): PolicyReading[] {
  return stacks.flatMap(({ principals, loose, resourcePolicies }) => [
    ...principals.flatMap(({ trust, policies }) => trust === undefined ? policies : [trust, ...policies]),
    ...[...loose, ...resourcePolicies].map(({ policy }) => policy),
  ]);
}

function findingsIn(policy: PolicyReading): Finding[] {
  return policy.document.statements.filter(({ effect }) => effect === 'Allow').flatMap(statement => {
    if (statement.action.openValues.length === 0) { return []; }
    const open = unknownIn(statement.action);
    const mayGrant = !statement.action.negated || statement.action.matches(SOME_ACTION, ANY_REQUEST, ANY_REQUEST) !== NO;
    return open.length === 0 || !mayGrant ? [] : [{
      rule: 'NoOpenAction' as const,
      ...about(policy.resource),
      message: `allows whatever ${open.join(', ')} turns out to be`,
      fix: 'write the actions out, or limit the parameter by its allowed values',
      statement: referenceTo(policy, statement),
      dependsOn: open,
    }];
  });
}

/** Values that may be anything; of those that may be one of a few, each is judged. */
function unknownIn({ openValues }: PatternElement): string[] {
  return [...new Set(openValues.filter(({ shape, choices }) => shape === undefined && choices === undefined).map(({ name }) => name))];
}
