// What a run counts; `npm test` adds up what every file counted and tells it at the end.
import { appendFileSync } from 'node:fs';

const counts = {};

/** What this file counted, told when it ends. */
function tell() {
  console.log(`counted: ${line(counts)}`);
  if (process.env.LIANBAN_TALLY) appendFileSync(process.env.LIANBAN_TALLY, `${JSON.stringify(counts)}\n`);
}

/** One more of something, or several. */
export function count(what, more = 1) {
  if (Object.keys(counts).length === 0) process.on('exit', tell);
  counts[what] = (counts[what] ?? 0) + more;
}

/** Counts as one line. */
export const line = (all) => Object.entries(all).map(([what, many]) => `${many} ${what}`).join(', ');

/** A step of a story; where one fails, the story ends. */
export async function stepOf(story, name, deed) {
  let done = false;
  await story.test(name, async () => { await deed(); done = true; });
  if (!done) throw new Error(`the story ends at: ${name}`);
}
