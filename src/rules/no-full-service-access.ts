import { ANY_REQUEST } from './covered-actions';
import { Finding } from './finding';
import { ANYWHERE, freshResource } from './fresh-resource';
import { isSameStatement, Permission, referenceTo } from './permissions';
import { remembered } from './remembered';
import { about } from './reviewed-app';
import { Rule } from './rule';
import { sensitiveActions } from './sensitive-actions';
import { isMadeForServices } from './service-role-policies';
import { findingsBelowAdministrators, Subject } from './subjects';
import { PolicyReading } from '../cloudformation/template-reading';
import { PatternElement } from '../engine/policy/pattern-element';
import { Statement } from '../engine/policy/statement';
import { foldAscii, OpenText, OpenValue, Text } from '../engine/policy/text';
import { NO } from '../engine/policy/truth';
import { AccessLevel } from '../engine/service-authorization/access-level';
import { ServiceAuthorizationReference } from '../engine/service-authorization/service-authorization-reference';

/** Actions that no service has, with beginnings and ends of their own: whoever may do them all may do whatever the service will have. */
const ANY_ACTIONS = ['AnythingAtAll', 'EverythingElse', 'ZealouslyMore'];

/** Of all services. */
const EXAMPLES = ['s3', 'ec2', 'lambda'];

/**
 * May everything be done in a service, on every resource of a type?
 */
export const NoFullServiceAccess: Rule = {
  name: 'NoFullServiceAccess',
  question: 'May everything be done in a service, on resources that nobody has named?',
  why: 'A whole service holds actions that nobody thinks of: deleting, sharing, changing policies, and those that AWS adds tomorrow.',
  check: app => findingsBelowAdministrators(app, subject => subject.ownPolicies.filter(policy => !isMadeForServices(policy, subject)).flatMap(policy =>
    policy.document.statements.filter(({ effect }) => effect === 'Allow').flatMap(statement => findingOf(statement, policy, subject) ?? []))),
};

function findingOf(statement: Statement, policy: PolicyReading, subject: Subject): Finding | undefined {
  for (const service of servicesOf(statement)) {
    const reference = referenceTo(policy, statement);
    const permission = fullAccess(service, subject);
    if (permission?.statements.some(one => isSameStatement(one, reference))) {
      return {
        rule: 'NoFullServiceAccess',
        ...about(subject.resource),
        message: `allows every action of \`${service}\` on resources that nobody has named`,
        fix: 'allow the actions that are needed, each on the resources it is needed on',
        statement: reference,
        witness: permission.witness,
        dependsOn: permission.dependsOn,
      };
    }
  }
  return undefined;
}

const byElement = new WeakMap<PatternElement, string[]>();

/** Only a wildcard for the whole service covers actions that it does not have; of all services one stands for the rest. */
function servicesOf({ action, services }: Statement): string[] {
  return remembered(byElement, action, () => {
    const coversAny = (service: string) => ANY_ACTIONS.every(name => action.matches(foldAscii(`${service}:${name}`), ANY_REQUEST, ANY_REQUEST) !== NO);
    return action.negated || services === undefined ? EXAMPLES.filter(coversAny) : services.filter(service => coversAny(service) && isDangerous(service));
  });
}

/** Is there anything in the service to give away: permissions, credentials, data? */
function isDangerous(service: string): boolean {
  return ServiceAuthorizationReference.hasService(service) && ServiceAuthorizationReference.actionsOf(service).some(({ name, accessLevels }) =>
    accessLevels.includes(AccessLevel.PERMISSIONS_MANAGEMENT) || sensitiveActions('credentialExposure').has(name) || sensitiveActions('dataAccess').has(name));
}

/** The permission for the last of the actions on one kind of resource, if all are allowed there. */
function fullAccess(service: string, { permissions, reading: { pseudo } }: Subject): Permission | undefined {
  const everything: Text = OpenText.of(OpenValue.invented('anything'));
  for (const resource of [everything, ...resourceTypesOf(service).map(arnPattern => freshResource(arnPattern, pseudo, ANYWHERE, true))]) {
    let last: Permission | undefined;
    for (const name of ANY_ACTIONS) {
      last = permissions.ask({ action: `${service}:${name}`, resource });
      if (last === undefined) { break; }
    }
    if (last !== undefined) { return last; }
  }
  return undefined;
}

function resourceTypesOf(service: string): string[] {
  return [...new Set(ServiceAuthorizationReference.resourceTypesOf(service).map(({ arnPattern }) => arnPattern))];
}
