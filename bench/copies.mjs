// Many requests from few: the rows of requests that were filed through the API, copied inside PostgreSQL but
// for their states, which go through `lianban unpack --back`.
import { execFileSync } from 'node:child_process';

const HOUR_MICROS = 3_600_000_000;
/** Copies of a seat are due at as many different hours. */
const HOURS = 480;

/**
 * Copies the requests of `ids` in a house, `from` up to before `to` times counted over all calls. Ids of requests
 * lie far apart, so a copy stands beside the request it was made from. With `journal`, their journals
 * too, each chained anew from its own id, so that `lianban verify` holds; without, copies can be read
 * and decided but not verified. With `spread`, each copy is older than the one before by an hour.
 */
export function copy(house, sql, ids, from, to, { journal = false, spread = false } = {}) {
  if (to <= from) return;
  const columns = (table, but) => sql(`SELECT string_agg(quote_ident(column_name), ',') FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = '${table}' AND column_name <> ALL ('{${but}}')`);
  const request = columns('request', 'id,state,head,received_at');
  const seat = columns('seat', 'request_id,due_at,opened_at');
  const line = columns('journal', 'request_id,hash');
  const shift = spread ? `(n % ${HOURS}) * ${HOUR_MICROS}` : '0';
  const chosen = `(${ids.join(',')})`;
  const copies = `generate_series(${from}, ${to - 1}) n`;
  const texts = (table, key, text) => {
    const rows = sql(`SELECT ${key}, ${text} FROM ${table} WHERE ${key.split(',')[0]} IN ${chosen}`).split('\n').map((row) => row.split('|'));
    const unpacked = house.run('unpack', { input: rows.map((row) => row.at(-1)).join('\n') }).trimEnd().split('\n');
    return rows.map((row, place) => `(${row.slice(0, -1).join(',')}, '${unpacked[place].replaceAll("'", "''")}')`).join(',');
  };
  sql(`DROP TABLE IF EXISTS bench_text, bench_digits, bench_state; CREATE UNLOGGED TABLE bench_text (id bigint, text text); INSERT INTO bench_text VALUES ${texts('request', 'id', 'state')}`);
  packed(house, sql, copies, ids.length * (to - from));
  sql(`BEGIN;
    CREATE TEMP TABLE model ON COMMIT DROP AS SELECT * FROM request WHERE id IN ${chosen};
    CREATE TEMP TABLE model_seat ON COMMIT DROP AS SELECT * FROM seat WHERE request_id IN ${chosen};
    CREATE TEMP TABLE model_fact ON COMMIT DROP AS SELECT * FROM fact WHERE request_id IN ${chosen};
    ${journal ? chains(sql, chosen, copies, line, texts('journal', 'request_id,seq', 'body')) : ''}
    INSERT INTO request (id, state, head, received_at, ${request})
      SELECT id + n, decode(digits, 'hex'), ${journal ? "decode(chain.hash, 'hex')" : 'head'}, received_at - ${shift}, ${request}
      FROM model CROSS JOIN ${copies} JOIN bench_state USING (id, n) ${journal ? 'JOIN chain USING (id, n)' : ''};
    INSERT INTO fact (request_id, body) SELECT request_id + n, body FROM model_fact, ${copies};
    INSERT INTO seat (request_id, due_at, opened_at, ${seat})
      SELECT request_id + n, due_at + ${shift}, opened_at - ${shift}, ${seat} FROM model_seat, ${copies};
    COMMIT;
    DROP TABLE bench_text, bench_state`);
}

/**
 * The states of the copies as a table `bench_state`, packed as the house packs them: each has its own number, so
 * none has the bytes of what it is copied from.
 */
function packed(house, sql, copies, count) {
  const each = `FROM bench_text CROSS JOIN ${copies} ORDER BY id, n`;
  // What stands in no text quotes and parts, so that each line is its text as it is.
  const texts = `COPY (SELECT replace(text, '"id":' || id, '"id":' || (id + n)) ${each}) TO STDOUT (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')`;
  sql('CREATE UNLOGGED TABLE bench_digits (place bigserial, digits text)');
  execFileSync('bash', ['-c', 'set -o pipefail; psql "$URL" -qAtX -c "$TEXTS" | "$LIANBAN" unpack --back | psql "$URL" -qX -c "COPY bench_digits (digits) FROM STDIN"'], {
    env: { ...process.env, URL: house.url, TEXTS: texts }, stdio: ['ignore', 'inherit', 'inherit'],
  });
  sql(`CREATE UNLOGGED TABLE bench_state AS SELECT id, n, digits FROM (SELECT id, n, row_number() OVER (ORDER BY id, n) AS place FROM bench_text CROSS JOIN ${copies}) of JOIN bench_digits USING (place);
    DROP TABLE bench_digits;
    CREATE INDEX ON bench_state (id, n);
    ANALYZE bench_state`);
  const made = Number(sql('SELECT count(*) FROM bench_state'));
  if (made !== count) throw new Error(`${made} states of ${count} were packed`);
}

/** Journals of the copies, and a table `chain` of the last hash of each. */
function chains(sql, chosen, copies, line, texts) {
  // A line is numbered by the last of its events; requests of one kind have the same lines.
  const seqs = sql(`SELECT DISTINCT seq FROM journal WHERE request_id IN ${chosen} ORDER BY 1`).split('\n');
  // storage::journal::genesis and ::link, in SQL; OFFSET 0 keeps each hash from being computed again.
  const link = (before, seq) => `encode(sha256(convert_to(${before} || lines.body${seq}, 'UTF8')), 'hex')`;
  const linked = seqs.map((seq, place) => `CROSS JOIN LATERAL (SELECT ${link(place === 0 ? "lpad(to_hex(lines.id + n), 16, '0')" : `link${seqs[place - 1]}.hash`, seq)} AS hash OFFSET 0) link${seq}`);
  const bodies = seqs.map((seq) => `max(text) FILTER (WHERE seq = ${seq}) AS body${seq}`);
  const qualified = line.split(',').map((column) => `journal.${column}`).join(',');
  return `CREATE TEMP TABLE body (id bigint, seq bigint, text text) ON COMMIT DROP;
    INSERT INTO body VALUES ${texts};
    CREATE TEMP TABLE links ON COMMIT DROP AS
      SELECT lines.id, n, ${seqs.map((seq) => `link${seq}.hash AS hash${seq}`)}
      FROM (SELECT id, ${bodies} FROM body GROUP BY 1) lines
      CROSS JOIN ${copies} ${linked.join(' ')};
    INSERT INTO journal (request_id, hash, ${line})
      SELECT links.id + n, decode(CASE journal.seq ${seqs.map((seq) => `WHEN ${seq} THEN hash${seq}`).join(' ')} END, 'hex'), ${qualified}
      FROM links JOIN journal ON journal.request_id = links.id;
    CREATE TEMP TABLE chain ON COMMIT DROP AS SELECT id, n, hash${seqs.at(-1)} AS hash FROM links;
    ANALYZE chain;`;
}
