import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AccessAssertionOptions, TemplateAssertionOptions } from './access-assertion-options';
import { PrincipalAssertions } from './principal-assertions';
import { AssertedApp } from './private/asserted-app';
import { PublicAccessAssertions } from './public-access-assertions';
import { readLock } from '../rules/access-lock';
import { NoAccessBeyondLock } from '../rules/no-access-beyond-lock';

/**
 * Assertions about who may do what by the policies of an app, for unit tests: the engine of the gate answers, and nothing is deployed.
 *
 * An assertion is a claim about every request that it speaks of, whatever only deployment knows: what depends on a value or a
 * condition key that is not known holds neither way, and fails. What cannot be read fails too. Policies that are in no template of the app
 * (those of resources from elsewhere, service control policies) are not known.
 */
export class AccessAssertions {
  /**
   * Assertions about a stack. The whole app is synthesized and read: policies of its other stacks count.
   *
   * @param stack a stack, or a nested one, in an app
   * @throws Error when the stack is in no app, or its template could not be read
   */
  public static fromStack(stack: Stack, options: AccessAssertionOptions = {}): AccessAssertions {
    return new AccessAssertions(AssertedApp.ofStack(stack, options));
  }

  /**
   * Assertions about one CloudFormation template.
   *
   * @param template the parsed template, or a `Template` of `aws-cdk-lib/assertions`
   */
  public static fromTemplate(template: { [key: string]: any }, options: TemplateAssertionOptions = {}): AccessAssertions {
    return AccessAssertions.fromString(JSON.stringify(template), options);
  }

  /**
   * Assertions about one CloudFormation template.
   *
   * @param template the text of the template, in JSON or YAML
   */
  public static fromString(template: string, options: TemplateAssertionOptions = {}): AccessAssertions {
    return new AccessAssertions(AssertedApp.ofTemplate(template, options));
  }

  private constructor(private readonly app: AssertedApp) {}

  /**
   * Assertions about one role, user or group. A group is spoken of as any member of it.
   *
   * @param principal the construct, or its logical id in the template
   * @throws Error when the app makes no such principal
   */
  public principal(principal: iam.IIdentity | string): PrincipalAssertions {
    return PrincipalAssertions._of(this.app, this.app.principal(principal));
  }

  /**
   * Nobody in the stack may do more than an access lock holds. Less is fine.
   *
   * @param lock the file that `cdk-iam-guardrails lock` writes: `iam-access.lock.json`
   * @throws Error with what is new, and a request that shows it; or when the lock cannot be read
   */
  public noNewAccessSince(lock: string): void {
    const accessLock = readLock(lock);
    this.app.mustFindNothing([NoAccessBeyondLock], `expected no access that \`${lock}\` does not hold, and found:`, { accessLock });
  }

  /** Assertions about what everybody may do. */
  public publicAccess(): PublicAccessAssertions {
    return PublicAccessAssertions._of(this.app);
  }
}
