import { Caller } from './caller';
import { RequestContext } from './request-context';
import { foldAscii, Text } from '../policy/text';

/** A request, ready to be evaluated: one caller, one action, one resource. */
export interface AuthorizationRequest {
  readonly caller: Caller;
  /** As asked: `s3:GetObject`. */
  readonly actionName: string;
  /** With ASCII letters in lower case. */
  readonly action: string;
  /** The part before the colon of `action`. */
  readonly service: string;
  readonly resource: Text;
  /** The account that owns the resource. */
  readonly resourceAccount: Text;
  readonly context: RequestContext;
  /** The caller's account is the management account of its organization. */
  readonly callerInManagementAccount: boolean;
  /** The resource's account is the management account of its organization. */
  readonly resourceInManagementAccount: boolean;
}

export function splitAction(actionName: string): { action: string; service: string } {
  const action = foldAscii(actionName);
  return { action, service: action.slice(0, Math.max(0, action.indexOf(':'))) };
}
