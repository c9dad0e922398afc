import { ConsoleVisitor } from './world/console-visitor.js';
import { dataOf, password } from './world/healing-world.js';

jest.setTimeout(60_000);

const RULE = 'Queue is long';
let visitor: ConsoleVisitor;
let ruleId: string;
const rule = (threshold: number) => ({
  name: RULE,
  severity: 'CRITICAL' as const,
  category: 'application' as const,
  conditions: [{ type: 'threshold' as const, metric_path: 'queue_length', operator: '>' as const, threshold }],
});

beforeAll(async () => {
  visitor = await ConsoleVisitor.arrive();
  const { api } = visitor.world;
  ruleId = dataOf<{ id: string }>(await api.insist(201, 'POST', '/api/rules', rule(80))).id;
  await api.tocsin.sendMetrics({
    body: { samples: [{ metric: 'queue_length', labels: { queue: 'mail' }, value: 95 }] },
  });
  await api.alertsUntil((alerts) => alerts.length > 0, { state: 'firing' });
}, 120_000);
afterAll(() => visitor.leave());

test('an alert is snoozed and woken, and a silence is seen in its list and ended there', async () => {
  const page = await visitor.pageOf('eve', '/alerts');
  await page.getByRole('link', { name: RULE }).click();
  const panel = page.getByRole('dialog');
  await panel.getByRole('button', { name: 'Snooze until it is over' }).click();
  await panel.getByText('snoozed by').waitFor();
  await panel.getByRole('button', { name: 'Wake it' }).click();
  await panel.getByText('snoozed by').waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await visitor.world.eve.insist(201, 'POST', '/api/silences', {
    matchers: ['queue="mail"'],
    comment: 'The queue is moved.',
    ends_at: Date.now() + 3_600_000,
  });
  await page.getByRole('link', { name: 'Silences' }).click();
  const row = page.getByRole('row', { name: 'The queue is moved.' });
  await row.getByText('active').waitFor();
  await visitor.expectUsable(page);
  await row.getByRole('button', { name: 'End the silence of queue="mail"' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End it' }).click();
  await row.getByText('expired').waitFor();
  await page.getByLabel('State').selectOption('active');
  await page.getByText('No silence fits these facets.').waitFor();
  expect(new URL(page.url()).search).toBe('?state=active');
  await page.close();
});

test('a change that needs approval says so before it is saved, and somebody else decides on what differs', async () => {
  const { world } = visitor;
  await world.api.insist(200, 'PUT', '/api/approval-policy', { severities: ['CRITICAL'] });
  const page = await visitor.pageOf('eve', `/rules/${ruleId}/edit`);
  await page.getByLabel('Threshold').fill('70');
  await page.getByText('Somebody else has to approve it').waitFor();
  await visitor.expectUsable(page);
  await page.getByLabel('Reason').fill('It is told too late.');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('A change waits for approval').waitFor();
  await page.close();

  const other = await visitor.pageOf('ann', '/approvals', 'dark');
  const section = other.getByRole('region', { name: RULE });
  await section.getByText('It is told too late.').waitFor();
  await section.getByText('80 → 70').waitFor();
  await visitor.expectUsable(other);
  await section.getByLabel('Reason').fill('Right.');
  await section.getByRole('button', { name: 'Approve' }).click();
  await other.getByText('No change of a rule waits for approval.').waitFor();
  await other.close();
  const { conditions } = dataOf<{ conditions: unknown[] }>(await world.api.insist(200, 'GET', `/api/rules/${ruleId}`));
  expect(conditions).toEqual([expect.objectContaining({ threshold: 70 })]);

  // What is rejected stays as it is, and its page says so as well.
  const { etag } = await world.eve.tocsin.getRule({ id: ruleId });
  await world.eve.tocsin.updateRule({ id: ruleId, ifMatch: etag ?? '', body: rule(60) });
  const third = await visitor.pageOf('bob', `/rules/${ruleId}`);
  const waiting = third.getByRole('region', { name: 'A change waits for approval' });
  await waiting.getByLabel('Reason').fill('Too low.');
  await visitor.expectUsable(third);
  await waiting.getByRole('button', { name: 'Reject' }).click();
  await waiting.waitFor({ state: 'detached' });
  await third.getByRole('cell', { name: 'Too low.' }).or(third.getByText('rejected')).first().waitFor();
  await third.close();
});

test('the record is looked through, and an entry is proved in the browser, but not one that was changed on its way', async () => {
  const page = await visitor.browser.page();
  await page.goto(`${visitor.world.api.base}/audit`);
  await visitor.showToken(page, visitor.world.api.token);
  await page.getByRole('row', { name: 'rule rejected' }).first().waitFor();
  await page.getByLabel('Type').selectOption('rule_approved');
  await page.getByRole('row', { name: 'rule rejected' }).waitFor({ state: 'detached' });
  await page.getByRole('row', { name: `rule/${ruleId}` }).waitFor();
  await visitor.expectUsable(page);
  await page.getByText('Ledger with proofs').click();
  await page.getByRole('button', { name: 'Prove entry 0' }).click();
  await page.getByText('Proved in this browser').waitFor();
  await visitor.expectUsable(page);
  await page.route('**/api/audit/entries*', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({
      body: (await answer.text()).replaceAll('"at":1', '"at":2'),
      contentType: 'application/json',
    });
  });
  await page.reload();
  await page.getByRole('button', { name: 'Prove entry 0' }).click();
  await page.getByText('as it is shown does not stand in the ledger').waitFor();
  await page.close();
});

test('controls are listed, a receiver is sent a test, and it is told where an alert would go', async () => {
  const page = await visitor.browser.page('dark');
  await page.goto(`${visitor.world.api.base}/compliance`);
  await visitor.showToken(page, visitor.world.api.token);
  await page.getByRole('heading', { level: 2 }).first().waitFor();
  await visitor.expectUsable(page);
  await page.getByRole('link', { name: 'Receivers' }).click();
  await page.getByText('all alerts; to on call; grouped by alertname').waitFor();
  await page.getByRole('button', { name: 'Send a test to on call' }).click();
  await page.getByText('delivered in').waitFor();
  await page.getByLabel('Labels of the alert').fill('severity');
  await page.getByText('Write labels as name=value').waitFor();
  await visitor.expectUsable(page);
  await page.getByLabel('Labels of the alert').fill('severity=HIGH, team=web');
  await page.getByText('the label severity is one of critical, high, warning, low, info').waitFor();
  await page.getByLabel('Labels of the alert').fill('severity=high, team=web');
  await page.getByText('the label severity is one of').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.getByText('on call, by the route').waitFor();
  await visitor.expectUsable(page);
  expect(new URL(page.url()).searchParams.get('labels')).toBe('severity=high, team=web');
  const { etag } = await visitor.world.api.tocsin.getNotificationPolicy();
  await visitor.world.api.tocsin.deleteNotificationPolicy({ ifMatch: etag ?? '' });
  await page.reload();
  await page.getByText('There is no policy: every receiver is told').waitFor();
  await page.close();
});

test('a maintenance window is made by its address, after it was said what it holds back and what is wrong with it', async () => {
  const page = await visitor.pageOf('eve', '/silences?do=new-silence', 'dark');
  const dialog = page.getByRole('dialog', { name: 'New silence' });
  const matchers = dialog.getByLabel('Matchers, one a line');
  await dialog.getByLabel('Kind').selectOption('Maintenance window');
  await matchers.fill('queue="mail"\nseverity');
  await dialog.getByText('Line 2: bad matcher format: severity').waitFor();
  await matchers.fill('queue="mail"\nseverity="CRITICAL"');
  await dialog.getByText('the label severity is one of critical, high').waitFor();
  await dialog.getByText('Affects 0 alerts at present.').waitFor();
  await matchers.fill('queue="mail"\nseverity="critical"');
  await dialog.getByText('Affects 1 alert at present.').waitFor();
  await visitor.expectUsable(page);
  await dialog.getByLabel('Begins').fill('2030-01-01T22:00');
  await dialog.getByLabel('For', { exact: true }).selectOption('until a moment');
  await dialog.getByLabel('Ends').fill('2030-01-01T21:00');
  await dialog.getByLabel('Comment').fill('The queue is moved again.');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await dialog.getByText('ends_at is not after').waitFor();
  await visitor.expectUsable(page);
  await dialog.getByLabel('Ends').fill('2030-01-01T23:30');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('row', { name: 'The queue is moved again.' }).getByText('maintenance').waitFor();
  const { data } = await visitor.world.api.tocsin.listSilences({ state: 'pending' });
  expect(data.map(({ kind, ends_at, starts_at }) => [kind, ends_at - starts_at])).toEqual([['maintenance', 5_400_000]]);
  await page.close();
});

test.each(['light', 'dark'] as const)(
  'a window that comes again is made after its next times were seen in the chosen zone, in %s',
  async (theme) => {
    const { world } = visitor;
    const { etag } = await world.api.tocsin.getNotificationPolicy();
    const { data: all } = await world.api.tocsin.listReceivers();
    await world.api.tocsin.updateNotificationPolicy({
      ...(etag === null ? {} : { ifMatch: etag }),
      body: {
        route: { receivers: all.map(({ id }) => id), group_by: ['alertname'] },
        time_intervals: [{ name: 'moves', time_intervals: [{ days_of_month: ['1'], months: ['february'] }] }],
      },
    });
    const page = await visitor.pageOf('eve', '/silences', theme);
    await page.getByLabel('Times in').selectOption('Europe/Berlin');
    await page.getByRole('button', { name: 'New silence' }).click();
    const dialog = page.getByRole('dialog', { name: 'New silence' });
    await dialog.getByLabel('Matchers, one a line').fill('queue="print"');
    await dialog.getByLabel('Begins').fill('2030-03-29T12:00');
    await dialog.getByLabel('Holds').selectOption('on some days, from hour to hour');
    await dialog.getByText('It ends on the next day. Hours and days are those of Europe/Berlin.').waitFor();
    await dialog.getByText(/^Would affect \d+ alerts? if it held now\.$/).waitFor();
    await dialog.getByLabel('For', { exact: true }).selectOption('30 d');
    await dialog.getByText(/7 Apr.* 2030/).waitFor();
    // Clocks are set forward in the night of the second.
    expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/^Sat.* 30 Mar.* 2030.*22:00.* CET – Sun.* 31 Mar.* 2030.*06:00.* CEST$/),
      expect.stringMatching(/^Sun.* 31 Mar.* 2030.*22:00.* – Mon.* 1 Apr.* 2030.*06:00.* CEST$/),
      expect.stringMatching(/^Sat.* 6 Apr.* 2030.*22:00.* – Sun.* 7 Apr.* 2030.*06:00.* CEST$/),
    ]);
    await dialog.getByLabel('Saturday').uncheck();
    await dialog.getByLabel('To', { exact: true }).fill('23:30');
    await dialog.getByText(/^Sun.* 7 Apr.* 2030.*22:00.*23:30.* CEST$/).waitFor();
    await visitor.expectUsable(page);
    await dialog.getByLabel('Sunday').uncheck();
    expect(await dialog.getByRole('button', { name: 'Create' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Holds').selectOption('during the policy’s “moves”');
    await dialog.getByText('It holds at no time before it ends.').waitFor();
    await dialog.getByLabel('For', { exact: true }).selectOption('365 d');
    await dialog.getByText(/1 Feb.* 2031/).waitFor();
    await dialog.getByLabel('Holds').selectOption('on some days, from hour to hour');
    await dialog.getByLabel('Comment').fill(`Weekly, ${theme}.`);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.waitFor({ state: 'detached' });
    const row = page.getByRole('row', { name: `Weekly, ${theme}.` });
    await row.getByText('saturday, sunday 22:00–24:00 (Europe/Berlin); monday, sunday 00:00–06:00').waitFor();
    await row.getByText(/^next Sat.* 30 Mar.* 2030.*22:00/).waitFor();
    await visitor.expectUsable(page);
    await page.close();
  },
);

test('a silence that recurs is told to wait while it does not hold, and to be active while it does', async () => {
  const { world } = visitor;
  const day = (days: number): string =>
    new Date(Date.now() + days * 86_400_000)
      .toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' })
      .toLowerCase();
  for (const [comment, ...weekdays] of [
    ['On another day.', day(3)],
    // Also where the day ends as the test runs.
    ['On these days.', day(0), day(1)],
  ] as const)
    await world.eve.insist(201, 'POST', '/api/silences', {
      matchers: ['queue="none"'],
      comment,
      ends_at: Date.now() + 8 * 86_400_000,
      recurrence: { time_intervals: [{ weekdays }] },
    });
  const page = await visitor.pageOf('eve', '/silences?state=active');
  await page.getByLabel('Times in').selectOption('UTC');
  const later = page.getByRole('row', { name: 'On another day.' });
  await later.getByText(/^next .*00:00 UTC$/).waitFor();
  await later.getByText('waits', { exact: true }).waitFor();
  expect(await later.getByText('active', { exact: true }).count()).toBe(0);
  await page.getByRole('row', { name: 'On these days.' }).getByText('active', { exact: true }).waitFor();
  await page.getByRole('columnheader', { name: 'Matchers' }).waitFor();
  await visitor.expectUsable(page);
  await page.close();
});

test('who only reads is told that an editor makes silences, also at the address of the form', async () => {
  await visitor.world.api.insist(201, 'POST', '/api/users', { name: 'vera', password, role: 'viewer' });
  const page = await visitor.pageOf('vera', '/silences?do=new-silence');
  await page.getByText('Only an editor may make silences, or end them.').waitFor();
  await page.getByRole('row', { name: 'Weekly, dark.' }).waitFor();
  expect(await page.getByRole('button', { name: 'New silence' }).isDisabled()).toBe(true);
  expect(await page.getByRole('button', { name: 'End the silence' }).count()).toBe(0);
  expect(await page.getByRole('dialog').count()).toBe(0);
  await visitor.expectUsable(page);
  await page.goto(`${visitor.world.api.base}/alerts`);
  await page.getByRole('link', { name: RULE }).first().click();
  const panel = page.getByRole('dialog');
  await panel.getByText('Only an editor may acknowledge, snooze or silence it.').waitFor();
  expect(await panel.getByRole('button', { name: 'Silence' }).count()).toBe(0);
  await page.goto(`${visitor.world.api.base}/rules`);
  await page.getByLabel(`Pick ${RULE}`).check();
  await page.getByText('Only an editor may change or silence them.').waitFor();
  expect(await page.getByRole('button', { name: 'Silence…' }).isDisabled()).toBe(true);
  await visitor.expectUsable(page);
  await page.close();
});

test('a rule is deleted from its own page, where times can be read, and all rules are shown then', async () => {
  const { api } = visitor.world;
  const made = await api.insist(201, 'POST', '/api/rules', { ...rule(1_000), severity: 'LOW', name: 'Too many' });
  const { id } = dataOf<{ id: string }>(made);
  const page = await visitor.pageOf('eve', `/rules/${id}`);
  await page
    .getByRole('region', { name: 'The rule as JSON' })
    .last()
    .getByText(/"updated_at": "20\d\d-/)
    .waitFor();
  await page.getByRole('button', { name: 'Delete: Too many' }).click();
  await visitor.expectUsable(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('The rule is deleted.').waitFor();
  await page.getByRole('link', { name: RULE }).first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/rules');
  expect((await api.ask('GET', `/api/rules/${id}`)).status).toBe(404);
  await page.close();
});

test('keys alone lead to a page, a rule or an alert, and all times are told in the zone that was chosen', async () => {
  const page = await visitor.pageOf('eve', '/rules/new');
  await page.getByLabel('Description').focus();
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Go to' });
  await palette.getByRole('option', { name: 'Silences' }).waitFor();
  await visitor.expectUsable(page);
  await page.keyboard.type('queue is');
  await palette.getByText('Alerts that fire').waitFor();
  await visitor.expectUsable(page);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: RULE }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/rules/${ruleId}`);
  const told = page.locator('time').first();
  await page.getByLabel('Times in').selectOption('Australia/Lord_Howe');
  const at = new Date((await told.getAttribute('datetime')) ?? '');
  const format = { timeZone: 'Australia/Lord_Howe', dateStyle: 'medium', timeStyle: 'long' } as const;
  expect(await told.getAttribute('title')).toBe(new Intl.DateTimeFormat('en-GB', format).format(at));
  await page.reload();
  await told.waitFor();
  expect(await page.getByLabel('Times in').inputValue()).toBe('Australia/Lord_Howe');
  await visitor.expectUsable(page);
  await page.close();
});

test('the browser had nothing to complain of', () => {
  expect(visitor.browser.complaints).toEqual([]);
});
