import { App, Duration, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, AccountRootPrincipal, ArnPrincipal, Effect, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, Key, KeySpec, KeyUsage, ViaServicePrincipal } from 'aws-cdk-lib/aws-kms';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { PRODUCTION, SHARED_SERVICES_ACCOUNT } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** Keys: one whose administrators cannot use it, one for a service of AWS, one that another account uses, one that signs. */
export function encryptionKeys(app: App): void {
  const stack = new Stack(app, 'EncryptionKeys', { env: PRODUCTION });
  const administrator = new ArnPrincipal(`arn:aws:iam::${stack.account}:role/key-administration`);
  const reader = new Function(stack, 'Reader', FUNCTION_CODE);

  const data = new Key(stack, 'Data', { enableKeyRotation: true, rotationPeriod: Duration.days(180), pendingWindow: Duration.days(30), admins: [administrator] });
  data.grantEncryptDecrypt(reader);
  data.grantDecrypt(new AccountPrincipal(SHARED_SERVICES_ACCOUNT));

  const disks = new Key(stack, 'Disks', { enableKeyRotation: true });
  disks.grantEncryptDecrypt(new ViaServicePrincipal('ec2.eu-west-1.amazonaws.com', new AccountPrincipal(stack.account)));
  new Alias(stack, 'DisksAlias', { aliasName: 'alias/disks', targetKey: disks });

  const logs = new Key(stack, 'Logs', {
    enableKeyRotation: true,
    policy: new PolicyDocument({
      statements: [
        new PolicyStatement({ principals: [new AccountRootPrincipal()], actions: ['kms:*'], resources: ['*'] }),
        new PolicyStatement({
          effect: Effect.ALLOW,
          principals: [new ServicePrincipal('logs.eu-west-1.amazonaws.com')],
          actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
          resources: ['*'],
          conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:eu-west-1:${stack.account}:*` } },
        }),
      ],
    }),
  });
  logs.addAlias('logs');

  const signing = new Key(stack, 'Signing', { keySpec: KeySpec.ECC_NIST_P256, keyUsage: KeyUsage.SIGN_VERIFY });
  signing.grantSignVerify(new Function(stack, 'Signer', FUNCTION_CODE));
}
