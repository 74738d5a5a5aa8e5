// A house under measurement: its settings, its processes, calls at its doors, what it counted.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect, get } from './client.mjs';

const { LIANBAN, SCRATCH } = process.env;
const ports = process.env.PORTS.split(' ');
const READY_WITHIN_MS = 30_000;
const WARMING_MS = 1_000;
const PASSWORD = 'three blue herons';
const MIB_KB = 1024;
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Everything but the figures goes here. */
export const say = (text) => process.stderr.write(`${text}\n`);
export const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
export const rounded = (value, digits = 2) => Math.round(value * 10 ** digits) / 10 ** digits;

/** A figure of whole and ready answers, sorted: that of the nearest rank. */
export function percentile(sorted, part) {
  return sorted.length ? sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] : undefined;
}

/** Runs SQL on PostgreSQL and gives what it answers, one row a line. */
export function sqlOn(url) {
  const env = { ...process.env, PGOPTIONS: '--client-min-messages=warning' };
  return (text) => execFileSync('psql', [url, '-qAtX', '-v', 'ON_ERROR_STOP=1'], { input: text, env, encoding: 'utf8', maxBuffer: 1 << 28 }).trim();
}

const wanted = (answer, status, what) => {
  if (answer.status !== status) throw new Error(`${what}: ${answer.status} ${answer.text.slice(0, 400)}`);
  return answer;
};
const cookie = (answer) => answer.headers['set-cookie'].map((one) => one.split(';')[0]).join('; ');

const living = new Set();
process.on('exit', () => living.forEach((child) => child.kill()));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

/** A process of the house; whoever measures takes it along when they go early. */
class Node {
  constructor(child) {
    this.child = child;
    living.add(child);
    this.gone = new Promise((resolve) => { child.on('exit', resolve); }).then(() => living.delete(child));
  }

  /** Its resident memory, in MiB: now, or the most there ever was. */
  memory(field = 'VmHWM') {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return rounded(Number(status.match(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm'))[1]) / MIB_KB, 1);
  }

  /** Seconds of a core that it has used. */
  cores() {
    const [, after] = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ');
    const [user, system] = after.split(' ').slice(11, 13).map(Number);
    return (user + system) / 100;
  }

  async stop() {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGTERM');
    await this.gone;
  }
}

export class House {
  /** On this database; `settings` are named as in config/default.toml, `section.key`. */
  constructor(url, settings = {}) {
    this.url = url;
    this.port = ports.shift();
    this.base = `http://127.0.0.1:${this.port}`;
    this.folder = join(SCRATCH, `house-${this.port}`);
    this.officersFile = join(SCRATCH, `officers-${this.port}.json`);
    this.agent = new http.Agent({ keepAlive: true });
    this.env = { ...process.env };
    this.set({
      'database.url': url,
      'server.listen': `127.0.0.1:${this.port}`,
      'server.public_url': this.base,
      'server.public_calls_per_minute': '100000000',
      'access.second_factor': 'optional',
      'files.folder': join(this.folder, 'files'),
      'mail.folder': join(this.folder, 'mail'),
      'signing.key': randomBytes(32).toString('base64'),
      'log.level': 'warn',
      ...settings,
    });
  }

  set(settings) {
    for (const [key, value] of Object.entries(settings)) {
      this.env[`LIANBAN__${key.replace('.', '__').toUpperCase()}`] = value;
    }
  }

  /** Runs a command of the house to its end and gives what it says; the last argument may be `{ input }`, what it reads. */
  run(...args) {
    const { input } = typeof args.at(-1) === 'object' ? args.pop() : {};
    return execFileSync(LIANBAN, args, { cwd: root, env: this.env, encoding: 'utf8', maxBuffer: 1 << 28, input });
  }

  /** Tables, the service joint-six, and those who work on it. */
  prepare() {
    if (/^postgres/.test(this.url) && sqlOn(this.url)("SELECT to_regclass('request')") !== '') {
      say('DATABASE_URL names a database that holds a house already; a measurement wants an empty one');
      process.exit(2);
    }
    this.run('migrate');
    this.run('load', '--prepare', this.officersFile);
    this.officers = JSON.parse(readFileSync(this.officersFile, 'utf8'));
  }

  /** Starts a process that runs until it is stopped. */
  spawn(...args) {
    const child = spawn(LIANBAN, args, { cwd: root, env: this.env, stdio: ['ignore', 'ignore', 'inherit'] });
    return new Node(child);
  }

  /** Starts answering, and comes back when it does. */
  async serve(...args) {
    const node = this.spawn('serve', ...args);
    const until = performance.now() + READY_WITHIN_MS;
    for (;;) {
      const ready = await this.call('/readyz').catch(() => undefined);
      if (ready?.status === 200) return node;
      if (performance.now() > until || node.child.exitCode !== null) {
        await node.stop();
        throw new Error(`the server does not answer: ${ready?.text ?? 'no connection'}`);
      }
      await pause(100);
    }
  }

  /** One call; resolves when its last byte is there. */
  call(path, { method = 'GET', headers = {}, body } = {}) {
    return new Promise((resolve, reject) => {
      const began = performance.now();
      const asked = http.request(this.base + path, { method, headers, agent: this.agent }, (answer) => {
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

  async get(path, shown, what = path) {
    return wanted(await this.call(path, { headers: shown ? { cookie: shown } : {} }), 200, what);
  }

  async post(token, path, body, status) {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': randomBytes(12).toString('hex') };
    const answer = await this.call(path, { method: 'POST', headers, body: JSON.stringify(body) });
    return JSON.parse(wanted(answer, status, path).text);
  }

  /** Files one request of joint-six. */
  file(number) {
    const applicant = { name: `样例·${String.fromCodePoint(0x4e00 + number)}` };
    return this.post(this.officers.window, '/api/v1/requests', { workflow: 'joint-six', filer: { kind: 'window' }, applicant, form: { subject: `${number}` } }, 201);
  }

  /** Accepts it: six reviews open. */
  accept(filed) {
    return this.post(this.officers.window, `/api/v1/requests/${filed.case_number}/intake/accept`, {}, 200);
  }

  /** What shows the server that whoever opens a case's own link may see it. */
  async opened(filed) {
    return cookie(wanted(await this.call(`/open/${filed.case_number}/${filed.secret}`), 303, 'opening'));
  }

  /** Opens an account and signs it in for the first time. */
  async officer(login, ...rest) {
    const account = JSON.parse(this.run('officer', 'add', '--name', login, '--login', login, '--no-token', '--json', ...rest));
    const enter = async (password) => cookie(wanted(await this.#form('/desk/enter', { login, password }), 303, login));
    const shown = await enter(account.password);
    const fields = { current: account.password, new: PASSWORD, again: PASSWORD };
    wanted(await this.#form('/desk/password', fields, shown), 303, `${login}'s password`);
    return enter(PASSWORD);
  }

  #form(path, fields, shown) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', ...(shown && { cookie: shown }) };
    return this.call(path, { method: 'POST', headers, body: new URLSearchParams(fields).toString() });
  }

  /** What the server has counted so far of a route: how many answers took at most so many seconds. */
  async counted(route, method = 'GET') {
    const { text } = await this.get('/metrics');
    const lines = text.matchAll(/^lianban_http_seconds_bucket\{(.*)\} (\d+)$/gm);
    const label = (labels, name) => labels.match(new RegExp(`${name}="([^"]*)"`))?.[1];
    const own = [...lines].filter(([, labels]) => label(labels, 'method') === method && label(labels, 'route') === route);
    return own.map(([, labels, count]) => [label(labels, 'le') === '+Inf' ? Infinity : Number(label(labels, 'le')), Number(count)]);
  }

  /** Clients that each ask for one page after another, at once: what they met, and the server. */
  async read(what, route, addresses, shown, clients, seconds) {
    const rounds = Array.from({ length: Math.max(addresses.length, clients) }, (_, round) => get(this.port, addresses[round % addresses.length], { cookie: shown(round) }));
    const connections = Array.from({ length: clients }, () => connect(this.port));
    let [took, bytes] = [[], 0];
    const ask = (until) => Promise.all(connections.map(async (connection, client) => {
      for (let round = client; performance.now() < until; round += clients) {
        const began = performance.now();
        const answer = await connection.call(rounds[round % rounds.length]);
        if (answer.status !== 200) throw new Error(`${what}: ${answer.text().slice(0, 400)}`);
        took.push(performance.now() - began);
        bytes = Math.max(bytes, answer.bytes);
      }
    }));
    // A server that has just started plans every statement once; that is not what is measured.
    await ask(performance.now() + WARMING_MS);
    took = [];
    const before = await this.counted(route);
    await ask(performance.now() + seconds * 1000);
    for (const connection of connections) connection.end();
    took.sort((left, right) => left - right);
    const after = await this.counted(route);
    const client = (part) => rounded(percentile(took, part));
    const server = (part) => quantile(before, after, part);
    return { reads: took.length, p50_ms: server(0.5), p99_ms: server(0.99), client_p50_ms: client(0.5), client_p99_ms: client(0.99), bytes };
  }

  end() {
    this.agent.destroy();
  }
}

/** A quantile in milliseconds of what was counted between two looks, even within a bucket. */
export function quantile(before, after, part) {
  const buckets = after.map(([bound, count]) => [bound, count - (before.find(([same]) => same === bound)?.[1] ?? 0)]);
  const rank = (buckets.at(-1)?.[1] ?? 0) * part;
  let [from, below] = [0, 0];
  for (const [bound, count] of buckets) {
    if (count >= rank && count > below) return rounded((from + (bound - from) * ((rank - below) / (count - below))) * 1000);
    [from, below] = [bound, count];
  }
  return undefined;
}
