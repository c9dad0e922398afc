import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeSeriesHistory } from '@tocsin/ports/series-history.fake';
import { ruleWith } from '@tocsin/testing/rules';
import { JointAsker } from './joint-asker.js';
import { type JointQuestion, JointRules } from './joint-rules.js';

const MINUTE_MS = 60_000;
const NOW = 1_000 * MINUTE_MS;
const PARTITIONS = 8;
const sum = ruleWith('sum', 'acme', { conditions: [{ type: 'promql', expr: 'sum(load) > 500' }] });
const one = ruleWith('one', 'acme', {
  conditions: [{ type: 'threshold', metric_path: 'load', operator: '>', threshold: 1 }],
});

function world(instances: number) {
  const clock = new FakeClock(NOW);
  const history = new FakeSeriesHistory();
  for (let i = 0; i < instances; i += 1)
    history.add(
      'acme',
      { __name__: 'load', instance: `i${i}` },
      Array.from({ length: 600 }, (_, at): [number, number] => [NOW - (600 - at) * MINUTE_MS, 50 + ((at * 7) % 11)]),
    );
  history.add('acme', { __name__: 'load', instance: 'gone' }, [[NOW - 400 * MINUTE_MS, 1e9]]);
  const asked: JointQuestion[] = [];
  const told: Sample[] = [];
  const rules = new JointRules();
  const asker = new JointAsker({
    clock,
    history,
    ask: async (question) => {
      asked.push(question);
      return rules.tell(question);
    },
    tell: async (_tenant, samples) => void told.push(...samples),
    onError: (error) => {
      throw error;
    },
  });
  const visitAll = async (): Promise<void> => {
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      asker.visit(partition, PARTITIONS);
      await asker.stop();
    }
  };
  return { asker, clock, asked, told, visitAll };
}

test('a rule over several series is asked about by whoever has its partition, at every horizon, and then every five minutes', async () => {
  const { asker, clock, asked, told, visitAll } = world(3);
  asker.put(one);
  asker.put(sum);
  await visitAll();
  expect(asked.map(({ rule, horizon }) => [rule.id, horizon])).toEqual(
    ['15m', '1h', '6h', '24h', '7d'].map((horizon) => ['sum', horizon]),
  );
  // The one that is gone is none that the rule reads now.
  expect(asked[0]?.series).toHaveLength(3);
  const chance = told.find(
    ({ metric, labels }) => metric === 'tocsin_breach_probability' && labels['horizon'] === '15m',
  );
  expect(chance).toMatchObject({ labels: { rule_id: 'sum', horizon: '15m' }, timestamp: NOW });
  expect(chance?.value).toBeLessThan(0.1);
  // Ten hours tell nothing of the next day.
  expect(told).toContainEqual({
    metric: 'tocsin_prediction_abstained',
    labels: { rule_id: 'sum', horizon: '24h', reason: 'too_little_past' },
    value: 1,
    timestamp: NOW,
  });
  await visitAll();
  expect(asked).toHaveLength(5);
  await clock.advance(300_000);
  await visitAll();
  expect(asked).toHaveLength(10);
}, 30_000);

test('too many series are not even read, and rules of one series are none of its business', async () => {
  const { asker, told, visitAll } = world(51);
  asker.put(one);
  await visitAll();
  expect(told).toEqual([]);
  asker.put(sum);
  await visitAll();
  expect(new Set(told.map(({ labels }) => labels['reason']))).toEqual(new Set(['too_many_series']));
});
