import { TemplateReading, PolicyReading } from '../cloudformation/template-reading';
import { Pattern } from '../engine/policy/pattern';
import { OpenText, OpenValue, Shape, splitText, Text } from '../engine/policy/text';
import { TextKey, textKey } from '../engine/policy/text-key';
import { MAYBE, NO, or, Truth, YES } from '../engine/policy/truth';

/** What is known of who may use a resource. */
export interface KnownResourcePolicy {
  readonly policy?: PolicyReading;
  /** It surely is of the resource: nobody else says anything about that. */
  readonly isSure: boolean;
}

/**
 * What the app says about who may use a resource: the policies of it as one. Where it is not known whether a policy is of this resource,
 * its Allow statements count, and its Deny statements are not credited.
 *
 * @param wildcards the text stands for many resources: nothing is known to be of all of them
 */
export function resourcePolicyFor(resource: Text, service: string, stacks: TemplateReading[], wildcards: boolean): KnownResourcePolicy {
  let isSure = false;
  const asked = wildcards ? withoutWildcards(resource) : resource;
  const others = otherResources(asked, stacks);
  const policies = candidates(stacks, service).flatMap(({ policy, protects }) => {
    const isOf = protects.length === 0 ? MAYBE : or(...protects.map(arn => {
      const answer = within(asked, arn);
      return answer === MAYBE && others().has(textKey(arn)) ? NO : answer;
    }));
    if (isOf === NO) { return []; }
    if (isOf === YES && !wildcards) { isSure = true; }
    return isOf === YES && !wildcards ? [policy] : [{ ...policy, document: policy.document.possible(`what ${policy.name} of \`${policy.resource.logicalId}\` is attached to`) }];
  });
  const [first, ...more] = policies;
  return { policy: more.length === 0 ? first : { ...first, document: first.document.joined(more.map(({ document }) => document)) }, isSure };
}

/** The ARNs of the resources of the app that it surely is not: all, where it is one of them, or is inside of one. */
function otherResources(resource: Text, stacks: TemplateReading[]): () => ReadonlySet<TextKey> {
  let found: ReadonlySet<TextKey> | undefined;
  return () => {
    if (found === undefined) {
      const arns = stacks.flatMap(({ resources }) => resources.map(({ arn }) => arn));
      const isKnown = arns.some(arn => within(resource, arn) === YES);
      found = new Set(isKnown ? arns.map(textKey) : []);
    }
    return found;
  };
}

interface Candidate {
  readonly policy: PolicyReading;
  readonly protects: Text[];
}

/** A trust policy says who may get the credentials of a role, and nothing else about it. */
function candidates(stacks: TemplateReading[], service: string): Candidate[] {
  const trusts = service !== 'sts' ? [] : stacks.flatMap(({ principals }) => principals.flatMap(({ trust, arn }) => trust === undefined ? [] : [{ policy: trust, protects: [arn] }]));
  return [...stacks.flatMap(({ resourcePolicies }) => resourcePolicies), ...trusts];
}

/** Is it that resource, or one inside of it: an object of a bucket, a version of a function? */
function within(resource: Text, arn: Text): Truth {
  const inside = ['/*', ':*'].map(end => Pattern.compile(OpenText.of(arn, end), { wildcards: true }));
  return or(...[Pattern.compile(arn), ...inside].map(pattern => pattern.matches(resource)));
}

/** Something that a text with wildcards stands for. */
export function withoutWildcards(text: Text): Text {
  const anything = OpenValue.invented('*', Shape.ANY_TEXT);
  const parts = text instanceof OpenText ? text.parts : [text];
  return OpenText.of(...parts.flatMap(part => typeof part === 'string' ? part.split(/[*?]/).flatMap((piece, i) => i === 0 ? [piece] : [anything, piece]) : [part]));
}

/** The account in an ARN; undefined where there is none. */
export function accountIn(arn: Text): Text | undefined {
  const fields = splitText(arn, ':', 6);
  return fields.length < 6 || fields[4] === '' || fields[4] === '*' ? undefined : fields[4];
}
