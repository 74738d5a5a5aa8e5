// On the narrowest screen, and with letters twice as large, nothing is wider than the screen and nothing
// is cut off. Tables alone may be moved sideways (WCAG 1.4.10).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, PHONE, openBrowser, signIn, speak, visitor } from './browser.mjs';
import { openHouse } from './house.mjs';
import { setScene } from './scene.mjs';
import { count } from './tally.mjs';

const NARROW = { width: 320, height: 640 };
const TWICE = '200%';
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

/** What is wider than the screen, or cut. */
function trouble() {
  const shown = document.documentElement.clientWidth;
  const found = [];
  const scrolls = (node) => node && node !== document.body && (/auto|scroll/.test(getComputedStyle(node).overflowX) || scrolls(node.parentElement));
  const unseen = (node) => node && (getComputedStyle(node).clipPath !== 'none' || unseen(node.parentElement));
  const words = (node) => `${node.tagName.toLowerCase()}${node.className ? `.${node.className}` : ''} “${(node.innerText ?? node.value ?? '').trim().slice(0, 40)}”`;
  if (document.documentElement.scrollWidth > shown + 1) found.push(`the page is ${document.documentElement.scrollWidth} wide on ${shown}`);
  for (const node of document.querySelectorAll('body *')) {
    const style = getComputedStyle(node);
    if (node.closest('svg *, .skip, iframe, option') || unseen(node) || !node.checkVisibility()) continue;
    const box = node.getBoundingClientRect();
    // On a narrow screen the rows of these stand under one another, so that no column is out of sight.
    if (shown <= 640 && node.matches('.stack') && node.scrollWidth > node.clientWidth + 1) found.push(`${words(node)} hides columns: ${node.scrollWidth} on ${node.clientWidth}`);
    if (box.width === 0 || scrolls(node.parentElement)) continue;
    if (box.right > shown + 1 || box.left < -1) found.push(`${words(node)} reaches from ${Math.round(box.left)} to ${Math.round(box.right)} on ${shown}`);
    if (style.overflowX === 'visible' && box.left + node.scrollWidth > shown + 1) found.push(`what stands in ${words(node)} reaches to ${Math.round(box.left + node.scrollWidth)} on ${shown}`);
    // Fields move what is typed into them; everything else would lose it.
    const clips = !node.matches('input, textarea, select') && /hidden|clip/.test(style.overflowX + style.overflowY);
    if (clips && (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1)) found.push(`${words(node)} is cut`);
  }
  return found;
}

async function fits(someone, path) {
  const { page } = someone;
  await page.goto(house.base + path);
  assert.equal(someone.status(), 200, path);
  for (const [size, letters] of someone.sizes) {
    await page.setViewportSize(size);
    await page.evaluate((letters) => {
      document.documentElement.style.fontSize = letters;
      document.querySelectorAll('details').forEach((folded) => { folded.open = true; });
    }, letters);
    assert.deepEqual(await page.evaluate(trouble), [], `${path}, ${size.width} px, letters ${letters || 'as usual'}`);
    count('pages that fit');
  }
}

/** Somebody for whom every page is tried at these sizes. */
async function trying(sizes) {
  const someone = await visitor(browser, { viewport: sizes[0][0] });
  await speak(someone, house.base, 'zh');
  return { ...someone, sizes };
}

const MIGRANT = [[NARROW, ''], [PHONE, TWICE]];
const STAFF = [[NARROW, ''], [DESK, TWICE]];

test('public pages', async () => {
  const someone = await trying(MIGRANT);
  for (const path of ['/', '/services/school-admission', '/services/open-a-shop', '/help', '/cases', '/certificates', '/continue', '/apply/school-admission', '/desk/enter']) await fits(someone, path);
  await speak(someone, house.base, 'en');
  for (const path of ['/', '/services/open-a-shop', '/cases']) await fits(someone, path);
  someone.quiet();
  await someone.close();
});

test('the questions of an application', async () => {
  const someone = await trying(MIGRANT);
  await someone.page.goto(`${house.base}/apply/open-a-shop`);
  await someone.page.getByRole('button', { name: '开始填写' }).click();
  for (const step of ['people/filer', 'people/applicant', 'form/owner', 'form/family_run', 'form/region', 'form/area', 'form/trade', 'form/scope', 'form/capital', 'form/staff', 'materials/identity_card', 'check', 'saved']) await fits(someone, `/apply/open-a-shop/${step}`);
  someone.quiet();
  await someone.close();
});

test('following', async () => {
  for (const [known, paths] of [
    [house.cases[0], ['', '/record', '/rating', '/complaint', '/contact', '/slip', '/certificate', '/receipt']],
    [scene.asked, ['', '/correction', '/withdraw']],
    [scene.refusal, ['', '/refusal']],
  ]) {
    const someone = await trying(MIGRANT);
    await someone.page.goto(`${house.base}/open/${known.number}/${known.secret}`);
    for (const path of paths) await fits(someone, `/cases/${known.number}${path}`);
    someone.quiet();
    await someone.close();
  }
});

test('desk, oversight, administration', async () => {
  for (const [login, paths] of [
    ['wu.lei', ['/desk?tab=all', `/desk/requests/${scene.intake.number}/duties/intake`, '/desk/keys', '/desk/me', '/desk/password', '/desk/second/set-up']],
    ['chen.jing', [`/desk/requests/${scene.review.number}/duties/review:verify.age`]],
    ['deng.hui', ['/desk/sittings']],
    ['lin.yue', ['/oversight', '/oversight/requests', `/oversight/requests/${scene.review.number}`, `/oversight/requests/${scene.review.number}/journal`]],
    ['song.ping', ['/admin', '/admin/officers', '/admin/officers/add', '/admin/officers/2', '/admin/officers/2/close', '/admin/acts', '/admin/calendar', '/admin/workflows', '/admin/workflows/school-admission/2', '/admin/departments', '/admin/rules', '/admin/schedules', '/admin/jobs', '/admin/mails']],
  ]) {
    const someone = await trying(STAFF);
    await signIn(someone, house.base, login);
    for (const path of paths) await fits(someone, path);
    someone.quiet();
    await someone.close();
  }
});
