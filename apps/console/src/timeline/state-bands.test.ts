import { stateBands } from './state-bands.js';

const episode = (id: string, instance: string, times: [number, number | null, number | null]) => ({
  id,
  fingerprint: `of ${instance}`,
  labels: { instance },
  state: 'firing' as const,
  value: 1,
  started_at: times[0],
  fired_at: times[1],
  resolved_at: times[2],
});

test('an episode waits, fires and is over; what lasts has no end', () => {
  const [web] = stateBands([episode('b', 'web', [50, 60, null]), episode('a', 'web', [10, 20, 40])], 0, 100);
  expect(web?.bands).toEqual([
    { alertId: 'a', state: 'pending', from: 10, to: 20 },
    { alertId: 'a', state: 'firing', from: 20, to: 40 },
    { alertId: 'b', state: 'pending', from: 50, to: 60 },
    { alertId: 'b', state: 'firing', from: 60, to: null },
  ]);
});

test('without a time to wait there is no band of waiting, and one that has not fired only waits', () => {
  const instances = stateBands([episode('a', 'web', [10, 10, 20]), episode('b', 'db', [10, null, null])], 0, 100);
  expect(instances.map(({ labels, bands }) => [labels['instance'], bands.map(({ state }) => state)])).toEqual([
    ['db', ['pending']],
    ['web', ['firing']],
  ]);
});

test('what lies outside the range is left out, what reaches into it is not', () => {
  const told = [
    episode('before', 'a', [1, 1, 9]),
    episode('into', 'b', [1, 1, 11]),
    episode('after', 'c', [21, 21, null]),
  ];
  expect(stateBands(told, 10, 20).flatMap(({ bands }) => bands.map(({ alertId }) => alertId))).toEqual(['into']);
});
