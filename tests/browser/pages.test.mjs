// Every page, in both languages, at phone and desk width: no violation of WCAG 2.2 A and AA, nothing wider
// than the screen, no complaint of the browser, and small enough for a cheap phone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import AxeBuilder from '@axe-core/playwright';
import { DESK, PHONE, openBrowser, signIn, speak, visitor } from './browser.mjs';
import { fileExample, openHouse } from './house.mjs';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const FIRST_LOAD_BYTES = 50 * 1024;
const PUBLIC = ['/', '/?q=school', '/services/school-admission', '/services/open-a-shop', '/services/residence-permit', '/help', '/cases', '/certificates', '/apply/residence-permit', '/desk/enter', '/nothing-here'];
const STAFF = {
  'wu.lei': ['/desk', '/desk?tab=mine', '/desk/sittings', '/desk/keys', '/desk/me'],
  'sun.hao': ['/desk', '/oversight'],
  'lin.yue': ['/desk', '/oversight', '/oversight/requests', '/oversight/stalled'],
  'song.ping': ['/admin/officers', '/admin/workflows', '/admin/calendar', '/admin/departments', '/admin/jobs', '/admin/mails'],
};
const counts = { pages: 0, rules: 0, violations: 0 };
let house, browser;

before(async () => {
  house = await openHouse();
  for (const name of ['residence-permit', 'open-a-shop']) await fileExample(house, name);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await house?.close();
  console.log(`axe: ${counts.pages} pages, ${counts.rules} rules passed, ${counts.violations} violations`);
});

/** Looks at one page as it is now. */
async function look(someone, name) {
  const { page } = someone;
  const found = await new AxeBuilder({ page }).withTags(RULES).exclude('iframe').analyze();
  counts.pages += 1;
  counts.rules += found.passes.length;
  counts.violations += found.violations.length;
  const told = found.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).slice(0, 3).join(' ')}`);
  assert.deepEqual(told, [], name);
  const { wide, shown } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, shown: document.documentElement.clientWidth }));
  assert.ok(wide <= shown + 1, `${name} is ${wide} wide on a screen of ${shown}`);
  assert.equal(await page.locator('h1').count(), 1, `${name} has one h1`);
}

for (const tongue of ['zh', 'en']) {
  for (const viewport of [PHONE, DESK, { width: 320, height: 640 }]) {
    test(`public pages, ${tongue}, ${viewport.width} px`, async () => {
      const someone = await visitor(browser, { viewport });
      await speak(someone, house.base, tongue);
      for (const path of PUBLIC) {
        await someone.page.goto(house.base + path);
        await look(someone, `${path} (${tongue}, ${viewport.width})`);
      }
      someone.quiet();
      await someone.close();
    });
  }
  for (const [login, paths] of Object.entries(STAFF)) {
    test(`pages of ${login}, ${tongue}`, async () => {
      const someone = await visitor(browser, { viewport: DESK });
      await speak(someone, house.base, tongue);
      await signIn(someone, house.base, login);
      for (const path of paths) {
        await someone.page.goto(house.base + path);
        await look(someone, `${path} (${login}, ${tongue})`);
      }
      // The first piece of work, as it stands and once it is claimed.
      await someone.page.goto(`${house.base}/desk?tab=all`);
      const work = someone.page.locator('tr[data-row] th a').first();
      if (await work.count()) {
        await work.click();
        await look(someone, `a duty (${login}, ${tongue})`);
      }
      someone.quiet();
      await someone.close();
    });
  }
}

test('the first page is light enough for a cheap phone', async () => {
  const someone = await visitor(browser);
  let bytes = 0;
  someone.page.on('response', async (response) => {
    const sizes = await response.request().sizes().catch(() => undefined);
    bytes += sizes ? sizes.responseBodySize + sizes.responseHeadersSize : 0;
  });
  await someone.page.goto(house.base, { waitUntil: 'networkidle' });
  assert.ok(bytes > 0 && bytes <= FIRST_LOAD_BYTES, `${bytes} bytes`);
  await someone.close();
});
