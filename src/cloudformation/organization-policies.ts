import { LimitLevel, PrincipalReading, TemplateReading } from './template-reading';
import { PolicyDocument } from '../engine/policy/policy-document';

const PERMISSION_SET = 'AWS::SSO::PermissionSet';

/**
 * The service control policies that surely limit a principal of a template, as the engine takes them: a list for every level. Undefined where
 * nothing is known to limit it.
 *
 * @param principal undefined for somebody of the account of the stack, who has a policy that is judged alone
 */
export function serviceControlOf({ organizationPolicies: { serviceControl } }: TemplateReading, principal?: PrincipalReading): PolicyDocument[][] | undefined {
  // The roles of a permission set are in the accounts that it is assigned to.
  return principal?.resource.type === PERMISSION_SET ? undefined : documentsOf(serviceControl);
}

/**
 * The resource control policies that surely limit who uses a resource of the account of a stack, whoever that is. Undefined where nothing is
 * known to limit it. INVARIANT: they say nothing about resources that are, or may be, of another account.
 */
export function resourceControlOf({ organizationPolicies: { resourceControl } }: TemplateReading): PolicyDocument[][] | undefined {
  return documentsOf(resourceControl);
}

function documentsOf(levels: LimitLevel[]): PolicyDocument[][] | undefined {
  return levels.length === 0 ? undefined : levels.map(({ policies }) => policies.map(({ document }) => document));
}
