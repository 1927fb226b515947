import { createHash } from 'node:crypto';
import { everythingOf, reportOf, TEMPLATE } from './judgements';
import { htmlReport } from '../../src/reports/html-report';
import { html, jsonText, messageHtml } from '../../src/reports/private/html';
import { everyFinding } from '../../src/reports/private/rule-facts';

// What the page does in a browser is in `test/browser`.

const report = everythingOf(TEMPLATE);
const page = htmlReport(report);
const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

test('only its own script and style are allowed, and nothing is asked for', () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1].replace(/&#39;/g, '\'');
  const [script] = [.../<script>([^]*?)<\/script>/.exec(page)!].slice(1);
  const [style] = [.../<style>([^]*?)<\/style>/.exec(page)!].slice(1);

  expect(policy).toBe(`default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`);
  expect(page).not.toMatch(/ (src|style|on[a-z]+)=|url\((?!#arrow)|@import/);
});

test('every finding is there, with an address, its witness, its fix and its controls', () => {
  for (const { fingerprint } of everyFinding(report.judgement)) { expect(page).toContain(`id="finding-${fingerprint}"`); }
  expect(page.match(/<li data-finding /g)).toHaveLength(everyFinding(report.judgement).length);
  expect(page).toContain('<dt>Witness</dt>');
  expect(page).toContain('AWS Security Hub (FSBP and related standards) IAM.1: Customer policies do not allow full admin');
});

test('who may do what is told by principal, service and access level', () => {
  const row = /<tr data-principal="Developers [^]*?<\/tr>/.exec(page)![0];

  expect(row.match(/<td class="count[^>]*>/g)).toHaveLength(5);
  expect(row).toContain('1<span class="unseen"> service, 1 action</span>');
  expect(page).toMatch(/<th scope="row"><code>sqs<\/code><\/th>[^]*?<code>SendMessage<\/code>/);
});

test('services that are open as a whole are named together, and the others one by one', () => {
  const admin = /<details class="principal" id="principal-2">[^]*?<\/table>/.exec(page)![0];

  expect(admin).toMatch(/<summary>Every action of [34]\d\d services<\/summary><p>[^<]*, dynamodb, /);
  expect(admin).toContain('<th scope="row"><code>sts</code></th>');
  expect(admin).not.toContain('<code>dynamodb</code>');
});

test('whatever was lifted, accepted, declared or restricted is told', () => {
  for (const text of ['waived by <code>reviewed by the platform team</code>', 'acknowledged at <code>', 'it was there when the baseline was written', 'Accepted as unread', 'Declared', 'Restrictions from outside', 'Warnings', 'Templates']) {
    expect(page).toContain(text);
  }
});

test('where there is nothing, the page says so', () => {
  const empty = htmlReport(reportOf({ Resources: {} }));

  for (const text of ['PASS: no findings', 'Nothing is too much', 'Nobody gets further', 'There is no role, user or group']) { expect(empty).toContain(text); }
});

test('content is escaped wherever it stands', () => {
  const hostile = '<b>&"\'\u202e';

  expect(html`<a title="${hostile}">${[hostile, undefined, 1]}</a>`.markup).toBe('<a title="&lt;b&gt;&amp;&quot;&#39;\\u{202e}">&lt;b&gt;&amp;&quot;&#39;\\u{202e}1</a>');
  expect(messageHtml('may do `a\\`<b>` on <i>').markup).toBe('may do <code>a`&lt;b&gt;</code> on &lt;i&gt;');
  expect(jsonText(['</script><!--\u2028'])).toBe('["\\u003c/script\\u003e\\u003c!--\\u2028"]');
  expect(JSON.parse(jsonText(['</script>&\u2028']))).toEqual(['</script>&\u2028']);
});

test('twice the same bytes', () => {
  expect(htmlReport(everythingOf(TEMPLATE))).toBe(page);
});
