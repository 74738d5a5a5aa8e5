// A town with one request at every point of its way, so that each kind of page has something to show.
import { fileExample } from './house.mjs';

const agree = { verdict: 'agree', text: '' };
const refuse = { verdict: 'refuse', reason: 'not-resident', basis: '居住证暂行条例2', text: '居住不满半年' };

/** Fills the town; gives each case by what stands at it. */
export async function setScene(house) {
  const does = (who, known, path, body) => house.does(who, known.number, path, body);
  const filed = async (name, change) => {
    const { case_number: number, secret } = await fileExample(house, name, change);
    return { number, secret };
  };
  const claims = (who, known, duty) => does(who, known, `duties/${duty}/claim`);
  const opines = async (who, known, review, opinion) => {
    const duty = await house.dutyOf(who, known.number, `review:${review}`);
    await claims(who, known, duty);
    await does(who, known, `duties/${duty}/opinion`, opinion);
  };
  const accepted = async (name, change) => {
    const known = await filed(name, change);
    await claims('wu.lei', known, 'intake');
    await does('wu.lei', known, 'intake/accept');
    return known;
  };
  const granted = async () => {
    const known = await accepted('residence-permit');
    await opines('tang.wei', known, 'residence', agree);
    await opines('ma.lin', known, 'evidence.job', agree);
    return known;
  };
  const refused = async (change) => {
    const known = await accepted('residence-permit', change);
    await opines('tang.wei', known, 'residence', refuse);
    await opines('ma.lin', known, 'evidence.job', agree);
    return known;
  };

  const intake = await filed('residence-permit');
  const asked = await filed('residence-permit');
  await claims('wu.lei', asked, 'intake');
  await does('wu.lei', asked, 'intake/correction', { items: [
    { what: 'identity_card', explanation: '背面没有拍到' },
    { what: 'person', explanation: '手机号码打不通' },
    { what: 'living_since', explanation: '和登记的日期不一样' },
    { what: 'home_region', explanation: '请选到区县' },
    { what: 'has_study', explanation: '请确认' },
  ] });

  const review = await accepted('school-admission');
  await claims('ma.lin', review, 'review:verify.work');
  await does('ma.lin', review, 'duties/review:verify.work/items', { items: [{ what: 'labour_contract', explanation: '缺签字页' }] });

  const untold = await accepted('school-admission', (application) => { delete application.applicant.email; });
  await claims('ma.lin', untold, 'review:verify.work');
  await does('ma.lin', untold, 'duties/review:verify.work/items', { items: [{ what: 'labour_contract', explanation: '缺签字页' }] });
  await does('zhao.yun', untold, 'stages/verify/correction/send');

  const issue = await granted();
  const deliver = await granted();
  await claims('he.qiang', deliver, 'issue');
  await does('he.qiang', deliver, 'certificate');

  const decide = await refused();
  const refuses = async (known) => {
    await claims('luo.jian', known, 'decide');
    await does('luo.jian', known, 'decision', { outcome: 'refuse', reason: refuse.reason, basis: refuse.basis, text: refuse.text });
    return known;
  };
  const refusal = await refuses(await refused());
  // Whoever gave no mail address is handed the decision at the window.
  const handed = await refuses(await refused((application) => { delete application.applicant.email; }));

  const sitting = await accepted('open-a-shop');
  await opines('xu.dan', sitting, 'register', agree);
  await opines('xu.dan', sitting, 'visit', { ...agree, with: [(await house.me('zheng.bo')).id] });

  const [, shop, permit] = house.cases;
  await does(shop, shop, 'rating', { level: 'very_dissatisfied', text: '等了很久' });
  await does(shop, shop, 'complaints', { text: '一号窗口中午没有人' });
  return { intake, asked, review, untold, issue, deliver, decide, refusal, handed, sitting, shop, permit };
}
