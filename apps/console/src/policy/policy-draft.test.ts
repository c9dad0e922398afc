import type { PolicyRoute } from '@tocsin/domain/alerting/notification-policy';
import { findingsOf, findingsOfRoute, firstPolicy, intervalNames, pathOf, routeAt } from './policy-draft.js';
import { siblingsOf, withMovedRoute, withNewRoute, withoutRoute, withRoute } from './policy-draft.js';

const root = {
  receivers: ['r1'],
  routes: [{ matchers: ['a="1"'], routes: [{ matchers: ['b="1"'] }] }, { matchers: ['a="2"'] }],
};
const kindOf = (id: string): string | null => (id.startsWith('r') ? 'webhook' : null);
const draftOf = (route: object) => ({ route, inhibit_rules: [], time_intervals: [] });
const order = (route: PolicyRoute) => route.routes?.map(({ matchers }) => matchers?.[0]);

test('a route is changed, added, moved and taken away where it stands, and the others stay as they are', () => {
  expect(routeAt(root, [0, 0])).toEqual({ matchers: ['b="1"'] });
  expect(routeAt(withRoute(root, [0, 0], { matchers: ['c="1"'] }), [0, 0])).toEqual({ matchers: ['c="1"'] });
  const added = withNewRoute(root, [1]);
  expect([added.place, routeAt(added.root, added.place)]).toEqual([[1, 0], { matchers: [] }]);
  expect(order(withMovedRoute(root, [1], -1))).toEqual(['a="2"', 'a="1"']);
  expect(order(withMovedRoute(root, [0], 1))).toEqual(['a="2"', 'a="1"']);
  expect(routeAt(withoutRoute(root, [0, 0]), [0])).toEqual({ matchers: ['a="1"'] });
  expect(order(withoutRoute(root, [0]))).toEqual(['a="2"']);
  expect([siblingsOf(root, [0]), siblingsOf(root, [0, 0]), siblingsOf(root, [])]).toEqual([2, 1, 2]);
  expect(order(root)).toEqual(['a="1"', 'a="2"']);
});

test('what is wrong stands at its route, and at no other', () => {
  const wrong = withRoute(root, [0, 0], { matchers: ['b'], mute_time_intervals: ['night'] });
  const findings = findingsOf(draftOf(wrong), kindOf);
  expect(findings.length).toBeGreaterThan(0);
  expect(findingsOfRoute(findings, [0, 0])).toEqual(findings);
  expect([findingsOfRoute(findings, [0]), findingsOfRoute(findings, [])]).toEqual([[], []]);
  expect(pathOf([0, 0])).toBe('route.routes[0].routes[0]');
  const unknown = findingsOf(draftOf(withRoute(root, [1], { receivers: ['x'] })), kindOf);
  expect(findingsOfRoute(unknown, [1]).map(({ code }) => code)).toEqual(['unknown_receiver']);
});

test('names are read of what was written so far', () => {
  expect(intervalNames([{ name: 'night' }, null, 'x', { name: 7 }, {}])).toEqual(['night']);
});

test('what a tenant begins with has nothing wrong, and says what holds without a policy', () => {
  expect(findingsOf(firstPolicy(['r1', 'r2']), kindOf)).toEqual([]);
});
