// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import { axe, screenshot, signInAs, story, walk } from './house.mjs';

// The first of the cast at an authority and at a contractor: the pages are the same for the others.
async function firstOfCast(page, kind) {
  await page.goto('/demo/cast');
  const section = page.locator('section.z-cast').filter({ has: page.locator(`.au-c-pill--${kind}`) }).first();
  return {
    organisation: await section.getByRole('heading').innerText(),
    name: await section.getByRole('button').first().locator('strong').innerText(),
  };
}

for (const [side, kind] of [['an authority', 'link'], ['a contractor', 'default']]) {
  for (const [look, options] of [['on a wide screen', {}], ['on a phone in the dark', { width: 360, height: 740, dark: true }], ['in English', { locale: 'en-GB' }]]) {
    story(`every page that ${side} reaches ${look} is free of barriers`, async ({ page }) => {
      const { name, organisation } = await firstOfCast(page, kind);
      await signInAs(page, name, organisation);
      const shapes = await walk(page, '/', async (here) => {
        await axe(here);
        const [wide, room] = await here.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        assert.ok(wide <= room, `${here.url()} is ${wide} wide and has room for ${room}`);
      });
      assert.ok(shapes.length >= 5, `the walk saw no more than ${shapes.join(' ')}`);
      await page.goto('/');
      await screenshot(page, `start-${kind}-${options.width ?? 'wide'}-${options.locale ?? 'nl'}`);
    }, options);
  }
}

story('every page that a stranger reaches is free of barriers', async ({ page }) => {
  await page.goto('/');
  const shapes = await walk(page, '/', axe);
  assert.ok(shapes.length >= 3, `the walk saw no more than ${shapes.join(' ')}`);
});
