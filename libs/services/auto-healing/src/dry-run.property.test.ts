import type { Transition } from '@tocsin/domain/engine/transition';
import type { LookAnswer } from '@tocsin/domain/healing/next-move';
import { summaryOfRun } from '@tocsin/domain/healing/run';
import { dryRunPlaybook, type PlaybookDryRun } from '@tocsin/domain/healing/simulation/dry-run';
import { type HealingTrigger, healingTriggerOf } from '@tocsin/domain/healing/trigger';
import { nodeLedgerCrypto } from '@tocsin/runtime/ledger-crypto';
import fc from 'fast-check';
import type { AutoHealingOrchestrator } from './auto-healing-orchestrator.js';
import { RunPlanner } from './run-planner.js';
import { FakeHealingWorld, firing, type PlaybookFields, scale, settle, START } from './healing-world.fake.js';

/** What became of an alert: which guard held it back and why, or null where it came to effects. */
type Decided = readonly [transition: string, guard: string | null, reason: string];

interface FoundAlert {
  readonly over: Partial<Transition>;
  /** How long after it was decided healing hears of it. */
  readonly lateMs: number;
}

interface Story {
  readonly playbook: PlaybookFields;
  /** Alerts of one batch come at one time. */
  readonly batches: readonly { readonly afterMs: number; readonly alerts: readonly FoundAlert[] }[];
  /** Whether another playbook of the tenant heals the same. */
  readonly hasOther: boolean;
}

/** From when to when preconditions hold, by the time. */
const answerAt = (at: number): LookAnswer => ({
  kind: Math.floor((at - START) / 200_000) % 3 === 1 ? 'fails' : 'holds',
});

/** Lets the alerts come to a live orchestrator; people approve in the same moment. */
async function live({ playbook, batches, hasOther }: Story) {
  const it = new FakeHealingWorld({
    crypto: nodeLedgerCrypto,
    answerOf: (expr) => (expr.includes('sometimes') ? answerAt(it.clock.now()) : { kind: 'holds' }),
  });
  it.answersPeople = false;
  const own = await it.put(playbook);
  const other = hasOther ? await it.put({ ...playbook, id: 'p2', cooldown_ms: 0, preconditions: [] }) : null;
  const orchestrator = await it.spawn();
  const planned = jest.spyOn(RunPlanner.prototype, 'plan');
  planned.mockClear();
  const alerts: { trigger: HealingTrigger; heardAt: number }[] = [];
  for (const [n, batch] of batches.entries()) {
    it.clock.sleep(batch.afterMs);
    // The switches are read anew; nobody trusts what was read before the sleep.
    await it.pass(1_000);
    const heardAt = it.clock.now();
    const transitions = batch.alerts.map(({ over, lateMs }, i) =>
      firing(`${n}-${i}`, { ...over, at: heardAt - lateMs }),
    );
    await orchestrator.consider(transitions);
    await worked(it, orchestrator);
    for (const transition of transitions) {
      const trigger = healingTriggerOf(transition);
      if (trigger !== null) alerts.push({ trigger, heardAt });
    }
  }
  const decided: Decided[] = [];
  const runs = new Map((await it.runs()).map((run) => [run.id, run]));
  for (const [i, [{ id }, { transition_id }]] of planned.mock.calls.entries()) {
    const outcome = await planned.mock.results[i]?.value;
    if (id !== own.id) continue;
    const held = outcome.kind === 'held' ? outcome.verdict : null;
    const events = held === null ? ((await it.store.run('acme', outcome.runId))?.events ?? []) : [];
    const stopped = held ?? events.find((event) => event.type === 'held') ?? null;
    if (stopped === null) expect(runs.get(outcome.runId)?.state).toBe('succeeded');
    decided.push([transition_id, stopped?.guard ?? null, stopped?.reason ?? '']);
  }
  const recorded = [...runs.values()].filter(({ plan }) => plan.playbook_id !== own.id).map(summaryOfRun);
  return { own, others: other === null ? [] : [other], alerts, decided, recorded };
}

/** People approve of all that waits, and all is done that can be done at this time. */
async function worked(it: FakeHealingWorld, orchestrator: AutoHealingOrchestrator): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await orchestrator.wake();
    await settle();
    for (const { id, state } of await it.runs())
      if (state === 'awaiting_approval') for (const subject of ['bob', 'carol']) await it.approve(id, subject);
  }
  await orchestrator.wake();
  await settle();
}

function dryRun({ own, others, alerts, recorded }: Awaited<ReturnType<typeof live>>): PlaybookDryRun {
  const [from, to] = [START, START + 1];
  const refusalOf = (): string | null => null;
  const options = { playbook: own, isStored: true, others, alerts, recorded, from, to, refusalOf };
  const asking = dryRunPlaybook({ ...options, crypto: nodeLedgerCrypto });
  for (let step = asking.next(); ;) {
    if (step.done === true) return step.value;
    const asked = step.value;
    step = asking.next(asked?.query.includes('sometimes') === true ? answerAt(asked.at) : { kind: 'holds' });
  }
}

const alert = fc.record<FoundAlert>({
  over: fc.record<Partial<Transition>>({
    labels: fc.record({ deployment: fc.constantFrom('a', 'b', 'c', 'd', 'not/fit'), team: fc.constantFrom('x', 'y') }),
    rule_id: fc.constantFrom('r1', 'r1', 'r1', 'r2'),
    severity: fc.constantFrom('HIGH', 'LOW'),
    state: fc.constantFrom('firing', 'firing', 'pending', 'resolved'),
    fingerprint: fc.constantFrom('f', 'g'),
  }),
  lateMs: fc.constantFrom(0, 0, 0, 0, 0, 900_001),
});
const anHour = fc.integer({ min: 1, max: 5 });
const playbook = fc.record({
  trigger: fc.record({
    rule_ids: fc.constant(['r1']),
    matchers: fc.constantFrom([], ['team="x"'], ['deployment!="b"']),
    severities: fc.constantFrom([], ['HIGH']),
    states: fc.constantFrom(['firing'], ['pending', 'firing']),
  }),
  steps: fc.constantFrom(
    [{ actions: [scale('{{ $labels.deployment }}')] }],
    [{ actions: [scale('{{ $labels.deployment }}'), scale('gateway')] }, { actions: [scale('cache')] }],
  ),
  preconditions: fc.constantFrom([], ['up == 1'], ['sometimes == 1', 'up{team="{{ $labels.team }}"} == 1']),
  cooldown_ms: fc.constantFrom(0, 60_000, 900_000),
  budget: fc.record({ per_target: anHour, per_playbook: anHour, per_tenant: anHour }),
  storm: fc.record({ triggers_max: fc.constantFrom(2, 5, 20), window_ms: fc.constantFrom(60_000, 600_000) }),
  approval: fc.constantFrom<object>(
    { policy: 'none' },
    { policy: 'one' },
    { policy: 'two' },
    { policy: 'at_night', people: 2, hours: [{ times: [{ start_time: '20:00', end_time: '24:00' }] }] },
  ),
  maintenance_windows: fc.constantFrom(undefined, [{ times: [{ start_time: '08:10', end_time: '08:20' }] }]),
});
const batch = fc.record({
  afterMs: fc.constantFrom(0, 1_000, 59_000, 60_000, 300_000, 900_000, 3_600_000),
  alerts: fc.array(alert, { minLength: 1, maxLength: 4 }),
});

describe('a dry run decides as live healing does where all goes well', () => {
  const isAsLive = async (story: Story): Promise<void> => {
    const lived = await live(story);
    const { incidents, runs_count, held_back_count } = dryRun(lived);
    const told = incidents.map(({ alert: { transition_id }, guard, reason }): Decided => [
      transition_id,
      guard,
      reason,
    ]);
    expect(told).toEqual(lived.decided);
    expect(runs_count + held_back_count).toBe(lived.decided.length);
    expect(runs_count).toBe(lived.decided.filter(([, guard]) => guard === null).length);
  };

  test('over random alerts and bounds', async () => {
    await fc.assert(
      fc.asyncProperty(playbook, fc.array(batch, { minLength: 1, maxLength: 15 }), (fields, batches) =>
        isAsLive({ playbook: fields, batches: batches, hasOther: false }),
      ),
      { numRuns: 150 },
    );
  }, 120_000);

  test('beside another playbook, whose runs were recorded', async () => {
    const single = batch.map(({ afterMs, alerts }) => ({ afterMs, alerts: alerts.slice(0, 1) }));
    await fc.assert(
      fc.asyncProperty(playbook, fc.array(single, { minLength: 1, maxLength: 20 }), (fields, batches) =>
        isAsLive({ playbook: fields, batches: batches, hasOther: true }),
      ),
      { numRuns: 80 },
    );
  }, 120_000);
});
