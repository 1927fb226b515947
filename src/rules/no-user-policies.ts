import { coveredActions } from './covered-actions';
import { Finding } from './finding';
import { Permission, Permissions, referenceTo } from './permissions';
import { Rule } from './rule';
import { subjectsOf } from './subjects';
import { PolicyReading } from '../cloudformation/template-reading';
import { Pattern } from '../engine/policy/pattern';
import { Statement } from '../engine/policy/statement';
import { OpenText, OpenValue, Text } from '../engine/policy/text';
import { NO } from '../engine/policy/truth';
import { ServiceAction } from '../engine/service-authorization/service-action';
import { ServiceAuthorizationReference } from '../engine/service-authorization/service-authorization-reference';

/**
 * Does a user hold permissions of its own? Permissions belong to groups, so that they are given to tasks, and end with them.
 */
export const NoUserPolicies: Rule = {
  name: 'NoUserPolicies',
  question: 'Does a user hold permissions of its own?',
  check: reading => subjectsOf(reading)
    .filter(({ principal }) => principal?.kind === 'user')
    .flatMap(({ logicalId, permissions, ownPolicies }) => ownPolicies.flatMap(policy => findingOf(logicalId, policy, permissions) ?? [])),
};

function findingOf(logicalId: string, policy: PolicyReading, permissions: Permissions): Finding | undefined {
  for (const statement of policy.document.statements.filter(({ effect }) => effect === 'Allow')) {
    const permission = sampleOf(statement, permissions);
    if (permission !== undefined) {
      return {
        rule: 'NoUserPolicies',
        logicalId,
        message: `holds permissions of its own, by ${policy.name}`,
        fix: 'attach the policy to a group, and make the user a member of it',
        statement: referenceTo(policy, statement),
        witness: permission.witness,
        dependsOn: permission.dependsOn,
      };
    }
  }
  return undefined;
}

/** Something that the statement allows: one of its actions on one of its resources, wildcards filled in. */
function sampleOf(statement: Statement, permissions: Permissions): Permission | undefined {
  const unlisted = statement.action.negated ? [] : statement.action.allPatterns.map(({ source }) => String(filled(source))).filter(name => name.includes(':'));
  const named = statement.resource === undefined || statement.resource.negated ? [] : statement.resource.allPatterns.map(({ source }) => filled(source));
  const anywhere = [...named, OpenText.of(OpenValue.fresh('example'))];
  const fitting = coveredActions(statement).flatMap(action => named.filter(resource => fits(action, resource)).map(resource => ({ action: action.name, resource })));
  const others = [...coveredActions(statement).map(({ name }) => name), ...unlisted].flatMap(action => anywhere.map(resource => ({ action, resource })));
  for (const question of [...fitting, ...others]) {
    const permission = permissions.ask(question);
    if (permission !== undefined) { return permission; }
  }
  return undefined;
}

/** Is the resource of a type that the action is done on? It only makes the witness readable. */
function fits({ service, resourceTypes }: ServiceAction, resource: Text): boolean {
  return resourceTypes.some(({ name }) => {
    const arnPattern = ServiceAuthorizationReference.resourceType(service, name)?.arnPattern ?? '';
    return Pattern.compile(arnPattern.replace(/\$\{[^}]+\}/g, '*'), { wildcards: true }).matches(resource) !== NO;
  });
}

/** A pattern with text in place of its wildcards. */
function filled(pattern: Text): Text {
  const parts = pattern instanceof OpenText ? pattern.parts : [pattern];
  return OpenText.of(...parts.map(part => typeof part === 'string' ? part.replace(/[*?]/g, 'example') : part));
}
