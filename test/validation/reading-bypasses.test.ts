import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CdkApp } from './synth';
import { folderOf, EVERYTHING, everythingOf, findingsOf, judgeTwins, twinApp } from './twins';
import { readAssembly } from '../../src/cloudformation/app-reader';
import { findingsInApp } from '../../src/rules/rule-set';

const ROLE = 'Role/Resource';
const WIDE = [`NoUnboundedDataAccess ${ROLE}`];
const FULL = everythingOf(ROLE);
const RAW_ROLE = (document: string) => `{ Type: 'AWS::IAM::Role', Properties: {
  AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
  Policies: [{ PolicyName: 'inline', PolicyDocument: { Version: '2012-10-17', Statement: [${document}] } }],
} }`;

/** Code in which `wide` is the statement. */
const both = (code: string) => ({ bypass: `const wide = anyObject();\n${code}`, twin: `const wide = oneObject();\n${code}` });

describe('what aspects do late', () => {
  judgeTwins({
    'an aspect after all others': {
      ...both('Aspects.of(stack).add({ visit: node => { if (node instanceof iam.CfnRole) { node.policies = [inlinePolicy(wide)]; } } }, { priority: 1001 }); role(stack);'),
      found: WIDE,
    },
    'an aspect at the last priority there is': {
      ...both("Aspects.of(stack).add({ visit: node => { if (node instanceof iam.CfnRole) { node.addPropertyOverride('Policies', [{ PolicyName: 'inline', PolicyDocument: documentOf(wide) }]); } } }, { priority: Number.MAX_SAFE_INTEGER }); role(stack);"),
      found: WIDE,
    },
    'an aspect that an aspect adds': {
      ...both(`role(stack);
let added = false;
Aspects.of(stack).add({ visit: () => {
  if (!added) { Aspects.of(stack).add({ visit: node => { if (node instanceof iam.CfnRole) { node.policies = [inlinePolicy(wide)]; } } }, { priority: 2000 }); }
  added = true;
} }, { priority: 1500 });`),
      found: WIDE,
    },
    'a policy that an aspect makes': {
      ...both(`const made = role(stack);
Aspects.of(stack).add({ visit: node => { if (node === made && !made.node.tryFindChild('Late')) { new iam.CfnRolePolicy(made, 'Late', { policyName: 'late', roleName: made.roleName, policyDocument: { Version: '2012-10-17', Statement: [wide.toJSON()] } }); } } }, { priority: 5000 });`),
      found: WIDE,
    },
    'an aspect that takes the boundary away': {
      bypass: `const made = reader(stack);
iam.PermissionsBoundary.of(made).apply(new iam.ManagedPolicy(stack, 'Limit', { statements: [oneObject()] }));
Aspects.of(stack).add({ visit: node => { if (node instanceof iam.CfnRole) { node.addPropertyDeletionOverride('PermissionsBoundary'); } } }, { priority: 5000 });`,
      found: WIDE,
      twin: `const made = reader(stack);
iam.PermissionsBoundary.of(made).apply(new iam.ManagedPolicy(stack, 'Limit', { statements: [oneObject()] }));
Aspects.of(stack).add({ visit: node => { if (node instanceof iam.CfnRole) { node.addPropertyDeletionOverride('Description'); } } }, { priority: 5000 });`,
    },
    'a policy that is made when a value is read': {
      ...both("const made = role(stack); made.node.defaultChild.description = Lazy.string({ produce: () => { made.node.defaultChild.policies = [inlinePolicy(wide)]; return 'x'; } });"),
      found: WIDE,
    },
    'statements that are made when they are read': {
      ...both("new iam.CfnRolePolicy(stack, 'Policy', { policyName: 'late', roleName: role(stack).roleName, policyDocument: Lazy.any({ produce: () => ({ Version: '2012-10-17', Statement: [wide.toJSON()] }) }) });"),
      found: WIDE,
    },
    'a lazy value that is another each time, harmless when aspects read it': {
      ...both(`let aspects = true;
const made = role(stack);
l1(made).policies = Lazy.uncachedAny({ produce: () => [inlinePolicy(aspects ? oneObject() : wide)] });
Aspects.of(stack).add({ visit: node => { stack.resolve(l1(made).policies); } });
Aspects.of(stack).add({ visit: () => { aspects = false; } }, { priority: 9000 });`),
      found: WIDE,
    },
  });
});

describe('what overrides do', () => {
  judgeTwins({
    'a property override': { ...both("l1(role(stack)).addPropertyOverride('Policies', [{ PolicyName: 'inline', PolicyDocument: documentOf(wide) }]);"), found: WIDE },
    'an override of one action': {
      bypass: "const made = role(stack); l1(made).policies = [inlinePolicy(oneObject())]; l1(made).addPropertyOverride('Policies.0.PolicyDocument.Statement.0', { Action: '*', Resource: '*' });",
      found: FULL,
      twin: "const made = role(stack); l1(made).policies = [inlinePolicy(oneObject())]; l1(made).addPropertyOverride('Policies.0.PolicyDocument.Statement.0', { Sid: 'One' });",
    },
    'an override of Effect': {
      bypass: "admin(stack).node.findChild('DefaultPolicy').node.defaultChild.addPropertyOverride('PolicyDocument.Statement.0.Effect', 'Allow');",
      found: FULL,
      twin: "admin(stack).node.findChild('DefaultPolicy').node.defaultChild.addPropertyOverride('PolicyDocument.Statement.0.Effect', 'Deny');",
    },
    'a condition that an override deletes': {
      bypass: `const made = new iam.Role(stack, 'Role', { assumedBy: new iam.AnyPrincipal().withConditions({ StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } }) });
l1(made).addDeletionOverride('Properties.AssumeRolePolicyDocument.Statement.0.Condition');`,
      found: [`NoPublicTrust ${ROLE}`],
      twin: `const made = new iam.Role(stack, 'Role', { assumedBy: new iam.AnyPrincipal().withConditions({ StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } }) });
l1(made).addDeletionOverride('Properties.Description');`,
    },
    'a Deny that an override deletes': {
      bypass: "const made = reader(stack); made.addToPolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['*'], resources: ['*'] })); made.node.findChild('DefaultPolicy').node.defaultChild.addPropertyDeletionOverride('PolicyDocument.Statement.1');",
      found: WIDE,
      twin: "const made = reader(stack); made.addToPolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['*'], resources: ['*'] })); made.node.findChild('DefaultPolicy').node.defaultChild.addPropertyDeletionOverride('PolicyDocument.Statement.0');",
    },
    'an override of the type': {
      ...both("new CfnResource(stack, 'Policy', { type: 'AWS::SNS::Topic', properties: { PolicyDocument: { Version: '2012-10-17', Statement: [wide.toJSON()] } } }).addOverride('Type', 'AWS::IAM::ManagedPolicy');"),
      found: ['NoUnboundedDataAccess Policy'],
    },
    'an override of the condition of a Deny': {
      bypass: `template(stack, { Parameters: { Stage: { Type: 'String' } }, Conditions: { Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } }, Resources: {} });
const deny = new iam.CfnRolePolicy(stack, 'Deny', { policyName: 'deny', roleName: reader(stack).roleName, policyDocument: { Version: '2012-10-17', Statement: [{ ...anyObject().toJSON(), Effect: 'Deny' }] } });
deny.addOverride('Condition', 'Prod');`,
      found: WIDE,
      twin: "new iam.CfnRolePolicy(stack, 'Deny', { policyName: 'deny', roleName: reader(stack).roleName, policyDocument: { Version: '2012-10-17', Statement: [{ ...anyObject().toJSON(), Effect: 'Deny' }] } }).addOverride('Condition', undefined);",
    },
    'an override that makes a document of something else': {
      bypass: "l1(role(stack)).addPropertyOverride('AssumeRolePolicyDocument', { 'Fn::Transform': { Name: 'Trust', Parameters: {} } });",
      found: [`NoUnreadablePolicy ${ROLE}`],
      twin: "l1(role(stack)).addPropertyOverride('AssumeRolePolicyDocument', { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }] });",
    },
    'an override of a logical id': {
      ...both("const made = role(stack); made.addToPolicy(wide); l1(made).overrideLogicalId('Queue');"), found: WIDE,
    },
  });
});

describe('L1 resources that lie', () => {
  const rendering = (value: string) => `const made = role(stack); const id = stack.getLogicalId(l1(made)); l1(made)._toCloudFormation = () => (${value});`;
  const rawOf = (document: string) => `{ Resources: { [id]: ${RAW_ROLE(document)} } }`;
  judgeTwins({
    '_toCloudFormation replaced': { ...both(rendering(rawOf('wide.toJSON()'))), found: WIDE },
    '_toCloudFormation with another resource beside': {
      ...both(rendering(`{ Resources: { Extra: ${RAW_ROLE('wide.toJSON()')} } }`)), found: ['NoUnboundedDataAccess <Extra>'],
    },
    'a getter': { ...both(rendering(`{ Resources: { [id]: { ...${RAW_ROLE('oneObject().toJSON()')}, get Properties() { return ${RAW_ROLE('wide.toJSON()')}.Properties; } } } }`)), found: WIDE },
    'a proxy': {
      ...both(rendering(`{ Resources: { [id]: new Proxy(${RAW_ROLE('oneObject().toJSON()')}, { get: (target, name) => name === 'Properties' ? ${RAW_ROLE('wide.toJSON()')}.Properties : target[name] }) } }`)),
      found: WIDE,
    },
    'a proxy whose keys are hidden': {
      ...both(rendering(`{ Resources: new Proxy({}, { ownKeys: () => [id], getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: ${RAW_ROLE('wide.toJSON()')} }), get: (_target, name) => name === id ? ${RAW_ROLE('wide.toJSON()')} : undefined }) }`)),
      found: WIDE,
    },
    'properties that lie until the aspects are over': {
      ...both(`const made = role(stack);
let aspects = true;
const honest = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(l1(made)), 'cfnProperties').get;
Object.defineProperty(l1(made), 'cfnProperties', { get() { return { ...honest.call(this), ...!aspects && { policies: [inlinePolicy(wide)] } }; } });
Aspects.of(stack).add({ visit: () => { aspects = false; } }, { priority: 9000 });`),
      found: WIDE,
    },
    'the text of a token': { ...both('l1(role(stack)).policies = Token.asAny({ creationStack: [], resolve: () => [inlinePolicy(wide)] });'), found: WIDE },
    'a statement that shows another to whoever asks': {
      ...both("class Statement extends iam.PolicyStatement { toStatementJson() { return wide.toStatementJson(); } toJSON() { return oneObject().toStatementJson(); } }\nnew iam.ManagedPolicy(stack, 'Policy', { statements: [new Statement({ actions: ['s3:GetObject'], resources: ['*'] })] });"),
      found: ['NoUnboundedDataAccess Policy/Resource'],
    },
    'a resource type in a subclass': {
      ...both("class Harmless extends iam.CfnManagedPolicy { get cfnResourceType() { return 'AWS::SNS::Topic'; } }\nnew Harmless(stack, 'Policy', { policyDocument: { Version: '2012-10-17', Statement: [wide.toJSON()] } });"),
      found: ['NoUnboundedDataAccess Policy'],
    },
  });
});

describe('raw elements', () => {
  const raw = (content: string) => `new Sections(stack, ${content});`;
  judgeTwins({
    'a role': { ...both(raw(`{ Resources: { Raw: ${RAW_ROLE('wide.toJSON()')} } }`)), found: ['NoUnboundedDataAccess <Raw>'] },
    'resources that a macro makes': { bypass: raw("{ Resources: { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://amzn-s3-demo-bucket/template.json' } } } }"), found: ['NoUnreadablePolicy'], twin: raw('{ Resources: {} }') },
    'resources that a loop makes': {
      bypass: raw(`{ Transform: 'AWS::LanguageExtensions', Resources: { 'Fn::ForEach::Roles': ['Name', ['A'], { 'Role\${Name}': ${RAW_ROLE('anyObject().toJSON()')} }] } }`),
      found: ['NoUnboundedDataAccess <RoleA>'],
      twin: raw(`{ Transform: 'AWS::LanguageExtensions', Resources: { 'Fn::ForEach::Roles': ['Name', ['A'], { 'Role\${Name}': ${RAW_ROLE('oneObject().toJSON()')} }] } }`),
    },
    'a macro of the whole template': { bypass: `role(stack);\n${raw("{ Transform: ['AWS::LanguageExtensions', 'Grow'] }")}`, found: ['NoUnreadablePolicy'], twin: `role(stack);\n${raw("{ Transform: ['AWS::LanguageExtensions'] }")}` },
    'a macro as the stack names it': { bypass: "role(stack); stack.addTransform('Grow');", found: ['NoUnreadablePolicy'], twin: "role(stack); stack.addTransform('AWS::LanguageExtensions');" },
    'serverless policies': {
      bypass: `stack.addTransform('AWS::Serverless-2016-10-31');\n${raw("{ Resources: { Function: { Type: 'AWS::Serverless::Function', Properties: { Policies: ['AdministratorAccess'] } } } }")}`,
      found: everythingOf('<FunctionRole>'),
      twin: `stack.addTransform('AWS::Serverless-2016-10-31');\n${raw("{ Resources: { Function: { Type: 'AWS::Serverless::Function', Properties: { Role: 'arn:aws:iam::111122223333:role/existing' } } } }")}`,
    },
  });
});

describe('synthesizers', () => {
  const rawOf = (document: string) => `{ Resources: { Raw: ${RAW_ROLE(document)} } }`;
  const textOf = (document: string) => `JSON.stringify(${rawOf(document)})`;
  judgeTwins({
    'one that writes another template': { ...both(`reader(stack); instead(stack, ${rawOf('wide.toJSON()')});`), found: ['NoUnboundedDataAccess <Raw>'] },
    'one that writes another template after its hash is computed': {
      bypass: `role(stack); afterwards(stack, file => fs.writeFileSync(file, ${textOf('anyObject().toJSON()')}));`,
      found: ['NoUnreadablePolicy', 'NoUnboundedDataAccess <Raw>'],
      twin: 'role(stack); afterwards(stack, file => fs.writeFileSync(file, fs.readFileSync(file)));',
    },
    'one that writes twice': {
      bypass: `role(stack); const old = another('Old', { synthesizer: new core.LegacyStackSynthesizer() }); instead(old, ${rawOf('oneObject().toJSON()')}); afterwards(old, file => fs.writeFileSync(file, ${textOf('anyObject().toJSON()')}));`,
      found: ['NoUnboundedDataAccess Old/<Raw>'],
      twin: `role(stack); const old = another('Old', { synthesizer: new core.LegacyStackSynthesizer() }); instead(old, ${rawOf('anyObject().toJSON()')}); afterwards(old, file => fs.writeFileSync(file, ${textOf('oneObject().toJSON()')}));`,
    },
    'one that writes an element twice': {
      bypass: `instead(stack, ${textOf('oneObject().toJSON()')}.replace('"Resource":', '"Resource":"*","Resource":'));`,
      found: ['NoUnreadablePolicy'],
      twin: `instead(stack, ${textOf('oneObject().toJSON()')}.replace('"Resource":', '"Sid":"One","Resource":'));`,
    },
    'one that writes a prototype': {
      bypass: `instead(stack, '{"Resources":{"__proto__":' + JSON.stringify(${RAW_ROLE('anyObject().toJSON()')}) + '}}');`,
      found: ['NoUnreadablePolicy'],
      twin: `instead(stack, '{"Resources":{"proto":' + JSON.stringify(${RAW_ROLE('oneObject().toJSON()')}) + '}}');`,
    },
    'one that writes what is no JSON': {
      bypass: `instead(stack, ${textOf('oneObject().toJSON()')} + '// more');`,
      found: ['NoUnreadablePolicy'],
      twin: `instead(stack, ${textOf('oneObject().toJSON()')} + '\\n');`,
    },
    'one that writes a byte order mark': {
      bypass: `instead(stack, '\\ufeff' + ${textOf('anyObject().toJSON()')});`,
      found: ['NoUnreadablePolicy'],
      twin: `instead(stack, ' ' + ${textOf('oneObject().toJSON()')});`,
    },
    'one that adds a stack to the manifest': {
      ...both(`role(stack);
afterwards(stack, (file, session) => {
  const name = stack.artifactId + '-Smuggled';
  fs.writeFileSync(path.join(session.outdir, name + '.json'), JSON.stringify({ Resources: { Raw: ${RAW_ROLE('wide.toJSON()')} } }));
  session.assembly.addArtifact(name, { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties: { templateFile: name + '.json' } });
});`),
      found: ['NoUnboundedDataAccess Smuggled/<Raw>'],
    },
    'one that deploys another file than it shows': {
      ...both(`role(stack);
stack.synthesizer.synthesize = session => {
  fs.writeFileSync(path.join(session.outdir, stack.artifactId + '-other.json'), JSON.stringify({ Resources: { Raw: ${RAW_ROLE('wide.toJSON()')} } }));
  stack.synthesizer.synthesizeTemplate(session);
  session.assembly.addArtifact(stack.artifactId, { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties: { templateFile: stack.artifactId + '-other.json' } });
};`),
      found: ['NoUnboundedDataAccess other/<Raw>'],
    },
    'one that uploads another template than it shows': {
      bypass: `role(stack);
stack.synthesizer.synthesize = session => {
  stack.synthesizer.synthesizeTemplate(session);
  session.assembly.addArtifact(stack.artifactId, { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties: { templateFile: stack.templateFile, stackTemplateAssetObjectUrl: 's3://amzn-s3-demo-bucket/other.json' } });
};`,
      found: ['NoUnreadablePolicy'],
      twin: `role(stack);
stack.synthesizer.synthesize = session => {
  stack.synthesizer.synthesizeTemplate(session);
  session.assembly.addArtifact(stack.artifactId, { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties: { templateFile: stack.templateFile } });
};`,
    },
    'the older synthesizer': { bypass: 'const old = another("Old", { synthesizer: new core.LegacyStackSynthesizer() }); reader(old);', found: ['NoUnboundedDataAccess Old/Role/Resource'], twin: 'const old = another("Old", { synthesizer: new core.LegacyStackSynthesizer() }); role(old);' },
    'the synthesizer without a bootstrap': { bypass: 'const old = another("Old", { synthesizer: new core.CliCredentialsStackSynthesizer() }); reader(old);', found: ['NoUnboundedDataAccess Old/Role/Resource'], twin: 'const old = another("Old", { synthesizer: new core.CliCredentialsStackSynthesizer() }); role(old);' },
  });
});

describe('the process itself', () => {
  test.each([
    ['a lazy value', "l1(admin(new Stack(app, 'Stack'))).description = Lazy.string({ produce: () => { throw new Error('on purpose'); } });"],
    ['a getter', "Object.defineProperty(l1(admin(new Stack(app, 'Stack'))), 'cfnProperties', { get() { throw new Error('on purpose'); } });"],
    ['a function where a value is to be', "l1(admin(new Stack(app, 'Stack'))).addPropertyOverride('Tags', [{ toJSON: () => { throw new Error('on purpose'); } }]);"],
    ['an included template that holds a key twice', "fs.writeFileSync(path.join(__dirname, 'on purpose.json'), '{\"Resources\":{},\"Resources\":{}}'); new CfnInclude(new Stack(app, 'Stack'), 'Include', { templateFile: path.join(__dirname, 'on purpose.json') });"],
    ['an aspect', "Aspects.of(admin(new Stack(app, 'Stack'))).add({ visit() { throw new Error('on purpose'); } });"],
  ])('nothing is left to deploy where %s throws', (_what, code) => {
    const app = twinApp(code);
    const { code: exitCode, text } = app.synth();
    const isDeployable = existsSync(join(folderOf(app), 'cdk.out', 'manifest.json'));
    app.remove();

    expect([exitCode, /on purpose|must be unique/.test(text), isDeployable]).toEqual([1, true, false]);
  });

  test('what an exit hook writes over a template is not seen at synth; whoever reads the folder afterwards sees it', () => {
    const app = twinApp(`role(new Stack(app, 'Stack'));
const exchange = () => fs.writeFileSync(path.join(app.outdir, 'Stack.template.json'), JSON.stringify({ Resources: { Raw: ${RAW_ROLE('everything().toJSON()')} } }));
process.on('exit', exchange);`);
    const { code } = app.synth();
    const found = findingsInApp(readAssembly(join(folderOf(app), 'cdk.out')));
    app.remove();

    expect([code, [...new Set(found.map(({ rule }) => rule))]]).toEqual([0, ['NoUnreadablePolicy']]);
  });

  test('an app that leaves before it has synthesized leaves nothing to deploy', () => {
    const app: CdkApp = twinApp("admin(new Stack(app, 'Stack')); process.exit(0);");
    const { code } = app.synth();
    app.remove();

    expect(code).toBe(1);
  });

  test('plugins that other code takes away again are missed', () => {
    const app = twinApp("admin(new Stack(app, 'Stack')); Validations.of(app.node.root); app._validationPlugins.length = 0;");
    const { code } = app.synth();
    const found = findingsInApp(readAssembly(join(folderOf(app), 'cdk.out')));
    app.remove();

    expect([code, found.map(({ rule }) => rule)]).toEqual([1, EVERYTHING]);
  });

  test('what all objects inherit takes nothing away from a policy', () => {
    const app = twinApp(`new iam.Role(new Stack(app, 'Stack'), 'Role', { assumedBy: new iam.AnyPrincipal() });
const inherited = { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } }, NotPrincipal: { AWS: '*' }, Statement: [], PermissionsBoundary: '', 'Fn::If': ['Never', {}, {}] };
for (const [name, value] of Object.entries(inherited)) { Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true }); }`);
    const { code } = app.synth();
    const found = findingsOf(app).get('Stack');
    app.remove();

    expect([code, found]).toEqual([1, expect.arrayContaining([`NoPublicTrust ${ROLE}`])]);
  });

  test('what all objects inherit is not what one has, however it is written', () => {
    const app = twinApp(`const stack = new Stack(app, 'Stack');
role(stack, 'A');
role(stack, 'B').addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess'));
const { validate } = app._validationPlugins[0];
app._validationPlugins[0].validate = function (context) {
  const { Resources } = JSON.parse(require('node:fs').readFileSync(context.templatePaths[0], 'utf8'));
  const [{ Properties: { ManagedPolicyArns: value } }] = Object.entries(Resources).filter(([id]) => id.startsWith('B')).map(([, resource]) => resource);
  Object.defineProperty(Object.prototype, 'ManagedPolicyArns', { configurable: true, writable: true, value });
  try { return validate.call(this, context); } finally { delete Object.prototype.ManagedPolicyArns; }
};`);
    const { code } = app.synth();
    const found = findingsOf(app).get('Stack');
    app.remove();

    expect([code, found]).toEqual([1, expect.arrayContaining(['NoAdminAccess B/Resource'])]);
  });

  test.each<[string, string, string]>([
    ['findings', '/^No[A-Z]/.test(this[0])', "['same']"],
    ['things', 'true', "'same'"],
  ])('how all arrays are written does not make different %s the same', (_name, isMeant, written) => {
    const app = twinApp(`const stack = new Stack(app, 'Stack');
role(stack, 'Harmless').addToPolicy(new iam.PolicyStatement({ actions: ['s3:ListAllMyBuckets', 's3:GetAccountPublicAccessBlock'], resources: ['*'] }));
for (const id of ['One', 'Other']) { role(stack, id).addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject', 's3:PutBucketPolicy'], resources: ['*'] })); }
const { validate } = app._validationPlugins[0];
app._validationPlugins[0].validate = function (context) {
  Object.defineProperty(Array.prototype, 'toJSON', { configurable: true, writable: true, value() { return ${isMeant} ? ${written} : this; } });
  try { return validate.call(this, context); } finally { delete Array.prototype.toJSON; }
};`);
    const { code } = app.synth();
    const found = findingsOf(app).get('Stack');
    app.remove();

    expect([code, found]).toEqual([1, ['One', 'Other'].flatMap(id => ['NoUnboundedDataAccess', 'NoUnboundedPermissionsManagement'].map(rule => `${rule} ${id}/Resource`)).sort()]);
  });
});
