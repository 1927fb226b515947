import { Profile } from '../../src/rules/profile';
import { RULE_TABLE } from '../../src/rules/rule-table';
import { Severity } from '../../src/rules/severity';

test('only what keeps an acknowledged report from succeeding is a severity', () => {
  expect([...new Set(Object.values(RULE_TABLE).map(({ severity }) => severity))].sort()).toEqual(['error', 'fatal']);
});

test('administrators, escalation, what is public and what cannot be read are fatal, in every profile', () => {
  const fatal = { severity: Severity.FATAL, profile: Profile.BASELINE };
  expect(RULE_TABLE).toMatchObject({
    NoAdminAccess: fatal, NoPrivilegeEscalation: fatal, NoPublicAccess: fatal, NoPublicTrust: fatal, NoUnreadablePolicy: fatal,
  });
});

test('hygiene is for the strict profile, and may be acknowledged', () => {
  const hygiene = { severity: Severity.ERROR, profile: Profile.STRICT };
  expect(RULE_TABLE).toMatchObject({ NoUserPolicies: hygiene, NoWildcardResource: hygiene });
});
