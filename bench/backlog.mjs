// The work of backlog.sh: fill, measure, fill on.
import { copy } from './copies.mjs';
import { House, rounded, say, sqlOn } from './house.mjs';
import { load, quiet } from './load.mjs';

const { DATABASE_URL } = process.env;
const [CLIENTS, SECONDS_EACH] = ['CLIENTS', 'SECONDS_EACH'].map((name) => Number(process.env[name]));
const SIZES = process.env.SIZES.split(' ').map(Number).sort((left, right) => left - right);
const TEMPLATES = 50;

const sql = sqlOn(DATABASE_URL);
const house = new House(DATABASE_URL);

/** Files and accepts what the others are copies of. */
async function templates() {
  const server = await house.serve();
  try {
    for (let number = 0; number < TEMPLATES; number += 1) await house.accept(await house.file(number));
    const clerk = await house.officer('clerk', '--department', house.officers.reviewers[0][0], '--role', 'clerk');
    return { ids: sql('SELECT id FROM request').split('\n'), clerk };
  } finally {
    await server.stop();
  }
}

async function measure(clerk) {
  const open = Number(sql("SELECT count(*) FROM request WHERE phase = 'under_review'"));
  const server = await house.serve();
  try {
    const found = await load(house, server, CLIENTS, SECONDS_EACH);
    // What the opinions left to be done, by the house or by its database, is done before the page is read.
    await quiet();
    const queue = await house.read('queue', '/desk', ['/desk'], () => clerk, CLIENTS, SECONDS_EACH);
    return { open, ...found, queue_p99_ms: queue.p99_ms, rss_mib: server.memory() };
  } finally {
    await server.stop();
  }
}

house.prepare();
const { ids, clerk } = await templates();
let smallest;
let copied = 1;
for (const size of SIZES) {
  const copies = Math.max(copied, Math.ceil(size / TEMPLATES));
  const began = performance.now();
  copy(house, sql, ids, copied, copies, { spread: true });
  copied = copies;
  sql('VACUUM ANALYZE');
  sql('CHECKPOINT');
  say(`laid out in ${rounded((performance.now() - began) / 1000, 0)} s; the database has ${sql('SELECT pg_size_pretty(pg_database_size(current_database()))')}`);
  const { open, p50_ms, p99_ms, queue_p99_ms, rss_mib, decisions_per_s } = await measure(clerk);
  smallest ??= p99_ms;
  console.log(JSON.stringify({ bench: 'backlog', open, clients: CLIENTS, p50_ms, p99_ms, queue_p99_ms, rss_mib, p99_ratio_to_smallest: rounded(p99_ms / smallest), decisions_per_s }));
}
house.end();
