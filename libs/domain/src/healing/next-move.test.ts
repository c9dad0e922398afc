import { afterLook, BEGIN_WITHIN_MS, type LookAnswer, nextMove } from './next-move.js';
import { applyEvent, effectKey, type Run } from './run.js';
import type { EffectRef, RunEvent } from './run-event.js';
import { actor, HASH, OTHER_HASH, PLANNED_AT, planWith, playbookWith, runWith } from './run.fake.js';

const container = (name: string) => ({ kind: 'docker_restart', container: { name } });
const steps = [
  { actions: [container('a')], attempts: 2 },
  { actions: [container('b'), container('c')] },
  { actions: [container('d')], compensate: 'none' },
];
const playbook = (over: object = {}) => playbookWith({ steps, approval: { policy: 'none' }, ...over });
const NOW = PLANNED_AT + 10_000;
const ref = (step: number, action = 0, direction: EffectRef['direction'] = 'do'): EffectRef => ({
  step,
  action,
  direction,
});
const began = (effect: EffectRef, at = NOW): RunEvent => ({
  type: 'effect_began',
  at,
  ...effect,
  key: effectKey('run1', effect),
  before: {},
});
const ended = (effect: EffectRef, kind: 'done' | 'refused' | 'busy' | 'unknown' = 'done', at = NOW): RunEvent => {
  const refused = { kind: 'refused', reason: 'no', mayHelp: kind === 'busy' } as const;
  const outcome = kind === 'done' ? { kind, effect: '' } : kind === 'unknown' ? { kind, reason: 'cut' } : refused;
  return { type: 'effect_ended', at, ...effect, outcome };
};
const did = (...effects: EffectRef[]): RunEvent[] => effects.flatMap((effect) => [began(effect), ended(effect)]);
const all = [ref(0), ref(1), ref(1, 1), ref(2)];
const after = (...events: RunEvent[]): Run => runWith(planWith(playbook()), ...events);
const keysOf = (run: Run, now = NOW): [string, string[]] => {
  const move = nextMove(run, now);
  return [move.kind, 'effects' in move ? move.effects.map(({ key }) => key) : []];
};

test('goes through the steps in their order, a step at once', () => {
  expect(keysOf(after())).toEqual(['make', ['run1-0-0']]);
  expect(keysOf(after(...did(ref(0))))).toEqual(['make', ['run1-1-0', 'run1-1-1']]);
  expect(keysOf(after(...did(ref(0), ref(1))))).toEqual(['make', ['run1-1-1']]);
  expect(nextMove(after(...did(...all)), NOW)).toEqual({
    kind: 'record',
    event: { type: 'verification_began', at: NOW },
  });
});

test('asks what has become of an effect that began, before anything else, and begins it again under its key', () => {
  expect(keysOf(after(began(ref(0))))).toEqual(['inquire', ['run1-0-0']]);
  expect(keysOf(after(began(ref(0)), ended(ref(0), 'unknown')))).toEqual(['inquire', ['run1-0-0']]);
  const found = (traces: 'done' | 'not_done' | 'unknown', at = NOW): RunEvent => ({
    type: 'effect_found',
    at,
    ...ref(0),
    traces,
    reason: '',
  });
  expect(keysOf(after(began(ref(0)), found('not_done')))).toEqual(['make', ['run1-0-0']]);
  expect(keysOf(after(began(ref(0)), found('done')))).toEqual(['make', ['run1-1-0', 'run1-1-1']]);
  expect(nextMove(after(began(ref(0)), found('unknown')), NOW)).toEqual({ kind: 'wait', until: NOW + 1_000 });
  const inDoubt = after(began(ref(0)), found('unknown'), found('unknown'), found('unknown'));
  expect([inDoubt.state, nextMove(inDoubt, NOW).kind]).toEqual(['unknown', 'tell']);
  const told = applyEvent(inDoubt, { type: 'told', at: NOW, about: 'question/run1-0-0' });
  expect(nextMove(told, NOW + 1e9)).toEqual({ kind: 'wait', until: null });
  const settled: RunEvent = {
    type: 'effect_settled',
    at: NOW,
    ...ref(0),
    is_done: false,
    by: actor('bob'),
    reason: 'x',
  };
  expect(nextMove(applyEvent(told, settled), NOW)).toMatchObject({ event: { type: 'rollback_began' } });
});

test('tries again after a pause, and rolls back after the last attempt', () => {
  const once = after(began(ref(0)), ended(ref(0), 'busy'));
  expect(nextMove(once, NOW)).toEqual({ kind: 'wait', until: NOW + 1_000 });
  expect(keysOf(once, NOW + 1_000)).toEqual(['make', ['run1-0-0']]);
  const twice = [began(ref(0), NOW + 1_000), ended(ref(0), 'busy', NOW + 1_000)].reduce(applyEvent, once);
  expect(nextMove(twice, NOW + 9_000)).toMatchObject({ kind: 'record', event: { type: 'rollback_began' } });
});

test('takes back in reverse what was done and may be taken back', () => {
  const rollback: RunEvent = { type: 'rollback_began', at: NOW, reason: 'it did not help' };
  let run = after(...did(...all), rollback);
  const undone: string[][] = [];
  for (let [kind, keys] = keysOf(run); kind === 'make'; [kind, keys] = keysOf(run)) {
    undone.push(keys);
    run = keys
      .map((key) => key.split('-').slice(1, 3).map(Number))
      .flatMap(([step = 0, action]) => did(ref(step, action, 'undo')))
      .reduce(applyEvent, run);
  }
  expect(undone).toEqual([['run1-1-0-u', 'run1-1-1-u'], ['run1-0-0-u']]);
  const reason = 'it did not help; what was done to docker/d is still there';
  expect(nextMove(run, NOW)).toMatchObject({ event: { type: 'ended', outcome: 'rolled_back', reason } });
});

test('does not begin what was allowed long ago', () => {
  expect(keysOf(after(), PLANNED_AT + BEGIN_WITHIN_MS - 1)[0]).toBe('make');
  expect(nextMove(after(), PLANNED_AT + BEGIN_WITHIN_MS)).toMatchObject({ event: { type: 'expired' } });
  const approval = { hash: HASH, by: actor('bob'), role: 'admin', break_glass: true, reason: '' } as const;
  const broken = runWith(planWith(playbook({ approval: { policy: 'two' } })), {
    type: 'approved',
    at: NOW,
    ...approval,
  });
  expect(keysOf(broken, NOW + BEGIN_WITHIN_MS - 1)[0]).toBe('make');
  expect(nextMove(broken, NOW + BEGIN_WITHIN_MS)).toMatchObject({ event: { type: 'expired' } });
});

describe('what breaking the glass grants', () => {
  const UNTIL = NOW + 60_000;
  const broken: RunEvent = {
    type: 'approved',
    at: NOW,
    hash: HASH,
    by: actor('root'),
    role: 'admin',
    break_glass: true,
    reason: 'nobody is awake',
    until: UNTIL,
  };
  const allowed = (...events: RunEvent[]): Run =>
    runWith(planWith(playbook({ approval: { policy: 'two' } })), broken, ...events);
  const reason = 'what breaking the glass granted is over, and nobody else has approved';

  it('is over in time: what has not begun never begins', () => {
    expect(keysOf(allowed(), UNTIL - 1)).toEqual(['make', ['run1-0-0']]);
    expect(nextMove(allowed(), UNTIL)).toEqual({ kind: 'record', event: { type: 'expired', at: UNTIL, reason } });
  });

  it('begins no further step after it, and what was done is taken back', () => {
    const half = allowed(...did(ref(0)));
    expect(keysOf(half, UNTIL - 1)).toEqual(['make', ['run1-1-0', 'run1-1-1']]);
    expect(nextMove(half, UNTIL)).toEqual({ kind: 'record', event: { type: 'rollback_began', at: UNTIL, reason } });
    const back = allowed(...did(ref(0)), { type: 'rollback_began', at: UNTIL, reason });
    expect(keysOf(back, UNTIL + 1)).toEqual(['make', ['run1-0-0-u']]);
  });

  it('does not try again what was refused, and asks first what has become of what was begun', () => {
    const refused = allowed(began(ref(0)), ended(ref(0), 'busy'));
    expect(keysOf(refused, NOW + 30_000)).toEqual(['make', ['run1-0-0']]);
    expect(nextMove(refused, UNTIL)).toMatchObject({ event: { type: 'rollback_began' } });
    expect(keysOf(allowed(began(ref(0))), UNTIL)).toEqual(['inquire', ['run1-0-0']]);
  });

  it('is not needed to see whether the run has helped, nor where enough people have approved', () => {
    expect(nextMove(allowed(...did(...all)), UNTIL)).toMatchObject({ event: { type: 'verification_began' } });
    const approval = { ...broken, break_glass: false, until: undefined } as const;
    const both = ['bob', 'carol'].map((name): RunEvent => ({ ...approval, by: actor(name) }));
    expect(keysOf(allowed(...both), UNTIL)).toEqual(['make', ['run1-0-0']]);
  });
});

describe('events that cannot be', () => {
  const over: RunEvent = { type: 'expired', at: NOW, reason: '' };
  const approved: RunEvent = {
    type: 'approved',
    at: NOW,
    hash: OTHER_HASH,
    by: actor('bob'),
    role: 'approver',
    break_glass: false,
    reason: '',
  };
  it.each<[string, RunEvent[]]>([
    ['an effect begun twice', [began(ref(0)), began(ref(0))]],
    ['an effect begun that is there', [...did(ref(0)), began(ref(0))]],
    ['an effect begun that was refused for good', [began(ref(0)), ended(ref(0), 'refused'), began(ref(0))]],
    ['an effect ended that did not begin', [ended(ref(0))]],
    ['an effect of no step', [began(ref(7))]],
    ['anything after the end', [over, began(ref(0))]],
    ['an approval of another plan', [approved]],
    [
      'another plan for what has begun',
      [began(ref(0)), { type: 'replanned', at: NOW, plan: planWith(playbook()), hash: HASH, reason: '' }],
    ],
    ['a look at what is not verified', [{ type: 'verification_seen', at: NOW, holds: true }]],
  ])('%s', (_, events) => {
    expect(() => after(...events)).toThrow(RangeError);
  });

  it('a run that does not begin with a plan', () => {
    expect(() =>
      runWith(planWith(playbook()), { type: 'planned', at: NOW, plan: planWith(playbook()), hash: HASH }),
    ).toThrow(RangeError);
  });
});

describe('verification', () => {
  const plan = planWith(playbook({ verification: { expr: 'up == 1', within_ms: 60_000, for_ms: 30_000 } }));
  const verifying = runWith(plan, ...did(...all), { type: 'verification_began', at: NOW });
  const holds: LookAnswer = { kind: 'holds' };
  const fails: LookAnswer = { kind: 'fails' };
  const silence: LookAnswer = { kind: 'unanswered', reason: 'no history' };
  /** What looks at these times come to. */
  const looks = (...all: [number, LookAnswer][]): string => {
    let run = verifying;
    for (const [at, answer] of all) {
      const event = afterLook(run, answer, NOW + at);
      if (event === null) continue;
      if (event.type === 'ended') return event.outcome;
      if (event.type === 'rollback_began') return event.reason;
      run = applyEvent(run, event);
    }
    return 'looks again';
  };
  it.each<[string, [number, LookAnswer][], string]>([
    [
      'holds and goes on to',
      [
        [1_000, holds],
        [31_000, holds],
      ],
      'succeeded',
    ],
    [
      'has not yet held long enough',
      [
        [1_000, holds],
        [30_999, holds],
      ],
      'looks again',
    ],
    [
      'never holds',
      [
        [1_000, fails],
        [60_000, fails],
      ],
      'it did not help',
    ],
    [
      'holds, ceases and holds again in time',
      [
        [1_000, holds],
        [9_000, fails],
        [20_000, holds],
        [50_000, holds],
      ],
      'succeeded',
    ],
    [
      'holds, and ceases too late to hold again',
      [
        [50_000, holds],
        [70_000, fails],
      ],
      'it helped, and did not last',
    ],
    [
      'is not answered',
      [
        [1_000, silence],
        [60_000, silence],
      ],
      'nobody can say whether it helped: no history',
    ],
    [
      'is not answered once between',
      [
        [1_000, holds],
        [9_000, silence],
        [31_000, holds],
      ],
      'succeeded',
    ],
    [
      'is not answered any more',
      [
        [1_000, holds],
        [100_000, silence],
        [150_000, silence],
      ],
      'nobody can say whether it helped: no history',
    ],
    [
      'is looked at late, by another process, and holds',
      [
        [500_000, holds],
        [530_000, holds],
      ],
      'succeeded',
    ],
  ])('%s', (_, times, expected) => {
    expect(looks(...times)).toBe(expected);
  });
});
