import type { Transition } from '../engine/transition.js';
import { compareSpan, type ComparedSpan } from './replay-report.js';

const transition = (id: string, changed: Partial<Transition> = {}): Transition => ({
  id,
  tenant_id: 'acme',
  rule_id: 'r1',
  rule_name: 'Hot',
  rule_version: 1,
  severity: 'HIGH',
  category: 'infrastructure',
  state: 'firing',
  fingerprint: 'f',
  labels: {},
  annotations: {},
  episode_start: 500,
  at: 500,
  value: 5,
  reason: 'conditions_hold',
  evidence: [],
  source: { partition: 0, offset: 5 },
  ...changed,
});
const promql = { path: 'expr', type: 'promql', metric: '', labels: {}, holds: true, value: 5, sampled_at: 500 };
const ofGroup = (id: string, at: number): Transition =>
  transition(id, { rule_id: 'a/b/Busy', at, episode_start: at, evidence: [promql] });
const span: ComparedSpan = {
  from: 100,
  to: 1_000,
  trustedFrom: Number.NEGATIVE_INFINITY,
  starts: [0],
  ends: [10],
  unknownRules: [],
};
const compared = (
  recorded: readonly Transition[],
  transitions: readonly Transition[],
  changed: Partial<ComparedSpan> = {},
  finished: [string, number][] = [],
) => compareSpan(recorded, { transitions, isCut: false, finished }, { ...span, ...changed });

test('equal, different, missing and unexpected transitions are counted, and told with what differs', () => {
  const report = compared(
    [transition('equal'), transition('different'), transition('missing')],
    [transition('equal'), transition('different', { value: 6 }), transition('unexpected')],
  );
  expect(report).toMatchObject({ equal: 1, different: 1, missing: 1, unexpected: 1 });
  expect(report.differences.map(({ kind, id, fields }) => [kind, id, fields])).toEqual([
    ['different', 'different', [{ field: 'value', recorded: 5, replayed: 6 }]],
    ['missing', 'missing', []],
    ['unexpected', 'unexpected', []],
  ]);
});

test('what was decided outside the records that were read is not compared', () => {
  const outside = [
    transition('early', { at: 99 }),
    transition('late', { at: 1_000 }),
    transition('behind', { source: { partition: 0, offset: 10 } }),
    transition('elsewhere', { source: { partition: 1, offset: 5 } }),
  ];
  expect(compared(outside, outside)).toMatchObject({ equal: 0, missing: 0, unexpected: 0 });
});

test('a group is compared up to the last tick that was finished, whatever slashes its name has', () => {
  const recorded = [ofGroup('in', 500), ofGroup('after', 600)];
  expect(compared(recorded, [ofGroup('in', 500)], {}, [['a/b', 500]])).toMatchObject({ equal: 1, missing: 0 });
});

test('an episode whose beginning was not seen is counted apart until it ends, on both sides', () => {
  const recorded = [
    transition('old', { episode_start: 50, at: 50 }),
    transition('end', { episode_start: 50, at: 300, state: 'resolved' }),
    transition('new', { episode_start: 400, at: 400 }),
  ];
  const again = [
    transition('late', { episode_start: 120, at: 120 }),
    transition('new', { episode_start: 400, at: 400 }),
  ];
  expect(compared(recorded, again, { trustedFrom: 100 })).toMatchObject({
    equal: 1,
    missing: 0,
    unexpected: 0,
    began_before: { transitions: 1, alerts: [{ rule_name: 'Hot', episode_start: 50 }] },
  });
});

test('rules whose version is lost are named and not compared', () => {
  expect(compared([transition('one')], [], { unknownRules: ['r1', 'a/b/'] })).toMatchObject({
    missing: 0,
    not_replayed: { transitions: 1, rules: ['r1', 'a/b/'] },
  });
});
