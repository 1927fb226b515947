import { Match, Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { ACCOUNT, JudgedApp } from './judged-app';
import { CheckResult } from '../../src/engine/analysis/check-types';

/** The role of the handler of an account setting. */
export function roleOf(setting: Construct): Construct {
  return setting.node.findChild('Setting').node.findChild('Handler').node.findChild('Role') as Construct;
}

/** What is acknowledged of an account setting: actions that know no resources. */
export function acknowledgedOf(setting: Construct): string {
  return `AwsSolutions-IAM5[Resource::*] ${roleOf(setting).node.path}`;
}

/** What a custom resource is given, without its provider. */
export function settingIn(template: Template, resourceType: string): any[] {
  return Object.values(template.findResources(resourceType)).map(({ Properties: { ServiceToken, ServiceTimeout, ...properties } }) => properties);
}

/** What every account setting has of its own. */
export function hasHandlerOfItsOwn(template: Template, resourceType: string, logRetention = 365): void {
  const [[, { Properties: { ServiceToken: { 'Fn::GetAtt': [functionId] }, ServiceTimeout } }]] = Object.entries<any>(template.findResources(resourceType));
  const { [functionId]: lambda } = template.findResources('AWS::Lambda::Function');
  const { Role: { 'Fn::GetAtt': [roleId] }, LoggingConfig: { LogGroup: { Ref: logId } }, ...properties } = lambda.Properties;
  const { [roleId]: role } = template.findResources('AWS::IAM::Role');
  const { [logId]: log } = template.findResources('AWS::Logs::LogGroup');

  // The answer of the handler arrives while CloudFormation still waits for it.
  expect(properties.Timeout).toBeLessThan(Number(ServiceTimeout));
  expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Handler: 'index.handler' });
  expect(Object.keys(role.Properties).sort()).toEqual(['AssumeRolePolicyDocument', 'Policies']);
  expect(log.Properties).toEqual({ RetentionInDays: logRetention });
  template.resourcePropertiesCountIs('AWS::IAM::Role', { ManagedPolicyArns: Match.anyValue() }, 0);
}

/** Nothing but the named actions, and lines of its own log. */
export function expectOnly<T>(judged: JudgedApp<T>, role: Construct, ...actions: string[]): void {
  for (const action of actions) { expect([action, judged.allows(role, action)]).toEqual([action, true]); }
  const named = ['logs:CreateLogStream', 'logs:PutLogEvents', ...actions];
  const others = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: named, Resource: '*' }] };
  expect(judged.checkNoNewAccess(role, others).result).toBe(CheckResult.PASS);
  expect(judged.denies(role, 'logs:PutLogEvents', `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/lambda/other:log-stream:one`)).toBe(true);
}
