// The work of joint6.sh: for each store roof, run, roof, run, roof.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { House, quantile, rounded, say, sqlOn } from './house.mjs';
import { load } from './load.mjs';
import * as roofs from './roof.mjs';

const { DATABASE_URL, SCRATCH } = process.env;
const SECONDS_EACH = Number(process.env.SECONDS_EACH);
const CLIENTS = process.env.CLIENTS_EACH.split(' ').map(Number);
const ROOF_CLIENTS = 16;
const OPINION = '/api/v1/requests/{case}/duties/{duty}/opinion';

const sqliteFile = join(SCRATCH, 'lianban.sqlite');
const bytesOf = (file) => (existsSync(file) ? statSync(file).size : 0);
const STORES = {
  postgres: {
    url: DATABASE_URL,
    roof: () => roofs.postgres(DATABASE_URL, ROOF_CLIENTS, SECONDS_EACH),
    bytes: () => Number(sqlOn(DATABASE_URL)('SELECT pg_database_size(current_database())')),
    tables: () => Object.fromEntries(sqlOn(DATABASE_URL)("SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace").split('\n').map((row) => row.split('|'))),
    settle: () => sqlOn(DATABASE_URL)('CHECKPOINT'),
    pack: () => sqlOn(DATABASE_URL)('VACUUM FULL'),
  },
  sqlite: {
    url: `sqlite://${sqliteFile}?mode=rwc`,
    roof: () => roofs.sqlite(SECONDS_EACH),
    // Whoever closes the file last moves the log into it.
    bytes: () => bytesOf(sqliteFile) + bytesOf(`${sqliteFile}-wal`),
    tables: () => ({}),
    settle: () => {},
    pack: null,
  },
};

/** Says where the bytes of a request went. */
function sayGrowth(before, after, requests) {
  const grown = Object.entries(after).map(([table, bytes]) => [table, Math.round((bytes - before[table]) / requests)]);
  const most = grown.filter(([, bytes]) => bytes > 0).sort(([, left], [, right]) => right - left);
  if (most.length) say(`bytes a request: ${most.map(([table, bytes]) => `${table} ${bytes}`).join(', ')}`);
}

async function run(house, store, clients) {
  store.settle();
  const [before, tables] = [store.bytes(), store.tables()];
  const server = await house.serve();
  try {
    const counted = await house.counted(OPINION, 'POST');
    const found = await load(house, server, clients, SECONDS_EACH);
    const after = await house.counted(OPINION, 'POST');
    const memory = server.memory();
    await server.stop();
    sayGrowth(tables, store.tables(), found.requests);
    const grown = () => Math.round((store.bytes() - before) / found.requests);
    const bytes = grown();
    store.pack?.();
    const kept = store.pack && grown();
    return { ...found, rss_mib: memory, bytes, kept, server: (part) => quantile(counted, after, part) };
  } finally {
    await server.stop();
  }
}

async function measure(name) {
  const store = STORES[name];
  const house = new House(store.url);
  house.prepare();
  const roof = () => {
    const found = store.roof();
    say(`roof of ${name}: ${rounded(found, 0)} decisions a second`);
    return found;
  };
  const found = [];
  const tops = [roof()];
  for (const clients of CLIENTS) {
    found.push(await run(house, store, clients));
    tops.push(roof());
  }
  house.run('verify');
  house.end();
  const top = tops.reduce((sum, one) => sum + one, 0) / tops.length;
  for (const { clients, decisions_per_s, p50_ms, p99_ms, rss_mib, bytes, kept, server } of found) {
    console.log(JSON.stringify({
      bench: 'joint6', store: name, clients, decisions_per_s, p50_ms, p99_ms, rss_mib, bytes_per_request: bytes, kept_bytes_per_request: kept ?? undefined,
      roof_per_s: rounded(top, 0), ratio_to_roof: rounded(decisions_per_s / top), server_p50_ms: server(0.5), server_p99_ms: server(0.99),
    }));
  }
}

for (const name of process.env.STORES.split(' ')) await measure(name);
