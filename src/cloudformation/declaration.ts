import { isObject, Json } from './json';
import { quoted } from '../engine/policy/policy-problem';

/** The type of the metadata by which declarations travel with an assembly. */
export const DECLARATION = 'cdk-iam-guardrails:declaration';

/** What somebody says of a value that is only known at deployment. */
export interface DeclarationTerms {
  /** As it stands in the template: `{ Ref: 'BucketArn' }`. */
  readonly value: Json;
  /** What it will be, with `*` and `?` for text without wildcards. */
  readonly shape: string;
  readonly reason: string;
}

/** A declaration of an app, and what became of it. */
export interface DeclarationReading {
  readonly constructPath: string;
  /** The id of the stack whose value it is. */
  readonly stack: string;
  /** JSON text of the value. Undefined where the metadata is no declaration. */
  readonly value?: string;
  readonly shape?: string;
  readonly reason?: string;
  /** Why it does not count, and the way out; it is known once everything is read. */
  readonly problem?: string;
}

/** What is wrong with a declaration. */
export class BadDeclaration extends Error {}

const MEMBERS = ['value', 'shape', 'reason'];

/** What a declaration may say of a value: functions of CloudFormation, and nothing that is written out. */
const FUNCTION = /^(?:Ref|Fn::.+)$/;

/**
 * The terms of a declaration, checked.
 *
 * @throws BadDeclaration
 */
export function declarationTerms(terms: Json): DeclarationTerms {
  if (!isObject(terms)) { throw new BadDeclaration('a declaration is an object; call `Guardrails.of(construct).declare(...)`'); }
  const unknown = Object.keys(terms).find(name => !MEMBERS.includes(name));
  if (unknown !== undefined) { throw new BadDeclaration(`a declaration has no ${quoted(unknown)}; it has ${MEMBERS.map(name => quoted(name)).join(', ')}`); }
  const { value, reason } = terms;
  if (typeof reason !== 'string' || reason.trim() === '') { throw new BadDeclaration('a declaration needs a `reason`; say how you know what the value will be'); }
  const [name, ...more] = isObject(value) ? Object.keys(value) : [];
  if (name === undefined || more.length > 0 || !FUNCTION.test(name)) {
    throw new BadDeclaration('the `value` is no value that is only known at deployment; declare a parameter, an attribute or an import');
  }
  return { value, shape: declaredShape(terms.shape), reason };
}

/**
 * The shape of a declaration, checked.
 *
 * @throws BadDeclaration
 */
export function declaredShape(shape: Json): string {
  if (typeof shape !== 'string' || shape.replace(/[*?]/g, '') === '') {
    throw new BadDeclaration('the `shape` says nothing; write what is known of the value, for example how its ARN begins: `arn:aws:s3:::team-*`');
  }
  if (/\$\{|\{\{/.test(shape)) { throw new BadDeclaration(`the \`shape\` ${quoted(shape)} holds a reference; write text, with \`*\` where nobody knows it`); }
  return shape;
}
