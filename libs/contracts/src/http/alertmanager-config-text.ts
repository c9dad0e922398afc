import type { NotificationPolicy, PolicyRoute } from '@tocsin/domain/alerting/notification-policy';
import { stringify } from 'yaml';

/** The names of who is told; null for everybody. */
type NamesOf = (receivers: readonly string[] | null) => string[];

/**
 * How the alerts of a tenant are routed, as a configuration of Alertmanager. There a route has one receiver: where one has
 * several here, they are one by the names of all.
 */
export function configText(policy: NotificationPolicy | null, namesOf: NamesOf): string {
  if (policy === null) return textOfAll(namesOf(null));
  const names = new Set<string>();
  const nameOf = (receivers: readonly string[]): string => {
    const name = namesOf(receivers).join(', ');
    names.add(name);
    return name;
  };
  const routeOf = ({ receivers, routes, ...rest }: PolicyRoute): object => ({
    ...(receivers === undefined ? {} : { receiver: nameOf(receivers) }),
    ...rest,
    ...(routes === undefined ? {} : { routes: routes.map(routeOf) }),
  });
  const { inhibit_rules, time_intervals } = policy;
  const config = { route: routeOf(policy.route), inhibit_rules, time_intervals };
  return stringify({ ...config, receivers: [...names].map((name) => ({ name })) }, { lineWidth: 0 });
}

/** Every receiver is told of every alert. */
function textOfAll(receivers: readonly string[]): string {
  const routes = receivers.map((name) => `  - receiver: ${JSON.stringify(name)}\n    continue: true\n`);
  const names = receivers.map((name) => `- name: ${JSON.stringify(name)}\n`);
  return `route:\n  receiver: ${JSON.stringify(receivers[0])}\n  routes:\n${routes.join('')}receivers:\n${names.join('')}`;
}
