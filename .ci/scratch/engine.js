// The engine of the package, without a stack.
const { EvalDecision, PolicySimulator, ServiceAuthorizationReference } = require('cdk-iam-guardrails/engine');

const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
const request = { policyInputList: [policy], actionNames: ['s3:GetObject'], resourceArns: ['arn:aws:s3:::amzn-s3-demo-bucket/key'] };
const [{ evalDecision }] = PolicySimulator.simulateCustomPolicy(request).evaluationResults;
if (evalDecision !== EvalDecision.ALLOWED || ServiceAuthorizationReference.action('s3:GetObject') === undefined) { throw new Error('the engine of the package does not decide'); }
