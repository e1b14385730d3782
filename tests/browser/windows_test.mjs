// SPDX-License-Identifier: EUPL-1.2
// Several people, several windows, one document.
import assert from 'node:assert/strict';
import { axe, screenshot, signInAs, story } from './house.mjs';
import { is_told, open_document, press, reads, statement, status_of, type_line } from './steps.mjs';

const works = 'Winterdienst district Kortrijk';

story('who saves a draft second is told so, and loses nothing', async ({ page: lotte, visitor }) => {
  const karim = await visitor();
  await signInAs(lotte, 'Lotte Janssens');
  await signInAs(karim, 'Karim Haddad');
  for (const page of [lotte, karim]) {
    await open_document(page, works, 'Prestaties november');
    await page.getByRole('link', { name: 'Wijzigen' }).click();
    await page.getByRole('heading', { level: 1, name: 'Schuldvordering wijzigen' }).waitFor();
  }
  await type_line(karim, 1, { post: '1', description: 'Strooien, nacht van 3 november', quantity: '6', unit: 'uur', price: '145' });
  await press(karim, 'Bewaren');
  await is_told(karim, 'Het ontwerp is bewaard.');

  await type_line(lotte, 1, { post: '1', description: 'Strooien, nacht van 4 november', quantity: '5', unit: 'uur', price: '145' });
  await lotte.getByLabel('Opmerkingen voor de aanbesteder').fill('De nacht van 3 november volgt nog.');
  await press(lotte, 'Bewaren');
  await lotte.locator('#mistakes').getByText('Iemand anders bewaarde dit ontwerp terwijl u bezig was.').waitFor();
  assert.equal(await lotte.locator('[name="lines.0.description"]').inputValue(), 'Strooien, nacht van 4 november');
  assert.equal(await lotte.getByLabel('Opmerkingen voor de aanbesteder').inputValue(), 'De nacht van 3 november volgt nog.');
  await axe(lotte);
  await screenshot(lotte, 'stale');
  // What the colleague saved is one link away, in a window of its own.
  const [other] = await Promise.all([lotte.waitForEvent('popup'), lotte.getByRole('link', { name: /wat er nu bewaard is/ }).click()]);
  assert.deepEqual((await statement(other)).map((line) => line[1]), ['Strooien, nacht van 3 november']);
  await other.close();
  await type_line(lotte, 2, { post: '2', description: 'Strooien, nacht van 3 november', quantity: '6', unit: 'uur', price: '145' });
  await press(lotte, 'Bewaren');
  await is_told(lotte, 'Het ontwerp is bewaard.');
  assert.deepEqual((await statement(lotte)).map((line) => line.at(-1)), ['€ 725,00', '€ 870,00']);
}, { except: /status of 400/ });

story('a claim that was withdrawn in one window is not treated in another', async ({ page: sofie, visitor }) => {
  const bram = await visitor();
  const works_here = 'Ringweg Kerkenhoek: nieuwe aansluiting met rotonde';
  await signInAs(sofie, 'Sofie De Smet');
  await signInAs(bram, 'Bram Claes');
  await open_document(sofie, works_here, 'Vorderingsstaat 5');
  await open_document(bram, works_here, 'Vorderingsstaat 5');
  await press(sofie, 'Intrekken', { sure: true });
  await is_told(sofie, 'Het document is ingetrokken.');
  await reads(sofie.locator('.z-clock'), /Geen termijn/);
  await axe(sofie);
  await press(bram, 'In behandeling nemen');
  await bram.getByRole('heading', { level: 1, name: 'Deze stap kan nu niet' }).waitFor();
  await bram.goBack();
  await bram.reload();
  assert.equal(await status_of(bram), 'Ingetrokken');
  assert.equal(await bram.getByRole('button', { name: 'In behandeling nemen' }).count(), 0);
}, { except: /status of 409/ });

story('a button that is pressed twice does one thing', async ({ page: ingrid }) => {
  await signInAs(ingrid, 'Ingrid Van Hove');
  await open_document(ingrid, 'Brug over de Leie: betonherstel en waterdichting', 'Vorderingsstaat 14');
  await ingrid.getByRole('button', { name: 'Aanvulling opmaken' }).dblclick();
  await is_told(ingrid, 'Het ontwerp is bewaard.');
  // From the claim one goes on with it, and does not begin another.
  await ingrid.getByRole('link', { name: 'Hoort bij deze schuldvordering' }).click();
  await ingrid.getByRole('link', { name: 'Werk verder aan de aanvulling' }).waitFor();
  assert.equal(await ingrid.getByRole('button', { name: 'Aanvulling opmaken' }).count(), 0);
  await ingrid.locator('.z-page-head').getByRole('link').first().click();
  await ingrid.locator('#contract-documents').waitFor();
  assert.equal(await ingrid.locator('tbody tr').filter({ hasText: 'Aanvulling bij een schuldvordering' }).count(), 1);
});
