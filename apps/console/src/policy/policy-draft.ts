import { checkPolicy, isNestedTooDeep, type ReceiverKindOf } from '@tocsin/domain/alerting/check-policy';
import { defaultPolicy, PolicyDraftSchema } from '@tocsin/domain/alerting/notification-policy';
import type { PolicyDraft, PolicyRoute } from '@tocsin/domain/alerting/notification-policy';
import { type Finding, schemaFindings, valueAt } from '@tocsin/domain/rules/finding';

/** Where a route stands in its tree: the place among its siblings, on each level; nothing for the root. */
export type RoutePlace = readonly number[];

/** What a tenant without a policy begins with, which tells everybody, as is the case without one. */
export const firstPolicy = (receivers: readonly string[]): PolicyDraft => ({
  ...defaultPolicy,
  route: { ...defaultPolicy.route, receivers: [...receivers] },
});

/** The path of a route as findings have it, such as `route.routes[0]`. */
export const pathOf = (place: RoutePlace): string => `route${place.map((i) => `.routes[${i}]`).join('')}`;

/** @returns undefined where there is none */
export function routeAt(root: PolicyRoute, place: RoutePlace): PolicyRoute | undefined {
  return place.reduce<PolicyRoute | undefined>((route, i) => route?.routes?.[i], root);
}

/** The tree with another route in a place. */
export function withRoute(root: PolicyRoute, place: RoutePlace, route: PolicyRoute): PolicyRoute {
  const [i, ...rest] = place;
  if (i === undefined) return route;
  return withChildren(root, (children) =>
    children.map((child, j) => (j === i ? withRoute(child, rest, route) : child)),
  );
}

/** The tree with a new route below one, behind its others. @returns also where it stands */
export function withNewRoute(root: PolicyRoute, parent: RoutePlace): { root: PolicyRoute; place: RoutePlace } {
  const { routes = [], ...route } = routeAt(root, parent) ?? root;
  return {
    root: withRoute(root, parent, { ...route, routes: [...routes, { matchers: [] }] }),
    place: [...parent, routes.length],
  };
}

/** The tree without a route and what is below it. */
export function withoutRoute(root: PolicyRoute, place: RoutePlace): PolicyRoute {
  const i = place.at(-1);
  return changedSiblings(root, place, (siblings) => siblings.filter((_, j) => j !== i));
}

/** The tree with a route one place earlier or later among its siblings; the first that fits takes an alert. */
export function withMovedRoute(root: PolicyRoute, place: RoutePlace, by: -1 | 1): PolicyRoute {
  const i = place.at(-1) ?? 0;
  return changedSiblings(root, place, (siblings) => {
    const moved = [...siblings];
    const [route] = moved.splice(i, 1);
    if (route !== undefined) moved.splice(i + by, 0, route);
    return moved;
  });
}

/** How many siblings a route has, itself among them. */
export const siblingsOf = (root: PolicyRoute, place: RoutePlace): number =>
  routeAt(root, place.slice(0, -1))?.routes?.length ?? 0;

function changedSiblings(
  root: PolicyRoute,
  place: RoutePlace,
  change: (siblings: readonly PolicyRoute[]) => PolicyRoute[],
): PolicyRoute {
  const parent = place.slice(0, -1);
  return withRoute(root, parent, withChildren(routeAt(root, parent) ?? {}, change));
}

function withChildren(
  { routes = [], ...route }: PolicyRoute,
  change: (children: readonly PolicyRoute[]) => PolicyRoute[],
): PolicyRoute {
  const changed = change(routes);
  return changed.length === 0 ? route : { ...route, routes: changed };
}

/** The names of time intervals, as far as what was written has any yet. */
export const intervalNames = (intervals: readonly unknown[]): string[] =>
  intervals.flatMap((one) => {
    const name = valueAt(one, ['name']);
    return typeof name === 'string' ? [name] : [];
  });

/** The matchers of inhibitions, as far as what was written has any yet. */
export const inhibitionMatchers = (rules: readonly unknown[]): string[] =>
  rules.flatMap((one) =>
    ['source_matchers', 'target_matchers'].flatMap((name) => {
      const matchers = valueAt(one, [name]);
      return Array.isArray(matchers) ? matchers.filter((matcher) => typeof matcher === 'string') : [];
    }),
  );

/** What is wrong with a policy, as the platform would say it. */
export function findingsOf(draft: unknown, receiverKindOf: ReceiverKindOf): Finding[] {
  if (isNestedTooDeep(draft))
    return [{ path: 'route', code: 'too_deep', message: 'is nested too deeply', fix: 'Nest less.', severity: 'error' }];
  const read = PolicyDraftSchema.safeParse(draft);
  if (read.success) return checkPolicy(read.data, receiverKindOf);
  return read.error.issues.flatMap((issue) => schemaFindings(issue, valueAt(draft, issue.path), issue.path));
}

/** Those findings that are about one field, or about what stands in it. */
export const findingsAt = <Found extends { readonly path: string }>(
  findings: readonly Found[],
  path: string,
): Found[] =>
  findings.filter((one) => one.path === path || one.path.startsWith(`${path}[`) || one.path.startsWith(`${path}.`));

/** Those findings that are about a route itself, and not about what is below it. */
export const findingsOfRoute = <Found extends { readonly path: string }>(
  findings: readonly Found[],
  place: RoutePlace,
): Found[] => {
  const path = pathOf(place);
  return findingsAt(findings, path).filter((one) => !one.path.startsWith(`${path}.routes`));
};
