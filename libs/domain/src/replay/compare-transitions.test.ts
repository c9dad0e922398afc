import type { Transition } from '../engine/transition.js';
import { differencesOf } from './compare-transitions.js';

const transition: Transition = {
  id: 'a',
  tenant_id: 'acme',
  rule_id: 'r1',
  rule_name: 'Hot',
  rule_version: 1,
  severity: 'HIGH',
  category: 'infrastructure',
  state: 'firing',
  fingerprint: 'f',
  labels: { a: '1', b: '2' },
  annotations: {},
  episode_start: 1_000,
  at: 1_000,
  value: 5,
  reason: 'conditions_hold',
  evidence: [],
  source: { partition: 1, offset: 7 },
};
const promql = { path: 'expr', type: 'promql', metric: '', labels: {}, holds: true, value: 5, sampled_at: 1_000 };

test('equal transitions do not differ, whichever order their labels have', () => {
  expect(differencesOf(transition, { ...transition, labels: { b: '2', a: '1' } })).toEqual([]);
});

test('what differs is named with both sides, where it was decided included', () => {
  expect(differencesOf(transition, { ...transition, value: 6, source: { partition: 1, offset: 8 } })).toEqual([
    { field: 'value', recorded: 5, replayed: 6 },
    { field: 'source', recorded: { partition: 1, offset: 7 }, replayed: { partition: 1, offset: 8 } },
  ]);
});

test('of rules of a group, where it was decided is left out', () => {
  const ofGroup = { ...transition, evidence: [promql] };
  expect(differencesOf(ofGroup, { ...ofGroup, source: { partition: 0, offset: 0 } })).toEqual([]);
});
