// SPDX-License-Identifier: EUPL-1.2
// Notifications, by the steps of the manual "Toegangsbeheer", chapter 4.
import assert from 'node:assert/strict';
import { axe, signInAs, story } from './house.mjs';
import { is_told, open_contract, open_document, press } from './steps.mjs';

const works = 'Ringweg Kerkenhoek: nieuwe aansluiting met rotonde';

story('4.3 the organisation\'s address is saved with Enter, and not by clicking elsewhere', async ({ page: karim }) => {
  await signInAs(karim, 'Karim Haddad');
  await karim.goto('/contracts');
  const card = karim.locator('section', { has: karim.locator('#organisation-name') });
  await card.getByText('Ondernemingsnummer').waitFor();
  await card.getByText('Karim Haddad').waitFor();
  await card.getByText('E-mailadres wijzigen').click();
  const field = karim.locator('#email');
  await field.fill('meldingen@deklinker.example');
  await karim.getByRole('heading', { level: 1 }).click();
  await karim.goto('/contracts');
  assert.equal(await card.getByText('meldingen@deklinker.example').count(), 0, 'clicking elsewhere saved');
  await card.getByText('E-mailadres wijzigen').click();
  await karim.waitForFunction(() => document.activeElement.id === 'email');
  await karim.keyboard.type('meldingen@deklinker.example');
  await karim.keyboard.press('Enter');
  await is_told(karim, 'Het e-mailadres is bewaard.');
  await card.getByText('meldingen@deklinker.example').first().waitFor();
  await axe(karim);
  await card.getByText('E-mailadres wijzigen').click();
  await axe(karim);
  await field.fill('');
  await field.press('Enter');
  await is_told(karim, 'Het e-mailadres is bewaard.');
  await card.getByText('Geen', { exact: true }).waitFor();
  // The button does the same, and a mistake is told beside the field.
  await card.getByText('E-mailadres wijzigen').click();
  await field.fill('geen adres');
  await card.getByRole('button', { name: 'Bewaren' }).click();
  await karim.locator('#email-mistake').waitFor();
  await axe(karim);
}, { except: /status of 400/ });

story('4.1 a contract\'s address is kept on the page with its basic data, and then gets all mail', async ({ page: sofie }) => {
  await signInAs(sofie, 'Sofie De Smet');
  await open_contract(sofie, works);
  await sofie.getByRole('link', { name: 'Basisgegevens' }).click();
  await sofie.getByRole('heading', { level: 1, name: 'Basisgegevens' }).waitFor();
  await sofie.getByRole('link', { name: 'Wijzigen' }).click();
  await sofie.getByLabel('E-mailadres voor deze opdracht').fill('ringweg@ringweg.example');
  await press(sofie, 'Bewaren');
  await is_told(sofie, 'De basisgegevens zijn bewaard.');
  await sofie.locator('#main').getByText('ringweg@ringweg.example').waitFor();
  await sofie.getByRole('link', { name: 'Wie krijgt een melding?' }).click();
  await sofie.getByRole('heading', { level: 1, name: 'Wie krijgt een melding?' }).waitFor();
  const ladder = sofie.locator('[data-ladder="received invoicing"]');
  const used = ladder.locator('li', { hasText: 'Wordt gebruikt' }).first();
  await used.getByText('Adres van de opdracht').waitFor();
  await used.getByText('ringweg@ringweg.example').waitFor();
  await ladder.getByText('Niet nodig: een hoger niveau heeft een adres').first().waitFor();
  await axe(sofie);
});

story('the number of notices follows by itself in every window, and goes when they are read', async ({ page: sofie, visitor }) => {
  const bram = await visitor();
  await signInAs(sofie, 'Sofie De Smet');
  await sofie.goto('/notices');
  if (await sofie.getByRole('button', { name: 'Alles als gelezen aanduiden' }).count() > 0) {
    await press(sofie, 'Alles als gelezen aanduiden');
    await is_told(sofie, 'De meldingen zijn als gelezen aangeduid.');
  }
  const second = await sofie.context().newPage();
  await second.goto('/contracts');
  const number = (page) => page.locator('[data-unread]');
  assert.equal(await number(sofie).isVisible(), false);
  assert.equal(await number(second).isVisible(), false);

  await signInAs(bram, 'Bram Claes');
  await open_document(bram, works, 'Vorderingsstaat 5');
  await press(bram, 'In behandeling nemen');
  await is_told(bram, 'De schuldvordering is in behandeling.');
  for (const page of [sofie, second]) {
    await number(page).waitFor({ state: 'visible' });
    assert.equal((await number(page).innerText()).replace(/\s+/g, ' ').trim().split(' ')[0], '1');
  }
  await second.getByRole('link', { name: 'Meldingen' }).first().click();
  await second.getByRole('link', { name: /In behandeling genomen: .*Vorderingsstaat 5/ }).waitFor();
  await axe(second);
  await press(second, 'Alles als gelezen aanduiden');
  await number(sofie).waitFor({ state: 'hidden' });
  await second.close();
});

story('without script the number stands on the next page', async ({ page: karim }) => {
  await signInAs(karim, 'Karim Haddad');
  await karim.goto('/notices');
  await karim.getByRole('link', { name: 'Instellingen' }).click();
  await karim.getByLabel('Elke dag om 7 uur').check();
  await karim.getByRole('button', { name: /^Bewaren/ }).first().click();
  await is_told(karim, 'Uw keuze is bewaard.');
  assert.ok(await karim.getByLabel('Elke dag om 7 uur').isChecked());
}, { script: false });

story('a webhook is added, its secret is shown once, and it is removed', async ({ page: karim }) => {
  await signInAs(karim, 'Karim Haddad');
  await karim.goto('/notices/settings');
  await axe(karim);
  await karim.getByRole('link', { name: 'Webhooks beheren' }).click();
  await karim.getByLabel('Adres van het systeem').fill('https://systemen.deklinker.example/zegel');
  await karim.getByRole('button', { name: /^Toevoegen/ }).click();
  await karim.getByRole('heading', { level: 1, name: 'Webhook toegevoegd' }).waitFor();
  const secret = await karim.locator('#secret').innerText();
  assert.equal(secret.length, 43);
  await axe(karim);
  await karim.getByRole('link', { name: 'Naar de webhook' }).click();
  await karim.getByText('Er is nog niets verzonden').waitFor();
  assert.equal((await karim.content()).includes(secret), false);
  await axe(karim);
  await press(karim, 'Verwijderen', { sure: true });
  await is_told(karim, 'De webhook is verwijderd.');
  await karim.getByText('Er zijn nog geen webhooks').waitFor();
});

story('the pages of notifications are free of barriers, by night and on a phone as well', async ({ page: karim }) => {
  await signInAs(karim, 'Karim Haddad');
  await open_contract(karim, 'N8 Ieper - Kortrijk: heraanleg rijweg en fietspaden');
  const contract = new URL(karim.url()).pathname;
  for (const path of ['/contracts', '/notices', '/notices/settings', '/webhooks', `${contract}/basic-data`, `${contract}/basic-data/edit`,
    `${contract}/notifications`]) {
    await karim.setViewportSize({ width: 1280, height: 900 });
    await karim.emulateMedia({ colorScheme: 'light' });
    await karim.goto(path);
    await axe(karim);
    await karim.emulateMedia({ colorScheme: 'dark' });
    await axe(karim, { only: ['color-contrast'] });
    await karim.setViewportSize({ width: 360, height: 740 });
    const [needed, room] = await karim.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(needed <= room, `${path} is ${needed} wide and has room for ${room}`);
  }
});
