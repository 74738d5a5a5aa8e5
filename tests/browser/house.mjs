// The house under test: `lianban demo` in a folder of its own, on a free port, with its story told.
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const binary = process.env.LIANBAN ?? join(target, 'debug', 'lianban');
const STORY_MS = 180_000;

const LOOK_MS = 50;

/** Waits until something holds, and gives what it gave. */
export async function until(what, holds, within = 20_000) {
  const end = Date.now() + within;
  for (;;) {
    const given = await holds();
    if (given) return given;
    if (Date.now() > end) throw new Error(`in ${within / 1000} s it did not come to pass that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Starts the binary; `ready` looks at what it said. */
function start(args, env, ready) {
  const child = spawn(binary, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let ended;
  const hear = (chunk) => { said += chunk; };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const gone = new Promise((resolve) => child.on('exit', (code) => { ended = code ?? 'a signal'; resolve(); }));
  const up = until('the house stays up', async () => {
    if (ended !== undefined) throw new Error(`the house ended with ${ended}:\n${said.slice(-2000)}`);
    return ready(said);
  }, STORY_MS);
  return { up, said: () => said, end: () => { child.kill('SIGTERM'); return gone; } };
}

/** Starts the demo and waits until it stays up. */
export async function openHouse() {
  const scratch = await mkdtemp(join(tmpdir(), 'lianban-browser-'));
  const folder = join(scratch, 'town');
  let running = start(['demo', '--folder', folder], {}, (said) => said.includes('Ctrl-C ends'));
  await running.up;
  const story = running.said();
  const tokens = new Map([...story.matchAll(/^(\w+ \w+) +\w+ +\w+ +(lianban_\S+)$/gm)].map(([, name, token]) => [name.toLowerCase().replace(' ', '.'), token]));
  const base = story.match(/https?:\/\/127\.0\.0\.1:\d+/)[0];
  const asks = async (login, path) => {
    const answer = await fetch(`${base}/api/v1${path}`, { headers: { authorization: `Bearer ${tokens.get(login)}` } });
    if (!answer.ok) throw new Error(`${login} at ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return {
    base, said: () => running.said(),
    folder,
    /** The cases of the story in the order they were filed: number and secret. */
    cases: [...story.matchAll(/case (\S+) with secret (\S+)/g)].map(([, number, secret]) => ({ number, secret })),
    /** Something that is done at a case by a program, to set the scene for a page. `who` is an officer's
     * login, or a case with its secret. */
    async does(who, number, path, body = {}) {
      const authorization = who.secret ? `Case ${who.number}:${who.secret}` : `Bearer ${tokens.get(who)}`;
      const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': randomUUID() };
      const address = `${base}/api/v1/requests/${number}/${path.replaceAll('#', '%23')}`;
      const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${who.number ?? who} at ${path}: ${answer.status} ${await answer.text()}`);
    },
    /** Who an officer is, as the API knows them. */
    me: (login) => asks(login, '/me'),
    /** The duty of a case in an officer's queue that begins so. */
    async dutyOf(login, number, begins) {
      const { department } = await asks(login, '/me');
      const { rows } = await asks(login, `/queues/${department}`);
      const found = rows.find((row) => row.case_number === number && row.duty.startsWith(begins));
      if (!found) throw new Error(`${login} has no ${begins} of ${number}: ${JSON.stringify(rows.map((row) => row.duty))}`);
      return found.duty;
    },
    /** Lets time pass: the same town, started again with the law's clock at a later instant, and with
     * what else is set by then. */
    async later(instant, settings = {}) {
      await running.end();
      const answers = () => fetch(base).then((answer) => answer.ok, () => false);
      running = start(['--config', join(folder, 'lianban.toml'), 'serve'], { LIANBAN__CLOCK__START: instant, ...settings }, answers);
      await running.up;
    },
    async close() {
      await running.end();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

/** The letters with this label that lie in the folder of mail, oldest first, as one reads them. */
export async function letters(house, label) {
  const folder = join(house.folder, 'mail');
  const names = (await readdir(folder)).filter((name) => name.includes(`-${label}`)).sort();
  return Promise.all(names.map(async (name) => {
    const [head, ...body] = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n').split('\n\n');
    const encoded = body.join('\n\n');
    const coding = head.match(/^Content-Transfer-Encoding: *(\S+)/im)?.[1].toLowerCase();
    const quoted = () => Buffer.from(encoded.replaceAll('=\n', '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1').toString();
    const text = coding === 'base64' ? Buffer.from(encoded, 'base64').toString() : coding === 'quoted-printable' ? quoted() : encoded;
    return { head, text };
  }));
}

/** Files one of the example applications over the API, as an association's program would; `change`
 * makes another one of it. */
export async function fileExample(house, name, change) {
  const examples = join(house.folder, 'workflows', 'examples');
  let path = join(examples, `${name}.json`);
  if (change) {
    const application = JSON.parse(await readFile(path, 'utf8'));
    change(application);
    path = join(examples, `${name}-${randomUUID()}.json`);
    await writeFile(path, JSON.stringify(application));
  }
  const run = promisify(execFile);
  const { stdout } = await run(binary, ['submit', path, '--url', house.base, '--json'], { cwd: root });
  return JSON.parse(stdout);
}
