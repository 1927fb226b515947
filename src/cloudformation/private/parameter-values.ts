import { withoutReferences } from './dynamic-reference';
import { Json } from '../json';
import { OpenValues } from './open-values';
import { OuterValues } from './outer-values';
import { PseudoParameters } from '../pseudo-parameters';
import { Template, TemplateParameter } from '../template';
import { asText, concatenated, isText, partsOf, splitAt } from './template-text';
import { OpenNode } from '../../engine/policy/open-node';
import { OpenText, Shape, Text } from '../../engine/policy/text';

/** Names in EC2 that may hold wildcards: AWS checks only that they exist. */
const FREE_NAMES = ['AWS::EC2::KeyPair::KeyName', 'AWS::EC2::SecurityGroup::GroupName'];

/**
 * What `Ref` of the parameters of a template returns, pseudo parameters among them. Their defaults are only defaults.
 */
export class ParameterValues {
  constructor(
    private readonly template: Template, private readonly pseudo: PseudoParameters, private readonly openValues: OpenValues,
    private readonly stackName: string | undefined, private readonly outer: OuterValues,
  ) {}

  /** @returns undefined for `AWS::NoValue` */
  public pseudoParameter(name: string): Json {
    const { partition, region, account, urlSuffix } = this.pseudo;
    switch (name) {
      case 'AWS::NoValue': return undefined;
      case 'AWS::AccountId': return account;
      case 'AWS::Region': return region;
      case 'AWS::Partition': return partition;
      case 'AWS::URLSuffix': return urlSuffix;
      case 'AWS::StackName': return this.nameOfStack();
      case 'AWS::StackId':
        return OpenText.of('arn:', partition, ':cloudformation:', region, ':', account, ':stack/', this.nameOfStack(),
          '/', this.openValues.opaque('the id of the stack', Shape.wordsAfter('')));
      default: return OpenNode.unknown(`\`${name}\``);
    }
  }

  public parameter(name: string): Json {
    const parameter = this.template.parameters.get(name);
    if (parameter === undefined) { return OpenNode.unknown(`\`${name}\`, which the template does not define`); }
    // The parent of a nested stack binds the name of a parameter of the parameter store, not its value.
    const bound = isStored(parameter) ? undefined : this.outer.parameter?.(name);
    return bound === undefined ? this.free(name, parameter) : boundValue(name, parameter, bound);
  }

  /** Is it a list of which nobody knows the members? */
  public isOpenList(name: string): boolean {
    return this.parameter(name) instanceof OpenNode && isList(this.template.parameters.get(name));
  }

  /** One member of such a list. */
  public memberOfList(name: string, index: number): Text {
    const member = `member ${index} of parameter \`${name}\``;
    return isChecked(this.template.parameters.get(name)!.type) ? this.openValues.opaque(member, Shape.wordsAfter('')) : this.openValues.unknown(member);
  }

  private nameOfStack(): Text {
    return this.stackName ?? this.openValues.opaque('AWS::StackName', Shape.wordsAfter(''));
  }

  private free(name: string, parameter: TemplateParameter): Json {
    const { type, allowedValues } = parameter;
    const title = `parameter \`${name}\``;
    if (isList(parameter)) { return OpenNode.unknown(title); }
    if (allowedValues !== undefined && !isStored(parameter)) {
      return allowedValues.some(mayBePattern)
        ? this.openValues.choice(title, allowedValues.map(withoutReferences), title)
        : this.openValues.opaque(title, Shape.oneOf(...allowedValues));
    }
    return isChecked(type) ? this.openValues.opaque(title, Shape.wordsAfter('')) : this.openValues.unknown(title);
  }
}

function isList(parameter: TemplateParameter | undefined): boolean {
  return parameter !== undefined && /^(AWS::SSM::Parameter::Value<)?(List<|CommaDelimitedList)/.test(parameter.type);
}

function isStored({ type }: TemplateParameter): boolean {
  return type.includes('::Parameter::Value<');
}

/** AWS checks values of its own types; a parameter of the parameter store is free unless it has such a type inside. */
function isChecked(type: string): boolean {
  const checked = type.replace(/^AWS::SSM::Parameter::Value<(.*)>$/, '$1').replace(/^List<(.*)>$/, '$1');
  return (checked === 'Number' || /^AWS::(?!SSM::)/.test(checked)) && !FREE_NAMES.includes(checked);
}

/** The value that the parent gives stands, whatever the allowed values. */
function boundValue(name: string, parameter: TemplateParameter, bound: Json): Json {
  if (isList(parameter)) { return Array.isArray(bound) ? bound : membersOf(name, bound); }
  return Array.isArray(bound) ? concatenated(bound.flatMap((member, i) => i === 0 ? [asText(member)] : [',', asText(member)])) : bound;
}

/** A list comes as text, its members between commas. */
function membersOf(name: string, bound: Json): Json {
  const { pieces, complete } = isText(bound) || typeof bound === 'number' ? splitAt(asText(bound), ',') : { pieces: [], complete: false };
  return complete ? pieces.map(trimmed) : OpenNode.unknown(`the members of parameter \`${name}\``);
}

function trimmed(text: Text): Text {
  const parts = partsOf(text);
  return concatenated(parts.map((part, i) => {
    if (typeof part !== 'string') { return part; }
    const begun = i === 0 ? part.trimStart() : part;
    return i === parts.length - 1 ? begun.trimEnd() : begun;
  }));
}

function mayBePattern(text: string): boolean {
  return /[*?$]|\{\{/.test(text);
}
