import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { documentOfTemplate, SamPolicyTemplate, samPolicyTemplate } from '../../../src/cloudformation/private/sam-policy-templates';
import { PolicyDocument } from '../../../src/engine/policy/policy-document';
import { PolicyType } from '../../../src/engine/policy/policy-type';
import { ServiceAuthorizationReference } from '../../../src/engine/service-authorization/service-authorization-reference';

const templates: SamPolicyTemplate[] = readFileSync(path.join(__dirname, '..', '..', '..', 'data', 'sam-policy-templates.ndjson'), 'utf8')
  .trim().split('\n').map(line => JSON.parse(line));

const actionsOf = ({ statements }: SamPolicyTemplate) => statements.flatMap(({ actions }) => actions);

test('templates are sorted, and each is there once', () => {
  const names = templates.map(({ name }) => name);

  expect(names.length).toBeGreaterThan(75);
  expect(names).toEqual([...new Set(names)].sort((a, b) => a < b ? -1 : 1));
});

test('AWS lists every action', () => {
  const actions = templates.flatMap(actionsOf);

  expect(actions.filter(action => !action.endsWith('*') && ServiceAuthorizationReference.action(action) === undefined)).toEqual([]);
  expect(actions.filter(action => action.endsWith('*'))).toEqual(['sqs:SendMessage*', 'textract:*']);
});

test.each(templates.map(template => [template.name, template] as const))('%s: what stands in its statements is given by its parameters', (_, { parameters, statements }) => {
  const used = [...JSON.stringify(statements).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);

  expect([...new Set(used)].sort()).toEqual([...parameters].sort());
});

test.each(templates.map(template => [template.name, template] as const))('%s: its policy is one', (_, template) => {
  const values = Object.fromEntries(template.parameters.map(name => [name, 'value']));
  const text = JSON.stringify(documentOfTemplate(template, values)).replace(/\{"Fn::Sub":\["([^"]*)",\{[^}]*\}\]\}/g, (_whole, arn: string) =>
    JSON.stringify(/^\$\{\w+\}$/.test(arn) ? '*' : arn.replace(/\$\{AWS::Partition\}/g, 'aws').replace(/\$\{\w+\}/g, 'value').replace(/\$\{AWS::\w+\}/g, '')));

  expect(PolicyDocument.parse(text, { type: PolicyType.IDENTITY }).problems).toEqual([]);
});

test('there is none of another name', () => {
  expect(samPolicyTemplate('S3DestroyPolicy')).toBeUndefined();
  expect(samPolicyTemplate('toString')).toBeUndefined();
});
