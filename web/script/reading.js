// SPDX-License-Identifier: EUPL-1.2
// Messages count as read once they have been on the screen: <form data-reading> is sent by itself as soon as what follows it is
// seen, and goes away. What is marked as new stays so until the page is opened again. Without script the form has a button.
export function enhance(root) {
  for (const form of root.querySelectorAll('form[data-reading]')) {
    if (form.dataset.live || !form.nextElementSibling) continue;
    form.dataset.live = 'yes';
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      send(form);
    });
    seen.observe(form.nextElementSibling);
  }
}

// A page that is fetched ahead has no visible part, and a form that could not be sent keeps its button.
async function send(form) {
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), redirect: 'manual' });
    if (answer.type === 'opaqueredirect' && !form.contains(document.activeElement)) form.hidden = true;
  } catch {
    form.dataset.failed = 'yes';
  }
}
