import { Properties } from './custom-resource';

/** A boolean, as CloudFormation sends it: as text. */
export function booleanIn(properties: Properties, name: string): boolean {
  const value = String(properties[name]);
  if (value !== 'true' && value !== 'false') { throw new Error(`\`${name}\` is \`${value}\`, and neither \`true\` nor \`false\``); }
  return value === 'true';
}

/** A whole number, as CloudFormation sends it: as text. */
export function numberIn(properties: Properties, name: string): number {
  const value = properties[name];
  if (!/^\d+$/.test(String(value))) { throw new Error(`\`${name}\` is \`${value}\`, and no whole number`); }
  return Number(value);
}

/** The same; undefined where it is left out. */
export function optionalNumberIn(properties: Properties, name: string): number | undefined {
  return properties[name] === undefined ? undefined : numberIn(properties, name);
}

export function textIn(properties: Properties, name: string): string {
  const value = properties[name];
  if (typeof value !== 'string' || value === '') { throw new Error(`\`${name}\` is missing`); }
  return value;
}

export function objectIn(properties: Properties, name: string): Properties {
  const value = properties[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) { throw new Error(`\`${name}\` is missing`); }
  return value as Properties;
}
