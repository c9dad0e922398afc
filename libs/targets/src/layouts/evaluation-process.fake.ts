import { writeSync } from 'node:fs';
import { openKafkaLog } from '@tocsin/adapter-kafka/open-kafka-log';
import type { EventLog, Transaction, Transactor } from '@tocsin/ports/event-log';
import { systemClock } from '@tocsin/runtime/system-clock';
import { EvaluationMetrics } from '@tocsin/service-evaluation/evaluation-metrics';
import { RuleEvaluator } from '@tocsin/service-evaluation/rule-evaluator';
import { Registry } from 'prom-client';
import type { Fault, MemberEvent, MemberSettings } from './member-settings.fake.js';

// A process with the evaluation alone, for tests: it leaves the clock to whoever writes the log, says what it does on
// standard output, and kills or stops itself where it is told to.

type Said<Event> = Event extends MemberEvent ? Omit<Event, 'at'> : never;

const say = (event: Said<MemberEvent>): void =>
  void writeSync(1, `${JSON.stringify({ ...event, at: systemClock.now() })}\n`);

function strike(kind: Fault['kind']): void {
  say({ kind: 'fault' });
  process.kill(process.pid, kind === 'kill' ? 'SIGKILL' : 'SIGSTOP');
}

/** The log as this process uses it: it says when a batch is done, and strikes at the given write. */
function watched(log: EventLog, fault: Fault | null): EventLog {
  let writes = 0;
  const write = (transactor: Transactor, transaction: Transaction): Promise<'done' | 'fenced'> => {
    writes += 1;
    if (fault === null || writes !== fault.atWrite) return transactor.write(transaction);
    const { kind, delayMs } = fault;
    if (delayMs === null) strike(kind);
    else void systemClock.wait(delayMs).then(() => strike(kind));
    return transactor.write(transaction);
  };
  return {
    ...log,
    consume: (options) =>
      log.consume({
        ...options,
        onBatch: async (batch, signal) => {
          await options.onBatch(batch, signal);
          say({ kind: 'evaluated' });
        },
      }),
    openTransactor: async (id) => {
      const transactor = await log.openTransactor(id);
      return { write: (transaction) => write(transactor, transaction), close: () => transactor.close() };
    },
  };
}

const settings = JSON.parse(process.argv[2] ?? '') as MemberSettings;
const onError = (error: unknown): void =>
  say({ kind: 'error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
const log = await openKafkaLog({
  brokers: settings.brokers,
  clientId: settings.name,
  clock: systemClock,
  sessionTimeoutMs: settings.sessionTimeoutMs,
  onError,
});
const evaluator = new RuleEvaluator({
  log: watched(log, settings.fault),
  topicPrefix: settings.topicPrefix,
  group: `${settings.topicPrefix}.evaluation`,
  clock: systemClock,
  clockIntervalMs: null,
  snapshotIntervalMs: settings.snapshotIntervalMs,
  batchRecordsMax: settings.batchRecordsMax,
  formats: settings.formats,
  metrics: new EvaluationMetrics(new Registry(), () => performance.now()),
  onError,
  onEvent: ({ kind, stage, partitions }) => say({ kind: 'partitions', what: kind, stage, partitions }),
});
process.once('SIGTERM', async () => {
  await evaluator.stop();
  await log.close();
  process.exit(0);
});
await evaluator.start();
say({ kind: 'ready' });
