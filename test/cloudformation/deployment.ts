/**
 * What CloudFormation makes of a value when it deploys: slow, obvious, and of one deployment at a time. Compared with the reading of
 * templates, which has to hold for every deployment.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export interface Deployment {
  readonly conditions: Record<string, boolean>;
  readonly parameters: Record<string, string | string[]>;
  /** What `Ref` returns: of the resources that exist, and of pseudo parameters. */
  readonly references: Record<string, string>;
  /** What `Fn::GetAtt` returns, by `Resource.Attribute`. */
  readonly attributes: Record<string, string>;
  readonly mappings: Record<string, Record<string, Record<string, unknown>>>;
}

/** CloudFormation refuses such a template, or such a value of a parameter. */
export class Refused extends Error {}

const LEFT_OUT = Symbol('AWS::NoValue');

type Json = any;

/** @returns undefined for `AWS::NoValue` */
export function deployed(value: Json, deployment: Deployment): Json {
  const made = make(value, deployment);
  return made === LEFT_OUT ? undefined : made;
}

function make(value: Json, deployment: Deployment): Json {
  if (Array.isArray(value)) { return value.map(member => make(member, deployment)).filter(member => member !== LEFT_OUT); }
  if (typeof value !== 'object' || value === null) { return value; }
  const [name, ...others] = Object.keys(value);
  if (name in FUNCTIONS && others.length === 0) { return FUNCTIONS[name](value[name], deployment); }
  const members = Object.entries(value).map(([key, member]) => [key, make(member, deployment)]);
  return Object.fromEntries(members.filter(([, member]) => member !== LEFT_OUT));
}

const FUNCTIONS: Record<string, (argument: Json, deployment: Deployment) => Json> = {
  'Ref': (name, { references, parameters }) => name === 'AWS::NoValue' ? LEFT_OUT : existing(references[name] ?? parameters[name]),
  'Fn::GetAtt': (argument, { attributes }) => existing(attributes[argument.join('.')]),
  'Fn::Join': ([delimiter, list], deployment) => listOf(make(list, deployment)).map(textOf).join(delimiter),
  'Fn::Split': ([delimiter, text], deployment) => textOf(make(text, deployment)).split(delimiter),
  'Fn::Select': ([index, list], deployment) => existing(listOf(make(list, deployment))[Number(textOf(make(index, deployment)))]),
  'Fn::If': ([condition, then, otherwise], deployment) => make(deployment.conditions[condition] ? then : otherwise, deployment),
  'Fn::FindInMap': ([name, first, second, options], deployment) =>
    existing(deployment.mappings[name]?.[textOf(make(first, deployment))]?.[textOf(make(second, deployment))] ?? (options && make(options.DefaultValue, deployment))),
  'Fn::Length': (list, deployment) => listOf(make(list, deployment)).length,
  'Fn::Base64': (text, deployment) => Buffer.from(textOf(make(text, deployment))).toString('base64'),
  'Fn::ToJsonString': (value, deployment) => JSON.stringify(make(value, deployment)),
  'Fn::Sub': (argument, deployment) => {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    return text.replace(/\$\{([^}]*)\}/g, (_: string, name: string) => {
      if (name.startsWith('!')) { return `\${${name.slice(1)}}`; }
      if (name in variables) { return textOf(make(variables[name], deployment)); }
      return textOf(name.includes('.') ? FUNCTIONS['Fn::GetAtt'](name.split('.'), deployment) : FUNCTIONS.Ref(name, deployment));
    });
  },
};

function existing(value: Json): Json {
  if (value === undefined) { throw new Refused(); }
  return value;
}

function textOf(value: Json): string {
  if (typeof value !== 'string' && typeof value !== 'number') { throw new Refused(); }
  return String(value);
}

function listOf(value: Json): Json[] {
  if (!Array.isArray(value)) { throw new Refused(); }
  return value;
}

/** Undefined where CloudFormation refuses. */
export function ifAccepted<T>(make_: () => T): T | undefined {
  try {
    return make_();
  } catch (error) {
    if (error instanceof Refused) { return undefined; }
    throw error;
  }
}
