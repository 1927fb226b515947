import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EscalationEdge } from './page/escalation-edge';
import { accessHtml } from './private/access-html';
import { escalationEdges } from './private/escalation-steps';
import { findingItems } from './private/finding-html';
import { Content, html, Html, jsonText, messageHtml } from './private/html';
import { everyFinding, rulesThatFound } from './private/rule-facts';
import { shownFindings } from './private/shown-findings';
import { Report } from './report';
import { verdictOf } from './text-report';
import { packageFile } from '../engine/service-authorization/package-file';
import { Judgement } from '../rules/judgement';
import { Severity } from '../rules/severity';

/** The folder that the build makes of `page/`: the same seen from `lib/` and from `src/`. */
const PAGE = packageFile('lib', 'report-page');

/**
 * The whole judgement as one page that needs nothing else: who can do what, escalation paths as a graph, findings with their witnesses. It
 * asks nobody for anything, and runs no script but its own.
 */
export function htmlReport({ judgement, access }: Report): string {
  const script = readFileSync(join(PAGE, 'page.js'), 'utf8');
  const style = readFileSync(join(PAGE, 'page.css'), 'utf8');
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'`;
  const edges = escalationEdges(judgement);
  return `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>IAM access report: ${verdictOf(judgement)}</title>
<style>${new Html(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${header(judgement)}
<main id="main" tabindex="-1">
${filters(judgement)}
${escalationSection(edges)}
${section('access', 'Who can do what', accessHtml(access()))}
${findingsSection(judgement)}
${beside(judgement)}
</main>
<script type="application/json" id="graph">${new Html(jsonText(edges))}</script>
<script>${new Html(script)}</script>
</body>
</html>`.markup}\n`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function header(judgement: Judgement): Html {
  const { findings, waived, acknowledged, baselined, profile, dataDate } = judgement;
  const fatal = findings.filter(({ severity }) => severity === Severity.FATAL).length;
  const tile = (count: number, what: string, kind: string) => html`<li class="${count === 0 ? 'tile' : `tile ${kind}`}"><strong>${count}</strong> ${what}</li>`;
  return html`<header>
<div class="title"><h1>IAM access report</h1>
<button type="button" id="theme" hidden>Dark</button></div>
<p class="verdict ${findings.length === 0 ? 'pass' : 'fail'}">${verdictOf(judgement)}</p>
<ul class="tiles">${[
  tile(fatal, 'fatal', 'fatal'), tile(findings.length - fatal, 'error', 'error'), tile(waived.length, 'waived', 'lifted'),
  tile(acknowledged.length, 'acknowledged', 'lifted'), tile(baselined.length, 'in the baseline', 'lifted'),
]}</ul>
<p class="small">Profile ${profile}${dataDate === undefined ? undefined : html`, data about AWS of ${dataDate}`}</p>
<nav aria-label="Sections"><ul><li><a href="#escalations">Escalation paths</a></li><li><a href="#access">Who can do what</a></li><li><a href="#findings">Findings</a></li><li><a href="#beside">What it rests on</a></li></ul></nav>
</header>`;
}

function section(id: string, title: string, ...content: Content[]): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${content}
</section>`;
}

function findingsSection(judgement: Judgement): Html {
  const shown = shownFindings(judgement);
  if (shown.length === 0) { return section('findings', 'Findings', html`<p>Nothing is too much.</p>`); }
  return section('findings', 'Findings', html`<ul class="items" id="finding-list">
${findingItems(shown)}
</ul>`);
}

/** Only the script can filter: it shows the form. */
function filters(judgement: Judgement): Html {
  const choice = (name: string, label: string, values: string[]) => html`<label>${label} <select name="${name}"><option value="">all</option>${values.map(value => html`<option>${value}</option>`)}</select></label>`;
  return html`<form id="filters" role="search" aria-label="Filter findings and principals" hidden>
<label>Text <input type="search" name="text" autocomplete="off"></label>
${choice('severity', 'Severity', [Severity.FATAL, Severity.ERROR])}
${choice('rule', 'Rule', rulesThatFound(everyFinding(judgement)))}
${choice('status', 'Status', ['blocks', 'waived', 'acknowledged', 'baseline'])}
<button type="button" id="unfold">Unfold all</button> <button type="reset">Reset</button>
<output id="shown" aria-live="polite"></output>
</form>`;
}

function escalationSection(edges: EscalationEdge[]): Html {
  if (edges.length === 0) { return section('escalations', 'Escalation paths', html`<p>Nobody gets further than what it is given.</p>`); }
  return section('escalations', 'Escalation paths', html`<div id="graph-view" class="scrolls" role="region" tabindex="0" aria-label="Graph of the escalation paths; the table says the same" hidden></div>
<div class="scrolls" role="region" tabindex="0" aria-label="Steps of the escalation paths"><table>
<caption>Who becomes whom, step by step</caption>
<thead><tr><th scope="col">Who</th><th scope="col">does</th><th scope="col">and becomes</th><th scope="col">Findings</th></tr></thead>
<tbody>${edges.map(({ from, to, actions, findings }) => html`<tr><th scope="row">${from}</th><td>${actions.map((action, i) => html`${i === 0 ? '' : ', '}<code>${action}</code>`)}</td><td>${to}</td>
<td>${findings.map((one, i) => html`${i === 0 ? '' : ', '}<a href="#finding-${one}"><code>${one}</code></a>`)}</td></tr>`)}</tbody></table></div>`);
}

/** What is no finding, and what the answer rests on. */
function beside({ warnings, declarations, accepted, restrictions, templates }: Judgement): Html {
  const entries = [
    listing('Warnings', ['What blocks soon'], warnings.map(text => [messageHtml(text)])),
    listing('Accepted as unread', ['Where', 'What', 'Why it needs not be read'], accepted.map(({ constructPath, logicalId = '', path, message, reason }) =>
      [html`<code>${constructPath === '' ? logicalId : constructPath}</code> at <code>${path}</code>`, messageHtml(message), reason])),
    listing('Declared', ['Construct', 'What', 'Declaration'], declarations.map(({ constructPath, kind, text }) => [html`<code>${constructPath}</code>`, kind, messageHtml(text)])),
    listing('Restrictions from outside', ['Kind', 'Policy', 'Source', 'SHA-256'], restrictions.map(({ kind, name, source, sha256 }) => [kind, messageHtml(name), html`<code>${source}</code>`, html`<code>${sha256}</code>`])),
    listing('Templates', ['Stack', 'File', 'SHA-256'], templates.map(({ constructPath, file, sha256 }) => [constructPath, html`<code>${file}</code>`, html`<code>${sha256}</code>`])),
  ];
  return section('beside', 'What it rests on', ...entries);
}

function listing(title: string, columns: string[], rows: Content[][]): Html | undefined {
  if (rows.length === 0) { return undefined; }
  return html`<div class="scrolls" role="region" tabindex="0" aria-label="${title}"><table>
<caption>${title}</caption>
<thead><tr>${columns.map(column => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(cells => html`<tr>${cells.map(cell => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}
