import { referenceTo } from './permissions';
import { about } from './reviewed-app';
import { Rule } from './rule';
import { sampleOf } from './sample-request';
import { findingsBelowAdministrators } from './subjects';

/**
 * Is something allowed by what it is not?
 */
export const NoInvertedAllow: Rule = {
  name: 'NoInvertedAllow',
  question: 'Is anything allowed by `NotAction` or `NotResource`?',
  why: 'What is allowed by what it is not grows with every action that AWS adds, and with every resource that anybody makes.',
  check: app => findingsBelowAdministrators(app, ({ resource: holder, ownPolicies, permissions }) => ownPolicies.flatMap(policy => policy.document.statements
    .filter(({ effect, action, resource }) => effect === 'Allow' && (action.negated || resource?.negated === true))
    .flatMap(statement => {
      const permission = sampleOf(policy, statement, permissions);
      const element = statement.action.negated ? 'NotAction' : 'NotResource';
      return permission === undefined ? [] : [{
        rule: 'NoInvertedAllow' as const,
        ...about(holder),
        message: `allows everything but what \`${element}\` names`,
        fix: `write what is needed into \`${element.slice('Not'.length)}\`, or make a Deny of the exceptions`,
        statement: referenceTo(policy, statement),
        witness: permission.witness,
        dependsOn: permission.dependsOn,
      }];
    }))),
};
