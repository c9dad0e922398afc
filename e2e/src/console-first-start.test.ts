import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { RealBrowser } from './world/browser.js';
import { Standalone } from './world/standalone.js';

jest.setTimeout(60_000);

let standalone: Standalone;
let browser: RealBrowser;

beforeAll(async () => {
  [standalone, browser] = await Promise.all([Standalone.start({ TOCSIN_DEMO: 'true' }), RealBrowser.open()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await standalone.remove();
});

/** The link that the platform has said, as somebody takes it from the terminal. */
async function link(): Promise<string> {
  const line = (await standalone.process?.said('/welcome#')) ?? '';
  return /http:\S+/.exec(line)?.[0] ?? '';
}

test('from the link of the start, three steps lead from nothing to an alert of one’s own that fires', async () => {
  const page = await browser.page();
  await page.goto(await link());
  await page.getByRole('heading', { name: 'Getting started' }).waitFor();
  // What let somebody in stands in no address.
  expect(new URL(page.url()).hash).toBe('');
  const [first, second, third] = ['1. Send a sample', '2. Say what is too much', '3. See it fire'].map((name) =>
    page.getByRole('region', { name }),
  );
  if (first === undefined || second === undefined || third === undefined) throw new TypeError('there are three steps');
  await second.getByText('First send a sample').waitFor();
  await browser.expectUsable(page);

  await first.getByRole('button', { name: 'Send it from here' }).click();
  await first.getByText('It has come: queue_length is 95.').waitFor();
  await second
    .getByRole('button', { name: /^Use the template/ })
    .first()
    .waitFor();
  await browser.expectUsable(page);
  await second.getByRole('button', { name: 'Make the rule' }).click();
  await third.getByText('Your first alert fires.').waitFor();
  await browser.expectUsable(page);

  // The same by its address alone.
  await page.reload();
  await third.getByRole('link', { name: 'queue_length is high' }).click();
  await page.getByRole('dialog').getByText('instance=my-machine').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByRole('link', { name: 'queue_length is high' }).first().waitFor();
  expect(await page.getByText('Nothing is watched yet').count()).toBe(0);
  await page.close();
});

test('a link lets nobody in twice, and says what to do then', async () => {
  const page = await browser.page('dark');
  await page.goto(await link());
  await page.getByText('It was used before.').waitFor();
  await browser.expectUsable(page);
  await page.getByRole('button', { name: 'Sign in another way' }).click();
  await page.getByLabel('User').waitFor();
  await page.close();
});

test('a sample comes from a shell by the command that the page gives, and a template is made a rule', async () => {
  const page = await browser.page('dark');
  await page.goto(`${standalone.api.base}/start`);
  await page.getByText('Token', { exact: true }).click();
  await page.locator('input[name="token"]').fill(standalone.api.token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Metric').fill('up');
  await page.getByLabel('Labels').fill('job=node, instance=a');
  await page.getByLabel('Value').fill('0');
  await page.getByRole('button', { name: 'Or from a shell' }).click();
  const command = page.getByRole('region', { name: 'Command that sends the sample' });
  await page.getByText('Waiting for it to come').waitFor();
  await browser.expectUsable(page);
  await promisify(execFile)('bash', ['-c', await command.innerText()]);
  await page.getByRole('button', { name: 'It has come: go on' }).click();
  await page.getByText('These read up:').waitFor();
  await page.getByRole('button', { name: 'Use the template A target does not answer its scrape' }).click();
  // It waits for three minutes before it fires.
  await page.getByRole('region', { name: '3. See it fire' }).getByText('pending').waitFor();
  await browser.expectUsable(page);
  await page.close();
});

test('the operator looks at the demo, and comes back', async () => {
  const page = await browser.page();
  await page.goto(`${standalone.api.base}/tenants`);
  await page.getByText('Token', { exact: true }).click();
  await page.locator('input[name="token"]').fill(standalone.api.token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('No tenant was made').waitFor();
  await browser.expectUsable(page);
  await page.getByRole('button', { name: 'Look at the demo' }).click();
  await page.getByText('demo (visit)').waitFor();
  await page.getByRole('link', { name: 'Rules', exact: true }).click();
  await page.getByRole('table').getByRole('link').first().waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Leave this tenant' }).click();
  await page.getByText('demo (visit)').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Rules', exact: true }).click();
  await page.getByRole('link', { name: 'queue_length is high' }).waitFor();
  await page.close();
});

test('the browser had nothing to complain of', () => {
  expect(browser.complaints).toEqual([]);
});
