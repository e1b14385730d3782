// SPDX-License-Identifier: EUPL-1.2
// What the browser's stories stand on: the built server in demo mode, Debian's Chromium, and a few words to speak with.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const screenshots = join(root, 'build', 'screenshots');
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const startSecondsMax = 60;
const stopSecondsMax = 20;
const stepSecondsMax = 15;
const pagesMax = 200;

// ---- the sentences

export const stories = [];

// A sentence and what it does: story('a claim is sent', async ({ house, page }) => { … }). Options: script (false: without
// JavaScript), width and height, locale, dark, except (a pattern of console messages and answers that belong to the story).
export function story(sentence, act, options = {}) {
  stories.push({ sentence, act, options });
}

// ---- the house

function ended(child) {
  return child.exitCode !== null || child.signalCode !== null;
}

function end(child, seconds) {
  if (ended(child)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(false), seconds * 1000);
    child.once('exit', () => {
      clearTimeout(late);
      resolve(true);
    });
  });
}

// The server in demo mode, with a folder of its own.
export class House {
  static async start(binary = process.env.ZEGEL_BINARY) {
    if (!binary) throw new Error('ZEGEL_BINARY does not say which server to start');
    const house = new House();
    house.folder = mkdtempSync(join(tmpdir(), 'zegel-browser-'));
    house.said = '';
    house.child = spawn(binary, ['demo', '--port', '0', '--folder', join(house.folder, 'data')], { stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      house.url = await house.listening();
    } catch (error) {
      await house.stop();
      throw error;
    }
    return house;
  }

  listening() {
    return new Promise((resolve, reject) => {
      const tail = () => this.said.slice(-2000);
      const late = setTimeout(() => reject(new Error(`the server does not listen after ${startSecondsMax} seconds:\n${tail()}`)), startSecondsMax * 1000);
      const hear = (piece) => {
        this.said = (this.said + piece).slice(-200_000);
        const found = /Zegel listens on (https?:\/\/[^\s]+)/.exec(this.said);
        if (!found) return;
        clearTimeout(late);
        resolve(found[1].replace(/\/$/, ''));
      };
      this.child.stdout.setEncoding('utf8').on('data', hear);
      this.child.stderr.setEncoding('utf8').on('data', hear);
      this.child.once('error', reject);
      this.child.once('exit', (code) => {
        clearTimeout(late);
        reject(new Error(`the server ended with ${code} before it listened:\n${tail()}`));
      });
    });
  }

  // Ends it as Ctrl-C does; an unclean end is an error.
  async stop() {
    try {
      if (this.child.pid === undefined || ended(this.child)) return;
      this.child.kill('SIGINT');
      if (!(await end(this.child, stopSecondsMax))) {
        this.child.kill('SIGKILL');
        await end(this.child, stopSecondsMax);
        throw new Error(`the server did not stop within ${stopSecondsMax} seconds:\n${this.said.slice(-2000)}`);
      }
      if (this.child.exitCode !== 0) throw new Error(`the server stopped with ${this.child.exitCode ?? this.child.signalCode}:\n${this.said.slice(-2000)}`);
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }
}

// ---- the browser

export function launchBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

const troubles = new WeakMap();
const scriptless = new WeakSet();

// A new visitor: own cookies, own page. What goes wrong in the page is written down for noConsoleErrors.
export async function newPage(browser, house, options = {}) {
  const context = await browser.newContext({
    baseURL: house.url,
    locale: options.locale ?? 'nl-BE',
    timezoneId: 'Europe/Brussels',
    javaScriptEnabled: options.script ?? true,
    viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
    colorScheme: options.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
  context.setDefaultTimeout(stepSecondsMax * 1000);
  const page = await context.newPage();
  const found = [];
  troubles.set(page, found);
  if (options.script === false) scriptless.add(page);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') found.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => found.push(`script: ${error.message}`));
  page.on('response', (answer) => {
    if (answer.status() >= 500) found.push(`answer: ${answer.status()} ${answer.request().method()} ${answer.url()}`);
    if (!answer.url().startsWith(house.url) && !/^(data|blob|about):/.test(answer.url())) found.push(`stranger: ${answer.url()}`);
  });
  return page;
}

// Fails when the page's console, its scripts or the server complained since the last time; `except` is what may be there.
export function noConsoleErrors(page, except) {
  const found = troubles.get(page) ?? [];
  const left = found.splice(0).filter((line) => !except?.test(line));
  if (left.length > 0) throw new Error(`the page complains:\n  ${left.join('\n  ')}`);
}

// The demo's list of the cast: signs in as the one with this name, at this organisation when there are several.
export async function signInAs(page, name, organisation) {
  await page.goto('/demo/cast');
  const place = organisation ? page.locator('section').filter({ has: page.getByRole('heading', { name: organisation }) }) : page;
  const one = place.getByRole('button', { name });
  if ((await one.count()) === 0) throw new Error(`${name} is not in the cast on ${page.url()}`);
  await one.first().click();
  await page.waitForURL((url) => url.pathname !== '/demo/cast');
}

// ---- what each page owes

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// Fails with a list that can be read when axe-core finds something on the page as it stands.
// `only` is for a second look at what differs: dark, or narrow.
export async function axe(page, { without = [], only = [] } = {}) {
  if (scriptless.has(page)) throw new Error('axe-core is a script: look at this page with a visitor that has script');
  // Through the debugger, so the page's own content security policy stays as strict as it is.
  if (!(await page.evaluate(() => Boolean(globalThis.axe)))) await page.evaluate(`${axeSource};0`);
  const { violations, passes } = await page.evaluate(([runOnly, skip]) => globalThis.axe.run(document, {
    runOnly,
    rules: Object.fromEntries(skip.map((rule) => [rule, { enabled: false }])),
    resultTypes: ['violations'],
  }), [only.length > 0 ? { type: 'rule', values: only } : { type: 'tag', values: tags }, without]);
  if (passes.length === 0 && only.length === 0) throw new Error(`axe-core looked at nothing on ${page.url()}`);
  if (violations.length === 0) return;
  const lines = violations.map((one) => {
    const places = one.nodes.slice(0, 5).map((node) => {
      const why = (node.failureSummary ?? '').split('\n').slice(1, 4).map((line) => line.trim()).join('; ');
      return `      ${node.target.join(' ')}\n        ${node.html.slice(0, 160)}\n        ${why}`;
    });
    const more = one.nodes.length > 5 ? `\n      and ${one.nodes.length - 5} more` : '';
    return `    ${one.id} (${one.impact}): ${one.help}\n${places.join('\n')}${more}`;
  });
  throw new Error(`axe-core finds ${violations.length} kind(s) of barrier on ${page.url()}:\n${lines.join('\n')}`);
}

export async function screenshot(page, name) {
  mkdirSync(screenshots, { recursive: true });
  const path = join(screenshots, `${name}.png`);
  await page.screenshot({ path, fullPage: true });
  return path;
}

// One address stands for all that differ in an id, a number or a query only.
function shape_of(url) {
  return new URL(url).pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '{id}').replace(/\/\d+(?=\/|$)/g, '/{number}');
}

// Follows the links of the house from `start`, one page of each shape and all that `each` names, and calls look(page) on each.
// `pages` are of the same person; they share the work. Gives the shapes that were seen.
export async function walk(pages, start, look, { leave = /\/(sign-out|demo\/reset)/, each } = {}) {
  const shape = (address) => (each?.test(new URL(address).pathname) ? new URL(address).pathname : shape_of(address));
  const home = new URL(start, pages[0].url()).origin;
  const seen = new Set();
  const ahead = [new URL(start, pages[0].url()).href];
  const next = () => {
    while (ahead.length > 0 && seen.size < pagesMax) {
      const address = ahead.shift();
      if (seen.has(shape(address))) continue;
      seen.add(shape(address));
      return address;
    }
    return undefined;
  };
  const visit = async (page, address) => {
    const head = await page.request.head(address, { maxRedirects: 5 });
    if (head.status() >= 400) throw new Error(`a link leads nowhere: ${head.status()} ${address} (a link on one of ${[...seen].slice(-8).join(' ')})`);
    if (!(head.headers()['content-type'] ?? '').startsWith('text/html')) return;
    await page.goto(address);
    await look(page);
    const links = await page.evaluate(() => [...document.querySelectorAll('a[href]')].filter((a) => !a.hasAttribute('download')).map((a) => a.href));
    for (const link of links) {
      const target = new URL(link);
      target.hash = '';
      if (target.origin === home && !leave.test(target.pathname) && !seen.has(shape(target.href))) ahead.push(target.href);
    }
  };
  for (;;) {
    const visits = pages.map((page) => [page, next()]).filter(([, address]) => address !== undefined);
    if (visits.length === 0) break;
    await Promise.all(visits.map(([page, address]) => visit(page, address)));
  }
  return [...seen];
}
