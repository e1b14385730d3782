// SPDX-License-Identifier: EUPL-1.2
// The main job in a browser without script: every step is a link or a form.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { screenshot, signInAs, story } from './house.mjs';
import {
  download, file_named, is_told, open_contract, open_document, press, reads, real_pdf, real_photo, sees, sha256, statement, status_of, type_line,
} from './steps.mjs';

const works = 'School De Linde: buitenaanleg';
const claim = 'Zonder script';

async function lotte_drafts(page) {
  await open_contract(page, works);
  await page.getByRole('link', { name: 'Nieuwe schuldvordering' }).first().click();
  assert.equal(await page.getByRole('button', { name: 'Lijn toevoegen' }).isVisible(), false, 'what needs script is not offered');
  await reads(page.locator('noscript'), /Meer lijnen nodig/);
  await page.getByLabel('Titel').fill(claim);
  await page.getByLabel('Begin van de periode').fill('2026-10-01');
  await page.getByLabel('Einde van de periode').fill('2026-10-31');
  for (const row of [1, 2, 3])
    await type_line(page, row, { post: `${row}`, description: `Plantvak ${row}`, quantity: `${row * 10}`, unit: 'm2', price: '12,5' });
  await press(page, 'Bewaren');
  await is_told(page, 'Het ontwerp is bewaard.');
  await page.getByRole('link', { name: 'Wijzigen' }).click();
  await type_line(page, 4, { post: '4', description: 'Haag', quantity: 'een haag', unit: 'm', price: '8' });
  await press(page, 'Bewaren');
  await page.locator('#mistakes').getByRole('link', { name: /^Lijn 4, Hoeveelheid/ }).waitFor();
  await page.locator('[name="lines.3.quantity"]').fill('65');
  await press(page, 'Bewaren');
  await is_told(page, 'Het ontwerp is bewaard.');
  assert.deepEqual((await statement(page)).map((line) => line.at(-1)), ['€ 125,00', '€ 250,00', '€ 375,00', '€ 520,00']);
}

async function lotte_attaches(page) {
  await page.locator('#files').setInputFiles([file_named('Leverbon hagen.pdf', real_pdf), file_named('Plantvak 1.jpg', real_photo)]);
  await press(page, 'Bestanden toevoegen');
  await is_told(page, 'toegevoegd');
  assert.equal(await page.locator('.z-file').count(), 2);
  await page.locator('#files').setInputFiles({ name: 'leeg.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) });
  await press(page, 'Bestanden toevoegen');
  await page.getByRole('heading', { level: 1, name: 'Het bestand is leeg' }).waitFor();
  await page.goBack();
  await page.locator('.z-file').filter({ hasText: 'Plantvak 1.jpg' }).getByRole('button', { name: /Verwijderen/ }).click();
  await is_told(page, 'De bijlage is verwijderd.');
  assert.equal(await page.locator('.z-file').count(), 1);
  await press(page, 'Klaarzetten om te verzenden');
  await is_told(page, 'Het ontwerp staat klaar.');
}

story('a claim goes from draft to invoice request without script', async ({ page: lotte, visitor }) => {
  const [karim, wim] = [await visitor(), await visitor()];
  await signInAs(lotte, 'Lotte Janssens');
  await lotte_drafts(lotte);
  await lotte_attaches(lotte);
  await signInAs(karim, 'Karim Haddad');
  await open_document(karim, works, claim);
  await press(karim, 'Verzenden');
  await is_told(karim, 'Het document is verzonden.');
  await signInAs(wim, 'Wim Aerts');
  await open_document(wim, works, claim);
  const arrived = await download(wim, 'Leverbon hagen.pdf');
  assert.equal(sha256(arrived.bytes), sha256(readFileSync(real_pdf)));
  await press(wim, 'In behandeling nemen');
  await wim.getByRole('link', { name: 'Keur gedeeltelijk goed' }).click();
  await wim.locator('[name="lines.4.accepted"]').fill('480');
  await wim.locator('[name="lines.4.reason"]').fill('Zestig meter opgemeten.');
  await press(wim, 'Keur gedeeltelijk goed');
  await is_told(wim, 'De schuldvordering is gedeeltelijk goedgekeurd.');
  await wim.getByRole('link', { name: 'Factuuraanvraag opmaken' }).click();
  await wim.getByLabel('Ordernummer').fill('KERK-2026-112');
  await press(wim, 'Factuuraanvraag verzenden');
  await is_told(wim, 'De factuuraanvraag is verzonden.');
  await open_document(karim, works, claim);
  assert.equal(await status_of(karim), 'Afgehandeld');
  await reads(karim.locator('#lines tfoot tr'), 'Totaal zonder btw € 1.270,00 € 1.230,00');
  await sees(karim, 'KERK-2026-112');
  await screenshot(karim, 'noscript-claim');
}, { script: false, except: /status of (400|422)/ });
