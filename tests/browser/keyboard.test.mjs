// A clerk's day without a mouse. Wherever the focus comes to rest, it can be seen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, openBrowser, visitor } from './browser.mjs';
import { fileExample, openHouse } from './house.mjs';
import { heading } from './officer.mjs';
import { count, stepOf } from './tally.mjs';

const TABS_MAX = 60;
const RING_PX = 2;
const WORK = 4;
let house, browser;

before(async () => {
  house = await openHouse();
  for (let work = 0; work < WORK; work += 1) {
    const { case_number: number } = await fileExample(house, 'residence-permit');
    await house.does('wu.lei', number, 'duties/intake/claim');
    await house.does('wu.lei', number, 'intake/accept');
  }
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await house?.close();
});

/** Where the focus is: its name, and that whoever looks can see it. */
async function stop(page) {
  const at = await page.evaluate(() => {
    const node = document.activeElement;
    if (!node || node === document.body) return undefined;
    const style = getComputedStyle(node);
    const box = node.getBoundingClientRect();
    const named = node.labels?.[0]?.innerText ?? node.getAttribute('aria-label') ?? node.innerText ?? '';
    return {
      tag: node.tagName,
      name: named.trim(),
      ring: style.outlineStyle === 'none' ? 0 : Number.parseFloat(style.outlineWidth),
      shadow: style.boxShadow !== 'none',
      seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
    };
  });
  // A paper is a document of its own, with a focus of its own, on the way from one field to the next.
  if (!at && await page.locator('iframe').count()) return { tag: 'IFRAME', name: '' };
  assert.ok(at, `nothing has the focus at ${page.url()}`);
  if (at.tag === 'IFRAME' || at.tag === 'MAIN') return at;
  assert.ok(at.ring >= RING_PX || at.shadow, `the focus cannot be seen on ${at.tag} “${at.name}” at ${page.url()}`);
  assert.ok(at.seen, `the focus is out of sight on ${at.tag} “${at.name}” at ${page.url()}`);
  count('keyboard stops');
  return at;
}

/** Goes on with the tab key until something of this name has the focus. */
async function tabTo(page, name) {
  const passed = [];
  for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
    await page.keyboard.press('Tab');
    const at = await stop(page);
    if (name.test(at.name)) return at;
    passed.push(at.name);
  }
  throw new Error(`no way to ${name} past ${passed.join(', ')}`);
}

/** Presses a key that opens another page. */
async function opens(page, key) {
  const left = page.waitForEvent('load');
  await page.keyboard.press(key);
  await left;
}

test('a clerk’s day with the keyboard only', async (t) => {
  const { base } = house;
  const step = (name, deed) => stepOf(t, name, deed);
  const someone = await visitor(browser, { viewport: DESK });
  const { page } = someone;
  const press = (key) => page.keyboard.press(key);
  const first = () => page.getByRole('row').nth(1).getByRole('link').innerText();
  let number;

  await step('the first stop leads past the head of the page', async () => {
    await page.goto(`${base}/look/language/zh?then=/desk/enter`);
    await press('Tab');
    assert.equal((await stop(page)).name, '跳到正文');
    await press('Enter');
    assert.equal((await stop(page)).tag, 'MAIN');
    await press('Tab');
    assert.equal((await stop(page)).name, '登录名');
  });

  await step('signs in', async () => {
    await page.keyboard.type('tang.wei');
    await tabTo(page, /^密码$/);
    await page.keyboard.type('lianban-demo');
    await opens(page, 'Enter');
    assert.equal(await heading(page), '公安局 · 待办');
  });

  await step('goes down and up the queue and opens a row', async () => {
    await press('j');
    number = (await stop(page)).name;
    assert.equal(number, await first());
    await press('j');
    assert.notEqual((await stop(page)).name, number);
    await press('k');
    assert.equal((await stop(page)).name, number);
    await opens(page, 'Enter');
    assert.equal(await heading(page), '居住登记核验');
  });

  await step('claims, and is told what is missing', async () => {
    await opens(page, 'c');
    assert.match(await page.locator('main').innerText(), /经办人：Tang Wei/);
    await press('a');
    assert.equal((await stop(page)).name, '同意', 'the first thing missing takes the focus');
  });

  await step('gives an opinion, and the next work opens', async () => {
    await press('Space');
    assert.ok(await page.getByRole('radio', { name: '同意', exact: true }).isChecked());
    await tabTo(page, /^说明/);
    await page.keyboard.type('jackarmun 登记属实');
    assert.equal(await page.getByRole('textbox', { name: '说明' }).inputValue(), 'jackarmun 登记属实', 'keys are letters while somebody types');
    await tabTo(page, /办完接着办下一件/);
    await tabTo(page, /^提交意见/);
    await opens(page, 'Enter');
    assert.match(await page.getByRole('status').innerText(), new RegExp(`${number}已办好`));
    assert.equal(await heading(page), '居住登记核验');
    assert.ok(!page.url().includes(`/requests/${number}/`), 'another one');
  });

  await step('claims and agrees with three keys', async () => {
    await opens(page, 'c');
    await press('a');
    await press('Space');
    await opens(page, 'a');
    assert.match(await page.getByRole('status').innerText(), /已办好/);
  });

  await step('a refusal without its reasons comes back with the focus on what is wrong', async () => {
    await opens(page, 'u');
    assert.equal(await heading(page), '公安局 · 待办');
    await opens(page, 'n');
    assert.match(await page.locator('main').innerText(), /经办人：Tang Wei/);
    await press('m');
    assert.match((await stop(page)).name, /^缺材料或填错了/);
    assert.ok(await page.getByRole('button', { name: '要求补正' }).isVisible());
    await press('r');
    assert.match((await stop(page)).name, /^不同意时填写/);
    await press('a');
    await press('ArrowDown');
    await press('ArrowDown');
    assert.equal((await stop(page)).name, '不同意');
    await opens(page, 'a');
    assert.equal((await stop(page)).tag, 'SECTION', 'the summary of mistakes');
    assert.ok(await page.getByRole('radio', { name: '不同意', exact: true }).isChecked(), 'what was chosen stays');
    await tabTo(page, /./);
  });

  await step('switches the keys off and on again', async () => {
    await tabTo(page, /^快捷键$/);
    await opens(page, 'Enter');
    assert.equal(await heading(page), '快捷键');
    await tabTo(page, /^打开或关闭快捷键$/);
    await press('Enter');
    assert.equal((await page.getByRole('status').innerText()).trim(), '快捷键现在关闭。');
    await page.goto(`${base}/desk?tab=all`);
    await press('j');
    assert.equal(await page.evaluate(() => document.activeElement === document.body), true, 'j is a letter again');
    await page.goto(`${base}/desk/keys`);
    assert.equal((await page.getByRole('status').innerText()).trim(), '快捷键现在关闭。');
    await tabTo(page, /^打开或关闭快捷键$/);
    await press('Space');
    assert.equal((await page.getByRole('status').innerText()).trim(), '快捷键现在打开。');
    await page.goto(`${base}/desk?tab=all`);
    await press('j');
    await stop(page);
  });

  await step('signs out', async () => {
    await page.goto(`${base}/desk`);
    await tabTo(page, /^退出$/);
    await opens(page, 'Enter');
    await page.goto(`${base}/desk`);
    assert.equal(await heading(page), '工作人员登录');
  });

  someone.quiet();
  count('journeys');
});
