// SPDX-License-Identifier: EUPL-1.2
// The main job by the manuals, in Dutch: a contract, a group, a claim, a decision, an invoice request.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { axe, screenshot, signInAs, story } from './house.mjs';
import {
  day, does_not_see, download, file_named, import_lines, is_told, open_contract, open_document, press, reads, real_pdf, real_photo, sees, sha256,
  statement, status_of, told_by_mail, type_line, workbook,
} from './steps.mjs';

const works = 'N32 Roeselare: fietstunnel Zuidkaai';
const klinker = '0999.000.426';
const claim = 'Vorderingsstaat 1, fietstunnel';

// ---- 1. the authority makes the contract

async function els_makes_the_contract(els) {
  await els.goto('/contracts');
  await els.getByRole('link', { name: 'Nieuwe opdracht' }).click();
  await press(els, 'Opdracht aanmaken');
  // Everything at once, in a summary that has the focus and beside each field.
  const summary = els.locator('#mistakes');
  await summary.waitFor();
  assert.equal(await els.evaluate(() => document.activeElement.id), 'mistakes', 'the summary has the focus');
  for (const field of ['Titel', 'Besteknummer', 'Dossiernummer', 'Voorwerp', 'Ondernemingsnummer van de opdrachtnemer', 'Gunningsdatum',
    'Datum van bekendmaking', 'Gunningsbedrag'])
    assert.equal(await summary.getByRole('link', { name: `${field}: Vul dit in.` }).count(), 1, `the summary names ${field}`);
  await axe(els);

  await els.getByLabel('Titel van de opdracht').fill(works);
  await els.getByLabel('Besteknummer').fill('AWB/2026/077');
  await els.getByLabel('Dossiernummer').fill('AWB/2026/077-F');
  await els.getByLabel('Soort opdracht').selectOption('Opdracht');
  await els.getByRole('radio', { name: 'Werken' }).check();
  await els.getByLabel('Ondernemingsnummer van de opdrachtnemer').fill('0999.000.427');
  await els.getByLabel('Gunningsdatum').fill(day(-30));
  await els.getByLabel('Gunningsbedrag').fill('1.250.00');
  await els.getByLabel('Datum van bekendmaking').fill(day(-60));
  await els.getByLabel('Betalings- of behandelingstermijn in dagen').fill('90');
  await press(els, 'Opdracht aanmaken');
  await summary.getByRole('link', { name: /^Ondernemingsnummer van de opdrachtnemer: Dit is geen geldig ondernemingsnummer/ }).waitFor();
  assert.equal(await summary.getByRole('link').count(), 3, await summary.innerText());
  await summary.getByRole('link', { name: /^Gunningsbedrag/ }).click();
  assert.equal(await els.evaluate(() => document.activeElement.id), 'awardAmount', 'the link leads to the field');
  assert.equal(await els.getByLabel('Titel van de opdracht').inputValue(), works, 'what was typed is still there');
  assert.ok(await els.getByRole('radio', { name: 'Werken' }).isChecked());

  await els.getByLabel('Ondernemingsnummer van de opdrachtnemer').fill(klinker);
  await els.getByLabel('Gunningsbedrag').fill('1.250.000,00');
  await els.getByLabel('Betalings- of behandelingstermijn in dagen').fill('30');
  await press(els, 'Opdracht aanmaken');
  await is_told(els, 'De opdracht is aangemaakt.');
  await els.getByRole('heading', { level: 1, name: works }).waitFor();
  await els.getByRole('link', { name: 'Basisgegevens', exact: true }).click();
  await sees(els, 'Eén behandelingstermijn');
  await sees(els, '€ 1.250.000,00');
  const exchanged = await els.locator('.z-types li').allTextContents();
  for (const type of ['Schuldvordering', 'Factuuraanvraag']) assert.ok(exchanged.some((text) => text.trim().startsWith(type)), `${type} is exchanged`);
  assert.deepEqual(await told_by_mail(els, `Nieuwe opdracht: ${works}`), ['karim@deklinker.example'], 'the contractor’s administrator is told');
}

async function els_gives_her_group_access(els) {
  await open_contract(els, works);
  await els.getByRole('link', { name: 'Groepen', exact: true }).last().click();
  await els.getByRole('link', { name: 'Groepen koppelen/ontkoppelen' }).first().click();
  await els.getByRole('checkbox', { name: 'Werfcontrole' }).check();
  await press(els, 'Bewaren');
  await is_told(els, 'De gekoppelde groepen zijn bewaard.');
}

// ---- 2. the contractor: a group, a claim

async function karim_makes_a_group(karim) {
  await karim.getByRole('link', { name: 'Groepen', exact: true }).click();
  await karim.getByRole('link', { name: 'Nieuwe groep' }).click();
  await press(karim, 'Bewaren');
  await karim.locator('#mistakes').getByRole('link', { name: /^Groepsnaam/ }).waitFor();
  await karim.getByLabel('Groepsnaam').fill('Werf fietstunnel');
  await karim.getByLabel('Beschrijving').fill('Maakt de vorderingen van de fietstunnel op');
  await karim.getByLabel('Facturatie').selectOption('Raadplegen en opmaken');
  await karim.getByLabel('Uitvoering').selectOption('Raadplegen');
  await karim.getByRole('checkbox', { name: /Lotte Janssens/ }).check();
  await press(karim, 'Bewaren');
  await is_told(karim, 'De groep is aangemaakt.');
  await sees(karim, 'Lotte Janssens');
  await karim.getByRole('link', { name: 'Wijzigen' }).click();
  assert.equal(await karim.getByLabel('Facturatie').inputValue(), 'draft');
  assert.equal(await karim.getByLabel('Borgtocht').inputValue(), 'none');
  assert.ok(await karim.getByRole('checkbox', { name: /Lotte Janssens/ }).isChecked());

  await open_contract(karim, works);
  await karim.getByRole('link', { name: 'Groepen', exact: true }).last().click();
  await karim.getByRole('link', { name: 'Groepen koppelen/ontkoppelen' }).first().click();
  for (const group of ['Werf fietstunnel', 'Facturatie']) await karim.getByRole('checkbox', { name: group }).check();
  await press(karim, 'Bewaren');
  await is_told(karim, 'De gekoppelde groepen zijn bewaard.');
  await screenshot(karim, 'contract-groups');
  // Pieter helps on this contract only.
  await karim.getByRole('link', { name: 'Werf fietstunnel' }).click();
  await sees(karim, 'lotte@deklinker.example');
  await karim.getByRole('link', { name: 'Leden koppelen/ontkoppelen' }).click();
  await karim.getByRole('checkbox', { name: /Pieter Maes/ }).check();
  await press(karim, 'Bewaren');
  await is_told(karim, 'De leden zijn bewaard.');
}

async function lotte_drafts(lotte) {
  await open_contract(lotte, works);
  await lotte.getByRole('link', { name: 'Nieuwe schuldvordering' }).first().click();
  await lotte.getByLabel('Titel').fill(claim);
  await lotte.getByLabel('Begin van de periode').fill(day(-30));
  await lotte.getByLabel('Einde van de periode').fill(day(-40));
  await lotte.getByRole('radio', { name: 'Gewone staat' }).check();
  await lotte.getByLabel('Btw-regeling').selectOption('Btw verlegd naar de medecontractant');
  await type_line(lotte, 1, { post: '1.1', description: 'Damwand plaatsen en trekken', quantity: '120,5', unit: 'm2', price: '85,40' });
  await type_line(lotte, 2, { post: '1.2', description: 'Bemaling', quantity: 'veel', unit: 'dag', price: '240' });
  await reads(lotte.locator('[data-line] [data-amount]'), '€ 10.290,70');
  await press(lotte, 'Bewaren');
  const summary = lotte.locator('#mistakes');
  await summary.getByRole('link', { name: /^Lijn 2, Hoeveelheid: Dit is geen getal/ }).waitFor();
  await summary.getByRole('link', { name: /^Einde van de periode/ }).waitFor();
  await axe(lotte);
  await screenshot(lotte, 'claim-mistakes');
  await lotte.getByLabel('Einde van de periode').fill(day(-1));
  await lotte.locator('[name="lines.1.quantity"]').fill('14');
  await lotte.getByRole('button', { name: 'Lijn toevoegen' }).click();
  const last = await lotte.locator('[data-line]').count();
  await type_line(lotte, last, { post: '9', description: 'Verrekening vorige staat', quantity: '-1', unit: 'stuk', price: '150' });
  await reads(lotte.locator('[data-total]'), '€ 13.500,70');
  await press(lotte, 'Bewaren');
  await is_told(lotte, 'Het ontwerp is bewaard.');
  const lines = await statement(lotte);
  assert.deepEqual(lines.map((line) => line.at(-1)), ['€ 10.290,70', '€ 3.360,00', '€ -150,00']);
  assert.equal(await status_of(lotte), 'Ontwerp');
  assert.equal(await lotte.getByRole('button', { name: 'Verzenden', exact: true }).count(), 0, 'who may only draft is not offered to send');
}

async function lotte_imports(lotte) {
  // A real workbook that is no statement, and a sheet with bad rows: every one by its number, and nothing taken.
  await import_lines(lotte, '/usr/share/doc/xlsx2csv/examples/test/empty_row.xlsx');
  await lotte.getByRole('heading', { level: 1, name: 'Het rekenblad is niet ingelezen' }).waitFor();
  await axe(lotte);
  await lotte.getByRole('link', { name: 'Terug naar de schuldvordering' }).click();
  const bad = 'Post;Omschrijving;Eenheid;Hoeveelheid;Eenheidsprijs\n1;Riolering;m;12;40\n2;Bocht;st;twee;40\n3;Put;st;1;\n';
  await import_lines(lotte, { name: 'staat met fouten.csv', mimeType: 'text/csv', buffer: Buffer.from(bad) });
  await sees(lotte, 'staat met fouten.csv');
  const rows = (await lotte.locator('main tbody tr').allInnerTexts()).map((row) => row.replace(/\s+/g, ' ').trim());
  assert.equal(rows.length, 2, rows.join('\n'));
  assert.match(rows[0], /^3 Hoeveelheid twee Dit is geen getal/);
  assert.match(rows[1], /^4 Eenheidsprijs Vul dit in/);
  await screenshot(lotte, 'import-report');
  await lotte.getByRole('link', { name: 'Terug naar de schuldvordering' }).click();
  assert.equal((await statement(lotte)).length, 3, 'nothing was imported');

  const csv = 'Postnr.;Omschrijving der werken;Eenh.;Hoeveelheid;Eenheidsprijs (excl. btw);Bedrag\n'
    + '1.1;Damwand plaatsen en trekken;m2;120,5;85,40;10.290,70\n1.2;"Bemaling; pompen, 24 uur";dag;14;240,00;3.360,00\n;Totaal;;;;13.650,70\n';
  await import_lines(lotte, { name: 'staat.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await is_told(lotte, 'De lijnen zijn ingelezen.');
  assert.deepEqual((await statement(lotte)).map((line) => line[1]), ['Damwand plaatsen en trekken', 'Bemaling; pompen, 24 uur']);

  await import_lines(lotte, await workbook('staat.xlsx', [
    ['Fietstunnel Zuidkaai, vorderingsstaat 1'], [''],
    ['Post', 'Omschrijving', 'Eenheid', 'Hoeveelheid', 'Eenheidsprijs', 'Bedrag'],
    ['1.1', 'Damwand plaatsen en trekken', 'm2', 120.5, 85.4, 10290.7],
    ['1.2', 'Bemaling', 'dag', 14, 240, 3360],
    ['2.1', 'Wapeningsstaal BE 500 S', 'kg', 8450, 1.85, 15632.5],
  ]));
  await is_told(lotte, 'De lijnen zijn ingelezen.');
  const lines = await statement(lotte);
  assert.deepEqual(lines.map((line) => [line[0], line.at(-1)]), [['1.1', '€ 10.290,70'], ['1.2', '€ 3.360,00'], ['2.1', '€ 15.632,50']]);
  await reads(lotte.locator('#lines tfoot tr'), 'Totaal zonder btw € 29.283,20');
}

async function lotte_attaches(lotte, scriptless) {
  // With script: several files, each with its progress, and no other page.
  const address = lotte.url();
  await lotte.locator('#files').setInputFiles([file_named('Keuringsverslag damwand.pdf', real_pdf), file_named('Werf 12 november.jpg', real_photo)]);
  await lotte.locator('.z-upload__file progress').first().waitFor();
  await lotte.locator('[data-upload-status]').getByText('Alle bestanden zijn toegevoegd: 2').waitFor();
  for (const name of ['Keuringsverslag damwand.pdf', 'Werf 12 november.jpg']) await lotte.locator('#attachments').getByRole('link', { name }).waitFor();
  assert.equal(lotte.url(), address);
  await lotte.getByRole('radio', { name: 'Gedetailleerde staat' }).check();
  await lotte.locator('#files').setInputFiles({ name: 'staat.csv', mimeType: 'text/csv', buffer: Buffer.from('post;bedrag\n1.1;10290,70\n') });
  const attachments = lotte.locator('.z-file');
  await attachments.filter({ hasText: 'staat.csv' }).waitFor();
  await reads(attachments.filter({ hasText: 'staat.csv' }), /Gedetailleerde staat/);
  await reads(attachments.filter({ hasText: 'Keuringsverslag' }), /Verantwoordingsstuk/);
  // What is in the file counts, not its name.
  await lotte.locator('#files').setInputFiles({ name: 'factuur.pdf', mimeType: 'application/pdf', buffer: Buffer.from('#!/bin/sh\necho hello\n') });
  await lotte.locator('.z-upload__file').getByText('Zegel kijkt naar de inhoud').waitFor();
  await screenshot(lotte, 'claim-draft');

  // Without script: one form that sends what was chosen.
  await scriptless.goto(address);
  await scriptless.getByRole('radio', { name: 'Verantwoordingsstuk' }).check();
  await scriptless.locator('#files').setInputFiles(file_named('Opmeting vak 3.pdf', real_pdf));
  await scriptless.getByRole('button', { name: 'Bestanden toevoegen' }).click();
  await is_told(scriptless, 'De bijlage is toegevoegd.');
  await scriptless.locator('#attachments').getByRole('link', { name: 'Opmeting vak 3.pdf' }).waitFor();
}

async function lotte_puts_ready(lotte) {
  await lotte.reload();
  await press(lotte, 'Klaarzetten om te verzenden');
  await is_told(lotte, 'Het ontwerp staat klaar.');
  assert.equal(await status_of(lotte), 'Klaar om te verzenden');
}

// ---- 4. sending

async function karim_sends(karim) {
  await karim.getByRole('link', { name: /^Acties/ }).click();
  await karim.locator('tbody tr').filter({ hasText: works }).getByRole('link', { name: /Verzend/ }).click();
  await karim.getByRole('heading', { level: 1, name: claim }).waitFor();
  await press(karim, 'Verzenden', { sure: true });
  await is_told(karim, 'Het document is verzonden.');
  assert.equal(await status_of(karim), 'Verzonden');
  await karim.getByText('Schuldvordering 1', { exact: true }).waitFor();
  for (const name of ['Verzenden', 'Wijzigen', 'Ontwerp verwijderen', 'Klaarzetten om te verzenden'])
    assert.equal(await karim.getByRole('button', { name, exact: true })
      .or(karim.getByRole('link', { name, exact: true })).count(), 0, `${name} is no longer offered`);
  assert.equal(await karim.locator('#upload').count(), 0);
  // Its own side still knows who did what.
  await reads(karim.locator('.z-timeline').last(), /Klaargezet om te verzenden.*Lotte Janssens.*Verzonden.*Karim Haddad/);
  await karim.goto('/actions');
  await does_not_see(karim, works);
}

// A draft is changed by nobody once it was sent, whatever is still open in another window.
async function an_old_window_changes_nothing(old) {
  await press(old, 'Bewaren');
  await old.getByText('Dit document is al verzonden').first().waitFor();
  await axe(old);
  assert.doesNotMatch(await old.content(), /\.cpp|exception|SELECT|\bat 0x/i, 'no trace of what is inside');
}

// ---- 5. the authority decides

async function bram_treats(bram) {
  assert.deepEqual((await told_by_mail(bram, `Nieuw document: ${works}`)).sort(), ['bram@wegenenbruggen.example', 'els@wegenenbruggen.example']);
  await bram.goto('/actions');
  await bram.locator('tbody tr').filter({ hasText: works }).getByRole('link', { name: /Behandel/ }).click();
  await bram.getByRole('heading', { level: 1, name: claim }).waitFor();
  const page = await bram.locator('main').innerText();
  assert.match(page, /Wegenbouw De Klinker NV/, 'the authority sees the organisation');
  assert.doesNotMatch(page, /Karim|Haddad|Lotte|Janssens|Klaargezet|Ontwerp/, 'never the person, nor what happened to the draft');
  await press(bram, 'In behandeling nemen');
  await is_told(bram, 'De schuldvordering is in behandeling.');
  assert.equal(await status_of(bram), 'In behandeling');

  // The clock: what it waits for, until when, and by which law.
  const clock = bram.locator('.z-clock');
  await reads(clock, /Loopt.*Te betalen uiterlijk \d{2}\/\d{2}\/\d{4}.*Wacht op de aanbesteder, om te behandelen/);
  const due = await clock.locator('.z-clock__due time').getAttribute('datetime');
  assert.ok(due >= day(30) && due <= day(35), `thirty days from today is no later than ${due}, or the first working day after it`);
  await clock.getByText('Wettelijke basis').click();
  await clock.getByText(/KB van 12 augustus 2024/).waitFor();
}

async function bram_asks_supplements(bram) {
  await bram.locator('summary', { hasText: 'Aanvullende stukken vragen' }).click();
  await press(bram, 'Aanvullende stukken vragen');
  await bram.locator('#mistakes').getByRole('link', { name: /Vul dit in/ }).waitFor();
  await axe(bram);
  await bram.getByLabel('Wat ontbreekt er?').fill('Gelieve de weegbonnen van het wapeningsstaal toe te voegen.');
  await press(bram, 'Aanvullende stukken vragen');
  await is_told(bram, 'De vraag is verzonden.');
  assert.equal(await status_of(bram), 'Aanvulling gevraagd');
  await reads(bram.locator('.z-clock'), /Staat stil.*Wacht op de opdrachtnemer, om aan te vullen/);
  assert.ok((await told_by_mail(bram, `Aanvullende stukken gevraagd: ${works}`)).includes('karim@deklinker.example'));
}

async function karim_answers(karim) {
  await karim.goto('/actions');
  await karim.locator('tbody tr').filter({ hasText: works }).getByRole('link', { name: /Vul aan/ }).click();
  await sees(karim, 'Gelieve de weegbonnen');
  const page = await karim.locator('main').innerText();
  assert.match(page, /Agentschap Wegen en Bruggen/);
  assert.doesNotMatch(page, /Bram|Claes/, 'the contractor sees the organisation, never the person');
  await press(karim, 'Aanvulling opmaken');
  await is_told(karim, 'Het ontwerp is bewaard.');
  await press(karim, 'Verzenden', { sure: true });
  await karim.locator('#mistakes').getByText('Bijlagen: Voeg eerst een bestand toe.').waitFor();
  await axe(karim);
  await karim.locator('#files').setInputFiles(file_named('Weegbonnen november.pdf', real_pdf));
  await karim.locator('#attachments').getByRole('link', { name: 'Weegbonnen november.pdf' }).waitFor();
  await press(karim, 'Verzenden', { sure: true });
  await is_told(karim, 'Het document is verzonden.');
}

async function bram_accepts_in_part(bram) {
  await open_document(bram, works, claim);
  await reads(bram.locator('.z-clock'), /Loopt/);
  await sees(bram, 'Aangevuld op');
  await bram.getByRole('link', { name: 'Bekijk de aanvulling' }).click();
  await bram.locator('#attachments').getByRole('link', { name: 'Weegbonnen november.pdf' }).waitFor();
  await bram.getByRole('link', { name: 'Hoort bij deze schuldvordering' }).click();
  await bram.getByRole('link', { name: 'Keur gedeeltelijk goed' }).click();
  await bram.getByRole('heading', { level: 1, name: 'Keur gedeeltelijk goed' }).waitFor();
  await press(bram, 'Keur gedeeltelijk goed', { sure: true });
  await bram.locator('#mistakes').getByText('U wijkt nergens van de vordering af').waitFor();
  await bram.locator('[name="lines.3.accepted"]').fill('20.000');
  await press(bram, 'Keur gedeeltelijk goed', { sure: true });
  await bram.locator('#mistakes').getByRole('link', { name: /^Lijn 3, / }).first().waitFor();
  await axe(bram);
  await screenshot(bram, 'partial-acceptance');
  await bram.locator('[name="lines.3.accepted"]').fill('14.800,00');
  await bram.locator('[name="lines.3.reason"]').fill('Volgens de weegbonnen is 8.000 kg geleverd.');
  await press(bram, 'Keur gedeeltelijk goed', { sure: true });
  await is_told(bram, 'De schuldvordering is gedeeltelijk goedgekeurd.');
  assert.equal(await status_of(bram), 'Gedeeltelijk aanvaard');
  const lines = await statement(bram);
  assert.equal(lines[2].at(-1), '€ 14.800,00 Volgens de weegbonnen is 8.000 kg geleverd.');
  await reads(bram.locator('#lines tfoot tr'), 'Totaal zonder btw € 29.283,20 € 28.450,70');
  assert.ok((await told_by_mail(bram, `Schuldvordering gedeeltelijk goedgekeurd: ${works}`)).includes('karim@deklinker.example'));
}

// ---- 6. the invoice request

async function els_requests_the_invoice(els) {
  await els.goto('/actions');
  await els.locator('tbody tr').filter({ hasText: works }).getByRole('link', { name: /Vraag de factuur/ }).click();
  await els.getByRole('link', { name: 'Factuuraanvraag opmaken' }).click();
  assert.equal(await els.getByLabel('Te factureren zonder btw').inputValue(), '28450,70', 'the accepted amount is offered');
  await els.getByLabel('Te factureren zonder btw').fill('29.283,20');
  await press(els, 'Factuuraanvraag verzenden', { sure: true });
  await els.locator('#mistakes').getByRole('link', { name: /^Ordernummer: Vul dit in/ }).waitFor();
  await els.getByLabel('Ordernummer').fill('4500098765');
  await press(els, 'Factuuraanvraag verzenden', { sure: true });
  await els.locator('#mistakes').getByText('Dit is meer dan het aanvaarde bedrag.').waitFor();
  await els.getByLabel('Te factureren zonder btw').fill('28.450,70');
  await press(els, 'Factuuraanvraag verzenden', { sure: true });
  await is_told(els, 'De factuuraanvraag is verzonden.');
  await sees(els, '4500098765');
  assert.ok((await told_by_mail(els, `Factuuraanvraag: ${works}`)).includes('karim@deklinker.example'));
  await open_document(els, works, claim);
  assert.equal(await status_of(els), 'Afgehandeld');
  await reads(els.locator('.z-clock'), /Wacht op de opdrachtnemer, om te factureren/);
}

// ---- 7. helping along

async function pieter_downloads(pieter) {
  await open_document(pieter, works, claim);
  await sees(pieter, '4500098765');
  const steps = await pieter.locator('.z-claim-steps button, .z-claim-steps a').allTextContents();
  assert.deepEqual(steps, ['Meld de factuur'], 'who may draft decides nothing');
  const name = 'Keuringsverslag damwand.pdf';
  const arrived = await download(pieter, name);
  assert.equal(arrived.name, name);
  assert.equal(sha256(arrived.bytes), sha256(readFileSync(real_pdf)));
  const file = pieter.locator('.z-file').filter({ hasText: name });
  await file.getByText('Controlegetal (SHA-256)').click();
  await reads(file.locator('.z-digest'), sha256(arrived.bytes));
  await screenshot(pieter, 'claim-settled');
}

story('a payment claim goes from contract to invoice request, by the manuals', async ({ page: els, visitor }) => {
  const [bram, karim, lotte, old, scriptless, pieter] = await Promise.all([{}, {}, {}, {}, { script: false }, {}].map(visitor));
  await signInAs(els, 'Els Wouters');
  await els_makes_the_contract(els);
  await els_gives_her_group_access(els);
  await signInAs(karim, 'Karim Haddad');
  await karim_makes_a_group(karim);
  await signInAs(lotte, 'Lotte Janssens');
  await lotte_drafts(lotte);
  await lotte_imports(lotte);
  await signInAs(scriptless, 'Lotte Janssens');
  await lotte_attaches(lotte, scriptless);
  await signInAs(old, 'Lotte Janssens');
  await old.goto(`${lotte.url().split('?')[0]}/edit`);
  await lotte_puts_ready(lotte);
  await karim_sends(karim);
  await an_old_window_changes_nothing(old);
  await signInAs(bram, 'Bram Claes');
  await bram_treats(bram);
  await bram_asks_supplements(bram);
  await karim_answers(karim);
  await bram_accepts_in_part(bram);
  await els_requests_the_invoice(els);
  await signInAs(pieter, 'Pieter Maes');
  await pieter_downloads(pieter);
}, { except: /status of (400|409|415|422)/ });

story('a claim is refused on a formal ground, and the contractor reads which', async ({ page: els, visitor }) => {
  const sofie = await visitor();
  const works_here = 'Ringweg Kerkenhoek: nieuwe aansluiting met rotonde';
  await signInAs(els, 'Els Wouters');
  await open_document(els, works_here, 'Vorderingsstaat 5');
  await press(els, 'In behandeling nemen');
  await els.getByRole('link', { name: 'Weigeren' }).click();
  await press(els, 'Weigeren', { sure: true });
  const summary = els.locator('#mistakes');
  await summary.getByRole('link', { name: /^Grond: Vul dit in/ }).waitFor();
  await summary.getByRole('link', { name: /^Toelichting: Vul dit in/ }).waitFor();
  await axe(els);
  await screenshot(els, 'refusal-mistakes');
  await els.getByRole('radio', { name: 'De periode klopt niet' }).check();
  await els.getByLabel('Toelichting').fill('De periode loopt tot na de indiening.');
  await press(els, 'Weigeren', { sure: true });
  await is_told(els, 'De schuldvordering is geweigerd.');
  assert.deepEqual((await told_by_mail(els, `Schuldvordering geweigerd: ${works_here}`)).sort(), ['jan@ringweg.example', 'sofie@ringweg.example']);

  await signInAs(sofie, 'Sofie De Smet');
  await open_document(sofie, works_here, 'Vorderingsstaat 5');
  assert.equal(await status_of(sofie), 'Geweigerd');
  await sees(sofie, 'De periode klopt niet');
  await sees(sofie, 'De periode loopt tot na de indiening.');
  await reads(sofie.locator('.z-clock'), /Geen termijn.*Wacht op niemand/);
  assert.doesNotMatch(await sofie.locator('main').innerText(), /Els|Wouters/);
  await axe(sofie);
}, { except: /status of 400/ });

story('a claim is accepted as it was claimed, after a change of mind', async ({ page: karim, visitor }) => {
  const bram = await visitor();
  const works_here = 'N8 Ieper - Kortrijk: openbare verlichting';
  await signInAs(karim, 'Karim Haddad');
  await open_document(karim, works_here, 'Vorderingsstaat 1');
  await press(karim, 'Terug naar ontwerp');
  await is_told(karim, 'Dit is weer een ontwerp.');
  await press(karim, 'Verzenden');
  await karim.locator('#confirm').getByRole('button', { name: 'Annuleren' }).click();
  assert.equal(await status_of(karim), 'Ontwerp');
  await press(karim, 'Verzenden', { sure: true });
  await is_told(karim, 'Het document is verzonden.');
  await signInAs(bram, 'Bram Claes');
  await open_document(bram, works_here, 'Vorderingsstaat 1');
  await press(bram, 'In behandeling nemen');
  await press(bram, 'Keur goed', { sure: true });
  await is_told(bram, 'De schuldvordering is goedgekeurd.');
  await open_document(karim, works_here, 'Vorderingsstaat 1');
  assert.equal(await status_of(karim), 'Aanvaard');
  await reads(karim.locator('#lines tfoot tr'), 'Totaal zonder btw € 34.800,00 € 34.800,00');
});
