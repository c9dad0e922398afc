import { systemClock } from '@tocsin/runtime/system-clock';
import { Standalone } from './world/standalone.js';

let standalone: Standalone;
beforeAll(async () => void (standalone = await Standalone.start()), 60_000);
afterAll(() => standalone.remove());

test('a rule of a template fires on what is sent, its runbook opens without a token, and it is proposed of the history', async () => {
  const { api } = standalone;
  const body = { parameters: { for: '0', instance: 'https://shop.example' }, labels: { team: 'shop' } };
  const made = await api.tocsin.createRuleFromTemplate({ id: 'probe-failed', body });
  const rule = made.data;
  expect(rule.runbook).toBe(`${api.base}/api/rule-templates/probe-failed/runbook`);
  expect((await api.tocsin.getRule({ id: rule.id })).data).toEqual(rule);

  const probed = ['https://shop.example', 'https://other.example'].map((instance) => ({
    metric: 'probe_success',
    labels: { job: 'blackbox', instance },
    value: 0,
    timestamp: systemClock.now(),
  }));
  await api.tocsin.sendMetrics({ body: { samples: probed } });
  const alerts = await api.alertsUntil((found) => found.some(({ state }) => state === 'firing'));
  expect(alerts).toMatchObject([
    {
      rule_id: rule.id,
      labels: { instance: 'https://shop.example', team: 'shop' },
      annotations: { summary: 'https://shop.example does not answer its probe' },
    },
  ]);

  const runbook = await fetch(rule.runbook ?? '');
  expect([runbook.status, runbook.headers.get('content-type')]).toEqual([200, 'text/markdown; charset=utf-8']);
  expect(await runbook.text()).toMatch(/^# A probe fails\n/);

  const { proposals } = (await api.tocsin.proposeRules({ body: { hours: 1 } })).data;
  const proposed = proposals.find(({ template }) => template === 'probe-failed');
  expect(proposed).toMatchObject({ covered: { count: 2 } });
  if (proposed !== undefined) await api.tocsin.createRule({ body: proposed.draft });
}, 60_000);
