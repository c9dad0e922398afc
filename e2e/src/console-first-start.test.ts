import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { RealBrowser } from './world/browser.js';
import { MessageInbox } from './world/message-inbox.js';
import { Album } from './world/pictures.js';
import { Standalone } from './world/standalone.js';

jest.setTimeout(60_000);

const themes = ['light', 'dark'] as const;
type Theme = (typeof themes)[number];
/** One each, since a first start is one's first but once; what follows is looked at on the light one. */
let platforms: Record<Theme, Standalone>;
let standalone: Standalone;
let browser: RealBrowser;
let inbox: MessageInbox;
let album: Album<'first-five-minutes'>;

beforeAll(async () => {
  let dark: Standalone;
  [standalone, dark, browser, inbox, album] = await Promise.all([
    Standalone.start({ TOCSIN_DEMO: 'true' }),
    Standalone.start(),
    RealBrowser.open(),
    MessageInbox.start(),
    Album.open('first-five-minutes'),
  ]);
  platforms = { light: standalone, dark };
}, 180_000);
afterAll(async () => {
  await browser.close();
  await Promise.all([...themes.map((theme) => platforms[theme].remove()), inbox.stop(), album.close()]);
});

/** The link that the platform has said, as somebody takes it from the terminal. */
async function linkOf({ process }: Standalone): Promise<string> {
  const line = (await process?.said('/welcome#')) ?? '';
  return /http:\S+/.exec(line)?.[0] ?? '';
}

test('the link is the last thing that the start says, behind what the demo has to say', () => {
  const lines = standalone.process?.lines ?? [];
  const ready = lines.indexOf('tocsin: ready');
  expect(lines[ready + 1]).toBe(lines.find((line) => line.includes('/welcome#')));
  expect(lines[ready + 2]).toMatch(/^The link above opens the console/);
});

test.each(themes)(
  'in the %s theme three steps lead from the link of the start to an alert that fires, and on to who is told of it',
  async (theme) => {
    const page = await browser.page(theme);
    const take: typeof album.take = async (...taken) => {
      if (theme === 'light') await album.take(...taken);
    };
    await page.goto(await linkOf(platforms[theme]));
    await page.getByRole('heading', { name: 'Getting started' }).waitFor();
    // What let somebody in stands in no address.
    expect(new URL(page.url()).hash).toBe('');
    const step = (name: string) => page.getByRole('region', { name });
    const [first, second, third] = [step('1. Send a sample'), step('2. Say what is too much'), step('3. See it fire')];
    await second.getByText('First send a sample').waitFor();
    await browser.expectUsable(page);
    await take(page, 'first-1-begin');

    await first.getByRole('button', { name: 'Send it from here' }).click();
    await first.getByText('It has come: queue_length is 95.').waitFor();
    await second
      .getByRole('button', { name: /^Use the template/ })
      .first()
      .waitFor();
    await browser.expectUsable(page);
    await take(page, 'first-2-sample');
    await second.getByRole('button', { name: 'Make the rule' }).click();
    await third.getByText('Your first alert fires.').waitFor();
    await browser.expectUsable(page);
    await take(page, 'first-3-rule', third.getByRole('link', { name: 'Look at all alerts' }));

    // The same by its address alone.
    await page.reload();
    await third.getByRole('link', { name: 'Have somebody told' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Kind').selectOption('webhook');
    await dialog.getByLabel('Name of the receiver').fill(`${theme} inbox`);
    await dialog.getByLabel('Address').fill(inbox.url);
    await browser.expectUsable(page);
    await take(page, 'first-4-receiver');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Copy it now').waitFor();
    await dialog.getByRole('button', { name: 'I have it' }).click();
    await inbox.until((messages) =>
      messages.some(({ receiver, alerts }) => receiver === `${theme} inbox` && alerts[0]?.status === 'firing'),
    );

    const ways = page.getByRole('navigation', { name: 'Pages', exact: true });
    await ways.getByRole('link', { name: 'Home' }).click();
    await page.getByRole('link', { name: 'queue_length is high' }).first().waitFor();
    expect(await page.getByText('Nothing is watched yet').count()).toBe(0);
    await ways.getByRole('link', { name: 'Alerts' }).click();
    await page.getByRole('row', { name: 'instance=my-machine' }).getByRole('link').click();
    await dialog.getByText(`${theme} inbox was told that it fires`).waitFor();
    await browser.expectUsable(page);
    await take(page, 'first-5-told');
    await page.close();
  },
);

test('a link lets nobody in twice, and says what to do then', async () => {
  const page = await browser.page('dark');
  await page.goto(await linkOf(standalone));
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
  await page.getByRole('table', { name: 'Rules' }).getByRole('link', { name: 'queue_length is high' }).waitFor();
  await page.close();
});

test('each picture of the first five minutes was taken, and the browser had nothing to complain of', () => {
  album.expectWhole();
  expect(browser.complaints).toEqual([]);
});
