import { CfnParameter, Reference, Stack, Token, Tokenization, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { DeclarationOptions } from './declaration-options';
import { Enforcement } from './enforcement';
import { LeastPrivilegePlugin, speakerOf } from './least-privilege-plugin';
import { WaiverOptions } from './waiver-options';
import { AcceptedOpacity } from '../cloudformation/accepted-opacity';
import { DECLARATION, declaredShape } from '../cloudformation/declaration';
import { quoted } from '../engine/policy/policy-problem';
import { JudgementOptions } from '../rules/judgement';
import { Profile } from '../rules/profile';
import { RULE_TABLE, RuleName } from '../rules/rule-table';
import { Severity } from '../rules/severity';
import { dayOf, WAIVER, waiverTerms } from '../rules/waiver';

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
    for (const { resource, reason } of options.acceptedOpacity ?? []) {
      if (reason.trim() === '') { throw new Error(`${quoted(resource)} is accepted without a reason; say why it needs not be read`); }
    }
    const rules = ruleOptions(options);
    let plugin = speakerOf(app);
    if (plugin === undefined) {
      plugin = new LeastPrivilegePlugin();
      Validations.of(app.node.root).addPlugins(plugin);
    }
    plugin._judgeAll();
    plugin._accept(options.acceptedOpacity ?? []);
    if (options.organization !== undefined) { plugin._limitBy(options.organization); }
    plugin._configure(rules);
    if (options.enforcement === Enforcement.HARD) { plugin._enforceHard(); }
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

/** What the rules need to know, checked. What is not given stays as it was. */
function ruleOptions(
  { profile, alsoAsk, severities, trustedAccounts, trustedOrganizations, requiredPermissionsBoundary, today }: GuardrailsOptions,
): JudgementOptions {
  for (const name of [...alsoAsk ?? [], ...Object.keys(severities ?? {})]) {
    if (!isRuleName(name)) { throw new Error(`${quoted(name)} is no rule; the rules are ${Object.keys(RULE_TABLE).join(', ')}`); }
    if (severities?.[name] === Severity.ERROR && RULE_TABLE[name].severity === Severity.FATAL) {
      throw new Error(`findings of ${quoted(name)} are fatal: nothing makes them less grave; waive the finding that is meant`);
    }
  }
  const account = trustedAccounts?.find(one => !/^\d{12}$/.test(one));
  if (account !== undefined) { throw new Error(`${quoted(account)} is no account; write its 12 digits`); }
  const organization = trustedOrganizations?.find(one => !/^o-[a-z0-9]{10,32}$/.test(one));
  if (organization !== undefined) { throw new Error(`${quoted(organization)} is no organization; write its id, \`o-\` and 10 to 32 letters and digits`); }
  if (today !== undefined) { dayOf(today, '`today`'); }
  const given = { profile, alsoAsk, severities, trustedAccounts, trustedOrganizations, requiredPermissionsBoundary, today };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function isRuleName(name: string): name is RuleName {
  return Object.hasOwn(RULE_TABLE, name);
}
