// The house under test: `lianban demo` in a folder of its own, on a free port, with its story told.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const binary = process.env.LIANBAN ?? join(target, 'debug', 'lianban');
const STORY_MS = 180_000;

/** Starts the demo and waits until it stays up. */
export async function openHouse() {
  const scratch = await mkdtemp(join(tmpdir(), 'lianban-browser-'));
  const folder = join(scratch, 'town');
  const child = spawn(binary, ['demo', '--folder', folder], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const up = new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the demo did not stay up:\n${said.slice(-2000)}`)), STORY_MS);
    const hear = (chunk) => {
      said += chunk;
      if (said.includes('Ctrl-C ends')) { clearTimeout(late); resolve(); }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', (code) => { clearTimeout(late); reject(new Error(`the demo ended with ${code}:\n${said.slice(-2000)}`)); });
  });
  await up;
  const base = said.match(/https?:\/\/127\.0\.0\.1:\d+/)[0];
  return {
    base,
    folder,
    said: () => said,
    async close() {
      const gone = new Promise((resolve) => child.on('exit', resolve));
      child.kill('SIGTERM');
      await gone;
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

/** Files one of the example applications over the API, as an association's program would. */
export async function fileExample(house, name) {
  const { execFile } = await import('node:child_process');
  const run = (...args) => new Promise((resolve, reject) => execFile(binary, args, { cwd: root }, (error, out, err) => error ? reject(new Error(err || out)) : resolve(out)));
  const out = await run('submit', `workflows/examples/${name}.json`, '--url', house.base, '--json');
  return JSON.parse(out);
}
