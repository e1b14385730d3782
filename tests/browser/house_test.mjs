// SPDX-License-Identifier: EUPL-1.2
// What the operator tells everybody, in Dutch: outages and mail about them, terms of use, own texts; and how one finds contracts.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { axe, screenshot, signInAs, story } from './house.mjs';
import { is_told, open_contract, press, reads, sees } from './steps.mjs';

const phone = { width: 390, height: 844 };

// The operator at his command line, beside the server.
function operator(house, ...words) {
  return execFileSync(process.env.ZEGEL_BINARY, [...words, '--folder', join(house.folder, 'data')], { encoding: 'utf8' });
}

function hour(from_now) {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Brussels', dateStyle: 'short', timeStyle: 'short' });
  return parts.format(new Date(Date.now() + from_now * 3_600_000));
}

function announce(house, from, until) {
  return operator(house, 'outage', 'announce', '--from', hour(from), '--until', hour(until), '--text', 'nl=Onderhoud van de databank',
    '--text', 'fr=Entretien', '--text', 'de=Wartung', '--text', 'en=Maintenance').slice(0, 36);
}

// A running server reads what another process wrote within ten seconds.
async function told_on_every_page(page, text) {
  for (let tries = 0; tries < 40; tries += 1) {
    await page.goto('/help');
    if ((await page.locator('.z-outage').getByText(text).count()) > 0) return;
    await page.waitForTimeout(500);
  }
  assert.fail(`no page tells of ${text}`);
}

async function link_in_mail(page, address, words) {
  await page.goto('/demo/mail');
  await page.locator('tbody tr').filter({ hasText: address }).getByRole('link').first().click();
  const text = await page.locator('pre.z-mail').innerText();
  const found = new RegExp(`/outages/${words}/[\\w-]+`).exec(text);
  assert.ok(found, `the mail holds no link to ${words}: ${text}`);
  return found[0];
}

async function narrow(page) {
  const [needed, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(needed <= room, `${page.url()} is ${needed} wide and has room for ${room}`);
}

async function subscribes_and_leaves({ house, page }) {
  await page.goto('/');
  await page.getByRole('contentinfo').getByRole('link', { name: 'Onderbrekingen' }).click();
  await sees(page, 'Er is geen onderbreking gepland.');
  await page.getByLabel('E-mailadres').fill('geen adres');
  await press(page, 'Meldingen vragen');
  await page.locator('#mistakes').getByText('Dit is geen e-mailadres.').waitFor();
  await page.getByLabel('E-mailadres').fill('ploeg@deklinker.example');
  await press(page, 'Meldingen vragen');
  await is_told(page, 'We sturen een e-mail naar dat adres.');
  await page.goto(await link_in_mail(page, 'ploeg@deklinker.example', 'subscriptions'));
  await reads(page.locator('form.z-card strong'), 'ploeg@deklinker.example');
  await press(page, 'Bevestigen');
  await is_told(page, 'U krijgt voortaan een e-mail bij elke onderbreking.');

  const id = announce(house, 5, 7);
  await told_on_every_page(page, 'Onderhoud van de databank');
  await page.locator('.z-outage').getByRole('link').click();
  await reads(page.locator('article.z-card .au-c-pill'), 'Gepland');
  await screenshot(page, 'outages');
  await page.goto(await link_in_mail(page, 'ploeg@deklinker.example', 'unsubscriptions'));
  await press(page, 'Stopzetten');
  await page.getByRole('heading', { level: 1, name: 'De meldingen zijn stopgezet' }).waitFor();
  operator(house, 'outage', 'end', id);
  await page.goto('/outages');
  await reads(page.locator('tbody tr .au-c-pill'), 'Geannuleerd');
}

story('a joint venture shows who its partners are', async ({ page }) => {
  await signInAs(page, 'Sofie De Smet');
  await sees(page, 'Partners van de combinatie');
  await open_contract(page, 'Ringweg Kerkenhoek: nieuwe aansluiting met rotonde');
  await sees(page, 'Betonwerken Van Hove BV');
});

story('a passer-by asks for mail about outages, gets it, and leaves', subscribes_and_leaves, { except: /status of 400/ });
story('the same goes without script', subscribes_and_leaves, { script: false, except: /status of 400/ });

story('terms of use are read, accepted once, and stay readable', async ({ house, page, visitor }) => {
  const folder = mkdtempSync(join(house.folder, 'terms-'));
  const files = ['nl', 'fr', 'de', 'en'].flatMap((language) => {
    const path = join(folder, `${language}.md`);
    writeFileSync(path, `# Gebruiksvoorwaarden van het huis (${language})\n\n## Gebruik\n\nLees [de hulp](/help).\n\n- eerlijk\n- zorgvuldig\n`);
    return ['--file', `${language}=${path}`];
  });
  await signInAs(page, 'Karim Haddad');
  await page.getByRole('heading', { level: 1, name: 'Start' }).waitFor();
  operator(house, 'terms', 'publish', '--version', '1', '--from', '2026-01-01', ...files);
  await open_contract(page, 'N8 Ieper - Kortrijk: heraanleg rijweg en fietspaden');
  await page.locator('#notices').getByText('De gebruiksvoorwaarden zijn gewijzigd.').waitFor();
  await page.getByRole('link', { name: 'Nieuwe schuldvordering' }).first().click();
  await page.getByLabel('Titel').fill('Te vroeg');
  await press(page, 'Bewaren');
  await page.getByRole('heading', { level: 1, name: 'Aanvaard eerst de gebruiksvoorwaarden' }).waitFor();
  await page.goto('/');
  await page.getByRole('heading', { level: 1, name: 'Gebruiksvoorwaarden van het huis (nl)' }).waitFor();
  await axe(page);
  await page.setViewportSize(phone);
  await narrow(page);
  await screenshot(page, 'terms');
  await press(page, 'Gebruiksvoorwaarden aanvaarden');
  await is_told(page, 'U hebt de gebruiksvoorwaarden aanvaard.');
  const again = await visitor();
  await signInAs(again, 'Karim Haddad');
  await again.getByRole('heading', { level: 1, name: 'Start' }).waitFor();
  operator(house, 'terms', 'publish', '--version', '2', '--from', '2026-01-01', ...files);
  await page.goto('/terms?version=1');
  await sees(page, 'Dit is een vroegere versie.');
  await axe(page);
  await narrow(page);
  const els = await visitor();
  await signInAs(els, 'Els Wouters');
  await els.getByRole('heading', { level: 1, name: 'Gebruiksvoorwaarden van het huis (nl)' }).waitFor();
  await press(els, 'Gebruiksvoorwaarden aanvaarden');
  await is_told(els, 'U hebt de gebruiksvoorwaarden aanvaard.');
}, { except: /status of 403/ });

story('the operator writes the help page, and an outage is free of barriers by day and by night', async ({ house, page }) => {
  const path = join(house.folder, 'help.md');
  writeFileSync(path, '# Hulp bij het huis\n\nBel **niet** maar [schrijf](mailto:hulp@huis.example).\n\n1. eerst\n2. dan\n');
  operator(house, 'text', 'set', 'help', 'nl', path);
  announce(house, 1, 2);
  await told_on_every_page(page, 'Onderhoud van de databank');
  await page.getByRole('heading', { level: 1, name: 'Hulp bij het huis' }).waitFor();
  await reads(page.locator('main ol'), 'eerst dan');
  assert.equal(await page.locator('main a[href="mailto:hulp@huis.example"]').count(), 1);
  for (const address of ['/help', '/outages']) {
    await page.goto(address);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await axe(page);
    }
    await page.setViewportSize(phone);
    await narrow(page);
    await page.setViewportSize({ width: 1280, height: 900 });
  }
});

story('contracts are found by kind, other party and year', async ({ page }) => {
  await signInAs(page, 'Els Wouters');
  await page.getByLabel('Zoek op titel').fill('ringweg');
  await press(page, 'Zoeken');
  await page.getByRole('link', { name: 'Ringweg Kerkenhoek: nieuwe aansluiting met rotonde' }).waitFor();
  await page.getByRole('link', { name: 'Filters wissen' }).click();
  const all = await page.locator('tbody tr').count();
  await page.getByLabel('Andere partij').fill('klinker');
  await press(page, 'Zoeken');
  const found = await page.locator('tbody tr').count();
  assert.ok(found > 0 && found < all, `${found} of ${all}`);
  await page.getByLabel('Soort opdracht').selectOption({ label: 'Raamovereenkomst' });
  await press(page, 'Zoeken');
  assert.ok((await page.locator('tbody tr').count()) <= found);
  assert.equal(await page.getByLabel('Andere partij').inputValue(), 'klinker');
  await page.setViewportSize(phone);
  await narrow(page);
});
