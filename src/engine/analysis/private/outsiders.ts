import { CallerClass, outsideAccount, SOME_SESSION } from './caller-class';
import { all, Formula, literal } from './formula';
import { KeyLiteral } from './key-literal';
import { PatternSet } from './pattern-set';
import { COLON, Token } from './tokens';
import { ValueSet } from './value-set';
import { points, WordPattern } from './word-pattern';
import { ANONYMOUS, parseCaller } from '../../evaluation/caller';
import { allConditions } from '../../policy/condition';
import { parseConditionOperator } from '../../policy/condition-operator';
import { IpValue } from '../../policy/condition-value';
import { expandChoices } from '../../policy/pattern';
import { PolicyDocument } from '../../policy/policy-document';
import { ANY_RUN, PATH_RUN, Text } from '../../policy/text';
import { NO } from '../../policy/truth';

/** Blocks of addresses with shorter prefixes than these belong to nobody in particular. */
const NARROW = { 4: 8, 6: 32 } as const;

/** What strangers have in keys that tell where somebody belongs: nobody writes such a value into a policy, so only wildcards match it. */
const STRANGE_VALUES: Record<string, string[]> = {
  'aws:principalorgid': ['o-9z8y7x6w5v'],
  'aws:principalorgpaths': ['o-9z8y7x6w5v/r-9z8y/ou-9z8y-7x6w5v4u/'],
  'aws:sourceorgid': ['o-9z8y7x6w5v'],
  'aws:sourceorgpaths': ['o-9z8y7x6w5v/r-9z8y/ou-9z8y-7x6w5v4u/'],
  'aws:sourcevpc': ['vpc-0f9e8d7c6b5a43210'],
  'aws:sourcevpce': ['vpce-0f9e8d7c6b5a43210'],
  // Mount targets are in somebody's network. @see https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html
  'elasticfilesystem:accessedviamounttarget': ['false'],
  'aws:userid': ['AIDA9Z8Y7X6W5V4U3T2S1', 'AROA9Z8Y7X6W5V4U3T2S1:session'],
  's3:x-amz-server-side-encryption-aws-kms-key-id': ['arn:aws:kms:us-east-1:999988887777:key/9f8e7d6c-5b4a-4321-9876-0f1e2d3c4b5a'],
};

/** Keys that hold an account, and keys that hold an ARN: those of a stranger. */
const ACCOUNT_KEYS = ['aws:sourceaccount', 'aws:sourceowner', 'kms:calleraccount', 's3:dataaccesspointaccount'];
const ARN_KEYS = ['aws:sourcearn', 's3:dataaccesspointarn'];

/** Somebody whom no policy names, and anonymous callers. */
export function outsiderClasses(account: string): CallerClass[] {
  return [...CallerClass.strangers(account), CallerClass.of(ANONYMOUS)];
}

/** Those of accounts that the policy names, those whom it names, and strangers: everybody who may be outside a zone of trust. */
export function namedClasses(document: PolicyDocument, { accounts }: ZoneOfTrust): CallerClass[] {
  const outside = accountsIn(document).filter(account => !accounts.includes(account));
  const entries = document.statements.flatMap(({ principal }) => principal?.allEntries ?? []);
  const arns = textsOf(entries.filter(({ type }) => type === 'AWS').map(({ pattern }) => pattern.source)).filter(text => text.startsWith('arn:') && !text.endsWith(':root'));
  return [
    ...[...new Set(arns)].flatMap(arn => parseCaller(arn) ?? []).map(caller => CallerClass.of(caller)),
    ...outside.flatMap(account => CallerClass.inAccount(account, ValueSet.ofWords(...arns), SOME_SESSION)),
    ...outsiderClasses(accountOutside(document)),
  ];
}

/** An account that stands nowhere in the policy. */
export function accountOutside(document: PolicyDocument): string {
  return outsideAccount(new Set(['111122223333', ...accountsIn(document)]));
}

/** What looks like an account in the policy. */
function accountsIn({ statements }: PolicyDocument): string[] {
  const texts = textsOf(statements.flatMap(({ principal, condition, resource }) => [
    ...principal?.allEntries.map(({ pattern }) => pattern.source) ?? [],
    ...allConditions(condition).flatMap(({ values }) => values.map(({ source }) => source)),
    ...resource?.allPatterns.map(({ source }) => source) ?? [],
  ]));
  return [...new Set(texts.flatMap(text => text.match(/\d{12}/g) ?? []))];
}

/** Every form of texts. */
function textsOf(sources: Text[]): string[] {
  return sources.flatMap(source => typeof source === 'string' ? source : expandChoices(source).map(({ text }) => String(text)));
}

/** The key is missing, or all its values are in the set, or are not. */
function strange(key: string, set: ValueSet, inside = true): Formula {
  return literal(new KeyLiteral(key, true, { set, inside, onEmpty: false }, { set, inside, quantifier: 'every', onEmpty: false }));
}

/** What holds of every request of a stranger. The keys may be missing as well. */
export function strangeness(document: PolicyDocument, account: string): Formula {
  const arns = strangeArns(account);
  return all(
    ...Object.entries(STRANGE_VALUES).map(([key, words]) => strange(key, ValueSet.ofWords(...words))),
    ...ACCOUNT_KEYS.map(key => strange(key, ValueSet.ofWords(account))),
    ...ARN_KEYS.map(key => strange(key, arns)),
    strange('aws:sourceip', narrowBlocks(document), false),
  );
}

/** What holds of a request of somebody outside accounts and organizations, whoever the policy names. */
export function outsideOf(document: PolicyDocument, { accounts, organizations }: ZoneOfTrust): Formula {
  const elsewhere = (key: string, set: ValueSet, onNone: boolean) =>
    literal(new KeyLiteral(key, onNone, { set, inside: false, onEmpty: false }, { set, inside: false, quantifier: 'every', onEmpty: false }));
  const within = (organization: string) => new WordPattern([...points(`${organization}/`), ANY_RUN]);
  const own = ValueSet.ofWords(...accounts);
  return all(
    // Services and identity providers have no account.
    elsewhere('aws:principalaccount', own, false),
    ...ACCOUNT_KEYS.map(key => elsewhere(key, own, true)),
    elsewhere('aws:principalorgid', ValueSet.ofWords(...organizations), true),
    elsewhere('aws:principalorgpaths', ValueSet.ofPatterns(new PatternSet(organizations.map(within))), true),
    ...['aws:sourcevpc', 'aws:sourcevpce', 'elasticfilesystem:accessedviamounttarget'].map(key => strange(key, ValueSet.ofWords(...STRANGE_VALUES[key]))),
    strange('aws:sourceip', narrowBlocks(document), false),
  );
}

/** Whom an owner trusts. */
export interface ZoneOfTrust {
  readonly accounts: string[];
  readonly organizations: string[];
}

/** What holds of a request that a service makes for a stranger, and says so. */
export function strangeSource(account: string): Formula {
  const values = (key: string, set: ValueSet) =>
    literal(new KeyLiteral(key, false, { set, inside: true, onEmpty: false }, { set, inside: true, quantifier: 'every', onEmpty: false }));
  return all(
    values('aws:sourceaccount', ValueSet.ofWords(account)),
    values('aws:sourcearn', strangeArns(account)),
    ...['aws:sourceorgid', 'aws:sourceorgpaths'].map(key => values(key, ValueSet.ofWords(...STRANGE_VALUES[key]))),
  );
}

function strangeArns(account: string): ValueSet {
  return ValueSet.ofPatterns(new PatternSet([
    new WordPattern([...points('arn:'), PATH_RUN, COLON, PATH_RUN, COLON, PATH_RUN, COLON, ...points(account), COLON, ANY_RUN]),
    new WordPattern([...points('arn:'), PATH_RUN, COLON, PATH_RUN, ...points(':::'), ...points(STRANGE_NAME), ANY_RUN] as Token[]),
  ]));
}

const STRANGE_NAME = 'amzn-s3-demo-stranger-9z8y7x';

/** Blocks of the policy that are somebody's. */
function narrowBlocks({ statements }: PolicyDocument): ValueSet {
  const blocks = statements.flatMap(({ condition }) => allConditions(condition))
    .filter(({ key, operator }) => key === 'aws:sourceip' && operator.family === 'ipAddress')
    .flatMap(({ values }) => values)
    .filter(value => value instanceof IpValue && value.block !== undefined && value.block.prefix >= NARROW[value.block.version]);
  return ValueSet.measured(parseConditionOperator('IpAddress')!, blocks, NO);
}
