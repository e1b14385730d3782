// SPDX-License-Identifier: EUPL-1.2
// Runs the stories in *_test.mjs beside this file: ZEGEL_BINARY=build/release/zegel node tests/browser/run.mjs [words …]
// With words, only the sentences that contain them all. Each file gets a server of its own, each story a visitor of its
// own. The last line is "browser: N passed, N failed".
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { House, launchBrowser, newPage, noConsoleErrors, screenshot, stories } from './house.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const storySecondsMax = 480;
const words = process.argv.slice(2);
let passed = 0;
let failed = 0;
let house;
let browser;

function fail(sentence, error, since) {
  failed += 1;
  const took = since === undefined ? '' : ` (${Date.now() - since} ms)`;
  const why = String(error?.stack ?? error).replace(/\n *Browser logs:[^]*?(?=\n *at )/, '');
  console.log(`not ok  ${sentence}${took}\n        ${why.replaceAll('\n', '\n        ')}`);
}

function within(seconds, promise) {
  let late;
  const limit = new Promise((_resolve, reject) => {
    late = setTimeout(() => reject(new Error(`not done within ${seconds} seconds`)), seconds * 1000);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(late));
}

async function play({ sentence, act, options }) {
  const since = Date.now();
  const pages = [];
  const visitor = async (own = {}) => {
    const page = await newPage(browser, house, { ...options, ...own });
    pages.push(page);
    return page;
  };
  try {
    if (!browser.isConnected()) browser = await launchBrowser();
    const page = await visitor();
    await within(options.seconds ?? storySecondsMax, act({ house, page, visitor, browser }));
    for (const one of pages) noConsoleErrors(one, options.except);
    passed += 1;
    console.log(`ok      ${sentence} (${Date.now() - since} ms)`);
  } catch (error) {
    fail(sentence, error, since);
    const name = `failed-${sentence.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 80)}`;
    for (const [number, one] of pages.entries()) {
      await within(10, screenshot(one, `${name}-${number}`)).then((path) => console.log(`        ${one.url()} looks like ${path}`), () => {});
    }
  } finally {
    for (const one of pages) await within(10, one.context().close()).catch(() => {});
  }
}

// A browser on a busy machine may stumble: a file with a failure is played once more from the start, on a new house, and says
// so; what fails twice has failed.
async function playFile(file) {
  stories.length = 0;
  try {
    await import(pathToFileURL(join(folder, file)));
  } catch (error) {
    fail(`${file} can be played`, error);
    return;
  }
  const chosen = stories.filter(({ sentence }) => words.every((word) => sentence.includes(word)));
  if (chosen.length === 0) return;
  const before = [passed, failed];
  await playOnce(file, chosen);
  if (failed === before[1]) return;
  console.log(`again   ${file}`);
  [passed, failed] = before;
  await playOnce(file, chosen);
}

async function playOnce(file, chosen) {
  try {
    house = await House.start();
    for (const one of chosen) await play(one);
  } catch (error) {
    fail(`${file} can be played`, error);
  }
  try {
    await house?.stop();
  } catch (error) {
    fail(`the server of ${file} stops cleanly`, error);
  }
  house = undefined;
}

async function stopAll() {
  await within(10, browser?.close() ?? Promise.resolve()).catch(() => {});
  await house?.stop().catch(() => {});
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await stopAll();
    process.exit(130);
  });
}

try {
  browser = await launchBrowser();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('_test.mjs')).sort()) await playFile(file);
} catch (error) {
  fail('Chromium starts', error);
} finally {
  await stopAll();
}
if (passed + failed === 0) fail('there is at least one story to play', new Error(words.length > 0 ? `none contains ${words.join(' ')}` : 'none found'));
console.log(`browser: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
