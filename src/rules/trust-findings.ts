import { exampleOf } from './example';
import { Finding } from './finding';
import { referenceTo } from './permissions';
import { about, ReviewedApp } from './reviewed-app';
import { RuleName } from './rule-table';
import { RoleRequest, SharedTrust, TrustAnswer } from './shared-trust';

type Told = Pick<Finding, 'message' | 'fix'>;

/** What is found of a statement of a trust policy, of every role that has it. */
export function trustFindings(rule: RuleName, { roles }: SharedTrust, { witness, dependsOn }: TrustAnswer, index: number, { message, fix }: Told): Finding[] {
  return roles.map(({ trust, arn, resource }) => ({
    rule,
    ...about(resource),
    message,
    fix,
    statement: referenceTo(trust, trust.document.statements.find(one => one.index === index)!),
    witness: { ...witness, resource: exampleOf(arn) },
    dependsOn,
  }));
}

/** Somebody who should not get a role, and what is said when they do. */
export interface UnwantedRequest extends RoleRequest, Told {}

/** One finding for each statement that lets somebody unwanted in, but for the one of which it is said that it lets everyone in. */
export function findingsOfTrusts(app: ReviewedApp, rule: RuleName, unwanted: (trust: SharedTrust) => UnwantedRequest[]): Finding[] {
  return app.trusts.flatMap(trust => {
    let said: Set<number | undefined> | undefined;
    return unwanted(trust).flatMap(request => {
      const answer = trust.ask(request);
      if (answer === undefined) { return []; }
      const known = said ??= new Set([app.publicTrust(trust)?.indexes[0]]);
      return answer.indexes.filter(index => !known.has(index)).flatMap(index => {
        known.add(index);
        return trustFindings(rule, trust, answer, index, request);
      });
    });
  });
}
