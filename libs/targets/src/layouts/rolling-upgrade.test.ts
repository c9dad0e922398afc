import { MemoryLog } from '@tocsin/adapter-memory-log/memory-log';
import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import { topicName } from '@tocsin/contracts/define-topic';
import { ruleState } from '@tocsin/contracts/topics/rule-state';
import { partials } from '@tocsin/contracts/topics/partials';
import { samples } from '@tocsin/contracts/topics/samples';
import { FakeClock } from '@tocsin/ports/clock.fake';
import type { EventLog } from '@tocsin/ports/event-log';
import { systemClock } from '@tocsin/runtime/system-clock';
import { EvaluationMetrics } from '@tocsin/service-evaluation/evaluation-metrics';
import { GroupsWork } from '@tocsin/service-evaluation/groups-work';
import { RuleEvaluator, type RuleEvaluatorOptions } from '@tocsin/service-evaluation/rule-evaluator';
import { SamplesWork } from '@tocsin/service-evaluation/samples-work';
import type { StageEvent } from '@tocsin/service-evaluation/stage-event';
import { randomLog, recordsOf } from '@tocsin/testing/layouts/logical-log';
import { evaluateInOnePlace } from '@tocsin/testing/layouts/one-place';
import { canonical, hashOf } from '@tocsin/testing/layouts/outcome';
import { Dice } from '@tocsin/testing/promql/random-rules';
import { Registry } from 'prom-client';
import {
  appendInput,
  evaluationTopics,
  isAllEvaluated,
  readTold,
  recordsOf as everyRecordOf,
} from './log-contents.fake.js';

const PREFIX = 'upgrade';
const PARTITIONS = { samples: 3, partials: 2, states: 2 };
const POLL_MS = 20;

type Formats = NonNullable<RuleEvaluatorOptions['formats']>;
const older: Formats = { samples: SamplesWork.formats, groups: GroupsWork.formats };
const newer: Formats = { samples: ['v-next'], groups: ['v-next'] };

/** Each test runs several evaluations; on a busy machine they take their time. */
jest.setTimeout(120_000);

const clock = new FakeClock(1);
let log: MemoryLog;

/** A log with the random history of a seed, which nobody has evaluated yet. */
beforeEach(async () => {
  log = await openMemoryLog({ directory: null, clock });
  await log.ensureTopics(evaluationTopics(PREFIX, PARTITIONS));
  const records = recordsOf(randomLog(7), { partitions: PARTITIONS.samples, batchMax: 30, dice: new Dice(7) });
  await appendInput(log, PREFIX, records);
});
afterEach(() => log.close());

/** A program of some version evaluates so many batches, or all that there is, and leaves. @returns what it told */
async function evaluate(formats: Formats, batchesMax: number): Promise<StageEvent[]> {
  const events: StageEvent[] = [];
  const enough = Promise.withResolvers<void>();
  const stopped = new AbortController();
  /** Of each partition: where what was handled ends. */
  const handled = new Map<string, number>();
  let batches = 0;
  const counting: EventLog = Object.assign(Object.create(log) as EventLog, {
    consume: (options: Parameters<EventLog['consume']>[0]) =>
      log.consume({
        ...options,
        onAssigned: async (assigned) => {
          const starts = (await options.onAssigned?.(assigned)) ?? [];
          for (const { topic, partition, offset } of starts) handled.set(`${topic}/${partition}`, offset);
          return starts;
        },
        onBatch: async (batch, signal) => {
          await options.onBatch(batch, signal);
          handled.set(`${batch.topic}/${batch.partition}`, (batch.records.at(-1)?.offset ?? -1) + 1);
          batches += 1;
          if (batches >= batchesMax) enough.resolve();
        },
      }),
  });
  const evaluator = new RuleEvaluator({
    log: counting,
    topicPrefix: PREFIX,
    clock: systemClock,
    clockIntervalMs: null,
    snapshotIntervalMs: 20,
    batchRecordsMax: 25,
    formats,
    metrics: new EvaluationMetrics(new Registry(), () => performance.now()),
    onError: enough.reject,
    onEvent: (event) => events.push(event),
  });
  const isAllHandled = async (): Promise<boolean> => {
    const topics = [partials, samples].map((topic) => topicName(topic, PREFIX));
    const ends = await Promise.all(topics.map((topic) => log.offsets(topic)));
    return ends.every((partitions, i) =>
      partitions.every(({ partition, latest }) => (handled.get(`${topics[i]}/${partition}`) ?? -1) >= latest),
    );
  };
  const all = async (): Promise<void> => {
    while (!stopped.signal.aborted && !(await isAllHandled())) await systemClock.wait(POLL_MS, stopped.signal);
  };
  await evaluator.start();
  await Promise.race([enough.promise, all()]);
  stopped.abort();
  await evaluator.stop();
  return events;
}

/** What stands in the topic of states under the keys of a format. */
async function snapshotsOf(format: string): Promise<[string, string][]> {
  const last = new Map<string, string>();
  for await (const { key, value } of everyRecordOf(log, topicName(ruleState, PREFIX)))
    if (key?.split('/')[1] === format) last.set(key, Buffer.from(value ?? []).toString('base64'));
  return [...last];
}

const kindsOf = (events: readonly StageEvent[]): Set<string> => new Set(events.map(({ kind }) => kind));

test('two versions that take the partitions from each other tell each transition once, as one place tells them', async () => {
  const dice = new Dice(1);
  let turns = 0;
  for (; !(await isAllEvaluated(log, PREFIX)); turns += 1)
    await evaluate(turns % 2 === 0 ? older : newer, 1 + dice.below(40));
  const told = canonical(await readTold(log, PREFIX));
  const expected = canonical(evaluateInOnePlace(randomLog(7)));
  expect(turns).toBeGreaterThan(3);
  expect(told.transitions.length).toBeGreaterThan(50);
  expect(told).toEqual(expected);
  expect(hashOf(told)).toBe(hashOf(expected));
});

test('a version leaves the snapshots of another as they are, and begins at its own', async () => {
  expect(kindsOf(await evaluate(older, 30))).toEqual(new Set(['assigned', 'revoked']));
  const [format] = older.samples;
  const left = await snapshotsOf(format);
  expect(left.length).toBeGreaterThan(0);
  // The newer one has no snapshot yet, so it replays what the older one has published.
  expect(kindsOf(await evaluate(newer, 60))).toEqual(new Set(['assigned', 'replays', 'revoked']));
  expect(await snapshotsOf(format)).toEqual(left);
  expect(kindsOf(await evaluate(older, 60))).toEqual(new Set(['assigned', 'revoked']));
  expect(kindsOf(await evaluate(newer, 60))).toEqual(new Set(['assigned', 'revoked']));
});

test('a version that reads the format before its own too goes on from the newest snapshot of both', async () => {
  const both: Formats = { samples: ['v-both', ...older.samples], groups: ['v-both', ...older.groups] };
  for (const formats of [older, both, older, both, both]) {
    const committed = await log.committed('evaluation', topicName(samples, PREFIX));
    const begins = await beginningsOf(() => evaluate(formats, 40));
    if (formats === both) expect(begins).toEqual(committed);
  }
});

test('when the log no longer has what is missing, that is told', async () => {
  await evaluate(older, 30);
  await clock.advance(365 * 24 * 3_600_000);
  await log.clean();
  expect(kindsOf(await evaluate(newer, 1))).toContain('beginning_lost');
  expect(kindsOf(await evaluate(older, 1))).toContain('records_lost');
});

/** Where an evaluation that is begun meanwhile begins in each partition of the samples. */
async function beginningsOf(run: () => Promise<unknown>): Promise<{ partition: number; offset: number }[]> {
  const begins: { partition: number; offset: number }[] = [];
  const consume = jest.spyOn(log, 'consume').mockImplementation((options) =>
    MemoryLog.prototype.consume.call(log, {
      ...options,
      onAssigned: async (assigned) => {
        const at = (await options.onAssigned?.(assigned)) ?? [];
        for (const { topic, partition, offset } of at)
          if (topic === topicName(samples, PREFIX)) begins.push({ partition, offset });
        return at;
      },
    }),
  );
  await run();
  consume.mockRestore();
  return begins;
}
