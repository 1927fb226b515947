import { App, Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Credentials, DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { HostedRotation, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { PRODUCTION, SHARED_SERVICES_ACCOUNT } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** Secrets that change by themselves: of a database by AWS's rotation, of an API by a function of the app; and who may read them. */
export function rotatedSecrets(app: App): void {
  const stack = new Stack(app, 'RotatedSecrets', { env: PRODUCTION });
  const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true });
  const apiKey = new Secret(stack, 'ApiKey', { encryptionKey });
  apiKey.addRotationSchedule('Rotation', { rotationLambda: new Function(stack, 'Rotate', FUNCTION_CODE), automaticallyAfter: Duration.days(30) });
  apiKey.grantRead(new ArnPrincipal(`arn:aws:iam::${SHARED_SERVICES_ACCOUNT}:role/deployment`));

  const reader = new Function(stack, 'Reader', FUNCTION_CODE);
  apiKey.grantRead(reader);
  new StringParameter(stack, 'Endpoint', { parameterName: '/billing/endpoint', stringValue: 'https://billing.example.com' }).grantRead(reader);

  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
  const database = new DatabaseInstance(stack, 'Database', {
    engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_16 }),
    vpc,
    credentials: Credentials.fromGeneratedSecret('postgres', { encryptionKey }),
    storageEncrypted: true,
  });
  database.secret!.addRotationSchedule('Rotation', { hostedRotation: HostedRotation.postgreSqlSingleUser({ functionName: 'rotate-database', vpc }) });
}
