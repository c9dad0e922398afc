import type { RuleCondition } from '@tocsin/domain/rules/condition';
import { ConditionFactory } from '@tocsin/domain/rules/condition-factory';
import { systemClock } from '@tocsin/runtime/system-clock';
import { Standalone } from './world/standalone.js';

const { all, anomaly, not, outlier, pattern, promql, sequence, threshold } = ConditionFactory;

let standalone: Standalone;
beforeAll(async () => {
  // Nothing scores a series here: a condition on scores is unknown, which is not firing.
  standalone = await Standalone.start({ ENABLE_ML_FEATURES: 'false' });
}, 60_000);
afterAll(() => standalone.remove());

const hosts = Array.from({ length: 12 }, (_, i) => `web-${i}`);
/** What the world is like now; tests change it. */
const world = { odd: 50, errors: 0, latency: 0, maintenance: 0 };

function sample(metric: string, instance: string, value: number, labels: Record<string, string> = {}): object {
  return { metric, labels: { instance, service: 'shop', ...labels }, value };
}

/** Sends what every host is like, again and again, so that every partition has some of it. */
function send(): () => Promise<void> {
  const stopped = new AbortController();
  const sending = (async () => {
    while (!stopped.signal.aborted) {
      const samples = hosts.flatMap((host, i) => [
        sample('cpu', host, i === 0 ? world.odd : 50 + (i % 3)),
        sample('errors', host, i === 0 ? world.errors : 0),
        sample('latency', host, i === 0 ? world.latency : 0),
        sample('maintenance', host, i === 0 ? world.maintenance : 0),
      ]);
      if (world.errors > 0) samples.push(sample('log_events', 'web-0', 1, { message: 'kernel: out of memory' }));
      await standalone.api.ask('POST', '/api/metrics', { samples }).catch(() => null);
      await systemClock.wait(200, stopped.signal);
    }
  })();
  return async () => {
    stopped.abort();
    await sending;
  };
}

const create = async (name: string, ...conditions: RuleCondition[]): Promise<void> =>
  void (await standalone.api.tocsin.createRule({
    body: {
      name,
      severity: 'HIGH',
      category: 'infrastructure',
      conditions,
    },
  }));

const namesOf = (alerts: readonly { state: string; labels: Record<string, string> }[], state: string): string[] =>
  alerts
    .filter((alert) => alert.state === state)
    .map(({ labels }) => `${labels['alertname'] ?? ''} ${labels['instance'] ?? labels['service'] ?? ''}`)
    .sort();

test('every kind of condition fires for those it speaks of and for nobody else, through a kill, and resolves', async () => {
  await create('odd one', outlier('cpu', { by: ['service'] }));
  await create('lonely one', outlier('cpu', { method: 'dbscan', min_distance: 5 }));
  // The window is longer than the platform is away below, on a busy machine, too: what was logged before must still count.
  await create('out of memory', pattern('log_events', 'message', 'out of (memory|disk)', '15s', { threshold: 2 }));
  await create('mean', promql('avg by (service) (cpu) > 51.5'));
  await create('errors, then slow', sequence('1m', threshold('errors', '>', 0), threshold('latency', '>', 2)));
  await create('not in maintenance', all(threshold('errors', '>', 0), not(promql('maintenance == 1'))));
  await create('strange', anomaly('cpu'));
  const stop = send();
  const expected = [
    'errors, then slow web-0',
    'lonely one web-0',
    'mean shop',
    'not in maintenance web-0',
    'odd one web-0',
    'out of memory web-0',
  ];
  try {
    // The rules have been evaluated once nothing is unknown any more; then something happens.
    await standalone.api.alertsUntil((alerts) => alerts.length === 0);
    Object.assign(world, { odd: 95, errors: 3 });
    await standalone.api.alertsUntil((alerts) => namesOf(alerts, 'firing').includes('out of memory web-0'));
    world.latency = 4;
    const alerts = await standalone.api.alertsUntil((all) => namesOf(all, 'firing').length >= expected.length);
    expect(namesOf(alerts, 'firing')).toEqual(expected);
    await standalone.process?.kill();
    await standalone.up();
    world.maintenance = 1;
    await standalone.api.alertsUntil((all) => namesOf(all, 'resolved').includes('not in maintenance web-0'));
    Object.assign(world, { odd: 50, errors: 0, latency: 0 });
    const over = await standalone.api.alertsUntil((all) => namesOf(all, 'resolved').length >= expected.length);
    expect(namesOf(over, 'resolved')).toEqual(expected);
  } finally {
    await stop();
  }
  const transitions = await standalone.finalTransitions();
  expect(transitions.map(({ state, labels }) => `${state} ${labels['alertname'] ?? ''}`).sort()).toEqual(
    ['firing', 'resolved']
      .flatMap((state) => expected.map((name) => `${state} ${name.slice(0, name.lastIndexOf(' '))}`))
      .sort(),
  );
  await standalone.up();
}, 120_000);

test.each<[string, object, string, string]>([
  ['an expression that does not parse', { type: 'promql', expr: 'up ==' }, 'conditions[0].expr', '1:6: parse error'],
  ['an expression that gives no vector', { type: 'promql', expr: 'up[5m]' }, 'conditions[0].expr', 'gives a matrix'],
  [
    'a pattern that is none',
    { type: 'pattern', metric_path: 'log', label: 'message', pattern: '(a', window: '5m' },
    'conditions[0].pattern',
    'missing closing )',
  ],
  [
    'a sequence of one',
    { type: 'sequence', within: '5m', conditions: [threshold('cpu', '>', 1)] },
    'conditions[0].conditions',
    'shorter than 2 items',
  ],
  ['a method that is none', { type: 'outlier', metric_path: 'cpu', method: 'magic' }, 'conditions[0].method', 'magic'],
  ['a score that is none', { type: 'anomaly', metric_path: 'cpu', score: 2 }, 'conditions[0].score', 'more than 1'],
])('%s is refused with its place', async (_name, condition, path, message) => {
  const { status, body } = await standalone.api.ask('POST', '/api/rules', {
    name: 'wrong',
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [condition],
  });
  expect(status).toBe(422);
  expect(body['errors']).toMatchObject([{ path, message: expect.stringContaining(message) as string }]);
});

test("the platform's own names are refused to others", async () => {
  const { body } = await standalone.api.ask('POST', '/api/metrics', {
    samples: ['tocsin:condition:r1:00000000', 'tocsin_anomaly_score'].map((metric) => ({
      metric,
      labels: {},
      value: 1,
    })),
  });
  expect(JSON.stringify(body).match(/is made by the platform alone/g)).toHaveLength(2);
  const group = { rules: [{ record: 'a', expr: 'b' }] };
  const { status } = await standalone.api.ask('PUT', '/api/rule-groups/tocsin%3Aconditions%3Ar1', group);
  expect(status).toBe(422);
});
