import { isObject, Json } from '../json';
import { awsManagedPolicyArn, choiceIn, isIntrinsic, isNoValue, isWritten, SamDraft, SamResource, SamRole } from './sam-draft';
import { documentOfTemplate, samPolicyTemplate } from './sam-policy-templates';
import { memberPath, quoted } from '../../engine/policy/policy-problem';
import { AwsManagedPolicies } from '../../engine/service-authorization/aws-managed-policies';

const NO_VALUE = { Ref: 'AWS::NoValue' };

/** What stands around a value: the conditions that choose it. */
type Around = (value: Json) => Json;

/**
 * Reads the `Policies` of a function or a state machine: names and ARNs of managed policies, documents, policy templates, and choices of them.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
 */
export class SamPolicies {
  constructor(private readonly draft: SamDraft, private readonly resource: SamResource, private readonly role: SamRole) {}

  public read(value: Json, path = 'Properties.Policies', around: Around = one => one): void {
    const choice = choiceIn(value);
    if (value === undefined || isNoValue(value)) { return; }
    if (Array.isArray(value)) {
      for (const [i, member] of value.entries()) { this.read(member, memberPath(path, i), around); }
    } else if (choice !== undefined) {
      const [condition, then, otherwise] = choice;
      this.read(then, path, one => around({ 'Fn::If': [condition, one, NO_VALUE] }));
      this.read(otherwise, path, one => around({ 'Fn::If': [condition, NO_VALUE, one] }));
    } else if (typeof value === 'string') {
      this.role.attach(around(arnOf(value)));
    } else if (isIntrinsic(value)) {
      this.role.attach(around(value));
    } else if (isObject(value) && Object.hasOwn(value, 'Statement')) {
      this.role.add(value, around);
    } else if (isObject(value) && Object.keys(value).length === 1) {
      this.readTemplate(Object.keys(value)[0], Object.values(value)[0], path, around);
    } else {
      this.draft.notRead(this.resource, path, 'is neither a managed policy, nor a policy document, nor a policy template; write a document with `Statement`');
    }
  }

  private readTemplate(name: string, values: Json, path: string, around: Around): void {
    const template = samPolicyTemplate(name);
    const notRead = (message: string) => this.draft.notRead(this.resource, memberPath(path, name), message);
    if (template === undefined) { return notRead(`the policy template ${quoted(name)} is not known here; write the statements that it makes in place of it`); }
    if (!isWritten(values)) { return notRead('the parameters of the policy template are not an object; write them out'); }
    const missing = template.parameters.find(parameter => !Object.hasOwn(values, parameter) || isNoValue(values[parameter]));
    if (missing !== undefined) { return notRead(`the policy template needs ${quoted(missing)}; write it out`); }
    this.role.add(documentOfTemplate(template, values), around);
  }
}

/** Names stand for the managed policies of AWS. */
function arnOf(nameOrArn: string): Json {
  const found = nameOrArn.startsWith('arn:') ? undefined : AwsManagedPolicies.find(nameOrArn);
  return found === undefined ? nameOrArn : awsManagedPolicyArn(found.path.slice(1) + found.name);
}
