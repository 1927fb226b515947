import { Intrinsics } from '../../src/cloudformation/intrinsics';
import { OuterValues } from '../../src/cloudformation/private/outer-values';
import { PseudoParameters } from '../../src/cloudformation/pseudo-parameters';
import { Template } from '../../src/cloudformation/template';
import { OpenNode } from '../../src/engine/policy/open-node';
import { OpenText, OpenValue } from '../../src/engine/policy/text';

/** What a value becomes in a template with these sections. */
export function intrinsicsOf(sections: object = {}, pseudo = new PseudoParameters(), stackName?: string, outer?: OuterValues): Intrinsics {
  const template = Template.parse(JSON.stringify({ Resources: {}, ...sections }));
  expect(template.unread).toEqual([]);
  return new Intrinsics(template, pseudo, stackName, outer);
}

export const UNKNOWN = '<?>';

/**
 * Known text as it is; opaque values as `<name>`, unknown ones as `<?>`, choices as `<one|another>`; structure that is one of several as
 * `{ oneOf: [...] }`.
 */
export function spelt(value: unknown): unknown {
  if (value instanceof OpenText) { return value.parts.map(part => typeof part === 'string' ? part : speltOpen(part)).join(''); }
  if (value instanceof OpenNode) { return value.alternatives === undefined ? UNKNOWN : { oneOf: value.alternatives.map(spelt) }; }
  if (Array.isArray(value)) { return value.map(spelt); }
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, spelt(one)])) : value;
}

function speltOpen({ name, shape, choices }: OpenValue): string {
  if (choices !== undefined) { return `<${choices.map(spelt).join('|')}>`; }
  return shape === undefined ? UNKNOWN : `<${name}>`;
}

export function resolved(value: unknown, sections?: object): unknown {
  return spelt(intrinsicsOf(sections).resolve(value));
}

/** The names of the open values in a value, for messages. */
export function openNames(value: unknown): string[] {
  if (value instanceof OpenText) { return value.openValues.map(({ name }) => name); }
  if (value instanceof OpenNode) { return value.alternatives === undefined ? [value.name] : value.alternatives.flatMap(openNames); }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(openNames) : [];
}
