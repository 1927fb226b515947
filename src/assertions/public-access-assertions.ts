import { AssertedApp } from './private/asserted-app';
import { RULES } from '../rules/rule-set';
import { RuleName } from '../rules/rule-table';

/** What asks for everybody. */
const RULES_OF_THE_PUBLIC: RuleName[] = ['NoUnreadablePolicy', 'NoPublicTrust', 'NoPublicAccess', 'NoPublicSwitches'];

/**
 * Assertions about what everybody may do, made by `AccessAssertions.publicAccess`.
 */
export class PublicAccessAssertions {
  /** @internal */
  public static _of(app: AssertedApp): PublicAccessAssertions {
    return new PublicAccessAssertions(app);
  }

  private constructor(private readonly app: AssertedApp) {}

  /**
   * Nobody who has nothing to do with the account may assume a role or use a resource of the stack, and no property opens a resource to the internet.
   *
   * @throws Error with what is open to whom, and a request that shows it
   */
  public isNone(): void {
    this.app.mustFindNothing(RULES.filter(({ name }) => RULES_OF_THE_PUBLIC.includes(name)), 'expected no public access, and found:');
  }
}
