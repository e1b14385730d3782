// SPDX-License-Identifier: EUPL-1.2
// What is not there and what is not yours look the same, and tell nothing about the inside.
import assert from 'node:assert/strict';
import { axe, screenshot, signInAs, story } from './house.mjs';
import { open_contract, open_document } from './steps.mjs';

const inside = /\.cpp|std::|exception|SELECT |sqlite|terminate|stack|0x[0-9a-f]{6}/i;

function address(page) {
  return new URL(page.url()).pathname;
}

async function is_refused(page, path, status, title) {
  const answer = await page.goto(path);
  assert.equal(answer.status(), status, path);
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  assert.doesNotMatch(await page.content(), inside, path);
  assert.equal(await page.getByRole('link', { name: 'Naar de startpagina' }).count(), 1, 'who is signed in is shown the way to the own start');
}

story('the contracts and documents of others are not there', async ({ page: tom, visitor }) => {
  const karim = await visitor();
  await signInAs(karim, 'Karim Haddad');
  await open_contract(karim, 'N8 Ieper - Kortrijk: openbare verlichting');
  const contract = address(karim);
  await open_document(karim, 'N8 Ieper - Kortrijk: openbare verlichting', 'Vorderingsstaat 1');
  const draft = address(karim);
  await open_document(karim, 'N8 Ieper - Kortrijk: heraanleg rijweg en fietspaden', 'Vorderingsstaat 2');
  const claim = address(karim);
  await karim.goto('/groups');
  await karim.getByRole('link', { name: 'Boekhouding', exact: true }).click();
  await karim.getByRole('heading', { level: 1, name: 'Boekhouding' }).waitFor();
  const group = address(karim);

  await signInAs(tom, 'Tom Dubois');
  const missing = 'Deze pagina bestaat niet, of is niet voor u';
  for (const path of [contract, `${contract}/groups`, `${contract}/claims/new`, draft, `${draft}/edit`, claim, `${claim}/partial-acceptance/new`,
    `${claim}/refusal/new`, `${claim}/invoice-request/new`, group, '/documents/01a20000-0000-7000-8000-000000000000', '/documents/niets', '/nergens'])
    await is_refused(tom, path, 404, missing);
  await axe(tom);
  await screenshot(tom, 'not-found');

  // The other side of the same contract does not see a draft either, and may not decide on it.
  const els = await visitor();
  await signInAs(els, 'Els Wouters');
  await is_refused(els, draft, 404, missing);
  assert.equal((await els.goto(claim)).status(), 200);
}, { except: /status of 404/ });

story('who may not do a thing is told so, in words', async ({ page: lotte }) => {
  await signInAs(lotte, 'Lotte Janssens');
  await is_refused(lotte, '/groups', 403, 'Dat mag u niet doen');
  await is_refused(lotte, '/contracts/new', 403, 'Dat mag u niet doen');
  await axe(lotte);
  await is_refused(lotte, '/documents/01a20000-0000-7000-8000-000000000000/sending', 405, 'Dat kan hier niet');
}, { except: /status of (403|405)/ });

story('who is not signed in is asked to, and then comes where one wanted to be', async ({ page, visitor }) => {
  const karim = await visitor();
  await signInAs(karim, 'Karim Haddad');
  await open_contract(karim, 'Winterdienst district Kortrijk');
  await page.goto(address(karim));
  await page.getByRole('heading', { level: 1, name: 'Aanmelden' }).waitFor();
  await page.getByLabel('Gebruikersnaam').fill('karim');
  await page.getByLabel('Wachtwoord').fill('fout');
  await page.getByRole('main').getByRole('button', { name: 'Aanmelden' }).click();
  await page.getByText('De gebruikersnaam of het wachtwoord klopt niet').first().waitFor();
  await axe(page);
}, { except: /status of (400|401|403|422)/ });
