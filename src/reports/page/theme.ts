/** The button turns what the system asks for around. */
export function showTheme(): void {
  const button = document.getElementById('theme');
  if (button === null) { return; }
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const label = () => { button.textContent = isDark() ? 'Light' : 'Dark'; };
  button.setAttribute('aria-label', 'Change between light and dark');
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    label();
  });
  button.hidden = false;
  label();
}
