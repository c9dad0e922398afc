import { randomUUID } from 'node:crypto';
import {
  eventually,
  LogWorld,
  readAll,
  readAtLeast,
  record,
  series,
  text,
  type OpenLog,
} from './event-log-world.contract.js';

/** Writers whose appends and commits become visible together or not at all. */
export function describeTransactions(open: OpenLog): void {
  const world = new LogWorld(open);

  test('appends to several topics and commits become visible together', async () => {
    const [input, output, audit] = [await world.topic(2), await world.topic(2), await world.topic(1)];
    const group = world.group();
    await world.log.append(input, series('in', 3, 1));
    const writer = await world.log.openTransactor(`t-${randomUUID()}`);
    const outcome = await writer.write({
      appends: [
        { topic: output, records: [record('out0', 0), record('out1', 1)] },
        { topic: audit, records: [{ key: 'who', value: null, headers: { why: 'test' } }] },
      ],
      commits: { group, offsets: [{ topic: input, partition: 1, offset: 2 }] },
    });
    expect(outcome).toBe('done');
    expect((await readAtLeast(world.log, output, 2)).map(text).sort()).toEqual(['out0', 'out1']);
    expect(await readAtLeast(world.log, audit, 1)).toMatchObject([
      { key: 'who', value: null, headers: { why: 'test' } },
    ]);
    expect(
      await eventually(
        () => world.log.committed(group, input),
        ({ length }) => length > 0,
      ),
    ).toEqual([{ partition: 1, offset: 2 }]);
    expect((await world.log.lag(group, input)).map(({ lag }) => lag)).toEqual([0, 1]);
    await writer.close();
  });

  test('who has read everything that transactions have written has no lag', async () => {
    const topic = await world.topic(2);
    const group = world.group();
    const writer = await world.log.openTransactor(world.group());
    for (const value of ['a', 'b']) {
      const records = [record(value, 0), record(value, 1)];
      expect(await writer.write({ appends: [{ topic, records }] })).toBe('done');
    }
    const member = await world.collect({ topics: [topic], group });
    await member.count(4);
    const lags = await eventually(
      () => world.log.lag(group, topic),
      (found) => found.every(({ lag }) => lag === 0),
    );
    expect(lags.map(({ lag }) => lag)).toEqual([0, 0]);
    await Promise.all([member.consumption.stop(), writer.close()]);
  });

  test('transactions of one writer follow each other, also when they are not waited for', async () => {
    const topic = await world.topic(1);
    const writer = await world.log.openTransactor(`t-${randomUUID()}`);
    const outcomes = await Promise.all(
      series('r', 5).map((each) => writer.write({ appends: [{ topic, records: [each] }] })),
    );
    expect(outcomes).toEqual(Array.from({ length: 5 }, () => 'done'));
    expect((await readAtLeast(world.log, topic, 5)).map(text)).toEqual(['r0', 'r1', 'r2', 'r3', 'r4']);
    await writer.close();
  });

  test('a transaction may bring a partition several megabytes, and so may an append', async () => {
    const [told, appended] = [await world.topic(1), await world.topic(1)];
    const records = Array.from({ length: 12 }, (_, i) => ({ key: `${i}`, value: new Uint8Array(400_000).fill(i) }));
    const writer = await world.log.openTransactor(`t-${randomUUID()}`);
    expect(await writer.write({ appends: [{ topic: told, records }] })).toBe('done');
    await world.log.append(appended, records);
    for (const topic of [told, appended]) {
      const read = await readAtLeast(world.log, topic, records.length);
      expect(read.map(({ key, value }) => [key, value?.length, value?.[0]])).toEqual(
        records.map(({ key, value }, i) => [key, value.length, i]),
      );
    }
    await writer.close();
  });

  test('a transaction may hold only commits, or nothing', async () => {
    const topic = await world.topic(1);
    const group = world.group();
    await world.log.append(topic, series('r', 2));
    const writer = await world.log.openTransactor(`t-${randomUUID()}`);
    expect(await writer.write({ appends: [], commits: { group, offsets: [{ topic, partition: 0, offset: 1 }] } })).toBe(
      'done',
    );
    expect(await writer.write({ appends: [] })).toBe('done');
    expect(
      await eventually(
        () => world.log.committed(group, topic),
        ({ length }) => length > 0,
      ),
    ).toEqual([{ partition: 0, offset: 1 }]);
    await writer.close();
  });

  test('of two writers with one id the older is fenced and changes nothing', async () => {
    const [input, output] = [await world.topic(1), await world.topic(1)];
    const group = world.group();
    await world.log.append(input, series('in', 4));
    const id = `t-${randomUUID()}`;
    const transaction = (value: string, offset: number) => ({
      appends: [{ topic: output, records: [record(value)] }],
      commits: { group, offsets: [{ topic: input, partition: 0, offset }] },
    });
    const older = await world.log.openTransactor(id);
    expect(await older.write(transaction('by the older', 1))).toBe('done');
    const newer = await world.log.openTransactor(id);
    expect(await older.write(transaction('too late', 4))).toBe('fenced');
    expect(await world.log.committed(group, input)).toEqual([{ partition: 0, offset: 1 }]);
    expect(await newer.write(transaction('by the newer', 2))).toBe('done');
    expect(await older.write(transaction('much too late', 4))).toBe('fenced');
    expect((await readAtLeast(world.log, output, 2)).map(text)).toEqual(['by the older', 'by the newer']);
    expect(
      await eventually(
        () => world.log.committed(group, input),
        ([at]) => at?.offset !== 1,
      ),
    ).toEqual([{ partition: 0, offset: 2 }]);
    await older.close();
    expect(await newer.write(transaction('still the newer', 3))).toBe('done');
    await newer.close();
  });

  test('a transaction under way when a newer writer opens is whole or absent, its commits with it, at whatever moment', async () => {
    const [input, output] = [await world.topic(1), await world.topic(1)];
    await world.log.append(input, series('in', 1));
    let written = 0;
    for (let questions = 0; questions < 16; questions += 1) {
      const group = world.group();
      const id = `t-${randomUUID()}`;
      const older = await world.log.openTransactor(id);
      const underWay = older.write({
        appends: [{ topic: output, records: series('out', 50) }],
        commits: { group, offsets: [{ topic: input, partition: 0, offset: 1 }] },
      });
      // Each time, more is asked in between.
      for (let asked = 0; asked < questions; asked += 1) await world.log.check();
      const newer = await world.log.openTransactor(id);
      // A broker that fails just then leaves it open; the log tells, now that the newer writer is there.
      const outcome = await underWay.catch(() => 'unsure' as const);
      const { length } = await readAll(world.log, output);
      const isWhole = outcome === 'unsure' ? length > written : outcome === 'done';
      if (isWhole) written += 50;
      expect(length).toBe(written);
      const committed = await eventually(
        () => world.log.committed(group, input),
        (found) => found.length > 0 || !isWhole,
      );
      expect(committed).toEqual(isWhole ? [{ partition: 0, offset: 1 }] : []);
      await older.close();
      await newer.close();
    }
  });

  test('writers with different ids do not fence each other', async () => {
    const topic = await world.topic(1);
    const writers = await Promise.all(['a', 'b'].map((name) => world.log.openTransactor(`${name}-${randomUUID()}`)));
    for (const writer of writers)
      expect(await writer.write({ appends: [{ topic, records: [record('r')] }] })).toBe('done');
    for (const writer of writers)
      expect(await writer.write({ appends: [{ topic, records: [record('r')] }] })).toBe('done');
    expect(await readAtLeast(world.log, topic, 4)).toHaveLength(4);
    await Promise.all(writers.map((writer) => writer.close()));
  });

  test('a transaction to a topic that does not exist is refused whole', async () => {
    const topic = await world.topic(1);
    const writer = await world.log.openTransactor(`t-${randomUUID()}`);
    const appends = [
      { topic, records: [record('half')] },
      { topic: `${topic}.missing`, records: [record('other half')] },
    ];
    await expect(writer.write({ appends })).rejects.toThrow('does not exist');
    expect(await readAll(world.log, topic)).toEqual([]);
    expect(await writer.write({ appends: appends.slice(0, 1) })).toBe('done');
    await writer.close();
  });

  test('consume, transform, produce: each input leads to one output across a restart', async () => {
    const [input, output] = [await world.topic(1), await world.topic(1)];
    const group = world.group();
    await world.log.append(input, series('in', 9));
    const work = async (batches: number): Promise<void> => {
      const writer = await world.log.openTransactor(`work-${group}`);
      const outcomes: string[] = [];
      const member = await world.collect({
        topics: [input],
        group,
        commit: 'manual',
        maxRecords: 3,
        onBatch: async ({ records }) => {
          if (outcomes.length === batches) return;
          const offset = (records.at(-1)?.offset ?? 0) + 1;
          const appends = [{ topic: output, records: records.map((each) => record(`${text(each)}!`)) }];
          outcomes.push(
            await writer.write({ appends, commits: { group, offsets: [{ topic: input, partition: 0, offset }] } }),
          );
          member.tell(() => undefined);
        },
      });
      await member.until(() => outcomes.length === batches);
      await member.consumption.stop();
      await writer.close();
    };
    await work(1);
    await work(2);
    expect((await readAtLeast(world.log, output, 9)).map(text)).toEqual(series('in', 9).map(({ key }) => `${key}!`));
    expect(
      await eventually(
        () => world.log.committed(group, input),
        ([at]) => at?.offset === 9,
      ),
    ).toEqual([{ partition: 0, offset: 9 }]);
  });

  test('consumers see transactions as plain records, and reading ends behind them', async () => {
    const topic = await world.topic(1);
    const writer = await world.log.openTransactor(`t-${randomUUID()}`);
    const member = await world.collect({ topics: [topic] });
    for (const each of series('r', 5)) await writer.write({ appends: [{ topic, records: [each] }] });
    await member.count(5);
    expect(member.values).toEqual(['r0', 'r1', 'r2', 'r3', 'r4']);
    expect(await readAll(world.log, topic)).toHaveLength(5);
    // Nothing but what follows the last transaction's own marks is left to read.
    const latest = (await world.log.offsets(topic))[0]?.latest ?? 0;
    expect(await readAll(world.log, topic, [{ partition: 0, offset: latest }])).toEqual([]);
    expect(await readAll(world.log, topic, [{ partition: 0, offset: latest - 1 }])).toHaveLength(
      (await readAll(world.log, topic)).at(-1)?.offset === latest - 1 ? 1 : 0,
    );
    await writer.close();
  });
}
