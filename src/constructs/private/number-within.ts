import { Token } from 'aws-cdk-lib';

/** A number of a range, or one that is known at deployment only. */
export function numberWithin(name: string, value: number, least: number, most: number): number {
  if (!Token.isUnresolved(value) && !(Number.isInteger(value) && value >= least && value <= most)) {
    throw new Error(`\`${name}\` is \`${value}\`; write a whole number from ${least} to ${most}`);
  }
  return value;
}
