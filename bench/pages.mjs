// The work of pages.sh: a house on PostgreSQL, filled, then read by clients that ask again at once.
import { copy } from './copies.mjs';
import { House, say, sqlOn } from './house.mjs';

const { DATABASE_URL } = process.env;
const [OPEN, CLIENTS, SECONDS_EACH] = ['OPEN', 'CLIENTS', 'SECONDS_EACH'].map((name) => Number(process.env[name]));
const TEMPLATES = 64;
const REVIEWS_EACH = 6;

const sql = sqlOn(DATABASE_URL);
const house = new House(DATABASE_URL);

async function measure(page, route, addresses, shown) {
  const figures = await house.read(page, route, addresses, shown, CLIENTS, SECONDS_EACH);
  console.log(JSON.stringify({ bench: 'pages', page, open: OPEN, clients: CLIENTS, ...figures }));
}

house.prepare();
const server = await house.serve();
try {
  const { reviewers } = house.officers;
  const cases = [];
  for (let number = 0; number < TEMPLATES; number += 1) {
    const filed = await house.file(number);
    await house.accept(filed);
    cases.push(filed);
  }
  const copies = Math.max(1, Math.ceil(OPEN / (TEMPLATES * REVIEWS_EACH)));
  say(`${copies - 1} copies of ${TEMPLATES} requests with ${REVIEWS_EACH} open reviews each`);
  copy(house, sql, sql('SELECT id FROM request').split('\n'), 1, copies, { spread: true });
  // What the load left to be written is written before anything is measured.
  sql('VACUUM ANALYZE');
  sql('CHECKPOINT');
  say(`${sql('SELECT count(*) FROM seat')} open reviews`);
  const atDesk = await house.officer('clerk', '--department', reviewers[0][0], '--role', 'clerk');
  const atTop = await house.officer('boss', '--department', 'supervision', '--role', 'supervisor');
  const own = [];
  for (const filed of cases) own.push(await house.opened(filed));
  const numbers = cases.map(({ case_number: number }) => number);
  await measure('status', '/cases/{case}', numbers.map((number) => `/cases/${number}`), (round) => own[round % own.length]);
  await measure('queue', '/desk', ['/desk'], () => atDesk);
  await measure('review', '/desk/requests/{case}/duties/{duty}', numbers.map((number) => `/desk/requests/${number}/duties/review:checks.${reviewers[0][0]}`), () => atDesk);
  await measure('overview', '/oversight', ['/oversight'], () => atTop);
} finally {
  await server.stop();
  house.end();
}
