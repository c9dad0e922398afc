import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { startWebhookInbox } from '@tocsin/adapter-host/webhook-inbox';
import type { RealBrowser } from './world/browser.js';
import { ConsoleVisitor } from './world/console-visitor.js';
import { dataOf, type HealingWorld, password } from './world/healing-world.js';

jest.setTimeout(60_000);

/** What the first page may load of scripts, packed. */
const SCRIPT_BYTES_MAX = 350_000;
const RULE = 'CPU is high';
/** As long as a name may be, and in both directions. */
const LONG_NAME = `${'ערך'.repeat(40)} ${'x'.repeat(79)}`;
const LONG_LABEL = 'y'.repeat(300);
const DIST = resolve('apps/console/dist');

let visitor: ConsoleVisitor;
let world: HealingWorld;
let browser: RealBrowser;
let ruleId: string;
/** Cleans disks when it is asked to. */
let cleaner: Awaited<ReturnType<typeof startWebhookInbox>>;

beforeAll(async () => {
  visitor = await ConsoleVisitor.arrive();
  ({ world, browser } = visitor);
  cleaner = await startWebhookInbox(
    0,
    () => undefined,
    () => 202,
  );
  const threshold = { type: 'threshold', operator: '>', threshold: 80 };
  const make = async (name: string, metric: string, severity = 'HIGH'): Promise<string> => {
    const conditions = [{ ...threshold, metric_path: metric }];
    const rule = { name, severity, category: 'infrastructure', conditions };
    return dataOf<{ id: string }>(await world.ann.insist(201, 'POST', '/api/rules', rule)).id;
  };
  ruleId = await make(RULE, 'current_metrics.cpu_usage');
  await make('Memory is short', 'current_metrics.memory_usage');
  await make(LONG_NAME, 'current_metrics.disk_usage', 'CRITICAL');
}, 120_000);

afterAll(async () => {
  await visitor.leave();
  await cleaner.stop();
});

const send = (metric: string, instance: string): Promise<unknown> =>
  world.api.tocsin.sendMetrics({ body: { samples: [{ metric, labels: { instance, note: LONG_LABEL }, value: 95 }] } });

const pageOf: ConsoleVisitor['pageOf'] = (...of) => visitor.pageOf(...of);
const showToken: ConsoleVisitor['showToken'] = (...shown) => visitor.showToken(...shown);

test('what the first page loads of scripts is small, and nothing but its own scripts and styles is let in', async () => {
  const names = await readdir(join(DIST, 'assets'));
  // What is loaded later, when somebody goes where it is needed, is not named in the page.
  const html = await readFile(join(DIST, 'index.html'), 'utf8');
  const scripts = await Promise.all(
    names
      .filter((name) => name.endsWith('.js') && html.includes(name))
      .map((name) => readFile(join(DIST, 'assets', name))),
  );
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.reduce((sum, script) => sum + gzipSync(script).length, 0)).toBeLessThan(SCRIPT_BYTES_MAX);

  const { base } = world.api;
  const ofPage = await fetch(`${base}/rules/some-rule`, { headers: { accept: 'text/html' } });
  const policy = ofPage.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(ofPage.headers.get('cache-control')).toBe('no-store');
  const asset = await fetch(`${base}/assets/${names[0] ?? ''}`);
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  // What programs ask for is as it was.
  expect((await world.api.insist(200, 'GET', '/')).body).toMatchObject({ documentation: '/docs' });
  expect((await world.api.ask('GET', '/api/nothing')).type).toContain('application/problem+json');
  expect((await world.api.ask('GET', '/nothing')).type).toContain('application/problem+json');
});

test('who is not known is not let in, and is told why', async () => {
  const page = await browser.page();
  await page.goto(world.api.base);
  await showToken(page, 'no token at all');
  await page.getByRole('alert').waitFor();
  expect(await browser.barriersOf(page)).toEqual([]);
  expect(await page.getByRole('alert').textContent()).toContain('token');
  await page.getByText('Name and password').click();
  await page.getByLabel('User').fill('eve');
  await page.getByLabel('Password', { exact: true }).fill('another one');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('There is no such user, or the password is another one.').waitFor();
  expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
  await page.close();
});

test('the first page tells what was changed last, what the platform needs, and that a rule cannot be evaluated', async () => {
  const page = await pageOf('eve');
  const health = page.getByRole('region', { name: 'Health of the platform' });
  await health.getByText('Every rule that is active can be evaluated.').waitFor();
  await health.getByRole('row', { name: 'postgresql ok' }).waitFor();
  const changed = page.getByRole('region', { name: 'What changed' });
  await changed.getByRole('link', { name: 'Memory is short' }).waitFor();

  for (const instance of ['web-1', 'web-2']) await send('twin', instance);
  const unequal = { alert: 'Twins', expr: 'twin + on() twin > 0' };
  const rules = [unequal, { alert: 'Single', expr: 'twin > 1e9' }];
  await world.ann.insist(201, 'PUT', '/api/rule-groups/twins', { interval: '1s', rules });
  await world.api.dataUntil<unknown[]>('/api/rule-health?health=err', ({ length }) => length > 0);
  await page.reload();
  await changed.getByRole('link', { name: 'Rule group twins' }).waitFor();
  expect(await changed.getByRole('link', { name: 'Rule group twins' }).count()).toBe(1);
  await health.getByRole('link', { name: 'One rule cannot be evaluated' }).click();
  await page.getByRole('link', { name: 'Twins' }).waitFor();
  expect(await page.getByRole('link', { name: 'Single' }).count()).toBe(0);
  await world.ann.insist(204, 'DELETE', '/api/rule-groups/twins');
  await page.close();
});

test.each([
  ['light', RULE, 'cpu_usage'],
  ['dark', 'Memory is short', 'memory_usage'],
] as const)(
  'in the %s theme an alert is seen as it fires, explained, acknowledged and silenced, and the address leads to it',
  async (theme, rule, metric) => {
    const page = await pageOf('eve', '/', theme);
    await page.getByText('live', { exact: true }).waitFor();
    const link = page.getByRole('region', { name: 'Firing' }).getByRole('link', { name: rule });
    expect(await link.count()).toBe(0);
    await send(metric, 'web-1');
    await link.click();
    const panel = page.getByRole('dialog');
    await panel.getByText('instance=web-1').waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/alerts\/./);
    await panel.getByRole('button', { name: 'Decide it again from the log' }).click();
    await panel.getByText('The same was decided again').waitFor();
    await visitor.expectUsable(page);

    await panel.getByRole('button', { name: 'Acknowledge' }).click();
    await panel.getByText('acknowledged by').waitFor();
    await panel.getByRole('button', { name: 'Silence' }).click();
    const dialog = page.getByRole('dialog', { name: 'Silence' });
    await dialog.getByText('Affects 1 alert at present.').waitFor();
    await visitor.expectUsable(page);
    const comment = `The disks of ${metric} are being changed.`;
    await dialog.getByLabel('Comment').fill(comment);
    await dialog.getByRole('button', { name: 'Silence' }).click();
    await panel.getByText('silenced', { exact: true }).waitFor();
    const silences = dataOf<{ comment: string; matchers: string[] }[]>(
      await world.api.insist(200, 'GET', '/api/silences'),
    );
    expect(silences.find((silence) => silence.comment === comment)?.matchers).toEqual(
      expect.arrayContaining(['instance="web-1"']),
    );

    // The same by its address alone, and the keyboard closes it.
    await page.reload();
    await panel.getByText('acknowledged by').waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await page.getByLabel('State').selectOption('resolved');
    await page.getByText('No alert fits these facets.').waitFor();
    expect(new URL(page.url()).search).toBe('?state=resolved');
    await page.goBack();
    await page.getByRole('row', { name: rule }).getByText('silenced').waitFor();
    await visitor.expectUsable(page);
    await page.close();
  },
);

test('when a token ends, what was typed stays, and it goes on once somebody has come in again', async () => {
  await send('cpu_usage', 'web-2');
  const [alert] = await world.api.alertsUntil((alerts) => alerts.length > 0, {
    state: 'firing',
    label: 'instance=web-2',
  });
  const page = await browser.page();
  await page.goto(`${world.api.base}/alerts/${encodeURIComponent(alert?.id ?? '')}`);
  const first = await visitor.tokenOf('carol');
  await showToken(page, first.token);
  await page.getByRole('button', { name: 'Silence' }).click();
  await page.getByLabel('Comment').fill('Typed before the token ended.');
  await page.getByText('live', { exact: true }).waitFor();
  await world.api.insist(204, 'DELETE', `/api/tokens/${first.id}`);
  const again = page.getByRole('dialog', { name: 'Sign in again' });
  await again.waitFor();
  expect(await browser.barriersOf(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await showToken(page, (await visitor.tokenOf('carol')).token);
  await again.waitFor({ state: 'detached' });
  expect(await page.getByLabel('Comment').inputValue()).toBe('Typed before the token ended.');
  await page.getByRole('dialog', { name: 'Silence' }).getByRole('button', { name: 'Silence' }).click();
  await page.getByRole('dialog').filter({ hasText: 'instance=web-2' }).getByText('silenced', { exact: true }).waitFor();
  const kept = await page.evaluate<string>('JSON.stringify([location.href, document.cookie, { ...localStorage }])');
  expect(kept).not.toContain(first.token);
  await page.close();
});

test('the keyboard alone leads in, past the ways to other pages, and through a list page by page', async () => {
  const instances = Array.from({ length: 60 }, (_, i) => `rack-${i}`);
  await Promise.all(instances.map((instance) => send('cpu_usage', instance)));
  await world.api.alertsUntil((alerts) => alerts.length >= instances.length, { state: 'firing' });
  const page = await browser.page();
  await page.goto(`${world.api.base}/alerts?state=firing`);
  await page.getByLabel('User').focus();
  await page.keyboard.type('eve');
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Next page' }).waitFor();
  await page.getByRole('link', { name: 'To the page' }).focus();
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement?.id')).toBe('page');
  await page.getByRole('link', { name: 'Next page' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'First page' }).waitFor();
  expect(new URL(page.url()).searchParams.get('state')).toBe('firing');
  await page.getByRole('link', { name: 'First page' }).press('Enter');
  await page.getByRole('link', { name: 'First page' }).waitFor({ state: 'detached' });
  await page.close();
});

test('when the network is lost, that is said, what was known stays, and it goes on when the network is back', async () => {
  const page = await pageOf('eve', '/rules');
  await page.getByRole('link', { name: RULE }).waitFor();
  await page.context().setOffline(true);
  const to = (name: string) => page.getByRole('navigation', { name: 'Pages', exact: true }).getByRole('link', { name });
  await to('Alerts').click();
  await page.getByText('The platform cannot be reached').waitFor();
  expect(await browser.barriersOf(page)).toEqual([]);
  await to('Rules').click();
  await page.getByRole('link', { name: RULE }).waitFor();
  await to('Alerts').click();
  await page.getByText('The platform cannot be reached').waitFor();
  await page.context().setOffline(false);
  await page.getByRole('link', { name: RULE }).first().waitFor();
  await page.getByText('The platform cannot be reached').waitFor({ state: 'detached' });
  await page.close();
});

test.each([
  ['light', 'db-1'],
  ['dark', 'db-2'],
] as const)(
  'in the %s theme a run waits, is approved by somebody else, and is seen to its end',
  async (theme, instance) => {
    await world.ann.insist(201, 'POST', '/api/playbooks', {
      name: `Tell the disks of ${instance}`,
      trigger: { matchers: [`instance="${instance}"`] },
      steps: [{ actions: [{ kind: 'webhook', url: cleaner.url, body: { do: 'clean' } }] }],
      verification: { expr: `disk_usage{instance="${instance}"} > 0`, within_ms: 20_000 },
      cooldown_ms: 0,
    });
    const known = await world.runs();
    await send('disk_usage', instance);
    await world.newRun(known);
    const page = await pageOf('ann', '/', theme);
    await page.getByRole('link', { name: `Healing run: Tell the disks of ${instance}` }).click();
    const reason = page.getByLabel('Reason');
    await reason.fill('It is mine.');
    await page.getByRole('button', { name: 'Approve this plan' }).click();
    await page.getByRole('alert').waitFor();
    await visitor.expectUsable(page);
    const address = new URL(page.url()).pathname;
    await page.close();

    const other = await pageOf('bob', address, theme);
    const done = await other.getByRole('region', { name: 'Action 1 of step 1' }).innerText();
    expect(done).toContain('"do": "clean"');
    await other.getByLabel('Reason').fill('As last week.');
    await visitor.expectUsable(other);
    await other.getByRole('button', { name: 'Approve this plan' }).click();
    await other.getByText('As last week.').waitFor();
    await world.runUntil(decodeURIComponent(address.split('/')[2] ?? ''), ({ state }) => state === 'succeeded');
    await other.getByText('succeeded', { exact: true }).first().waitFor();
    await visitor.expectUsable(other);
    await other.close();
  },
);

test('healing is stopped from any page, and let go on by an admin alone', async () => {
  const other = await pageOf('bob', '/silences');
  await other.getByRole('button', { name: 'Stop healing' }).click();
  const dialog = other.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('We are moving.');
  await dialog.getByRole('button', { name: 'Switch healing off' }).click();
  await other.getByRole('button', { name: 'Healing is off' }).click();
  await dialog.getByText('Only an admin may.').waitFor();
  expect(await dialog.getByRole('button', { name: 'Let healing go on' }).isDisabled()).toBe(true);
  expect(await browser.barriersOf(other)).toEqual([]);
  await other.close();
  const admin = await browser.page();
  await admin.goto(world.api.base);
  await showToken(admin, world.api.token);
  await admin.getByText('Healing is switched off').waitFor();
  await admin.getByRole('button', { name: 'Healing is off' }).click();
  await admin.getByRole('button', { name: 'Let healing go on' }).click();
  await admin.getByRole('button', { name: 'Stop healing' }).waitFor();
  await admin.close();
});

test.each(['light', 'dark'] as const)(
  'long names and other scripts break no page in the %s theme, and the other theme is a button away',
  async (theme) => {
    const page = await pageOf('eve', '/rules', theme);
    expect(await page.evaluate('document.documentElement.dataset.mantineColorScheme')).toBe(theme);
    await page.getByRole('link', { name: LONG_NAME }).click();
    await page.getByRole('region', { name: 'In words' }).getByText('80').waitFor();
    await page.getByRole('button', { name: 'Show version 1' }).click();
    await page.getByRole('region', { name: 'Version 1 as JSON' }).waitFor();
    await visitor.expectUsable(page);
    await page.setViewportSize({ width: 360, height: 700 });
    await visitor.expectUsable(page);
    await page.setViewportSize({ width: 1_280, height: 900 });
    const other = theme === 'light' ? 'dark' : 'light';
    await page.getByRole('button', { name: `${other === 'dark' ? 'Dark' : 'Light'} theme` }).click();
    expect(await page.evaluate('document.documentElement.dataset.mantineColorScheme')).toBe(other);
    await page.goto(`${world.api.base}/rules/${ruleId}`);
    await page.getByRole('heading', { name: RULE }).waitFor();
    // All that is painted follows the button, whatever the system prefers.
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe(other);
    await page.getByRole('button', { name: 'Show version 1' }).click();
    await page.getByRole('region', { name: 'Version 1 as JSON' }).waitFor();
    await visitor.expectUsable(page);
    await page.goto(`${world.api.base}/alerts`);
    await page
      .getByText(/^instance=/)
      .first()
      .waitFor();
    await visitor.expectUsable(page);
    await page.close();
  },
);

test('the browser had nothing to complain of', () => {
  expect(browser.complaints).toEqual([]);
});
