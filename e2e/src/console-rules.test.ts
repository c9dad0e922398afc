import { ConsoleVisitor } from './world/console-visitor.js';
import { dataOf, password } from './world/healing-world.js';

jest.setTimeout(60_000);

const RULES = 400;
/** As long as a name may be, in both directions. */
const LONG_NAME = `${'ערך'.repeat(40)} ${'x'.repeat(79)}`;
let visitor: ConsoleVisitor;

interface Standing {
  id: string;
  name: string;
  status: string;
  folder: string | null;
}
const standings = async (query: string): Promise<Standing[]> =>
  dataOf<{ rules: Standing[] }>(await visitor.world.api.insist(200, 'GET', `/api/rule-standings?${query}`)).rules;

const ruleNamed = (name: string, metric_path: string, owner: string) => ({
  name,
  owner,
  severity: 'HIGH' as const,
  category: 'infrastructure' as const,
  conditions: [{ type: 'threshold' as const, metric_path, operator: '>' as const, threshold: 80 }],
});

beforeAll(async () => {
  visitor = await ConsoleVisitor.arrive();
  const { api } = visitor.world;
  const names = Array.from({ length: RULES }, (_, i) => `Rule ${String(i).padStart(3, '0')}`);
  await api.tocsin.changeRules({
    body: {
      operations: [
        ...names.map((name, i) => ({
          op: 'create' as const,
          rule: ruleNamed(name, 'queue_length', i < 5 ? 'ops' : 'web'),
        })),
        { op: 'create' as const, rule: ruleNamed(LONG_NAME, 'disk_usage', 'ops') },
        { op: 'put_group' as const, group: { name: 'hosts', rules: [{ alert: 'Hot', expr: 'temperature > 90' }] } },
      ],
    },
  });
  await api.tocsin.sendMetrics({ body: { samples: [{ metric: 'disk_usage', labels: { instance: 'a' }, value: 95 }] } });
  await api.alertsUntil((alerts) => alerts.length > 0, { state: 'firing' });
}, 120_000);
afterAll(() => visitor.leave());

test.each(['light', 'dark'] as const)(
  'all rules are one list that is told to be long, of which only what is seen is there, in %s',
  async (theme) => {
    const page = await visitor.pageOf('eve', '/rules', theme);
    const table = page.getByRole('table', { name: 'Rules' });
    await table.getByRole('link', { name: 'Rule 000' }).waitFor();
    expect(await table.getAttribute('aria-rowcount')).toBe(String(RULES + 3));
    expect(await table.getByRole('row').count()).toBeLessThan(60);
    await visitor.expectUsable(page);
    // Keys alone lead to its end, and it is said which row that is.
    await page.getByRole('region', { name: 'The list of rules' }).focus();
    await page.keyboard.press('End');
    const last = table.getByRole('row', { name: LONG_NAME });
    await last.getByText('1 firing').waitFor();
    expect(await last.getAttribute('aria-rowindex')).toBe(String(RULES + 3));
    expect(await table.getByRole('link', { name: 'Rule 000' }).count()).toBe(0);
    await visitor.expectUsable(page);
    await last.getByRole('link', { name: '1 firing' }).click();
    await page.getByText('instance=a').waitFor();
    await visitor.expectUsable(page);
    await page.goBack();
    await page.getByRole('link', { name: 'Hot', exact: true }).click();
    await page.getByRole('heading', { name: 'hosts' }).waitFor();
    await page.getByRole('region', { name: 'The group as JSON' }).getByText('temperature > 90').waitFor();
    await visitor.expectUsable(page);
    await page.getByRole('link', { name: 'How its rules stand' }).click();
    await page.getByText('1 rule', { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('?group=hosts');
    await page.setViewportSize({ width: 360, height: 700 });
    await visitor.expectUsable(page);
    await page.close();
  },
);

test.each(['light', 'dark'] as const)(
  'an earlier version of a rule group is compared with the one that stands, and stands again, in %s',
  async (theme) => {
    const { api } = visitor.world;
    const { data, etag } = await api.tocsin.updateRuleGroup({
      name: 'hosts',
      body: { rules: [{ alert: 'Hot', expr: `temperature > ${theme === 'light' ? 70 : 60}` }] },
    });
    const page = await visitor.pageOf('eve', '/rule-groups/hosts', theme);
    await page.getByRole('button', { name: 'Show version 1' }).click();
    const lines = page.getByRole('region', { name: `From version ${data.version}, which stands, to version 1` });
    await lines
      .getByRole('deletion')
      .getByText(/^- .*temperature > [67]0/)
      .waitFor();
    await lines
      .getByRole('insertion')
      .getByText(/^\+ .*temperature > 90/)
      .waitFor();
    await visitor.expectUsable(page);
    await page.getByRole('button', { name: 'Restore: version 1' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
    await page.getByText('Version 1 stands again.').waitFor();
    await page.getByRole('region', { name: 'The group as JSON' }).getByText('temperature > 90').waitFor();
    expect((await api.tocsin.getRuleGroup({ name: 'hosts' })).etag).not.toBe(etag);
    await page.close();
  },
);

test('what was deleted is restored where it was, and who only reads is told that an editor may', async () => {
  const { api } = visitor.world;
  const { tocsin } = api;
  await api.insist(201, 'POST', '/api/users', { name: 'vera', password, role: 'viewer' });
  const { data: rule } = await tocsin.createRule({ body: ruleNamed('Queue was long', 'queue_length', 'nobody') });
  await tocsin.deleteRule({ id: rule.id, ifMatch: '*' });
  const reading = await visitor.pageOf('vera', `/rules/${rule.id}`);
  await reading.getByRole('button', { name: 'Show version 1' }).click();
  await reading.getByText('Only an editor may let it stand again.').waitFor();
  await reading.close();
  const page = await visitor.pageOf('eve', `/rules/${rule.id}`);
  await page.getByText('There is no such rule').waitFor();
  await page.getByRole('button', { name: 'Show version 1' }).click();
  await page.getByRole('button', { name: 'Restore: version 1' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('heading', { name: 'Queue was long' }).waitFor();
  await tocsin.deleteRule({ id: rule.id, ifMatch: '*' });
  await page.close();
});

test('facets stand in the address with how many each would give, and a wrong one is told with what to do', async () => {
  const page = await visitor.pageOf('eve', '/rules');
  await page.getByLabel('Owner').selectOption('ops');
  await page.getByText('6 rules', { exact: true }).waitFor();
  await page.getByLabel('Alerts').selectOption({ label: 'firing (1)' });
  await page.getByText('1 rule', { exact: true }).waitFor();
  expect(new URL(page.url()).search).toBe('?owner=ops&alert_state=firing');
  await page.reload();
  await page.getByText('1 rule', { exact: true }).waitFor();
  expect(await page.getByLabel('Owner').inputValue()).toBe('ops');
  await page.getByLabel('Alerts').selectOption('');
  await page.getByLabel('Order by').selectOption('the most alerts');
  await page.getByRole('row', { name: LONG_NAME }).and(page.locator('[aria-rowindex="2"]')).waitFor();
  await page.getByLabel('Name or description').fill('no such rule');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText('No rule fits these facets.').waitFor();
  await page.goto(`${visitor.world.api.base}/rules?status=asleep`);
  await page.getByRole('alert').getByText('status').waitFor();
  await visitor.expectUsable(page);
  await page.close();
});

test('many rules are disabled, moved, silenced and deleted at once, and each is told by itself when it was not', async () => {
  const page = await visitor.pageOf('eve', '/rules?owner=ops&sort=name');
  await page.getByText('6 rules', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Pick all' }).click();
  const bar = page.getByRole('region', { name: '6 rules are picked' });
  await bar.getByRole('button', { name: 'Move…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Folder').fill('team/queues');
  await visitor.expectUsable(page);
  await dialog.getByRole('button', { name: 'Move' }).click();
  await page.getByText('6 done.').waitFor();
  expect(await standings('folder=team')).toHaveLength(6);

  const pick = async (...names: string[]): Promise<void> => {
    for (const name of names) await page.getByLabel(`Pick ${name}`).check();
  };
  await pick('Rule 000', 'Rule 001');
  // One is gone before its turn comes.
  const [gone] = await standings('q=Rule%20000');
  await visitor.world.api.tocsin.deleteRule({ id: gone?.id ?? '', ifMatch: '*' });
  await page.getByRole('button', { name: 'Disable' }).click();
  await page.getByText('1 done, 1 refused.').waitFor();
  await page.getByText('Rule 000: ').waitFor();
  await visitor.expectUsable(page);
  await page.getByRole('row', { name: 'Rule 001' }).getByText('paused').waitFor();

  await pick(LONG_NAME);
  await page.getByRole('button', { name: 'Silence…' }).click();
  await dialog.getByLabel('Comment').fill('The disks are being changed.');
  await dialog.getByRole('button', { name: 'Silence' }).click();
  await page.getByText('1 done.').waitFor();
  await page.getByLabel('Silenced').selectOption('true');
  await page.getByText('1 firing (1 silenced)').waitFor();

  await page.goto(`${visitor.world.api.base}/rules?owner=ops&status=paused`);
  await pick('Rule 001');
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No rule fits these facets.').waitFor();
  expect(await standings('q=Rule%20001')).toEqual([]);
  await page.close();
});

test('a browser that loses the network says so, keeps what it showed, and hears what it missed when it is back', async () => {
  const page = await visitor.pageOf('eve', '/alerts?state=firing');
  await page.getByText('live', { exact: true }).waitFor();
  await page.getByText('instance=a').waitFor();
  await page.context().setOffline(true);
  await page.getByText('no network', { exact: true }).waitFor();
  await page.getByRole('navigation', { name: 'Pages', exact: true }).getByRole('link', { name: 'Silences' }).click();
  await page.getByText('The platform cannot be reached').first().waitFor();
  await visitor.expectUsable(page);
  await page.goBack();
  await page.getByText('instance=a').waitFor();
  const samples = [{ metric: 'disk_usage', labels: { instance: 'while away' }, value: 99 }];
  await visitor.world.api.tocsin.sendMetrics({ body: { samples } });
  await visitor.world.api.alertsUntil((alerts) => alerts.length > 1, { state: 'firing' });
  expect(await page.getByText('instance=while away').count()).toBe(0);
  await page.context().setOffline(false);
  await page.getByText('live', { exact: true }).waitFor();
  await page.getByText('instance=while away').waitFor();
  await page.close();
});

test('the browser had nothing to complain of', () => {
  expect(visitor.browser.complaints).toEqual([]);
});
