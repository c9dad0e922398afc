import fc from 'fast-check';
import { NO_VALUE } from '@tocsin/domain/plan/series-store';
import type { Matcher } from '@tocsin/domain/promql/ast';
import type { Labels } from '@tocsin/domain/rules/labels';
import { BLOCK_MS } from './block-store.js';
import { keyOfLabels, SeriesMatcher } from './history-answer.js';
import type { RevisedHistory, SeriesHistory } from './series-history.js';

/** A sample as [time, value]. */
export type Point = readonly [time: number, value: number];

export interface OpenedHistory<History extends SeriesHistory = SeriesHistory> {
  history: History;
  /** Makes samples part of the history; those of one series come in the order in which they were taken in. */
  add(tenant: string, series: readonly { labels: Labels; points: readonly Point[] }[]): Promise<void>;
  close(): Promise<void>;
}

/** The boundary of two blocks; the suite's samples lie within a block's length of it. */
export const CONTRACT_TIME = BLOCK_MS * 245_000;

/** What was selected, in an order that can be compared. */
export async function selected(
  history: SeriesHistory,
  tenant: string,
  matchers: readonly Matcher[],
  from = CONTRACT_TIME - BLOCK_MS,
  to = CONTRACT_TIME + BLOCK_MS - 1,
): Promise<{ labels: Labels; points: Point[] }[]> {
  const series = await history.select({ tenant, matchers, from, to });
  const found = series.map(({ labels, times, values }) => ({
    labels,
    points: Array.from(times, (time, i): Point => [time, values[i] as number]),
  }));
  return sorted(found);
}

export function sorted<Found extends { labels: Labels }>(found: readonly Found[]): Found[] {
  return found.toSorted((a, b) => (keyOfLabels(a.labels) < keyOfLabels(b.labels) ? -1 : 1));
}

export const matcher = (name: string, operator: Matcher['operator'], value: string): Matcher => ({
  name,
  operator,
  value,
});

/** The suite that every {@link SeriesHistory} must pass. */
export function describeSeriesHistory(name: string, open: () => Promise<OpenedHistory>): void {
  describe(name, () => {
    const at = (seconds: number): number => CONTRACT_TIME + 1_000 * seconds;
    const cpu = (labels: Labels, ...points: Point[]) => ({ labels: { __name__: 'cpu', ...labels }, points });
    let tenants = 0;
    let tenant = '';
    let opened: OpenedHistory;
    beforeAll(async () => void (opened = await open()));
    beforeEach(() => void (tenant = `tenant_${(tenants += 1)}`));
    afterAll(() => opened.close());

    const select = (matchers: readonly Matcher[], from?: number, to?: number) =>
      selected(opened.history, tenant, matchers, from, to);
    const instances = async (...matchers: Matcher[]) =>
      (await select(matchers)).map(({ labels }) => labels['instance']);

    test('each operator of a matcher chooses the series that it says, a missing label being empty', async () => {
      await opened.add(tenant, [
        ...['a', 'b', 'ab'].map((instance) => cpu({ instance }, [at(0), 1])),
        { labels: { __name__: 'up' }, points: [[at(0), 1]] },
      ]);
      expect(await instances(matcher('instance', '=', 'a'))).toEqual(['a']);
      expect(await instances(matcher('instance', '!=', 'a'))).toEqual(['ab', 'b', undefined]);
      expect(await instances(matcher('instance', '=~', 'a.*'))).toEqual(['a', 'ab']);
      expect(await instances(matcher('instance', '=~', 'b'))).toEqual(['b']);
      expect(await instances(matcher('instance', '!~', 'a.*'))).toEqual(['b', undefined]);
      expect(await instances(matcher('instance', '=', ''))).toEqual([undefined]);
      expect(await instances(matcher('__name__', '=', 'cpu'), matcher('instance', '!=', 'b'))).toEqual(['a', 'ab']);
      expect(await instances(matcher('__name__', '=~', 'c.u|nothing'))).toEqual(['a', 'ab', 'b']);
      expect(await instances(matcher('__name__', '=', 'cp'))).toEqual([]);
      expect(await instances()).toEqual(['a', 'ab', 'b', undefined]);
    });

    test('a range includes both of its ends, and goes on from block to block', async () => {
      const points = [-2, -1, 0, 1, 2].map((i): Point => [at(i), i]);
      await opened.add(tenant, [cpu({}, ...points)]);
      expect((await select([]))[0]?.points).toEqual(points);
      expect((await select([], at(-1), at(1)))[0]?.points).toEqual(points.slice(1, 4));
      expect((await select([], at(0), at(0)))[0]?.points).toEqual(points.slice(2, 3));
      expect((await select([], at(-1) + 1, at(1) - 1))[0]?.points).toEqual(points.slice(2, 3));
      expect((await select([], Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY))[0]?.points).toEqual(points);
    });

    test('values come back to the bit, markers of staleness among them', async () => {
      const values = [1, NO_VALUE, 0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      values.push(NO_VALUE + Number.MIN_VALUE, Number.MIN_VALUE, Number.MAX_VALUE, 0.1, -1e-300);
      const points = values.map((value, i): Point => [at(i), value]);
      await opened.add(tenant, [cpu({}, ...points)]);
      expect((await select([]))[0]?.points).toEqual(points);
    });

    test('tenants never see each other, whatever they ask', async () => {
      const other = `${tenant}_other`;
      await opened.add(tenant, [cpu({ instance: 'a' }, [at(0), 1], [at(1), 1])]);
      await opened.add(other, [cpu({ instance: 'a' }, [at(0), 2]), cpu({ instance: 'b' }, [at(0), 2])]);
      expect(await select([])).toEqual([cpu({ instance: 'a' }, [at(0), 1], [at(1), 1])]);
      expect(await selected(opened.history, other, [])).toEqual([
        cpu({ instance: 'a' }, [at(0), 2]),
        cpu({ instance: 'b' }, [at(0), 2]),
      ]);
      for (const stranger of ['nobody', '', '.', '..', `../${tenant}`, `${tenant}/`, `${tenant}' OR '1'='1`, '*', '%'])
        expect(await selected(opened.history, stranger, [])).toEqual([]);
    });

    test('names with dots and values in any script are labels like all others', async () => {
      const dotted = {
        labels: { __name__: 'http.server.duration', 'service.name': 'größe' },
        points: [[at(0), 1]] as Point[],
      };
      const scripted = cpu({ město: '東京 🚄', 'k8s.pod': 'a\u0000b' }, [at(0), 2]);
      await opened.add(tenant, [dotted, scripted]);
      expect(await select([matcher('service.name', '=', 'größe')])).toEqual([dotted]);
      expect(await select([matcher('město', '=~', '東.*')])).toEqual([scripted]);
      expect(await select([matcher('k8s.pod', '=', 'a\u0000b')])).toEqual([scripted]);
      expect(await select([])).toHaveLength(2);
    });

    test('hostile texts are texts, as values, names and matchers', async () => {
      const hostile = [
        `'; DROP TABLE samples; --`,
        `" OR ""="`,
        `\\'; SELECT 1; /*`,
        `$1`,
        `%`,
        `]`,
        `["cpu","instance","a"]`,
        `\u2028\ud83d`,
        `../../etc/passwd`,
      ];
      await opened.add(tenant, [
        ...hostile.map((value, i) => cpu({ instance: value }, [at(i), i])),
        cpu({ __proto___: 'x', constructor_: 'y' }, [at(0), 1]),
      ]);
      for (const [i, value] of hostile.entries()) {
        expect(await select([matcher('instance', '=', value)])).toEqual([cpu({ instance: value }, [at(i), i])]);
        expect(await select([matcher(value, '=', 'a')])).toEqual([]);
        expect(await select([matcher('__name__', '=', value)])).toEqual([]);
      }
      for (const name of ['constructor', '__proto__', 'toString']) {
        expect(await select([matcher(name, '=~', '.+')])).toEqual([]);
        expect(await select([matcher(name, '=', '')])).toHaveLength(hostile.length + 1);
      }
    });

    test('nothing is found where there is nothing', async () => {
      expect(await select([])).toEqual([]);
      await opened.add(tenant, [cpu({}, [at(0), 1], [at(10), 1])]);
      expect(await select([], at(1), at(9))).toEqual([]);
      expect(await select([], at(11), at(12))).toEqual([]);
      expect(await select([], at(-9), at(-1))).toEqual([]);
      expect(await select([], at(10), at(0))).toEqual([]);
      expect(await select([matcher('instance', '=', 'a')])).toEqual([]);
    });

    test('each time comes once and in order: of several samples of one time the first counts', async () => {
      await opened.add(tenant, [cpu({}, [at(2), 1], [at(1), 1], [at(2), 2])]);
      await opened.add(tenant, [cpu({}, [at(0), 1], [at(1), 3], [at(2), 1])]);
      expect(await select([])).toEqual([cpu({}, [at(0), 1], [at(1), 1], [at(2), 1])]);
    });

    test('label sets are those of the series with samples in the range', async () => {
      await opened.add(tenant, [cpu({ instance: 'a' }, [at(-1), 1]), cpu({ instance: 'b' }, [at(-1), 1], [at(1), 1])]);
      const labels = async (matchers: readonly Matcher[], from: number, to: number) =>
        sorted((await opened.history.series({ tenant, matchers, from, to })).map((found) => ({ labels: found }))).map(
          (found) => found.labels['instance'],
        );
      expect(await labels([], at(-5), at(5))).toEqual(['a', 'b']);
      expect(await labels([], CONTRACT_TIME - BLOCK_MS, CONTRACT_TIME + BLOCK_MS - 1)).toEqual(['a', 'b']);
      expect(await labels([], at(0), at(5))).toEqual(['b']);
      expect(await labels([], at(2), at(5))).toEqual([]);
      expect(await labels([matcher('instance', '!=', 'b')], at(-5), at(5))).toEqual(['a']);
    });

    test('any select finds what a plain list holds', async () => {
      const labelSets: Labels[] = ['a', 'b', 'c'].flatMap((instance) => [
        { __name__: 'cpu', instance },
        { __name__: 'mem', instance, zone: 'x' },
      ]);
      const point = fc.record({
        series: fc.nat(labelSets.length - 1),
        time: fc.integer({ min: -40, max: 40 }),
        value: fc.double(),
      });
      const asked = fc.record({
        matchers: fc.array(
          fc.record({
            name: fc.constantFrom('__name__', 'instance', 'zone'),
            operator: fc.constantFrom('=' as const, '!=' as const, '=~' as const, '!~' as const),
            value: fc.constantFrom('cpu', 'mem', 'a', 'b|c', 'x?', '', '.+'),
          }),
          { maxLength: 2 },
        ),
        from: fc.integer({ min: -50, max: 50 }),
        to: fc.integer({ min: -50, max: 50 }),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(point, { maxLength: 40 }),
          fc.array(asked, { maxLength: 4 }),
          async (points, asks) => {
            const owner = `tenant_${(tenants += 1)}`;
            const series = labelSets.map((labels, i) => ({
              labels,
              points: points.filter((one) => one.series === i).map(({ time, value }): Point => [at(time), value]),
            }));
            await opened.add(owner, series);
            for (const { matchers, from, to } of asks) {
              const test = new SeriesMatcher(matchers);
              const expected = series.flatMap(({ labels, points: all }) => {
                const first = new Map(all.toReversed());
                const kept = [...first]
                  .filter(([time]) => time >= at(from) && time <= at(to))
                  .sort(([a], [b]) => a - b);
                return test.matches(labels) && kept.length > 0 ? [{ labels, points: kept }] : [];
              });
              expect(await selected(opened.history, owner, matchers, at(from), at(to))).toEqual(sorted(expected));
            }
          },
        ),
        { numRuns: 25 },
      );
    }, 60_000);
  });
}

/** What every {@link RevisedHistory} must pass beside it. */
export function describeRevisions(name: string, open: () => Promise<OpenedHistory<RevisedHistory>>): void {
  test(`${name}: a revision outlasts what comes later or from others, and nothing that comes before its end`, async () => {
    const { history, add, close } = await open();
    const at = (seconds: number): number => CONTRACT_TIME + 1_000 * seconds;
    const revision = (to: number) => history.revision('acme', to).then((revision) => revision?.name);
    const take = (tenant: string, instance: string, seconds: number): Promise<void> =>
      add(tenant, [{ labels: { __name__: 'cpu', instance }, points: [[at(seconds), 1]] }]);
    await take('acme', 'a', 0);
    const first = await revision(at(10));
    expect(first).toBeDefined();
    await take('acme', 'a', 20);
    await take('globex', 'a', 5);
    expect(await revision(at(10))).toBe(first);
    expect(await revision(at(20))).not.toBe(first);
    const earlier = await revision(at(4));
    await take('acme', 'late', 5);
    const second = await revision(at(10));
    expect(second).not.toBe(first);
    expect(await revision(at(4))).toBe(earlier);
    await take('acme', 'late', 10);
    expect([first, second]).not.toContain(await revision(at(10)));
    await close();
  });
}
