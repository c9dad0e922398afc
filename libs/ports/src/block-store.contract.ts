import { BLOCK_MS, type BlockPart, type BlockStore, blockStartOf } from './block-store.js';
import { keyOfLabels } from './history-answer.js';
import { CONTRACT_TIME, describeSeriesHistory, type Point, selected } from './series-history.contract.js';

export interface OpenedBlockStore {
  store: BlockStore;
  /** Opens the same blocks anew, as a process does that was killed and started again. */
  reopen(): Promise<BlockStore>;
  close(): Promise<void>;
}

const unmoved: ReadonlyMap<number, number> = new Map();

/** The parts that hold these points of one tenant. */
export function partsOf(
  tenant: string,
  series: readonly { labels: Readonly<Record<string, string>>; points: readonly Point[] }[],
): BlockPart[] {
  const starts = new Set(series.flatMap(({ points }) => points.map(([time]) => blockStartOf(time))));
  return Array.from(starts, (start) => ({
    tenant,
    start,
    series: series.map(({ labels, points }) => {
      const own = points.filter(([time]) => blockStartOf(time) === start);
      const kept = [...new Map(own.toReversed())].sort(([a], [b]) => a - b);
      return {
        key: keyOfLabels(labels),
        times: Float64Array.from(kept, ([time]) => time),
        values: Float64Array.from(kept, ([, value]) => value),
      };
    }),
  }));
}

/** The suite that every {@link BlockStore} must pass. */
export function describeBlockStore(name: string, open: () => Promise<OpenedBlockStore>): void {
  describeSeriesHistory(`${name}, asked`, async () => {
    const { store, close } = await open();
    return {
      history: store,
      add: (tenant, series) => store.write(partsOf(tenant, series), unmoved),
      close,
    };
  });

  describe(`${name}, kept`, () => {
    const labels = { __name__: 'cpu', instance: 'a' };
    const [before, after] = [CONTRACT_TIME - 1_000, CONTRACT_TIME + 1_000];
    const parts = (...points: Point[]) => partsOf('acme', [{ labels, points }]);
    let opened: OpenedBlockStore;
    beforeEach(async () => void (opened = await open()));
    afterEach(() => opened.close());
    const pointsOf = async (store: BlockStore) => (await selected(store, 'acme', []))[0]?.points ?? [];

    test('an empty store has no blocks and no positions', async () => {
      expect(opened.store.blocks()).toEqual([]);
      expect([...opened.store.positions()]).toEqual([]);
      expect(await pointsOf(opened.store)).toEqual([]);
    });

    test('blocks and positions are there after opening again; positions not named stay', async () => {
      await opened.store.write(parts([before, 1], [after, 2]), new Map([[0, 5], [3, 7]])); // prettier-ignore
      await opened.store.write(parts([after + 1, 3]), new Map([[3, 9]]));
      const store = await opened.reopen();
      expect(await pointsOf(store)).toEqual([
        [before, 1],
        [after, 2],
        [after + 1, 3],
      ]);
      expect(new Map(store.positions())).toEqual(new Map([[0, 5], [3, 9]])); // prettier-ignore
      expect(store.blocks().toSorted((a, b) => a.start - b.start)).toEqual([
        { tenant: 'acme', start: CONTRACT_TIME - BLOCK_MS, parts: 1, samples: 1, latest: before },
        { tenant: 'acme', start: CONTRACT_TIME, parts: 2, samples: 2, latest: after + 1 },
      ]);
    });

    test('parts without samples are left out', async () => {
      await opened.store.write([{ tenant: 'acme', start: CONTRACT_TIME, series: [] }, ...parts()], new Map([[0, 1]]));
      expect(opened.store.blocks()).toEqual([]);
      expect(opened.store.positions().get(0)).toBe(1);
    });

    test('what is written twice is read once, and merging changes nothing that is read', async () => {
      const twice = parts([after, 1], [after + 5, 2]);
      await opened.store.write(twice, unmoved);
      await opened.store.write(parts([after, 7], [after + 1, 3]), unmoved);
      await opened.store.write(twice, unmoved);
      await opened.store.write(
        partsOf('acme', [{ labels: { ...labels, instance: 'b' }, points: [[after, Number.NaN]] }]),
        unmoved,
      );
      const expected = await selected(opened.store, 'acme', []);
      expect(expected).toHaveLength(2);
      expect(expected[0]?.points).toEqual([
        [after, 1],
        [after + 1, 3],
        [after + 5, 2],
      ]);
      await opened.store.merge('acme', CONTRACT_TIME);
      expect(await selected(opened.store, 'acme', [])).toEqual(expected);
      expect(opened.store.blocks()).toEqual([
        { tenant: 'acme', start: CONTRACT_TIME, parts: 1, samples: 4, latest: after + 5 },
      ]);
      const store = await opened.reopen();
      expect(await selected(store, 'acme', [])).toEqual(expected);
      await store.write(parts([after, 9], [after + 6, 4]), unmoved);
      expect((await pointsOf(store)).slice(0, 1)).toEqual([[after, 1]]);
      await store.merge('acme', CONTRACT_TIME);
      expect(await pointsOf(store)).toEqual([
        [after, 1],
        [after + 1, 3],
        [after + 5, 2],
        [after + 6, 4],
      ]);
    });

    test('merging a block that is not there, or has one part, changes nothing', async () => {
      await opened.store.write(parts([after, 1]), unmoved);
      await opened.store.merge('acme', CONTRACT_TIME);
      await opened.store.merge('acme', CONTRACT_TIME - BLOCK_MS);
      await opened.store.merge('nobody', CONTRACT_TIME);
      expect(await pointsOf(opened.store)).toEqual([[after, 1]]);
    });

    test('whole blocks are deleted once they end before a time', async () => {
      await opened.store.write(parts([before, 1], [after, 2]), new Map([[0, 5]]));
      expect(await opened.store.dropEndingBefore(() => CONTRACT_TIME - 1)).toBe(0);
      expect(await opened.store.dropEndingBefore((tenant) => (tenant === 'acme' ? 0 : CONTRACT_TIME))).toBe(0);
      expect(await pointsOf(opened.store)).toHaveLength(2);
      expect(await opened.store.dropEndingBefore(() => CONTRACT_TIME)).toBe(1);
      expect(await pointsOf(opened.store)).toEqual([[after, 2]]);
      const store = await opened.reopen();
      expect(await pointsOf(store)).toEqual([[after, 2]]);
      expect(store.positions().get(0)).toBe(5);
    });

    test('reading goes on while blocks are written, merged and deleted', async () => {
      await opened.store.write(parts([before, 1], [after, 2]), unmoved);
      const reads: Promise<Point[]>[] = [];
      for (let i = 3; i < 8; i += 1) {
        reads.push(pointsOf(opened.store));
        await opened.store.write(parts([after + i, i]), unmoved);
        reads.push(pointsOf(opened.store));
        if (i % 2 === 1) await opened.store.merge('acme', CONTRACT_TIME);
      }
      reads.push(pointsOf(opened.store));
      await opened.store.dropEndingBefore(() => CONTRACT_TIME);
      const found = await Promise.all(reads);
      for (const [i, points] of found.entries()) expect(points.length).toBeGreaterThanOrEqual(2 + Math.floor(i / 2));
    });
  });
}
