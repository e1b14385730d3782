// SPDX-License-Identifier: EUPL-1.2
// Menus are <details class="z-menu">: only one is open; a click elsewhere, leaving it or Escape closes it.
export function watch_menus(document) {
  const open = () => document.querySelectorAll('details.z-menu[open]');
  document.addEventListener('click', (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener('focusout', (event) => {
    const menu = event.target.closest?.('details.z-menu[open]');
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
}
