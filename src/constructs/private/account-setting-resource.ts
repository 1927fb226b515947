import { CustomResource, Duration, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { HandlerFunction } from './handler-function';
import { AccountSettingProps, AccountSettingRemovalPolicy } from '../account-setting';

export interface AccountSettingResourceProps extends AccountSettingProps {
  /** The name of the file in a folder `handlers`: `account-password-policy`. */
  readonly handler: string;
  /** Of the resource: `Custom::AccountPasswordPolicy`. */
  readonly resourceType: string;
  /** What the account shall have, in the form that the handler reads. Undefined members are left out. */
  readonly setting: Record<string, unknown>;
  /** That read and write it. */
  readonly actions: string[];
  /** That remove it. */
  readonly removalActions: string[];
  /** @default - none */
  readonly environment?: Record<string, string>;
}

/** What a parameter holds until something is recorded in it; the handler knows it too. */
const NOTHING_RECORDED = 'nothing recorded';

/**
 * A setting that an account has once, as a custom resource with a handler, a role and a log of its own.
 */
export class AccountSettingResource extends Construct {
  constructor(scope: Construct, id: string, props: AccountSettingResourceProps) {
    super(scope, id);
    const { handler, adopt = false, removalPolicy = AccountSettingRemovalPolicy.RETAIN } = props;
    if (adopt && removalPolicy === AccountSettingRemovalPolicy.DELETE) {
      throw new Error('`adopt` takes over what was there before, and `AccountSettingRemovalPolicy.DELETE` would delete it; write `AccountSettingRemovalPolicy.RESTORE`');
    }
    const isRemoved = removalPolicy !== AccountSettingRemovalPolicy.RETAIN;
    const record = removalPolicy === AccountSettingRemovalPolicy.RESTORE
      ? new ssm.StringParameter(this, 'Record', { stringValue: NOTHING_RECORDED, description: 'What the account had before' })
      : undefined;
    const { role, function: { functionArn: serviceToken } } = new HandlerFunction(this, 'Handler', {
      handler,
      description: 'Keeps a setting of the account as its stack describes it',
      logRetention: props.logRetention,
      environment: props.environment,
      statements: [
        new iam.PolicyStatement({ actions: [...props.actions, ...isRemoved ? props.removalActions : []], resources: ['*'] }),
        ...record === undefined ? [] : [new iam.PolicyStatement({ actions: ['ssm:GetParameter', 'ssm:PutParameter'], resources: [record.parameterArn] })],
      ],
    });
    Validations.of(role).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason: 'the actions on settings of an account cannot be limited to resources' });
    new CustomResource(this, 'Resource', {
      resourceType: props.resourceType,
      serviceToken,
      serviceTimeout: Duration.minutes(5),
      properties: {
        Setting: Object.fromEntries(Object.entries(props.setting).filter(([, value]) => value !== undefined)),
        Adopt: adopt,
        Removal: removalPolicy,
        Record: record?.parameterName,
      },
    });
  }
}
