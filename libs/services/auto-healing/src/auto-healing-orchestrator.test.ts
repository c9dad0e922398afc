import { decideCancellation, decideSettlement } from '@tocsin/domain/healing/approval';
import type { RunEvent } from '@tocsin/domain/healing/run-event';
import type { RunRequest } from '@tocsin/domain/healing/run-request';
import { healingTriggerOf } from '@tocsin/domain/healing/trigger';
import { nodeLedgerCrypto } from '@tocsin/runtime/ledger-crypto';
import fc from 'fast-check';
import {
  type FakeHealingOptions,
  FakeHealingWorld,
  firing,
  person,
  type PlaybookFields,
  playbookOf,
  scale,
  START,
} from './healing-world.fake.js';

const worldWith = (options: Partial<FakeHealingOptions> = {}): FakeHealingWorld =>
  new FakeHealingWorld({ crypto: nodeLedgerCrypto, ...options });
const two = { steps: [{ actions: [scale('{{ $labels.deployment }}')] }, { actions: [scale('worker')] }] };
const minutes = (n: number): number => n * 60_000;

/** A world with one process and a playbook, and the alert that it is for. */
async function begun(it: FakeHealingWorld, playbook: PlaybookFields = {}): Promise<FakeHealingWorld> {
  await it.put(playbook);
  const orchestrator = await it.spawn();
  await orchestrator.consider([firing('a')]);
  return it;
}
const eventsOf = async (it: FakeHealingWorld, runId: string): Promise<readonly RunEvent[]> =>
  (await it.store.run('acme', runId))?.events ?? [];
const heldOf = (it: FakeHealingWorld): string[] =>
  [...it.audit.values()].flatMap((entry) => (entry.kind === 'held_back' ? [entry.guard] : []));
const ends = async (it: FakeHealingWorld): Promise<[string, string][]> =>
  (await it.runs()).map(({ state, reason }) => [state, reason]);

/** What a person asks for in the world's playbook. */
async function asked(it: FakeHealingWorld, id: string, over: Partial<RunRequest> = {}): Promise<void> {
  const [playbook] = await it.store.playbooks('acme');
  const trigger = healingTriggerOf(firing('a'));
  if (playbook === undefined || trigger === null) throw new Error('there is nothing to ask for');
  const about = { tenant_id: 'acme', playbook_id: playbook.id, trigger, requested_by: { subject: 'ann', owners: [] } };
  await it.requests.add({ id, ...about, reason: '', at: it.clock.now(), ...over });
}
const outcomeOf = async (it: FakeHealingWorld, id: string) => (await it.requests.request('acme', id))?.outcome;

describe('a run that a person asks for', () => {
  it('is planned, heals, and is not approved by who asked', async () => {
    const it = worldWith();
    it.answersPeople = false;
    await it.put({ approval: { policy: 'one' } });
    await it.spawn();
    await asked(it, 'run1');
    await it.pass(5_000);
    expect(await outcomeOf(it, 'run1')).toMatchObject({ kind: 'planned' });
    expect(await it.approve('run1', 'ann')).toMatchObject({ kind: 'refused', code: 'requester' });
    await it.approve('run1', 'bob');
    await it.pass(10_000);
    expect((await it.runs()).map(({ id, state }) => [id, state])).toEqual([['run1', 'succeeded']]);
  });

  it('comes once, though the answer was lost and it is taken again', async () => {
    const it = worldWith();
    await it.put();
    await it.spawn();
    let lost = 3;
    const { answer } = it.requests;
    it.requests.answer = async (...about) => {
      if ((lost -= 1) >= 0) throw new Error('the connection is lost');
      await answer.apply(it.requests, about);
    };
    await asked(it, 'run1');
    await it.pass(10_000);
    expect([await outcomeOf(it, 'run1'), it.effects.length]).toEqual([expect.objectContaining({ kind: 'planned' }), 1]);
  });

  it('is another one than that of the alert, and bound by the same guards', async () => {
    const it = await begun(worldWith(), { cooldown_ms: 60_000 });
    await it.pass(10_000);
    await asked(it, 'run2');
    await it.pass(1_000);
    expect(await outcomeOf(it, 'run2')).toMatchObject({ kind: 'held_back', guard: 'cooldown' });
    await it.pass(60_000);
    await asked(it, 'run3');
    await it.pass(10_000);
    expect([(await it.runs()).length, it.effects.length]).toEqual([2, 2]);
  });

  it('does not come when its playbook is gone, off, or nobody healed for long', async () => {
    const it = worldWith();
    await it.put({ is_enabled: false });
    await asked(it, 'off');
    await asked(it, 'gone', { playbook_id: 'none' });
    await asked(it, 'late', { at: it.clock.now() - minutes(16) });
    await it.spawn();
    await it.pass(1_000);
    const guards = await Promise.all(['off', 'gone', 'late'].map((id) => outcomeOf(it, id)));
    expect(guards).toMatchObject([{ guard: 'playbook_changed' }, { guard: 'playbook_changed' }, { guard: 'late' }]);
    expect(await it.runs()).toEqual([]);
  });
});

describe('a run', () => {
  it('heals, is verified and stands in the audit, event by event', async () => {
    const it = await begun(worldWith());
    await it.pass(10_000);
    const [run] = await it.runs();
    expect(run?.state).toBe('succeeded');
    expect(it.effects).toEqual([`${run?.id}-0-0`]);
    const audited = [...it.audit.values()].map((entry) => (entry.kind === 'run_event' ? entry.event.type : entry.kind));
    expect(audited).toEqual(['planned', 'effect_began', 'effect_ended', 'verification_began', 'ended']);
    expect(await it.registry.metrics()).toContain(
      'auto_healing_actions_total{tenant_id="acme",action_type="kubernetes_scale"} 1',
    );
    expect(it.told).toEqual([]);
  });

  it('waits for approval, and acts within half a second of it', async () => {
    const it = worldWith();
    it.answersPeople = false;
    await begun(it, { approval: { policy: 'one' } });
    await it.pass(5_000);
    const [run] = await it.runs();
    expect([run?.state, it.told.map(({ news }) => news.kind)]).toEqual(['awaiting_approval', ['approval_wanted']]);
    await it.approve(run?.id ?? '', 'bob');
    const approvedAt = it.clock.now();
    await it.pass(1_000);
    const began = (await eventsOf(it, run?.id ?? '')).find(({ type }) => type === 'effect_began');
    expect((began?.at ?? Infinity) - approvedAt).toBeLessThanOrEqual(500);
  });

  it('asks again when the world is another one than was approved of', async () => {
    const it = worldWith();
    it.answersPeople = false;
    await begun(it, { approval: { policy: 'one' } });
    await it.pass(1_000);
    const [before] = await it.runs();
    it.replicas = 4;
    await it.approve(before?.id ?? '', 'bob');
    await it.pass(1_000);
    const [after] = await it.runs();
    expect([after?.state, after?.approvals, it.effects]).toEqual(['awaiting_approval', [], []]);
    expect(after?.hash).not.toBe(before?.hash);
    await it.approve(before?.id ?? '', 'bob');
    await it.pass(5_000);
    expect((await it.runs())[0]?.state).toBe('succeeded');
  });

  it('ends when nobody approves in time, and tells of it', async () => {
    const it = worldWith();
    it.answersPeople = false;
    await begun(it, { approval: { policy: 'two' }, expires_ms: minutes(1) });
    await it.pass(30_000);
    await it.approve((await it.runs())[0]?.id ?? '', 'bob');
    await it.pass(40_000);
    expect(await ends(it)).toEqual([['expired', 'nobody approved in time']]);
    expect(it.told.at(-1)?.news.kind).toBe('ended');
    expect(it.effects).toEqual([]);
  });

  it('counts one approval of a person who gives two in the same moment', async () => {
    const it = worldWith();
    it.answersPeople = false;
    await begun(it, { approval: { policy: 'two' } });
    await it.pass(1_000);
    const id = (await it.runs())[0]?.id ?? '';
    const tabs = await Promise.all([it.approve(id, 'bob'), it.approve(id, 'bob'), it.approve(id, 'Bob')]);
    const codes = tabs.map((decision) => ('code' in decision ? decision.code : decision.kind)).sort();
    expect(codes).toEqual(['approved_already', 'approved_already', 'decided']);
    await it.pass(2_000);
    expect([it.effects, (await it.runs())[0]?.state]).toEqual([[], 'awaiting_approval']);
    const late = await Promise.all([it.approve(id, 'carol'), it.approve(id, 'dave')]);
    expect(late.map((decision) => ('code' in decision ? decision.code : decision.kind))).toEqual([
      'decided',
      'not_awaiting',
    ]);
    expect(await it.approve('none', 'carol')).toEqual({ kind: 'no_run' });
    await it.pass(5_000);
    expect((await it.runs())[0]?.state).toBe('succeeded');
  });

  it('takes back what did not help, in reverse, and tells of it', async () => {
    const it = await begun(worldWith({ helps: false }), two);
    await it.pass(minutes(3));
    const [run] = await it.runs();
    expect([run?.state, run?.reason]).toEqual(['rolled_back', 'it did not help']);
    expect(it.effects).toEqual(['0-0', '1-0', '1-0-u', '0-0-u'].map((key) => `${run?.id}-${key}`));
    expect(it.told.map(({ news }) => news.kind)).toEqual(['ended']);
  });

  it('fails and says what is still there when that cannot be taken back', async () => {
    const it = await begun(worldWith({ helps: false, luck: ['done', 'refused'] }));
    await it.pass(minutes(3));
    const still = 'it did not help; what was done to kubernetes/shop/Deployment/web-a is still there';
    expect(await ends(it)).toEqual([['failed', still]]);
  });

  it('tries again where that may help, and no more often than allowed', async () => {
    const attempts = (n: number) => ({ steps: [{ actions: [scale('{{ $labels.deployment }}')], attempts: n }] });
    const patient = await begun(worldWith({ luck: ['busy', 'busy'] }), attempts(3));
    await patient.pass(20_000);
    expect((await ends(patient)).map(([state]) => state)).toEqual(['succeeded']);
    const hasty = await begun(worldWith({ luck: ['busy', 'busy'] }), attempts(2));
    await hasty.pass(20_000);
    expect((await ends(hasty)).map(([state]) => state)).toEqual(['failed']);
    expect(hasty.effects).toEqual([]);
  });

  it('cuts an executor that hangs, asks what has become of it, and goes on under the same key', async () => {
    const steps = [{ actions: [scale('{{ $labels.deployment }}')], timeout_ms: 2_000 }];
    const it = await begun(worldWith({ luck: ['hangs_before'] }), { steps });
    await it.pass(20_000);
    const [run] = await it.runs();
    const keys = (await eventsOf(it, run?.id ?? '')).flatMap((event) =>
      event.type === 'effect_began' ? event.key : [],
    );
    expect([run?.state, it.effects, keys]).toEqual(['succeeded', [keys[0]], [keys[0], keys[0]]]);
  });

  it.each([
    [true, 'succeeded', 1],
    [false, 'failed', 0],
  ])('asks a person where nobody else can tell, and acts no second time; it is there: %s', async (isDone, state, n) => {
    const it = worldWith({ luck: [isDone ? 'throws_after' : 'throws_before'], blind: new Set(['kubernetes_scale']) });
    it.answersPeople = false;
    await begun(it);
    await it.pass(minutes(5));
    const [run] = await it.runs();
    expect([run?.state, it.told.map(({ news }) => news.kind)]).toEqual(['unknown', ['person_asked']]);
    const effect = { step: 0, action: 0, direction: 'do' } as const;
    await it.decide(run?.id ?? '', (now) =>
      decideSettlement(now, person('bob'), { effect, isDone, reason: 'I looked' }, it.clock.now()),
    );
    await it.pass(10_000);
    expect([(await it.runs())[0]?.state, it.effects.length]).toEqual([state, n]);
  });

  it('is rolled back when a person cancels it under way', async () => {
    const it = await begun(worldWith({ helps: false }));
    await it.pass(10_000);
    const [run] = await it.runs();
    await it.decide(run?.id ?? '', (now) => decideCancellation(now, person('bob'), 'wrong one', it.clock.now()));
    await it.pass(5_000);
    expect(await ends(it)).toEqual([['rolled_back', 'wrong one']]);
  });

  it('is rolled back when too few would stay healthy in its next step', async () => {
    const it = worldWith({ group: { healthy: 3, total: 3, touched: 1 } });
    it.afterEffect = () => void (it.group = { healthy: 2, total: 3, touched: 1 });
    await begun(it, two);
    await it.pass(10_000);
    const [run] = await it.runs();
    expect([run?.state, run?.reason.split(':')[0]]).toEqual(['rolled_back', 'healthy_share']);
    expect(it.effects).toEqual([`${run?.id}-0-0`, `${run?.id}-0-0-u`]);
  });
});

describe('what holds back', () => {
  it('stops what is under way within a second of the switch, and does nothing after it', async () => {
    const it = await begun(worldWith({ luck: ['hangs_after'] }), two);
    await it.pass(1_000);
    expect(it.effects).toHaveLength(1);
    await it.store.switchOff({ tenantId: null, by: 'carol', reason: 'migration', at: it.clock.now() }, 'acme');
    const switchedAt = it.clock.now();
    await it.pass(1_000);
    const [run] = await it.runs();
    const ended = (await eventsOf(it, run?.id ?? '')).find(({ type }) => type === 'effect_ended');
    expect((ended?.at ?? Infinity) - switchedAt).toBeLessThanOrEqual(1_000);
    await it.pass(minutes(2));
    const why = 'healing is switched off for everybody by carol: migration; what was done until then is still there';
    expect(await ends(it)).toEqual([['held_back', why]]);
    expect(it.effects).toHaveLength(1);
    expect(it.told.map(({ news }) => news.kind)).toEqual(['ended']);
  });

  it('heals nothing while nobody knows whether it may', async () => {
    const it = worldWith();
    await it.put();
    const orchestrator = await it.spawn();
    it.store.killSwitches = async () => Promise.reject(new Error('no connection'));
    await it.pass(1_000);
    void orchestrator.consider([firing('a')]);
    await it.pass(15_000);
    expect([await it.runs(), heldOf(it)]).toEqual([[], ['kill_switch']]);
    it.store.killSwitches = async () => [];
    await it.pass(1_000);
    await orchestrator.consider([firing('b')]);
    await it.pass(5_000);
    expect((await ends(it)).map(([state]) => state)).toEqual(['succeeded']);
  });

  it('waits for a store of switches that hangs for some seconds, and forgets nothing', async () => {
    const it = worldWith();
    await it.put();
    const orchestrator = await it.spawn();
    await it.pass(1_000);
    const { killSwitches } = it.store;
    it.store.killSwitches = () => new Promise(() => undefined);
    await it.pass(1_000);
    void orchestrator.consider([firing('a')]);
    await it.pass(5_000);
    expect([it.effects, await it.runs(), heldOf(it)]).toEqual([[], [], []]);
    it.store.killSwitches = killSwitches;
    await it.pass(10_000);
    expect((await ends(it)).map(([state]) => state)).toEqual(['succeeded']);
  });

  it('takes a store of switches that hangs for one that is off', async () => {
    const it = await begun(worldWith({ luck: ['hangs_before'] }));
    await it.pass(1_000);
    it.store.killSwitches = () => new Promise(() => undefined);
    await it.pass(15_000);
    expect((await ends(it)).map(([state]) => state)).toEqual(['held_back']);
    expect(it.effects).toEqual([]);
  });

  it('comes to one run and one word for each reason, though a rule flaps a thousand times', async () => {
    const it = worldWith();
    await it.put({ storm: { triggers_max: 200 } });
    const orchestrator = await it.spawn();
    for (let n = 0; n < 1_000; n += 1) {
      await orchestrator.consider([firing(n, { labels: { deployment: 'web' }, fingerprint: 'f', at: it.clock.now() })]);
      if (n % 10 === 9) await it.pass(1_000);
    }
    expect((await ends(it)).map(([state]) => state)).toEqual(['succeeded']);
    expect(heldOf(it).sort()).toEqual(['cooldown', 'storm', 'target_busy']);
    expect(it.rehearsals).toBeLessThan(10);
    const counted = [...(await it.registry.metrics()).matchAll(/tocsin_healing_held_total\{.*\} (\d+)/g)];
    expect(counted.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(999);
  });

  it('rests in a storm: many targets at once have one cause', async () => {
    const it = worldWith();
    await it.put({ storm: { triggers_max: 5 }, budget: { per_playbook: 100, per_tenant: 100 } });
    const orchestrator = await it.spawn();
    await orchestrator.consider(Array.from({ length: 50 }, (_, n) => firing(n)));
    await it.pass(5_000);
    expect([(await it.runs()).length, heldOf(it)]).toEqual([5, ['storm']]);
    // The storm holds back as well what was planned before it and has not begun.
    expect(it.effects.length).toBe(0);
  });

  it('asks preconditions before it plans, and again before it begins', async () => {
    let holds = false;
    const it = worldWith({ answerOf: () => ({ kind: holds ? 'holds' : 'fails' }) });
    it.answersPeople = false;
    await it.put({ preconditions: ['up == 1'], approval: { policy: 'one' } });
    const orchestrator = await it.spawn();
    await orchestrator.consider([firing('a')]);
    expect([await it.runs(), heldOf(it)]).toEqual([[], ['precondition']]);
    holds = true;
    await orchestrator.consider([firing('b')]);
    await it.pass(1_000);
    holds = false;
    await it.approve((await it.runs())[0]?.id ?? '', 'bob');
    await it.pass(1_000);
    expect(await ends(it)).toEqual([['held_back', 'up == 1 does not hold']]);
  });

  it.each([
    ['is of version 2 now', (it: FakeHealingWorld) => it.store.putPlaybook({ ...playbookOf(), version: 2 })],
    [
      'was switched off',
      (it: FakeHealingWorld) => it.store.putPlaybook({ ...playbookOf(), version: 2, is_enabled: false }),
    ],
    [
      'was deleted',
      (it: FakeHealingWorld) => it.store.deletePlaybook('acme', 'p1', { tenantId: 'acme', actor: 'alice', at: 1 }),
    ],
  ])('begins nothing by a playbook that %s', async (why, change) => {
    const it = worldWith();
    it.answersPeople = false;
    await begun(it, { approval: { policy: 'one' } });
    await it.pass(1_000);
    await change(it);
    await it.approve((await it.runs())[0]?.id ?? '', 'bob');
    await it.pass(1_000);
    expect([it.effects, await ends(it)]).toEqual([[], [['held_back', expect.stringContaining(why)]]]);
  });

  it('takes an answer that does not come for a precondition that does not hold', async () => {
    const it = worldWith({ answerOf: () => ({ kind: 'unanswered', reason: 'no history' }) });
    await begun(it, { preconditions: ['up == 1'] });
    expect([await it.runs(), heldOf(it)]).toEqual([[], ['precondition']]);
  });

  it('plans nothing for an alert that was heard of too late', async () => {
    const it = worldWith();
    await it.put();
    const orchestrator = await it.spawn();
    await orchestrator.consider([firing('a', { at: START - minutes(16) }), firing('b', { state: 'resolved' })]);
    expect([await it.runs(), heldOf(it)]).toEqual([[], ['late']]);
  });
});

test('budgets are never exceeded within any hour, with two processes that plan at once', async () => {
  const trigger = fc.record({ target: fc.nat(3), afterMs: fc.constantFrom(0, 0, 30_000, 300_000, 900_000) });
  await fc.assert(
    fc.asyncProperty(fc.array(trigger, { minLength: 10, maxLength: 30 }), fc.boolean(), async (triggers, asks) => {
      const it = worldWith();
      const budget = { per_target: 2, per_playbook: 3, per_tenant: 4 };
      const over = {
        cooldown_ms: 0,
        budget,
        storm: { triggers_max: 1_000 },
        approval: { policy: asks ? 'one' : 'none' },
      };
      await it.put(over);
      await it.put({ ...over, id: 'p2' });
      const [one, other] = [await it.spawn(), await it.spawn()];
      for (const [n, { target, afterMs }] of triggers.entries()) {
        it.clock.sleep(afterMs);
        await it.pass(1_000);
        const alert = firing(n, { labels: { deployment: `web-${target}` }, at: it.clock.now() });
        await Promise.all([one.consider([alert]), other.consider([{ ...alert, id: `${alert.id} again` }])]);
      }
      await it.pass(10_000);
      const runs = (await it.runs()).flatMap(({ startedAt, plan }) =>
        startedAt === null ? [] : [{ startedAt, plan }],
      );
      expect(runs.length).toBeGreaterThan(0);
      for (const { startedAt: end } of runs) {
        const within = runs.filter(({ startedAt }) => startedAt > end - minutes(60) && startedAt <= end);
        const most = (groups: Iterable<readonly unknown[]>): number =>
          Math.max(...[...groups].map(({ length }) => length));
        const byTarget = Map.groupBy(within, ({ plan }) => plan.steps[0]?.actions[0]?.target);
        const byPlaybook = Map.groupBy(within, ({ plan }) => plan.playbook_id);
        expect(most(byTarget.values())).toBeLessThanOrEqual(budget.per_target);
        expect(most(byPlaybook.values())).toBeLessThanOrEqual(budget.per_playbook);
        expect(within.length).toBeLessThanOrEqual(budget.per_tenant);
      }
    }),
    { numRuns: 20 },
  );
}, 120_000);
