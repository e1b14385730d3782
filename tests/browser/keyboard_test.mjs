// SPDX-License-Identifier: EUPL-1.2
// The main job by someone who has no mouse: Tab, arrows, Space, Enter and Escape, and a focus that can be seen at every stop.
import assert from 'node:assert/strict';
import { story } from './house.mjs';
import { file_named, is_told, real_pdf, sees, status_of } from './steps.mjs';

const stops_max = 150;

// Where the focus is, and whether one can see that it is there.
function focus(page) {
  return page.evaluate(() => {
    const here = document.activeElement;
    const looks = [here, here.nextElementSibling, here.parentElement].filter(Boolean).map((element) => getComputedStyle(element));
    const ringed = (look) => (look.outlineStyle !== 'none' && Number.parseFloat(look.outlineWidth) >= 2) || look.boxShadow !== 'none';
    const box = here.getBoundingClientRect();
    return {
      what: `${here.tagName.toLowerCase()} ${here.id || here.name || here.textContent.trim().slice(0, 40)}`,
      visible: here === document.body || (looks.some(ringed) && box.width > 0 && box.height > 0),
    };
  });
}

// Presses Tab until the focus is there.
async function tab_to(page, target) {
  for (let stop = 0; stop < stops_max; stop += 1) {
    await page.keyboard.press('Tab');
    // A key pressed before may still lead to another page: then the focus is looked for there.
    const { what, visible } = await focus(page).catch(async () => {
      await page.waitForLoadState();
      return focus(page);
    });
    assert.ok(visible, `the focus is not to be seen on ${what} of ${page.url()}`);
    if (await target.first().evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not lead to ${target} on ${page.url()}`);
}

async function enter(page, target) {
  await tab_to(page, target);
  await page.keyboard.press('Enter');
}

async function type_in(page, label, text) {
  await tab_to(page, page.getByLabel(label, { exact: true }));
  await page.keyboard.type(text);
}

async function sign_in(page, name) {
  await page.goto('/demo/cast');
  await enter(page, page.getByRole('button', { name }));
  await page.getByRole('heading', { level: 1, name: 'Start' }).waitFor();
}

// From the top of a page past all that is the same on every page.
async function skip(page) {
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), 'Naar de inhoud');
  assert.ok(await page.locator('.z-skip').evaluate((link) => link.getBoundingClientRect().top >= 0), 'the way to the content is seen when it has the focus');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
}

async function lotte_drafts(page) {
  await sign_in(page, 'Lotte Janssens');
  await enter(page, page.getByRole('navigation', { name: 'Hoofdnavigatie' }).getByRole('link', { name: 'Opdrachten' }));
  await page.waitForURL('**/contracts');
  await skip(page);
  await enter(page, page.getByRole('link', { name: 'Herinrichting Marktplein' }));
  await page.getByRole('heading', { level: 1, name: 'Herinrichting Marktplein' }).waitFor();
  await enter(page, page.getByRole('link', { name: 'Nieuwe schuldvordering' }));
  await page.getByRole('heading', { level: 1, name: 'Nieuwe schuldvordering' }).waitFor();
  await type_in(page, 'Titel', 'Met het toetsenbord');
  // A date in which day and month are the same is typed alike in every country.
  await type_in(page, 'Begin van de periode', '05052026');
  await type_in(page, 'Einde van de periode', '06062026');
  await tab_to(page, page.getByRole('radio', { name: 'Gewone staat' }));
  await page.keyboard.press('ArrowDown');
  assert.ok(await page.getByRole('radio', { name: 'Bisstaat' }).isChecked());
  await tab_to(page, page.getByLabel('Btw-regeling'));
  await page.keyboard.type('Btw');
  assert.equal(await page.getByLabel('Btw-regeling').inputValue(), 'reverse_charge');
  for (const [field, text] of [['post', '3.1'], ['description', 'Kasseien leggen'], ['quantity', '240,5'], ['unit', 'm2'], ['unitPrice', '62']]) {
    await tab_to(page, page.locator(`[name="lines.0.${field}"]`));
    await page.keyboard.type(text);
  }
  await tab_to(page, page.getByRole('button', { name: 'Lijn toevoegen' }));
  await page.keyboard.press('Space');
  const added = (await page.locator('[data-line]').count()) - 1;
  assert.equal(await page.evaluate(() => document.activeElement.name), `lines.${added}.post`, 'a new line has the focus');
  await enter(page, page.locator('[data-line]').last().getByRole('button', { name: 'Lijn verwijderen' }));
  assert.equal(await page.locator('[data-line]').count(), added);
  assert.notEqual(await page.evaluate(() => document.activeElement.tagName), 'BODY', 'the focus is not lost with the line');
  await enter(page, page.getByRole('button', { name: 'Bewaren' }));
  await is_told(page, 'Het ontwerp is bewaard.');
}

// The form is made resumable while the page is there already; a key pressed in that moment is pressed again, as people do.
async function choose_files(page) {
  for (let attempt = 1; ; attempt += 1) {
    await tab_to(page, page.locator('#files'));
    try {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser', { timeout: 5000 }), page.keyboard.press('Enter')]);
      return chooser;
    } catch (error) {
      if (attempt === 4) throw error;
    }
  }
}

async function lotte_attaches_and_puts_ready(page) {
  const chooser = await choose_files(page);
  await chooser.setFiles(file_named('Bestelbon kasseien.pdf', real_pdf));
  await page.locator('#attachments').getByRole('link', { name: 'Bestelbon kasseien.pdf' }).waitFor();
  await page.keyboard.press('Control+Home');
  await page.reload();
  await enter(page, page.getByRole('button', { name: 'Klaarzetten om te verzenden' }));
  await is_told(page, 'Het ontwerp staat klaar.');
  const menu = page.locator('details.z-menu').last();
  await enter(page, menu.locator('summary'));
  await page.keyboard.press('Escape');
  assert.equal(await menu.getAttribute('open'), null, 'Escape closes the menu');
  await page.keyboard.press('Enter');
  await enter(page, page.getByRole('button', { name: 'Afmelden' }));
  await page.getByRole('link', { name: 'Aanmelden' }).or(page.getByRole('button', { name: 'Aanmelden' })).first().waitFor();
}

async function karim_sends(page) {
  await sign_in(page, 'Karim Haddad');
  await enter(page, page.getByRole('navigation', { name: 'Hoofdnavigatie' }).getByRole('link', { name: /^Acties/ }));
  await page.getByRole('heading', { level: 1, name: 'Acties' }).waitFor();
  await enter(page, page.getByRole('link', { name: /Verzend.*Met het toetsenbord/s }));
  await page.getByRole('heading', { level: 1, name: 'Met het toetsenbord' }).waitFor();
  const send = page.getByRole('button', { name: 'Verzenden', exact: true });
  await enter(page, send);
  await page.locator('#confirm[open]').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('#confirm[open]').waitFor({ state: 'detached' });
  assert.ok(await send.first().evaluate((element) => element === document.activeElement), 'the focus comes back to the button');
  await page.keyboard.press('Enter');
  await enter(page, page.locator('#confirm-yes'));
  await is_told(page, 'Het document is verzonden.');
  assert.equal(await status_of(page), 'Verzonden');
}

async function wim_refuses(page) {
  await sign_in(page, 'Wim Aerts');
  await enter(page, page.getByRole('link', { name: /Behandel.*Met het toetsenbord/s }));
  await enter(page, page.getByRole('button', { name: 'In behandeling nemen' }));
  await is_told(page, 'De schuldvordering is in behandeling.');
  await enter(page, page.getByRole('link', { name: 'Weigeren' }));
  await page.getByRole('heading', { level: 1, name: 'Schuldvordering weigeren' }).waitFor();
  await tab_to(page, page.getByRole('radio').first());
  await page.keyboard.press('Space');
  for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowDown');
  assert.ok(await page.getByRole('radio', { name: 'Dit is al gevorderd' }).isChecked());
  await type_in(page, 'Toelichting', 'Dit staat ook in vorderingsstaat 4.');
  await enter(page, page.getByRole('button', { name: 'Weigeren' }));
  await enter(page, page.locator('#confirm-yes'));
  await is_told(page, 'De schuldvordering is geweigerd.');
  await sees(page, 'Dit staat ook in vorderingsstaat 4.');
}

story('a claim is drafted, sent and refused with the keyboard alone', async ({ page }) => {
  await lotte_drafts(page);
  await lotte_attaches_and_puts_ready(page);
  await karim_sends(page);
  await wim_refuses(page);
});
