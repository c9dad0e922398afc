import type { LogBatch, LogRecord } from './event-log.js';
import { PartitionPump, type RecordSource } from './partition-pump.js';

const record = (offset: number): LogRecord => ({
  ...{ topic: 't', partition: 0, offset, timestamp: 0 },
  ...{ key: null, value: null, headers: {} },
});

/** Ten records; moving can fail. */
class Records implements RecordSource {
  readonly earliest = 0;
  readonly latest = 10;
  readonly highWatermark = 10;
  canMove = true;

  slice(offset: number, max: number): LogRecord[] {
    return Array.from({ length: 10 - offset }, (_, i) => record(offset + i)).slice(0, max);
  }

  moveTo(): void {
    if (!this.canMove) throw new Error('not now');
  }

  onAdded(): () => void {
    return () => undefined;
  }
}

function pumpOf(records: Records, onBatch: (batch: LogBatch) => Promise<void>): PartitionPump {
  const clock = { now: () => 0, wait: () => Promise.resolve(), every: () => () => undefined };
  const options = { topics: ['t'], group: 'g', from: 'earliest', commit: 'manual', maxRecords: 4, onBatch } as const;
  return new PartitionPump({ topic: 't', partition: 0 }, records, options, clock, () => undefined);
}

const offsetsOf = (batch: LogBatch): number[] => batch.records.map(({ offset }) => offset);

test('where records cannot begin now, nothing is handed out before they can', async () => {
  const records = new Records();
  const handed: number[] = [];
  const all = Promise.withResolvers<void>();
  const pump = pumpOf(records, async (batch) => {
    handed.push(...offsetsOf(batch));
    if (handed.at(-1) === 9) all.resolve();
  });
  records.canMove = false;
  expect(() => pump.start(2)).toThrow('not now');
  pump.resume();
  expect([pump.isStarted, handed]).toEqual([false, []]);
  records.canMove = true;
  pump.start(7);
  await all.promise;
  expect(handed).toEqual([7, 8, 9]);
});

test('a start while a batch is running wins over that batch', async () => {
  const handed: number[][] = [];
  const [running, goOn, all] = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
  const pump = pumpOf(new Records(), async (batch) => {
    handed.push(offsetsOf(batch));
    running?.resolve();
    await goOn?.promise;
    if (handed.length === 4) all?.resolve();
  });
  pump.start(6);
  await running?.promise;
  pump.start(0);
  goOn?.resolve();
  await all?.promise;
  expect(handed).toEqual([
    [6, 7, 8, 9],
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [8, 9],
  ]);
});
