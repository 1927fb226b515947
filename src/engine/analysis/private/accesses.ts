import { derivedValue } from './caller-class';
import { all, ALWAYS, Formula, inSet, literal, some } from './formula';
import { KeyLiteral } from './key-literal';
import { PatternSet } from './pattern-set';
import { keyIs } from './statement-formula';
import { ConcreteRequest } from './witness';
import { WordPattern } from './word-pattern';
import { spelledKey } from './world';
import { parseCaller } from '../../evaluation/caller';
import { quoted } from '../../policy/policy-problem';
import { foldAscii, Text } from '../../policy/text';
import { Access, AccessWitness } from '../check-types';

/**
 * One question for each access.
 *
 * @throws Error when there is none, or one that no request matches
 */
export function accessFormulas(accesses: Access[]): Formula[] {
  if (accesses.length === 0) { throw new Error('accesses is empty: name the actions or resources that should not be granted'); }
  return accesses.map(accessFormula);
}

/** Requests for one of the actions on one of the resources. */
function accessFormula({ actions, resources }: Access, i: number): Formula {
  if (actions === undefined && resources === undefined) { throw new Error(`accesses[${i}] names neither actions nor resources`); }
  if (actions?.length === 0 || resources?.length === 0) { throw new Error(`accesses[${i}] holds an empty list, which no request matches; leave it out`); }
  // What can never be asked for would never be found.
  const wrong = actions?.find(action => !/^(\*|[A-Za-z0-9*?-]+:[A-Za-z0-9._*?-]+)$/.test(action));
  if (wrong !== undefined) { throw new Error(`accesses[${i}]: ${quoted(wrong)} is no action; write \`service:name\``); }
  const globs = (list: string[]) => new PatternSet(list.map(one => WordPattern.glob(one)));
  return all(
    actions === undefined ? ALWAYS : inSet('action', globs(actions.map(foldAscii))),
    resources === undefined ? ALWAYS : inSet('resource', globs(resources)),
  );
}

/** The keys have one of these values; none: the key is missing. */
export function contextFormula(context: Readonly<Record<string, Text[]>>): Formula {
  return all(...Object.entries(context).map(([name, values]) => {
    const key = foldAscii(name);
    return values.length === 0 ? literal(KeyLiteral.isMissing(key)) : some(values.map(value => keyIs(key, value)));
  }));
}

const PRINCIPAL_ARN = 'aws:principalarn';

/** A request that was found, as a check returns it. */
export function witnessOf({ caller, action, resource, keys, unlisted }: ConcreteRequest): AccessWitness {
  // The ARN of a session does not tell the path of its role.
  const arn = String(derivedValue(caller, PRINCIPAL_ARN));
  const hasPath = caller.kind === 'roleSession' && arn !== String(derivedValue(parseCaller(caller.name)!, PRINCIPAL_ARN));
  const context = [...keys].filter(([key]) => !caller.derivedKeys.has(key));
  return {
    principal: String(caller.name),
    action,
    resource,
    context: [...hasPath ? [[PRINCIPAL_ARN, [arn]] as [string, string[]]] : [], ...context].map(([key, values]) => ({ contextKeyName: spelledKey(key), contextKeyValues: values })),
    unlisted,
  };
}
