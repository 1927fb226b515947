import { CallerClass, outsideAccount } from './caller-class';
import { all, Formula, literal } from './formula';
import { KeyLiteral } from './key-literal';
import { PatternSet } from './pattern-set';
import { COLON, Token } from './tokens';
import { ValueSet } from './value-set';
import { points, WordPattern } from './word-pattern';
import { ANONYMOUS } from '../../evaluation/caller';
import { allConditions } from '../../policy/condition';
import { parseConditionOperator } from '../../policy/condition-operator';
import { IpValue } from '../../policy/condition-value';
import { expandChoices } from '../../policy/pattern';
import { PolicyDocument } from '../../policy/policy-document';
import { ANY_RUN, PATH_RUN } from '../../policy/text';
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

/** An account that stands nowhere in the policy. */
export function accountOutside({ statements }: PolicyDocument): string {
  const sources = statements.flatMap(({ principal, condition, resource }) => [
    ...principal?.allEntries.map(({ pattern }) => pattern.source) ?? [],
    ...allConditions(condition).flatMap(({ values }) => values.map(({ source }) => source)),
    ...resource?.allPatterns.map(({ source }) => source) ?? [],
  ]);
  const texts = sources.flatMap(source => typeof source === 'string' ? source : expandChoices(source).map(({ text }) => String(text)));
  return outsideAccount(new Set(['111122223333', ...texts.flatMap(text => text.match(/\d{12}/g) ?? [])]));
}

/** What holds of every request of a stranger. The keys may be missing as well. */
export function strangeness(document: PolicyDocument, account: string): Formula {
  const values = (key: string, set: ValueSet, inside = true) =>
    literal(new KeyLiteral(key, true, { set, inside, onEmpty: false }, { set, inside, quantifier: 'every', onEmpty: false }));
  const arns = ValueSet.ofPatterns(new PatternSet([
    new WordPattern([...points('arn:'), PATH_RUN, COLON, PATH_RUN, COLON, PATH_RUN, COLON, ...points(account), COLON, ANY_RUN]),
    new WordPattern([...points('arn:'), PATH_RUN, COLON, PATH_RUN, ...points(':::'), ...points(STRANGE_NAME), ANY_RUN] as Token[]),
  ]));
  return all(
    ...Object.entries(STRANGE_VALUES).map(([key, words]) => values(key, ValueSet.ofWords(...words))),
    ...ACCOUNT_KEYS.map(key => values(key, ValueSet.ofWords(account))),
    ...ARN_KEYS.map(key => values(key, arns)),
    values('aws:sourceip', narrowBlocks(document), false),
  );
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
