// SPDX-License-Identifier: EUPL-1.2
// Groups, by the steps of the manual "Toegangsbeheer": 3.1 to 3.5, 4.2 and 4.4, in its words.
import assert from 'node:assert/strict';
import { axe, screenshot, signInAs, story } from './house.mjs';
import { does_not_see, is_told, open_contract, press, sees } from './steps.mjs';

const works = 'N8 Ieper - Kortrijk: openbare verlichting'; // a lot
const name = 'Werf verlichting';

async function to_groups(page) {
  await page.goto('/');
  await page.getByRole('navigation').getByRole('link', { name: 'Groepen', exact: true }).click();
}

async function fill_new_group(page, group, description) {
  await to_groups(page);
  await page.getByRole('link', { name: 'Nieuwe groep' }).first().click();
  await page.getByLabel('Groepsnaam').fill(group);
  await page.getByLabel('Beschrijving').fill(description);
}

// 3.1
async function makes_a_group(page) {
  await fill_new_group(page, name, '');
  await press(page, 'Bewaren');
  await page.locator('#mistakes').getByRole('link', { name: /^Beschrijving/ }).waitFor();
  await page.getByLabel('Beschrijving').fill('Volgt de werf op');
  await page.getByLabel('Facturatie').selectOption('Raadplegen en opmaken');
  await page.getByLabel('Perceel').selectOption('Raadplegen en wijzigen');
  await page.getByRole('checkbox', { name: /Pieter Maes/ }).check();
  await axe(page);
  await press(page, 'Bewaren');
  await is_told(page, 'De groep is aangemaakt.');
  await page.getByRole('heading', { level: 1, name }).waitFor();
  for (const text of ['Raadplegen en opmaken', 'Raadplegen en wijzigen', 'Pieter Maes', 'pieter@deklinker.example']) await sees(page, text);
  await axe(page);
  await screenshot(page, 'group');
}

// 3.2, with the icon in the list
async function changes_it(page) {
  await to_groups(page);
  await page.getByRole('link', { name: `Wijzigen: ${name}` }).click();
  await page.getByRole('checkbox', { name: /Pieter Maes/ }).uncheck();
  await page.getByRole('checkbox', { name: /Lotte Janssens/ }).check();
  await page.getByLabel('Facturatie').selectOption('Raadplegen');
  await press(page, 'Bewaren');
  await is_told(page, 'De groep is bewaard.');
  await sees(page, 'Lotte Janssens');
  await does_not_see(page, 'Pieter Maes');
}

// 4.2
async function gives_it_an_address(page) {
  await to_groups(page);
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('link', { name: 'Wijzigen', exact: true }).click();
  await page.getByLabel('E-mailadres').fill('verlichting@deklinker.example');
  await press(page, 'Bewaren');
  await is_told(page, 'De groep is bewaard.');
  await sees(page, 'verlichting@deklinker.example');
}

// 3.3
async function deletes_it(page) {
  await to_groups(page);
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('link', { name: 'Groep verwijderen' }).click();
  await sees(page, 'Deze groep verwijderen?');
  await axe(page);
  await press(page, 'Groep verwijderen');
  await is_told(page, 'De groep is verwijderd.');
  assert.equal(await page.getByRole('link', { name, exact: true }).count(), 0);
}

// 3.1.1
async function is_asked_about_the_name(page, description) {
  await fill_new_group(page, name, description);
  await press(page, 'Bewaren');
  await page.getByRole('dialog', { name: 'Er bestaat al een inactieve groep met deze naam' }).waitFor();
}

story('a clerk makes, changes and deletes a group, and uses its name again', async ({ page: karim }) => {
  await signInAs(karim, 'Karim Haddad');
  await makes_a_group(karim);
  await changes_it(karim);
  await gives_it_an_address(karim);
  await deletes_it(karim);

  await is_asked_about_the_name(karim, 'Derde poging');
  await axe(karim);
  await screenshot(karim, 'group-inactive');
  await karim.getByRole('link', { name: 'Naam wijzigen' }).click();
  assert.equal(await karim.evaluate(() => document.activeElement.id), 'name', 'the name has the focus');
  assert.equal(await karim.getByLabel('Beschrijving').inputValue(), 'Derde poging', 'what was typed is still there');
  await karim.getByLabel('Groepsnaam').fill('Werf verlichting 2');
  await press(karim, 'Bewaren');
  await is_told(karim, 'De groep is aangemaakt.');

  await is_asked_about_the_name(karim, 'Wordt niet gebruikt');
  await press(karim, 'Activeren');
  await is_told(karim, 'De groep is opnieuw actief.');
  for (const text of ['Volgt de werf op', 'Lotte Janssens', 'verlichting@deklinker.example']) await sees(karim, text);
  await sees(karim, 'Deze groep is aan geen enkele opdracht gekoppeld.');

  await deletes_it(karim);
  await is_asked_about_the_name(karim, 'Helemaal nieuw');
  await press(karim, 'Overschrijven');
  await is_told(karim, 'De inactieve groep is overschreven.');
  await sees(karim, 'Helemaal nieuw');
  await does_not_see(karim, 'Lotte Janssens');
}, { except: /status of 400/ });

story('a clerk gives colleagues access to a contract, for all of it or once', async ({ page: karim, visitor }) => {
  const lotte = await visitor();
  await signInAs(karim, 'Karim Haddad');
  await fill_new_group(karim, 'Eenmalig', 'Wisselende leden');
  await karim.getByLabel('Facturatie').selectOption('Raadplegen');
  await press(karim, 'Bewaren');
  await is_told(karim, 'De groep is aangemaakt.');

  // 3.4
  await open_contract(karim, works);
  await karim.locator('main').getByRole('link', { name: 'Groepen', exact: true }).click();
  await karim.getByRole('link', { name: 'Groepen koppelen/ontkoppelen' }).first().click();
  await karim.getByRole('checkbox', { name: /^Eenmalig/ }).check();
  await karim.getByRole('checkbox', { name: /^Werfleiding/ }).uncheck();
  await axe(karim);
  await press(karim, 'Bewaren');
  await is_told(karim, 'De gekoppelde groepen zijn bewaard.');
  await axe(karim);
  assert.equal(await karim.locator('main').getByRole('link', { name: 'Werfleiding' }).count(), 0);
  await signInAs(lotte, 'Lotte Janssens');
  await lotte.goto('/contracts');
  assert.equal(await lotte.getByRole('link', { name: works }).count(), 0, 'Lotte lost the contract with her group');

  // 3.5 and 4.4
  await karim.getByRole('link', { name: 'Eenmalig' }).click();
  await sees(karim, 'Deze groep heeft geen vaste leden.');
  await karim.getByRole('link', { name: 'Leden koppelen/ontkoppelen' }).click();
  await karim.getByRole('checkbox', { name: /Lotte Janssens/ }).check();
  await axe(karim);
  await press(karim, 'Bewaren');
  await is_told(karim, 'De leden zijn bewaard.');
  await sees(karim, 'lotte@deklinker.example');
  await axe(karim);
  await screenshot(karim, 'contract-group');
  await lotte.goto('/contracts');
  await lotte.getByRole('link', { name: works }).click();
  assert.equal(await lotte.getByRole('link', { name: 'Nieuwe schuldvordering' }).count(), 0, 'the group only reads');

  await open_contract(karim, works);
  await karim.locator('main').getByRole('link', { name: 'Groepen', exact: true }).click();
  await karim.getByRole('link', { name: 'Boekhouding' }).click();
  await sees(karim, 'pieter@deklinker.example');

  // Why Lotte may read it, and nothing more.
  await karim.goBack();
  await karim.getByRole('link', { name: 'Waarom mag iemand iets?' }).click();
  await karim.getByLabel('Collega', { exact: true }).selectOption('Lotte Janssens');
  await press(karim, 'Toon');
  await karim.getByRole('row', { name: /Facturatie/ }).getByText('Groep Eenmalig: Raadplegen').waitFor();
  await sees(karim, 'De groep was niet aan deze opdracht gekoppeld.');
  await axe(karim);
  await screenshot(karim, 'access');
});

story('the name of an inactive group is settled without script too', async ({ page: karim }) => {
  await signInAs(karim, 'Karim Haddad');
  for (const [step, told] of [['Activeren', 'De groep is opnieuw actief.'], ['Overschrijven', 'De inactieve groep is overschreven.']]) {
    await to_groups(karim);
    await karim.getByRole('link', { name: 'Boekhouding', exact: true }).click();
    await karim.getByRole('link', { name: 'Groep verwijderen' }).click();
    await press(karim, 'Groep verwijderen');
    await is_told(karim, 'De groep is verwijderd.');
    await fill_new_group(karim, 'Boekhouding', 'Nieuw');
    await press(karim, 'Bewaren');
    await sees(karim, 'Er bestaat al een inactieve groep met deze naam');
    await karim.getByRole('link', { name: 'Naam wijzigen' }).click();
    assert.ok(await karim.getByLabel('Groepsnaam').isVisible());
    assert.equal(await karim.getByLabel('Groepsnaam').inputValue(), 'Boekhouding');
    await press(karim, step);
    await is_told(karim, told);
  }
}, { script: false, except: /status of 400/ });
