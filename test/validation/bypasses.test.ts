import { CdkApp, ofAdmin } from './synth';
import { readTemplate } from '../../src/cloudformation/app-reader';
import { Rule } from '../../src/rules/rule';
import { findingsIn } from '../../src/rules/rule-set';

test('a plugin on a Stage keeps judging when an aspect elsewhere registers another', () => {
  const app = new CdkApp(`
const app = new App();
const other = new Stack(app, 'Other');
role(other);
const stage = new Stage(app, 'Stage');
Validations.of(stage).addPlugins(new LeastPrivilegePlugin());
Aspects.of(other).add(new LeastPrivilegeAspect());
admin(new Stack(stage, 'Inside'));
`);
  const { code, reported } = app.synth();
  app.remove();
  expect([code, reported]).toEqual([1, ofAdmin('Stage/Inside/Role/Resource')]);
});
test('an empty stack passes', () => {
  const app = new CdkApp('const app = new App(); Guardrails.enforce(app); new Stack(app, "Empty");');
  const { code } = app.synth();
  app.remove();
  expect(code).toBe(0);
});
test('a rule that answers with a list of holes has failed', () => {
  const holes: Rule = { name: 'NoAdminAccess', question: '?', why: 'because', check: () => new Array(2) };
  expect(findingsIn(readTemplate('{}'), [holes])).toEqual([expect.objectContaining({ rule: 'NoUnreadablePolicy' })]);
});
