import { ConsoleVisitor } from './world/console-visitor.js';
import type { Page } from './world/browser.js';
import { runInProcess } from './world/cli.js';
import { HangingProxy } from './world/hanging-proxy.js';

jest.setTimeout(60_000);

const RULE = 'Queue is long';
/** Read as `exe.txt` by whoever trusts the eye. */
const TURNED = 'x \u202Etxt.exe';
const TURNED_SHOWN = 'x ‹U+202E›txt.exe';
const SMALL = { width: 390, height: 844 };
let visitor: ConsoleVisitor;

beforeAll(async () => {
  visitor = await ConsoleVisitor.arrive();
  const { api } = visitor.world;
  const condition = { type: 'threshold', metric_path: 'queue_length', operator: '>', threshold: 80 };
  for (const [name, severity] of [
    [RULE, 'CRITICAL'],
    [TURNED, 'MEDIUM'],
  ] as const)
    await api.insist(201, 'POST', '/api/rules', { name, severity, category: 'application', conditions: [condition] });
  const samples = [{ metric: 'queue_length', labels: { queue: 'mail', note: 'y'.repeat(200) }, value: 95 }];
  await api.tocsin.sendMetrics({ body: { samples } });
  await api.alertsUntil((alerts) => alerts.length > 1, { state: 'firing' });
}, 120_000);
afterAll(() => visitor.leave());

const way = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Pages', exact: true }).getByRole('link', { name, exact: true });
const isCut = (each: { scrollWidth: number; clientWidth: number }): boolean => each.scrollWidth > each.clientWidth;

test('a name that turns its letters around is shown as it is written, on pages, in the record and by the command line', async () => {
  const { api } = visitor.world;
  const page = await visitor.browser.page();
  await page.goto(`${api.base}/audit`);
  await visitor.showToken(page, api.token);
  await page.getByText(`"name":"${TURNED_SHOWN}"`).first().waitFor();
  expect(await page.evaluate('document.body.innerText')).not.toContain('\u202E');
  await page.goto(`${api.base}/rules`);
  await page.getByRole('link', { name: TURNED_SHOWN }).click();
  await page.getByRole('heading', { name: TURNED_SHOWN }).waitFor();
  expect(await page.title()).toContain(TURNED_SHOWN);
  expect(await page.content()).not.toContain('\u202E');
  await page.close();

  const environment = { TOCSIN_URL: api.base, TOCSIN_TOKEN: api.token };
  for (const words of [
    ['rules', 'list'],
    ['rules', 'list', '-o', 'json'],
    ['rules', 'get', TURNED],
  ]) {
    const { status, out, err } = await runInProcess(words, { environment });
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('x \\u202etxt.exe');
    expect(out).not.toContain('\u202E');
  }
  const exported = await runInProcess(['rules', 'export', '--format', 'prometheus'], { environment });
  expect(exported.err).not.toContain('\u202E');
  expect(exported.err).toContain('\\u202e');
});

test.each([320, 360, 390])(
  'on a screen %d wide the header holds all that is in it, and names of alerts are read',
  async (width) => {
    const page = await visitor.pageOf('eve', '/alerts');
    await page.setViewportSize({ ...SMALL, width });
    const header = await page.getByRole('banner').boundingBox();
    for (const button of await page.getByRole('banner').getByRole('button').all()) {
      const box = await button.boundingBox();
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(header?.height ?? 0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
    }
    const name = await page.getByRole('link', { name: RULE }).boundingBox();
    expect((name?.x ?? 0) + (name?.width ?? width)).toBeLessThanOrEqual(width);
    await visitor.expectUsable(page);
    await page.close();
  },
);

test('no heading and no severity of the list of rules is cut off, and what stands below the pages is seen', async () => {
  const page = await visitor.pageOf('eve', '/rules');
  const table = page.getByRole('table', { name: 'Rules' });
  await table.getByText('medium').waitFor();
  for (const cell of [
    ...(await table.getByRole('columnheader').all()),
    ...(await table.locator('td', { hasText: /^(medium|critical)$/ }).all()),
  ])
    expect([await cell.innerText(), await cell.evaluate(isCut)]).toEqual([expect.any(String), false]);
  expect(await page.getByRole('region', { name: 'The list of rules' }).evaluate(isCut)).toBe(false);
  for (const low of [page.getByLabel('Times in'), page.getByRole('link', { name: 'Docs' })]) {
    const box = await low.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 900)).toBeLessThanOrEqual(900);
  }
  await page.getByLabel('Times in').selectOption('Asia/Kolkata');
  expect(await page.locator('time').first().getAttribute('title')).toContain('GMT+5:30');
  await page.close();
});

test('without a network each page says how old it is, and a part that could not be loaded comes once it is back', async () => {
  const page = await visitor.pageOf('eve', '/alerts');
  await page.getByRole('link', { name: RULE }).waitFor();
  await page.context().setOffline(true);
  const notice = page.getByRole('status').filter({ hasText: 'No network' });
  await notice.getByText(/What you see is as of \d\d:\d\d \(just now\)/).waitFor();
  await visitor.expectUsable(page);
  await way(page, 'Silences').click();
  await page.getByText('Without a network this cannot be asked for').waitFor();
  await way(page, 'Receivers').click();
  await page.getByText('This part of the console could not be loaded').waitFor();
  await visitor.expectUsable(page);
  await page.context().setOffline(false);
  await page.getByRole('heading', { name: 'Receivers', level: 1 }).waitFor();
  await notice.waitFor({ state: 'detached' });
  await way(page, 'Silences').click();
  await page.getByText('Nothing is silenced.').waitFor();
  await page.close();
});

test('pages are named as the ways to them, and of an alert that fires nobody asks why it does not', async () => {
  const page = await visitor.pageOf('eve', '/');
  for (const name of ['Routing', 'Predictions', 'Home']) {
    await way(page, name).click();
    await page.getByRole('heading', { name, level: 1, exact: true }).waitFor();
  }
  await way(page, 'Incidents').click();
  await page.getByRole('cell', { name: '1 firing' }).first().waitFor();
  await way(page, 'Alerts').click();
  await page.getByRole('link', { name: RULE }).click();
  await page.getByRole('link', { name: 'Timeline of its rule' }).waitFor();
  expect(await page.getByText('Why it does not fire').count()).toBe(0);
  await page.close();
});

test('what was looked for gives way to what is typed when the palette is opened again', async () => {
  const page = await visitor.pageOf('eve', '/');
  const field = page.getByRole('dialog', { name: 'Go to' }).getByLabel('Page, rule or alert');
  await page.keyboard.press('Control+k');
  await field.waitFor();
  await page.keyboard.type('sil');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('rou');
  expect(await field.inputValue()).toBe('rou');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Routing' }).waitFor();
  await page.keyboard.press('Control+k');
  await field.waitFor();
  await page.keyboard.type('rec');
  expect(await field.inputValue()).toBe('rec');
  await page.close();
});

test('a stream that hangs is told with when the last word came, and goes on from there when it is heard again', async () => {
  const { api } = visitor.world;
  const proxy = await HangingProxy.before(api.base);
  const page = await visitor.browser.page();
  await page.clock.install();
  await page.goto(`${proxy.base}/rules`);
  await visitor.showToken(page, api.token);
  await page.getByText('live', { exact: true }).waitFor();
  await page.getByRole('link', { name: RULE }).waitFor();
  proxy.hang();
  await api.tocsin.sendMetrics({
    body: { samples: [{ metric: 'queue_length', labels: { queue: 'unheard' }, value: 99 }] },
  });
  await api.alertsUntil((alerts) => alerts.length > 2, { state: 'firing' });
  await page.clock.fastForward(30_000);
  expect(await page.getByText('live', { exact: true }).count()).toBe(1);
  await page.clock.fastForward(8_000);
  await page.getByText(/^no word since \d\d:\d\d$/).waitFor();
  await visitor.expectUsable(page);
  // What is asked for meanwhile is not answered, and comes by itself with the first word, though nothing changes it by itself.
  await page.getByRole('link', { name: RULE }).click();
  proxy.cut();
  await page.clock.fastForward(10_000);
  await page.getByText('The platform cannot be reached').first().waitFor();
  proxy.goOn();
  await page.clock.fastForward(60_000);
  await page.getByText('live', { exact: true }).waitFor();
  await page.getByText('The platform cannot be reached').first().waitFor({ state: 'detached' });
  await page.getByRole('region', { name: 'In words' }).getByText('queue_length').waitFor();
  await way(page, 'Alerts').click();
  await page.getByText('queue=unheard').first().waitFor();
  await page.close();
  await proxy.close();
});

test('the browser had nothing to complain of', () => {
  expect(visitor.browser.complaints).toEqual([]);
});
