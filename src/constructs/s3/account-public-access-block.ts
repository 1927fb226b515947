import { Aws } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AccountSettingProps } from '../account-setting';
import { AccountSettingResource } from '../private/account-setting-resource';

/**
 * What of Amazon S3 is blocked in the whole account.
 */
export interface AccountPublicAccessBlockProps extends AccountSettingProps {
  /**
   * Refuse new access control lists that are public.
   *
   * @default true
   */
  readonly blockPublicAcls?: boolean;

  /**
   * Ignore access control lists that are public.
   *
   * @default true
   */
  readonly ignorePublicAcls?: boolean;

  /**
   * Refuse new bucket policies that are public.
   *
   * @default true
   */
  readonly blockPublicPolicy?: boolean;

  /**
   * Let only AWS services and the account itself into buckets whose policy is public.
   *
   * @default true
   */
  readonly restrictPublicBuckets?: boolean;
}

/**
 * Blocks public access to Amazon S3 in the whole account, in all regions, whatever buckets and access points say.
 *
 * An account has one such block: a stack that finds another one there is refused, unless it is told to adopt it. When the construct is removed,
 * the block stays, unless `removalPolicy` says otherwise.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export class AccountPublicAccessBlock extends Construct {
  /**
   * @throws Error when nothing is blocked, or options contradict each other
   */
  constructor(scope: Construct, id: string, props: AccountPublicAccessBlockProps = {}) {
    super(scope, id);
    const { blockPublicAcls = true, ignorePublicAcls = true, blockPublicPolicy = true, restrictPublicBuckets = true } = props;
    if (![blockPublicAcls, ignorePublicAcls, blockPublicPolicy, restrictPublicBuckets].includes(true)) {
      throw new Error('nothing is blocked; leave the construct out, or block something');
    }
    new AccountSettingResource(this, 'Setting', {
      ...props,
      handler: 'account-public-access-block',
      resourceType: 'Custom::AccountPublicAccessBlock',
      actions: ['s3:GetAccountPublicAccessBlock', 's3:PutAccountPublicAccessBlock'],
      removalActions: [], // the action that puts it removes it
      environment: { ACCOUNT_ID: Aws.ACCOUNT_ID },
      setting: {
        BlockPublicAcls: blockPublicAcls,
        IgnorePublicAcls: ignorePublicAcls,
        BlockPublicPolicy: blockPublicPolicy,
        RestrictPublicBuckets: restrictPublicBuckets,
      },
    });
  }
}
