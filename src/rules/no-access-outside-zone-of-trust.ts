import { findingsOfAnalysis } from './analyzed-policy';
import { coveredActions, unlistedActions } from './covered-actions';
import { Finding } from './finding';
import { foreignCallers } from './foreign-callers';
import { limitedAccess } from './limited-access';
import { logDeliveryAccounts } from './log-delivery-accounts';
import { Rule } from './rule';
import { SharedTrust } from './shared-trust';
import { stranger } from './token-holder';
import { findingsOfTrusts, UnwantedRequest } from './trust-findings';
import { EXAMPLE_ACCOUNT } from '../cloudformation/pseudo-parameters';
import { PolicyReading, TemplateReading } from '../cloudformation/template-reading';
import { CheckAccessResult, CheckResult } from '../engine/analysis/check-types';
import { noAccessFromOutside, noPublicAccess, ZoneOfTrust } from '../engine/analysis/policy-analyzer';
import { Caller, parseCaller } from '../engine/evaluation/caller';
import { allConditions } from '../engine/policy/condition';
import { PolicyDocument } from '../engine/policy/policy-document';
import { Statement } from '../engine/policy/statement';
import { OpenText, OpenValue, Shape, Text } from '../engine/policy/text';

const RULE = 'NoAccessOutsideZoneOfTrust';
const FIX = 'name only principals of your accounts, or require your organization with a condition on `aws:PrincipalOrgID`; whom you trust belongs to `trustedAccounts` or `trustedOrganizations`';

/**
 * Can somebody outside the trusted accounts and organizations use a resource, or assume a role? Asked only where they are given. Who is named
 * with everybody is found by `NoPublicAccess` and `NoPublicTrust`.
 */
export const NoAccessOutsideZoneOfTrust: Rule = {
  name: RULE,
  question: 'Can somebody outside the trusted accounts and organizations use a resource, or assume a role?',
  why: 'Who belongs to nobody that you trust is bound by no rule of yours.',
  check: app => {
    const { trustedAccounts = [], trustedOrganizations: organizations = [] } = app.options;
    if (trustedAccounts.length + organizations.length === 0) { return []; }
    const zone = { accounts: [...app.accounts, ...trustedAccounts], organizations };
    return [
      ...app.stacks.flatMap(reading => reading.resourcePolicies.flatMap(({ policy }) => findingsOf(policy, reading, zone))),
      ...findingsOfTrusts(app, RULE, trust => outsideCallers(trust, zone)),
    ];
  },
};

function findingsOf(policy: PolicyReading, reading: TemplateReading, { accounts, organizations }: ZoneOfTrust): Finding[] {
  const document = policy.toStrangers ?? policy.document;
  const zone = { accounts: [...accounts, ...policy.toStrangers === undefined ? [] : [EXAMPLE_ACCOUNT]], organizations };
  const ask = (trusted: string[]) => limitedAccess(document, reading, one => noAccessFromOutside(one, { ...zone, accounts: [...zone.accounts, ...trusted] }));
  const answer = ask([]);
  const isDelivery = deliveriesIn(document, answer, ask);
  const isPublic = new Set(answer.reasons.length === 0 ? [] : noPublicAccess(document).reasons.map(({ statementIndex }) => statementIndex));
  const reasons = answer.reasons.filter(({ statementIndex }) => !isPublic.has(statementIndex) && !isDelivery(statementIndex));
  return answer.reasons.length > 0 && reasons.length === 0 ? [] : findingsOfAnalysis(RULE, policy, document, { ...answer, reasons }, FIX);
}

/** Which statements let nobody in but accounts of AWS that write logs, and let them do nothing else? */
function deliveriesIn({ statements }: PolicyDocument, { reasons }: CheckAccessResult, ask: (trusted: string[]) => CheckAccessResult): (index?: number) => boolean {
  const rows = logDeliveryAccounts();
  if (!reasons.some(({ witness: { principal } }) => rows.some(({ account }) => principal.includes(`:${account}:`)))) { return () => false; }
  const beyond = ask(rows.map(({ account }) => account));
  const isOther = new Set(beyond.reasons.map(({ statementIndex }) => statementIndex));
  const isWriting = (name: string) => rows.some(({ action }) => action === name);
  const isAlone = ({ action }: Statement) => coveredActions(action).every(({ name }) => isWriting(name)) && unlistedActions(action).length === 0;
  return index => beyond.result !== CheckResult.UNDECIDED && !isOther.has(index) && statements.filter(one => one.index === index).every(isAlone);
}

/** Those of accounts that are named, in whatever organization; and those whose organization alone is named. */
function outsideCallers(trust: SharedTrust, { accounts, organizations }: ZoneOfTrust): UnwantedRequest[] {
  const { partition } = trust.reading.pseudo;
  const named = organizationsIn(trust.document).filter(one => !organizations.includes(one));
  const account = OpenText.of(OpenValue.invented('999988887777', Shape.freshDigits()));
  const member = parseCaller(OpenText.of('arn:', partition, ':iam::', account, ':role/', OpenValue.invented('example', Shape.chosenName())))!;
  const request = (caller: Caller, organization?: Text): UnwantedRequest => ({
    caller,
    action: 'sts:AssumeRole',
    context: {
      'aws:PrincipalOrgID': organization === undefined ? [] : [organization],
      'aws:PrincipalOrgPaths': organization === undefined ? [] : [OpenText.of(organization, '/', OpenValue.unknown('a unit of the organization'))],
    },
    message: `lets ${typeof organization === 'string' ? `organization \`${organization}\`` : `account \`${caller.account}\``} assume the role, which is outside the zone of trust`,
    fix: FIX,
  });
  const foreign = foreignCallers(trust, accounts);
  const another = OpenText.of('o-', stranger('exampleorgid'));
  return [
    ...foreign.flatMap(caller => [request(caller), request(caller, another)]),
    ...named.flatMap(organization => [...foreign, member].map(caller => request(caller, organization))),
  ];
}

function organizationsIn({ statements }: PolicyDocument): string[] {
  const values = statements.flatMap(({ condition }) => allConditions(condition))
    .filter(({ key }) => key === 'aws:principalorgid' || key === 'aws:principalorgpaths')
    .flatMap(one => one.values.flatMap(({ source }) => typeof source === 'string' ? /^o-[a-z0-9]+/.exec(source) ?? [] : []));
  return [...new Set(values)];
}
