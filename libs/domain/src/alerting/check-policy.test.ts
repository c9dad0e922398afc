import { checkPolicy, isNestedTooDeep, POLICY_ROUTES_MAX } from './check-policy.js';
import { PolicyDraftSchema, type PolicyRoute } from './notification-policy.js';

const kinds: Readonly<Record<string, string>> = { w1: 'webhook', a1: 'alertmanager' };
const found = (policy: object): string[] =>
  checkPolicy(PolicyDraftSchema.parse(policy), (id) => kinds[id] ?? null).map(({ path, code }) => `${path} ${code}`);

test('a policy of receivers and time intervals that there are is in order', () => {
  const night = { name: 'night', time_intervals: [{ times: [{ start_time: '00:00', end_time: '06:00' }] }] };
  const route = { receivers: ['w1'], routes: [{ matchers: ['a="b"'], mute_time_intervals: ['night'] }] };
  expect(found({ route, time_intervals: [night] })).toEqual([]);
});

test('everything that names nothing, or cannot stand where it stands, is told with its place', () => {
  expect(
    found({
      route: {
        matchers: ['a="b"'],
        continue: false,
        mute_time_intervals: ['night'],
        routes: [
          { receivers: ['gone', 'w1', 'w1', 'a1'] },
          { group_by: ['a', 'a'], routes: [{ active_time_intervals: ['day'], group_by: ['...', 'a'] }] },
        ],
      },
      time_intervals: [
        { name: 'x', time_intervals: [{}] },
        { name: 'x', time_intervals: [{}] },
      ],
    }),
  ).toEqual([
    'route.receivers missing',
    'route.matchers not_allowed',
    'route.continue not_allowed',
    'route.mute_time_intervals not_allowed',
    'time_intervals[1].name duplicate',
    'route.mute_time_intervals[0] unknown_time_interval',
    'route.routes[0].receivers[0] unknown_receiver',
    'route.routes[0].receivers[2] duplicate',
    'route.routes[0].receivers[3] not_allowed',
    'route.routes[1].group_by duplicate',
    'route.routes[1].routes[0].active_time_intervals[0] unknown_time_interval',
    'route.routes[1].routes[0].group_by not_allowed',
  ]);
});

test('too many routes are refused, and nesting without end before anything walks it', () => {
  const routes = Array.from({ length: POLICY_ROUTES_MAX }, () => ({}));
  expect(found({ route: { receivers: ['w1'], routes } })).toEqual(['route too_many']);
  let deep: PolicyRoute = {};
  for (let i = 0; i < 100_000; i += 1) deep = { routes: [deep] };
  expect(isNestedTooDeep({ route: deep })).toBe(true);
  expect(isNestedTooDeep({ route: { routes: [{ routes: [{}] }] } })).toBe(false);
});
