import { exampleOf } from './example';
import { Witness } from './finding';
import { ApplicablePolicies } from '../engine/evaluation/applicable-policies';
import { authorize } from '../engine/evaluation/authorization';
import { AuthorizationRequest, splitAction } from '../engine/evaluation/authorization-request';
import { Caller } from '../engine/evaluation/caller';
import { dependencies } from '../engine/evaluation/dependencies';
import { EvalDecision } from '../engine/evaluation/eval-decision';
import { StatementMatch } from '../engine/evaluation/layer-evaluation';
import { RequestContext } from '../engine/evaluation/request-context';
import { applies } from '../engine/evaluation/statement-evaluation';
import { Text } from '../engine/policy/text';
import { YES } from '../engine/policy/truth';

/** A request to be put to the engine. */
export interface Probe {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: Text;
  readonly resourceAccount: Text;
  /** Key to its values; none: the key is missing. Keys that are not named may be anything. */
  readonly context: Record<string, Text[]>;
}

/** A request that may be allowed. */
export interface Possibility {
  readonly witness: Witness;
  /** Whether it is allowed whatever the open values and context keys are. */
  readonly isCertain: boolean;
  /** The Allow statements that apply, of all layers: first those that surely do. */
  readonly allows: StatementMatch[];
  /** Values that are only known at deployment, and on which it rests. */
  readonly dependsOn: string[];
}

const CONTEXT_KEY = /^context key `(.*)`$/;
const PSEUDO_PARAMETER = 'AWS::';

/** @returns undefined when the request is surely denied, whatever the open values and context keys are */
export function ask({ caller, action, resource, resourceAccount, context }: Probe, policies: ApplicablePolicies): Possibility | undefined {
  const requestContext = new RequestContext(caller.derivedKeys, true);
  requestContext.set('aws:ResourceAccount', [resourceAccount]);
  for (const [key, values] of Object.entries(context)) { requestContext.set(key, values); }
  const request: AuthorizationRequest = {
    caller,
    actionName: action,
    ...splitAction(action),
    resource,
    resourceAccount,
    context: requestContext,
    callerInManagementAccount: false,
    resourceInManagementAccount: false,
  };
  const answer = authorize(request, policies);
  if (!answer.possible.includes(EvalDecision.ALLOWED)) { return undefined; }
  const isCertain = answer.possible.length === 1;
  const open = isCertain ? [] : dependencies(answer, request);
  return {
    witness: {
      principal: exampleOf(caller.name),
      action,
      resource: exampleOf(resource),
      when: [
        ...Object.entries(context)
          .filter(([key, values]) => values.length > 0 && requestContext.wasAsked(key))
          .map(([key, values]) => ({ key, values: values.map(exampleOf) })),
        ...open.flatMap(name => CONTEXT_KEY.exec(name)?.slice(1) ?? []).map(key => ({ key })),
      ],
    },
    isCertain,
    allows: surelyFirst(answer.layers.flatMap(({ matches }) => matches).filter(({ statement }) => statement.effect === 'Allow')),
    dependsOn: open.filter(name => !CONTEXT_KEY.test(name) && !name.startsWith(PSEUDO_PARAMETER)),
  };
}

function surelyFirst(matches: StatementMatch[]): StatementMatch[] {
  const isSure = ({ grants }: StatementMatch) => applies(grants) === YES;
  return [...matches.filter(isSure), ...matches.filter(match => !isSure(match))];
}
