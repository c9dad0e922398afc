import type { GuardVerdict } from './guard.js';
import {
  countTrigger,
  healthyShareGuard,
  killSwitchGuard,
  maintenanceGuard,
  newRunGuard,
  type StormState,
  stormGuard,
} from './guards.js';
import type { HealingAction } from './action.js';
import type { RunSummary } from './run.js';
import { playbookWith } from './run.fake.js';

const NOW = 1_800_000_000_000;
const MINUTE_MS = 60_000;
const guardOf = (verdict: GuardVerdict): string => (verdict.kind === 'held' ? verdict.guard : 'pass');

describe('the kill switch', () => {
  const on = (tenantId: string | null) => ({ tenantId, by: 'carol', reason: 'migration', at: NOW });
  it.each([
    ['nothing is on', { kind: 'known', on: [] } as const, 'pass'],
    ['it is on for everybody', { kind: 'known', on: [on(null)] } as const, 'kill_switch'],
    ['it is on for the tenant', { kind: 'known', on: [on('acme')] } as const, 'kill_switch'],
    ['it is on for another tenant', { kind: 'known', on: [on('bolt')] } as const, 'pass'],
    ['nobody knows', { kind: 'unknown', reason: 'no connection' } as const, 'kill_switch'],
  ])('%s', (_, view, expected) => {
    expect(guardOf(killSwitchGuard('acme', view))).toBe(expected);
  });
});

test('a maintenance window holds back in its own time zone', () => {
  const night = [{ times: [{ start_time: '00:00', end_time: '06:00' }], location: 'Europe/Berlin' }];
  expect(guardOf(maintenanceGuard(night, Date.UTC(2027, 0, 15, 23, 30)))).toBe('maintenance_window');
  expect(guardOf(maintenanceGuard(night, Date.UTC(2027, 0, 15, 5, 30)))).toBe('pass');
  expect(guardOf(maintenanceGuard(undefined, NOW))).toBe('pass');
});

describe('the share that stays healthy', () => {
  const restart: HealingAction = {
    kind: 'kubernetes_restart',
    workload: { namespace: 'shop', kind: 'Deployment', name: 'web' },
  };
  const evict: HealingAction = { kind: 'kubernetes_evict', pod: { namespace: 'shop', name: 'web-1' } };
  const on = (action: HealingAction, healthy: number, total: number, touched: number) => ({
    action,
    target: 'x',
    group: { healthy, total, touched },
  });
  it.each([
    ['99 of 100 less 48 leave 51', [on(restart, 99, 100, 48)], 'pass'],
    ['99 of 100 less 49 leave 50', [on(restart, 99, 100, 49)], 'healthy_share'],
    ['half of them go', [on(restart, 2, 2, 1)], 'healthy_share'],
    ['one of three goes', [on(restart, 3, 3, 1)], 'pass'],
    ['one of three goes, and one is ill already', [on(restart, 2, 3, 1)], 'healthy_share'],
    ['nobody is touched, though most are ill', [on(restart, 1, 3, 0)], 'pass'],
    ['nothing runs', [on(restart, 0, 0, 0)], 'pass'],
    ['more are touched than are healthy', [on(restart, 1, 3, 3)], 'healthy_share'],
    ['two members at once, each alone harmless', [on(evict, 3, 3, 1), on(evict, 3, 3, 1)], 'healthy_share'],
    ['two groups at once', [on(restart, 3, 3, 1), on(restart, 3, 3, 1)], 'pass'],
    ['no group is known', [{ action: restart, target: 'x', group: null }], 'pass'],
  ])('%s', (_, actions, expected) => {
    expect(guardOf(healthyShareGuard(actions, 0.51))).toBe(expected);
  });
});

describe('a storm', () => {
  const limit = { triggersMax: 3, windowMs: MINUTE_MS };
  const after = (times: readonly number[]): StormState | null =>
    times.reduce<StormState | null>((state, at) => countTrigger(state, limit, NOW + at), null);

  it('begins with one trigger too many within a window, and rests as long as one', () => {
    expect(guardOf(stormGuard('it', after([0, 1, 2]), NOW + 2))).toBe('pass');
    const storm = after([0, 1, 2, 3]);
    expect(guardOf(stormGuard('it', storm, NOW + 3))).toBe('storm');
    expect(guardOf(stormGuard('it', storm, NOW + 3 + MINUTE_MS - 1))).toBe('storm');
    expect(guardOf(stormGuard('it', storm, NOW + 3 + MINUTE_MS))).toBe('pass');
  });

  it('is none when the triggers lie further apart', () => {
    expect(guardOf(stormGuard('it', after([0, 1, 2, MINUTE_MS, MINUTE_MS + 1]), NOW + MINUTE_MS + 1))).toBe('pass');
  });

  it('ends though triggers go on to come, and counts anew', () => {
    const times = [0, 1, 2, 3, ...Array.from({ length: 50 }, (_, n) => 100 + n * 100), 3 + MINUTE_MS];
    expect(after(times)).toEqual({ windowFrom: NOW + 3 + MINUTE_MS, count: 1, until: 0 });
  });
});

describe('one more run', () => {
  const playbook = playbookWith({
    cooldown_ms: 10 * MINUTE_MS,
    budget: { per_target: 2, per_playbook: 3, per_tenant: 4 },
  });
  const run = (over: Partial<RunSummary>): RunSummary => ({
    tenantId: 'acme',
    runId: 'r',
    playbookId: 'p1',
    state: 'succeeded',
    isOpen: false,
    targets: ['other'],
    createdAt: NOW - 31 * MINUTE_MS,
    startedAt: NOW - 30 * MINUTE_MS,
    endedAt: NOW - 29 * MINUTE_MS,
    ...over,
  });
  const mine = (over: Partial<RunSummary> = {}): RunSummary => run({ targets: ['web'], ...over });
  const open = { isOpen: true, endedAt: null, startedAt: null, state: 'awaiting_approval' } as const;
  const foreign = { playbookId: 'p2' };
  it.each<[string, RunSummary[], string]>([
    ['is the first', [], 'pass'],
    ['finds its target in the hands of another', [mine({ ...open, ...foreign })], 'target_busy'],
    ['finds another target in the hands of another', [run(open)], 'pass'],
    ['comes before its target has rested', [mine({ endedAt: NOW - 10 * MINUTE_MS + 1 })], 'cooldown'],
    ['comes when its target has rested', [mine({ endedAt: NOW - 10 * MINUTE_MS })], 'pass'],
    ['comes too soon after one that never began', [mine({ startedAt: null, endedAt: NOW })], 'cooldown'],
    ['is one too many for its target', [mine(foreign), mine(foreign)], 'budget_of_target'],
    ['is one too many for its playbook', [run({}), run({}), run({})], 'budget_of_playbook'],
    ['is one too many when open ones may yet begin', [run(open), run(open), run({})], 'budget_of_playbook'],
    ['is one too many for the tenant', Array.from({ length: 4 }, () => run(foreign)), 'budget_of_tenant'],
    ['comes an hour after the last', Array.from({ length: 4 }, () => run({ startedAt: NOW - 3_600_000 })), 'pass'],
    ['is not charged for what was rejected', Array.from({ length: 4 }, () => run({ startedAt: null })), 'pass'],
  ])('%s', (_, runs, expected) => {
    expect(guardOf(newRunGuard({ playbook, targets: ['web'], runs, now: NOW }))).toBe(expected);
  });
});
