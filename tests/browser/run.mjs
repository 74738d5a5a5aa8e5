// `npm test`: the test files, two at a time, and at the end what was counted.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { line } from './tally.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'lianban-tally-'));
const tally = join(scratch, 'tally');
writeFileSync(tally, '');
const args = ['--test', '--test-concurrency=2', '--test-reporter=spec', ...process.argv.slice(2)];
const began = Date.now();
const child = spawn(process.execPath, args, { stdio: 'inherit', env: { ...process.env, LIANBAN_TALLY: tally } });
child.on('exit', (code) => {
  const all = {};
  for (const text of readFileSync(tally, 'utf8').split('\n').filter(Boolean)) {
    for (const [what, many] of Object.entries(JSON.parse(text))) all[what] = (all[what] ?? 0) + many;
  }
  rmSync(scratch, { recursive: true });
  console.log(`browser: ${line(all)}, in ${Math.round((Date.now() - began) / 1000)} s`);
  process.exitCode = code ?? 1;
});
