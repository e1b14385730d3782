// SPDX-License-Identifier: EUPL-1.2
// What people do in more than one story, said in their words.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import writeExcelFile from 'write-excel-file/node';

// Files that the project did not make, from Debian packages that it needs anyway.
export const real_pdf = '/usr/share/doc/shared-mime-info/shared-mime-info-spec.pdf';
export const real_photo = '/usr/share/doc/libhowardhinnant-date-dev/date_types.jpeg';

export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

// A real file under the name that somebody gave it.
export function file_named(name, path) {
  const types = { pdf: 'application/pdf', jpg: 'image/jpeg', csv: 'text/csv' };
  return { name, mimeType: types[name.split('.').at(-1)] ?? 'application/octet-stream', buffer: readFileSync(path) };
}

// A workbook with these rows, as a public library writes it.
export async function workbook(name, rows) {
  const blob = await writeExcelFile(rows.map((row) => row.map((value) => ({ value, type: typeof value === 'number' ? Number : String })))).toBuffer();
  return { name, mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: blob };
}

// The same day for everybody: today in Brussels, and so many days from it.
export function day(from_today = 0) {
  // By parts: how a language writes a day differs between Node's own and Debian's ICU.
  const parts = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Brussels', year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(new Date());
  const [year, month, date] = ['year', 'month', 'day'].map((name) => parts.find(({ type }) => type === name).value);
  return new Date(Date.UTC(year, month - 1, date, 12) + from_today * 86_400_000).toISOString().slice(0, 10);
}

// What was selected reads so, once.
export async function reads(locator, pattern) {
  const text = (await locator.first().innerText()).replace(/\s+/g, ' ').trim();
  if (pattern instanceof RegExp) assert.match(text, pattern);
  else assert.equal(text, pattern);
}

export function sees(page, text) {
  return page.locator('main').getByText(text).first().waitFor();
}

// The sentence above the page that says what was done.
export async function is_told(page, sentence) {
  await page.locator('#notices').getByText(sentence).waitFor();
}

export async function does_not_see(page, text) {
  assert.equal(await page.locator('main').getByText(text).count(), 0, `${page.url()} shows ${text}`);
}

// A button of a step; `sure` when the page asks first.
export async function press(page, name, { sure = false } = {}) {
  await page.getByRole('button', { name, exact: true }).first().click();
  if (!sure) return;
  const dialog = page.locator('#confirm');
  await dialog.waitFor();
  await dialog.locator('#confirm-yes').click();
}

export async function open_contract(page, title) {
  await page.goto('/contracts');
  await page.getByRole('link', { name: title }).click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

// The claim with this title; an invoice request bears the title of its claim.
export async function open_document(page, contract, title) {
  await open_contract(page, contract);
  await page.locator('tbody tr').filter({ hasText: 'Schuldvordering' }).getByRole('link', { name: title, exact: true }).first().click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

export function status_of(page) {
  return page.locator('.z-page-head .z-status').innerText();
}

// The demo's drawer: addresses that got a mail with this subject, newest first.
export async function told_by_mail(page, subject) {
  await page.goto('/demo/mail');
  const rows = page.locator('tbody tr').filter({ has: page.getByRole('link', { name: subject, exact: true }) });
  return rows.locator('td').filter({ hasText: '@' }).allInnerTexts();
}

// Types a line of a statement in the row with this number, counted from one.
export async function type_line(page, row, { post, description, quantity, unit, price }) {
  const at = `lines.${row - 1}`;
  const values = { post, description, quantity, unit, unitPrice: price };
  for (const [name, value] of Object.entries(values)) await page.locator(`[name="${at}.${name}"]`).fill(value);
}

// The statement on a claim's page: a row of texts for each line.
export async function statement(page) {
  await page.locator('#lines table').waitFor();
  const rows = await page.locator('#lines tbody tr').all();
  return Promise.all(rows.map(async (row) => (await row.locator('th, td').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())));
}

// Reads lines from a spreadsheet into a draft.
export async function import_lines(page, file) {
  const form = page.locator('form[action$="/lines-import"]');
  if (!(await form.isVisible())) await page.getByText('Lijnen inlezen uit een rekenblad').click();
  await form.getByLabel('Rekenblad').setInputFiles(file);
  const replaces = await form.locator('button[data-confirm]').count();
  await form.getByRole('button', { name: 'Lijnen inlezen' }).click();
  if (replaces > 0 && (await page.evaluate(() => document.querySelector('#confirm')?.open).catch(() => false))) await page.locator('#confirm-yes').click();
}

export async function download(page, name) {
  const [arrived] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name, exact: true }).click()]);
  return { name: arrived.suggestedFilename(), bytes: readFileSync(await arrived.path()) };
}
