import { everythingOf, judgeTwins } from './twins';

const WIDE = (place: string) => [`NoUnboundedDataAccess ${place}`];
const OPEN_RESOURCE = (place: string) => [`NoOpenResource ${place}`];

/** Code in which `wide` is the statement and `arn` its resource. */
const both = (code: string) => ({ bypass: `const wide = anyObject(), arn = '*';\n${code}`, twin: `const wide = oneObject(), arn = 'arn:aws:s3:::amzn-s3-demo-bucket/key';\n${code}` });
/** A policy that is attached to the roles of these names. */
const attached = (scope: string, ...roles: string[]) => `new iam.CfnPolicy(${scope}, 'Attached', { policyName: 'attached', roles: [${roles.join()}], policyDocument: documentOf(wide) });`;
const on = (resource: string) => `new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [${resource}] })`;

describe('nested stacks', () => {
  judgeTwins({
    'a role and its policy in a nested stack': { ...both("role(new NestedStack(stack, 'Nested')).addToPolicy(wide);"), found: WIDE('Nested/Role/Resource') },
    'a role in the parent, its policy in a nested stack': {
      ...both(`const made = role(stack); const nested = new NestedStack(stack, 'Nested'); ${attached('nested', 'made.roleName')}`), found: WIDE('Role/Resource'),
    },
    'a role in a nested stack, its policy in the parent': {
      ...both(`const made = role(new NestedStack(stack, 'Nested')); ${attached('stack', 'made.roleName')}`), found: WIDE('Nested/Role/Resource'),
    },
    'a role and its policy in two nested stacks': {
      ...both(`const made = role(new NestedStack(stack, 'Nested')); const other = new NestedStack(stack, 'Sibling'); ${attached('other', 'made.roleName')}`), found: WIDE('Nested/Role/Resource'),
    },
    'a parameter that the parent binds': {
      ...both(`const nested = new NestedStack(stack, 'Nested', { parameters: { Resource: arn } }); const given = new CfnParameter(nested, 'Resource'); role(nested).addToPolicy(${on('given.valueAsString')});`),
      found: WIDE('Nested/Role/Resource'),
    },
    'a harmless default that the parent overrides': {
      ...both(`const nested = new NestedStack(stack, 'Nested', { parameters: { Resource: arn } });
const given = new CfnParameter(nested, 'Resource', { default: 'arn:aws:s3:::amzn-s3-demo-bucket/key', allowedValues: ['arn:aws:s3:::amzn-s3-demo-bucket/key', '*'] }); role(nested).addToPolicy(${on('given.valueAsString')});`),
      found: WIDE('Nested/Role/Resource'),
    },
    'a default that the parent leaves': {
      ...both(`const nested = new NestedStack(stack, 'Nested'); const given = new CfnParameter(nested, 'Resource', { default: arn }); role(nested).addToPolicy(${on('given.valueAsString')});`),
      found: WIDE('Nested/Role/Resource'),
    },
    'a free parameter of the parent': {
      bypass: `const free = new CfnParameter(stack, 'Free', { default: 'arn:aws:s3:::amzn-s3-demo-bucket/key' });
const nested = new NestedStack(stack, 'Nested', { parameters: { Resource: free.valueAsString } }); const given = new CfnParameter(nested, 'Resource'); role(nested).addToPolicy(${on('given.valueAsString')});`,
      found: OPEN_RESOURCE('Nested/Role/Resource'),
      twin: `const free = new CfnParameter(stack, 'Free', { allowedValues: ['arn:aws:s3:::amzn-s3-demo-bucket/key', 'arn:aws:s3:::amzn-s3-demo-bucket/other'] });
const nested = new NestedStack(stack, 'Nested', { parameters: { Resource: free.valueAsString } }); const given = new CfnParameter(nested, 'Resource'); role(nested).addToPolicy(${on('given.valueAsString')});`,
    },
    'a parameter through two levels': {
      ...both(`const outer = new NestedStack(stack, 'Outer', { parameters: { Resource: arn } }); const first = new CfnParameter(outer, 'Resource');
const inner = new NestedStack(outer, 'Inner', { parameters: { Again: first.valueAsString } }); const second = new CfnParameter(inner, 'Again'); role(inner).addToPolicy(${on('second.valueAsString')});`),
      found: WIDE('Outer/Inner/Role/Resource'),
    },
    'a list that the parent joins': {
      ...both(`const nested = new NestedStack(stack, 'Nested', { parameters: { Resources: Fn.join(',', ['arn:aws:s3:::amzn-s3-demo-bucket/other', arn]) } });
const given = new CfnParameter(nested, 'Resources', { type: 'CommaDelimitedList' });
template(nested, { Resources: {} }); new iam.CfnRolePolicy(nested, 'Policy', { policyName: 'p', roleName: role(nested).roleName, policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: given.valueAsList }] } });`),
      found: WIDE('Nested/Role/Resource'),
    },
    'an output back to the parent': {
      ...both(`const nested = new NestedStack(stack, 'Nested'); new core.aws_sns.Topic(nested, 'Topic'); new CfnOutput(nested, 'Resource', { value: arn });
role(stack).addToPolicy(${on("Fn.getAtt(stack.getLogicalId(nested.nestedStackResource), 'Outputs.Resource').toString()")});`),
      found: WIDE('Role/Resource'),
    },
    'a policy that a nested stack gives out': {
      ...both("const nested = new NestedStack(stack, 'Nested'); const policy = new iam.ManagedPolicy(nested, 'Policy', { statements: [wide] }); role(stack).addManagedPolicy(policy);"), found: WIDE('Role/Resource'),
    },
    'nested in nested': { ...both("role(new NestedStack(new NestedStack(stack, 'Outer'), 'Inner')).addToPolicy(wide);"), found: WIDE('Outer/Inner/Role/Resource') },
    'two with the same content, given other values': {
      ...both(`for (const [id, value] of [['One', 'arn:aws:s3:::amzn-s3-demo-bucket/key'], ['Two', arn]]) {
  const nested = new NestedStack(stack, id, { parameters: { Resource: value } }); const given = new CfnParameter(nested, 'Resource');
  template(nested, { Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: documentOf(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [new iam.ServicePrincipal('lambda.amazonaws.com')] })),
    Policies: [{ PolicyName: 'inline', PolicyDocument: documentOf(${on('given.valueAsString')}) }] } } } });
}`),
      found: WIDE('Two/Role'),
    },
    'a template that is changed after its hash': {
      bypass: "const nested = new NestedStack(stack, 'Nested'); role(nested); afterwards(stack, (_file, { outdir }) => { const file = path.join(outdir, nested.templateFile); fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('lambda.amazonaws.com', 'ec2.amazonaws.com')); });",
      found: ['NoUnreadablePolicy Nested.NestedStack/Nested.NestedStackResource'],
      twin: "const nested = new NestedStack(stack, 'Nested'); role(nested); afterwards(stack, (_file, { outdir }) => { const file = path.join(outdir, nested.templateFile); fs.writeFileSync(file, fs.readFileSync(file)); });",
    },
    'a template that is deleted': {
      bypass: "const nested = new NestedStack(stack, 'Nested'); role(nested); afterwards(stack, (_file, { outdir }) => fs.unlinkSync(path.join(outdir, nested.templateFile)));",
      found: ['NoUnreadablePolicy Nested.NestedStack/Nested.NestedStackResource'],
      twin: "const nested = new NestedStack(stack, 'Nested'); role(nested);",
    },
    'a template from elsewhere': {
      bypass: "role(new NestedStack(stack, 'Nested')); new core.CfnStack(stack, 'Elsewhere', { templateUrl: 'https://s3.amazonaws.com/amzn-s3-demo-bucket/template.json' });",
      found: ['NoUnreadablePolicy Elsewhere'],
      twin: "role(new NestedStack(stack, 'Nested'));",
    },
    'a URL that is overridden': {
      bypass: "const nested = new NestedStack(stack, 'Nested'); role(nested); nested.nestedStackResource.addPropertyOverride('TemplateURL', 'https://s3.amazonaws.com/amzn-s3-demo-bucket/template.json');",
      found: ['NoUnreadablePolicy Nested.NestedStack/Nested.NestedStackResource'],
      twin: "const nested = new NestedStack(stack, 'Nested'); role(nested); nested.nestedStackResource.addPropertyOverride('TimeoutInMinutes', 5);",
    },
    'a nested stack under a condition': {
      ...both(`template(stack, { Parameters: { Stage: { Type: 'String' } }, Conditions: { Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } }, Resources: {} });
const nested = new NestedStack(stack, 'Nested'); nested.nestedStackResource.addOverride('Condition', 'Prod'); role(nested).addToPolicy(wide);`),
      found: WIDE('Nested/Role/Resource'),
    },
    'a Deny in a nested stack that may be absent': {
      bypass: `template(stack, { Parameters: { Stage: { Type: 'String' } }, Conditions: { Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } }, Resources: {} });
const made = reader(stack); const nested = new NestedStack(stack, 'Nested'); nested.nestedStackResource.addOverride('Condition', 'Prod');
new iam.CfnRolePolicy(nested, 'Deny', { policyName: 'deny', roleName: made.roleName, policyDocument: { Version: '2012-10-17', Statement: [{ ...anyObject().toJSON(), Effect: 'Deny' }] } });`,
      found: WIDE('Role/Resource'),
      twin: `const made = reader(stack); const nested = new NestedStack(stack, 'Nested');
new iam.CfnRolePolicy(nested, 'Deny', { policyName: 'deny', roleName: made.roleName, policyDocument: { Version: '2012-10-17', Statement: [{ ...anyObject().toJSON(), Effect: 'Deny' }] } });`,
    },
  });
});

describe('several stacks', () => {
  const HERE = "{ env: { account: '111122223333', region: 'us-east-1' } }";
  const THERE = "{ env: { account: '444455556666', region: 'us-east-1' } }";
  /** A role with a name that only one stack has. */
  const named = (scope: string) => `new iam.Role(${scope}, 'Role', { roleName: stack.node.id, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') })`;
  judgeTwins({
    'in a Stage': { ...both("role(new Stack(new Stage(app, stack.node.id + '-Stage'), 'Inside')).addToPolicy(wide);"), found: WIDE('Stage/Inside/Role/Resource') },
    'in a Stage in a Stage in a Stage': {
      ...both("role(new Stack(new Stage(new Stage(new Stage(app, stack.node.id + '-Stage'), 'Two'), 'Three'), 'Inside')).addToPolicy(wide);"), found: WIDE('Stage/Two/Three/Inside/Role/Resource'),
    },
    'a nested stack in a Stage': { ...both("role(new NestedStack(new Stack(new Stage(app, stack.node.id + '-Stage'), 'Inside'), 'Nested')).addToPolicy(wide);"), found: WIDE('Stage/Inside/Nested/Role/Resource') },
    'a stack in a stack': { ...both("role(new Stack(stack, 'Inner')).addToPolicy(wide);"), found: WIDE('Inner/Role/Resource') },
    'a role in one, its policy in another': { ...both(`const made = role(stack); ${attached('another()', 'made.roleName')}`), found: WIDE('Role/Resource') },
    'a managed policy of another': { ...both("const policy = new iam.ManagedPolicy(another(), 'Policy', { statements: [wide] }); role(stack).addManagedPolicy(policy);"), found: WIDE('Role/Resource') },
    'a boundary of another that does not limit': {
      bypass: "const limit = new iam.ManagedPolicy(another(), 'Limit', { statements: [anyObject()] }); const made = reader(stack); iam.PermissionsBoundary.of(made).apply(limit);",
      found: [...WIDE('Role/Resource')],
      twin: "const limit = new iam.ManagedPolicy(another(), 'Limit', { statements: [oneObject()] }); const made = reader(stack); iam.PermissionsBoundary.of(made).apply(limit);",
    },
    'an export that holds a wildcard': {
      ...both(`const other = another(); new CfnOutput(other, 'Out', { value: arn, exportName: stack.node.id + '-arn' }); role(stack).addToPolicy(${on("Fn.importValue(stack.node.id + '-arn')")});`), found: WIDE('Role/Resource'),
    },
    'an export of a free parameter': {
      bypass: `const other = another(); const free = new CfnParameter(other, 'Free', { default: 'arn:aws:s3:::amzn-s3-demo-bucket/key' }); new CfnOutput(other, 'Out', { value: free.valueAsString, exportName: stack.node.id + '-arn' }); role(stack).addToPolicy(${on("Fn.importValue(stack.node.id + '-arn')")});`,
      found: OPEN_RESOURCE('Role/Resource'),
      twin: `const other = another(); const bucket = new core.aws_s3.CfnBucket(other, 'Bucket'); new CfnOutput(other, 'Out', { value: bucket.attrArn, exportName: stack.node.id + '-arn' }); role(stack).addToPolicy(${on("Fn.join('/', [Fn.importValue(stack.node.id + '-arn'), 'key'])")});`,
    },
    'an export with a free name': {
      bypass: `const other = another(); new CfnOutput(other, 'Out', { value: 'arn:aws:s3:::amzn-s3-demo-bucket/key', exportName: stack.node.id + '-arn' }); const free = new CfnParameter(stack, 'Free', { default: stack.node.id + '-arn' }); role(stack).addToPolicy(${on('Fn.importValue(free.valueAsString)')});`,
      found: OPEN_RESOURCE('Role/Resource'),
      twin: `const other = another(); new CfnOutput(other, 'Out', { value: 'arn:aws:s3:::amzn-s3-demo-bucket/key', exportName: stack.node.id + '-arn' }); role(stack).addToPolicy(${on("Fn.importValue(stack.node.id + '-arn')")});`,
    },
    'an export of two stacks': {
      bypass: `for (const id of ['One', 'Two']) { new CfnOutput(another(id), 'Out', { value: 'arn:aws:s3:::amzn-s3-demo-bucket/' + id, exportName: stack.node.id + '-arn' }); } role(stack).addToPolicy(${on("Fn.importValue(stack.node.id + '-arn')")});`,
      found: OPEN_RESOURCE('Role/Resource'),
      twin: `for (const id of ['One', 'Two']) { new CfnOutput(another(id), 'Out', { value: 'arn:aws:s3:::amzn-s3-demo-bucket/' + id, exportName: stack.node.id + '-arn-' + id }); } role(stack).addToPolicy(${on("Fn.importValue(stack.node.id + '-arn-One')")});`,
    },
    'an export of another region': {
      bypass: `const there = another('There', ${HERE}); new CfnOutput(there, 'Out', { value: 'arn:aws:s3:::amzn-s3-demo-bucket/key', exportName: stack.node.id + '-arn' }); const here = another('Here', { env: { account: '111122223333', region: 'eu-west-1' } }); role(here).addToPolicy(${on("Fn.importValue(stack.node.id + '-arn')")});`,
      found: OPEN_RESOURCE('Here/Role/Resource'),
      twin: `const there = another('There', ${HERE}); new CfnOutput(there, 'Out', { value: 'arn:aws:s3:::amzn-s3-demo-bucket/key', exportName: stack.node.id + '-arn' }); const here = another('Here', ${HERE}); role(here).addToPolicy(${on("Fn.importValue(stack.node.id + '-arn')")});`,
    },
    'a value across regions': {
      ...both(`const there = another('There', { env: { account: '111122223333', region: 'eu-west-1' }, crossRegionReferences: true }); const here = another('Here', { env: { account: '111122223333', region: 'us-east-1' } }); ${attached('here', 'role(here).roleName')}`),
      found: WIDE('Here/Role/Resource'),
    },
    'a policy attached by a name that is written out': { ...both(`${named('another("There", ' + HERE + ')')}; ${attached(`another('Here', ${HERE})`, 'stack.node.id')}`), found: WIDE('There/Role/Resource') },
    'a Deny attached by name, of another account': {
      bypass: `const there = another('There', ${THERE}); ${named('there')}.addToPolicy(anyObject()); new iam.CfnPolicy(another('Here', ${HERE}), 'Deny', { policyName: 'deny', roles: [stack.node.id], policyDocument: { Version: '2012-10-17', Statement: [{ ...anyObject().toJSON(), Effect: 'Deny' }] } });`,
      found: WIDE('There/Role/Resource'),
      twin: `const there = another('There', ${HERE}); ${named('there')}.addToPolicy(anyObject()); new iam.CfnPolicy(another('Here', ${HERE}), 'Deny', { policyName: 'deny', roles: [stack.node.id], policyDocument: { Version: '2012-10-17', Statement: [{ ...anyObject().toJSON(), Effect: 'Deny' }] } });`,
    },
    'a Deny attached by name, where nobody knows the accounts': {
      bypass: `${named('stack')}.addToPolicy(anyObject()); new iam.CfnPolicy(another(), 'Deny', { policyName: 'deny', roles: [stack.node.id], policyDocument: { Version: '2012-10-17', Statement: [{ ...anyObject().toJSON(), Effect: 'Deny' }] } });`,
      found: WIDE('Role/Resource'),
      twin: `const made = ${named('stack')}; made.addToPolicy(anyObject()); new iam.CfnPolicy(stack, 'Deny', { policyName: 'deny', roles: [made.node.defaultChild.ref], policyDocument: { Version: '2012-10-17', Statement: [{ ...anyObject().toJSON(), Effect: 'Deny' }] } });`,
    },
    'a policy of an imported role': { ...both("iam.Role.fromRoleName(stack, 'Imported', 'elsewhere').addToPrincipalPolicy(wide);"), found: WIDE('Imported/Policy/Resource') },
    'two halves of an administrator': {
      bypass: `const made = role(stack); const halves = [['iam:CreateRole', 'iam:AttachRolePolicy'], ['iam:CreateAccessKey', 'iam:AttachUserPolicy']];
halves.forEach((actions, i) => new iam.CfnRolePolicy(another('Half' + i), 'Half', { policyName: 'half' + i, roleName: made.roleName, policyDocument: documentOf(new iam.PolicyStatement({ actions, resources: ['*'] })) }));`,
      found: everythingOf('Role/Resource'),
      twin: `const made = role(stack); const halves = [['ec2:DescribeInstances'], ['s3:ListAllMyBuckets']];
halves.forEach((actions, i) => new iam.CfnRolePolicy(another('Half' + i), 'Half', { policyName: 'half' + i, roleName: made.roleName, policyDocument: documentOf(new iam.PolicyStatement({ actions, resources: ['*'] })) }));`,
    },
    'a user added to a group of another stack': {
      bypass: `const group = new iam.Group(another(), 'Group'); group.addToPolicy(new iam.PolicyStatement({ actions: ['iam:AttachUserPolicy'], resources: [\`arn:aws:iam::\${Aws.ACCOUNT_ID}:user/\${stack.node.id}\`] }));
const user = new iam.User(stack, 'User', { userName: stack.node.id }); new iam.CfnUserToGroupAddition(another('Third'), 'Addition', { groupName: group.groupName, users: [user.userName] });`,
      found: ['NoPrivilegeEscalation Other/Group/Resource'],
      twin: `const group = new iam.Group(another(), 'Group'); group.addToPolicy(new iam.PolicyStatement({ actions: ['iam:GetUser'], resources: [\`arn:aws:iam::\${Aws.ACCOUNT_ID}:user/\${stack.node.id}\`] }));
const user = new iam.User(stack, 'User', { userName: stack.node.id }); new iam.CfnUserToGroupAddition(another('Third'), 'Addition', { groupName: group.groupName, users: [user.userName] });`,
    },
    'a user added to a group that nobody knows': {
      bypass: "const user = new iam.User(stack, 'User'); new iam.CfnUserToGroupAddition(stack, 'Addition', { groupName: 'elsewhere', users: [user.userName] });",
      found: ['NoUnreadablePolicy Addition'],
      twin: "const user = new iam.User(stack, 'User'); new iam.CfnUserToGroupAddition(stack, 'Addition', { groupName: new iam.Group(stack, 'Group').groupName, users: [user.userName] });",
    },
    'a stack that another synthesizer does not name': {
      bypass: "reader(another('Unnamed', { synthesizer: new core.BootstraplessSynthesizer({ cloudFormationExecutionRoleArn: 'arn:aws:iam::111122223333:role/deploy', deployRoleArn: 'arn:aws:iam::111122223333:role/deploy' }) }));",
      found: WIDE('Unnamed/Role/Resource'),
      twin: "role(another('Unnamed', { synthesizer: new core.BootstraplessSynthesizer({ cloudFormationExecutionRoleArn: 'arn:aws:iam::111122223333:role/deploy', deployRoleArn: 'arn:aws:iam::111122223333:role/deploy' }) }));",
    },
  });
});
