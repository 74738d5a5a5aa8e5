// The pages of instruction in docs/: what they call a button, a tab or a field is what the pages call it, and
// their links and pictures are there.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path) => readFileSync(join(root, path), 'utf8');
const all = (folder, ending) => readdirSync(join(root, folder)).filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
const catalogue = (tongue) => all(`src/i18n/${tongue}`, '.ftl').map(read).join('\n');
// Names come from the catalogue and from the town's own files; these three stand in the pages as they are.
const names = ['zh-CN', 'en'].map(catalogue).concat(all('config', '.yaml').map(read), all('workflows', '.yaml').map(read), ['English', '中文', 'CSV']).join('\n');
const QUOTED = { zh: /“([^”]+)”/g, en: /"([^"]+)"/g };
const pages = (tongue) => all(`docs/${tongue}`, '.md');

for (const tongue of ['zh', 'en']) {
  test(`what stands in quotes is what the pages say, ${tongue}`, () => {
    let seen = 0;
    const unknown = [];
    for (const path of pages(tongue)) {
      const text = read(path).replace(/```[\s\S]*?```/g, '').replace(/`[^`]*`/g, '');
      for (const [, quoted] of text.matchAll(QUOTED[tongue])) {
        seen += 1;
        if (!names.includes(quoted.replace(/\s+/g, ' '))) unknown.push(`${path}: ${quoted}`);
      }
    }
    assert.ok(seen > 100, `${seen} names`);
    assert.deepEqual(unknown, []);
  });
}

test('both languages have the same pages', () => {
  const of = (tongue) => pages(tongue).map((path) => path.split('/').at(-1)).sort();
  assert.deepEqual(of('zh'), of('en'));
});

test('links and pictures are there', () => {
  const lost = [];
  for (const path of ['README.md', 'ARCHITECTURE.md', 'docs/README.md', ...pages('zh'), ...pages('en')]) {
    for (const [, link] of read(path).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (link.startsWith('http')) continue;
      const [place, heading] = link.split('#');
      const target = place ? join(dirname(path), place) : path;
      if (!existsSync(join(root, target))) lost.push(`${path}: ${link}`);
      else if (heading && !headings(target).includes(heading)) lost.push(`${path}: ${link}`);
    }
  }
  assert.deepEqual(lost, []);
});

/** As they are addressed. */
function headings(path) {
  const lines = read(path).split('\n').filter((line) => /^#+ /.test(line));
  return lines.map((line) => line.replace(/^#+ /, '').toLowerCase().replace(/[^\p{L}\p{N}_\- ]/gu, '').replaceAll(' ', '-'));
}
