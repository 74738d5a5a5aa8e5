// An officer at the pages: signs in, takes work from the queue, reads, and does it.
import assert from 'node:assert/strict';
import { DESK, signIn, visitor } from './browser.mjs';
import { until } from './house.mjs';

/** An officer of the demo, signed in at a desk. */
export async function officer(browser, base, login) {
  const someone = await visitor(browser, { viewport: DESK });
  const { page, context } = someone;
  const opened = new Set();
  context.on('response', (response) => { if (response.ok()) opened.add(response.url()); });
  await page.goto(`${base}/look/language/zh?then=/desk/enter`);
  await signIn(someone, base, login);
  return { ...someone, login, base, opened };
}

/** The heading of the page. */
export const heading = (page) => page.getByRole('heading', { level: 1 }).innerText();

/** Opens a piece of work from the queue, by its case and what is to be done. */
export async function take(someone, number, title) {
  const { page, base } = someone;
  await page.goto(`${base}/desk?tab=all`);
  const row = page.getByRole('row').filter({ hasText: number }).filter({ hasText: title });
  assert.equal(await row.count(), 1, `${someone.login} has “${title}” of ${number}: ${await page.locator('main').innerText()}`);
  const shown = await row.innerText();
  await row.getByRole('link', { name: number }).click();
  assert.equal(await heading(page), title);
  return shown;
}

/** Claims what is open. */
export async function claim(someone) {
  const { page } = someone;
  await page.getByRole('region', { name: '办理' }).getByRole('button', { name: '领办' }).click();
  await page.getByText(/经办人：/).waitFor();
}

/** Opens every paper of the page, and waits until each was really served. Gives their names. */
export async function readPapers(someone) {
  const { page, opened, base } = someone;
  const papers = page.getByRole('region', { name: '材料' });
  for (const group of await papers.getByRole('group').all()) {
    if (!(await group.getByRole('figure').count())) await group.locator('summary').click();
  }
  const names = [];
  for (const figure of await papers.getByRole('figure').all()) {
    await figure.scrollIntoViewIfNeeded();
    const link = figure.getByRole('link').last();
    const address = base + await link.getAttribute('href');
    names.push(await link.innerText());
    await until(`${names.at(-1)} is shown`, () => opened.has(address));
  }
  return names;
}

/** Gives an opinion on what is open. */
export async function opine(someone, verdict, text = '') {
  const work = someone.page.getByRole('region', { name: '办理' });
  await work.getByRole('radio', { name: verdict, exact: true }).check();
  await work.getByRole('textbox', { name: '说明' }).fill(text);
  await work.getByRole('button', { name: '提交意见' }).click();
  await someone.page.getByRole('status').filter({ hasText: '已办好' }).waitFor();
}

/** Asks the applicant for something. */
export async function ask(someone, what, how) {
  const work = someone.page.getByRole('region', { name: '办理' });
  await work.getByText('缺材料或填错了（补正）').click();
  await work.getByRole('checkbox', { name: what }).check();
  await work.getByRole('textbox', { name: `${what}怎么补` }).fill(how);
  await work.getByRole('button', { name: '要求补正' }).click();
}
