import { isOver, type Run } from '@tocsin/domain/healing/run';
import { nextMove } from '@tocsin/domain/healing/next-move';
import { nodeLedgerCrypto } from '@tocsin/runtime/ledger-crypto';
import fc from 'fast-check';
import { type Fault, FakeHealingWorld, firing, type Luck, scale, START } from './healing-world.fake.js';

/** Each has two to six crashes, of which some are drawn for calls that never come; how many came is counted. */
const WORLDS = 150;
const crash = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Fault>('dies') },
  { weight: 1, arbitrary: fc.constantFrom(2_000, 31_000, 90_000).map((pausesMs): Fault => ({ pausesMs })) },
);
const luck = fc.constantFrom<Luck>(
  'done',
  'done',
  'done',
  'refused',
  'busy',
  'throws_before',
  'throws_after',
  'hangs_before',
  'hangs_after',
);
const world = fc.record({
  faults: fc.array(fc.tuple(fc.integer({ min: 1, max: 120 }), crash), { minLength: 2, maxLength: 6 }),
  // Before there is a run a crash loses little; most are to come while there is one.
  faultsFrom: fc.constantFrom('run', 'run', 'run', 'start'),
  luck: fc.array(luck, { maxLength: 8 }),
  blind: fc.boolean(),
  helps: fc.boolean(),
  approval: fc.constantFrom('none', 'one'),
  processes: fc.integer({ min: 1, max: 2 }),
  parallel: fc.boolean(),
});

const restart = { kind: 'docker_restart', container: { name: '{{ $labels.deployment }}' } };
const hook = { kind: 'webhook', url: 'https://example.org/hook', body: {} };

const isAudited = (world: FakeHealingWorld, { id, version }: Run): boolean =>
  Array.from({ length: version }, (_, n) => `${id}/${n}`).every((entry) => world.audit.has(entry));

async function isSettled(world: FakeHealingWorld): Promise<boolean> {
  const runs = await world.runs();
  const isDone = (run: Run): boolean => isOver(run) && nextMove(run, START).kind === 'rest' && isAudited(world, run);
  return runs.length > 0 && runs.every(isDone);
}

/** Undoings begin in the reverse order of the steps that they take back. */
function isReversed(keys: readonly string[], runId: string): boolean {
  const undone = keys
    .filter((key) => key.startsWith(runId) && key.endsWith('-u'))
    .map((key) => Number(key.split('-')[1]));
  return undone.every((step, i) => i === 0 || step <= (undone[i - 1] ?? 0));
}

test('whatever crashes, no effect comes twice, every run ends, and what is taken back is so in reverse', async () => {
  const seen = { crashes: 0, questions: 0, states: new Map<string, number>() };
  await fc.assert(
    fc.asyncProperty(
      world,
      async ({ faults, faultsFrom, luck: lucky, blind, helps, approval, processes, parallel }) => {
        const it = new FakeHealingWorld({
          crypto: nodeLedgerCrypto,
          faults: new Map(faults),
          faultsFrom,
          luck: lucky,
          blind: new Set(blind ? ['docker_restart', 'webhook'] : []),
          helps,
        });
        const first = parallel ? [scale('{{ $labels.deployment }}'), restart] : [scale('{{ $labels.deployment }}')];
        await it.put({
          steps: [
            { actions: first, attempts: 2, timeout_ms: 5_000 },
            { actions: [parallel ? hook : restart], attempts: 2, timeout_ms: 5_000 },
            { actions: [scale('worker')], timeout_ms: 5_000 },
          ],
          approval: { policy: approval },
        });
        for (let n = 0; n < processes; n += 1) await it.spawn();
        const trigger = firing('a');
        // As the topic does: what was not taken in whole is handed to whoever comes next.
        const hand = async (): Promise<boolean> => {
          for (const orchestrator of it.living) void orchestrator.consider([trigger]).catch(() => undefined);
          return isSettled(it);
        };
        await it.pass(1_200_000, hand);
        const runs = await it.runs();
        expect(runs.map(({ state }) => state)).not.toContain('unknown');
        expect(await isSettled(it)).toBe(true);
        expect(it.effects.length).toBe(new Set(it.effects).size);
        for (const run of runs) {
          expect(isReversed(it.effects, run.id)).toBe(true);
          seen.states.set(run.state, (seen.states.get(run.state) ?? 0) + 1);
        }
        // The same trigger comes to the same run: one, and none for what the target's cooldown holds back.
        expect(runs).toHaveLength(1);
        seen.crashes += it.crashes;
        seen.questions += it.told.filter(({ news }) => news.kind === 'person_asked').length;
      },
    ),
    { numRuns: WORLDS },
  );
  // The world must be as bad as it claims to be.
  expect(seen.crashes).toBeGreaterThanOrEqual(200);
  expect(seen.questions).toBeGreaterThan(0);
  expect([...seen.states.keys()].sort()).toEqual(expect.arrayContaining(['failed', 'rolled_back', 'succeeded']));
}, 300_000);

/** One run of two steps that helps, with two processes. */
async function worldWith(faults: ReadonlyMap<number, Fault>): Promise<FakeHealingWorld> {
  const it = new FakeHealingWorld({ crypto: nodeLedgerCrypto, faults });
  await it.put({ steps: [{ actions: [scale('{{ $labels.deployment }}')] }, { actions: [restart] }] });
  for (let n = 0; n < 2; n += 1) await it.spawn();
  await it.pass(600_000, async () => {
    for (const orchestrator of it.living) void orchestrator.consider([firing('a')]).catch(() => undefined);
    return isSettled(it);
  });
  return it;
}

test('a process that stands still at any call, until another works its run, changes nothing when it wakes', async () => {
  const polls = new Set(['killSwitches', 'playbooks', 'claim', 'renew']);
  const { calls } = await worldWith(new Map());
  const tried = calls.flatMap((name, i) => (polls.has(name) ? [] : [i + 1]));
  for (const call of tried) {
    const it = await worldWith(new Map([[call, { pausesMs: 61_000 }]]));
    // The process that stood still wakes.
    await it.pass(62_000);
    const [run] = await it.runs();
    expect([call, it.effects, run?.state]).toEqual([call, [`${run?.id}-0-0`, `${run?.id}-1-0`], 'succeeded']);
  }
  expect(tried.length).toBeGreaterThan(40);
}, 300_000);
