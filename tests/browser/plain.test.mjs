// The public story with JavaScript off: apply, follow, answer what is missing, rate. Whoever has an old
// phone gets all of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { NAMED, PHONE, openBrowser, speak, visitor } from './browser.mjs';
import { openHouse } from './house.mjs';
import { PERMIT, answerAll, paper } from './migrant.mjs';
import { heading } from './officer.mjs';
import { count, stepOf } from './tally.mjs';

let house, browser;

before(async () => {
  house = await openHouse();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await house?.close();
});

const says = async (page, words) => page.getByText(words).first().waitFor();

test('a residence permit without JavaScript', async (t) => {
  const { base } = house;
  const step = (name, deed) => stepOf(t, name, deed);
  const someone = await visitor(browser, { viewport: PHONE, javaScriptEnabled: false });
  const { page } = someone;
  await speak(someone, base, 'zh');
  const known = {};
  const does = (who, path, body) => house.does(who, known.number, path, body);
  const agrees = async (who, review) => {
    const duty = await house.dutyOf(who, known.number, `review:${review}`);
    await does(who, `duties/${duty}/claim`);
    await does(who, `duties/${duty}/opinion`, { verdict: 'agree', text: '' });
  };

  await step('applies, sees a mistake by its question, and mends it', async () => {
    await page.goto(`${base}/apply/residence-permit`);
    await page.getByRole('button', { name: '开始填写' }).click();
    let wrong = 0;
    await answerAll(page, { ...PERMIT, '申请人是谁？': async () => {
      if (wrong === 0) {
        wrong += 1;
        await page.getByRole('textbox', { name: '姓名' }).fill('样例·丹增');
        await page.getByRole('textbox', { name: '身份证号码' }).fill('990502199904060016');
        await page.getByRole('textbox', { name: '手机号码' }).fill('19900000006');
        await page.getByRole('button', { name: '下一步' }).click();
        await page.getByRole('alert').getByRole('link', { name: /号码不对/ }).waitFor();
        assert.equal(await page.getByRole('textbox', { name: '姓名' }).inputValue(), '样例·丹增', 'what was typed stays');
      }
      await PERMIT['申请人是谁？'](page);
    } });
  });

  await step('changes an answer from the check page, declares and files', async () => {
    await page.getByRole('link', { name: '修改 现在的住址' }).click();
    await page.getByRole('textbox', { name: '现在的住址' }).fill('（虚构）成华区样例路3号12室');
    await page.getByRole('button', { name: '下一步' }).click();
    await says(page, '（虚构）成华区样例路3号12室');
    await page.getByRole('button', { name: '提交申请' }).click();
    await page.getByRole('alert').getByRole('link', { name: /声明/ }).waitFor();
    await page.getByRole('checkbox', { name: '我看过了' }).check();
    await page.getByRole('button', { name: '提交申请' }).click();
    const shown = await page.locator('main').innerText();
    known.number = shown.match(/办件编号\s+(\S+)/)[1];
    known.secret = shown.match(/查询码\s+(\S+)/)[1];
  });

  await step('follows with number and code, after one slip of the finger', async () => {
    await page.goto(`${base}/cases`);
    await page.getByRole('textbox', { name: '办件编号' }).fill(known.number);
    await page.getByRole('textbox', { name: '查询码' }).fill('AAAAAAAAAA');
    await page.getByRole('button', { name: '查看' }).click();
    await says(page.getByRole('alert'), '办件编号和查询码对不上');
    await page.getByRole('textbox', { name: '查询码' }).fill(known.secret);
    await page.getByRole('button', { name: '查看' }).click();
    assert.equal(await heading(page), '综合窗口收到了您的申请，正在看材料');
  });

  await step('answers what the window misses', async () => {
    await does('wu.lei', 'duties/intake/claim');
    await does('wu.lei', 'intake/correction', { items: [
      { what: 'identity_card', explanation: '背面没有拍到' },
      { what: 'living_since', explanation: '和登记的日期不一样' },
    ] });
    await page.reload();
    await says(page, '背面没有拍到');
    await page.getByRole('link', { name: '去补材料' }).click();
    await page.getByLabel(/拍照或者选择文件.*居民身份证/).setInputFiles(paper('identity-card.pdf'));
    await page.getByLabel('在现住城市居住的开始日期').fill('2025-06-20');
    await page.getByRole('button', { name: '提交补充内容' }).click();
    await says(page, '收到了您补充的内容。');
  });

  await step('sees the permit come, opens it and rates', async () => {
    await does('wu.lei', 'intake/accept');
    await page.reload();
    assert.match(await heading(page), /正在同时审查您的申请/);
    await agrees('tang.wei', 'residence');
    await agrees('ma.lin', 'evidence.job');
    await does('he.qiang', 'duties/issue/claim');
    await does('he.qiang', 'certificate');
    await does('wu.lei', 'delivery', { text: '三号窗口' });
    await page.reload();
    assert.equal(await heading(page), '办完了：居住证已经交给您');
    await page.getByRole('link', { name: '查看证照，可以打印' }).first().click();
    await says(page, '（虚构）成华区样例路3号12室');
    await page.goBack();
    await page.getByRole('link', { name: '评价这次办理（好差评）' }).first().click();
    await page.getByRole('radio', { name: '满意', exact: true }).check();
    await page.getByRole('button', { name: '提交评价' }).click();
    await says(page, '谢谢您的评价，已经记下。');
  });

  someone.quiet();
  count('journeys');
});

test('a form is taken over plain HTTP under a name', async () => {
  const someone = await visitor(browser, { viewport: PHONE, javaScriptEnabled: false });
  const { page } = someone;
  await page.goto(`${house.base.replace('127.0.0.1', NAMED)}/cases`);
  await page.getByRole('textbox', { name: '办件编号' }).fill('2222-ABC-DEF-2345');
  await page.getByRole('textbox', { name: '查询码' }).fill('AAAA2222BB');
  await page.getByRole('button', { name: '查看' }).click();
  // Wrong, and heard: a form from elsewhere would be 403.
  await says(page.getByRole('alert'), '办件编号和查询码对不上');
  someone.quiet();
  await someone.close();
});
