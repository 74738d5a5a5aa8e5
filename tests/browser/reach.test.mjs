// Somebody who lost their code finds their requests by the mail address they gave, on a phone and without
// JavaScript.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, visitor } from './browser.mjs';
import { fileExample, letters, openHouse, until } from './house.mjs';
import { heading } from './officer.mjs';
import { count } from './tally.mjs';

const MAIL = 'dolma@example.org';
let house; let browser; const filed = [];

before(async () => {
  [house, browser] = await Promise.all([openHouse(), openBrowser()]);
  for (const name of ['residence-permit', 'open-a-shop']) {
    filed.push(await fileExample(house, name, (application) => { application.applicant.email = MAIL; }));
  }
});
after(async () => {
  await browser?.close();
  await house?.close();
});

test('a lost code: by mail to all of one’s requests', async () => {
  const someone = await visitor(browser, { javaScriptEnabled: false });
  const { page } = someone;
  await page.goto(`${house.base}/cases`);
  await page.getByLabel('申请时留的邮箱').fill(MAIL.toUpperCase());
  await page.getByRole('button', { name: '发验证码' }).click();
  assert.equal(await heading(page), '填验证码');
  const [letter] = await until('the code comes', async () => {
    const all = await letters(house, 'passcode');
    return all.length > 0 && all;
  });
  assert.match(letter.head, new RegExp(`^To:.*${MAIL}`, 'm'));
  for (const { case_number: number } of filed) assert.ok(!letter.text.includes(number), letter.text);

  await page.getByLabel('验证码', { exact: false }).fill('000 000');
  await page.getByRole('button', { name: '查看我的办件' }).click();
  assert.equal(someone.status(), 422);
  await page.getByLabel('验证码', { exact: false }).fill(letter.text.match(/\d{6}/)[0]);
  await page.getByRole('button', { name: '查看我的办件' }).click();
  await page.waitForURL(`${house.base}/cases/mine`);
  const list = await page.locator('main').innerText();
  const [older, newer] = filed.map(({ case_number: number }) => list.indexOf(number));
  assert.ok(newer >= 0 && older > newer, list);
  assert.equal(list.match(/\d{4}-\w{3}-\w{3}-\w{4}/g)?.length ?? filed.length, filed.length, 'nobody else’s');

  const mine = filed[0].case_number;
  await page.getByRole('button', { name: `查看办件 ${mine}` }).click();
  await page.waitForURL(`${house.base}/cases/${mine}`);
  assert.match(await page.locator('main').innerText(), new RegExp(mine));
  await page.getByRole('link', { name: '返回我的办件' }).click();
  await page.getByRole('button', { name: '退出查询' }).click();
  await page.goto(`${house.base}/cases/mine`);
  assert.equal(new URL(page.url()).pathname, '/cases');
  someone.quiet();
  await someone.close();
  count('lost codes', 1);
});

test('a contact with nothing behind it sees the same pages and gets no letter', async () => {
  const someone = await visitor(browser, { javaScriptEnabled: false });
  const { page } = someone;
  const before = (await letters(house, 'passcode')).length;
  await page.goto(`${house.base}/cases`);
  await page.getByLabel('申请时留的邮箱').fill('nobody@example.org');
  await page.getByRole('button', { name: '发验证码' }).click();
  assert.equal(await heading(page), '填验证码');
  assert.match(await page.locator('main').innerText(), /如果有用它申请的办件/);
  assert.equal((await letters(house, 'passcode')).length, before);
  someone.quiet();
  await someone.close();
});
