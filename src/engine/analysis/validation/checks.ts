import { ACTION_CHECKS } from './action-checks';
import { Check } from './check';
import { CONDITION_CHECKS } from './condition-checks';
import { CONDITION_KEY_CHECKS } from './condition-key-checks';
import { CONDITION_LOGIC_CHECKS } from './condition-logic-checks';
import { CONDITION_SECURITY_CHECKS } from './condition-security-checks';
import { CONDITION_VALUE_CHECKS } from './condition-value-checks';
import { ELEMENT_CHECKS } from './element-checks';
import { GRAMMAR_CHECKS } from './grammar-checks';
import { ORGANIZATION_POLICY_CHECKS } from './organization-policy-checks';
import { PRINCIPAL_CHECKS } from './principal-checks';
import { REDUNDANCY_CHECKS } from './redundancy-checks';
import { RESOURCE_CHECKS } from './resource-checks';
import { ROLE_CHECKS } from './role-checks';
import { TRUST_POLICY_CHECKS } from './trust-policy-checks';
import { VARIABLE_CHECKS } from './variable-checks';

/** Every check, in no order that matters. */
export const CHECKS: Check[] = [
  ...GRAMMAR_CHECKS,
  ...ELEMENT_CHECKS,
  ...VARIABLE_CHECKS,
  ...ACTION_CHECKS,
  ...RESOURCE_CHECKS,
  ...PRINCIPAL_CHECKS,
  ...TRUST_POLICY_CHECKS,
  ...ORGANIZATION_POLICY_CHECKS,
  ...CONDITION_CHECKS,
  ...CONDITION_KEY_CHECKS,
  ...CONDITION_VALUE_CHECKS,
  ...CONDITION_LOGIC_CHECKS,
  ...CONDITION_SECURITY_CHECKS,
  ...ROLE_CHECKS,
  ...REDUNDANCY_CHECKS,
];
