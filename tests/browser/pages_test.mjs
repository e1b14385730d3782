// SPDX-License-Identifier: EUPL-1.2
// Every page, as both sides reach it, in Dutch and in English: axe-core finds nothing, by day and by night, and a phone is
// wide enough.
import assert from 'node:assert/strict';
import { axe, newPage, screenshot, signInAs, story, walk } from './house.mjs';
import { is_told, open_contract, open_document, press } from './steps.mjs';

const phone = { width: 360, height: 740 };

async function fits(page) {
  const [needed, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(needed <= room, `${page.url()} is ${needed} wide and has room for ${room}`);
}

// A page in all its looks; of what is the same in the next one is looked at once.
async function look(page) {
  const size = page.viewportSize();
  await axe(page);
  await fits(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await axe(page, { only: ['color-contrast'] });
  await page.setViewportSize(phone);
  await fits(page);
  await axe(page, { only: ['target-size'] });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(size);
}

// In another language other words have to fit; their colours are the same.
async function read(page) {
  const size = page.viewportSize();
  await axe(page, { without: ['color-contrast'] });
  await fits(page);
  await page.setViewportSize(phone);
  await fits(page);
  await page.setViewportSize(size);
}

// Contracts and documents differ in what they show, so each of them; of the rest one of a kind.
const each = /^\/(contracts|documents)\/[0-9a-f-]{36}$/;

for (const [name, side] of [['Els Wouters', 'an authority'], ['Karim Haddad', 'a contractor']]) {
  story(`every page that ${side} reaches is free of barriers`, async ({ page, visitor }) => {
    const pages = [page, await visitor()];
    for (const one of pages) await signInAs(one, name);
    const shapes = await walk(pages, '/', look, { each });
    assert.ok(shapes.length >= 20, `the walk saw no more than ${shapes.join(' ')}`);
    assert.ok(shapes.includes('/contracts/{id}/history'), 'the contract leads to its history');
  });

  story(`every page that ${side} reaches in English is free of barriers`, async ({ page, visitor }) => {
    const pages = [page, await visitor()];
    for (const one of pages) await signInAs(one, name);
    await page.getByRole('link', { name: 'Contracts', exact: true }).waitFor();
    const shapes = await walk(pages, '/', read);
    assert.ok(shapes.length >= 15, `the walk saw no more than ${shapes.join(' ')}`);
  }, { locale: 'en-GB' });
}

story('every page that a stranger reaches is free of barriers', async ({ page }) => {
  await page.goto('/');
  const shapes = await walk([page], '/', look);
  assert.ok(shapes.length >= 3, `the walk saw no more than ${shapes.join(' ')}`);
});

story('what opens on a page is free of barriers too', async ({ page: lotte, visitor }) => {
  await signInAs(lotte, 'Lotte Janssens');
  await open_document(lotte, 'Winterdienst district Kortrijk', 'Prestaties november');
  await lotte.getByText('Lijnen inlezen uit een rekenblad').click();
  await lotte.locator('details.z-menu').first().locator('summary').click();
  await look(lotte);
  await lotte.getByRole('button', { name: 'Ontwerp verwijderen' }).click();
  await lotte.locator('#confirm[open]').waitFor();
  await look(lotte);

  const els = await visitor({ dark: true });
  await signInAs(els, 'Els Wouters');
  await open_document(els, 'Ringweg Kerkenhoek: nieuwe aansluiting met rotonde', 'Vorderingsstaat 5');
  await press(els, 'In behandeling nemen');
  await is_told(els, 'De schuldvordering is in behandeling.');
  for (const more of ['Wettelijke basis', 'Aanvullende stukken vragen', 'Controlegetal van het document (SHA-256)'])
    await els.locator('summary', { hasText: more }).click();
  await look(els);
  await els.goto(`${new URL(els.url()).pathname}/partial-acceptance/new`);
  await look(els);
  await els.goto(els.url().replace('partial-acceptance', 'refusal'));
  await look(els);
});

story('the forms of documents are free of barriers', async ({ page: els }) => {
  await signInAs(els, 'Els Wouters');
  await open_contract(els, 'Ringweg Kerkenhoek: nieuwe aansluiting met rotonde');
  await els.getByRole('link', { name: 'Nieuw document' }).click();
  const chooser = new URL(els.url()).pathname;
  for (const type of ['inspection_report', 'bond_default_notice']) {
    await els.goto(`${chooser}?type=${type}`);
    await look(els);
  }
  await els.getByLabel('Bedrag in euro zonder btw').fill('veel');
  await press(els, 'Bewaren');
  await els.locator('#mistakes').waitFor();
  await look(els);
}, { except: /400 \(Bad Request\)/ });

story('a phone shows the main pages whole', async ({ page: karim, browser, house }) => {
  await signInAs(karim, 'Karim Haddad');
  await screenshot(karim, 'phone-start');
  await open_contract(karim, 'N8 Ieper - Kortrijk: heraanleg rijweg en fietspaden');
  await screenshot(karim, 'phone-contract');
  await karim.getByRole('link', { name: 'Geschiedenis', exact: true }).press('Enter');
  await karim.getByRole('heading', { name: 'Geschiedenis van de opdracht' }).waitFor();
  await fits(karim);
  await screenshot(karim, 'phone-history');
  await karim.goBack();
  await karim.getByRole('link', { name: 'Nieuwe schuldvordering' }).first().click();
  await karim.locator('[data-lines][data-live]').waitFor();
  await fits(karim);
  await screenshot(karim, 'phone-form');
  await open_document(karim, 'N8 Ieper - Kortrijk: heraanleg rijweg en fietspaden', 'Vorderingsstaat 2');
  await fits(karim);
  await screenshot(karim, 'phone-claim');
  const dark = await newPage(browser, house, { ...phone, dark: true });
  await signInAs(dark, 'Els Wouters');
  await dark.goto('/contracts/new');
  await press(dark, 'Opdracht aanmaken');
  await dark.locator('#mistakes').waitFor();
  await screenshot(dark, 'phone-dark-mistakes');
  await look(dark);
  await dark.context().close();
}, phone);
