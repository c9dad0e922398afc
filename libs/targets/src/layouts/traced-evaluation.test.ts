import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import { topicName } from '@tocsin/contracts/define-topic';
import { transitions } from '@tocsin/contracts/topics/transitions';
import { FakeClock } from '@tocsin/ports/clock.fake';
import type { EventLog } from '@tocsin/ports/event-log';
import { FakeTracing } from '@tocsin/ports/tracing.fake';
import { systemClock } from '@tocsin/runtime/system-clock';
import { EvaluationMetrics } from '@tocsin/service-evaluation/evaluation-metrics';
import { RuleEvaluator } from '@tocsin/service-evaluation/rule-evaluator';
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

const PREFIX = 'traced';
/** How long a process evaluates before another goes on; how many turns it takes does not matter. */
const TURN_MS = 500;
const PARTITIONS = { samples: 3, partials: 2, states: 2 };

/** Every second record is one of a trace. */
function withTraces(log: EventLog): EventLog {
  let written = 0;
  const headersOf = (): Record<string, string> => {
    written += 1;
    const id = written.toString(16);
    return written % 2 === 0 ? {} : { traceparent: `00-${id.padStart(32, 'a')}-${id.padStart(16, 'b')}-01` };
  };
  const append: EventLog['append'] = (topic, records) =>
    log.append(
      topic,
      records.map((record) => ({ ...record, headers: { ...record.headers, ...headersOf() } })),
    );
  return Object.assign(Object.create(log) as EventLog, { append });
}

test('what is told of traced samples is what is told of others, to the byte; all of it is in some trace', async () => {
  const log = await openMemoryLog({ directory: null, clock: new FakeClock(1) });
  try {
    await log.ensureTopics(evaluationTopics(PREFIX, PARTITIONS));
    const records = recordsOf(randomLog(7), { partitions: PARTITIONS.samples, batchMax: 30, dice: new Dice(7) });
    await appendInput(withTraces(log), PREFIX, records);
    const tracing = new FakeTracing();
    do {
      const evaluator = new RuleEvaluator({
        log,
        topicPrefix: PREFIX,
        clock: systemClock,
        clockIntervalMs: null,
        snapshotIntervalMs: 20,
        batchRecordsMax: 25,
        metrics: new EvaluationMetrics(new Registry(), () => performance.now()),
        tracing,
        onError: (error) => {
          throw error;
        },
        onEvent: () => undefined,
      });
      await evaluator.start();
      await systemClock.wait(TURN_MS);
      await evaluator.stop();
    } while (!(await isAllEvaluated(log, PREFIX)));
    const told = canonical(await readTold(log, PREFIX));
    expect(told.transitions.length).toBeGreaterThan(50);
    expect(hashOf(told)).toBe(hashOf(canonical(evaluateInOnePlace(randomLog(7)))));
    const headers = [];
    for await (const { headers: own } of everyRecordOf(log, topicName(transitions, PREFIX))) headers.push(own);
    expect(headers.map(({ traceparent }) => traceparent).sort()).toEqual(
      tracing.spans.map(({ traceparent }) => traceparent).sort(),
    );
    expect(tracing.spans.every(({ ended }) => ended === '')).toBe(true);
    expect(new Set(tracing.spans.map(({ options: { parent } }) => parent === null))).toEqual(new Set([true, false]));
  } finally {
    await log.close();
  }
}, 120_000);
