// The work of rungs.sh: requests that wait, a clock that comes to the instant, what fired when.
import { copy } from './copies.mjs';
import { House, pause, rounded, say, sqlOn } from './house.mjs';

const { DATABASE_URL } = process.env;
const [PENDING, DUE] = ['PENDING', 'DUE'].map((name) => Number(process.env[name]));
const TEMPLATES = 50;
/** Two working days of a year whose holidays are published. */
const [FIRST_DAY, NEXT_DAY] = ['2026-03-02T09:00:00+08:00', '2026-03-03T09:00:00+08:00'];
/** How long before the instant the law's clock starts: everything is up by then. */
const AHEAD_SECONDS = 15;
const LOOK_EVERY_MS = 500;
const FIRED_WITHIN_MS = 30 * 60_000;

const sql = sqlOn(DATABASE_URL);
const number = (text) => Number(sql(text));
// Nobody at the window has an address: each letter would say so.
const house = new House(DATABASE_URL, { 'log.level': 'warn,lianban::jobs::mail=error' });
const clock = (start) => house.set({ 'clock.mode': 'virtual', 'clock.start': start });

/** Files requests on a day and copies them until there are `count`. */
async function filed(day, count) {
  clock(day);
  const before = sql('SELECT coalesce(max(id), 0) FROM request');
  const server = await house.serve('--no-worker');
  try {
    for (let one = 0; one < TEMPLATES; one += 1) await house.file(one);
  } finally {
    await server.stop();
  }
  const ids = sql(`SELECT id FROM request WHERE id > ${before}`).split('\n');
  copy(house, sql, ids, 1, Math.ceil(count / TEMPLATES), { journal: true });
}

/** Waits until all have fired; what the worker had resident meanwhile, as [when, MiB]. */
async function firing(worker, at) {
  // Asking for one row costs the database nothing; the last in order is among the last to fire.
  const last = sql(`SELECT max(id) FROM request WHERE wake_at = ${at}`);
  const waits = () => sql(`SELECT wake_at = ${at} FROM request WHERE id = ${last}`) === 't';
  const left = () => number(`SELECT count(*) FROM request WHERE wake_at = ${at}`);
  const until = performance.now() + FIRED_WITHIN_MS;
  const memory = [];
  while (waits() || left() > 0) {
    memory.push([Date.now(), worker.memory('VmRSS')]);
    if (performance.now() > until) throw new Error(`${left()} had not fired`);
    if (worker.child.exitCode !== null) throw new Error('the worker ended');
    await pause(LOOK_EVERY_MS);
  }
  return [...memory, [Date.now(), worker.memory('VmRSS')]];
}

if (sql('SHOW track_commit_timestamp') !== 'on') {
  say('rungs.sh needs a PostgreSQL with track_commit_timestamp = on');
  process.exit(2);
}
house.prepare();
await filed(FIRST_DAY, DUE);
const at = sql('SELECT DISTINCT wake_at FROM request');
if (!/^\d+$/.test(at)) throw new Error(`the rungs of one day are due at different instants: ${at}`);
await filed(NEXT_DAY, PENDING - DUE);
const due = number(`SELECT count(*) FROM request WHERE wake_at = ${at}`);
const pending = number('SELECT count(*) FROM request WHERE wake_at IS NOT NULL');
if (number(`SELECT count(*) FROM request WHERE wake_at < ${at} + 3600000000`) !== due) throw new Error('other clocks are due too');
// Requests of one kind have the same lines; whatever comes after them was fired.
const laid = number('SELECT max(seq) FROM journal');
sql('VACUUM ANALYZE');
sql('CHECKPOINT');
say(`${pending} clocks run, ${due} have a rung at one instant; the database has ${sql('SELECT pg_size_pretty(pg_database_size(current_database()))')}`);

clock(new Date(Number(at) / 1000 - AHEAD_SECONDS * 1000).toISOString());
const worker = house.spawn('worker');
const server = await house.serve('--no-worker');
let resident;
let most;
try {
  resident = await firing(worker, at);
  most = worker.memory();
  say(`the worker used ${rounded(worker.cores(), 1)} s of a core; by then ${number("SELECT count(*) FROM job WHERE queue = 'mail' AND status = 'done'")} letters were made`);
} finally {
  await server.stop();
  await worker.stop();
}

// A letter's job is written by machine time in the transaction whose law's time the journal has: the
// least difference is how far the two clocks are apart.
// A line may hold several events: each that is a rung is a row.
const lines = sql(`SELECT request_id, at, (extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1e6)::bigint, body FROM journal WHERE seq > ${laid}`).split('\n').map((row) => row.split('|'));
const bodies = house.run('unpack', { input: lines.map((line) => line.at(-1)).join('\n') }).split('\n');
const rungs = lines.flatMap((line, place) => {
  const { event, events = [event] } = JSON.parse(bodies[place]);
  return events.filter((one) => one.event === 'rung_fired').map(() => line.slice(0, -1).join('\t'));
});
sql(`CREATE UNLOGGED TABLE bench_fired (request_id bigint, at bigint, committed bigint);\nCOPY bench_fired FROM stdin;\n${rungs.join('\n')}\n\\.\n`);
const apart = number(`SELECT min(job.created_at - bench_fired.at) FROM bench_fired
  JOIN job ON split_part(job.dedup_key, '-', 1) = bench_fired.request_id::text WHERE job.queue = 'mail'`);
const fired = number('SELECT count(DISTINCT request_id) FROM bench_fired');
const early = number(`SELECT count(*) FROM bench_fired WHERE at < ${at}`);
const twice = number('SELECT count(*) - count(DISTINCT request_id) FROM bench_fired');
const lags = `(committed - ${apart} - ${at}) / 1000.0`;
const [p50, p99, last, first] = sql(`SELECT percentile_disc(ARRAY[0.5, 0.99, 1.0, 0.0]) WITHIN GROUP (ORDER BY ${lags}) FROM bench_fired`).slice(1, -1).split(',').map(Number);
const enqueued = number("SELECT count(*) FROM job WHERE queue = 'mail'");
const tenth = number('SELECT percentile_disc(0.1) WITHIN GROUP (ORDER BY committed) FROM bench_fired') / 1000;
const [, atTenth] = resident.find(([when]) => when >= tenth) ?? resident.at(-1);
sql('DROP TABLE bench_fired');
const seconds = last / 1000;
say(`the first commit came ${rounded(first, 0)} ms after the instant`);
console.log(JSON.stringify({
  bench: 'rungs', pending, due, fired, seconds: rounded(seconds), fired_per_s: rounded(fired / seconds, 0), lag_p50_ms: rounded(p50, 0), lag_p99_ms: rounded(p99, 0), early, twice, enqueued, rss_mib_10: atTenth, rss_mib: most,
}));
if (process.env.VERIFY) house.run('verify');
house.end();
if (fired !== due || early > 0 || twice > 0 || enqueued < due) {
  say(`of ${due} rungs ${fired} fired, ${early} early, ${twice} again, with ${enqueued} letters`);
  process.exit(1);
}
