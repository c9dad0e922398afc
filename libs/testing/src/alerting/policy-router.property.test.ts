import { readMatcher } from '@tocsin/domain/alerting/matcher-text';
import type { PolicyRoute } from '@tocsin/domain/alerting/notification-policy';
import { PolicyRouter } from '@tocsin/domain/alerting/policy-router';
import fc from 'fast-check';

type Labels = Readonly<Record<string, string>>;

const name = fc.constantFrom('a', 'b', 'c');
const value = fc.constantFrom('', 'x', 'y', 'z');
const labels: fc.Arbitrary<Labels> = fc.dictionary(name, fc.constantFrom('x', 'y', 'z'), { noNullPrototype: true });
const matcher = fc
  .tuple(name, fc.constantFrom('=', '=', '=', '!=', '=~', '!~'), value)
  .map(([label, operator, text]) => `${label}${operator}"${text}"`);

/** A route's parts; its children are drawn apart, to the third level. */
const routeWith = (children: fc.Arbitrary<PolicyRoute[]>): fc.Arbitrary<PolicyRoute> =>
  fc.tuple(fc.array(matcher, { maxLength: 2 }), fc.boolean(), children).map(([matchers, continues, routes]) => ({
    matchers,
    continue: continues,
    routes,
  }));
const childrenOf = (child: fc.Arbitrary<PolicyRoute>): fc.Arbitrary<PolicyRoute[]> => fc.array(child, { maxLength: 5 });
const route = routeWith(childrenOf(routeWith(childrenOf(routeWith(fc.constant([]))))));

/** Every route names itself as its receiver. */
function named(node: PolicyRoute, at = 'root'): PolicyRoute {
  return { ...node, receivers: [at], routes: (node.routes ?? []).map((child, i) => named(child, `${at}/${i}`)) };
}

/** As Alertmanager describes it: the first child that fits, and the next ones while `continue` stands; else itself. */
function walk(node: PolicyRoute, alert: Labels): string[] {
  const found: string[] = [];
  for (const child of node.routes ?? []) {
    if (!(child.matchers ?? []).every((text) => fits(text, alert))) continue;
    found.push(...walk(child, alert));
    if (child.continue !== true) break;
  }
  return found.length > 0 ? found : [...(node.receivers ?? [])];
}

function fits(text: string, alert: Labels): boolean {
  const read = readMatcher(text);
  if (read.kind === 'refused') throw new Error(read.message);
  const { name: label, operator, value: wanted } = read.matcher;
  const isEqual = (alert[label] ?? '') === wanted;
  return operator.startsWith('=') ? isEqual : !isEqual;
}

test('an alert goes where a walk over all routes leads it', () => {
  fc.assert(
    fc.property(route, fc.array(labels, { maxLength: 5 }), (drawn, alerts) => {
      const root = named({ ...drawn, matchers: [] });
      const router = new PolicyRouter({ route: root, inhibit_rules: [], time_intervals: [] });
      for (const alert of alerts)
        expect(router.routesOf(alert).flatMap(({ receivers }) => receivers ?? [])).toEqual(walk(root, alert));
    }),
  );
});

test('no two routes share a key', () => {
  fc.assert(
    fc.property(route, (drawn) => {
      const count = ({ routes = [] }: PolicyRoute): number => 1 + routes.reduce((sum, child) => sum + count(child), 0);
      const router = new PolicyRouter({ route: { ...drawn, matchers: [] }, inhibit_rules: [], time_intervals: [] });
      expect(router.routes.size).toBe(count(drawn));
    }),
  );
});
