import { defaultPolicy, type PolicyRoute } from './notification-policy.js';
import { PolicyRouter } from './policy-router.js';

const routerOf = (route: PolicyRoute): PolicyRouter =>
  new PolicyRouter({ route, inhibit_rules: [], time_intervals: [] });

test('a route has from its parent what it leaves out, but never its time intervals', () => {
  const router = routerOf({
    receivers: ['r'],
    group_by: ['alertname'],
    group_wait: '10s',
    routes: [
      {
        matchers: ['team="shop"'],
        repeat_interval: '1d',
        mute_time_intervals: ['night'],
        routes: [{ matchers: ['severity="high"'], group_by: [] }],
      },
    ],
  });
  const [shop, high] = [{ team: 'shop' }, { team: 'shop', severity: 'high' }].map(
    (labels) => router.routesOf(labels)[0],
  );
  expect(shop).toMatchObject({
    receivers: ['r'],
    groupBy: ['alertname'],
    groupWaitMs: 10_000,
    repeatIntervalMs: 86_400_000,
  });
  expect(high).toMatchObject({ receivers: ['r'], groupBy: [], groupIntervalMs: 300_000, repeatIntervalMs: 86_400_000 });
  expect([shop?.muteTimeIntervals, high?.muteTimeIntervals]).toEqual([['night'], []]);
});

test('groups are named as Alertmanager names them', () => {
  const router = routerOf({
    receivers: ['r'],
    group_by: ['b', 'a', 'missing'],
    routes: [{ matchers: ['severity=~"high|low"', 'service.name!=x'.replace('service.name', '"service.name"')] }],
  });
  expect(router.groupsOf({ a: '1', b: 'q"', severity: 'low', z: '3' })).toMatchObject([
    {
      key: '{}/{severity=~"high|low","service.name"!="x"}:{a="1", b="q\\""}',
      labels: { a: '1', b: 'q"' },
    },
  ]);
});

test('without a policy every set of labels is a group of its own, and everybody is told at once', () => {
  const router = new PolicyRouter(defaultPolicy);
  const [group] = router.groupsOf({ alertname: 'X', instance: 'a' });
  expect(group).toMatchObject({
    labels: { alertname: 'X', instance: 'a' },
    route: { receivers: null, groupWaitMs: 0 },
  });
});
