import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import { decodeJson, encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { audit } from '@tocsin/contracts/topics/audit';
import { deadLetterReplays } from '@tocsin/contracts/topics/dead-letter-replays';
import { type DeadLetter, deadLetters } from '@tocsin/contracts/topics/dead-letters';
import { metricsJson } from '@tocsin/contracts/topics/metrics-json';
import { transitions } from '@tocsin/contracts/topics/transitions';
import { FakeClock } from '@tocsin/ports/clock.fake';
import type { EventLog, LogRecord } from '@tocsin/ports/event-log';
import { DeadLetterDesk } from '@tocsin/service-gateway/dead-letters/dead-letter-desk';

const PREFIX = 't';
const BYTES = Buffer.from([0, 255, 123]);
const operator = { subject: 'admin', tenant: 'acme' };

let folder: string;
let log: EventLog;
let desk: DeadLetterDesk;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-letters-'));
  log = await openMemoryLog({ directory: folder, clock: new FakeClock(0) });
  const topics = [deadLetters, deadLetterReplays, metricsJson, audit];
  await log.ensureTopics(topics.map((topic) => ({ ...topic, name: topicName(topic, PREFIX) })));
  desk = deskOf();
});
afterEach(async () => {
  await log.close();
  await rm(folder, { recursive: true });
});

function deskOf(): DeadLetterDesk {
  let ids = 0;
  return new DeadLetterDesk({
    log,
    topicPrefix: PREFIX,
    clock: { now: () => 1_000 },
    ids: { next: () => `e${ids++}` },
  });
}

const letterOf = (offset: number, topic = topicName(metricsJson, PREFIX)): DeadLetter => ({
  topic,
  partition: 2,
  offset,
  key: 'k',
  headers: { traceparent: 'x' },
  value_base64: BYTES.toString('base64'),
  reason: 'not JSON',
  consumer: 'gateway.ingestion',
  at: 500,
});

const bury = (letters: readonly DeadLetter[]): Promise<void> =>
  log.append(
    topicName(deadLetters, PREFIX),
    letters.map((letter) => ({ key: letter.topic, value: encodeJson(deadLetters, letter) })),
  );

async function recordsOf(topic: typeof metricsJson | typeof audit): Promise<LogRecord[]> {
  const found: LogRecord[] = [];
  for await (const { records } of log.read(topicName(topic, PREFIX))) found.push(...records);
  return found;
}

test('letters are listed page by page, the newest first, each once', async () => {
  await bury([7, 8, 9, 10, 11].map((offset) => letterOf(offset)));
  const pages: number[][] = [];
  for (let before: number | null = null; ;) {
    const { letters, next } = await desk.page(before, 2);
    pages.push(letters.map(({ id }) => id));
    if (next === null) break;
    before = next;
  }
  expect(pages).toEqual([[4, 3], [2, 1], [0]]);
  expect(await desk.get(1)).toEqual({ id: 1, letter: letterOf(8), replay: null });
  expect(await desk.get(5)).toBeNull();
});

test('where there is none, a page is empty', async () => {
  expect(await desk.page(null, 10)).toEqual({ letters: [], next: null });
});

test('a letter comes back as it was, once, and it stands in the audit', async () => {
  await bury([letterOf(7)]);
  const replay = { offset: 0, by: 'admin', at: 1_000 };
  expect(await desk.replay(0, operator)).toEqual({ kind: 'replayed', letter: { id: 0, letter: letterOf(7), replay } });
  expect(await desk.replay(0, operator)).toEqual({ kind: 'replayed_before', replay });
  // Whoever looks later, and in another process, knows of it, too.
  expect(await deskOf().replay(0, operator)).toEqual({ kind: 'replayed_before', replay });
  expect((await desk.page(null, 10)).letters).toEqual([{ id: 0, letter: letterOf(7), replay }]);
  const [record, ...others] = await recordsOf(metricsJson);
  expect(others).toEqual([]);
  expect(record).toMatchObject({ partition: 2, key: 'k', headers: { traceparent: 'x' } });
  expect(Buffer.from(record?.value ?? [])).toEqual(BYTES);
  const audited = (await recordsOf(audit)).map(({ value }) => decodeJson(audit, value as Uint8Array));
  expect(audited).toMatchObject([
    { value: { type: 'dead_letter_replayed', tenant_id: 'acme', actor: 'admin', subject: 'dead-letter/0' } },
  ]);
});

test('of several who bring it back at once, one does', async () => {
  await bury([letterOf(7)]);
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => deskOf().replay(0, operator)));
  const kinds = outcomes.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'replayed').length).toBeLessThanOrEqual(1);
  for (const kind of kinds) expect(['replayed', 'replayed_before', 'busy']).toContain(kind);
  // Whoever was too slow may ask again.
  expect(await desk.replay(0, operator)).toMatchObject({
    kind: kinds.includes('replayed') ? 'replayed_before' : 'replayed',
  });
  expect(await recordsOf(metricsJson)).toHaveLength(1);
});

test('what services tell each other is not brought back, nor what there is not', async () => {
  await bury([letterOf(7, topicName(transitions, PREFIX)), letterOf(8, 'another.topic')]);
  expect(await desk.replay(0, operator)).toEqual({ kind: 'not_replayable' });
  expect(await desk.replay(1, operator)).toEqual({ kind: 'not_replayable' });
  expect(await desk.replay(9, operator)).toEqual({ kind: 'no_such_letter' });
  expect(await recordsOf(metricsJson)).toEqual([]);
});
