/** Shows what the form asks for, and says how much that is. */
export function showFilters(): void {
  const form = document.getElementById('filters');
  const shown = document.getElementById('shown');
  const unfold = document.getElementById('unfold');
  if (!(form instanceof HTMLFormElement) || shown === null || unfold === null) { return; }
  const findings = [...document.querySelectorAll<HTMLElement>('[data-finding]')];
  const principals = [...document.querySelectorAll<HTMLElement>('[data-principal]')];
  const texts = new Map(findings.map(item => [item, (item.textContent ?? '').toLowerCase()]));

  const apply = () => {
    const asked = new FormData(form);
    const words = String(asked.get('text')).toLowerCase().split(/\s+/).filter(word => word !== '');
    const holds = (text: string) => words.every(word => text.includes(word));
    const isAsked = (item: HTMLElement, name: string) => asked.get(name) === '' || asked.get(name) === item.dataset[name];
    for (const item of findings) {
      item.hidden = !(['severity', 'rule', 'status'].every(name => isAsked(item, name)) && holds(texts.get(item)!));
    }
    for (const item of principals) { item.hidden = !holds((item.dataset.principal ?? '').toLowerCase()); }
    const count = findings.filter(item => !item.hidden).length;
    shown.textContent = `${count} of ${findings.length} findings shown`;
  };
  form.addEventListener('input', apply);
  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(apply));
  unfold.addEventListener('click', () => {
    const all = findings.filter(item => !item.hidden).flatMap(item => item.querySelector('details') ?? []);
    const open = !all.every(one => one.open);
    for (const one of all) { one.open = open; }
    unfold.textContent = open ? 'Fold all' : 'Unfold all';
  });
  form.hidden = false;
  apply();
}
