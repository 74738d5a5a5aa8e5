// `lianban load` against a house, with what it takes of the machine itself.
import { execFileSync } from 'node:child_process';
import { root, rounded, say } from './house.mjs';

/** Its figures; it fails unless every call was answered as it should be. */
export function load(house, server, clients, seconds) {
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
