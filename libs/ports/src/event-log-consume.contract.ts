import type { LogBatch } from './event-log.js';
import { gate, LogWorld, record, series, text, type OpenLog } from './event-log-world.contract.js';

/** One member of a group: where it begins, what it is handed, how it commits. */
export function describeConsume(open: OpenLog): void {
  const world = new LogWorld(open);

  test('from the earliest, everything comes in the order of the partition', async () => {
    const topic = await world.topic(2);
    for (const partition of [0, 1]) await world.log.append(topic, series(`p${partition}-`, 20, partition));
    const member = await world.collect({ topics: [topic] });
    await member.count(40);
    await world.log.append(topic, [record('p0-20', 0)]);
    await member.count(41);
    expect(member.of(0)).toEqual(series('p0-', 21).map(({ key }) => key));
    expect(member.of(1)).toEqual(series('p1-', 20).map(({ key }) => key));
  });

  test('from the latest, only what is appended after joining comes', async () => {
    const topic = await world.topic(1);
    await world.log.append(topic, [record('before')]);
    const member = await world.collect({ topics: [topic], from: 'latest' });
    await world.log.append(topic, [record('after')]);
    await member.count(1);
    expect(member.values).toEqual(['after']);
  });

  test('one member reads several topics', async () => {
    const topics = [await world.topic(1), await world.topic(2)];
    for (const topic of topics) await world.log.append(topic, [record(topic, 0)]);
    const member = await world.collect({ topics });
    await member.count(2);
    expect(member.values.sort()).toEqual([...topics].sort());
    expect(member.consumption.assigned()).toHaveLength(3);
  });

  test('a batch tells the end of its partition and holds at most maxRecords', async () => {
    const topic = await world.topic(1);
    await world.log.append(topic, series('r', 25));
    const member = await world.collect({ topics: [topic], maxRecords: 10 });
    await member.count(25);
    expect(member.values).toEqual(series('r', 25).map(({ key }) => key));
    for (const batch of member.batches) {
      expect(batch.records.length).toBeLessThanOrEqual(10);
      expect(batch.highWatermark).toBe(25);
    }
  });

  test('a partition has one batch at a time, while partitions run side by side', async () => {
    const topic = await world.topic(2);
    await world.log.append(topic, [...series('a', 3, 0), ...series('b', 3, 1)]);
    const both = gate();
    const running = new Set<number>();
    const member = await world.collect({
      topics: [topic],
      maxRecords: 1,
      onBatch: async ({ partition }) => {
        expect(running.has(partition)).toBe(false);
        running.add(partition);
        if (running.size === 2) both.open();
        // Neither goes on before the other has begun: one after the other, they would wait for ever.
        await both.opened;
        running.delete(partition);
      },
    });
    await member.count(6);
  });

  test('after-batch: who comes after a stopped member goes on where it ended', async () => {
    const topic = await world.topic(1);
    const group = world.group();
    await world.log.append(topic, series('first', 5));
    const before = await world.collect({ topics: [topic], group });
    await before.count(5);
    await before.consumption.stop();
    expect(await world.log.committed(group, topic)).toEqual([{ partition: 0, offset: 5 }]);
    await world.log.append(topic, series('second', 2));
    const after = await world.collect({ topics: [topic], group });
    await after.count(2);
    expect(after.values).toEqual(['second0', 'second1']);
  });

  test('manual: only what is committed is done', async () => {
    const topic = await world.topic(2);
    const group = world.group();
    await world.log.append(topic, series('r', 6, 0));
    const before = await world.collect({ topics: [topic], group, commit: 'manual' });
    await before.count(6);
    expect(await world.log.committed(group, topic)).toEqual([]);
    await before.consumption.commit({ topic, partition: 0, offset: 4 });
    expect(await world.log.committed(group, topic)).toEqual([{ partition: 0, offset: 4 }]);
    await before.consumption.stop();
    const after = await world.collect({ topics: [topic], group, commit: 'manual' });
    await after.count(2);
    expect(after.values).toEqual(['r4', 'r5']);
  });

  test('lag counts what the group has not done', async () => {
    const topic = await world.topic(2);
    const group = world.group();
    await world.log.append(topic, [...series('a', 3, 0), ...series('b', 2, 1)]);
    expect(await world.log.lag(group, topic)).toEqual([
      { partition: 0, lag: 3 },
      { partition: 1, lag: 2 },
    ]);
    const member = await world.collect({ topics: [topic], group });
    await member.count(5);
    await member.consumption.stop();
    await world.log.append(topic, [record('c', 1)]);
    expect(await world.log.lag(group, topic)).toEqual([
      { partition: 0, lag: 0 },
      { partition: 1, lag: 1 },
    ]);
  });

  test('onAssigned is asked before the first batch and may choose where to begin', async () => {
    const topic = await world.topic(2);
    await world.log.append(topic, [...series('a', 4, 0), ...series('b', 4, 1)]);
    const asked = gate();
    const answer = gate();
    const joining = world.collect({
      topics: [topic],
      onAssigned: async (assigned) => {
        expect(assigned).toHaveLength(2);
        asked.open();
        await answer.opened;
        return [{ topic, partition: 0, offset: 3 }];
      },
    });
    await asked.opened;
    const member = await joining;
    await world.log.append(topic, [record('a4', 0)]);
    expect(member.batches).toEqual([]);
    answer.open();
    await member.count(6);
    expect(member.of(0)).toEqual(['a3', 'a4']);
    expect(member.of(1)).toEqual(['b0', 'b1', 'b2', 'b3']);
  });

  test('a paused partition rests while others go on, and continues where it stopped', async () => {
    const topic = await world.topic(2);
    const member = await world.collect({ topics: [topic] });
    await world.log.append(topic, [record('a0', 0)]);
    await member.count(1);
    member.consumption.pause([{ topic, partition: 0 }]);
    await world.log.append(topic, [record('a1', 0), record('b0', 1)]);
    await member.until(() => member.of(1).length === 1);
    // A second round shows that it was not merely late.
    await world.log.append(topic, [record('b1', 1)]);
    await member.until(() => member.of(1).length === 2);
    expect(member.of(0)).toEqual(['a0']);
    member.consumption.resume([{ topic, partition: 0 }]);
    await member.until(() => member.of(0).length === 2);
    expect(member.of(0)).toEqual(['a0', 'a1']);
  });

  test('seek goes on with the record at the offset, back or forth', async () => {
    const topic = await world.topic(1);
    await world.log.append(topic, series('r', 5));
    const member = await world.collect({ topics: [topic] });
    await member.count(5);
    member.consumption.seek({ topic, partition: 0, offset: 3 });
    await member.count(7);
    expect(member.values.slice(5)).toEqual(['r3', 'r4']);
  });

  test('a seek out of a handler counts for the next batch', async () => {
    const topic = await world.topic(1);
    await world.log.append(topic, series('r', 10));
    let sought = false;
    const member = await world.collect({
      topics: [topic],
      maxRecords: 2,
      onBatch: async () => {
        if (sought) return;
        sought = true;
        member.consumption.seek({ topic, partition: 0, offset: 8 });
      },
      // The first batch waits for the member to be known here.
      onAssigned: async () => {
        await joined.opened;
        return [];
      },
    });
    joined.open();
    await member.until(() => member.values.includes('r9'));
    expect(member.values).toEqual(['r0', 'r1', 'r8', 'r9']);
  });
  const joined = gate();

  test('a handler that throws gets the same batch again, and nothing else waits for it', async () => {
    const topic = await world.topic(2);
    const group = world.group();
    await world.log.append(topic, series('bad', 3, 0));
    const failed: LogBatch[] = [];
    const healthyHandled = gate();
    const member = await world.collect({
      topics: [topic],
      group,
      onBatch: async (batch) => {
        if (batch.partition === 1) healthyHandled.open();
        else if (failed.length < 3) {
          failed.push(batch);
          if (failed.length === 1) await world.log.append(topic, [record('good', 1)]);
          // The third attempt fails only after the healthy partition was handled.
          if (failed.length === 3) await healthyHandled.opened;
          throw new Error('not yet');
        }
      },
    });
    await member.until(() => member.batches.filter(({ partition }) => partition === 0).length === 4);
    for (const batch of failed) expect(batch.records.map(text)).toEqual(['bad0', 'bad1', 'bad2']);
    await member.consumption.stop();
    expect(await world.log.committed(group, topic)).toEqual([
      { partition: 0, offset: 3 },
      { partition: 1, offset: 1 },
    ]);
  });

  test('stop waits for the running batch, tells it by the signal, and commits it', async () => {
    const topic = await world.topic(1);
    const group = world.group();
    await world.log.append(topic, [record('last')]);
    const begun = gate();
    const told = gate();
    const end = gate();
    const order: string[] = [];
    const member = await world.collect({
      topics: [topic],
      group,
      onBatch: async (_batch, signal) => {
        signal.addEventListener('abort', told.open);
        begun.open();
        await end.opened;
        order.push('handled');
      },
      onRevoked: async () => void order.push('revoked'),
    });
    await begun.opened;
    const stopped = member.consumption.stop().then(() => order.push('stopped'));
    await told.opened;
    end.open();
    await stopped;
    expect(order).toEqual(['handled', 'revoked', 'stopped']);
    expect(member.revoked).toEqual([{ topic, partition: 0 }]);
    expect(await world.log.committed(group, topic)).toEqual([{ partition: 0, offset: 1 }]);
    expect(member.consumption.assigned()).toEqual([]);
  });

  test('a handler that fails while the member stops is not committed', async () => {
    const topic = await world.topic(1);
    const group = world.group();
    await world.log.append(topic, [record('undone')]);
    const begun = gate();
    const member = await world.collect({
      topics: [topic],
      group,
      onBatch: async (_batch, signal) => {
        begun.open();
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('given up'))));
      },
    });
    await begun.opened;
    await member.consumption.stop();
    expect(await world.log.committed(group, topic)).toEqual([]);
  });
}
