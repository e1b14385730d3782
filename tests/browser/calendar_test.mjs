// SPDX-License-Identifier: EUPL-1.2
// Terms in the browser, in Dutch: a contract tells what runs, a calendar shows the month, a closing day moves what is due on it,
// and somebody's own agenda follows along a secret address.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { axe, screenshot, signInAs, story } from './house.mjs';
import { day, is_told, open_contract, press, sees } from './steps.mjs';

const works = 'Ringweg Kerkenhoek: nieuwe aansluiting met rotonde';
const in_words = new Intl.DateTimeFormat('nl-BE', { month: 'long', year: 'numeric', timeZone: 'UTC' });

function shown(iso) {
  return iso.split('-').reverse().join('/');
}

// What the API says, with the session of the page.
async function clocks_of(page) {
  const answer = await page.evaluate(async (address) => (await fetch(address)).json(), `/api/v1/clocks?from=${day(-30)}`);
  assert.ok(answer.clocks.length > 0, JSON.stringify(answer));
  return answer.clocks;
}

// A strict reader, from Debian: every property is decoded by its type.
const reader = `
import json, sys
from icalendar import Calendar
calendar = Calendar.from_ical(sys.stdin.buffer.read())
assert not calendar.errors, calendar.errors
assert calendar['VERSION'] == '2.0' and calendar['PRODID']
events = []
for event in calendar.walk('VEVENT'):
    assert not event.errors, event.errors
    events.append({'uid': str(event['UID']), 'on': event.decoded('DTSTART').isoformat(), 'until': event.decoded('DTEND').isoformat(),
                   'stamp': event.decoded('DTSTAMP').isoformat(), 'sequence': int(event['SEQUENCE']), 'summary': str(event['SUMMARY']),
                   'description': str(event['DESCRIPTION']), 'url': str(event['URL'])})
json.dump(events, sys.stdout)
`;
function read(text) {
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', reader], { input: text }));
}

async function open_month_of(page, iso) {
  await page.getByRole('link', { name: 'Kalender', exact: true }).click();
  const title = in_words.format(new Date(`${iso.slice(0, 7)}-01T12:00:00Z`));
  for (let i = 0; i < 3 && (await page.locator('table caption').innerText()) !== title; i += 1)
    await page.getByRole('link', { name: 'Volgende maand' }).click();
  assert.equal(await page.locator('table caption').innerText(), title);
}

story('a term stands on its contract and in the calendar of both sides', async ({ page: els, visitor }) => {
  await signInAs(els, 'Els Wouters');
  await open_contract(els, works);
  const section = els.getByRole('region', { name: 'Termijnen' });
  await section.getByRole('link', { name: 'Betaling' }).first().click();
  await els.getByRole('heading', { level: 1, name: 'Betaling' }).waitFor();
  await sees(els, 'De aanbesteder behandelt en betaalt een schuldvordering binnen de termijn van de opdracht.');
  await axe(els);
  await els.goBack();
  await els.getByRole('link', { name: 'Alle termijnen van deze opdracht' }).click();
  await els.getByRole('heading', { level: 1, name: 'Termijnen van de opdracht' }).waitFor();
  await axe(els);
  const [first] = (await clocks_of(els)).filter((clock) => clock.contractTitle === works && clock.dueOn > day(1));
  await open_month_of(els, first.dueOn);
  await els.locator(`a[href="#due-${first.dueOn}"]`).click();
  await els.locator(`[id="due-${first.dueOn}"]`).getByText(works).first().waitFor();
  await axe(els);
  await screenshot(els, 'calendar');
  await els.getByLabel('Alleen waar mijn organisatie aan zet is').check();
  await press(els, 'Toon');
  assert.equal(await els.getByText('De andere partij is aan zet.').count(), 0);
  assert.ok((await els.getByText('Uw organisatie is aan zet.').count()) > 0);

  const sofie = await visitor({ width: 360, height: 740 });
  await signInAs(sofie, 'Sofie De Smet');
  await open_month_of(sofie, first.dueOn);
  await sofie.locator(`[id="due-${first.dueOn}"]`).getByText('De andere partij is aan zet.').first().waitFor();
  await screenshot(sofie, 'phone-calendar');
  await axe(sofie);
});

story('a closing day moves what is due on it', async ({ page: els }) => {
  await signInAs(els, 'Els Wouters');
  const [first] = (await clocks_of(els)).filter((clock) => clock.dueOn > day(1));
  await els.goto('/calendar');
  await els.getByRole('link', { name: 'Sluitingsdagen' }).click();
  await els.getByLabel('Dag').fill('31/02/2027');
  await press(els, 'Sluitingsdag toevoegen');
  await els.locator('#mistakes').getByText('Deze datum bestaat niet').waitFor();
  await els.getByLabel('Dag').fill(shown(first.dueOn));
  await els.getByLabel('Naam').fill('brugdag');
  await press(els, 'Sluitingsdag toevoegen');
  await is_told(els, 'De sluitingsdag is bewaard.');
  const moved = (await clocks_of(els)).find((clock) => clock.id === first.id);
  assert.ok(moved.dueOn > first.dueOn, `${moved.dueOn} comes after ${first.dueOn}`);
  await els.goto(`/closing-days?year=${first.dueOn.slice(0, 4)}`);
  await axe(els);
  await els.getByRole('button', { name: `Verwijder ${shown(first.dueOn)}` }).click();
  await is_told(els, 'De sluitingsdag is verwijderd.');
  assert.equal((await clocks_of(els)).find((clock) => clock.id === first.id).dueOn, first.dueOn);
}, { except: /status of 400/ });

story('a calendar address follows the terms until it is revoked', async ({ page: els, visitor }) => {
  await signInAs(els, 'Els Wouters');
  await els.goto('/calendar');
  await els.getByRole('link', { name: 'Agenda-adressen' }).click();
  await press(els, 'Nieuw adres maken');
  await els.getByRole('heading', { level: 1, name: 'Uw agenda-adres' }).waitFor();
  await axe(els);
  const address = await els.locator('#address').innerText();
  const agenda = await visitor();
  const path = new URL(address).pathname;
  const fetched = await agenda.request.get(path);
  assert.equal(fetched.status(), 200);
  const events = read(await fetched.body());
  const clocks = await clocks_of(els);
  assert.equal(events.length, clocks.length);
  assert.equal(new Set(events.map((event) => event.uid)).size, events.length, 'every entry has a name of its own');
  for (const clock of clocks) {
    const event = events.find((one) => one.url.endsWith(`/clocks/${clock.id}`));
    assert.equal(event.on, clock.dueOn);
    assert.match(event.summary, new RegExp(clock.name));
    assert.ok(event.description.includes(clock.contractTitle));
    assert.ok(event.description.includes(clock.otherParty));
    assert.doesNotMatch(event.summary + event.description, /Wouters|Haddad|De Smet/);
  }
  assert.equal((await agenda.request.get(path, { headers: { 'If-None-Match': fetched.headers().etag } })).status(), 304);
  await els.getByRole('link', { name: 'Agenda-adressen' }).last().click();
  await els.locator('tbody').getByText(shown(day())).first().waitFor();
  await axe(els);
  await press(els, 'Trek in', { sure: true });
  await is_told(els, 'Het agenda-adres is ingetrokken.');
  assert.equal((await agenda.request.get(path)).status(), 410);
});

story('the pages of terms fit a phone and can be read by night', async ({ page: els }) => {
  await signInAs(els, 'Els Wouters');
  const [first] = await clocks_of(els);
  for (const path of ['/calendar', `/calendar?month=${first.dueOn.slice(0, 7)}`, `/clocks/${first.id}`, `/contracts/${first.contractId}`,
    `/contracts/${first.contractId}/terms`, '/calendar/addresses', `/closing-days?year=${first.dueOn.slice(0, 4)}`]) {
    await els.goto(path);
    const [needed, room] = await els.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(needed <= room, `${path} is ${needed} wide and has room for ${room}`);
    await axe(els, { only: ['color-contrast', 'target-size'] });
  }
}, { width: 360, height: 740, dark: true });
