import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** The user who asks, whatever its path is: names of users are unique in an account. */
export function ownUserArns(scope: Construct): string[] {
  return ['${aws:username}', '*/${aws:username}'].map(name => iamArn(scope, 'user', name));
}

/** A resource of IAM in the account of the stack. */
export function iamArn(scope: Construct, resource: string, resourceName: string): string {
  return Stack.of(scope).formatArn({ service: 'iam', region: '', resource, resourceName });
}
