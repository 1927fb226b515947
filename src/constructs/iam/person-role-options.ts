import { AssumptionOptions } from './assumption-options';

/**
 * A role for people or third parties who look after the account.
 */
export interface PersonRoleOptions extends AssumptionOptions {
  /**
   * Whose users they are: accounts of 12 digits.
   *
   * @default - this account
   */
  readonly accounts?: string[];
}
