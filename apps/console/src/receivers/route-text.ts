import type { PolicyRoute } from '@tocsin/domain/alerting/notification-policy';

/** A route of the policy in words. @param names - of receivers by their ids */
export function routeText(
  { matchers = [], receivers = [], group_by: groupedBy = [], ...route }: PolicyRoute,
  names: ReadonlyMap<string, string>,
): string {
  const muted = [...(route.mute_time_intervals ?? [])];
  const active = [...(route.active_time_intervals ?? [])];
  const parts = [
    matchers.length === 0 ? 'all alerts' : matchers.join(', '),
    receivers.length === 0 ? '' : `to ${receivers.map((id) => names.get(id) ?? id).join(', ')}`,
    groupedBy.length === 0 ? '' : `grouped by ${groupedBy.join(', ')}`,
    route.repeat_interval === undefined ? '' : `again each ${route.repeat_interval}`,
    muted.length === 0 ? '' : `not during ${muted.join(', ')}`,
    active.length === 0 ? '' : `only during ${active.join(', ')}`,
    route.continue === true ? 'and on to the next route' : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}
