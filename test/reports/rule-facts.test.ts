import { ruleFacts } from '../../src/reports/private/rule-facts';
import { RULE_TABLE, RuleName } from '../../src/rules/rule-table';

test.each(Object.keys(RULE_TABLE) as RuleName[])('reports say what %s asks, and why', name => {
  const { question, why } = ruleFacts(name);

  expect([question, why]).toEqual([expect.stringMatching(/\?$/), expect.stringMatching(/\.$/)]);
});
