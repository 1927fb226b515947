import { Html, html, messageHtml } from './html';
import { ruleFacts } from './rule-facts';
import { ShownFinding } from './shown-findings';
import { circumstanceText, statementText, stepText } from '../finding-text';

/** The findings, each folded and with an address of its own. */
export function findingItems(shown: ShownFinding[]): Html[] {
  const taken = new Set<string>();
  return shown.map(one => {
    const { fingerprint } = one.finding;
    // One address is of one finding.
    const id = taken.has(fingerprint) ? undefined : html` id="finding-${fingerprint}"`;
    taken.add(fingerprint);
    return findingItem(one, id);
  });
}

function findingItem({ finding, status, lifted }: ShownFinding, id: Html | undefined): Html {
  const { rule, severity, fingerprint, constructPath, logicalId, message, fix, statement, witness, path = [], dependsOn, file, source } = finding;
  const { why, controls } = ruleFacts(rule);
  const place = [constructPath, logicalId ?? ''].filter(part => part !== '').join(' · ');
  return html`<li data-finding data-rule="${rule}" data-severity="${severity}" data-status="${status}"><details class="finding ${severity} ${status}"${id}>
<summary><span class="badge ${severity}">${severity}</span>${status === 'blocks' ? undefined : html` <span class="badge">${status}</span>`} <span class="rule">${rule}</span>
<span class="what">${messageHtml(message)}</span>${place === '' ? undefined : html` <span class="place">${place}</span>`}</summary>
<dl>
${lifted === undefined ? undefined : row('Does not block', messageHtml(lifted))}
${row('Why', html`${why}`)}
${row('Resource', html`${logicalId === undefined ? undefined : html`<code>${logicalId}</code>`}${file === undefined ? undefined : html` in <code>${file}</code>`}`)}
${statement && row('Statement', messageHtml(statementText(statement)))}
${witness && row('Witness', html`<code>${witness.principal}</code> may do <code>${witness.action}</code> on <code>${witness.resource}</code>`)}
${witness && witness.when.length > 0 ? row('When', messageHtml(witness.when.map(circumstanceText).join(', '))) : undefined}
${path.length === 0 ? undefined : row('Path', html`<ol>${path.map(step => html`<li>${messageHtml(stepText(step))}</li>`)}</ol>`)}
${dependsOn.length === 0 ? undefined : row('Depends on', messageHtml(dependsOn.join(', ')))}
${source === undefined ? undefined : row('Made at', html`<code>${source}</code>`)}
${row('Fix', messageHtml(fix))}
${controls.length === 0 ? undefined : row('Controls', html`<ul>${controls.map(control => html`<li>${control.framework} ${control.id}: ${control.title}</li>`)}</ul>`)}
${row('Fingerprint', html`<a href="#finding-${fingerprint}"><code>${fingerprint}</code></a>`)}
</dl></details></li>`;
}

function row(term: string, description: Html): Html | undefined {
  return description.markup === '' ? undefined : html`<div><dt>${term}</dt><dd>${description}</dd></div>`;
}
