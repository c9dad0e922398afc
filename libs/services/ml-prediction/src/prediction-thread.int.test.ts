import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { seriesKey } from '@tocsin/domain/engine/sample-batch';
import { ConditionFactory } from '@tocsin/domain/rules/condition-factory';
import type { ModelRequest } from '@tocsin/ports/model-server';
import { ruleWith } from '@tocsin/testing/rules';
import { WorkerPrediction } from './prediction-thread.js';

const code = new URL('../dist/prediction-thread-main.js', import.meta.url);
const key = seriesKey('cpu', { instance: 'a' });
const nothing = { times: new Float64Array(), values: new Float64Array() };
const batch = {
  tenant: 'acme',
  receivedAt: 0,
  series: [key],
  seriesIndex: new Uint32Array(400),
  timestamps: Float64Array.from({ length: 400 }, (_, i) => i * 60_000),
  values: Float64Array.from({ length: 400 }, (_, i) => 50 + ((i * 7) % 11)),
};

test('a thread is told of rules and samples, answers with predictions, and is then ended', async () => {
  const thread = new WorkerPrediction({ seriesMax: 10, cpuShare: 1 }, null, code);
  const rules = [ruleWith('odd', 'acme', { conditions: [ConditionFactory.anomaly('cpu')] })];
  await thread.ask({ kind: 'rules', tenant: 'acme', put: rules, removed: [] });
  expect(await thread.ask({ kind: 'new', tenant: 'acme', series: [key] })).toEqual([key]);
  await thread.ask({ kind: 'admit', tenant: 'acme', key, ...nothing });
  const told = await thread.ask({ kind: 'take', batch });
  expect(told.at(-1)).toMatchObject({
    metric: 'tocsin_anomaly_score',
    labels: { instance: 'a', source_metric: 'cpu' },
  });
  expect(await thread.ask({ kind: 'stats' })).toMatchObject({ tenants: { acme: { series: 1, left_out: 0 } } });
  await thread.stop();
});

test('a thread asks models that lie outside of it, and goes on with what they answer', async () => {
  const asked: ModelRequest[] = [];
  const thread = new WorkerPrediction(
    { seriesMax: 10, cpuShare: 1 },
    {
      infer: async (request) => {
        asked.push(request);
        return asked.length % 2 === 0
          ? { kind: 'answered', output: new Float32Array(64 * 9), version: '1.0.0' }
          : { kind: 'refused', reason: 'shed', message: 'too much is asked' };
      },
    },
    code,
  );
  const rules = [ruleWith('soon', 'acme', { conditions: [ConditionFactory.forecast('cpu', '15m', '>', 90)] })];
  await thread.ask({ kind: 'rules', tenant: 'acme', put: rules, removed: [] });
  await thread.ask({ kind: 'new', tenant: 'acme', series: [key] });
  await thread.ask({ kind: 'admit', tenant: 'acme', key, ...nothing });
  const told = await thread.ask({ kind: 'take', batch });
  expect(told.some(({ metric }) => metric === 'tocsin_forecast')).toBe(true);
  expect(asked[0]?.inputs['values']).toHaveLength(512);
  const { network } = await thread.ask({ kind: 'stats' });
  expect(network.answered + (network.refused['shed'] ?? 0)).toBe(asked.length);
  expect(network.last).toEqual({ series: 'cpu{"instance":"a"}', reason: 'shed', message: 'too much is asked' });
  await thread.stop();
});

test('who waits for a thread that is ended is told', async () => {
  const thread = new WorkerPrediction({ seriesMax: 10, cpuShare: 1 }, null, code);
  const stopped = thread.stop();
  await expect(thread.ask({ kind: 'stats' })).rejects.toThrow('has ended');
  await stopped;
});

test('a thread gives way to others where several want a core', async () => {
  const niceness = (): number[] =>
    readdirSync('/proc/self/task').map((task) => {
      const stat = readFileSync(`/proc/self/task/${task}/stat`, 'utf8');
      // The fields behind the name, of which there may be spaces in; the 17th is the niceness.
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
    });
  const own = getPriority();
  const thread = new WorkerPrediction({ seriesMax: 10, cpuShare: 1 }, null, code);
  await thread.ask({ kind: 'stats' });
  expect(niceness()).toContain(Math.max(own, 5));
  expect(getPriority()).toBe(own);
  await thread.stop();
});
