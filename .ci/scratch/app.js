// The app of one case: `SCRATCH` says which face of the gate it has, and what its roles may do.
const { App, Aspects, Stack, Validations } = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');
const { AccountPasswordPolicy, Guardrails, LeastPrivilegeAspect, LeastPrivilegeChecks } = require('cdk-iam-guardrails');

const { gate, options, roles } = JSON.parse(process.env.SCRATCH);
const app = new App();
const stack = new Stack(app, 'Scratch');
const GATES = {
  enforce: () => Guardrails.enforce(app, options),
  pack: () => Validations.of(app).addPlugins(new LeastPrivilegeChecks(app)),
  aspect: () => Aspects.of(stack).add(new LeastPrivilegeAspect()),
};
GATES[gate]();

new AccountPasswordPolicy(stack, 'PasswordPolicy');
for (const [id, { action, resource, waiver }] of Object.entries(roles)) {
  const role = new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new iam.PolicyStatement({ actions: [action], resources: [resource] }));
  if (waiver !== undefined) { Guardrails.of(role).waive(waiver); }
}
