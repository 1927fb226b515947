import { CfnResource, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * Acknowledges the wildcards in `Resource` that the own statements of a construct need, on the one resource that holds them: those that are
 * granted later are told of.
 */
export function acknowledgeWildcards(resource: CfnResource, statements: iam.PolicyStatement[], reason: string): void {
  const texts = statements.flatMap(({ resources }) => Stack.of(resource).resolve(resources).map(textOf)).filter((text: string) => text.includes('*'));
  for (const text of new Set(texts)) { Validations.of(resource).acknowledge({ id: `AwsSolutions-IAM5[Resource::${text}]`, reason }); }
}

/** The same of wildcards in `Action`. */
export function acknowledgeActionWildcards(resource: CfnResource, statements: iam.PolicyStatement[], reason: string): void {
  const wildcards = statements.flatMap(({ actions }) => actions).filter(action => action.includes('*'));
  for (const action of new Set(wildcards)) { Validations.of(resource).acknowledge({ id: `AwsSolutions-IAM5[Action::${action}]`, reason }); }
}

/** As cdk-nag writes a value that is known at deployment, and policy variables. */
function textOf(value: any): string {
  if (typeof value === 'string') { return value.replace(/\$\{([^}]*)\}/g, '<$1>'); }
  if (value['Fn::Join'] !== undefined) { return value['Fn::Join'][1].map(textOf).join(value['Fn::Join'][0]); }
  if (value['Fn::GetAtt'] !== undefined) { return `<${value['Fn::GetAtt'].map(textOf).join('.')}>`; }
  return value.Ref === undefined ? JSON.stringify(value) : `<${value.Ref}>`;
}
