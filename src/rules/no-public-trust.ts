import { ask } from './ask';
import { Finding } from './finding';
import { Outsider, outsiders } from './outsiders';
import { referenceTo } from './permissions';
import { Rule } from './rule';
import { PrincipalReading, TemplateReading } from '../cloudformation/template-reading';
import { PolicyDocument } from '../engine/policy/policy-document';

/** What the outsider's own account allows is the outsider's business. */
const ALLOW_ALL = PolicyDocument.parse({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });

/**
 * Can somebody who has nothing to do with the account assume the role?
 */
export const NoPublicTrust: Rule = {
  name: 'NoPublicTrust',
  question: 'Can somebody who has nothing to do with the account assume the role?',
  check: reading => {
    const everybody = outsiders(reading);
    return reading.principals.flatMap(role => everybody.flatMap(outsider => findingOf(role, outsider, reading) ?? []).slice(0, 1));
  },
};

function findingOf({ trust, arn, resource }: PrincipalReading, { caller, action, context, fix }: Outsider, reading: TemplateReading): Finding | undefined {
  if (trust === undefined) { return undefined; }
  const probe = { caller, action, resource: arn, resourceAccount: reading.pseudo.account, context };
  const possibility = ask(probe, { identity: [ALLOW_ALL], resource: trust.document });
  if (possibility === undefined) { return undefined; }
  const allow = possibility.allows.find(({ document }) => document === trust.document);
  return {
    rule: 'NoPublicTrust',
    logicalId: resource.logicalId,
    message: 'trusts everyone: somebody outside the account can assume the role',
    fix,
    statement: allow && referenceTo(trust, allow.statement),
    witness: possibility.witness,
    dependsOn: possibility.dependsOn,
  };
}
