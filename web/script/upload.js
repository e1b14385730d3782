// SPDX-License-Identifier: EUPL-1.2
// Uploads that can be interrupted (tus 1.0): several files, progress, pause, resume after a broken line or a closed browser.
// Enhances <form data-upload="/uploads" data-document="ID"> (web/layout/upload.html); its texts are data-text-… attributes.
import { Upload, defaultOptions } from 'tus-js-client';

const at_once_max = 2;
const retry_after_ms = [0, 1000, 3000, 5000, 10_000, 20_000, 40_000];

const size_of = (bytes, language) => {
  const units = language === 'fr' ? ['o', 'ko', 'Mo', 'Go', 'To'] : ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = bytes;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const places = unit > 0 && value < 10 ? 1 : 0;
  return `${value.toFixed(places).replace('.', language === 'en' ? '.' : ',')}\u00a0${units[unit]}`;
};

// What the server said of it (problem+json); nothing when it said nothing.
function problem_of(error) {
  try {
    return JSON.parse(error.originalResponse.getBody()) ?? {};
  } catch {
    return {};
  }
}

// The server's own sentence when it gave one, else the general one.
function sentence_of(error, fallback) {
  const problem = problem_of(error);
  return problem.detail ?? problem.title ?? fallback;
}

// A line that broke, or a server that is away for a moment. Without its virus scanner Zegel keeps no file: it would have to be sent
// whole each time, so whoever sends it is told, and tries again when he wants.
export function may_pass(error) {
  const status = error.originalResponse?.getStatus() ?? 0;
  const is_refused = status >= 400 && status < 500 && status !== 409 && status !== 423;
  return !is_refused && problem_of(error).code !== 'scan_unavailable' && globalThis.navigator?.onLine !== false;
}

// Replaces one part of the page by what the document's page shows now: this one may be the answer to a step.
async function renew(id, address) {
  const place = document.getElementById(id);
  if (!place) return;
  const response = await fetch(address, { headers: { accept: 'text/html' } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById(id);
  if (fresh) place.replaceWith(document.importNode(fresh, true));
}

class Desk {
  constructor(form) {
    this.form = form;
    this.list = form.querySelector('.z-upload__list');
    this.status = form.querySelector('[data-upload-status]');
    this.language = document.documentElement.lang;
    this.files = new Set();
    this.done = 0;
  }

  // What the files that are chosen now are: a statement or supporting documents.
  get kind() {
    return this.form.elements.kind?.value ?? '';
  }

  text(name, members = {}) {
    const key = `text${name}`;
    return (this.form.dataset[key] ?? '').replace(/\[([a-z]+)\]/g, (whole, member) => members[member] ?? whole);
  }

  say(sentence) {
    this.status.textContent = sentence;
  }

  take(files) {
    for (const file of files) this.files.add(new Line(this, file));
    this.list.hidden = this.files.size === 0;
    this.next();
  }

  next() {
    const running = [...this.files].filter((line) => line.state === 'running').length;
    const waiting = [...this.files].filter((line) => line.state === 'waiting');
    for (const line of waiting.slice(0, Math.max(0, at_once_max - running))) line.start();
  }

  async finished(line) {
    this.done += 1;
    this.say(`${line.file.name}: ${this.text('Done')}`);
    this.next();
    const busy = [...this.files].some((other) => ['waiting', 'running'].includes(other.state));
    if (busy) return;
    await renew(this.form.dataset.renew, `/documents/${this.form.dataset.document}`);
    for (const other of [...this.files]) if (other.state === 'done') this.forget(other);
    this.say(this.text('AllDone', { number: String(this.done) }));
  }

  forget(line) {
    this.files.delete(line);
    line.element.remove();
    this.list.hidden = this.list.childElementCount === 0;
  }
}

// One file: its row on the page and its upload.
class Line {
  constructor(desk, file) {
    this.desk = desk;
    this.file = file;
    this.state = 'waiting';
    this.element = this.row();
    desk.list.append(this.element);
    this.show(0);
    this.kind = desk.form.elements.kind?.value ?? '';
    this.upload = new Upload(file, {
      endpoint: desk.form.dataset.upload,
      metadata: { filename: file.name, filetype: file.type, document: desk.form.dataset.document, kind: this.kind },
      headers: { 'X-Form-Token': desk.form.elements.formToken?.value ?? '' },
      retryDelays: retry_after_ms,
      onShouldRetry: may_pass,
      removeFingerprintOnSuccess: true,
      fingerprint: async () => this.fingerprint(),
      onProgress: (sent) => this.show(sent),
      onError: (error) => this.fail(sentence_of(error, desk.text('Failed'))),
      onSuccess: () => this.finish(),
    });
  }

  // The same file for the same document, also after the browser was closed.
  fingerprint() {
    const { name, size, lastModified } = this.file;
    return ['zegel', this.desk.form.dataset.document, this.kind, name, size, lastModified].join('|');
  }

  row() {
    const element = document.createElement('li');
    element.className = 'z-upload__file';
    this.name = Object.assign(document.createElement('span'), { className: 'z-upload__name', textContent: this.file.name });
    this.buttons = Object.assign(document.createElement('span'), { className: 'z-upload__buttons' });
    this.bar = Object.assign(document.createElement('progress'), { className: 'z-progress', max: 100, value: 0 });
    this.bar.setAttribute('aria-label', this.file.name);
    this.note = Object.assign(document.createElement('span'), { className: 'z-upload__state' });
    element.append(this.name, this.buttons, this.bar, this.note);
    return element;
  }

  button(name, act) {
    const button = Object.assign(document.createElement('button'), {
      type: 'button',
      className: 'au-c-button au-c-button--secondary',
      textContent: this.desk.text(name),
    });
    button.setAttribute('aria-label', `${button.textContent}: ${this.file.name}`);
    button.addEventListener('click', act);
    return button;
  }

  show(sent) {
    const language = this.desk.language;
    const percent = this.file.size === 0 ? 0 : Math.min(100, Math.floor((sent * 100) / this.file.size));
    this.bar.value = percent;
    const words = { waiting: 'Waiting', running: 'UnderWay', paused: 'Paused', done: 'Done' }[this.state];
    const note = `${this.desk.text(words)} · ${size_of(sent, language)} / ${size_of(this.file.size, language)} (${percent}\u00a0%)`;
    this.bar.setAttribute('aria-valuetext', note);
    this.note.textContent = note;
    this.sent = sent;
  }

  become(state, ...buttons) {
    const had_focus = this.buttons.contains(document.activeElement);
    this.state = state;
    this.element.classList.toggle('is-failed', state === 'failed');
    this.buttons.replaceChildren(...buttons);
    if (had_focus) this.buttons.querySelector('button')?.focus();
  }

  async start() {
    this.become('running', this.button('Pause', () => this.pause()));
    this.show(this.sent);
    const [earlier] = await this.upload.findPreviousUploads();
    if (this.state !== 'running') return;
    if (earlier) this.upload.resumeFromPreviousUpload(earlier);
    this.upload.start();
  }

  async pause() {
    this.become('paused', this.button('Resume', () => this.resume()), this.remover());
    this.show(this.sent);
    await this.upload.abort();
    this.desk.next();
  }

  resume() {
    this.become('waiting');
    this.show(this.sent);
    this.desk.next();
  }

  fail(sentence) {
    this.become('failed', this.button('Retry', () => this.resume()), this.remover());
    this.note.textContent = sentence;
    this.desk.say(`${this.file.name}: ${sentence}`);
    this.desk.next();
  }

  remover() {
    return this.button('Remove', async () => {
      await this.upload.abort(true).catch(() => {});
      this.desk.forget(this);
      this.desk.form.querySelector('input[type=file]').focus();
    });
  }

  finish() {
    this.become('done');
    this.show(this.file.size);
    this.desk.finished(this);
  }
}

// Uploads of an earlier visit that did not end: the browser needs the file once more to go on with it.
async function remind(desk) {
  const earlier = await defaultOptions.urlStorage.findAllUploads();
  const names = earlier.filter((upload) => upload.metadata?.document === desk.form.dataset.document).map((upload) => upload.metadata.filename);
  if (names.length === 0) return;
  const note = document.createElement('p');
  note.className = 'au-c-help-text';
  note.textContent = desk.text('Again', { files: [...new Set(names)].join(', ') });
  desk.form.querySelector('.z-upload__drop').append(note);
}

export function enhance(root) {
  for (const form of root.querySelectorAll('form[data-upload]')) {
    if (form.dataset.live) continue;
    form.dataset.live = 'yes';
    const desk = new Desk(form);
    const input = form.querySelector('input[type=file]');
    const drop = form.querySelector('.z-upload__drop');
    form.querySelector('.z-upload__send').hidden = true;
    form.addEventListener('submit', (event) => event.preventDefault());
    const take = () => {
      desk.take(input.files);
      input.value = '';
    };
    input.addEventListener('change', take);
    if (input.files.length > 0) take(); // chosen before this script was there
    for (const name of ['dragenter', 'dragover', 'dragleave', 'drop'])
      drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.toggle('is-over', name === 'dragenter' || name === 'dragover');
      });
    drop.addEventListener('drop', (event) => desk.take(event.dataTransfer.files));
    addEventListener('beforeunload', (event) => {
      if ([...desk.files].some((line) => line.state === 'running')) event.preventDefault();
    });
    remind(desk);
  }
}
