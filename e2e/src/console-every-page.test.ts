import { type ConsoleAddress, consoleAddresses } from '@tocsin/contracts/console-addresses';
import { ConditionFactory } from '@tocsin/domain/rules/condition-factory';
import type { Page } from './world/browser.js';
import { ConsoleVisitor } from './world/console-visitor.js';
import { dataOf } from './world/healing-world.js';
import { Album } from './world/pictures.js';
import { DISK, QUEUE, SERIES, watchPast } from './world/watched-past.js';

jest.setTimeout(60_000);

const { threshold } = ConditionFactory;
const CHANGED = 'Orders fail';
const MEMORY = 'Memory is short';
const PLAYBOOK = 'Restart the web server';
/** Tags whose words are cut off. */
const CUT_TAGS = `[...document.querySelectorAll('.mantine-Badge-root')]
  .filter((tag) => tag.scrollWidth > tag.clientWidth)
  .map((tag) => tag.textContent)`;
let visitor: ConsoleVisitor;
/** Of the first admin, who is the operator. */
let page: Page;
let album: Album<'console'>;
let diskRule: string;
/** What stands in the addresses of single things. */
let ids: Record<'rule' | 'alert' | 'incident' | 'run', string>;

beforeAll(async () => {
  [visitor, album] = await Promise.all([ConsoleVisitor.arrive(), Album.open('console')]);
  const { world } = visitor;
  const { api, ann, eve } = world;
  const ruleOf = (name: string, severity: string, metric: string, limit: number) => ({
    name,
    severity,
    category: 'application',
    conditions: [threshold(metric, '>', limit)],
  });
  await api.insist(201, 'POST', '/api/tenants', { id: 'shop', name: 'The shop', quotas: { rules: 500 } });
  await api.insist(201, 'POST', '/api/service-accounts', { name: 'deployer', role: 'editor' });
  await api.tocsin.changeRules({
    body: { operations: [{ op: 'put_group', group: { name: 'hosts', rules: [{ alert: 'Hot', expr: 'heat > 90' }] } }] },
  });
  const changed = dataOf<{ id: string }>(
    await api.insist(201, 'POST', '/api/rules', ruleOf(CHANGED, 'CRITICAL', 'failed_orders', 5)),
  );
  await api.insist(200, 'PUT', '/api/approval-policy', { severities: ['CRITICAL'] });
  const { etag } = await eve.tocsin.getRule({ id: changed.id });
  await eve.tocsin.updateRule({
    id: changed.id,
    ifMatch: etag ?? '',
    body: {
      name: CHANGED,
      severity: 'CRITICAL',
      category: 'application',
      conditions: [threshold('failed_orders', '>', 3)],
    },
  });
  await eve.insist(201, 'POST', '/api/silences', {
    matchers: ['queue="print"'],
    comment: 'The printers are moved.',
    ends_at: Date.now() + 3_600_000,
  });
  await ann.insist(201, 'POST', '/api/playbooks', {
    name: PLAYBOOK,
    trigger: { matchers: ['instance="web-1"'] },
    steps: [{ actions: [{ kind: 'webhook', url: world.inbox.url, body: { restart: 'web-1' } }] }],
    verification: { expr: 'memory_used_percent{instance="web-1"} < 90', within_ms: 60_000 },
    cooldown_ms: 0,
  });
  await api.insist(201, 'POST', '/api/rules', ruleOf(MEMORY, 'HIGH', 'memory_used_percent', 95));
  const { queueRule, diskRule: disk } = await watchPast(world, Date.now());
  const sample = { metric: 'memory_used_percent', labels: { instance: 'web-1' }, value: 97 };
  await api.tocsin.sendMetrics({ body: { samples: [sample] } });
  const { id: run } = await world.newRun([]);
  await world.runUntil(run, ({ state }) => state === 'awaiting_approval');
  const alerts = await api.alertsUntil((all) => all.some(({ rule_name }) => rule_name === MEMORY), { state: 'firing' });
  const { data: incidents } = await api.tocsin.listAlertIncidents({ state: 'open' });
  diskRule = disk;
  ids = {
    rule: queueRule,
    alert: alerts.find(({ rule_name }) => rule_name === MEMORY)?.id ?? '',
    incident: incidents[0]?.id ?? '',
    run,
  };
  page = await visitor.browser.page();
  await page.goto(api.base);
  await visitor.showToken(page, api.token);
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}, 120_000);
afterAll(async () => {
  await visitor.leave();
  await album.close();
});

/** What is to be seen of what there is, on each page that there is. */
const shown: Readonly<Record<ConsoleAddress, string>> = {
  '/': `Healing run: ${PLAYBOOK}`,
  '/welcome': 'Send it from here',
  '/start': 'Send it from here',
  '/alerts': QUEUE,
  '/alerts/:id': 'instance=web-1',
  '/incidents': QUEUE,
  '/incidents/:id': 'Nobody has written anything yet.',
  '/silences': 'The printers are moved.',
  '/predictions': 'Series that changed for good',
  '/anomalies': SERIES,
  '/rules': DISK,
  '/rules/new': 'Findings',
  '/rules/:id': 'In words',
  '/rules/:id/edit': 'It would have fired',
  '/rules/:id/timeline': `Timeline of ${QUEUE}`,
  '/rules/:id/why-not': 'Instance',
  '/rule-groups/:name': 'heat > 90',
  '/approvals': '5 → 3',
  '/receivers': 'on call',
  '/receivers/policy': 'Nothing is wrong with it.',
  '/healing': PLAYBOOK,
  '/healing/:id': 'Approve this plan',
  '/audit': 'rule created',
  '/compliance': 'Evidence',
  '/subjects': 'Certificates of erasures',
  '/people': 'eve',
  '/keys': 'deployer',
  '/quotas': 'Series of the last 24 hours',
  '/tenants': 'The shop',
  '/settings': 'Heartbeat to the outside',
};
/** Where an address leads in this world. */
const pathOf = (address: string): string => {
  const kind = { alerts: 'alert', incidents: 'incident', healing: 'run' } as const;
  const noun = address.split('/')[1] as keyof typeof kind;
  return address.replace(':name', 'hosts').replace(':id', encodeURIComponent(ids[kind[noun] ?? 'rule']));
};

test.each(consoleAddresses)(
  '%s is served by its address, and can be used in both themes, wide and narrow',
  async (address) => {
    await page.setViewportSize({ width: 1_280, height: 900 });
    const answer = await page.goto(`${visitor.world.api.base}${pathOf(address)}`);
    expect(answer?.status()).toBe(200);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByText(shown[address]).filter({ visible: true }).first().waitFor();
    await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
    expect(await page.getByRole('heading', { name: 'There is no such page' }).count()).toBe(0);
    for (const [theme, width] of [
      ['light', 1_280],
      ['light', 320],
      ['dark', 390],
      ['dark', 1_280],
    ] as const) {
      await visitor.browser.prefer(page, theme);
      await page.setViewportSize({ width, height: 900 });
      await visitor.expectUsable(page);
      // The words of states are shown whole.
      expect(await page.evaluate(CUT_TAGS)).toEqual([]);
    }
  },
);

test('the pictures of README are of this console', async () => {
  const show = async (path: string, until: string, theme: 'light' | 'dark' = 'light') => {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width: 1_280, height: 800 });
    await page.goto(`${visitor.world.api.base}${path}`);
    await page.getByText(until).filter({ visible: true }).first().waitFor();
    await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
  };
  await show('/', PLAYBOOK);
  await album.take(page, 'home');
  await show(`/rules/${diskRule}/edit`, 'It would have fired');
  // What it would have done is told while somebody types.
  await page.getByLabel('Threshold').fill('80');
  await page.getByText('It would have fired 2 times').waitFor();
  await album.take(page, 'rule-editor', page.getByRole('img', { name: /over time/ }));
  await show(pathOf('/alerts/:id'), 'on call was told that it fires', 'dark');
  await page.getByRole('button', { name: 'Decide it again from the log' }).click();
  await page.getByText('The same was decided again').waitFor();
  await album.take(page, 'alert-why');
  await show(pathOf('/healing/:id'), 'Approve this plan');
  await album.take(page, 'healing-approval');
  await show('/predictions?horizon=1h', 'Series that changed for good');
  await album.take(page, 'predictions', page.getByRole('img', { name: `Forecast of ${SERIES}` }));
  album.expectWhole();
});

test('the browser had nothing to complain of', () => {
  expect(visitor.browser.complaints).toEqual([]);
});
