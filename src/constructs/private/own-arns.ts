import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** The user who asks, or a device that is named after it, whatever the path is: names are unique in an account. */
export function ownArns(scope: Construct, resource: 'user' | 'mfa'): string[] {
  return ['${aws:username}', '*/${aws:username}'].map(name => iamArn(scope, resource, name));
}

/** A resource of IAM in the account of the stack. */
export function iamArn(scope: Construct, resource: string, resourceName: string): string {
  return Stack.of(scope).formatArn({ service: 'iam', region: '', resource, resourceName });
}
