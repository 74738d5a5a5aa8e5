// What the databases themselves can do: decisions a second of the row work of one opinion, one commit
// a decision, without an engine. roof.sql and roof/ say which rows.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, sqlOn } from './house.mjs';

const { ROOF, SCRATCH } = process.env;
/** Reviews laid out for each client and second, more than any disk commits. */
const DECISIONS_PER_SECOND_MAX = 1_200;

/** In a database of its own in the same cluster, by pgbench. */
export function postgres(url, clients, seconds) {
  const at = new URL(url);
  at.pathname = '/roof';
  sqlOn(url)('DROP DATABASE IF EXISTS roof');
  sqlOn(url)('CREATE DATABASE roof');
  const sql = sqlOn(at.href);
  const each = DECISIONS_PER_SECOND_MAX * seconds;
  const reviews = Math.ceil((clients * each) / 6) * 6;
  const n = `generate_series(0, ${reviews - 1}) n`;
  sql(`CREATE TABLE request (id bigint PRIMARY KEY, version bigint NOT NULL, state text NOT NULL);
    CREATE TABLE review (request_id bigint, review int, open boolean NOT NULL, opinion text, PRIMARY KEY (request_id, review));
    CREATE TABLE deadline (request_id bigint, review int, due_at bigint NOT NULL, PRIMARY KEY (request_id, review));
    CREATE INDEX deadline_due ON deadline (due_at);
    CREATE TABLE journal (request_id bigint, seq bigint, body text NOT NULL, PRIMARY KEY (request_id, seq));
    CREATE TABLE idempotency (key bigint PRIMARY KEY, answer text NOT NULL);
    CREATE TABLE job (id bigint PRIMARY KEY, payload text NOT NULL);
    INSERT INTO request SELECT n, 0, repeat('s', 550) FROM generate_series(0, ${reviews / 6 - 1}) n;
    INSERT INTO review SELECT n / 6, n % 6, true, NULL FROM ${n};
    INSERT INTO deadline SELECT n / 6, n % 6, n FROM ${n};`);
  sql('VACUUM ANALYZE');
  sql('CHECKPOINT');
  const said = execFileSync('pgbench', ['-n', '-M', 'prepared', '-c', `${clients}`, '-j', '2', '-T', `${seconds}`, '-D', 'n=0', '-D', `each=${each}`, '-f', 'bench/roof.sql', at.href], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const counted = Number(said.match(/number of transactions actually processed: (\d+)/)[1]);
  const held = sql(`SELECT (SELECT count(*) FROM journal), (SELECT count(*) FROM review WHERE NOT open), ${reviews} - (SELECT count(*) FROM deadline)`);
  if (held !== `${counted}|${counted}|${counted}`) throw new Error(`the roof counted ${counted} decisions, its tables hold ${held}`);
  sqlOn(url)('DROP DATABASE roof');
  return Number(said.match(/^tps = ([\d.]+)/m)[1]);
}

/** On the same disk, from one writer. */
export function sqlite(seconds) {
  const folder = join(SCRATCH, 'roof');
  mkdirSync(folder);
  const said = execFileSync(ROOF, [folder, `${seconds}`], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return Number(said);
}
