import { LogWorld, record, series, type Collected, type OpenLog } from './event-log-world.contract.js';

/** Several members and several groups. */
export function describeGroups(open: OpenLog): void {
  const world = new LogWorld(open);
  const owned = (member: Collected): number[] =>
    member.consumption
      .assigned()
      .map(({ partition }) => partition)
      .sort();

  test('each group gets everything', async () => {
    const topic = await world.topic(2);
    const members = await Promise.all([world.collect({ topics: [topic] }), world.collect({ topics: [topic] })]);
    await world.log.append(topic, [...series('a', 3, 0), ...series('b', 3, 1)]);
    await Promise.all(members.map((member) => member.count(6)));
    for (const member of members) expect(member.values.sort()).toEqual(['a0', 'a1', 'a2', 'b0', 'b1', 'b2']);
  });

  test('members of one group share the partitions, and a leaving one hands its own over', async () => {
    const topic = await world.topic(4);
    const group = world.group();
    const first = await world.collect({ topics: [topic], group });
    expect(owned(first)).toEqual([0, 1, 2, 3]);
    const second = await world.collect({ topics: [topic], group });
    await first.until(() => first.revoked.length > 0);
    await second.until(() => second.assigned.length === 2);
    await first.until(() => first.assigned.length - first.revoked.length === 2);
    expect([...owned(first), ...owned(second)].sort()).toEqual([0, 1, 2, 3]);

    await world.log.append(
      topic,
      [0, 1, 2, 3].map((partition) => record(`shared-${partition}`, partition)),
    );
    await Promise.all([first.count(2), second.count(2)]);
    for (const member of [first, second])
      expect(member.records.map(({ partition }) => partition).sort()).toEqual(owned(member));

    await second.consumption.stop();
    await first.until(() => first.assigned.length - first.revoked.length === 4);
    await world.log.append(
      topic,
      [0, 1, 2, 3].map((partition) => record(`alone-${partition}`, partition)),
    );
    await first.until(() => first.values.filter((value) => value.startsWith('alone')).length === 4);
    expect(owned(first)).toEqual([0, 1, 2, 3]);
    expect([...first.values, ...second.values].sort()).toEqual(
      [0, 1, 2, 3].flatMap((partition) => [`alone-${partition}`, `shared-${partition}`]).sort(),
    );
  });

  test('a member more than partitions gets none until one is free', async () => {
    const topic = await world.topic(1);
    const group = world.group();
    const first = await world.collect({ topics: [topic], group });
    const second = await world.collect({ topics: [topic], group });
    const members = [first, second];
    await world.log.append(topic, [record('one')]);
    await Promise.race(members.map((member) => member.count(1)));
    const owner = members.find((member) => member.records.length > 0) as Collected;
    const other = members.find((member) => member !== owner) as Collected;
    await owner.consumption.stop();
    await other.until(() => other.assigned.length > other.revoked.length);
    await world.log.append(topic, [record('two')]);
    await other.until(() => other.values.includes('two'));
    expect(other.values).toEqual(['two']);
  });

  test('nothing is lost while members come and go under load', async () => {
    const topic = await world.topic(4);
    const group = world.group();
    const total = 400;
    let sent = 0;
    const send = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i += 4, sent += 4)
        await world.log.append(
          topic,
          [0, 1, 2, 3].map((partition) => record(`${sent + partition}`, partition)),
        );
    };
    const members = [await world.collect({ topics: [topic], group, maxRecords: 5 })];
    await send(100);
    const joining = world.collect({ topics: [topic], group, maxRecords: 5 });
    await send(100);
    members.push(await joining);
    await send(100);
    const leaving = members[0]?.consumption.stop();
    await send(100);
    await leaving;
    const seen = (): Set<string> => new Set(members.flatMap((member) => member.values));
    await members[1]?.until(() => seen().size === total);
    // Within one member, a partition's records come in order; only at a change of hands may some come again.
    for (const partition of [0, 1, 2, 3]) {
      for (const member of members) {
        const offsets = member.records.filter((each) => each.partition === partition).map(({ offset }) => offset);
        const fresh = offsets.filter((offset, i) => offset > Math.max(-1, ...offsets.slice(0, i)));
        expect(fresh).toEqual([...fresh].sort((a, b) => a - b));
      }
    }
  });
}
