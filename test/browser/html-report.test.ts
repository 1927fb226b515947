/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Browser, BrowserContextOptions, chromium, Page } from 'playwright-core';
import { htmlReport } from '../../src/reports/html-report';
import { everyFinding } from '../../src/reports/private/rule-facts';
import { Report } from '../../src/reports/report';
import { everythingOf, TEMPLATE } from '../reports/judgements';
import { allow, document as policyDocument, role } from '../rules/templates';

const UNPACKED = join(__dirname, '.chromium', 'chromium');
const EXECUTABLE = process.env.CHROMIUM ?? (existsSync(UNPACKED) ? UNPACKED : '/usr/bin/chromium');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 360, height: 740 };

/** Tries to run in a page in every place. */
const HOSTILE = '"\'><script>window.ran = 1</script><img src=x onerror="window.ran = 1"></script></style></details></summary><a href="javascript:window.ran=1">${1}`';

const whole = everythingOf(TEMPLATE);
const principals = whole.access();
const report: Report = { ...whole, access: () => principals };
const [escalation] = everyFinding(report.judgement).filter(({ path = [] }) => path.length > 1);
const folder = mkdtempSync(join(tmpdir(), 'report-'));
let browser: Browser;

beforeAll(async () => {
  writeFileSync(join(folder, 'report.html'), htmlReport(report));
  // In containers, Chromium has no sandbox of its own.
  browser = await chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** A page that holds a report, and what it complains of or asks for. */
async function opened(options: BrowserContextOptions = {}, file = 'report.html'): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({ viewport: WIDE, ...options });
  const complaints: string[] = [];
  page.on('console', message => complaints.push(message.text()));
  page.on('pageerror', error => complaints.push(error.message));
  page.on('request', request => { if (!request.url().startsWith('file:') || !request.isNavigationRequest()) { complaints.push(request.url()); } });
  await page.goto(`file://${join(folder, file)}`);
  return { page, complaints };
}

describe.each([
  ['light and wide', { colorScheme: 'light', viewport: WIDE }],
  ['dark and wide', { colorScheme: 'dark', viewport: WIDE }],
  ['light and narrow', { colorScheme: 'light', viewport: NARROW }],
  ['dark and narrow', { colorScheme: 'dark', viewport: NARROW }],
] as [string, BrowserContextOptions][])('%s', (_name, options) => {
  test('is accessible by the rules of axe, all unfolded', async () => {
    const { page } = await opened(options);
    await page.evaluate(() => document.querySelectorAll('details').forEach(one => { one.open = true; }));
    await page.evaluate(AXE);
    const { violations, passes } = await page.evaluate(() => (window as any).axe.run());

    expect(violations.map(({ id, nodes }: any) => [id, nodes.slice(0, 3).map(({ html, failureSummary }: any) => [html, failureSummary])])).toEqual([]);
    expect(passes.map(({ id }: any) => id)).toEqual(expect.arrayContaining(['color-contrast', 'label', 'select-name', 'td-headers-attr']));
    await page.close();
  });

  test('fits the window, and nothing is asked for or complained of', async () => {
    const { page, complaints } = await opened(options);

    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('the graph has every step, and no box lies on another', async () => {
    const { page } = await opened(options);
    const boxes = await page.$$eval('#graph-view .box, #graph-view .edge-box', all => all.map(one => one.getBoundingClientRect()).map(({ left, right, top, bottom }) => ({ left, right, top, bottom })));
    const edges = await page.$$eval('#graph-view .edge', all => all.map(one => one.getAttribute('aria-label')));

    expect(edges).toEqual(['Starter becomes Deployer by iam:PassRole lambda:CreateFunction lambda:InvokeFunction', 'Deployer becomes an administrator by iam:PutRolePolicy']);
    expect(await page.$$eval('#graph-view .node-text', all => all.map(one => one.textContent))).toEqual(['Starter', 'Deployer', 'an administrator']);
    expect(boxes).toHaveLength(5);
    for (const [i, a] of boxes.entries()) {
      for (const b of boxes.slice(i + 1)) { expect(a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top).toBe(true); }
    }
    await page.close();
  });
});

test('an address of a finding unfolds it, brings it into view and focuses it', async () => {
  const { page } = await opened();
  await page.evaluate(hash => { location.hash = hash; }, `finding-${escalation.fingerprint}`);
  await page.waitForSelector(`#finding-${escalation.fingerprint}[open]`);
  const finding = page.locator(`#finding-${escalation.fingerprint}`);

  expect(await finding.locator('summary').first().evaluate(one => one === document.activeElement)).toBe(true);
  expect(await finding.evaluate(one => one.getBoundingClientRect().top >= 0 && one.getBoundingClientRect().top < innerHeight)).toBe(true);
  expect(await finding.locator('dd').allTextContents()).toContainEqual(expect.stringContaining('may do iam:PassRole on'));
  await page.close();
});

test('a page that is opened at such an address does the same, with what is filtered too', async () => {
  const { page } = await opened({}, `report.html#finding-${escalation.fingerprint}`);
  await page.waitForSelector(`#finding-${escalation.fingerprint}[open]`);
  await page.selectOption('select[name=severity]', 'error');
  expect(await page.locator(`#finding-${escalation.fingerprint}`).isVisible()).toBe(false);
  await page.evaluate(() => { location.hash = ''; });
  await page.evaluate(hash => { location.hash = hash; }, `finding-${escalation.fingerprint}`);
  await page.locator(`#finding-${escalation.fingerprint}`).waitFor({ state: 'visible' });
  await page.close();
});

test('filters show what they ask for, and say how much that is', async () => {
  const { page } = await opened();
  const all = everyFinding(report.judgement);
  const visible = () => page.locator('[data-finding]:visible').count();
  const said = () => page.locator('#shown').textContent();

  expect(await visible()).toBe(all.length);
  expect(await page.locator('#shown').getAttribute('aria-live')).toBe('polite');
  await page.selectOption('select[name=severity]', 'fatal');
  const fatal = all.filter(({ severity }) => severity === 'fatal').length;
  expect([await visible(), await said()]).toEqual([fatal, `${fatal} of ${all.length} findings shown`]);
  await page.selectOption('select[name=status]', 'waived');
  expect(await visible()).toBe(1);
  await page.click('button[type=reset]');
  await page.fill('input[name=text]', 'Starter passrole');
  expect(await visible()).toBe(all.filter(one => /starter/i.test(JSON.stringify(one)) && /passrole/i.test(JSON.stringify(one))).length);
  expect(await page.locator('tr[data-principal]:visible').count()).toBe(0);
  await page.fill('input[name=text]', 'starter');
  expect(await page.locator('tr[data-principal]:visible').count()).toBe(1);
  await page.selectOption('select[name=rule]', 'NoPublicTrust');
  expect([await visible(), await said()]).toEqual([0, `0 of ${all.length} findings shown`]);
  await page.close();
});

test('the keyboard is enough', async () => {
  const { page } = await opened();
  const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent?.trim());

  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Skip to the content');
  expect(await page.locator('.skip').evaluate(one => one.getBoundingClientRect().left)).toBeGreaterThanOrEqual(0);
  await page.keyboard.press('Enter');
  expect(await focused()).toBe('main');

  await page.focus('#graph-view .edge');
  await page.keyboard.press('Enter');
  await page.waitForSelector(`#finding-${escalation.fingerprint}[open]`);
  await page.keyboard.press('Enter');
  await page.waitForSelector(`#finding-${escalation.fingerprint}:not([open])`);

  await page.focus('#unfold');
  await page.keyboard.press('Space');
  expect(await page.locator('[data-finding] details:not([open])').count()).toBe(0);
  await page.keyboard.press('Space');
  expect(await page.locator('[data-finding] details[open]').count()).toBe(0);
  await page.close();
});

test('what is too much to draw is in the table', async () => {
  const [step] = escalation.path!;
  const many = Array.from({ length: 301 }, (_, i) => ({ ...escalation, path: [{ ...step, from: `Role${i}` }] }));
  writeFileSync(join(folder, 'many.html'), htmlReport({ ...report, judgement: { ...report.judgement, findings: many } }));
  const { page } = await opened({}, 'many.html');

  expect(await page.locator('#graph-view').textContent()).toBe('303 steps are too many to draw: the table has them all');
  expect(await page.locator('#escalations tbody tr').count()).toBe(303);
  await page.close();
});

test('what is looked at can be light or dark, whatever the system asks for', async () => {
  const { page } = await opened({ colorScheme: 'light' });
  const colour = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await colour();
  await page.click('#theme');
  const dark = await colour();
  await page.click('#theme');

  expect(dark).not.toBe(light);
  expect(await colour()).toBe(light);
  await page.close();
});

test('without scripts, everything is there to be read', async () => {
  const { page } = await opened({ javaScriptEnabled: false });

  expect(await page.locator('[data-finding]').count()).toBe(everyFinding(report.judgement).length);
  expect(await page.locator('#filters').isVisible()).toBe(false);
  expect(await page.locator('#escalations table').isVisible()).toBe(true);
  await page.close();
});

test('no name and no word of an app runs, or becomes part of the page', async () => {
  const statement = { Sid: HOSTILE, ...allow('*') };
  const hostile = { Resources: { ...TEMPLATE.Resources, Hostile: role([policyDocument(statement)], { RoleName: HOSTILE, PermissionsBoundary: HOSTILE }) } };
  writeFileSync(join(folder, 'hostile.html'), htmlReport(everythingOf(hostile, HOSTILE)));
  const { page, complaints } = await opened({}, 'hostile.html');
  const names = () => page.$$eval('body *', all => [...new Set(all.map(one => one.tagName))].sort());
  const known = await opened();

  expect(await page.evaluate(() => (window as any).ran)).toBeUndefined();
  expect(await names()).toEqual(await known.page.$$eval('body *', all => [...new Set(all.map(one => one.tagName))].sort()));
  expect(await page.locator('script').count()).toBe(2);
  expect(await page.locator('[href^="javascript:"], [onerror]').count()).toBe(0);
  expect(await page.locator('.rule', { hasText: '<script>' }).count()).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
  await page.close();
  await known.page.close();
});

test('a script that got in all the same would not run', async () => {
  writeFileSync(join(folder, 'spoilt.html'), htmlReport(report).replace('</body>', '<script>window.ran = 1</script><img src="http://127.0.0.1:9/x.png"></body>'));
  const { page, complaints } = await opened({}, 'spoilt.html');

  expect(await page.evaluate(() => (window as any).ran)).toBeUndefined();
  expect(complaints.filter(one => one.includes('Content Security Policy'))).toEqual([expect.stringContaining('script'), expect.stringContaining('img')]);
  await page.close();
});
