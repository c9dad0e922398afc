import { bytes, LogWorld, readAll, record, series, text, type OpenLog } from './event-log-world.contract.js';
import { partitionOfKey } from './partition-of-key.js';

/** Topics, appending, reading without a group, offsets. */
export function describeAppendAndRead(open: OpenLog): void {
  const world = new LogWorld(open);

  test('a new topic has its partitions, all empty', async () => {
    const topic = await world.topic(3);
    expect(await world.log.offsets(topic)).toEqual(
      [0, 1, 2].map((partition) => ({ partition, earliest: 0, latest: 0 })),
    );
    expect(await readAll(world.log, topic)).toEqual([]);
  });

  test('a topic that exists is left as it is', async () => {
    const topic = await world.topic(2);
    await world.log.append(topic, [record('kept', 1)]);
    await world.log.ensureTopics([{ name: topic, partitions: 5, cleanup: 'compact', retentionMs: 1 }]);
    expect(await world.log.offsets(topic)).toHaveLength(2);
    expect((await readAll(world.log, topic)).map(text)).toEqual(['kept']);
  });

  test('records of one key lie in the partition of the key, in the order of their appends', async () => {
    const topic = await world.topic(3);
    const keys = Array.from({ length: 10 }, (_, i) => `key-${i}`);
    for (let round = 0; round < 3; round += 1) {
      await world.log.append(
        topic,
        Array.from({ length: 100 }, (_, i) => ({ key: keys[i % 10] as string, value: bytes(`${round * 100 + i}`) })),
      );
    }
    const records = await readAll(world.log, topic);
    expect(records).toHaveLength(300);
    for (const key of keys) {
      const own = records.filter((each) => each.key === key);
      const numbers = own.map((each) => Number(text(each)));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      expect(new Set(own.map((each) => each.partition))).toEqual(new Set([partitionOfKey(key, 3)]));
    }
  });

  test('appends that are not waited for keep their order', async () => {
    const topic = await world.topic(1);
    await Promise.all(Array.from({ length: 50 }, (_, i) => world.log.append(topic, [record(`${i}`)])));
    expect((await readAll(world.log, topic)).map(text)).toEqual(Array.from({ length: 50 }, (_, i) => `${i}`));
  });

  test('a given partition wins over the key', async () => {
    const topic = await world.topic(4);
    await world.log.append(
      topic,
      [0, 1, 2, 3].map((partition) => ({ key: 'one', value: bytes('v'), partition })),
    );
    const offsets = await world.log.offsets(topic);
    expect(offsets.map(({ latest }) => latest)).toEqual([1, 1, 1, 1]);
  });

  test('a record comes back as it was, with headers, bytes, tombstone and time', async () => {
    const topic = await world.topic(1, { cleanup: 'compact' });
    const binary = Uint8Array.from({ length: 256 }, (_, i) => i);
    await world.log.append(topic, [
      { key: 'ключ', value: binary, headers: { trace: 'a-b', name: 'žluťoučký' } },
      { key: 'gone', value: null },
      { key: '', value: new Uint8Array(0) },
    ]);
    const [first, second, third] = await readAll(world.log, topic);
    expect(first).toMatchObject({
      topic,
      partition: 0,
      offset: 0,
      key: 'ключ',
      headers: { trace: 'a-b', name: 'žluťoučký' },
    });
    expect(Array.from(first?.value ?? [])).toEqual(Array.from(binary));
    expect(second).toMatchObject({ offset: 1, key: 'gone', value: null, headers: {} });
    expect(third).toMatchObject({ offset: 2, key: '' });
    expect(third?.value).toHaveLength(0);
    expect(Math.abs((first?.timestamp ?? 0) - Date.now())).toBeLessThan(3_600_000);
  });

  test('a buffer may be used again once its append has resolved', async () => {
    const topic = await world.topic(1);
    const buffer = bytes('before');
    await world.log.append(topic, [{ key: 'k', value: buffer }]);
    buffer.set(bytes('after!'));
    expect((await readAll(world.log, topic)).map(text)).toEqual(['before']);
  });

  test('an append to a topic or partition that does not exist is refused and changes nothing', async () => {
    const topic = await world.topic(2);
    await expect(world.log.append(`${topic}.missing`, [record('x')])).rejects.toThrow('does not exist');
    await expect(world.log.append(topic, [record('y', 0), record('x', 2)])).rejects.toThrow('partition 2');
    await world.log.append(topic, [record('z', 0)]);
    expect((await readAll(world.log, topic)).map(({ offset }) => offset)).toEqual([0]);
  });

  test('appending nothing does nothing', async () => {
    const topic = await world.topic(1);
    await world.log.append(topic, []);
    expect(await world.log.offsets(topic)).toEqual([{ partition: 0, earliest: 0, latest: 0 }]);
  });

  test('reading begins at the given offsets, and leaves out the partitions that are not given', async () => {
    const topic = await world.topic(3);
    for (const partition of [0, 1, 2]) await world.log.append(topic, series(`p${partition}-`, 4, partition));
    const from = [
      { partition: 1, offset: 3 },
      { partition: 2, offset: 4 },
    ];
    expect((await readAll(world.log, topic, from)).map(text)).toEqual(['p1-3']);
  });

  test('reading stops before the end of a range, and gives nothing of an empty one', async () => {
    const topic = await world.topic(2);
    for (const partition of [0, 1]) await world.log.append(topic, series(`p${partition}-`, 4, partition));
    const ranges = [
      { partition: 0, offset: 1, to: 3 },
      { partition: 1, offset: 2, to: 2 },
    ];
    expect((await readAll(world.log, topic, ranges)).map(text)).toEqual(['p0-1', 'p0-2']);
    expect((await readAll(world.log, topic, [{ partition: 0, offset: 3, to: 99 }])).map(text)).toEqual(['p0-3']);
  });

  test('reading gives every record of a long partition once, in offset order, and the end of the partition', async () => {
    const topic = await world.topic(2);
    for (const partition of [0, 1]) await world.log.append(topic, series('r', 2_500, partition));
    const offsets: number[][] = [[], []];
    for await (const batch of world.log.read(topic)) {
      expect(batch.highWatermark).toBe(2_500);
      offsets[batch.partition]?.push(...batch.records.map(({ offset }) => offset));
    }
    const all = Array.from({ length: 2_500 }, (_, i) => i);
    expect(offsets).toEqual([all, all]);
  });

  test('reading ends although records keep coming, and a reader may stop early', async () => {
    const topic = await world.topic(1);
    await world.log.append(topic, series('first', 10));
    const seen: string[] = [];
    for await (const batch of world.log.read(topic)) {
      await world.log.append(topic, series('later', 10));
      seen.push(...batch.records.map(text));
    }
    expect(seen).toEqual(series('first', 10).map(({ key }) => key));
    for await (const batch of world.log.read(topic)) {
      expect(batch.records[0]?.offset).toBe(0);
      break;
    }
  });

  test('offsetsAt finds the first record of a time, and the end where there is none', async () => {
    const topic = await world.topic(2);
    await world.log.append(topic, [record('a', 0)]);
    const first = (await readAll(world.log, topic))[0]?.timestamp ?? 0;
    // Appends until the log's clock has moved on, however coarse it is.
    let later = first;
    while (later === first) {
      await world.log.append(topic, [record('b', 0)]);
      later = (await readAll(world.log, topic)).at(-1)?.timestamp ?? first;
    }
    const expected = (await readAll(world.log, topic)).find(({ timestamp }) => timestamp >= later)?.offset;
    const [zero, one] = await world.log.offsetsAt(topic, first);
    expect([zero, one]).toEqual([
      { partition: 0, offset: 0 },
      { partition: 1, offset: 0 },
    ]);
    expect((await world.log.offsetsAt(topic, later))[0]).toEqual({ partition: 0, offset: expected });
    const end = (await world.log.offsets(topic))[0]?.latest;
    expect((await world.log.offsetsAt(topic, later + 60_000))[0]).toEqual({ partition: 0, offset: end });
  });

  test('check resolves while the log can take records', async () => {
    await expect(world.log.check()).resolves.toBeUndefined();
  });

  test('what was appended and committed is there after opening again', async () => {
    const topic = await world.topic(2);
    const group = world.group();
    await world.log.append(topic, [
      ...series('kept', 5, 1),
      { key: 'h', value: null, headers: { a: 'b' }, partition: 0 },
    ]);
    const member = await world.collect({ topics: [topic], group });
    await member.count(6);
    await member.consumption.stop();
    if (!(await world.reopen())) return;
    const records = await readAll(world.log, topic);
    expect(records.filter(({ partition }) => partition === 1).map(text)).toEqual(
      series('kept', 5).map(({ key }) => key),
    );
    expect(records.find(({ partition }) => partition === 0)).toMatchObject({
      key: 'h',
      value: null,
      headers: { a: 'b' },
    });
    expect((await world.log.lag(group, topic)).map(({ lag }) => lag)).toEqual([0, 0]);
    await world.log.append(topic, [record('next', 1)]);
    expect((await readAll(world.log, topic)).at(-1)?.offset).toBe(5);
  });

  test('a closed log refuses records', async () => {
    const { log, close } = await open();
    await log.ensureTopics([{ name: 'contract.closed.v1', partitions: 1, cleanup: 'delete', retentionMs: 60_000 }]);
    await log.close();
    await expect(log.append('contract.closed.v1', [record('late')])).rejects.toThrow('closed');
    await expect(log.check()).rejects.toThrow('closed');
    await close();
  });
}
