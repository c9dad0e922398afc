import { encodeClock } from '@tocsin/contracts/topics/samples';
import type { LogRecord } from '@tocsin/ports/event-log';
import { packRecords, type ReplayJob } from './replay-job.js';
import { WorkerReplay } from './replay-thread.js';

const code = new URL('../../dist/replay/replay-thread-main.js', import.meta.url);
const options = { tenant: 'acme', partitions: 1, world: { externalLabels: {}, externalUrl: '' } };
const span: ReplayJob = { options, initial: [], question: { kind: 'span' } };
const record = (offset: number): LogRecord => {
  const at = { topic: 't', partition: 0, offset, timestamp: 0 };
  return { ...at, key: 'clock', value: encodeClock(offset), headers: {} };
};

test('a thread takes records and answers, and is then ended', async () => {
  const thread = new WorkerReplay(span, code);
  await thread.take(packRecords(0, [record(0), record(1)]));
  expect(await thread.answer()).toEqual({ transitions: [], isCut: false, finished: [] });
  await thread.stop();
});

test('who waits for a thread that is ended is told', async () => {
  const thread = new WorkerReplay(span, code);
  const stopped = thread.stop();
  await expect(thread.answer()).rejects.toThrow('has ended');
  await stopped;
});
