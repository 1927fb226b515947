import { everythingOf, reportOf, TEMPLATE } from './judgements';
import { markdownReport } from '../../src/reports/markdown-report';
import { codeMarkdown, messageMarkdown } from '../../src/reports/private/markdown';
import { role } from '../rules/templates';

/** It has no types. */
const MarkdownIt = jest.requireActual('markdown-it');
const markdown = new MarkdownIt({ html: true, linkify: true });

/** Tries to be everything at once. */
const HOSTILE = '</code></summary></details><script>alert(1)</script> ![x](https://evil.example/a.png) [y](javascript:alert(1)) @octocat #1 **b** | `c` <img src=x onerror=alert(1)>\n\n# H\n- i https://evil.example www.evil.example\n```';

const report = everythingOf(TEMPLATE);

test('a short table, and the details folded', () => {
  const text = markdownReport(report);
  const html: string = markdown.render(text);
  const { findings, waived, acknowledged, baselined } = report.judgement;

  expect(text).toMatch(/^### FAIL&#58; \d+ findings, \d+ of them fatal; 1 waived; 1 acknowledged; 1 in the baseline\n\n\| rule \|/);
  expect(html).toContain('<table>');
  for (const { fingerprint } of [...findings, waived[0].finding, acknowledged[0].finding, baselined[0]]) { expect(html).toContain(`<code>${fingerprint}</code>`); }
  expect(html.match(/<details>/g)!.length).toBe(html.match(/<\/details>/g)!.length);
  for (const title of ['waived: ', 'acknowledged: ', 'in the baseline: 1', 'accepted as unread: 1', 'declared: 1', 'restrictions from outside: 1', 'judged: 1', 'warnings: 1']) { expect(text).toContain(`<summary>${title}`); }
});

test('says so where nothing was found', () => {
  expect(markdownReport(reportOf({ Resources: {} }))).toMatch(/^### PASS&#58; no findings\n\nProfile strict, 1 template, data about AWS of /);
});

test.each([
  ['as code', codeMarkdown(HOSTILE)],
  ['in a message', messageMarkdown(`${HOSTILE} and \`${HOSTILE.replace(/`/g, '\\`')}\``)],
])('foreign text %s is nothing but text', (_name, text) => {
  const html: string = markdown.render(text);

  expect(html).toMatch(/^<p>/);
  expect(html.replace(/<\/?(p|code)>|<!-- -->/g, '')).not.toMatch(/<|>(?!$)/);
  expect(html).not.toContain('href');
});

test('outside of code, nobody is mentioned', () => {
  const html: string = markdown.render(messageMarkdown('ask @octocat about #1'));

  expect(html).toBe('<p>ask @<!-- -->octocat about #<!-- -->1</p>\n');
});

test('the names and the words of a hostile app change nothing of the page', () => {
  const hostile = { Resources: { ...TEMPLATE.Resources, Hostile: role([{ Statement: [{ Sid: HOSTILE, Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::*${HOSTILE}` }] }], { RoleName: HOSTILE }) } };
  const tags = (text: string) => new Set((markdown.render(text) as string).match(/<[a-z!/][^>]*>/g));
  const html: string = markdown.render(markdownReport(everythingOf(hostile, HOSTILE)));

  expect([...tags(markdownReport(everythingOf(hostile, HOSTILE)))].filter(tag => !tags(markdownReport(report)).has(tag))).toEqual([]);
  expect(html).not.toMatch(/<script|<img|href=|@octocat(?!.*<\/code>)/);
  expect(html).toContain('&lt;script&gt;');
});

test('what is too long for a comment is cut, and says so', () => {
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`Admin${i}`, TEMPLATE.Resources.Admin]));
  const text = markdownReport(reportOf({ Resources: many }));

  expect(text.length).toBeLessThan(65_536);
  expect(text).toMatch(/^### FAIL&#58; \d{3} findings/);
  expect(text).toMatch(/\*\*\d+ of \d+ details left out, as a comment has no room for more: the reports as text, JSON and HTML show them\.\*\*/);
});

test('twice the same bytes', () => {
  expect(markdownReport(everythingOf(TEMPLATE))).toBe(markdownReport(report));
});
