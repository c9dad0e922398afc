import { standingOf } from './standing.js';

const free = {
  state: 'active',
  silenced_by: [],
  inhibited_by: [],
  muted_by: [],
  acknowledged_by: null,
  snoozed_by: null,
  has_receiver: true,
} as const;

test('an alert says all that keeps people from hearing of it, and nothing when nothing does', () => {
  expect(standingOf({ ...free, silenced_by: [], inhibited_by: [], muted_by: [] })).toEqual([]);
  expect(
    standingOf({
      ...free,
      silenced_by: ['s1', 's2'],
      inhibited_by: ['a1'],
      muted_by: ['night'],
      acknowledged_by: 'ann',
      snoozed_by: 'bob',
      has_receiver: false,
    }),
  ).toEqual([
    'silenced',
    'inhibited by another alert',
    'muted at this time',
    'acknowledged by ann',
    'snoozed by bob',
    'no receiver',
  ]);
});
