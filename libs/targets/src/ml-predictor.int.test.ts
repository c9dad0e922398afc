import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { predictionMarks } from '@tocsin/contracts/topics/prediction-marks';
import { ruleKey, rules } from '@tocsin/contracts/topics/rules';
import { decodeSamplesRecord, samples } from '@tocsin/contracts/topics/samples';
import { transitions } from '@tocsin/contracts/topics/transitions';
import { ConditionFactory } from '@tocsin/domain/rules/condition-factory';
import type { EventLog } from '@tocsin/ports/event-log';
import { SamplesWriter } from '@tocsin/ports/samples-writer';
import type { SeriesHistory } from '@tocsin/ports/series-history';
import { FakeSeriesHistory } from '@tocsin/ports/series-history.fake';
import { systemClock } from '@tocsin/runtime/system-clock';
import { MLPredictor } from '@tocsin/service-ml-prediction/ml-predictor';
import { PredictionMetrics } from '@tocsin/service-ml-prediction/prediction-metrics';
import type { PredictionThread, StartPrediction } from '@tocsin/service-ml-prediction/prediction-thread';
import { startPredictionHere } from '@tocsin/service-ml-prediction/prediction-thread.fake';
import { ruleWith } from '@tocsin/testing/rules';
import { Registry } from 'prom-client';

const PREFIX = 't';
const MINUTE_MS = 60_000;
const home = mkdtempSync(join(tmpdir(), 'tocsin-predictions-'));
let log: EventLog & { close(): Promise<void> };
beforeAll(async () => {
  log = await openMemoryLog({ directory: home, clock: systemClock });
  await log.ensureTopics(
    [rules, predictionMarks, samples, transitions].map((topic) => ({ ...topic, name: topicName(topic, PREFIX) })),
  );
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

const errors: unknown[] = [];
beforeEach(() => void errors.splice(0));

const predictorWith = (
  history: SeriesHistory,
  startPrediction: StartPrediction = startPredictionHere,
  registry = new Registry(),
): MLPredictor =>
  new MLPredictor({
    log,
    topicPrefix: PREFIX,
    processName: 'one',
    clock: systemClock,
    history,
    cpuShare: 1,
    startPrediction,
    metrics: new PredictionMetrics(registry),
    models: null,
    onError: (error) => errors.push(error),
    onDegraded: (message) => errors.push(message),
    onNotice: (message) => errors.push(message),
  });

const send = (minute: number): Promise<void> =>
  new SamplesWriter(log, PREFIX).append(
    'acme',
    [{ metric: 'cpu', labels: { instance: 'a' }, value: 55, timestamp: minute * MINUTE_MS }],
    0,
  );

async function scoredAt(minutes: readonly number[]): Promise<void> {
  const deadline = Date.now() + 20_000;
  while ((await scores()).length < minutes.length && Date.now() < deadline) await systemClock.wait(20);
  expect(await scores()).toEqual(minutes.map((minute) => minute * MINUTE_MS));
}

/** Half a day of the series, minute by minute. */
function pastOfCpu(): FakeSeriesHistory {
  const history = new FakeSeriesHistory();
  const past = Array.from({ length: 500 }, (_, i): [number, number] => [i * MINUTE_MS, 50 + ((i * 7) % 11)]);
  history.add('acme', { __name__: 'cpu', instance: 'a' }, past);
  return history;
}

test('a series is scored from its first new sample on, by its past in the history; a thread that dies is started anew', async () => {
  const rule = ruleWith('odd', 'acme', { conditions: [ConditionFactory.anomaly('cpu')] });
  const told = { key: ruleKey('acme', 'odd'), value: encodeJson(rules, rule) };
  await log.append(topicName(rules, PREFIX), [told]);
  const threads: (PredictionThread & { isDead: boolean })[] = [];
  const registry = new Registry();
  const startPrediction: StartPrediction = (options) => {
    const inner = startPredictionHere(options);
    const thread: (typeof threads)[number] = {
      isDead: false,
      ask: (order) =>
        thread.isDead && order.kind === 'take' ? Promise.reject(new Error('it is dead')) : inner.ask(order),
      stop: () => inner.stop(),
    };
    threads.push(thread);
    return thread;
  };
  const predictor = predictorWith(pastOfCpu(), startPrediction, registry);
  await predictor.start();
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

test('who stops waits neither for the history nor for the thread, and what was not predicted is predicted by who comes next', async () => {
  const isReading = Promise.withResolvers<void>();
  const deafHistory = new FakeSeriesHistory();
  deafHistory.select = () => {
    isReading.resolve();
    return new Promise(() => undefined);
  };
  const reading = predictorWith(deafHistory);
  await reading.start();
  await send(502);
  await isReading.promise;
  await reading.stop();

  const isBusy = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<never>();
  const busyThread: StartPrediction = (options) => {
    const inner = startPredictionHere(options);
    return {
      ask: (order) => {
        if (order.kind !== 'take') return inner.ask(order);
        isBusy.resolve();
        return ended.promise;
      },
      stop: async () => ended.reject(new Error('it has ended')),
    };
  };
  const busy = predictorWith(pastOfCpu(), busyThread);
  await busy.start();
  await isBusy.promise;
  await busy.stop();
  expect(errors).toEqual([]);

  const next = predictorWith(pastOfCpu());
  await next.start();
  await scoredAt([500, 501, 502]);
  await next.stop();
}, 60_000);

test('a thread is told of rules that ask for predictions, of each change once, and of no others', async () => {
  const told: unknown[] = [];
  const listening: StartPrediction = (options) => {
    const inner = startPredictionHere(options);
    return {
      ask: (order) => {
        if (order.kind === 'rules') told.push([order.put.map(({ id }) => id), order.removed]);
        return inner.ask(order);
      },
      stop: () => inner.stop(),
    };
  };
  const predictor = predictorWith(pastOfCpu(), listening);
  await predictor.start();
  expect(told).toEqual([[['odd'], []]]);
  const put = (id: string, condition: object, status = 'active') => ({
    key: ruleKey('acme', id),
    value: encodeJson(rules, ruleWith(id, 'acme', { conditions: [condition], status })),
  });
  const change = async (record: { key: string; value: Uint8Array | null }): Promise<void> =>
    log.append(topicName(rules, PREFIX), [record]);
  await change(put('silent', ConditionFactory.absence('cpu', '5m')));
  await change(put('high', ConditionFactory.threshold('cpu', '>', 90)));
  await change({ key: ruleKey('acme', 'silent'), value: null });
  await change(put('high', ConditionFactory.threshold('cpu', '>', 90), 'paused'));
  await change(put('high', ConditionFactory.threshold('cpu', '>', 80), 'paused'));
  await change({ key: ruleKey('acme', 'odd'), value: null });
  const deadline = Date.now() + 20_000;
  while (told.length < 4 && Date.now() < deadline) await systemClock.wait(20);
  await predictor.stop();
  expect(told.slice(1)).toEqual([
    [['high'], []],
    [['high'], []],
    [[], ['odd']],
  ]);
}, 60_000);
