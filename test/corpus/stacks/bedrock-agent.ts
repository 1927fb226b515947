import { App, Stack } from 'aws-cdk-lib';
import { CfnAgent, FoundationModel, FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** An agent of Bedrock with one tool, and a function that asks a model itself. */
export function bedrockAgent(app: App): void {
  const stack = new Stack(app, 'BedrockAgent', { env: PRODUCTION });
  const model = FoundationModel.fromFoundationModelId(stack, 'Model', FoundationModelIdentifier.ANTHROPIC_CLAUDE_3_HAIKU_20240307_V1_0);
  const agentArn = stack.formatArn({ service: 'bedrock', resource: 'agent', resourceName: '*' });
  const role = new Role(stack, 'Role', {
    assumedBy: new ServicePrincipal('bedrock.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': agentArn } } }),
  });
  role.addToPolicy(new PolicyStatement({ actions: ['bedrock:InvokeModel'], resources: [model.modelArn] }));

  const tool = new Function(stack, 'LookUpOrder', FUNCTION_CODE);
  const agent = new CfnAgent(stack, 'Agent', {
    agentName: 'orders',
    agentResourceRoleArn: role.roleArn,
    foundationModel: model.modelId,
    instruction: 'Answer questions about orders, and about nothing else than orders of the customer who asks.',
    actionGroups: [{ actionGroupName: 'orders', actionGroupExecutor: { lambda: tool.functionArn }, functionSchema: { functions: [{ name: 'look-up-order' }] } }],
  });
  tool.addPermission('Agent', { principal: new ServicePrincipal('bedrock.amazonaws.com'), sourceAccount: stack.account, sourceArn: agent.attrAgentArn });

  const summarize = new Function(stack, 'Summarize', FUNCTION_CODE);
  summarize.addToRolePolicy(new PolicyStatement({ actions: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'], resources: [model.modelArn] }));
}
