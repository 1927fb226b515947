import { Pattern } from '../../src/engine/policy/pattern';
import { OpenText, OpenValue, Shape, Text } from '../../src/engine/policy/text';
import { YES } from '../../src/engine/policy/truth';
import { TextIndex } from '../../src/rules/text-index';
import { fc } from '../properties';

const NAME = OpenValue.opaque('`Bucket`', Shape.freshWords());
const PARTITION = OpenValue.opaque('AWS::Partition', Shape.oneOf('aws', 'aws-cn'));
const AWS = OpenValue.opaque('parameter `P`', Shape.oneOf('aws'));
const CHOICE = OpenValue.choice('condition `C`', ['a', OpenText.of(NAME)]);
const NO_CHOICE = OpenValue.choice('condition `D`', ['aws', 'aws']);
const UNKNOWN = OpenValue.unknown('parameter `X`');
const ACCOUNT = OpenValue.opaque('AWS::AccountId', Shape.digits(12));

const texts = fc.array(fc.constantFrom<string | OpenValue>('a', 'aws', ':', NAME, PARTITION, AWS, CHOICE, NO_CHOICE, UNKNOWN, ACCOUNT), { maxLength: 3 }).map(parts => OpenText.of(...parts));

test('what is under a text is found by all that surely are the same, and by no others', () => {
  let found = 0;
  fc.assert(fc.property(fc.array(texts, { maxLength: 12 }), texts, (known, asked) => {
    const index = new TextIndex<Text>();
    for (const text of known) { index.add(text, text); }
    const equal = known.filter(text => Pattern.compile(text).matches(asked) === YES || Pattern.compile(asked).matches(text) === YES);
    found += equal.length;
    expect(new Set(index.equalTo(asked))).toEqual(new Set(equal));
  }), { numRuns: 2_000 });
  expect(found).toBeGreaterThan(100);
});

test.each<[string, Text, Text]>([
  ['the same pieces', OpenText.of('arn:', PARTITION, ':s3:::', NAME), OpenText.of('arn:', PARTITION, ':s3:::', NAME)],
  ['a value for the text that it is after all', OpenText.of('arn:', AWS, ':s3:::', NAME), OpenText.of('arn:aws:s3:::', NAME)],
  ['a text for a value that is known after all', OpenText.of('arn:aws:s3:::', NAME), OpenText.of('arn:', AWS, ':s3:::', NAME)],
  ['a choice of one thing', OpenText.of('arn:', NO_CHOICE, ':s3:::', NAME), OpenText.of('arn:aws:s3:::', NAME)],
])('%s', (_name, known, asked) => {
  const index = new TextIndex<number>();
  index.add(known, 1);
  index.add(known, 1);
  index.add('arn:aws:s3:::other', 2);

  expect(index.equalTo(asked)).toEqual([1]);
});
