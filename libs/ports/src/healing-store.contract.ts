import type { GuardVerdict } from '@tocsin/domain/healing/guard';
import { countTrigger } from '@tocsin/domain/healing/guards';
import type { HealingPlan } from '@tocsin/domain/healing/plan';
import { PlaybookDraftSchema, type Playbook } from '@tocsin/domain/healing/playbook';
import { applyEvent, type Run, runOf, type RunSummary, summaryOfRun } from '@tocsin/domain/healing/run';
import type { RunEvent } from '@tocsin/domain/healing/run-event';
import { everyRun, type HealingStore, type NewRun, type RunAppend, type WantedRuns } from './healing-store.js';

const workload = { namespace: 'shop', kind: 'Deployment', name: 'web' } as const;
const draft = PlaybookDraftSchema.parse({
  name: 'Restart',
  trigger: { rule_ids: ['r1'] },
  steps: [{ actions: [{ kind: 'kubernetes_restart', workload }] }],
});
const actor = { subject: 'alice', owners: [] };
const by = { tenantId: 'acme', actor: 'alice', at: 5_000 };
const playbookOf = (over: Partial<Playbook> = {}): Playbook => ({
  ...draft,
  id: 'p1',
  tenant_id: 'acme',
  version: 1,
  authors: [actor],
  created_at: 1_000,
  updated_at: 1_000,
  ...over,
});

function planOf(tenantId: string, target: string): HealingPlan {
  const action = {
    action: { kind: 'kubernetes_restart', workload },
    target,
    effect: 'restarts',
    before: {},
    group: null,
  };
  return {
    tenant_id: tenantId,
    playbook_id: 'p1',
    playbook_name: 'Restart',
    playbook_version: 1,
    authors: [actor],
    requested_by: null,
    trigger: {
      transition_id: 't',
      alert_id: 'e',
      rule_id: 'r1',
      rule_name: 'Down',
      fingerprint: 'f',
      labels: { odd: 'a "quoted" {x} ü' },
      severity: 'HIGH',
      state: 'firing',
      at: 1_000,
    },
    preconditions: [],
    steps: [{ name: '', actions: [action as never], attempts: 1, timeout_ms: 1_000, compensate: 'undo' }],
    verification: { expr: null, within_ms: 1_000, for_ms: 0 },
    healthy_share_min: 0.51,
    approval: { policy: 'none' },
    approvals_needed: 0,
    expires_ms: 60_000,
  };
}

const plannedAt = (at: number, tenantId = 'acme', target = 'kubernetes/shop/Deployment/web'): RunEvent => ({
  type: 'planned',
  at,
  plan: planOf(tenantId, target),
  hash: '0'.repeat(64),
});
const told = (at: number, about: string): RunEvent => ({ type: 'told', at, about });
const held: GuardVerdict & { kind: 'held' } = { kind: 'held', guard: 'cooldown', reason: 'rests' };

/**
 * The suite that every store of playbooks and runs must pass.
 *
 * @param open - gives empty stores each time
 */
export function describeHealingStore(name: string, open: () => Promise<HealingStore>): void {
  describe(`${name}, as a store of what heals`, () => {
    let store: HealingStore;
    beforeEach(async () => void (store = await open()));

    const creating = (runId: string, at: number, tenantId = 'acme', target?: string): (() => NewRun) => {
      const event = plannedAt(at, tenantId, target);
      return () => ({ kind: 'create', event, summary: summaryOfRun(runOf(runId, [event])) });
    };
    const create = (runId: string, at: number, tenantId = 'acme', target?: string) =>
      store.create(tenantId, runId, 0, creating(runId, at, tenantId, target));
    const load = async (runId: string): Promise<Run> => runOf(runId, (await store.run('acme', runId))?.events ?? []);
    const append = async (runId: string, events: RunEvent[], over: Partial<RunAppend> = {}) => {
      const before = await load(runId);
      const summary = summaryOfRun(events.reduce(applyEvent, before));
      const write = { expectedVersion: before.version, events, summary, nextLookAt: 5_000, token: null, ...over };
      return store.append('acme', runId, write);
    };

    it('keeps versions of playbooks, each after the last', async () => {
      expect(await store.putPlaybook(playbookOf({ version: 2 }))).toEqual({ kind: 'conflict', version: 0 });
      expect(await store.putPlaybook(playbookOf())).toEqual({ kind: 'put' });
      expect(await store.putPlaybook(playbookOf())).toEqual({ kind: 'conflict', version: 1 });
      await store.putPlaybook(playbookOf({ version: 2, name: 'Restart it' }));
      expect(await store.playbook('acme', 'p1', null)).toEqual(playbookOf({ version: 2, name: 'Restart it' }));
      expect(await store.playbook('acme', 'p1', 1)).toEqual(playbookOf());
      expect(await store.playbook('bolt', 'p1', null)).toBeNull();
    });

    it('lists the playbooks that stand, of one tenant or of all', async () => {
      await store.putPlaybook(playbookOf());
      await store.putPlaybook(playbookOf({ id: 'p2' }));
      await store.putPlaybook(playbookOf({ tenant_id: 'bolt' }));
      expect(await store.deletePlaybook('acme', 'p2', by)).toBe(true);
      expect(await store.deletePlaybook('acme', 'p2', by)).toBe(false);
      expect((await store.playbooks('acme')).map(({ id }) => id)).toEqual(['p1']);
      expect((await store.playbooks(null)).map((one) => one.tenant_id).sort()).toEqual(['acme', 'bolt']);
      expect(await store.playbook('acme', 'p2', null)).toBeNull();
      expect(await store.playbook('acme', 'p2', 1)).toEqual(playbookOf({ id: 'p2' }));
      expect(await store.putPlaybook(playbookOf({ id: 'p2', version: 2 }))).toEqual({ kind: 'put' });
    });

    it('creates a run once, and none that is held back', async () => {
      expect(await create('a', 1_000)).toEqual({ kind: 'created' });
      expect(await create('a', 2_000)).toEqual({ kind: 'exists' });
      expect(await store.create('acme', 'b', 0, () => ({ kind: 'held', verdict: held }))).toEqual({
        kind: 'held',
        verdict: held,
      });
      expect(await store.run('acme', 'b')).toBeNull();
      expect((await store.run('acme', 'a'))?.events).toEqual([plannedAt(1_000)]);
      expect(await store.run('bolt', 'a')).toBeNull();
    });

    it('counts the runs of all tenants that wait for people: for an approval, or for what only they can say', async () => {
      expect(await store.waiting()).toEqual({ forApproval: 0, forAnswer: 0 });
      for (const [runId, tenantId] of [
        ['asks', 'acme'],
        ['asks too', 'bolt'],
        ['goes', 'acme'],
      ] as const) {
        const plan = { ...planOf(tenantId, `docker/${runId}`), approvals_needed: runId === 'goes' ? 0 : 1 };
        const event: RunEvent = { type: 'planned', at: 1_000, plan, hash: '0'.repeat(64) };
        const summary = summaryOfRun(runOf(runId, [event]));
        await store.create(tenantId, runId, 0, () => ({ kind: 'create', event, summary }));
      }
      expect(await store.waiting()).toEqual({ forApproval: 2, forAnswer: 0 });
      const summary: RunSummary = { ...summaryOfRun(await load('goes')), state: 'unknown' };
      const events = [told(2_000, 'question')];
      await store.append('acme', 'goes', { expectedVersion: 1, events, summary, nextLookAt: null, token: null });
      expect(await store.waiting()).toEqual({ forApproval: 2, forAnswer: 1 });
      await append('asks', [{ type: 'expired', at: 2_000, reason: 'late' }]);
      expect(await store.waiting()).toEqual({ forApproval: 1, forAnswer: 1 });
    });

    it('shows who creates a run those that are open or lately ended, of the tenant', async () => {
      await create('over', 1_000);
      await append('over', [{ type: 'expired', at: 2_000, reason: 'late' }]);
      await create('long over', 1_000);
      await append('long over', [{ type: 'expired', at: 1_500, reason: 'late' }]);
      await create('open', 1_000, 'acme', 'docker/x');
      await create('other', 1_000, 'bolt');
      let seen: readonly RunSummary[] = [];
      await store.create('acme', 'new', 1_500, (recent) => {
        seen = recent;
        return { kind: 'held', verdict: held };
      });
      expect([...seen].sort((a, b) => (a.runId < b.runId ? -1 : 1))).toEqual([
        summaryOfRun(await load('open')),
        summaryOfRun(await load('over')),
      ]);
      const read = await store.recentRuns('acme', 1_500);
      expect(read.map(({ runId }) => runId).sort()).toEqual(['open', 'over']);
      expect([seen.length, seen.find(({ runId }) => runId === 'open')?.targets]).toEqual([2, ['docker/x']]);
    });

    it('lets those who create runs of a tenant at once see each other', async () => {
      const attempts = Array.from({ length: 8 }, (_, n) =>
        store.create('acme', `r${n}`, 0, (recent) =>
          recent.length < 3 ? creating(`r${n}`, 1_000)() : { kind: 'held', verdict: held },
        ),
      );
      const kinds = (await Promise.all(attempts)).map(({ kind }) => kind).sort();
      expect(kinds).toEqual([...Array<string>(3).fill('created'), ...Array<string>(5).fill('held')]);
    });

    it('appends where nobody else has, and tells the loser', async () => {
      await create('a', 1_000);
      expect(await append('a', [told(2_000, 'x'), told(2_000, 'y')])).toBe('appended');
      expect(await append('a', [told(3_000, 'z')], { expectedVersion: 1 })).toBe('conflict');
      expect(await append('a', [told(3_000, 'z')], { expectedVersion: 4 })).toBe('conflict');
      // Both of the same version: the slower of two that read it first would else find what the other wrote.
      const both = await Promise.all(
        ['p', 'q'].map((about) => append('a', [told(4_000, about)], { expectedVersion: 3 })),
      );
      expect([...both].sort()).toEqual(['appended', 'conflict']);
      const events = (await store.run('acme', 'a'))?.events ?? [];
      expect(events.map(({ at }) => at)).toEqual([1_000, 2_000, 2_000, 4_000]);
    });

    it('hands a due run to one process at a time', async () => {
      await create('a', 1_000);
      expect(await store.claim(999, 500, 10)).toEqual([]);
      const claims = await Promise.all([store.claim(1_000, 500, 10), store.claim(1_000, 500, 10)]);
      const [claimed, ...others] = claims.flat();
      expect(others).toEqual([]);
      expect([claimed?.runId, claimed?.events, claimed?.lease.until]).toEqual(['a', [plannedAt(1_000)], 1_500]);
      expect(await store.claim(1_499, 500, 10)).toEqual([]);
      const [next] = await store.claim(1_500, 500, 10);
      expect((next?.lease.token ?? 0) > (claimed?.lease.token ?? 0)).toBe(true);
    });

    it('takes nothing from a process that has lost its lease', async () => {
      await create('a', 1_000);
      const [first] = await store.claim(1_000, 500, 10);
      const [second] = await store.claim(2_000, 500, 10);
      const [old, token] = [first?.lease.token ?? 0, second?.lease.token ?? 0];
      expect(await append('a', [told(2_000, 'x')], { token: old })).toBe('lease_lost');
      expect(await store.renew('acme', 'a', old, 9_000)).toBe(false);
      await store.release('acme', 'a', old, 1, null);
      expect(await store.renew('acme', 'a', token, 3_000)).toBe(true);
      expect(await append('a', [told(2_000, 'x')], { token, nextLookAt: 2_000 })).toBe('appended');
      expect(await store.claim(2_999, 500, 10)).toEqual([]);
      expect(await store.claim(3_000, 500, 10)).toHaveLength(1);
    });

    it('looks at what was given back when its time has come, and at once at what a person has changed', async () => {
      await create('a', 1_000);
      await create('b', 1_000, 'acme', 'docker/x');
      await create('c', 1_000, 'acme', 'docker/y');
      const claimed = await store.claim(1_000, 10_000, 10);
      const tokenOf = (runId: string) => claimed.find((one) => one.runId === runId)?.lease.token ?? 0;
      await append('c', [told(1_100, 'x')], { nextLookAt: 1_100 });
      await store.release('acme', 'a', tokenOf('a'), 1, 4_000);
      await store.release('acme', 'b', tokenOf('b'), 1, null);
      await store.release('acme', 'c', tokenOf('c'), 1, null);
      const due = async (now: number) => (await store.claim(now, 1, 10)).map(({ runId }) => runId);
      expect(await due(1_200)).toEqual(['c']);
      await append('c', [told(1_300, 'y')], { nextLookAt: null });
      expect(await due(3_999)).toEqual([]);
      expect(await due(4_000)).toEqual(['a']);
      await append('a', [told(4_100, 'x')], { nextLookAt: null });
      await append('b', [told(5_000, 'x')], { nextLookAt: 5_000 });
      expect(await due(5_000)).toEqual(['b']);
    });

    it('remembers what the audit has been told', async () => {
      await create('a', 1_000);
      expect((await store.claim(1_000, 1, 10)).map(({ audited }) => audited)).toEqual([0]);
      await store.markAudited('acme', 'a', 3);
      await store.markAudited('acme', 'a', 2);
      expect((await store.claim(2_000, 1, 10)).map(({ audited }) => audited)).toEqual([3]);
    });

    it('takes no more than asked for, the longest due first', async () => {
      await create('late', 3_000);
      await create('early', 1_000, 'acme', 'docker/x');
      await create('middle', 2_000, 'bolt');
      expect((await store.claim(9_000, 1_000, 2)).map(({ runId }) => runId)).toEqual(['early', 'middle']);
      expect((await store.claim(9_000, 1_000, 2)).map(({ runId }) => runId)).toEqual(['late']);
    });

    it('lists runs, the latest first, a page at a time', async () => {
      await create('a', 1_000);
      await create('b', 2_000, 'acme', 'docker/x');
      await create('c', 3_000, 'acme', 'docker/y');
      await create('d', 3_000, 'bolt');
      await create('e', 2_000, 'acme', 'docker/z');
      const ids = async (over: Partial<WantedRuns>) =>
        (await store.runs('acme', { ...everyRun(3), ...over })).map(({ runId }) => runId);
      expect(await ids({})).toEqual(['c', 'e', 'b']);
      expect(await ids({ after: { createdAt: 2_000, runId: 'e' } })).toEqual(['b', 'a']);
    });

    it('lists runs of a state, of a playbook, and those that are open', async () => {
      await create('a', 1_000);
      await create('b', 2_000, 'acme', 'docker/x');
      await append('a', [{ type: 'expired', at: 3_000, reason: 'nobody approved in time' }]);
      const ids = async (over: Partial<WantedRuns>) =>
        (await store.runs('acme', { ...everyRun(3), ...over })).map(({ runId }) => runId);
      expect(await ids({ isOpen: true })).toEqual(['b']);
      expect(await ids({ isOpen: false })).toEqual(['a']);
      expect(await ids({ state: 'expired' })).toEqual(['a']);
      expect(await ids({ playbookId: 'p1' })).toEqual(['b', 'a']);
      expect(await ids({ playbookId: 'p2' })).toEqual([]);
    });

    it('knows which switches are on', async () => {
      const off = { tenantId: 'acme', by: 'alice', reason: 'migration', at: 1_000 };
      await store.switchOff(off, 'acme');
      await store.switchOff({ ...off, by: 'bob', at: 2_000 }, 'acme');
      await store.switchOff({ ...off, tenantId: null }, 'acme');
      const switches = [...(await store.killSwitches())].sort((a) => (a.tenantId === null ? -1 : 1));
      expect(switches).toEqual([{ ...off, tenantId: null }, off]);
      await store.switchOn(null, by);
      await store.switchOn('bolt', by);
      expect(await store.killSwitches()).toEqual([off]);
    });

    it('counts triggers in one piece', async () => {
      const limit = { triggersMax: 3, windowMs: 1_000 };
      const count = () => store.changeStorm('acme', 'p1', (state) => countTrigger(state, limit, 1_000));
      expect(await store.storm('acme', 'p1')).toBeNull();
      await Promise.all(Array.from({ length: 3 }, count));
      expect(await store.storm('acme', 'p1')).toEqual({ windowFrom: 1_000, count: 3, until: 0 });
      expect(await count()).toEqual({ windowFrom: 1_000, count: 4, until: 2_000 });
      expect(await store.storm('acme', null)).toBeNull();
      expect(await store.storm('bolt', 'p1')).toBeNull();
    });
  });
}
