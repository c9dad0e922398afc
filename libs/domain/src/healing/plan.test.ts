import type { LedgerCrypto } from '../ledger/ledger-crypto.js';
import { approvalsNeeded, planHash, planRun, refreshedPlan } from './plan.js';
import { resolvePlaybook } from './resolve-playbook.js';
import { actor, PLANNED_AT, planWith, playbookWith, rehearsed, triggerWith } from './run.fake.js';
import { triggerTest } from './trigger.js';

/** Tells texts apart as a hash does, and shows them. */
const crypto: Pick<LedgerCrypto, 'sha256' | 'toUtf8'> = {
  toUtf8: (text) => Uint8Array.from(text, (character) => character.charCodeAt(0) % 256),
  sha256: (...parts) => parts[0] ?? new Uint8Array(),
};
const hashOf = (plan: Parameters<typeof planHash>[1]) => planHash(crypto, plan);

test('the hash of a plan is that of all that it says, and of nothing else', () => {
  const plan = planWith(playbookWith());
  expect(hashOf(planWith(playbookWith()))).toBe(hashOf(plan));
  expect(hashOf(structuredClone(plan))).toBe(hashOf(plan));
  const others = [
    planWith(playbookWith({ verification: { within_ms: 5_000 } })),
    planWith(playbookWith({}, [actor('bob')])),
    planWith(playbookWith(), actor('bob')),
    planWith(playbookWith(), null, rehearsed({ effect: 'restarts 4 pods' })),
    planWith(playbookWith(), null, rehearsed({ state: { revision: 8 } })),
    planWith(playbookWith({ approval: { policy: 'two' } })),
    { ...plan, playbook_version: 2 },
    { ...plan, tenant_id: 'bolt' },
    { ...plan, trigger: { ...plan.trigger, fingerprint: 'f2' } },
  ];
  expect(new Set([plan, ...others].map(hashOf)).size).toBe(others.length + 1);
});

test('a dry run that tells the same leaves the plan, and one that tells something else is another plan', () => {
  const plan = planWith(playbookWith());
  const again = (over: Parameters<typeof rehearsed>[0]) => refreshedPlan(plan, [[rehearsed(over)]], PLANNED_AT);
  expect(again({})).toBe(plan);
  expect(again({ group: { healthy: 1, total: 3, touched: 1 } })).toBe(plan);
  expect(again({ effect: 'restarts 4 pods' }).steps[0]?.actions[0]?.effect).toBe('restarts 4 pods');
  expect(again({ state: { revision: 8 } }).steps[0]?.actions[0]?.before).toEqual({ revision: 8 });
});

describe('approval at night', () => {
  const hours = [
    { times: [{ start_time: '22:00', end_time: '24:00' }], location: 'Europe/Berlin' },
    { times: [{ start_time: '00:00', end_time: '06:00' }], location: 'Europe/Berlin' },
  ];
  const [night, day] = [Date.UTC(2027, 0, 15, 22), Date.UTC(2027, 0, 15, 12)];
  it('is asked for within hours of a zone, or outside them', () => {
    const within = { policy: 'at_night', people: 2, needed: 'within', hours } as const;
    expect([night, day].map((now) => approvalsNeeded(within, now))).toEqual([2, 0]);
    expect([night, day].map((now) => approvalsNeeded({ ...within, needed: 'outside' }, now))).toEqual([0, 2]);
  });

  it('is asked for when the night has come before the run began', () => {
    const playbook = playbookWith({ approval: { policy: 'at_night', hours } });
    const plan = { ...planWith(playbook), approvals_needed: approvalsNeeded(playbook.approval, day) };
    expect(refreshedPlan(plan, [[rehearsed()]], day)).toBe(plan);
    expect(refreshedPlan(plan, [[rehearsed()]], night).approvals_needed).toBe(1);
  });
});

test('two labels that name the same do not make two actions on it at once', () => {
  const name = (label: string) => ({ kind: 'docker_restart', container: { name: `{{ $labels.${label} }}` } });
  const playbook = playbookWith({ steps: [{ actions: [name('a'), name('b')] }] });
  const trigger = triggerWith({ a: 'web', b: 'web' });
  const resolved = resolvePlaybook(playbook, trigger.labels);
  if (resolved.kind === 'refused') throw new Error(resolved.reason);
  const rehearsals = [[rehearsed(), rehearsed()]];
  const planning = planRun({ playbook, trigger, resolved, rehearsals, requestedBy: null, now: PLANNED_AT });
  expect(planning).toMatchObject({ kind: 'refused', code: 'same_target' });
});

test.each([
  ['its rule', {}, true],
  ['another rule', { trigger: { rule_ids: ['r2'] } }, false],
  ['its labels', { trigger: { matchers: ['deployment=~"we.*"', 'team!="x"'] } }, true],
  ['other labels', { trigger: { matchers: ['deployment="api"'] } }, false],
  ['its severity', { trigger: { rule_ids: ['r1'], severities: ['HIGH', 'LOW'] } }, true],
  ['another severity', { trigger: { rule_ids: ['r1'], severities: ['LOW'] } }, false],
  ['another state', { trigger: { rule_ids: ['r1'], states: ['pending'] } }, false],
  ['its rule, but switched off', { is_enabled: false }, false],
])('a playbook for %s', (_, over, expected) => {
  expect(triggerTest(playbookWith(over))(triggerWith())).toBe(expected);
});
