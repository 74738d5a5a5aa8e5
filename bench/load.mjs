// `lianban load` against a house, with what it takes of the machine itself.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pause, root, rounded, say } from './house.mjs';

const LOOK_MS = 500;
/** What was just started or laid out may have something to finish for so long. */
const QUIET_WITHIN_MS = 20_000;
/** Cores that are taken before anything is asked, without it being told. */
const TAKEN_CORES = 0.2;

/** Seconds of cores that the whole machine has used, whatever for. */
function machine() {
  const [user, nice, system, , , interrupts, soft] = readFileSync('/proc/stat', 'utf8').match(/^cpu\s+(.*)$/m)[1].split(' ').map(Number);
  return (user + nice + system + interrupts + soft) / 100;
}

/** Waits until the machine is quiet, and says so where it does not become so: figures are worth little then. */
export async function quiet() {
  const until = performance.now() + QUIET_WITHIN_MS;
  for (;;) {
    const [before, began] = [machine(), performance.now()];
    await pause(LOOK_MS);
    const taken = ((machine() - before) * 1000) / (performance.now() - began);
    if (taken <= TAKEN_CORES) return;
    if (performance.now() > until) return say(`NOT QUIET: ${rounded(taken, 1)} cores of this machine are taken`);
  }
}

/** Its figures; it fails unless every call was answered as it should be. */
export async function load(house, server, clients, seconds) {
  await quiet();
  const began = server.cores();
  const args = [process.env.LOAD, 'load', '--officers', house.officersFile, '--url', house.base, '--clients', `${clients}`, '--seconds', `${seconds}`, '--json'];
  const said = execFileSync('bash', ['-c', '{ TIMEFORMAT="cores %U %S"; time "$@"; } 2>&1', 'load', ...args], { cwd: root, env: house.env, encoding: 'utf8' });
  const [user, system] = said.match(/^cores ([\d.]+) ([\d.]+)$/m).slice(1).map(Number);
  const found = JSON.parse(said.match(/^\{.*\}$/m)[0]);
  if (found.errors > 0) throw new Error(said);
  const of = (cores) => `${rounded(cores / found.seconds)} cores`;
  say(`${found.requests} requests in ${found.seconds} s: the server took ${of(server.cores() - began)}, the load ${of(user + system)}`);
  return found;
}
