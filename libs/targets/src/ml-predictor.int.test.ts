import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { ruleKey, rules } from '@tocsin/contracts/topics/rules';
import { decodeSamplesRecord, samples } from '@tocsin/contracts/topics/samples';
import { transitions } from '@tocsin/contracts/topics/transitions';
import { ConditionFactory } from '@tocsin/domain/rules/condition-factory';
import type { EventLog } from '@tocsin/ports/event-log';
import { SamplesWriter } from '@tocsin/ports/samples-writer';
import { FakeSeriesHistory } from '@tocsin/ports/series-history.fake';
import { systemClock } from '@tocsin/runtime/system-clock';
import { MLPredictor } from '@tocsin/service-ml-prediction/ml-predictor';
import { PredictionMetrics } from '@tocsin/service-ml-prediction/prediction-metrics';
import type { PredictionThread } from '@tocsin/service-ml-prediction/prediction-thread';
import { startPredictionHere } from '@tocsin/service-ml-prediction/prediction-thread.fake';
import { ruleWith } from '@tocsin/testing/rules';
import { Registry } from 'prom-client';

const PREFIX = 't';
const MINUTE_MS = 60_000;
const home = mkdtempSync(join(tmpdir(), 'tocsin-predictions-'));
let log: EventLog & { close(): Promise<void> };
beforeAll(async () => {
  log = await openMemoryLog({ directory: home, clock: systemClock });
  await log.ensureTopics([rules, samples, transitions].map((topic) => ({ ...topic, name: topicName(topic, PREFIX) })));
});
afterAll(async () => {
  await log.close();
  rmSync(home, { recursive: true, force: true });
});

/** The scores that stand in the log, by the times they speak of. */
async function scores(): Promise<number[]> {
  const found: number[] = [];
  for await (const { records } of log.read(topicName(samples, PREFIX)))
    for (const { value } of records) {
      const decoded = value === null ? null : decodeSamplesRecord(value);
      if (decoded?.kind !== 'value' || decoded.value.kind !== 'samples') continue;
      const { series, seriesIndex, timestamps } = decoded.value.batch;
      seriesIndex.forEach((index, i) => {
        if (series[index]?.includes('tocsin_anomaly_score') === true) found.push(timestamps[i] as number);
      });
    }
  return found.sort((a, b) => a - b);
}

test('a series is scored from its first new sample on, by its past in the history; a thread that dies is started anew', async () => {
  const rule = ruleWith('odd', 'acme', { conditions: [ConditionFactory.anomaly('cpu')] });
  const told = { key: ruleKey('acme', 'odd'), value: encodeJson(rules, rule) };
  await log.append(topicName(rules, PREFIX), [told]);
  const history = new FakeSeriesHistory();
  const past = Array.from({ length: 500 }, (_, i): [number, number] => [i * MINUTE_MS, 50 + ((i * 7) % 11)]);
  history.add('acme', { __name__: 'cpu', instance: 'a' }, past);
  const threads: (PredictionThread & { isDead: boolean })[] = [];
  const errors: unknown[] = [];
  const registry = new Registry();
  const predictor = new MLPredictor({
    log,
    topicPrefix: PREFIX,
    processName: 'one',
    clock: systemClock,
    history,
    startPrediction: (options) => {
      const inner = startPredictionHere(options);
      const thread: (typeof threads)[number] = {
        isDead: false,
        ask: (order) =>
          thread.isDead && order.kind === 'take' ? Promise.reject(new Error('it is dead')) : inner.ask(order),
        stop: () => inner.stop(),
      };
      threads.push(thread);
      return thread;
    },
    metrics: new PredictionMetrics(registry),
    models: null,
    onError: (error) => errors.push(error),
    onDegraded: (message) => errors.push(message),
  });
  await predictor.start();
  const writer = new SamplesWriter(log, PREFIX);
  const send = (minute: number): Promise<void> =>
    writer.append('acme', [{ metric: 'cpu', labels: { instance: 'a' }, value: 55, timestamp: minute * MINUTE_MS }], 0);
  const scoredAt = async (minutes: readonly number[]): Promise<void> => {
    const deadline = Date.now() + 20_000;
    while ((await scores()).length < minutes.length && Date.now() < deadline) await systemClock.wait(20);
    expect(await scores()).toEqual(minutes.map((minute) => minute * MINUTE_MS));
  };
  await send(500);
  await scoredAt([500]);
  for (const thread of threads) thread.isDead = true;
  await send(501);
  await scoredAt([500, 501]);
  await predictor.stop();
  expect(errors.map(String)).toEqual(['Error: it is dead']);
  expect(threads).toHaveLength(2);
  expect(await registry.getSingleMetricAsString('tocsin_prediction_restarts_total')).toMatch(/_total 1$/m);
}, 60_000);
