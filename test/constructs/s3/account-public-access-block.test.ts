import { Stack } from 'aws-cdk-lib';
import { AccountPublicAccessBlock, AccountSettingRemovalPolicy } from '../../../src/constructs';
import { acknowledgedOf, expectOnly, hasHandlerOfItsOwn, roleOf, settingIn } from '../account-settings';
import { expectNothingFound, judge } from '../judged-app';

const TYPE = 'Custom::AccountPublicAccessBlock';
const ALL = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

const judged = judge(stack => ({
  all: new AccountPublicAccessBlock(stack, 'All'),
  some: new AccountPublicAccessBlock(stack, 'Some', { blockPublicAcls: false, ignorePublicAcls: false, removalPolicy: AccountSettingRemovalPolicy.DELETE }),
}));
const { all, some } = judged.made;

test('the template blocks everything, unless told otherwise', () => {
  hasHandlerOfItsOwn(judged.template, TYPE);
  judged.template.allResourcesProperties('AWS::Lambda::Function', { Environment: { Variables: { ACCOUNT_ID: { Ref: 'AWS::AccountId' } } } });
  expect(settingIn(judged.template, TYPE)).toEqual([
    { Setting: ALL, Adopt: false, Removal: 'retain' },
    { Setting: { ...ALL, BlockPublicAcls: false, IgnorePublicAcls: false }, Adopt: false, Removal: 'delete' },
  ]);
});

// Deleting needs no other action: https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeletePublicAccessBlock.html
test('the role of the handler may see and set the block', () => {
  for (const block of [all, some]) { expectOnly(judged, roleOf(block), 's3:GetAccountPublicAccessBlock', 's3:PutAccountPublicAccessBlock'); }
});

test('the role cannot open a bucket', () => {
  expect(judged.denies(roleOf(all), 's3:PutBucketPublicAccessBlock', 'arn:aws:s3:::amzn-s3-demo-bucket')).toBe(true);
  expect(judged.denies(roleOf(all), 's3:PutBucketPolicy', 'arn:aws:s3:::amzn-s3-demo-bucket')).toBe(true);
});

test('the gate and cdk-nag find nothing but what is documented', () => {
  expectNothingFound(judged, { acknowledged: [all, some].map(acknowledgedOf) });
});

test('refuses to block nothing', () => {
  expect(() => new AccountPublicAccessBlock(new Stack(), 'Block', { blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: false }))
    .toThrow('nothing is blocked; leave the construct out, or block something');
});
