import type { Episode } from './episodes.js';
import { GROUPING_DEFAULT, type Notification, notificationsOf } from './notifications.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const END = 24 * HOUR;

const fired = (fingerprint: string, firedAt: number, resolvedAt: number | null, alertname = 'Down'): Episode => ({
  ruleId: `hosts/${alertname}`,
  fingerprint,
  labels: { alertname, instance: fingerprint },
  firedAt,
  resolvedAt,
});
const told = (episodes: readonly Episode[], to = END): [number, number, number][] =>
  notificationsOf(episodes, to).map(({ at, firing, resolved }: Notification) => [at, firing, resolved]);

test('an alert is told of half a minute after it fires, and again when the group is looked at after its end', () => {
  expect(told([fired('a', 0, 7 * MINUTE)])).toEqual([
    [30 * SECOND, 1, 0],
    [10 * MINUTE + 30 * SECOND, 0, 1],
  ]);
});

test('alerts of one name that fire within the wait are told of together, those of another name apart', () => {
  const episodes = [
    fired('a', 0, null),
    fired('b', 20 * SECOND, null),
    fired('a', 10 * SECOND, null, 'Slow'),
    fired('c', MINUTE, null),
  ];
  expect(told(episodes, 6 * MINUTE)).toEqual([
    [30 * SECOND, 2, 0],
    [40 * SECOND, 1, 0],
    [5 * MINUTE + 30 * SECOND, 3, 0],
  ]);
});

test('an alert that lasts is told of every four hours', () => {
  expect(told([fired('a', 0, null)], 9 * HOUR).map(([at]) => at)).toEqual(
    [0, 4 * HOUR, 8 * HOUR].map((after) => after + 30 * SECOND),
  );
});

test('what comes and goes between two looks is never told of', () => {
  expect(told([fired('a', 0, 10 * SECOND)])).toEqual([]);
  const episodes = [fired('a', 0, null), fired('b', MINUTE, 2 * MINUTE)];
  // It is resolved when the group is looked at, and no notification has named it as such.
  expect(told(episodes, HOUR)).toEqual([
    [30 * SECOND, 1, 0],
    [5 * MINUTE + 30 * SECOND, 1, 1],
  ]);
});

test('an alert that is over and fires again between two looks is the same alert still', () => {
  expect(told([fired('a', 0, 2 * MINUTE), fired('a', 3 * MINUTE, null)], HOUR)).toEqual([[30 * SECOND, 1, 0]]);
});

test('a group whose alerts are all over is forgotten, and waits anew', () => {
  expect(told([fired('a', 0, MINUTE), fired('a', 20 * MINUTE, null)], HOUR)).toEqual([
    [30 * SECOND, 1, 0],
    [5 * MINUTE + 30 * SECOND, 0, 1],
    [20 * MINUTE + 30 * SECOND, 1, 0],
  ]);
});

test('other labels make other groups', () => {
  const episodes = [fired('a', 0, null), fired('b', 0, null)];
  const byInstance = { ...GROUPING_DEFAULT, by: ['alertname', 'instance'] };
  expect(notificationsOf(episodes, HOUR, byInstance)).toHaveLength(2);
  expect(notificationsOf(episodes, HOUR, { ...GROUPING_DEFAULT, by: [] })).toHaveLength(1);
});
