import type { PolicyDraft, PolicyRoute } from '@tocsin/domain/alerting/notification-policy';
import type { Labels } from '@tocsin/domain/rules/labels';

export const ALERTS = 100_000;
export const ROUTES = 1_000;
const SERVICES = 900;
const RECEIVER = 'nobody';

/** A thousand routes below the root: nine in ten ask for one service, the others by patterns; some have children. */
export function policyOf(): PolicyDraft {
  const routes = Array.from({ length: ROUTES }, (_, i): PolicyRoute => {
    if (i % 10 === 9) return { matchers: [`service=~"(batch|cron)-${i}-.*"`, 'severity!="info"'] };
    const children = i % 50 === 0 ? { routes: [{ matchers: ['severity="critical"'], repeat_interval: '1h' }] } : {};
    return { matchers: [`service="s${i - Math.floor(i / 10)}"`], continue: i % 7 === 0, ...children };
  });
  const root = { receivers: [RECEIVER], group_by: ['alertname', 'cluster'], group_wait: '5m', group_interval: '5m' };
  return { route: { ...root, routes }, inhibit_rules: [], time_intervals: [] };
}

/** Label sets of alerts, all different: most of a service that has a route, some of one for the patterns, some of none. */
export function labelsOf(i: number): Labels {
  const service = i % 20 === 0 ? `cron-${i % ROUTES}-${i % 13}` : i % 33 === 0 ? `other-${i}` : `s${i % SERVICES}`;
  return {
    alertname: `A${i % 40}`,
    cluster: `c${i % 10}`,
    instance: `host-${i}`,
    service,
    severity: ['critical', 'warning', 'info'][i % 3] as string,
  };
}

/** The same policy as a configuration of Alertmanager, which is JSON and so YAML. */
export function configurationOf({ route }: PolicyDraft): string {
  const written = ({ receivers, routes, ...rest }: PolicyRoute): object => ({
    ...rest,
    ...(receivers === undefined ? {} : { receiver: RECEIVER }),
    ...(routes === undefined ? {} : { routes: routes.map(written) }),
  });
  return JSON.stringify({ route: written(route), receivers: [{ name: RECEIVER }] });
}
