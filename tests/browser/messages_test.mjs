// SPDX-License-Identifier: EUPL-1.2
// The two sides write to each other, and colleagues share what is to be done.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { axe, screenshot, signInAs, story } from './house.mjs';
import { does_not_see, download, file_named, is_told, open_contract, open_document, press, reads, real_pdf, sees, sha256 } from './steps.mjs';

const works = 'School De Linde: buitenaanleg';
const claim = 'Vorderingsstaat plantvakken';

const row_of = (page, title) => page.locator('tbody tr').filter({ hasText: title });
const newest = (page) => page.locator('.z-message').first();

async function karim_writes(karim) {
  await open_contract(karim, works);
  await karim.getByRole('link', { name: 'Berichten', exact: true }).click();
  await sees(karim, 'Er zijn nog geen berichten');
  await press(karim, 'Bericht verzenden');
  await karim.locator('#mistakes').getByRole('link', { name: 'Bericht: Vul dit in.' }).waitFor();
  await axe(karim);
  await karim.getByLabel('Bericht', { exact: true }).fill('Het plantplan is aangepast.\nZie de bijlage.');
  await karim.getByLabel('Thema').selectOption('Uitvoering');
  await karim.locator('#file').setInputFiles([file_named('Plantplan.pdf', real_pdf)]);
  await press(karim, 'Bericht verzenden');
  await is_told(karim, 'Het bericht is verzonden.');
  await reads(newest(karim), /Wegenbouw De Klinker NV Karim Haddad.*Uitvoering.*Het plantplan is aangepast\. Zie de bijlage\..*Plantplan\.pdf/);
}

async function wim_reads_and_answers(wim) {
  await wim.goto('/contracts');
  await reads(row_of(wim, works).locator('.z-unread'), /^1 ongelezen/);
  await open_contract(wim, works);
  await wim.getByRole('link', { name: /^Berichten 1 ongelezen$/ }).click();
  await reads(newest(wim), /Wegenbouw De Klinker NV Nieuw/);
  assert.doesNotMatch(await wim.locator('main').innerText(), /Karim|Haddad/, 'the other side sees the organisation, never the person');
  await axe(wim);
  await screenshot(wim, 'messages');
  const arrived = await download(wim, 'Plantplan.pdf');
  assert.equal(sha256(arrived.bytes), sha256(readFileSync(real_pdf)));
  // By itself, once it was on the screen.
  await wim.locator('form[data-reading]').waitFor({ state: 'hidden' });
  await wim.goto('/contracts');
  assert.equal(await row_of(wim, works).locator('.z-unread').count(), 0);
  await row_of(wim, works).getByRole('link', { name: works }).click();
  await wim.getByRole('link', { name: 'Berichten', exact: true }).click();
  assert.equal(await wim.getByText('Nieuw', { exact: true }).count(), 0);
  await wim.getByLabel('Bericht', { exact: true }).fill('Akkoord, u mag planten.');
  await wim.getByLabel('Thema').selectOption('Uitvoering');
  await press(wim, 'Bericht verzenden');
  await is_told(wim, 'Het bericht is verzonden.');
}

// A word that stands in the PDF alone; a job reads the file within seconds.
async function karim_searches(karim) {
  await karim.getByLabel('Zoek op tekst of bestandsnaam').fill('freedesktop');
  const until = Date.now() + 20_000;
  do {
    await karim.getByRole('button', { name: 'Zoeken' }).click();
    await karim.getByRole('link', { name: 'Filters wissen' }).waitFor();
  } while (!(await karim.locator('.z-message').count()) && Date.now() < until);
  await reads(newest(karim), /Het plantplan is aangepast\./);
  await does_not_see(karim, 'Akkoord, u mag planten.');
  await axe(karim);
  await karim.getByRole('link', { name: 'Filters wissen' }).click();
  await sees(karim, 'Akkoord, u mag planten.');
}

story('a message with a file is read on the other side, answered, and found by a word in its file', async ({ page: karim, visitor }) => {
  const wim = await visitor();
  await signInAs(karim, 'Karim Haddad');
  await signInAs(wim, 'Wim Aerts');
  await karim_writes(karim);
  await wim_reads_and_answers(wim);
  await open_contract(karim, works);
  await karim.getByRole('link', { name: /^Berichten 1 ongelezen$/ }).click();
  await reads(newest(karim), /Stad Kerkenhoek Nieuw.*Akkoord, u mag planten\./);
  assert.doesNotMatch(await karim.locator('main').innerText(), /Wim|Aerts/);
  await karim_searches(karim);
  await newest(karim).getByRole('link').first().click();
  await karim.getByRole('heading', { level: 1, name: 'Bericht' }).waitFor();
  await karim.getByText('Controlegetal van het bericht (SHA-256)').click();
  await reads(karim.locator('.z-digest'), /^[0-9a-f]{64}$/);
  await axe(karim);
}, { except: /status of 400/ });

story('without script one marks messages as read with a button', async ({ page: els }) => {
  await signInAs(els, 'Els Wouters');
  await open_document(els, 'N8 Ieper - Kortrijk: heraanleg rijweg en fietspaden', 'Vorderingsstaat 2');
  await reads(newest(els), /Wegenbouw De Klinker NV Nieuw.*Kunnen we de opmeting van post 2\.1 samen overlopen\?/);
  await press(els, 'Markeer als gelezen');
  await is_told(els, 'De berichten zijn als gelezen gemarkeerd.');
  assert.equal(await els.getByText('Nieuw', { exact: true }).count(), 0);
  await els.getByRole('link', { name: 'Nieuw bericht' }).click();
  await els.getByLabel('Bericht', { exact: true }).fill('Donderdag om 14 uur op de werf.');
  await els.locator('#file').setInputFiles([{ name: 'leeg.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) }]);
  await press(els, 'Bericht verzenden');
  await els.locator('#mistakes').getByRole('link', { name: /^Bestand: / }).waitFor();
  assert.equal(await els.getByLabel('Bericht', { exact: true }).inputValue(), 'Donderdag om 14 uur op de werf.', 'what was written stays');
  await press(els, 'Bericht verzenden');
  await is_told(els, 'Het bericht is verzonden.');
  await sees(els, 'Donderdag om 14 uur op de werf.');
}, { script: false, except: /status of 400/ });

// ---- who does what

async function a_claim_is_ready(lotte) {
  await open_contract(lotte, works);
  await lotte.getByRole('link', { name: 'Nieuwe schuldvordering' }).first().click();
  await lotte.getByLabel('Titel').fill(claim);
  await press(lotte, 'Bewaren');
  await press(lotte, 'Klaarzetten om te verzenden');
  await is_told(lotte, 'Het ontwerp staat klaar.');
}

story('an action is taken, a colleague is told, and the administrator gives it to another', async ({ page: els, visitor }) => {
  const bram = await visitor();
  await signInAs(els, 'Els Wouters');
  await signInAs(bram, 'Bram Claes');
  const action = 'Vorderingsstaat 2';
  await bram.goto('/actions');
  await els.goto('/actions');
  await row_of(bram, action).getByRole('button', { name: /^Neem op u/ }).click();
  await is_told(bram, 'U nam de actie op u.');
  await reads(row_of(bram, action), /Vraag de factuur.* U : Vorderingsstaat 2$/);
  await bram.getByRole('link', { name: /^Acties \d+ open$/ }).waitFor();

  // Her list is older than his step.
  await row_of(els, action).getByRole('button', { name: /^Neem op u/ }).click();
  await els.getByRole('heading', { level: 1, name: 'Een collega heeft deze actie al op zich genomen' }).waitFor();
  await sees(els, /Bram Claes nam deze actie op zich op \d{2}\/\d{2}\/\d{4}/);
  await axe(els);

  await els.goto('/actions');
  await row_of(els, action).getByRole('link', { name: /^Bram Claes/ }).click();
  await els.getByLabel('Reden').fill('Bram is met verlof');
  await screenshot(els, 'action');
  await axe(els);
  await press(els, 'Vrijgeven');
  await is_told(els, 'De actie is vrijgegeven.');
  await sees(els, 'Bram is met verlof');
  await press(els, 'Toewijzen');
  await els.locator('#mistakes').getByRole('link', { name: /^Toewijzen aan: / }).waitFor();
  await els.getByLabel('Toewijzen aan').selectOption('Els Wouters');
  await press(els, 'Toewijzen');
  await is_told(els, 'De actie is toegewezen.');
  await els.goto('/actions/mine');
  await sees(els, action);
  await screenshot(els, 'actions');
  await bram.goto('/actions/mine');
  await does_not_see(bram, action);
  await open_document(bram, 'N8 Ieper - Kortrijk: heraanleg rijweg en fietspaden', action);
  await sees(bram, /Els Wouters werkt hieraan sinds/);

  // The contractor sees nothing of all this.
  const karim = await visitor();
  await signInAs(karim, 'Karim Haddad');
  await open_document(karim, 'N8 Ieper - Kortrijk: heraanleg rijweg en fietspaden', action);
  assert.doesNotMatch(await karim.locator('main').innerText(), /Bram|Claes|Els|Wouters|verlof|toegewezen|vrijgegeven/i);
}, { except: /status of 4/ });

story('a draft that is put ready waits for whoever takes it', async ({ page: lotte, visitor }) => {
  await signInAs(lotte, 'Lotte Janssens');
  await a_claim_is_ready(lotte);
  const karim = await visitor();
  await signInAs(karim, 'Karim Haddad');
  await sees(karim, claim);
  await row_of(karim, claim).getByRole('button', { name: /^Neem op u/ }).click();
  await is_told(karim, 'U nam de actie op u.');
  await karim.goto('/');
  await sees(karim, claim);
});
