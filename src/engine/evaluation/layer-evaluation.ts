import { LayerName } from './applicable-policies';
import { AuthorizationRequest } from './authorization-request';
import { applies, evaluateStatement, Grants } from './statement-evaluation';
import { PolicyDocument } from '../policy/policy-document';
import { Statement } from '../policy/statement';
import { NO, or, Truth } from '../policy/truth';

/** A statement that may apply to the request. */
export interface StatementMatch {
  readonly statement: Statement;
  readonly document: PolicyDocument;
  readonly grants: Grants;
}

/** What one layer of policies says to a request: one list of policies, evaluated together. */
export interface LayerVerdict {
  readonly layer: LayerName;
  /** The level of an organization, from the root; 0 in other layers. */
  readonly level: number;
  readonly deny: Truth;
  readonly allow: Grants;
  readonly matches: StatementMatch[];
}

export function evaluateLayer(
  layer: LayerName, level: number, documents: PolicyDocument[], request: AuthorizationRequest, hasBoundary: boolean,
): LayerVerdict {
  let deny: Truth = NO;
  let direct: Truth = NO;
  let origin: Truth = NO;
  let account: Truth = NO;
  const matches: StatementMatch[] = [];
  for (const document of documents) {
    for (const list of document.statementsFor(request.service)) {
      for (const statement of list) {
        const grants = evaluateStatement(statement, request, hasBoundary);
        if (applies(grants) === NO) { continue; }
        matches.push({ statement, document, grants });
        if (statement.effect === 'Deny') {
          deny = or(deny, applies(grants));
        } else {
          direct = or(direct, grants.direct);
          origin = or(origin, grants.origin);
          account = or(account, grants.account);
        }
      }
    }
  }
  return { layer, level, deny, allow: { direct, origin, account }, matches };
}
