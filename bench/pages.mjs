// The work of pages.sh: a house on PostgreSQL, filled, then read by clients that ask again at once.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect, get } from './client.mjs';

const { DATABASE_URL, LIANBAN, SCRATCH } = process.env;
const OPEN = Number(process.env.OPEN);
const CLIENTS = Number(process.env.CLIENTS);
const SECONDS_EACH = Number(process.env.SECONDS_EACH);
const TEMPLATES = 64;
const REVIEWS_EACH = 6;
const PASSWORD = 'three blue herons';
const port = 20_000 + Math.floor(Math.random() * 20_000);
const base = `http://127.0.0.1:${port}`;
const env = {
  ...process.env,
  LIANBAN__DATABASE__URL: DATABASE_URL,
  LIANBAN__SERVER__LISTEN: `127.0.0.1:${port}`,
  LIANBAN__SERVER__PUBLIC_URL: base,
  LIANBAN__SERVER__PUBLIC_CALLS_PER_MINUTE: '100000000',
  LIANBAN__ACCESS__SECOND_FACTOR: 'optional',
  LIANBAN__FILES__FOLDER: join(SCRATCH, 'files'),
  LIANBAN__MAIL__FOLDER: join(SCRATCH, 'mail'),
  LIANBAN__SIGNING__KEY: randomBytes(32).toString('base64'),
  LIANBAN__LOG__LEVEL: 'warn',
};
const cwd = fileURLToPath(new URL('..', import.meta.url));
const run = (...args) => execFileSync(LIANBAN, args, { cwd, env, encoding: 'utf8' });
const sql = (text) => execFileSync('psql', [DATABASE_URL, '-qAtX', '-v', 'ON_ERROR_STOP=1', '-c', text], { encoding: 'utf8' });
const say = (text) => process.stderr.write(`${text}\n`);
const agent = new http.Agent({ keepAlive: true, maxSockets: CLIENTS });

/** One call; resolves when its last byte is there. */
function call(path, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const asked = http.request(base + path, { method, headers, agent }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => {
        const whole = Buffer.concat(parts);
        resolve({ status: answer.statusCode, headers: answer.headers, bytes: whole.length, text: whole.toString(), ms: performance.now() - began });
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const json = (token, path, body) => call(path, {
  method: 'POST',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': randomBytes(12).toString('hex') },
  body: JSON.stringify(body),
});

const wanted = (answer, status, what) => {
  if (answer.status !== status) throw new Error(`${what}: ${answer.status} ${answer.text.slice(0, 400)}`);
  return answer;
};

const cookie = (answer) => answer.headers['set-cookie'].map((one) => one.split(';')[0]).join('; ');
const form = (path, fields, shown) => call(path, {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', ...(shown && { cookie: shown }) },
  body: new URLSearchParams(fields).toString(),
});

/** Signs an officer in for the first time. */
async function signIn(login, first) {
  const shown = cookie(wanted(await form('/desk/enter', { login, password: first }), 303, login));
  wanted(await form('/desk/password', { current: first, new: PASSWORD, again: PASSWORD }, shown), 303, `${login}'s password`);
  return cookie(wanted(await form('/desk/enter', { login, password: PASSWORD }), 303, login));
}

/** What the server has counted so far of a route: how many answers took at most so many seconds. */
async function counted(route) {
  const { text } = wanted(await call('/metrics'), 200, 'the metrics');
  const lines = text.matchAll(/^lianban_http_seconds_bucket\{(.*)\} (\d+)$/gm);
  const label = (labels, name) => labels.match(new RegExp(`${name}="([^"]*)"`))?.[1];
  const own = [...lines].filter(([, labels]) => label(labels, 'method') === 'GET' && label(labels, 'route') === route);
  return own.map(([, labels, count]) => [label(labels, 'le') === '+Inf' ? Infinity : Number(label(labels, 'le')), Number(count)]);
}

/** A quantile in milliseconds of what was counted between two looks, even within a bucket. */
function quantile(before, after, part) {
  const buckets = after.map(([bound, count]) => [bound, count - (before.find(([same]) => same === bound)?.[1] ?? 0)]);
  const rank = buckets.at(-1)[1] * part;
  let [from, below] = [0, 0];
  for (const [bound, count] of buckets) {
    if (count >= rank) return Math.round((from + (bound - from) * ((rank - below) / (count - below))) * 1e5) / 100;
    [from, below] = [bound, count];
  }
}

/** Clients that each ask for one address after another. */
async function measure(page, route, addresses, shown) {
  const took = [];
  let bytes = 0;
  const rounds = Array.from({ length: Math.max(addresses.length, CLIENTS) }, (_, round) => get(port, addresses[round % addresses.length], { cookie: shown(round) }));
  const before = await counted(route);
  const until = performance.now() + SECONDS_EACH * 1000;
  const one = async (client) => {
    const connection = connect(port);
    for (let round = client; performance.now() < until; round += CLIENTS) {
      const began = performance.now();
      const answer = await connection.call(rounds[round % rounds.length]);
      if (answer.status !== 200) throw new Error(`${page}: ${answer.text().slice(0, 400)}`);
      took.push(performance.now() - began);
      bytes = Math.max(bytes, answer.bytes);
    }
    connection.end();
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, client) => one(client)));
  took.sort((left, right) => left - right);
  const after = await counted(route);
  const client = (part) => Math.round(took[Math.min(took.length - 1, Math.floor(took.length * part))] * 100) / 100;
  const server = (part) => quantile(before, after, part);
  const figures = { p50_ms: server(0.5), p99_ms: server(0.99), client_p50_ms: client(0.5), client_p99_ms: client(0.99) };
  console.log(JSON.stringify({ bench: 'pages', page, open: OPEN, clients: CLIENTS, reads: took.length, ...figures, bytes }));
}

run('migrate');
run('load', '--prepare', join(SCRATCH, 'officers.json'));
const { window, reviewers } = JSON.parse(readFileSync(join(SCRATCH, 'officers.json'), 'utf8'));
const account = (login, ...rest) => JSON.parse(run('officer', 'add', '--name', login, '--login', login, '--no-token', '--json', ...rest));
const clerk = account('clerk', '--department', reviewers[0][0], '--role', 'clerk');
const boss = account('boss', '--department', 'supervision', '--role', 'supervisor');
const server = spawn(LIANBAN, ['serve'], { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
try {
  for (let tries = 0; ; tries += 1) {
    const ready = await call('/readyz').catch(() => undefined);
    if (ready?.status === 200) break;
    if (tries > 100) throw new Error('the server does not answer');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const cases = [];
  for (let number = 0; number < TEMPLATES; number += 1) {
    const application = { workflow: 'joint-six', filer: { kind: 'window' }, applicant: { name: `样例·${String.fromCodePoint(0x4e00 + number)}` }, form: { subject: `${number}` } };
    const filed = JSON.parse(wanted(await json(window, '/api/v1/requests', application), 201, 'filing').text);
    wanted(await json(window, `/api/v1/requests/${filed.case_number}/intake/accept`, {}), 200, 'accepting');
    cases.push(filed);
  }
  const copies = Math.ceil(OPEN / (TEMPLATES * REVIEWS_EACH)) - 1;
  say(`${copies} copies of ${TEMPLATES} requests with ${REVIEWS_EACH} open reviews each`);
  // Ids of requests lie far apart; a copy stands beside the request it was made from.
  const copy = (id) => `${id} + 1000 * n`;
  const columns = (table, but) => sql(`SELECT string_agg(quote_ident(column_name), ',') FROM information_schema.columns WHERE table_name='${table}' AND column_name <> ALL('{${but}}')`).trim();
  const request = columns('request', 'id,state,wake_at,received_at');
  const seat = columns('seat', 'request_id,due_at,opened_at');
  const hour = 3_600_000_000;
  sql(`BEGIN;
    CREATE TEMP TABLE model AS SELECT * FROM request;
    CREATE TEMP TABLE model_seat AS SELECT * FROM seat;
    CREATE TEMP TABLE model_fact AS SELECT * FROM fact;
    INSERT INTO request (id, state, received_at, ${request})
      SELECT ${copy('id')}, replace(state, '"id":' || id, '"id":' || (${copy('id')})), received_at - (n % 480) * ${hour}, ${request} FROM model, generate_series(1, ${copies}) n;
    INSERT INTO fact SELECT ${copy('request_id')}, body FROM model_fact, generate_series(1, ${copies}) n;
    INSERT INTO seat (request_id, due_at, opened_at, ${seat})
      SELECT ${copy('request_id')}, due_at + (n % 480) * ${hour}, opened_at - (n % 480) * ${hour}, ${seat} FROM model_seat, generate_series(1, ${copies}) n;
    COMMIT`);
  // What the load left to be written is written before anything is measured.
  sql('VACUUM ANALYZE');
  sql('CHECKPOINT');
  say(`${sql('SELECT count(*) FROM seat').trim()} open reviews`);
  const atDesk = await signIn('clerk', clerk.password);
  const atTop = await signIn('boss', boss.password);
  const own = [];
  for (const { case_number: number, secret } of cases) own.push(cookie(wanted(await call(`/open/${number}/${secret}`), 303, 'opening')));
  const numbers = cases.map(({ case_number: number }) => number);
  await measure('status', '/cases/{case}', numbers.map((number) => `/cases/${number}`), (round) => own[round % own.length]);
  await measure('queue', '/desk', ['/desk'], () => atDesk);
  await measure('review', '/desk/requests/{case}/duties/{duty}', numbers.map((number) => `/desk/requests/${number}/duties/review:checks.${reviewers[0][0]}`), () => atDesk);
  await measure('overview', '/oversight', ['/oversight'], () => atTop);
} finally {
  const gone = new Promise((resolve) => server.on('exit', resolve));
  server.kill('SIGTERM');
  await gone;
  agent.destroy();
}
