import { Pattern } from '../../src/engine/policy/pattern';
import { OpenText, OpenValue, Shape, Text } from '../../src/engine/policy/text';
import { YES } from '../../src/engine/policy/truth';
import { surelyApart } from '../../src/rules/surely-apart';
import { fc } from '../properties';

const ACCOUNT = OpenValue.opaque('AWS::AccountId', Shape.digits(12));
const REGION = OpenValue.invented('us-east-1', Shape.wordsAfter(''));
const NAME = OpenValue.opaque('`Bucket`', Shape.wordsAfter('stack-bucket-'));
const UNKNOWN = OpenValue.unknown('parameter `X`');
const FRESH = OpenValue.invented('amzn-s3-demo-bucket');
const CHOSEN = OpenValue.invented('key', Shape.chosenName());

test.each<[string, Text, Text, boolean]>([
  ['a literal and a fresh name', 'arn:aws:s3:::data', OpenText.of('arn:aws:s3:::', FRESH), true],
  ['a folder of a literal', 'arn:aws:s3:::data/*', OpenText.of('arn:aws:s3:::', FRESH, '/', CHOSEN), true],
  ['a generated name', OpenText.of('arn:aws:s3:::', NAME, '/*'), OpenText.of('arn:aws:s3:::', FRESH, '/', CHOSEN), true],
  ['no account where there is one', OpenText.of('arn:aws:s3:::', NAME, '/*'), OpenText.of('arn:aws:s3:', REGION, ':', ACCOUNT, ':accesspoint/', FRESH), true],
  ['no region where there may be none', OpenText.of('arn:aws:iam::', ACCOUNT, ':*'), OpenText.of('arn:aws:iam:', REGION, ':', ACCOUNT, ':role/', FRESH), false],
  ['another service', 'arn:aws:sqs:*:*:*', OpenText.of('arn:aws:s3:::', FRESH), true],
  ['every name', 'arn:aws:s3:::*', OpenText.of('arn:aws:s3:::', FRESH), false],
  ['everything', '*', OpenText.of('arn:aws:s3:::', FRESH), false],
  ['a parameter', OpenText.of('arn:aws:s3:::', UNKNOWN), OpenText.of('arn:aws:s3:::', FRESH), false],
  ['a policy variable', 'arn:aws:s3:::${aws:username}', OpenText.of('arn:aws:s3:::', FRESH), false],
  ['the same account', OpenText.of('arn:aws:iam::', ACCOUNT, ':role/app'), OpenText.of('arn:aws:iam::', ACCOUNT, ':role/', FRESH), true],
  ['a known account where that is open', 'arn:aws:iam::111122223333:role/*', OpenText.of('arn:aws:iam::', ACCOUNT, ':role/', FRESH), false],
  ['a name in a known account where that is open', 'arn:aws:iam::111122223333:role/app', OpenText.of('arn:aws:iam::', ACCOUNT, ':role/', FRESH), true],
])('%s', (_name, pattern, resource, expected) => {
  expect(surelyApart(pattern, resource)).toBe(expected);
});

/** What each value may turn out to be. A fresh name is none that is written out. */
const WORLDS = fc.record({
  account: fc.constantFrom('111122223333', '444455556666'),
  region: fc.constantFrom('', 'us-east-1'),
  name: fc.constantFrom('stack-bucket-1', 'stack-bucket-ab'),
  unknown: fc.constantFrom('*', 'a', 'a*', ':', '', '~~~'),
  chosen: fc.constantFrom('a', 'ab', 'a/b', 'key'),
});
const piece = fc.constantFrom<string | OpenValue>('a', 'b', ':', '::', '/', 'ab', 'stack-bucket-1', ACCOUNT, NAME);
const resources = fc.array(fc.oneof(piece, fc.constantFrom(FRESH, CHOSEN, ACCOUNT, REGION)), { maxLength: 6 });
const patterns = fc.array(fc.oneof(piece, fc.constantFrom<string | OpenValue>('*', '?', UNKNOWN)), { maxLength: 6 });

test('what is surely apart matches in no world', () => {
  fc.assert(fc.property(patterns, resources, WORLDS, (pattern, resource, { account, region, name, unknown, chosen }) => {
    const words = new Map([[ACCOUNT, account], [REGION, region], [NAME, name], [UNKNOWN, unknown], [CHOSEN, chosen], [FRESH, '~~~']]);
    const written = (parts: (string | OpenValue)[]) => parts.map(part => typeof part === 'string' ? part : words.get(part)!).join('');
    const isMatch = Pattern.compile(written(pattern), { wildcards: true }).matches(written(resource)) === YES;
    // A parameter that is the fresh name itself is meant: nobody knows what it is.
    return !(surelyApart(OpenText.of(...pattern), OpenText.of(...resource)) && isMatch);
  }), { numRuns: 50_000 });
});
