import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { AccessKeyRotation } from './access-key-rotation';
import { AllowedAccessKey } from './allowed-access-key';
import { policiesAttachedTo } from '../private/attached-policies';
import { MFA_POLICY_OF_SCOPE, policiesBut } from '../private/mfa-policy';

/**
 * A person.
 */
export interface GroupUserProps {
  /**
   * What the person is a member of: at least one group.
   */
  readonly groups: iam.IGroup[];

  /**
   * The person signs in to the console, with a password that is made by AWS Secrets Manager and changed at the first login.
   *
   * @default true
   */
  readonly consoleAccess?: boolean;

  /**
   * The person has an access key, which is rotated into a secret.
   *
   * @default - no access key
   */
  readonly allowAccessKey?: AllowedAccessKey;

  /**
   * What the person may do at most, whatever the groups grant. It has to allow what a first login needs, as a `PermissionsBoundaryPolicy` does.
   *
   * @default - no boundary
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;

  /**
   * The name that the person signs in with.
   *
   * @default - CloudFormation makes one
   */
  readonly userName?: string;

  /**
   * The path of the user.
   *
   * @default /
   */
  readonly path?: string;
}

/** Symbols that the password policy of an account does not count as such. */
const NO_SYMBOLS = '"\\/<>;:,.?~`';

/**
 * A person who may do what its groups may do, and nothing of its own: a policy of the user is an error at synthesis, and so is what is granted to it.
 *
 * The first password is in a secret. The person changes it at the first login; it is of no use then. MFA devices are enrolled by the person: CloudFormation
 * does not tell the seed of one that it makes.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users.html
 */
export class GroupUser extends iam.User {
  /** The first password. Undefined without access to the console. */
  public readonly password?: secretsmanager.ISecret;

  /** The access key. Undefined where none is allowed. */
  public readonly accessKey?: AccessKeyRotation;

  /**
   * @throws Error when the user is in no group, or an access key has no reason or owner; at synthesis, when the user has a policy of its own
   */
  constructor(scope: Construct, id: string, props: GroupUserProps) {
    const { groups, consoleAccess = true, allowAccessKey, permissionsBoundary, userName, path } = props;
    if (groups.length === 0) { throw new Error('the user is in no group; make a `PermissionGroup` for what the person does, and write it in `groups`'); }
    for (const term of ['reason', 'owner'] as const) {
      if (allowAccessKey?.[term].trim() === '') { throw new Error(`the access key has no \`${term}\`; write why there has to be one and who answers for it, or leave \`allowAccessKey\` out`); }
    }
    super(scope, id, { groups, permissionsBoundary, userName, path });
    const resource = this.node.defaultChild as iam.CfnUser;
    if (consoleAccess) {
      this.password = firstPassword(this);
      resource.loginProfile = { password: this.password.secretValue.unsafeUnwrap(), passwordResetRequired: true };
    }
    if (allowAccessKey !== undefined) {
      const { reason, owner, rotationInterval } = allowAccessKey;
      this.accessKey = new AccessKeyRotation(this, 'AccessKey', { user: this, rotationInterval });
      resource.addMetadata('AccessKey', { Reason: reason, Owner: owner });
    }
    this.node.addValidation({
      validate: () => this.ownPolicies().map(policy => `a \`GroupUser\` has no policies of its own, and \`${policy}\` is one; attach it to a group of the user, or grant it to the group`),
    });
  }

  private ownPolicies(): string[] {
    const resource = this.node.defaultChild as iam.CfnUser;
    const { managedPolicyArns, node: { path } } = resource;
    return [
      ...this.stack.resolve(managedPolicyArns)?.length > 0 ? [`${path}.ManagedPolicyArns`] : [],
      ...policiesBut(MFA_POLICY_OF_SCOPE, resource).map(({ policyName }) => `${path}.Policies[${policyName}]`),
      ...policiesAttachedTo(this, 'users').map(policy => policy.node.path),
    ];
  }
}

function firstPassword(user: GroupUser): secretsmanager.ISecret {
  const secret = new secretsmanager.Secret(user, 'Password', {
    description: 'The first password of a user; it is changed at the first login',
    generateSecretString: { passwordLength: 32, requireEachIncludedType: true, excludeCharacters: NO_SYMBOLS },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  Validations.of(secret).acknowledge({ id: 'AwsSolutions-SMG4', reason: 'it is used once: the user changes the password at the first login' });
  return secret;
}
