import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogRecord } from '@tocsin/ports/event-log';
import type { MemoryLog } from './memory-log.js';
import { openMemoryLog } from './open-memory-log.js';

let directory: string;
let now = 1_000_000;
/** Time stands still until a test moves it; nothing runs by itself. */
const clock = { now: () => now, every: () => () => undefined, wait: async () => undefined };
const open = (segmentBytes = 4_096): Promise<MemoryLog> => openMemoryLog({ directory, clock, segmentBytes });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const settings = { partitions: 1, retentionMs: 60_000 };

async function texts(log: MemoryLog, topic: string): Promise<[number, string | null, string | null][]> {
  const records: LogRecord[] = [];
  for await (const batch of log.read(topic)) records.push(...batch.records);
  return records.map(({ offset, key, value }) => [
    offset,
    key,
    value === null ? null : new TextDecoder().decode(value),
  ]);
}

const newestSegment = async (): Promise<string> =>
  join(
    directory,
    (await readdir(directory))
      .filter((name) => name.endsWith('.wal'))
      .sort()
      .at(-1) ?? '',
  );
const size = async (): Promise<number> => {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.wal') || name.endsWith('.checkpoint'));
  return (await Promise.all(names.map((name) => stat(join(directory, name))))).reduce((sum, one) => sum + one.size, 0);
};

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tocsin-log-'));
  now = 1_000_000;
});
afterEach(() => rm(directory, { recursive: true }));

describe('the files of the embedded log', () => {
  test('cut anywhere in the last write give back everything before it', async () => {
    let log = await open();
    await log.ensureTopics([{ name: 't', cleanup: 'delete', ...settings }]);
    await log.append('t', [{ key: 'a', value: bytes('first') }]);
    await log.close();
    const whole = (await stat(await newestSegment())).size;
    log = await open();
    await log.append('t', [{ key: 'b', value: bytes('second') }]);
    await log.close();
    const full = await readFile(await newestSegment());
    for (let cut = full.length - 1; cut > whole; cut -= 1) {
      await truncate(await newestSegment(), cut);
      log = await open();
      expect(log.tornTail).toMatchObject({ at: whole, bytes: cut - whole });
      expect(await texts(log, 't')).toEqual([[0, 'a', 'first']]);
      await log.append('t', [{ key: 'c', value: bytes('after') }]);
      expect(await texts(log, 't')).toEqual([
        [0, 'a', 'first'],
        [1, 'c', 'after'],
      ]);
      await log.close();
      await writeFile(await newestSegment(), full);
    }
  });

  test('with rubbish at the end are mended, and with rubbish in the middle refused', async () => {
    let log = await open(64);
    await log.ensureTopics([{ name: 't', cleanup: 'delete', ...settings }]);
    for (let i = 0; i < 5; i += 1) await log.append('t', [{ key: `k${i}`, value: bytes('x'.repeat(100)) }]);
    await log.close();
    await appendFile(await newestSegment(), 'rubbish');
    log = await open(64);
    expect(await texts(log, 't')).toHaveLength(5);
    await log.close();
    const sealed = join(directory, (await readdir(directory)).filter((name) => name.endsWith('.wal')).sort()[0] ?? '');
    const content = await readFile(sealed);
    content[content.length - 3] = (content[content.length - 3] as number) ^ 0xff;
    await writeFile(sealed, content);
    await expect(open(64)).rejects.toThrow(sealed);
  });

  test('of a compacted topic keep the last record of each key, also after opening again', async () => {
    let log = await open();
    await log.ensureTopics([{ name: 't', cleanup: 'compact', ...settings }]);
    for (let i = 0; i < 5_000; i += 1) await log.append('t', [{ key: `k${i % 3}`, value: bytes(`${i}`) }]);
    const before = await size();
    await log.clean();
    const kept = [
      [4_997, 'k2', '4997'],
      [4_998, 'k0', '4998'],
      [4_999, 'k1', '4999'],
    ];
    expect(await texts(log, 't')).toEqual(kept);
    expect(await size()).toBeLessThan(before / 10);
    await log.close();
    log = await open();
    expect(await texts(log, 't')).toEqual(kept);
    expect((await log.offsets('t'))[0]).toMatchObject({ latest: 5_000 });
    await log.close();
  });

  test('drop what is past its retention, and go on counting', async () => {
    let log = await open();
    await log.ensureTopics([{ name: 't', cleanup: 'delete', ...settings }]);
    for (let i = 0; i < 200; i += 1) await log.append('t', [{ key: 'old', value: bytes('x'.repeat(200)) }]);
    now += 61_000;
    await log.append('t', [{ key: 'new', value: bytes('y') }]);
    await log.clean();
    expect(await texts(log, 't')).toEqual([[200, 'new', 'y']]);
    expect(await log.offsets('t')).toEqual([{ partition: 0, earliest: 200, latest: 201 }]);
    await log.close();
    log = await open();
    expect(await texts(log, 't')).toEqual([[200, 'new', 'y']]);
    await log.append('t', [{ key: 'next', value: bytes('z') }]);
    expect((await texts(log, 't')).at(-1)).toEqual([201, 'next', 'z']);
    await log.close();
  });

  test('belong to one process at a time', async () => {
    const log = await open();
    await expect(open()).rejects.toThrow(directory);
    await log.close();
    await (await open()).close();
  });
});
