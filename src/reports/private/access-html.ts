import { Content, Html, html } from './html';
import { AccessLevel } from '../../engine/service-authorization/access-level';
import { ServiceAuthorizationReference } from '../../engine/service-authorization/service-authorization-reference';
import { PrincipalAccessSummary, ServiceAccessSummary } from '../../rules/access-summary';
import { counted } from '../../rules/counted';

/** More services than this are named together. */
const MANY = 30;

const LEVELS = Object.values(AccessLevel);

/** Who may do what: a table of everybody, and a table of services for each. */
export function accessHtml(principals: PrincipalAccessSummary[]): Html {
  if (principals.length === 0) { return html`<p>There is no role, user or group in the app.</p>`; }
  return html`<div class="scrolls" role="region" tabindex="0" aria-label="Access of every principal"><table>
<caption>In how many services each principal may do something, by access level</caption>
<thead><tr><th scope="col">Principal</th><th scope="col">Kind</th>${LEVELS.map(level => html`<th scope="col" class="count">${level}</th>`)}</tr></thead>
<tbody>${principals.map((one, i) => html`<tr data-principal="${one.name} ${one.constructPath} ${one.logicalId}">
<th scope="row"><a href="#${idOf(i)}">${one.name}</a>${one.isAdministrator ? html` <span class="badge fatal">administrator</span>` : undefined}</th><td>${one.kind}</td>
${LEVELS.map(level => levelCell(one.access.filter(({ accessLevel }) => accessLevel === level)))}</tr>`)}</tbody></table></div>
<ul class="items">${principals.map((one, i) => html`<li data-principal="${one.name} ${one.constructPath} ${one.logicalId}">${principalDetails(one, idOf(i))}</li>`)}</ul>`;
}

function idOf(i: number): string {
  return `principal-${i + 1}`;
}

function levelCell(access: ServiceAccessSummary[]): Html {
  const services = access.length;
  const actions = access.reduce((sum, { count }) => sum + count, 0);
  if (services === 0) { return html`<td class="count none"><span class="unseen">none</span></td>`; }
  return html`<td class="count ${heatOf(services, 200)}">${services}<span class="unseen"> ${services === 1 ? 'service' : 'services'}, ${counted(actions, 'action')}</span></td>`;
}

function principalDetails({ name, kind, arn, logicalId, constructPath, boundary, isAdministrator, access }: PrincipalAccessSummary, id: string): Html {
  const services = new Map<string, ServiceAccessSummary[]>();
  for (const one of access) { services.set(one.service, [...services.get(one.service) ?? [], one]); }
  const place = constructPath === '' ? logicalId : constructPath;
  return html`<details class="principal" id="${id}"><summary><span class="badge">${kind}</span> <span class="rule">${name}</span>
${isAdministrator ? html`<span class="badge fatal">administrator</span>` : undefined}${place === name ? undefined : html` <span class="place">${place}</span>`}</summary>
<p><code>${arn}</code>${boundary === undefined ? undefined : html`, with the permissions boundary <code>${boundary}</code>`}</p>
${access.length === 0 ? html`<p>May do nothing that AWS lists.</p>` : servicesHtml(name, services)}</details>`;
}

/** Where many services are open as a whole, they are named together: a table of everything tells nobody anything. */
function servicesHtml(name: string, services: Map<string, ServiceAccessSummary[]>): Content {
  const whole = [...services].filter(([service, access]) => isWhole(service, access)).map(([service]) => service);
  if (whole.length < MANY) { return servicesTable(name, services); }
  const others = new Map([...services].filter(([service]) => !whole.includes(service)));
  return [
    html`<details class="inner"><summary>Every action of ${counted(whole.length, 'service')}</summary><p>${whole.join(', ')}</p></details>`,
    others.size === 0 ? undefined : servicesTable(name, others),
  ];
}

function isWhole(service: string, access: ServiceAccessSummary[]): boolean {
  const levels = new Set(ServiceAuthorizationReference.actionsOf(service).flatMap(({ accessLevels }) => accessLevels));
  return access.length === levels.size && access.every(({ actions }) => actions.length === 0);
}

function servicesTable(name: string, services: Map<string, ServiceAccessSummary[]>): Html {
  return html`<div class="scrolls" role="region" tabindex="0" aria-label="Services of ${name}"><table>
<caption>How many actions of each service <code>${name}</code> may do on some resource, by access level</caption>
<thead><tr><th scope="col">Service</th>${LEVELS.map(level => html`<th scope="col" class="count">${level}</th>`)}<th scope="col">Actions</th></tr></thead>
<tbody>${[...services].map(([service, access]) => html`<tr><th scope="row"><code>${service}</code></th>
${LEVELS.map(level => actionsCell(access.find(({ accessLevel }) => accessLevel === level)))}<td>${actionsOf(access)}</td></tr>`)}</tbody></table></div>`;
}

function actionsCell(access: ServiceAccessSummary | undefined): Html {
  return access === undefined
    ? html`<td class="count none"><span class="unseen">none</span></td>`
    : html`<td class="count ${heatOf(access.count, access.of)}">${access.count}<span class="of"> of ${access.of}</span></td>`;
}

function actionsOf(access: ServiceAccessSummary[]): Html {
  const named = [...new Set(access.flatMap(({ actions }) => actions))].sort();
  const whole = access.filter(({ actions }) => actions.length === 0).map(({ accessLevel }) => accessLevel);
  const all = whole.length === 0 ? undefined : html`all of ${whole.join(', ')}`;
  if (named.length === 0) { return html`${all}`; }
  return html`<details><summary>${named.length} named${all === undefined ? undefined : html`, ${all}`}</summary>${named.map((one, i) => html`${i === 0 ? '' : ', '}<code>${one}</code>`)}</details>`;
}

/** How much of everything it is, in four steps. */
function heatOf(count: number, of: number): string {
  return `heat${Math.min(4, Math.max(1, Math.ceil(4 * count / of)))}`;
}
