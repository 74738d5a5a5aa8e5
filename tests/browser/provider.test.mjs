// Officers sign in at the town's own provider: a real one, in a real browser, with JavaScript off.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, openBrowser, visitor } from './browser.mjs';
import { openHouse, until } from './house.mjs';
import { heading } from './officer.mjs';
import { openProvider } from './provider.mjs';
import { count } from './tally.mjs';

const AFTERWARDS = '2026-06-15T09:00:00+08:00';
const clerk = { department: '教育局', name: '赵云', email: 'zhao@edu.example', realm_access: { roles: ['lianban-clerk'] } };
const people = {
  'zhao.yun': { ...clerk, realm_access: { roles: ['lianban-head'] } },
  'liu.fang': { ...clerk, realm_access: { roles: ['somebody-elsewhere'] } },
  'new.face': { ...clerk, name: '新同事', department: '公安局' },
  'far.away': { ...clerk, department: '档案馆' },
};
let house; let browser; let provider;

before(async () => {
  [house, browser] = await Promise.all([openHouse(), openBrowser()]);
  provider = await openProvider(house.base, people);
  await house.later(AFTERWARDS, provider.settings);
});
after(async () => {
  await browser?.close();
  await provider?.close();
  await house?.close();
});

/** A browser that speaks Chinese, has no JavaScript and stays on this machine. */
async function someone() {
  const visit = await visitor(browser, { viewport: DESK, javaScriptEnabled: false });
  await visit.context.route((url) => url.hostname !== '127.0.0.1', (route) => route.abort());
  await visit.page.goto(`${house.base}/look/language/zh?then=/desk/enter`);
  return visit;
}

/** From the page somebody wants to the provider's own form. */
async function goThere({ page }, wanted) {
  await page.goto(`${house.base}${wanted}`);
  await page.getByRole('link', { name: '用统一身份认证登录' }).click();
  await page.waitForURL(`${provider.issuer}/interaction/**`);
}

/** Fills the provider's form in. */
async function signInThere({ page }, login) {
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill('anything');
  await page.getByRole('button').first().click();
  await page.waitForURL(`${house.base}/**`);
}

const main = (page) => page.locator('main').innerText();

test('an officer signs in at the provider, lands where they wanted, and is what the claims say', async () => {
  const visit = await someone();
  const { page } = visit;
  const came = [];
  visit.context.on('request', (request) => came.push(request.url()));
  await goThere(visit, '/desk/sittings');
  await signInThere(visit, 'zhao.yun');
  assert.equal(page.url(), `${house.base}/desk/sittings`);
  await page.goto(`${house.base}/desk/me`);
  const me = await main(page);
  for (const said of ['赵云', 'zhao.yun', '教育局', '部门负责人', 'zhao@edu.example', '以那里为准']) assert.ok(me.includes(said), `${said}: ${me}`);
  const cookies = await visit.context.cookies(house.base);
  assert.ok(!cookies.some(({ name }) => name === 'lianban-way'), 'the way is closed');

  // The address they came back by opens nothing a second time, here or elsewhere.
  const back = came.find((url) => url.startsWith(`${house.base}/desk/provider/back?`));
  for (const other of [visit, await someone()]) {
    await other.page.goto(back);
    assert.equal(other.status(), 403);
    assert.equal(await heading(other.page), '没有登录成功');
    assert.match(await main(other.page), /已经过期、已经用过/);
  }

  // What the claims say at the next sign-in holds from then on.
  people['zhao.yun'] = clerk;
  const again = await someone();
  await goThere(again, '/desk/me');
  await signInThere(again, 'zhao.yun');
  assert.match(await main(again.page), /岗位\s+经办人\n/);
  const { roles } = await house.me('zhao.yun');
  assert.deepEqual(roles, ['clerk']);
  await again.close();
  await visit.close();
  count('sign-ins', 1);
});

test('signing out ends the session here and goes on to the provider', async () => {
  const visit = await someone();
  const { page } = visit;
  await goThere(visit, '/desk');
  await signInThere(visit, 'zhao.yun');
  await page.getByRole('button', { name: '退出' }).click();
  await page.waitForURL(`${provider.issuer}/session/end?**`);
  await page.getByRole('button').first().click();
  await page.waitForURL(`${house.base}/desk/enter**`);
  await page.goto(`${house.base}/desk`);
  assert.equal(new URL(page.url()).pathname, '/desk/enter');
  await goThere(visit, '/desk');
  await visit.close();
});

test('a newcomer gets an account; who has no role or department here is told so', async () => {
  const visit = await someone();
  await goThere(visit, '/desk/me');
  await signInThere(visit, 'new.face');
  assert.match(await main(visit.page), /新同事[^]*公安局[^]*经办人/);
  await visit.close();
  for (const [login, words] of [['liu.fang', /没有给您本系统的岗位/], ['far.away', /没有写明您所在的部门/]]) {
    const refused = await someone();
    await goThere(refused, '/desk');
    await signInThere(refused, login);
    assert.equal(refused.status(), 403);
    assert.match(await main(refused.page), words);
    await refused.page.goto(`${house.base}/desk`);
    assert.equal(new URL(refused.page.url()).pathname, '/desk/enter', 'no session began');
    await refused.close();
  }
});

test('an answer with another state is refused, and the way that is open stays open', async () => {
  const visit = await someone();
  const { page } = visit;
  await goThere(visit, '/desk/keys');
  const there = page.url();
  await page.goto(`${house.base}/desk/provider/back?code=any&state=${'0'.repeat(64)}`);
  assert.equal(visit.status(), 403);
  assert.match(await main(page), /在别的浏览器里开始的/);
  await page.goto(there);
  await signInThere(visit, 'zhao.yun');
  assert.equal(page.url(), `${house.base}/desk/keys`);
  await visit.close();
});

test('a path of another house is not followed', async () => {
  const visit = await someone();
  await goThere(visit, `/desk/enter?then=${encodeURIComponent('//evil.example/desk')}`);
  await signInThere(visit, 'zhao.yun');
  assert.equal(visit.page.url(), `${house.base}/desk`);
  await visit.close();
});

test('while the provider is down it is said so, and passwords still open the door', async () => {
  await provider.close();
  const visit = await someone();
  const { page } = visit;
  // What was looked up a moment ago is not looked up again.
  const asks = () => fetch(`${house.base}/desk/provider`, { redirect: 'manual' });
  await until('the house notices', async () => (await asks()).status === 503);
  await page.goto(`${house.base}/desk/enter?then=/desk/me`);
  await page.getByRole('link', { name: '用统一身份认证登录' }).click();
  assert.equal(visit.status(), 503);
  assert.equal(await heading(page), '没有登录成功');
  assert.match(await main(page), /现在连不上/);
  await page.getByRole('link', { name: '用登录名和密码登录' }).click();
  await page.getByLabel('登录名').fill('zhao.yun');
  await page.getByLabel('密码').fill('lianban-demo');
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.waitForURL(`${house.base}/desk/me`);
  await visit.close();
});
