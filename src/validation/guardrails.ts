import { CfnParameter, Reference, Stack, Token, Tokenization, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { DeclarationOptions } from './declaration-options';
import { Enforcement } from './enforcement';
import { LeastPrivilegePlugin, speakerOf } from './least-privilege-plugin';
import { WaiverOptions } from './waiver-options';
import { AcceptedOpacity } from '../cloudformation/accepted-opacity';
import { DECLARATION, declaredShape } from '../cloudformation/declaration';
import { quoted } from '../engine/policy/policy-problem';
import { GateOptions, gateOptions, readConfiguration } from '../rules/gate-options';
import { Profile } from '../rules/profile';
import { Severity } from '../rules/severity';
import { WAIVER, waiverTerms } from '../rules/waiver';

/**
 * How the gate is set up.
 */
export interface GuardrailsOptions {
  /**
   * What happens when something is found.
   *
   * @default Enforcement.STANDARD
   */
  readonly enforcement?: Enforcement;

  /**
   * What nobody can read, and somebody answers for: types from elsewhere, macros, templates and custom resources that make what is not in
   * the app. A policy that cannot be read is never accepted.
   *
   * @default - nothing: what cannot be read blocks
   */
  readonly acceptedOpacity?: AcceptedOpacity[];

  /**
   * The file that describes the organization of the accounts: its levels, with the service control and resource control policies that are
   * attached to each. A description that cannot be read is a finding.
   *
   * @default - only what the app itself attaches to its accounts limits them
   */
  readonly organization?: string;

  /**
   * Which rules are asked.
   *
   * @default Profile.BASELINE
   */
  readonly profile?: Profile;

  /**
   * Names of rules that are asked whatever the profile is.
   *
   * @default - those of the profile
   */
  readonly alsoAsk?: string[];

  /**
   * How grave the findings of a rule are, by its name. Only upward: nothing makes them less grave than they are.
   *
   * @default - as `docs/rules.md` says
   */
  readonly severities?: { [rule: string]: Severity };

  /**
   * Accounts of 12 digits that are trusted beside those that the app is deployed to.
   *
   * @default - none
   */
  readonly trustedAccounts?: string[];

  /**
   * Ids of organizations (`o-...`) that are trusted.
   *
   * @default - none
   */
  readonly trustedOrganizations?: string[];

  /**
   * ARN of the permissions boundary that every user and role must have; wildcards are accepted.
   *
   * @default - none is required
   */
  readonly requiredPermissionsBoundary?: string;

  /**
   * The day of the judgement, as `2027-03-31`: waivers that end before it have lapsed.
   *
   * @default - the day of the synth, in UTC
   */
  readonly today?: string;

  /**
   * The file of the findings that were there already, as `cdk-iam-guardrails baseline` writes it: only what is beyond it blocks. One that cannot be
   * read blocks.
   *
   * @default - none; with `Enforcement.REPORT`, `iam-baseline.json`
   */
  readonly baseline?: string;

  /**
   * The file of the access that each principal may have, as `cdk-iam-guardrails lock` writes it: what is beyond it blocks. One that cannot be read blocks.
   *
   * @default - none: what the rules let pass may be added
   */
  readonly accessLock?: string;

  /**
   * A JSON file of these options, but for this one, as `data/config.schema.json` describes it. Options that are given here go before those of the
   * file; files in it are relative to it.
   *
   * @default - none
   */
  readonly config?: string;
}

/**
 * The gate: works out at synth what every principal could do, and stops an app that grants too much.
 */
export class Guardrails {
  /**
   * Judges every stack of an app, at every synth. One call for an app; a second one only changes the options.
   *
   * @param app the app, or any construct in it: the whole app is judged
   * @throws Error when something is accepted without a reason, or an option is out of range
   */
  public static enforce(app: IConstruct, options: GuardrailsOptions = {}): void {
    const told = optionsOf(options);
    let gate = speakerOf(app);
    if (gate === undefined) {
      gate = new LeastPrivilegePlugin();
      Validations.of(app.node.root).addPlugins(gate);
    }
    gate._judgeAll();
    gate._configure({ enforcement: Enforcement.STANDARD, ...told });
  }

  /**
   * What is to be said about a construct, and everything in it.
   */
  public static of(construct: IConstruct): Guardrails {
    return new Guardrails(construct);
  }

  private constructor(private readonly construct: IConstruct) {}

  /**
   * Lets one finding pass until a day: the only way to lift a `fatal`. The waiver travels with the assembly, and is in every report. It is
   * bound to what somebody has seen: when the statement changes, the waiver is void, and that is a finding; so it is when it has lapsed.
   *
   * @throws Error when a term is missing or no day, or when the construct is in no stack
   */
  public waive(waiver: WaiverOptions): void {
    const terms = waiverTerms({ ...waiver });
    if (!this.construct.node.scopes.some(scope => Stack.isStack(scope))) {
      throw new Error(`${quoted(this.construct.node.path)} is in no stack; waive what is found at the construct that it is found at`);
    }
    this.construct.node.addMetadata(WAIVER, terms);
  }

  /**
   * Says what a value will be that is only known at deployment, so that policies which rest on it are judged by that. The declaration travels
   * with the assembly and is in every report; one of a value that is known, or that stands nowhere, is a finding.
   *
   * @throws Error when the reason or the shape says nothing, when the value is known already or is one of another stack, or when the construct
   * is in no stack
   */
  public declare({ value, shape, reason }: DeclarationOptions): void {
    const token = value instanceof CfnParameter ? value.value : value;
    const { path, scopes } = this.construct.node;
    if (!scopes.some(scope => Stack.isStack(scope))) {
      throw new Error(`${quoted(path)} is in no stack; declare a value at a construct of the stack that it stands in`);
    }
    if (!Token.isUnresolved(token)) { throw new Error(`what is declared at ${quoted(path)} is known already; declare a parameter, an attribute or an import`); }
    if (reason.trim() === '') { throw new Error(`the declaration at ${quoted(path)} has no reason; say how you know what the value will be`); }
    const stack = Stack.of(this.construct);
    const tokens = typeof token === 'string' ? Tokenization.reverseString(token).tokens : [token];
    const elsewhere = tokens.filter(one => Reference.isReference(one)).find(({ target }) => Stack.of(target) !== stack);
    if (elsewhere !== undefined) { throw new Error(`${quoted(elsewhere.displayName)} of ${quoted(elsewhere.target.node.path)} is in another stack; declare it there`); }
    this.construct.node.addMetadata(DECLARATION, { value: token, shape: declaredShape(shape), reason });
  }
}

/**
 * The options, with those of the file behind them.
 *
 * @throws Error when one is not what it must be
 */
export function optionsOf({ config, ...given }: GuardrailsOptions): GateOptions {
  return { ...config !== undefined && readConfiguration(config), ...gateOptions(given) };
}
