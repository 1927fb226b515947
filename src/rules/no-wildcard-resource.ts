import { ANY_REQUEST, coveredActions } from './covered-actions';
import { Finding } from './finding';
import { freshResource } from './fresh-resource';
import { isSameStatement, referenceTo } from './permissions';
import { Rule } from './rule';
import { Subject, subjectsOf } from './subjects';
import { PolicyReading, TemplateReading } from '../cloudformation/template-reading';
import { Statement } from '../engine/policy/statement';
import { NO } from '../engine/policy/truth';
import { ServiceAuthorizationReference } from '../engine/service-authorization/service-authorization-reference';

/**
 * May an action that can be limited to resources be done on one that nobody has named? Actions that support only `*` are passed over.
 */
export const NoWildcardResource: Rule = {
  name: 'NoWildcardResource',
  question: 'May an action that can be limited to resources be done on a resource that nobody has named?',
  check: reading => subjectsOf(reading).flatMap(subject => subject.ownPolicies.flatMap(policy =>
    policy.document.statements
      .filter(({ effect }) => effect === 'Allow')
      .flatMap(statement => findingOf(statement, policy, subject, reading) ?? []))),
};

/** The gravest action of the statement that is allowed on a resource that nobody has named. */
function findingOf(statement: Statement, policy: PolicyReading, { logicalId, permissions }: Subject, reading: TemplateReading): Finding | undefined {
  const reference = referenceTo(policy, statement);
  for (const { name: action, service, resourceTypes } of coveredActions(statement)) {
    for (const { name: type } of resourceTypes) {
      const arnPattern = ServiceAuthorizationReference.resourceType(service, type)?.arnPattern;
      if (arnPattern === undefined) { continue; }
      const resource = freshResource(arnPattern, reading);
      if (statement.resource?.matches(resource, ANY_REQUEST, ANY_REQUEST) === NO) { continue; }
      const permission = permissions.ask({ action, resource });
      if (permission?.statements.some(one => isSameStatement(one, reference))) {
        return {
          rule: 'NoWildcardResource',
          logicalId,
          message: `allows \`${action}\` on resources that nobody has named`,
          fix: `name the resources, in the form \`${arnPattern}\``,
          statement: reference,
          witness: permission.witness,
          dependsOn: permission.dependsOn,
        };
      }
    }
  }
  return undefined;
}
