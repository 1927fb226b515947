import { ask } from './ask';
import { Finding } from './finding';
import { Outsider, outsiders } from './outsiders';
import { referenceTo } from './permissions';
import { about } from './reviewed-app';
import { Rule } from './rule';
import { PolicyReading, PrincipalReading, TemplateReading } from '../cloudformation/template-reading';
import { PolicyDocument } from '../engine/policy/policy-document';

/** What the outsider's own account allows is the outsider's business. */
const ALLOW_ALL = PolicyDocument.parse({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });

/**
 * Can somebody who has nothing to do with the account assume the role?
 */
export const NoPublicTrust: Rule = {
  name: 'NoPublicTrust',
  question: 'Can somebody who has nothing to do with the account assume the role?',
  why: 'A role that trusts everyone has no password: whoever knows its ARN is the role.',
  check: ({ stacks }) => stacks.flatMap(reading => reading.principals.flatMap(({ trust, ...role }) => {
    if (trust === undefined) { return []; }
    for (const outsider of outsiders(reading, namesIn(trust.document))) {
      const finding = findingOf({ ...role, trust }, outsider, reading);
      if (finding !== undefined) { return [finding]; }
    }
    return [];
  })),
};

/** Names of users and roles that conditions ask for, wildcards filled in. */
function namesIn({ statements }: PolicyDocument): string[] {
  const values = statements.flatMap(({ condition }) => condition.conditions.filter(({ key }) => key === 'aws:principalarn').flatMap(one => one.values));
  const arns = values.flatMap(({ source }) => typeof source === 'string' ? [source] : []);
  return [...new Set(arns.flatMap(arn => /:(?:user|role)\/(.+)$/.exec(arn)?.slice(1) ?? []).map(name => name.replace(/[*?]/g, 'm')))];
}

type TrustingRole = PrincipalReading & { readonly trust: PolicyReading };

function findingOf({ trust, arn, resource }: TrustingRole, { caller, action, context, fix }: Outsider, reading: TemplateReading): Finding | undefined {
  const probe = { caller, action, resource: arn, resourceAccount: reading.pseudo.account, context };
  const possibility = ask(probe, { identity: [ALLOW_ALL], resource: trust.document });
  if (possibility === undefined) { return undefined; }
  const allow = possibility.allows.find(({ document }) => document === trust.document);
  return {
    rule: 'NoPublicTrust',
    ...about(resource),
    message: 'trusts everyone: somebody outside the account can assume the role',
    fix,
    statement: allow && referenceTo(trust, allow.statement),
    witness: possibility.witness,
    dependsOn: possibility.dependsOn,
  };
}
