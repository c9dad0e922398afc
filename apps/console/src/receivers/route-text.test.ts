import { routeText } from './route-text.js';

test('a route is told by what it fits, whom it reaches, and when', () => {
  const names = new Map([['r1', 'on call']]);
  expect(routeText({}, names)).toBe('all alerts');
  expect(
    routeText(
      {
        matchers: ['team="web"'],
        receivers: ['r1', 'r2'],
        group_by: ['alertname'],
        repeat_interval: '4h',
        mute_time_intervals: ['nights'],
        continue: true,
      },
      names,
    ),
  ).toBe(
    'team="web"; to on call, r2; grouped by alertname; again each 4h; not during nights; and on to the next route',
  );
});
