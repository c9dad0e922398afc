import { error, type Finding, pathText } from '../rules/finding.js';
import { GROUP_BY_ALL, type PolicyDraft, type PolicyRoute } from './notification-policy.js';

/** Most routes of one policy: a thousand are routed through in microseconds, and nobody reads twice as many. */
export const POLICY_ROUTES_MAX = 2_000;
/** Deepest nesting of routes; published configurations have three levels. */
export const POLICY_DEPTH_MAX = 16;

/** What a receiver that a policy names is; null when there is none. */
export type ReceiverKindOf = (id: string) => string | null;

/**
 * What a policy that fits its schema says that cannot be: names of nothing, names given twice, too many routes.
 *
 * @param receiverKindOf - the type of a receiver of the tenant
 */
export function checkPolicy(policy: PolicyDraft, receiverKindOf: ReceiverKindOf): Finding[] {
  const findings = [...rootFindings(policy.route), ...intervalFindings(policy)];
  const intervals = new Set(policy.time_intervals.map(({ name }) => name));
  let count = 0;
  const walk = (route: PolicyRoute, path: (string | number)[]): void => {
    count += 1;
    findings.push(
      ...receiverFindings(route, path, receiverKindOf),
      ...nameFindings(route, path, intervals),
      ...groupByFindings(route, path),
    );
    route.routes?.forEach((child, i) => walk(child, [...path, 'routes', i]));
  };
  walk(policy.route, ['route']);
  if (count > POLICY_ROUTES_MAX)
    findings.push(
      error(
        'route',
        'too_many',
        `holds ${count} routes; ${POLICY_ROUTES_MAX} are the most`,
        'Join some of them by patterns.',
      ),
    );
  return findings;
}

/** Whether routes are nested deeper than may be. It is asked before anything walks them by recursion. */
export function isNestedTooDeep(value: unknown): boolean {
  const stack = [{ value, depth: 0 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    // Each level of routes is a list and an object; an interval's parts lie deeper than its name by five.
    if (top.depth > 2 * POLICY_DEPTH_MAX + 6) return true;
    if (typeof top.value !== 'object' || top.value === null) continue;
    for (const inner of Object.values(top.value)) stack.push({ value: inner, depth: top.depth + 1 });
  }
  return false;
}

function rootFindings({
  receivers,
  matchers = [],
  mute_time_intervals,
  active_time_intervals,
  ...root
}: PolicyRoute): Finding[] {
  const findings: Finding[] = [];
  if (receivers === undefined)
    findings.push(error('route.receivers', 'missing', 'is missing', 'Name who is told when no other route fits.'));
  if (matchers.length > 0)
    findings.push(
      error('route.matchers', 'not_allowed', 'stands at the root, which takes every alert', 'Leave it out.'),
    );
  if (root.continue !== undefined)
    findings.push(error('route.continue', 'not_allowed', 'stands at the root, which has no siblings', 'Leave it out.'));
  for (const [field, names] of Object.entries({ mute_time_intervals, active_time_intervals }))
    if (names !== undefined && names.length > 0)
      findings.push(
        error(`route.${field}`, 'not_allowed', 'stands at the root, which is never muted', 'Name it at a route below.'),
      );
  return findings;
}

function receiverFindings(
  { receivers = [] }: PolicyRoute,
  path: readonly (string | number)[],
  kindOf: ReceiverKindOf,
): Finding[] {
  return receivers.flatMap((id, i) => {
    const at = pathText([...path, 'receivers', i]);
    if (receivers.indexOf(id) !== i) return [error(at, 'duplicate', 'is named twice', 'Leave it out.')];
    const kind = kindOf(id);
    if (kind === null)
      return [
        error(at, 'unknown_receiver', `"${id}" is no receiver`, 'Name the id of one; GET /api/receivers lists them.'),
      ];
    if (kind === 'alertmanager')
      return [
        error(
          at,
          'not_allowed',
          'is a receiver of Alertmanagers, which are told of everything and route it themselves',
          'Name another receiver.',
        ),
      ];
    return [];
  });
}

function nameFindings(
  { mute_time_intervals = [], active_time_intervals = [] }: PolicyRoute,
  path: readonly (string | number)[],
  intervals: ReadonlySet<string>,
): Finding[] {
  return Object.entries({ mute_time_intervals, active_time_intervals }).flatMap(([field, names]) =>
    names.flatMap((name, i) =>
      intervals.has(name)
        ? []
        : [
            error(
              pathText([...path, field, i]),
              'unknown_time_interval',
              `"${name}" is no time interval of this policy`,
              'Name one of `time_intervals`, or write it there.',
            ),
          ],
    ),
  );
}

function groupByFindings({ group_by = [] }: PolicyRoute, path: readonly (string | number)[]): Finding[] {
  const at = pathText([...path, 'group_by']);
  if (group_by.includes(GROUP_BY_ALL) && group_by.length > 1)
    return [
      error(at, 'not_allowed', `holds "${GROUP_BY_ALL}" beside other labels`, `Leave "${GROUP_BY_ALL}" alone, or out.`),
    ];
  return group_by.length === new Set(group_by).size
    ? []
    : [error(at, 'duplicate', 'names a label twice', 'Name each label once.')];
}

function intervalFindings({ time_intervals }: PolicyDraft): Finding[] {
  const names = time_intervals.map(({ name }) => name);
  return names.flatMap((name, i) =>
    names.indexOf(name) === i
      ? []
      : [
          error(
            `time_intervals[${i}].name`,
            'duplicate',
            `"${name}" is the name of another one, too`,
            'Choose another name.',
          ),
        ],
  );
}
