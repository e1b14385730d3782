// SPDX-License-Identifier: EUPL-1.2
// What pages do beyond HTML. Every page works without it. Parts that few pages need are loaded when they are there.
import { ask_first, open_dialogs } from './confirm.js';
import { watch_menus } from './menus.js';
import { focus_edits, watch_notices } from './notices.js';
import { send_once } from './send_once.js';

function enhance(root) {
  if (root.querySelector('form[data-upload]')) import('./upload.js').then((part) => part.enhance(root));
  if (root.querySelector('form[data-reading]')) import('./reading.js').then((part) => part.enhance(root));
  if (root.querySelector('[data-lines]')) import('./lines.js').then((part) => part.enhance(root));
  if (root.querySelector('[hx-get],[hx-post],[hx-trigger]')) import('./partial.js');
}

watch_menus(document);
ask_first(document);
send_once(document);
focus_edits(document);
for (const badge of document.querySelectorAll('[data-unread]')) watch_notices(badge);
enhance(document);
document.addEventListener('htmx:load', (event) => enhance(event.target.parentNode ?? event.target));

// A form that came back with mistakes: the summary is read first.
document.getElementById('mistakes')?.focus();
open_dialogs(document);
