// SPDX-License-Identifier: EUPL-1.2
// Documents of every theme, as both sides exchange them.
import assert from 'node:assert/strict';
import { signInAs, story } from './house.mjs';
import { day, does_not_see, download, file_named, is_told, open_contract, press, real_pdf, sees, status_of } from './steps.mjs';

const contract = 'Brug over de Leie: betonherstel en waterdichting';

async function open_in_contract(page, title) {
  await open_contract(page, contract);
  await page.getByRole('link', { name: title, exact: true }).first().click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

story('a default notice is answered with a defence within the term and closed with a decision', async ({ page: els, visitor }) => {
  await signInAs(els, 'Els Wouters');
  await open_contract(els, contract);
  await els.getByRole('link', { name: 'Nieuw document' }).click();
  await els.getByRole('link', { name: 'PV van ingebrekestelling' }).click();
  await sees(els, 'De andere partij krijgt na verzending 15 kalenderdagen om te antwoorden.');
  await els.getByLabel('Titel').fill('PV: scheuren in het brugdek');
  await els.getByLabel('Eigen kenmerk').fill('LEIE/PV7');
  await els.getByLabel('Datum').fill(day(-1));
  await els.getByLabel('Vastgestelde feiten').fill('Het brugdek vertoont scheuren tussen as 3 en as 4.');
  await press(els, 'Bewaren');
  await is_told(els, 'Het ontwerp is bewaard.');
  await els.locator('#files').setInputFiles(file_named('vaststelling.pdf', real_pdf));
  await els.locator('#attachments').getByRole('link', { name: 'vaststelling.pdf' }).waitFor();

  // What the type asks for is not there yet, and that is said before anything is sent.
  await press(els, 'Verzenden', { sure: true });
  await els.locator('#mistakes').getByRole('link', { name: /Wat van de opdrachtnemer verwacht wordt/ }).waitFor();
  await els.getByRole('link', { name: 'Wijzigen' }).click();
  await els.getByLabel('Wat van de opdrachtnemer verwacht wordt').fill('De scheuren injecteren en laten keuren.');
  await press(els, 'Bewaren');
  await press(els, 'Verzenden', { sure: true });
  await is_told(els, 'Het document is verzonden. De andere partij ziet het meteen.');
  assert.equal(await status_of(els), 'Verzonden');
  await sees(els, 'Wacht op antwoord');

  const ingrid = await visitor();
  await signInAs(ingrid, 'Ingrid Van Hove');
  await open_in_contract(ingrid, 'PV: scheuren in het brugdek');
  await sees(ingrid, 'art. 44, § 2 van het KB van 14 januari 2013');
  await does_not_see(ingrid, 'Els Wouters');
  await ingrid.getByRole('link', { name: 'Antwoorden: Verweer' }).click();
  await ingrid.getByLabel('Titel').fill('Verweer: scheuren in het brugdek');
  await ingrid.getByLabel('Verweer', { exact: true }).fill('De scheuren zijn op vraag van de aanbesteder niet geïnjecteerd.');
  await press(ingrid, 'Bewaren');
  await press(ingrid, 'Verzenden', { sure: true });
  await is_told(ingrid, 'Het document is verzonden.');

  await open_in_contract(els, 'PV: scheuren in het brugdek');
  assert.equal(await status_of(els), 'Beantwoord');
  await els.getByRole('link', { name: /Verweer \d+: Verweer: scheuren in het brugdek/ }).click();
  await els.getByRole('link', { name: /^Antwoorden: Beslissing over straf/ }).click();
  await els.getByLabel('Titel').fill('Beslissing over LEIE/PV7');
  await els.getByLabel('Maatregel').selectOption('Geen: de feiten worden zonder gevolg geklasseerd');
  await els.getByLabel('Toelichting').fill('Het verweer is aanvaard.');
  await press(els, 'Bewaren');
  await press(els, 'Verzenden', { sure: true });

  await open_in_contract(ingrid, 'PV: scheuren in het brugdek');
  assert.equal(await status_of(ingrid), 'Afgehandeld');
  await open_in_contract(ingrid, 'Verweer: scheuren in het brugdek');
  assert.equal(await status_of(ingrid), 'Afgehandeld');
}, { except: /400 \(Bad Request\)/ });

story('documents are found by their words, filtered, sorted and taken along as a spreadsheet', async ({ page: els }) => {
  await signInAs(els, 'Els Wouters');
  await open_contract(els, 'Ringweg Kerkenhoek: nieuwe aansluiting met rotonde');
  await els.getByRole('link', { name: /Te laat: \d+/ }).click();
  await els.getByRole('heading', { level: 1, name: 'Documenten zoeken' }).waitFor();
  await sees(els, 'PV: signalisatie ontbreekt aan de rotonde');
  await els.locator('tbody .z-state--overdue').getByText('Te laat').waitFor();
  await does_not_see(els, 'Termijnverlenging wegens vorst');

  await els.getByRole('link', { name: 'Filters wissen' }).click();
  await els.getByLabel('Zoek op titel').fill('vorstdagen');
  await els.getByRole('button', { name: 'Zoeken' }).click();
  await sees(els, 'Termijnverlenging wegens vorst');
  await does_not_see(els, 'PV: signalisatie ontbreekt aan de rotonde');
  const csv = await download(els, 'Lijst als CSV');
  assert.equal(csv.name, 'documents.csv');
  assert.match(csv.bytes.toString('utf8'), /Termijnverlenging wegens vorst/);
  assert.doesNotMatch(csv.bytes.toString('utf8'), /signalisatie/);
  const xlsx = await download(els, 'Lijst als Excel (XLSX)');
  assert.equal(xlsx.bytes.subarray(0, 2).toString(), 'PK');

  await els.getByRole('link', { name: 'Filters wissen' }).click();
  await els.getByLabel('Thema').selectOption('Gebreken en sancties');
  await els.getByLabel('Volgorde').selectOption('Eerst wat het dringendst is');
  await els.getByRole('button', { name: 'Zoeken' }).click();
  await sees(els, 'PV: signalisatie ontbreekt aan de rotonde');
});

story('the authority chooses which documents go through Zegel', async ({ page: els, visitor }) => {
  await signInAs(els, 'Els Wouters');
  await open_contract(els, 'Winterdienst district Kortrijk');
  await els.getByRole('link', { name: 'Basisgegevens', exact: true }).click();
  await els.locator('main a[href$="/types"]').click();
  await els.getByLabel('Voorschotaanvraag').uncheck();
  await press(els, 'Bewaren');
  await is_told(els, 'De lijst van documenten is bewaard.');
  const karim = await visitor();
  await signInAs(karim, 'Karim Haddad');
  await open_contract(karim, 'Winterdienst district Kortrijk');
  await karim.getByRole('link', { name: 'Nieuw document' }).click();
  await sees(karim, 'Aanvraag van verwijlintrest');
  await does_not_see(karim, 'Voorschotaanvraag');
});
