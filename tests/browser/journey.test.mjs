// The main story on pages alone: a family asks for a school place on a phone, six departments look at
// it at their desks, one lets it lie until a supervisor acts, and the family holds the notice in the end;
// and the request that the demo leaves lying, for whoever looks around.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PHONE, openBrowser, speak, visitor } from './browser.mjs';
import { openHouse, until } from './house.mjs';
import { ZHOU, all, answerAll, paper, typed } from './migrant.mjs';
import { ask, claim, heading, officer, opine, readPapers, take } from './officer.mjs';
import { count, stepOf } from './tally.mjs';

// Five working days after the demo's end, the Labour Day holiday between, and three more: a red card.
const LATER = '2026-05-14T09:00:00+08:00';
let house, browser;
const people = [];

before(async () => {
  house = await openHouse();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await house?.close();
});

/** Somebody who comes in, to be asked at the end whether their browser complained. */
async function comes(login) {
  const known = people.find((one) => one.login === login);
  if (known) return known;
  const someone = await officer(browser, house.base, login);
  people.push(someone);
  return someone;
}

/** A phone that knows nothing yet. */
async function phone() {
  const someone = await visitor(browser, { viewport: PHONE });
  await speak(someone, house.base, 'zh');
  people.push(someone);
  return someone;
}

const says = async (page, words) => page.getByText(words).first().waitFor();
const region = (page, name) => page.getByRole('region', { name });

/** A supervisor agrees in a department's stead. */
async function inStead(page, review, reason) {
  const act = region(page, '督办').getByRole('group').filter({ hasText: '代为提出意见' });
  await act.locator('summary').first().click();
  await act.getByLabel('哪项审查').selectOption({ label: review });
  await act.getByLabel('意见').selectOption({ label: '同意' });
  await act.getByLabel('理由', { exact: true }).fill(reason);
  await act.getByRole('button', { name: '代为提出意见' }).click();
}

test('what the demo leaves lying, ended by a supervisor', { timeout: 120_000 }, async (t) => {
  const { base } = house;
  const { number, secret } = house.cases[3];
  const step = (name, deed) => stepOf(t, name, deed);
  const supervisor = await comes('lin.yue');
  const { page: desk } = supervisor;

  await step('it is stalled, and the page leads to what Housing was to look at', async () => {
    await desk.goto(`${base}/oversight`);
    await desk.getByRole('link', { name: '卡住的办件' }).first().click();
    const row = desk.getByRole('row').filter({ hasText: number });
    assert.match(await row.innerText(), /已超期\d+个工作日[^]*部门没有人领办[^]*住房/);
    await row.getByRole('link', { name: '代为提出意见' }).click();
    await says(region(desk, '经过'), '督办员');
    await desk.getByRole('link', { name: '查看材料和填报内容' }).click();
    await desk.waitForURL(/\/duties\//);
    assert.equal((await readPapers(supervisor)).length, 1);
    await desk.getByRole('link', { name: '去办件页面处理' }).click();
    await inStead(desk, '稳定住所核验', '超期六个工作日，租赁合同有效，房屋已备案');
    await says(region(desk, '为什么还没办完'), '制证');
  });

  await step('the card is made and handed over, and she rates it', async () => {
    const maker = await comes('he.qiang');
    await take(maker, number, '制证');
    await claim(maker);
    await maker.page.getByRole('button', { name: '制证' }).click();
    await says(maker.page, `${number}已办好`);
    const window = await comes('wu.lei');
    await take(window, number, '送达');
    await claim(window);
    await window.page.getByRole('textbox', { name: '怎么送达的' }).fill('本人到一号窗口领取');
    await window.page.getByRole('button', { name: '已送达' }).click();
    await says(window.page, `${number}已办好`);

    const { page } = await phone();
    await page.goto(`${base}/cases`);
    await page.getByRole('textbox', { name: '办件编号' }).fill(number);
    await page.getByRole('textbox', { name: '查询码' }).fill(secret);
    await page.getByRole('button', { name: '查看' }).first().click();
    await page.getByRole('link', { name: '评价这次办理（好差评）' }).first().click();
    await page.getByRole('radio', { name: '基本满意' }).check();
    await page.getByRole('button', { name: '提交评价' }).click();
    await says(page, '谢谢您的评价，已经记下。');
  });
  count('journeys');
});

test('a school place, from the phone to the certificate', { timeout: 240_000 }, async (t) => {
  const { base } = house;
  const migrant = await phone();
  let { page } = migrant;
  let number, secret;
  const step = (name, deed) => stepOf(t, name, deed);

  await step('somebody new finds the service and what it needs', async () => {
    await page.goto(base);
    await page.getByRole('searchbox', { name: '找一件事' }).fill('入学');
    await page.getByRole('button', { name: '查找' }).click();
    await page.getByRole('link', { name: '随迁子女入学' }).click();
    await page.getByRole('link', { name: '现在申请' }).click();
    await says(page, '不收费，不用注册。');
    await page.getByRole('button', { name: '开始填写' }).click();
  });

  await step('answers every question, hands in every paper and checks it', async () => {
    const answers = { ...ZHOU, '申请人是谁？': all(ZHOU['申请人是谁？'], typed({ 电子邮箱: 'zhou@example.org' })) };
    const asked = await answerAll(page, answers, async () => {
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= PHONE.width, `${page.url()} is ${wide} wide`);
    });
    assert.equal(asked.length, 17);
    for (const answer of ['样例·何秀兰', '2020年3月21日', '四川省凉山彝族自治州', '2023年8月15日', 'labour-contract.pdf', 'business-licence.pdf']) {
      assert.ok((await page.locator('main').innerText()).includes(answer), answer);
    }
    await page.getByRole('checkbox', { name: '我看过了' }).check();
    await page.getByRole('button', { name: '提交申请' }).click();
    assert.equal(await heading(page), '交好了，我们收到了（收件）');
    const shown = await page.locator('main').innerText();
    number = shown.match(/办件编号\s+(\S+)/)[1];
    secret = shown.match(/查询码\s+(\S+)/)[1];
    assert.match(number, /^\w{4}-\w{3}-\w{3}-\w{4}$/);
    await page.getByRole('link', { name: '看办到哪一步' }).click();
    assert.equal(await heading(page), '综合窗口收到了您的申请，正在看材料');
  });

  await step('the window reads what came and accepts', async () => {
    const window = await comes('wu.lei');
    await take(window, number, '受理');
    await claim(window);
    assert.equal((await readPapers(window)).length, 6);
    await window.page.getByRole('button', { name: /^受理/ }).click();
    await says(window.page, `${number}已办好`);
    await page.reload();
    assert.equal(await heading(page), '6个部门正在同时审查您的申请');
  });

  await step('four departments agree at once, each with its own papers', async () => {
    for (const [login, title, papers] of [
      ['chen.jing', '学龄和户籍核验', ['household.pdf']],
      ['xu.dan', '经营核验', ['business-licence.pdf']],
      ['cao.min', '预防接种查验', ['vaccination.pdf']],
      ['yu.na', '家庭服务联系', []],
    ]) {
      const clerk = await comes(login);
      await take(clerk, number, title);
      await claim(clerk);
      assert.deepEqual(await readPapers(clerk), papers);
      await opine(clerk, '同意');
    }
    await page.reload();
    // Two of the six only advise, so that four are waited for.
    await says(region(page, '谁在办'), '4个部门中已到2个');
    assert.equal(await region(page, '谁在办').getByText('✓ 已提意见').count(), 4);
  });

  await step('labour asks for what is missing, and the lead sends it', async () => {
    const labour = await comes('ma.lin');
    await take(labour, number, '就业核验');
    await claim(labour);
    assert.deepEqual(await readPapers(labour), ['labour-contract.pdf']);
    await ask(labour, '劳动合同或用人单位证明', '第二页没有拍到，请把两页都交来');
    const lead = await comes('zhao.yun');
    await take(lead, number, '发出补正告知');
    await claim(lead);
    await says(lead.page, '第二页没有拍到，请把两页都交来');
    await lead.page.getByRole('button', { name: '现在发补正告知书' }).click();
    await says(lead.page, `${number}：已请申请人补交劳动合同或用人单位证明`);
  });

  await step('the family opens the case on another phone and sends the whole contract', async () => {
    ({ page } = await phone());
    await page.goto(base);
    await page.getByRole('button', { name: '去查询' }).or(page.getByRole('link', { name: '去查询' })).click();
    await page.getByRole('textbox', { name: '办件编号' }).fill(number.toLowerCase());
    await page.getByRole('textbox', { name: '查询码' }).fill(secret);
    await page.getByRole('button', { name: '查看' }).click();
    assert.match(await heading(page), /^请补1项材料，.+前交来$/);
    const todo = region(page, '要我做什么');
    await says(todo, '需要补1项材料（补正）');
    await says(todo, '第二页没有拍到，请把两页都交来');
    await todo.getByRole('link', { name: '去补材料' }).click();
    assert.equal(await heading(page), '补材料（补正）');
    await page.getByLabel('拍照或者选择文件').setInputFiles(['labour-contract.pdf', 'place-proof.pdf'].map(paper));
    await page.getByRole('button', { name: '提交补充内容' }).click();
    await says(page, '收到了您补充的内容。');
    assert.equal(await heading(page), '2个部门正在同时审查您的申请');
  });

  await step('labour sees what came back first, and agrees', async () => {
    const labour = await comes('ma.lin');
    assert.match(await take(labour, number, '就业核验'), /补正收回/);
    if (await labour.page.getByRole('button', { name: '领办' }).count()) await claim(labour);
    assert.equal((await readPapers(labour)).length, 2);
    await opine(labour, '同意', '劳动合同齐全');
  });

  await step('the police let it lie, and a supervisor gives the opinion in their stead', async () => {
    await house.later(LATER);
    await until('what time alone brings has come, and the family can read it', async () => {
      await page.goto(`${base}/cases/${number}/record`);
      return (await region(page, '办理经过').innerText()).includes('公安局因超期被记牌');
    });
    await page.getByRole('link', { name: '回到办件' }).click();
    const supervisor = await comes('lin.yue');
    await supervisor.page.goto(`${base}/oversight/requests?open=yes`);
    await supervisor.page.getByRole('link', { name: number }).click();
    assert.match(await region(supervisor.page, '为什么还没办完').innerText(), /居住核验\s+■ 已超期\d+个工作日/);
    await inStead(supervisor.page, '居住核验', '超期多日，登记系统里材料齐全，不能让孩子等');
    await says(region(supervisor.page, '为什么还没办完'), '安排学位');
    await page.reload();
    assert.equal(await heading(page), '教育局正在审查您的申请');
  });

  await step('education finds a place, the head decides, the notice is made and handed over', async () => {
    const clerk = await comes('zhao.yun');
    await take(clerk, number, '安排学位（写明学校）');
    await claim(clerk);
    await opine(clerk, '同意', '新津区样例小学');
    await page.reload();
    assert.equal(await heading(page), '各部门都看完了，教育局正在作决定');

    const head = await comes('sun.hao');
    await take(head, number, '决定');
    await claim(head);
    await head.page.getByRole('radio', { name: '准予', exact: true }).check();
    await head.page.getByRole('button', { name: '作出决定' }).click();
    await says(head.page, `${number}已办好`);
    await page.reload();
    assert.equal(await heading(page), '批准了，正在制作入学通知书');

    const maker = await comes('liu.fang');
    await take(maker, number, '制证');
    await claim(maker);
    await maker.page.getByRole('button', { name: '制证' }).click();
    await says(maker.page, `${number}已办好`);
    await page.reload();
    assert.equal(await heading(page), '入学通知书办好了，可以来领');

    const window = await comes('wu.lei');
    await take(window, number, '送达');
    await claim(window);
    await window.page.getByRole('textbox', { name: '怎么送达的' }).fill('母亲到三号窗口领取，已核对身份证');
    await window.page.getByRole('button', { name: '已送达' }).click();
    await says(window.page, `${number}已办好`);
  });

  await step('the family holds the notice, anybody can check it, and they say how it was', async () => {
    await page.reload();
    assert.equal(await heading(page), '办完了：入学通知书已经交给您');
    await page.getByRole('link', { name: '谁看过我的材料' }).click();
    await says(region(page, '谁看过我的材料'), '人力资源和社会保障局');
    await page.getByRole('link', { name: '回到办件' }).click();
    await page.getByRole('link', { name: '查看证照，可以打印' }).first().click();
    await says(page, '样例·周小雨');
    await says(page, '新津区样例小学');
    const code = (await page.locator('body').innerText()).match(/\w{4}-\w{4}-\w{4}-\w{4}/)[0];

    const { page: checking } = await phone();
    await checking.goto(`${base}/certificates`);
    await checking.getByRole('textbox', { name: '办件编号' }).fill(number);
    await checking.getByRole('textbox', { name: '核验码' }).fill(code);
    await checking.getByRole('button', { name: '核验' }).click();
    assert.equal(await heading(checking), '属实');

    await page.goBack();
    await page.getByRole('link', { name: '评价这次办理（好差评）' }).first().click();
    await page.getByRole('radio', { name: '非常满意' }).check();
    await page.getByRole('textbox', { name: '为什么' }).fill('不用跑六个地方');
    await page.getByRole('button', { name: '提交评价' }).click();
    await says(page, '谢谢您的评价，已经记下。');
    await says(region(page, '我的评价和投诉'), '非常满意');
  });

  for (const someone of people) someone.quiet();
  count('journeys');
});
