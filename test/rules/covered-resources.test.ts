import { PseudoParameters } from '../../src/cloudformation/pseudo-parameters';
import { Pattern } from '../../src/engine/policy/pattern';
import { PatternElement } from '../../src/engine/policy/pattern-element';
import { OpenText, OpenValue, Shape } from '../../src/engine/policy/text';
import { NO } from '../../src/engine/policy/truth';
import { ServiceAuthorizationReference } from '../../src/engine/service-authorization/service-authorization-reference';
import { ANY_REQUEST } from '../../src/rules/covered-actions';
import { isNamed } from '../../src/rules/covered-resources';
import { ANYWHERE, freshResource, hasName } from '../../src/rules/fresh-resource';
import { fc } from '../properties';

const HOME = new PseudoParameters(undefined, undefined);

const values = {
  generated: OpenValue.opaque('`Bucket`', Shape.wordsAfter('stack-bucket-')),
  declared: OpenValue.opaque('parameter `D`', Shape.ANY_TEXT),
  chosen: OpenValue.opaque('`Role`', Shape.chosenName()),
  other: OpenValue.opaque('`Other`', Shape.freshWords()),
  unknown: OpenValue.unknown('parameter `X`'),
  oneOf: OpenValue.choice('condition `C`', ['a', '*']),
};
const pieces = fc.constantFrom<string | OpenValue | OpenText>('a', '*', '?', '/', ':', '${aws:username}', '', ...Object.values(values), HOME.partition, HOME.account, HOME.region);

/** The ARN of a type, with something in each place of its form. */
const sourceOf = (form: string) => {
  const written = form.split(/\$\{[^}]+\}/);
  return fc.array(fc.array(pieces, { minLength: 1, maxLength: 2 }), { minLength: written.length, maxLength: written.length })
    .map(between => OpenText.of(...written.flatMap((one, i) => i === 0 ? [one] : [...between[i], one])));
};
const element = (sources: (string | OpenText)[], negated = false) =>
  new PatternElement(negated, sources.map(one => Pattern.compile(one, { wildcards: true, variables: true })), []);

const forms = ['s3', 'sqs', 'iam', 'ssm', 'dms', 'account'].flatMap(service => ServiceAuthorizationReference.resourceTypesOf(service)).map(({ arnPattern }) => arnPattern);

test('names cover no resource that nobody has named', () => {
  let named = 0;
  const asked = fc.constantFrom(...forms.filter(hasName)).chain(form => fc.tuple(fc.constant(form), sourceOf(form), fc.constantFrom(HOME, ANYWHERE), fc.boolean()));
  fc.assert(fc.property(asked, ([form, source, place, isWholly]) => {
    const resource = element([source]);
    if (!isNamed(resource)) { return; }
    named += 1;
    expect(resource.matches(freshResource(form, HOME, place, isWholly), ANY_REQUEST, ANY_REQUEST)).toBe(NO);
  }), { numRuns: 2_000 });
  expect(named).toBeGreaterThan(200);
});

test.each<[string, (string | OpenText)[], boolean]>([
  ['a text', ['arn:aws:s3:::data'], true],
  ['a generated name', [OpenText.of('arn:aws:s3:::', values.generated) as OpenText], true],
  ['a generated name with a wildcard', [OpenText.of('arn:aws:s3:::', values.generated, '/*') as OpenText], false],
  ['a policy variable', ['arn:aws:s3:::${aws:username}'], false],
  ['what may begin a policy variable', [OpenText.of('arn:aws:s3:::$', values.declared, '}') as OpenText], false],
  ['a parameter', [OpenText.of('arn:aws:s3:::', values.unknown) as OpenText], false],
  ['a choice', [OpenText.of('arn:aws:s3:::', values.oneOf) as OpenText], false],
  ['a text, and everything', ['arn:aws:s3:::data', '*'], false],
])('%s is a name: %s', (_name, sources, expected) => {
  expect(isNamed(element(sources))).toBe(expected);
});

test('all but a name, and no `Resource` at all, is no name', () => {
  expect(isNamed(element(['arn:aws:s3:::data'], true))).toBe(false);
  expect(isNamed(undefined)).toBe(false);
});

test.each([['arn:${Partition}:s3:::${BucketName}', true], ['arn:${Partition}:account::${Account}:account', false], ['arn:${Partition}:geo-maps:${Region}::provider/default', false]])('%s has a name: %s', (form, expected) => {
  expect(hasName(form)).toBe(expected);
});
