import { Severity, SEVERITIES } from '../../src/rules/severity';

test('only the severities that the CDK takes seriously are used', () => {
  expect([...new Set(Object.values(SEVERITIES))].sort()).toEqual(['error', 'fatal']);
});

test('what makes everybody an administrator, or cannot be read, cannot be acknowledged', () => {
  expect(SEVERITIES).toMatchObject({
    NoAdminAccess: Severity.FATAL,
    NoPrivilegeEscalation: Severity.FATAL,
    NoPublicTrust: Severity.FATAL,
    NoUnreadablePolicy: Severity.FATAL,
  });
});

test('habits can', () => {
  expect(SEVERITIES).toMatchObject({ NoUserPolicies: Severity.ERROR, NoWildcardResource: Severity.ERROR });
});
