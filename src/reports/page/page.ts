import { showFilters } from './filters';
import { drawGraph } from './graph';
import { showTheme } from './theme';

showTheme();
showFilters();
drawGraph();

/** An address of something folded unfolds it. */
function unfoldTarget(): void {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!(target instanceof HTMLDetailsElement)) { return; }
  target.closest<HTMLElement>('[hidden]')?.removeAttribute('hidden');
  target.open = true;
  target.scrollIntoView();
  target.querySelector('summary')?.focus({ preventScroll: true });
}

addEventListener('hashchange', unfoldTarget);
unfoldTarget();
