import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { packageFile } from '../../engine/service-authorization/package-file';

export interface HandlerFunctionProps {
  /** The name of the file in a folder `handlers`: `account-password-policy`. */
  readonly handler: string;
  readonly description: string;
  /** What it may do beside writing its log. */
  readonly statements: iam.PolicyStatement[];
  /** @default - a year */
  readonly logRetention?: logs.RetentionDays;
  /** @default - two minutes */
  readonly timeout?: Duration;
  /** @default - none */
  readonly environment?: Record<string, string>;
}

/**
 * The Lambda function of a handler, with a role and a log group of its own.
 *
 * Its permissions are part of the role, so that they are there before the function is called for the first time.
 */
export class HandlerFunction extends Construct {
  public readonly function: lambda.IFunction;
  public readonly role: iam.IRole;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    const logGroup = new logs.LogGroup(this, 'Log', { retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR });
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Handler: new iam.PolicyDocument({
          statements: [
            ...props.statements,
            new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
          ],
        }),
      },
    });
    this.function = new lambda.Function(this, 'Function', {
      description: props.description,
      code: lambda.Code.fromAsset(bundleOf(props.handler)),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_LATEST,
      memorySize: 256,
      timeout: props.timeout ?? Duration.minutes(2),
      environment: props.environment,
      role: this.role,
      logGroup,
    });
  }
}

/** The folder that the build makes of a handler: the same seen from `lib/` and from `src/`. */
function bundleOf(handler: string): string {
  const folder = packageFile('lib', 'handlers', handler);
  if (!existsSync(path.join(folder, 'index.js'))) {
    throw new Error(`the handler \`${handler}\` is not bundled; run \`npx projen bundle:handlers\``);
  }
  return folder;
}
