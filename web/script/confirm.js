// SPDX-License-Identifier: EUPL-1.2
// A button with data-confirm="Are you sure …?" asks first, in the page's own dialog. Without script the server's summary page
// or the step itself stands for it.
export function ask_first(document) {
  const dialog = document.getElementById('confirm');
  if (!dialog?.showModal) return;
  let asked = null;

  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('button[data-confirm]');
    if (!button || button === asked || !button.form) return;
    event.preventDefault();
    event.stopPropagation();
    dialog.querySelector('#confirm-text').textContent = button.dataset.confirm;
    dialog.querySelector('#confirm-yes').textContent = button.dataset.confirmYes ?? button.textContent.trim();
    dialog.returnValue = 'no';
    dialog.showModal();
    dialog.onclose = () => {
      button.focus();
      if (dialog.returnValue !== 'yes') return;
      asked = button;
      button.form.requestSubmit(button);
      asked = null;
    };
  }, true);
}

// A dialog that the server opened (<dialog open data-modal>) becomes a modal one. A link with data-close closes it and
// leads to its field, as the link itself does without script.
export function open_dialogs(document) {
  for (const dialog of document.querySelectorAll('dialog[data-modal]')) {
    if (!dialog.showModal) continue;
    dialog.close();
    dialog.showModal();
    for (const link of dialog.querySelectorAll('a[data-close]'))
      link.addEventListener('click', (event) => {
        event.preventDefault();
        dialog.close();
        document.querySelector(link.getAttribute('href'))?.focus();
      });
  }
}
