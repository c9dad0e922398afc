import { newGroupState } from '@tocsin/domain/alerting/alert-group';
import type { ActiveAlert } from './active-alert-store.js';
import type { AlertGroupStore, AlertPlacement, DecidedGroup, GroupPlace, StoredGroup } from './alert-group-store.js';

/** A store of groups, and what it owes to receivers. */
export interface AlertGroupWorld {
  store: AlertGroupStore;
  owed(): Promise<string[]>;
}

const alert = (id: string, over: Partial<ActiveAlert> = {}): ActiveAlert => ({
  id,
  tenantId: 'acme',
  ruleId: 'r',
  fingerprint: id,
  labels: { alertname: id, odd: 'a "quoted" \u0000 {x}' },
  annotations: {},
  severity: 'HIGH',
  value: 1.5,
  generatorUrl: null,
  episodeStart: 1_000,
  firedAt: 1_000,
  resolvedAt: null,
  ...over,
});
const place = (id: string, over: Partial<GroupPlace> = {}): GroupPlace => ({
  id,
  tenantId: 'acme',
  route: '{}',
  key: `{}:${id}`,
  labels: { group: id },
  groupIntervalMs: 1_000,
  policy: 'first',
  firstLookAt: 2_000,
  ...over,
});
const placement = (alertId: string, ...groups: GroupPlace[]): AlertPlacement => ({
  alertId,
  tenantId: 'acme',
  groups,
  sources: [],
});
const end = (fingerprint: string) => ({ tenantId: 'acme', ruleId: 'r', fingerprint, episodeStart: 1_000, at: 3_000 });
const delivery = (id: string) => ({
  id,
  tenantId: 'acme',
  receiverId: 'w',
  groupKey: 'k',
  lane: id,
  body: '{}',
  createdAt: 0,
});

/** What a decision usually says: tell, and look again an hour later. */
const decided = ({ id, alerts }: StoredGroup, over: Partial<DecidedGroup> = {}): DecidedGroup => ({
  kind: 'decided',
  id,
  state: { flush: 1, told: { w: { firing: alerts.map((one) => one.id), at: 2_000 } } },
  isHeld: false,
  nextLookAt: 3_600_000,
  ended: [],
  deliveries: [],
  ...over,
});

/** The suite that every store of groups must pass. */
export function describeAlertGroupStore(name: string, open: () => Promise<AlertGroupWorld>): void {
  describe(`${name} keeps groups of alerts`, () => suite(open));
}

function suite(open: () => Promise<AlertGroupWorld>): void {
  let store: AlertGroupStore;
  let owed: AlertGroupWorld['owed'];
  beforeEach(async () => ({ store, owed } = await open()));

  /** What is due at a time, told by keys; it is put off by an hour. */
  const due = async (now: number, over: Partial<DecidedGroup> = {}): Promise<StoredGroup[]> => {
    const seen: StoredGroup[] = [];
    await store.decideDue(now, 100, async (groups) => {
      seen.push(...groups);
      return groups.map((group) => decided(group, { nextLookAt: now + 3_600_000, ...over }));
    });
    return seen.sort((a, b) => (a.id < b.id ? -1 : 1));
  };

  test('a group comes with its alerts when its first look is due, and then only when something changes', async () => {
    const fired = [alert('a'), alert('b')];
    const placements = [placement('a', place('g')), placement('b', place('g'), place('h', { firstLookAt: 5_000 }))];
    await store.take({ fired, ended: [] }, placements, 1_500);
    expect(await due(1_999)).toEqual([]);
    const [group, ...others] = await due(2_000);
    expect(others).toEqual([]);
    expect(group).toMatchObject({
      id: 'g',
      key: '{}:g',
      labels: { group: 'g' },
      state: newGroupState,
      policy: 'first',
    });
    expect(group?.alerts.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(fired);
    expect(await due(4_999)).toEqual([]);
    expect(await due(5_000)).toMatchObject([{ id: 'h', alerts: [{ id: 'b' }] }]);
    expect(await store.tenants()).toEqual(['acme']);
  });

  test('an alert comes with the trace of what it did last, of its end also where nobody traced that', async () => {
    const [first, last] = ['1', '2'].map((digit) => `00-${digit.repeat(32)}-b7ad6b7169203331-01`);
    const fired = [alert('a', { traceparent: first }), alert('b', { traceparent: first }), alert('c')];
    await store.take(
      { fired, ended: [] },
      fired.map(({ id }) => placement(id, place(id))),
      1_500,
    );
    const tracesAt = async (now: number) =>
      (await due(now)).map(({ alerts }) => alerts.map(({ traceparent }) => traceparent));
    expect(await tracesAt(2_000)).toEqual([[first], [first], [undefined]]);
    await store.take({ fired: [], ended: [{ ...end('a'), traceparent: last }, end('b')] }, [], 3_100);
    expect(await tracesAt(4_000)).toEqual([[last], [undefined]]);
  });

  test('a change has a group looked at, at the next tick since its last look; what ended says when', async () => {
    await store.take({ fired: [alert('a')], ended: [] }, [placement('a', place('g'))], 1_500);
    await due(2_000);
    await store.take({ fired: [], ended: [end('a')] }, [], 3_100);
    expect(await due(3_999)).toEqual([]);
    expect(await due(4_000)).toMatchObject([
      { id: 'g', state: { flush: 1, told: { w: { firing: ['a'] } } }, alerts: [{ id: 'a', resolvedAt: 3_000 }] },
    ]);
    await store.take({ fired: [alert('b')], ended: [] }, [placement('b', place('g'))], 4_000);
    expect(await due(4_999)).toEqual([]);
    expect(await due(5_000)).toHaveLength(1);
  });

  test('what ended leaves its group, and a group that is over is gone; one that comes again is another', async () => {
    await store.take({ fired: [alert('a')], ended: [] }, [placement('a', place('g'))], 1_500);
    const [first] = await due(2_000);
    await store.take({ fired: [], ended: [end('a')] }, [], 2_500);
    await due(3_000, { ended: ['a'], nextLookAt: null });
    expect(await store.tenants()).toEqual([]);
    const again = alert('a', { episodeStart: 9_000, firedAt: 9_000 });
    await store.take({ fired: [again], ended: [] }, [placement('a', place('g'))], 9_000);
    const [second] = await due(9_000);
    expect(second).toMatchObject({ state: newGroupState, alerts: [again] });
    expect(second?.seq).not.toBe(first?.seq);
  });

  test('a decision and what is owed for it are written down together, or neither', async () => {
    await store.take({ fired: [alert('a')], ended: [] }, [placement('a', place('g'))], 1_500);
    await expect(store.decideDue(2_000, 10, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await owed()).toEqual([]);
    await due(2_000, { deliveries: [delivery('d1')] });
    expect(await owed()).toEqual(['d1']);
    expect(await due(2_000)).toEqual([]);
  });

  test('what is taken in twice changes nothing but when it is looked at', async () => {
    const take = () => store.take({ fired: [alert('a')], ended: [] }, [placement('a', place('g'))], 1_500);
    await take();
    await take();
    expect(await due(2_000)).toMatchObject([{ alerts: [{ id: 'a' }] }]);
    await take();
    expect(await due(3_000)).toMatchObject([{ state: { flush: 1 }, alerts: [{ id: 'a' }] }]);
  });

  test('groups in which something is held back can be looked at for another reason', async () => {
    const placements = [placement('a', place('g')), placement('b', place('h'))];
    await store.take({ fired: [alert('a'), alert('b')], ended: [] }, placements, 1_500);
    await store.decideDue(2_000, 10, async (groups) =>
      groups.map((group) => decided(group, { isHeld: group.id === 'g' })),
    );
    await store.lookAtHeld('other', 2_100);
    expect(await due(3_000)).toEqual([]);
    await store.lookAtHeld('acme', 2_100);
    expect(await due(2_999)).toEqual([]);
    expect(await due(3_000)).toMatchObject([{ id: 'g' }]);
  });

  test('all groups of a tenant can be looked at for another reason, but new ones no sooner', async () => {
    await store.take({ fired: [alert('a')], ended: [] }, [placement('a', place('g'))], 1_500);
    await due(2_000);
    await store.take({ fired: [alert('b')], ended: [] }, [placement('b', place('h', { firstLookAt: 9_000 }))], 2_050);
    await store.lookAtAll('other', 2_100);
    expect(await due(3_000)).toEqual([]);
    await store.lookAtAll('acme', 2_100);
    expect(await due(2_999)).toEqual([]);
    expect(await due(3_000)).toMatchObject([{ id: 'g' }]);
  });

  test('alerts are placed by another policy: those that stay, stay, and a group that none stays in is gone', async () => {
    const placements = [placement('a', place('g')), placement('b', place('g')), placement('c', place('h'))];
    await store.take({ fired: [alert('a'), alert('b'), alert('c')], ended: [] }, placements, 1_500);
    await due(2_000);
    const at = place('new', { policy: 'second', firstLookAt: 7_000 });
    const move = () =>
      store.decideOfOtherPolicy(
        'acme',
        'second',
        10,
        async (groups) =>
          groups.map(({ id, alerts }) => ({
            kind: 'moved',
            id,
            policy: 'second',
            groupIntervalMs: 2_000,
            stay: id === 'g' ? ['a'] : [],
            placements: alerts.map((one) => placement(one.id, one.id === 'a' ? place('g', { policy: 'second' }) : at)),
          })),
        2_500,
      );
    expect(await move()).toBe(2);
    expect(await move()).toBe(0);
    expect(await due(3_000)).toMatchObject([{ id: 'g', policy: 'second', state: { flush: 1 }, alerts: [{ id: 'a' }] }]);
    const [moved, ...others] = await due(7_000);
    expect(others).toEqual([]);
    expect(moved).toMatchObject({ id: 'new', state: newGroupState });
    expect(moved?.alerts.map(({ id }) => id).sort()).toEqual(['b', 'c']);
  });

  test('sources of inhibitions are found by their keys while they fire', async () => {
    const sources = [{ key: 'k', isTarget: true }];
    const placements = [{ ...placement('a', place('g')), sources }, placement('b', place('h'))];
    await store.take({ fired: [alert('a'), alert('b')], ended: [] }, placements, 1_500);
    const read = async (now: number): Promise<readonly object[]> => {
      let found: readonly object[] = [];
      await store.decideDue(now, 1, async (groups, readSources) => {
        found = await readSources(['k', 'other']);
        return groups.map((group) => decided(group, { nextLookAt: now + 1_000 }));
      });
      return found;
    };
    expect(await read(2_000)).toEqual([{ tenantId: 'acme', key: 'k', alertId: 'a', isTarget: true }]);
    await store.take({ fired: [], ended: [end('a')] }, [], 2_500);
    expect(await read(4_000)).toEqual([]);
  });
}
