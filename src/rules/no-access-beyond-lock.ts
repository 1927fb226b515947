import { accessBeyond, anyAccess, PresentAccess, presentAccess, statementsBeyond } from './access-lock';
import { exampleOf } from './example';
import { Finding } from './finding';
import { about } from './reviewed-app';
import { Rule } from './rule';
import { CheckAccessResult, CheckResult } from '../engine/analysis/check-types';
import { quoted } from '../engine/policy/policy-problem';

/**
 * May a principal do more than the access lock holds? Without a lock nothing is asked.
 */
export const NoAccessBeyondLock: Rule = {
  name: 'NoAccessBeyondLock',
  question: 'May a principal do more than the access lock holds?',
  why: 'What a change really adds is hard to see in a policy: the lock makes every new access a line in the diff that somebody approves.',
  check: app => {
    const { accessLock: lock } = app.options;
    return lock === undefined ? [] : presentAccess(app).flatMap(present => {
      const isLocked = Object.hasOwn(lock.principals, present.key);
      const beyond = isLocked ? accessBeyond(present, lock.principals[present.key]) : anyAccess(present);
      if (beyond === undefined || beyond.result === CheckResult.PASS) { return []; }
      const added = isLocked ? statementsBeyond(present, lock.principals[present.key]) : present.access.identity;
      return [findingOf(present, beyond, isLocked ? 'the access lock does not hold' : 'somebody may who is not in the access lock', added)];
    });
  },
};

function findingOf({ subject, access }: PresentAccess, { result, message, reasons: [reason] }: CheckAccessResult, why: string, added: object[]): Finding {
  const statements = added.length === 0 ? '' : `; new is ${added.map(one => quoted(JSON.stringify(one))).join(', ')}`;
  return {
    rule: 'NoAccessBeyondLock',
    ...about(subject.resource),
    message: result === CheckResult.FAIL ? `${reason.description}, which ${why}${statements}` : `may do what ${why}: ${message}${statements}`,
    fix: 'take it out; or review it, and write the lock again with `cdk-iam-guardrails lock PATH`',
    content: JSON.stringify(access),
    ...reason && {
      witness: {
        principal: exampleOf(subject.permissions.caller.name),
        action: reason.witness.action,
        resource: reason.witness.resource,
        when: reason.witness.context.map(({ contextKeyName, contextKeyValues }) => ({ key: contextKeyName, values: contextKeyValues })),
      },
    },
    dependsOn: reason?.dependsOn ?? [],
  };
}
