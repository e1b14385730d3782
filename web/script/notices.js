// SPDX-License-Identifier: EUPL-1.2
// Keeps the number of unread notices up to date. Of all the windows of this browser one listens to the server and tells the
// others, as a browser has few connections to spare.
export function watch_notices(badge) {
  const channel = new BroadcastChannel('zegel-notices');
  const show = (text) => {
    const count = Number.parseInt(text, 10);
    if (!Number.isSafeInteger(count)) return;
    badge.querySelector('[data-count]').textContent = count >= Number(badge.dataset.most) ? `${count}+` : String(count);
    badge.hidden = count === 0;
  };
  channel.addEventListener('message', ({ data }) => show(data));

  function listen() {
    const source = new EventSource(badge.dataset.unread);
    source.addEventListener('unread', ({ data }) => {
      show(data);
      channel.postMessage(data);
    });
    addEventListener('pagehide', () => source.close(), { once: true });
    return new Promise(() => {});  // until the window closes
  }
  if (navigator.locks) navigator.locks.request('zegel-notices', listen).catch(() => {});
  else listen();
}

// <details data-edit>: who opens it wants to type.
export function focus_edits(document) {
  for (const edit of document.querySelectorAll('details[data-edit]')) {
    edit.addEventListener('toggle', () => {
      if (edit.open) edit.querySelector('input:not([type=hidden])')?.select();
    });
  }
}
