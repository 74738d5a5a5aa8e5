// Every page, in both languages: the status it should have, no violation of WCAG 2.2 A and AA, nothing
// wider than the screen, no complaint of the browser, and small enough for a cheap phone. The table of
// routes is read from its source, so that no page is forgotten.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import AxeBuilder from '@axe-core/playwright';
import { DESK, PHONE, openBrowser, signIn, speak, visitor } from './browser.mjs';
import { letters, openHouse, until } from './house.mjs';
import { ZHOU, answerAll } from './migrant.mjs';
import { pages, routeOf, strangers } from './routes.mjs';
import { setScene } from './scene.mjs';
import { count } from './tally.mjs';
import { digits } from './totp.mjs';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const FIRST_LOAD_BYTES = 50 * 1024;
const TONGUES = ['zh', 'en'];
const PUBLIC = ['/', '/?q=school', '/services/school-admission', '/services/open-a-shop', '/services/residence-permit', '/help', '/cases', '/certificates', '/continue', '/apply/open-a-shop', '/desk/enter'];
/** One question of each kind that the school's form does not ask. */
const QUESTIONS = {
  'open-a-shop': ['form/owner', 'form/family_run', 'form/area', 'form/trade', 'form/capital', 'form/staff'],
  'residence-permit': ['people/applicant', 'form/person', 'form/has_business'],
};
const ADMIN = ['/admin', '/admin/officers', '/admin/officers?q=lin', '/admin/officers/add', '/admin/officers/2', '/admin/officers/2/close', '/admin/calendar', '/admin/workflows', '/admin/workflows/school-admission/2', '/admin/acts', '/admin/acts?person=lin', '/admin/templates', '/admin/notices', '/admin/notices/receipt', '/admin/departments', '/admin/departments/labor', '/admin/departments/labor?into=housing&from=2026-07-01', '/admin/rules', '/admin/schedules', '/admin/jobs', '/admin/mails', '/desk', '/desk/me', '/desk/keys', '/desk/filters', '/desk?tab=waiting', '/desk?tab=done', '/desk/sittings', '/desk/password'];
/** Papers are in the language that their applicant asked for. */
const PAPERS = /\/(cases|counter|duties)\/[^/]+\/(certificate|receipt|refusal)$/;
const looked = { zh: new Set(), en: new Set() };
let house, browser, scene;

before(async () => {
  house = await openHouse();
  scene = await setScene(house);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await house?.close();
});

/** Looks at the page that is open. */
async function look(someone, tongue, status = 200) {
  const { page } = someone;
  const name = `${page.url().slice(house.base.length)} (${tongue}, ${page.viewportSize().width} px)`;
  assert.equal(someone.status(), status, name);
  const found = await new AxeBuilder({ page }).withTags(RULES).exclude('iframe').setLegacyMode().analyze();
  count('pages');
  count('rules passed', found.passes.length);
  count('violations', found.violations.length);
  const told = found.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).slice(0, 3).join(' ')}`);
  assert.deepEqual(told, [], name);
  const seen = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    shown: document.documentElement.clientWidth,
    lang: document.documentElement.lang,
  }));
  assert.ok(seen.wide <= seen.shown + 1, `${name} is ${seen.wide} wide on a screen of ${seen.shown}`);
  if (!PAPERS.test(page.url())) assert.ok(seen.lang.startsWith(tongue), `${name} is in ${seen.lang}`);
  assert.equal(await page.locator('h1').count(), 1, `${name} has one h1`);
  if (status === 200) looked[tongue].add(routeOf(page.url()));
}

/** Opens a page with everything that is folded away, and looks at it. */
async function see(someone, tongue, path, status = 200) {
  await someone.page.goto(house.base + path);
  await someone.page.evaluate(() => document.querySelectorAll('details').forEach((folded) => { folded.open = true; }));
  await look(someone, tongue, status);
}

/** The same in both languages. */
async function seeBoth(someone, path) {
  for (const tongue of TONGUES) {
    await speak(someone, house.base, tongue);
    await see(someone, tongue, path);
  }
}

async function ended(someone) {
  someone.quiet();
  await someone.close();
}

for (const tongue of TONGUES) {
  for (const viewport of [PHONE, DESK]) {
    test(`public pages, ${tongue}, ${viewport.width} px`, async () => {
      const someone = await visitor(browser, { viewport });
      await speak(someone, house.base, tongue);
      for (const path of PUBLIC) await see(someone, tongue, path);
      await see(someone, tongue, '/nothing-here', 404);
      await ended(someone);
    });
  }
}

test('an application, question by question', async () => {
  const someone = await visitor(browser);
  const { page } = someone;
  await speak(someone, house.base, 'zh');
  await see(someone, 'zh', '/apply/school-admission');
  await page.getByRole('button', { name: '开始填写' }).click();
  const asked = [];
  await answerAll(page, ZHOU, async () => { asked.push(page.url().slice(house.base.length)); await look(someone, 'zh'); });
  asked.push('/apply/school-admission', '/apply/school-admission/saved');
  await see(someone, 'zh', asked.at(-1));
  // Empty pages in English, and again as they are once everything is answered.
  await speak(someone, house.base, 'en');
  for (const path of new Set(asked)) await see(someone, 'en', path);
  await page.goto(`${house.base}/apply/school-admission/check`);
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Send' }).click();
  for (const tongue of TONGUES) {
    const done = page.url();
    await speak(someone, house.base, tongue);
    await page.goto(done);
    await look(someone, tongue);
  }
  await ended(someone);
});

test('questions of every other kind, and what a mistake looks like', async () => {
  for (const [service, steps] of Object.entries(QUESTIONS)) {
    const someone = await visitor(browser);
    await speak(someone, house.base, 'zh');
    await someone.page.goto(`${house.base}/apply/${service}`);
    await someone.page.getByRole('button', { name: '开始填写' }).click();
    for (const step of steps) await seeBoth(someone, `/apply/${service}/${step}`);
    await seeBoth(someone, `/apply/${service}/check`);
    await someone.page.goto(`${house.base}/apply/${service}/${steps[1]}`);
    await someone.page.getByRole('button', { name: 'Next' }).click();
    await look(someone, 'en', 422);
    await ended(someone);
  }
});

test('following one’s request, at every point of its way', async () => {
  const concluded = house.cases[0];
  for (const [known, paths] of [
    [concluded, ['', '/record', '/rating', '/complaint', '/contact', '/slip', '/certificate', '/receipt', '/withdraw']],
    [scene.shop, ['', '/rating']],
    [scene.intake, ['', '/withdraw', '/slip']],
    [scene.asked, ['', '/correction']],
    [scene.review, ['']],
    [scene.deliver, ['', '/certificate']],
    [scene.refusal, ['', '/refusal']],
  ]) {
    const someone = await visitor(browser);
    await someone.page.goto(`${house.base}/open/${known.number}/${known.secret}`);
    assert.equal(someone.page.url(), `${house.base}/cases/${known.number}`);
    for (const path of paths) await seeBoth(someone, `/cases/${known.number}${path}`);
    if (known === concluded) {
      await someone.page.goto(`${house.base}/cases/${known.number}/certificate`);
      const code = (await someone.page.locator('.code').first().innerText()).trim();
      await seeBoth(someone, `/certificates/${known.number}/${code}`);
    }
    await ended(someone);
  }
});

test('one’s requests by mail, without their code', async () => {
  const someone = await visitor(browser);
  const { page } = someone;
  await speak(someone, house.base, 'en');
  const before = (await letters(house, 'passcode')).length;
  await page.goto(`${house.base}/cases`);
  await page.getByLabel('Mail address').fill('not an address');
  await page.getByRole('button', { name: 'Send a code' }).click();
  await look(someone, 'en', 422);
  await page.getByLabel('Mail address').fill('tenzin@example.org');
  await page.getByRole('button', { name: 'Send a code' }).click();
  await seeBoth(someone, '/cases/code');
  const sent = await until('the code comes', async () => (await letters(house, 'passcode'))[before]);
  await page.getByRole('textbox').fill(sent.text.match(/\d{6}/)[0]);
  await page.getByRole('button').last().click();
  await page.waitForURL(`${house.base}/cases/mine`);
  await seeBoth(someone, '/cases/mine');
  await page.getByRole('button', { name: /^(查看|Open)/ }).first().click();
  await page.waitForURL(/\/cases\/2/);
  await seeBoth(someone, page.url().slice(house.base.length));
  await someone.page.goto(`${page.url()}/contact`);
  await look(someone, 'en', 403);
  await ended(someone);
});

test('a duty of each kind, free and claimed', async () => {
  for (const [login, known, duty, paper] of [
    ['wu.lei', scene.intake, 'intake'],
    ['wu.lei', scene.deliver, 'deliver', '/certificate'],
    ['wu.lei', scene.handed, 'deliver', '/refusal'],
    ['wu.lei', scene.untold, 'tell'],
    ['chen.jing', scene.review, 'review'],
    ['zhao.yun', scene.review, 'correction'],
    ['luo.jian', scene.decide, 'decide'],
    ['he.qiang', scene.issue, 'issue'],
    ['deng.hui', scene.shop, 'follow'],
    ['ye.qing', scene.shop, 'complaint'],
  ]) {
    const someone = await visitor(browser, { viewport: DESK });
    await signIn(someone, house.base, login);
    await someone.page.goto(`${house.base}/desk?tab=all`);
    const work = someone.page.getByRole('row').filter({ hasText: known.number }).locator(`a[href*="/duties/${duty}"]`);
    const path = await work.getAttribute('href');
    await seeBoth(someone, path);
    await someone.page.getByRole('button', { name: /^(领办|Claim)/ }).click();
    await someone.page.waitForURL(house.base + path);
    await seeBoth(someone, path);
    if (paper) await seeBoth(someone, path + paper);
    if (duty === 'intake') for (const path of ['/desk?tab=mine', '/desk/code', '/desk/counter', ...['', '/slip', '/receipt'].map((rest) => `/desk/counter/${scene.review.number}${rest}`)]) await seeBoth(someone, path);
    await ended(someone);
  }
});

test('cards against a department', async () => {
  const someone = await visitor(browser, { viewport: DESK });
  await signIn(someone, house.base, 'luo.jian');
  await seeBoth(someone, `/desk/requests/${house.cases[0].number}/cards`);
  await ended(someone);
});

test('sittings, open and closed', async () => {
  const someone = await visitor(browser, { viewport: DESK });
  await signIn(someone, house.base, 'deng.hui');
  await seeBoth(someone, '/desk/sittings');
  const rows = someone.page.getByRole('row').filter({ has: someone.page.getByRole('link') });
  for (const progress of ['Called', 'Closed']) {
    const row = rows.filter({ hasText: progress }).first();
    const path = await row.getByRole('link').getAttribute('href');
    await seeBoth(someone, path);
    await speak(someone, house.base, 'en');
    await someone.page.goto(`${house.base}/desk/sittings`);
  }
  await ended(someone);
});

test('oversight', async () => {
  for (const [login, paths] of [
    ['lin.yue', ['/oversight', '/oversight/stalled', '/oversight/work', '/oversight/acts?act=urge', '/oversight/links', '/oversight/workflows', '/oversight/workflows/school-admission', '/oversight/requests', `/oversight/requests/${scene.review.number}`, `/oversight/requests/${scene.review.number}/journal`, '/admin/jobs', '/admin/mails']],
    ['sun.hao', ['/desk', '/oversight']],
  ]) {
    const someone = await visitor(browser, { viewport: DESK });
    await signIn(someone, house.base, login);
    for (const path of paths) await seeBoth(someone, path);
    await ended(someone);
  }
  const boss = await visitor(browser, { viewport: DESK });
  await signIn(boss, house.base, 'lin.yue');
  await boss.page.goto(`${house.base}/oversight/links`);
  await boss.page.locator('#label').fill('Audit office');
  await boss.page.locator('#case').fill(scene.review.number);
  await boss.page.locator('#days').selectOption('7');
  await boss.page.locator('section.card form button').click();
  const link = new URL((await boss.page.locator('code.secret').innerText()).trim()).pathname;
  for (const path of [link, `${link}/journal`]) await seeBoth(boss, path);
  await ended(boss);
});

test('administration, and a workflow that is checked and proposed', async () => {
  const someone = await visitor(browser, { viewport: DESK });
  const { page } = someone;
  await speak(someone, house.base, 'en');
  await signIn(someone, house.base, 'song.ping');
  for (const path of ADMIN) await seeBoth(someone, path);
  const source = readFileSync(new URL('../../workflows/residence-permit.yaml', import.meta.url), 'utf8');
  const check = async (text) => {
    await page.goto(`${house.base}/admin/workflows`);
    await page.getByRole('textbox', { name: 'paste' }).fill(text);
    await page.getByRole('button', { name: 'Check' }).click();
  };
  await check(source.replace('lead: public_security', 'lead: nobody'));
  await look(someone, 'en', 422);
  await check(source.replace('version: 2', 'version: 3'));
  await look(someone, 'en');
  await page.getByRole('textbox', { name: 'What changed, and why' }).fill('A second version');
  await page.getByRole('button', { name: 'Propose' }).click();
  await page.waitForURL(/\/admin\/proposals\/\d+$/);
  await seeBoth(someone, page.url().slice(house.base.length));
  await ended(someone);
});

test('the second factor is set up and asked for', async () => {
  const someone = await visitor(browser, { viewport: DESK });
  const { page } = someone;
  await signIn(someone, house.base, 'tian.yu');
  await seeBoth(someone, '/desk/second/set-up');
  const key = (await page.locator('details .secret').innerText()).trim();
  await page.getByRole('textbox', { name: 'six' }).fill(digits(key));
  await page.getByRole('button', { name: 'Finish' }).click();
  await look(someone, 'en');
  await seeBoth(someone, '/desk/me');
  await page.getByRole('button', { name: /^(退出|Sign out)$/ }).first().click();
  await page.goto(`${house.base}/desk/enter`);
  await page.getByLabel(/^Login/).fill('tian.yu');
  await page.getByLabel(/^Password/).fill('lianban-demo');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/desk\/second/);
  await seeBoth(someone, '/desk/second');
  await page.getByRole('textbox').first().fill(digits(key, 1));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.waitForURL(`${house.base}/desk`);
  await ended(someone);
});

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

test('no page of the table was left out', () => {
  assert.deepEqual(strangers(), [], 'exceptions that the table does not have');
  for (const tongue of TONGUES) {
    assert.deepEqual(pages.filter((path) => !looked[tongue].has(path)), [], `never looked at in ${tongue}`);
  }
});
