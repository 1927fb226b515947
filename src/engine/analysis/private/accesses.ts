import { derivedValue } from './caller-class';
import { all, ALWAYS, Formula, inSet } from './formula';
import { PatternSet } from './pattern-set';
import { ConcreteRequest } from './witness';
import { WordPattern } from './word-pattern';
import { spelledKey } from './world';
import { parseCaller } from '../../evaluation/caller';
import { foldAscii } from '../../policy/text';
import { Access, AccessWitness } from '../check-types';

/** Requests for one of the actions on one of the resources. */
export function accessFormula({ actions, resources }: Access, i: number): Formula {
  if (actions === undefined && resources === undefined) { throw new Error(`accesses[${i}] names neither actions nor resources`); }
  const globs = (list: string[]) => new PatternSet(list.map(one => WordPattern.glob(one)));
  return all(
    actions === undefined ? ALWAYS : inSet('action', globs(actions.map(foldAscii))),
    resources === undefined ? ALWAYS : inSet('resource', globs(resources)),
  );
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
