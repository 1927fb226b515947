import { ArnFormat, BOOTSTRAP_QUALIFIER_CONTEXT, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { RoleOptions } from './role-options';
import { optionalRoleProps } from '../private/optional-role-props';
import { plainName } from '../private/plain-name';

/**
 * What `cdk bootstrap` has made in an account.
 */
export interface CdkBootstrapOptions {
  /**
   * The qualifier of the bootstrap stack.
   *
   * @default - that of the app, and else `hnb659fds`
   */
  readonly qualifier?: string;

  /**
   * In which regions.
   *
   * @default - the region of the stack
   */
  readonly regions?: string[];
}

/**
 * A role that deploys CDK apps.
 */
export interface CdkDeployRoleProps extends RoleOptions, CdkBootstrapOptions {
  /** Who deploys. For a pipeline elsewhere, make an `OidcRole`, and let it deploy by `CdkDeployRole.grantDeploy`. */
  readonly assumedBy: iam.IPrincipal;
}

/** The roles of the bootstrap stack that the CLI assumes. CloudFormation alone assumes the other. */
const ROLES = ['deploy-role', 'file-publishing-role', 'image-publishing-role', 'lookup-role'];

/**
 * A role that deploys CDK apps, and can do nothing itself: it may assume the roles that `cdk bootstrap` has made in this account, and no others.
 *
 * What is deployed is limited by the role of CloudFormation: bootstrap with a `--custom-permissions-boundary` or `--cloudformation-execution-policies`.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
 */
export class CdkDeployRole extends iam.Role {
  /**
   * Lets a role deploy CDK apps to the account of its stack.
   *
   * @throws Error when the qualifier or a region is none
   */
  public static grantDeploy(role: iam.Role, options: CdkBootstrapOptions = {}): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee: role, actions: ['sts:AssumeRole'], resourceArns: bootstrapRoles(role, options) });
  }

  /**
   * @throws Error when the qualifier or a region is none
   */
  constructor(scope: Construct, id: string, props: CdkDeployRoleProps) {
    super(scope, id, { ...optionalRoleProps(props), assumedBy: props.assumedBy });
    CdkDeployRole.grantDeploy(this, props);
  }
}

function bootstrapRoles(scope: Construct, options: CdkBootstrapOptions): string[] {
  const stack = Stack.of(scope);
  const qualifier = plainName('qualifier', options.qualifier ?? stack.node.tryGetContext(BOOTSTRAP_QUALIFIER_CONTEXT) ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER, /^[A-Za-z0-9_-]{1,10}$/);
  const regions = options.regions ?? [stack.region];
  if (regions.length === 0) { throw new Error('`regions` is empty; leave it out, or write the regions that are bootstrapped'); }
  for (const region of regions) { plainName('regions', region, /^[a-z]{2,4}(-[a-z]+)+-\d+$/); }
  return regions.flatMap(region => ROLES.map(role => stack.formatArn({
    service: 'iam',
    region: '',
    resource: 'role',
    resourceName: `cdk-${qualifier}-${role}-${stack.account}-${region}`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  })));
}
