// A migrant at the pages: answers what the screen asks, by the words that stand on it.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';

const files = fileURLToPath(new URL('../../workflows/examples/files/', import.meta.url));
const PAGES_MAX = 40;
const MOVED = Symbol('the answer led on by itself');

/** Where one of the example papers lies. */
export const paper = (name) => files + name;
/** Types into fields, by their labels. */
export const typed = (fields) => async (page) => {
  for (const [label, value] of Object.entries(fields)) await page.getByRole('textbox', { name: label }).fill(value);
};
/** Chooses one of a group. */
export const chosen = (label) => (page) => page.getByRole('radio', { name: label, exact: true }).check();
/** A day, in its three boxes. */
export const day = (year, month, date) => async (page) => {
  for (const [label, value] of [['年', year], ['月', month], ['日', date]]) {
    await page.getByRole('textbox', { name: label, exact: true }).fill(String(value));
  }
};
/** A province, and a place in it once the page offers them. */
export const region = (province, place) => async (page) => {
  const within = page.getByRole('combobox', { name: '市、州、区、县' });
  await page.getByRole('combobox', { name: '省、自治区、直辖市' }).selectOption({ label: province });
  if (!(await within.count())) await page.getByRole('button', { name: '下一步' }).click();
  await within.selectOption({ label: place });
};
/** Hands in a paper. */
export const attached = (...names) => (page) => page.getByLabel('选照片或者文件').setInputFiles(names.map(paper));
/** Several in a row. */
export const all = (...deeds) => async (page) => { for (const deed of deeds) await deed(page); };
/** Nothing to say here. */
export const nothing = async () => {};
/** Adds one more row to a list, so often. */
export const more = (times) => async (page, asked) => {
  if (asked.filter((heading) => heading === asked.at(-1)).length > times) return undefined;
  await page.getByRole('link', { name: /加一个$/ }).click();
  return MOVED;
};

/** The Zhou family: he is employed, she keeps a shop, their daughter starts school. */
export const ZHOU = {
  '谁来申请？': chosen('我给自己（或者自己的孩子）申请'),
  '申请人是谁？': typed({ 姓名: '样例·周文海', 身份证号码: '990118198805160111', 手机号码: '19900000001' }),
  '父母或其他监护人：第1个': chosen('受雇上班'),
  父母或其他监护人: more(1),
  '父母或其他监护人：第2个': all(typed({ 姓名: '样例·何秀兰', 身份证号码: '990118199011030248', 手机号码: '19900000002' }), chosen('自己经营')),
  '申请入学的孩子：第1个': all(typed({ 姓名: '样例·周小雨', 身份证号码: '990118202003210462' }), day(2020, 3, 21), chosen('小学一年级')),
  申请入学的孩子: nothing,
  户口所在地: region('四川省', '凉山彝族自治州'),
  现在的住址: typed({ 现在的住址: '（虚构）新津区样例街道1号2栋301室' }),
  在现住城市连续居住的开始日期: day(2023, 8, 15),
  监护人身份证: attached('guardian-identity.pdf'),
  '户口簿（户口不在一起的，带监护关系证明）': attached('household.pdf'),
  居住证或电子居住证: attached('residence-permit.pdf'),
  劳动合同或用人单位证明: attached('labour-contract.pdf'),
  营业执照: attached('business-licence.pdf'),
  每个孩子的预防接种证: attached('vaccination.pdf'),
};

/** Somebody with a job and a home, for a residence permit. */
export const PERMIT = {
  '谁来申请？': chosen('我给自己（或者自己的孩子）申请'),
  '申请人是谁？': typed({ 姓名: '样例·丹增', 身份证号码: '990502199904060015', 手机号码: '19900000006' }),
  申领人: day(1999, 4, 6),
  户口所在地: region('西藏自治区', '林芝市'),
  现在的住址: typed({ 现在的住址: '（虚构）成华区样例路3号' }),
  在现住城市居住的开始日期: day(2025, 6, 10),
  有稳定工作: chosen('是'),
  用人单位: typed({ 用人单位: '样例家具厂' }),
  自己经营: chosen('否'),
  在本地连续就读: chosen('否'),
  有稳定住所: chosen('否'),
  居民身份证: attached('identity-card.pdf'),
  '本人相片（没有的，窗口免费拍）': nothing,
  劳动合同或用人单位证明: attached('labour-contract.pdf'),
};

/** Goes through an application as it leads on, until it asks to be checked. `answers` says what to do
 * at each question, by its heading; `look` sees every page before it is answered. Gives the headings. */
export async function answerAll(page, answers, look = async () => {}) {
  const asked = [];
  for (let count = 0; count < PAGES_MAX; count += 1) {
    const heading = (await page.getByRole('heading', { level: 1 }).innerText()).trim();
    await look(heading);
    if (heading === '交之前，再看一遍') return asked;
    asked.push(heading);
    const answer = answers[heading];
    assert.ok(answer, `nobody told what to answer at “${heading}”, ${page.url()}\n${await page.locator('main').ariaSnapshot()}`);
    if (await answer(page, asked) !== MOVED) await page.getByRole('button', { name: /下一步$/ }).click();
  }
  throw new Error(`no end after ${asked.join(', ')}`);
}
