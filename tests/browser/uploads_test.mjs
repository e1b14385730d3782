// SPDX-License-Identifier: EUPL-1.2
// Uploads over a bad line, with tus-js-client as it is in the page.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signInAs, story } from './house.mjs';
import { download, open_document, sha256 } from './steps.mjs';

const works = 'Winterdienst district Kortrijk';
const megabyte = 1_000_000;

// A PDF as far as its first bytes tell; nobody has sent it before.
function new_file(folder, name, bytes) {
  const content = Buffer.concat([Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'), randomBytes(bytes)]);
  writeFileSync(join(folder, name), content);
  return { path: join(folder, name), digest: sha256(content) };
}

async function line(page, bytes_a_second) {
  const debug = await page.context().newCDPSession(page);
  await debug.send('Network.enable');
  await debug.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes_a_second });
}

function percent(page) {
  return page.locator('.z-upload__file progress').evaluate((bar) => bar.value);
}

async function has_sent(page, wanted) {
  await page.waitForFunction((least) => (document.querySelector('.z-upload__file progress')?.value ?? 0) >= least, wanted);
}

// The places in the file from which pieces were sent.
function offsets(page) {
  const seen = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') seen.push(Number(request.headers()['upload-offset']));
  });
  return seen;
}

story('an upload that breaks off goes on where it was, after the page was closed', async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-upload-'));
  try {
    const file = new_file(folder, 'Camerabeelden riool.pdf', 8 * megabyte);
    page.on('dialog', (dialog) => dialog.accept());
    await signInAs(page, 'Lotte Janssens');
    await open_document(page, works, 'Prestaties november');
    const sent = offsets(page);
    await line(page, 1.5 * megabyte);
    await page.locator('#files').setInputFiles(file.path);
    await has_sent(page, 15);
    assert.ok((await percent(page)) < 100, 'the line is slow enough to break it');
    await page.context().setOffline(true);
    await page.goto('about:blank');
    await page.context().setOffline(false);

    await open_document(page, works, 'Prestaties november');
    await page.getByText('Kies deze bestanden opnieuw.').waitFor();
    assert.match(await page.locator('.z-upload').innerText(), /Camerabeelden riool\.pdf/);
    await line(page, -1);
    await page.locator('#files').setInputFiles(file.path);
    await page.locator('#attachments').getByRole('link', { name: 'Camerabeelden riool.pdf' }).waitFor();
    assert.equal(sent.at(0), 0);
    assert.ok(sent.at(-1) > megabyte / 4, `it went on from ${sent.at(-1)}, not from the beginning`);
    const arrived = await download(page, 'Camerabeelden riool.pdf');
    assert.equal(sha256(arrived.bytes), file.digest);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, { except: /ERR_INTERNET_DISCONNECTED|status of 4/ });

story('a file that was chosen before the script of the page was there is sent by it', async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-upload-'));
  try {
    const file = new_file(folder, 'Werfverslag.pdf', megabyte / 10);
    await signInAs(page, 'Lotte Janssens');
    await open_document(page, works, 'Prestaties november');
    let let_go;
    const chosen = new Promise((resolve) => (let_go = resolve));
    await page.route('**/assets/zegel.*.js', async (route) => {
      await chosen;
      await route.continue();
    });
    const sent = offsets(page);
    await page.goto(page.url(), { waitUntil: 'commit' });
    await page.locator('#files').setInputFiles(file.path);
    assert.equal(await page.locator('form[data-upload]').getAttribute('data-live'), null, 'the script is not there yet');
    let_go();
    await page.locator('#attachments').getByRole('link', { name: 'Werfverslag.pdf' }).waitFor();
    assert.deepEqual(sent, [0]);
    assert.equal(sha256((await download(page, 'Werfverslag.pdf')).bytes), file.digest);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

story('an upload is paused and resumed, and what is not wanted is taken away', async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-upload-'));
  try {
    const file = new_file(folder, 'Dronebeelden.pdf', 6 * megabyte);
    await signInAs(page, 'Lotte Janssens');
    await open_document(page, works, 'Prestaties november');
    const sent = offsets(page);
    await line(page, 1.5 * megabyte);
    await page.locator('#files').setInputFiles(file.path);
    await has_sent(page, 10);
    await page.getByRole('button', { name: 'Pauzeer: Dronebeelden.pdf' }).click();
    await page.locator('.z-upload__state').getByText('Gepauzeerd').waitFor();
    await line(page, -1);
    await page.getByRole('button', { name: 'Ga verder: Dronebeelden.pdf' }).click();
    await page.locator('#attachments').getByRole('link', { name: 'Dronebeelden.pdf' }).waitFor();
    assert.ok(sent.at(-1) > 0);

    const other = new_file(folder, 'Verkeerd bestand.pdf', 6 * megabyte);
    await line(page, 1.5 * megabyte);
    await page.locator('#files').setInputFiles(other.path);
    await has_sent(page, 5);
    await page.getByRole('button', { name: 'Pauzeer: Verkeerd bestand.pdf' }).click();
    await line(page, -1);
    await page.getByRole('button', { name: 'Verwijder: Verkeerd bestand.pdf' }).click();
    await page.locator('.z-upload__file').waitFor({ state: 'detached' });
    await page.reload();
    assert.equal(await page.getByText('Verkeerd bestand.pdf').count(), 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
