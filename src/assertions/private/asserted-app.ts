import * as path from 'node:path';
import { CfnElement, IResolvable, Reference, Stack, Stage, Token, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AssertionFailure } from './assertion-failure';
import { readApp, readAssembly, ReadingOptions } from '../../cloudformation/app-reader';
import { AppReading } from '../../cloudformation/app-reading';
import { readOrganization } from '../../cloudformation/organization';
import { PrincipalReading, TemplateReading } from '../../cloudformation/template-reading';
import { quoted } from '../../engine/policy/policy-problem';
import { OpenText, Text } from '../../engine/policy/text';
import { findingText } from '../../reports/finding-text';
import { Rule } from '../../rules/rule';
import { RuleOptions } from '../../rules/rule-options';
import { findingsInApp } from '../../rules/rule-set';
import { AccessAssertionOptions, TemplateAssertionOptions } from '../access-assertion-options';

/** A principal of the app, and the stack that it is in. */
export interface AssertedPrincipal {
  readonly principal: PrincipalReading;
  readonly reading: TemplateReading;
}

/**
 * An app that assertions are made about: all its stacks are read, one of them is spoken of.
 */
export class AssertedApp {
  public static ofStack(stack: Stack, options: AccessAssertionOptions): AssertedApp {
    const { root } = stack.node;
    if (!Stage.isStage(root)) { throw new Error(`the stack ${quoted(stack.node.path)} is in no app; make it in \`new App()\``); }
    const { directory } = root.synth();
    return new AssertedApp(readAssembly(directory, readingOptions(options)), { stack, directory });
  }

  public static ofTemplate(text: string, { account, region, stackName = '', ...options }: TemplateAssertionOptions): AssertedApp {
    const stack = { id: '', constructPath: '', stackName, account, region, file: '', text, nested: [], parameters: {} };
    return new AssertedApp(readApp([stack], readingOptions(options)));
  }

  /** The stack that is spoken of, and those that are nested in it. */
  public readonly own: TemplateReading[];

  private constructor(public readonly reading: AppReading, private readonly made?: { readonly stack: Stack; readonly directory: string }) {
    const root = made === undefined ? reading.stacks[0] : this.readingOf(made.stack);
    const within = new Set([root.stack.id]);
    for (const { stack: { id, parent } } of reading.stacks) {
      if (parent !== undefined && within.has(parent)) { within.add(id); }
    }
    this.own = reading.stacks.filter(({ stack: { id } }) => within.has(id));
  }

  /** @throws AssertionFailure when something in the app could not be read: nobody knows what it allows */
  public mustBeRead(): void {
    const unread = [...this.reading.unread, ...this.reading.stacks.flatMap(stack => stack.unread)];
    if (unread.length > 0) {
      throw new AssertionFailure(
        'nothing can be said of an app that could not be read:',
        ...unread.map(({ logicalId, path: place, message }) => `  ${logicalId === undefined ? '' : `${quoted(logicalId)} at `}${quoted(place)} ${message}`),
        '  what somebody answers for is named in `acceptedOpacity`',
      );
    }
  }

  /** @throws AssertionFailure when a rule finds something in the stack, or could not be asked */
  public mustFindNothing(rules: Rule[], expectation: string, options: RuleOptions = {}): void {
    this.mustBeRead();
    const own = this.own.map(({ stack }) => stack.id);
    // Those of a template that was read alone name no stack.
    const found = findingsInApp(this.reading, rules, options).filter(({ stack }) => stack === undefined || own.includes(stack));
    if (found.length > 0) {
      throw new AssertionFailure(expectation, ...found.map(finding => `${finding.logicalId === undefined ? '' : `${quoted(finding.logicalId)} `}${findingText(finding)}`));
    }
  }

  /** @throws Error when the app makes no such principal */
  public principal(principal: iam.IIdentity | string): AssertedPrincipal {
    if (typeof principal === 'string') { return this.named(principal, this.own); }
    const element = principal.node.defaultChild;
    const stack = Stack.of(principal);
    if (element === undefined || !CfnElement.isCfnElement(element)) {
      throw new Error(`${quoted(principal.node.path)} is made elsewhere: what it may do is not in the app; assert on a role, user or group that the app makes`);
    }
    const logicalId = String(stack.resolve(element.logicalId));
    return this.named(logicalId, this.made === undefined ? this.own : [this.readingOf(stack)]);
  }

  /** What a text of the caller is in the templates: tokens stand for what they resolve to. */
  public text(value: string): Text {
    if (!Token.isUnresolved(value)) { return value; }
    const { stack } = this.made ?? {};
    if (stack === undefined) { throw new Error(`${quoted(value)} holds a token, which a template alone cannot resolve; use \`AccessAssertions.fromStack\`, or write the value out`); }
    const textOf = (token: IResolvable) => {
      const owner = Reference.isReference(token) ? Stack.of(token.target) : stack;
      return this.readingOf(owner).text(owner.resolve(token));
    };
    return Tokenization.reverseString(value).mapTokens({ mapToken: textOf }).join({ join: (left, right) => OpenText.of(left, right) });
  }

  private named(logicalId: string, readings: TemplateReading[]): AssertedPrincipal {
    const all = readings.flatMap(reading => reading.principals.map(principal => ({ principal, reading })));
    const found = all.filter(({ principal: { resource } }) => resource.logicalId === logicalId);
    if (found.length === 1) { return found[0]; }
    const known = all.map(({ principal: { resource } }) => quoted(resource.logicalId)).join(', ');
    throw new Error(found.length === 0
      ? `there is no role, user or group ${quoted(logicalId)}; there are ${known === '' ? 'none' : known}`
      : `${quoted(logicalId)} is in several nested stacks; pass the construct`);
  }

  private readingOf(stack: Stack): TemplateReading {
    const { directory } = this.made!;
    const file = path.join(Stage.of(stack)!.outdir, stack.templateFile);
    const found = this.reading.stacks.find(one => path.resolve(directory, one.stack.file) === path.resolve(file));
    if (found === undefined) { throw new AssertionFailure(`the template of ${quoted(stack.node.path)} could not be read`, ...this.reading.unread.map(({ path: place, message }) => `  ${place} ${message}`)); }
    return found;
  }
}

function readingOptions({ acceptedOpacity, organization }: AccessAssertionOptions): ReadingOptions {
  return { accept: acceptedOpacity, organization: organization === undefined ? undefined : readOrganization(organization) };
}
