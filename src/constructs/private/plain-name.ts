import { Token } from 'aws-cdk-lib';

/** A name or an id that stands for one thing, or that is known at deployment only. */
export function plainName(option: string, value: string, form = /^[^*?$]+$/): string {
  if (!Token.isUnresolved(value) && (!form.test(value) || /[*?$]/.test(value))) {
    throw new Error(`\`${option}\` is \`${value}\`; write one name or id as it is, without wildcards`);
  }
  return value;
}
