import { configText } from '@tocsin/contracts/http/alertmanager-config-text';
import { POLICY_ID } from '@tocsin/contracts/topics/notification-policies';
import { labelMatcher, matchAll } from '@tocsin/domain/alerting/label-matcher';
import { routedLabels } from '@tocsin/domain/alerting/message-of-group';
import type { GroupOfAlert } from '@tocsin/domain/alerting/policy-router';
import { compileMatcher, patternProblem } from '@tocsin/domain/promql/match-label';
import type { EventLog } from '@tocsin/ports/event-log';
import { z } from 'zod';
import type { AlertStatus } from '../../alerting/alert-status.js';
import type { Alert } from '../../read-model/alert.js';
import { headerOf, type Route, type RouteRequest } from '../../route.js';
import type { AlertingWorld } from '../../routes/alerting/alerting-world.js';
import type { Form } from '../form.js';
import { alertmanagerRoute, type Asked, BadRequest, filterField, filtersOf } from './alertmanager-route.js';
import { type GettableAlert, gettableAlert, GettableAlertSchema } from './listed-alerts.js';
import { postAlertsRoute } from './post-alerts.js';
import { silenceApi } from './silence-api.js';

export interface AlertmanagerRoutesOptions extends AlertingWorld {
  log: Pick<EventLog, 'append'>;
  topicPrefix: string;
  /** When the process was started; ms since 1970. */
  startedAt: number;
}

/** The version of Alertmanager whose API this is. */
const VERSION = '0.34.0';
/** Told to where a tenant has no receiver: Alertmanager has always one, and its clients count on that. */
const NOBODY = 'nobody';
const ReceiverSchema = z.strictObject({ name: z.string() });
const GroupSchema = z.strictObject({
  labels: z.record(z.string(), z.string()),
  routeLabels: z.record(z.string(), z.string()),
  receiver: ReceiverSchema,
  alerts: z.array(GettableAlertSchema),
});
const StatusSchema = z.strictObject({
  cluster: z.strictObject({ status: z.enum(['disabled']), peers: z.array(z.never()) }),
  versionInfo: z.record(z.string(), z.string()),
  config: z.strictObject({ original: z.string() }),
  uptime: z.string(),
});
/** What Alertmanager takes for yes. */
const yes = new Set(['true', '1', 'yes', 'ok', 'y', 'on', 'selected', 'checked', 't', 'enabled']);
const flag = z.string().optional().meta({
  description:
    'Whether such alerts are wanted, which they are when it is left out; any word but `true` and its like says no.',
});
const AlertsQuerySchema = z.strictObject({
  filter: filterField.optional(),
  receiver: z.string().meta({ description: 'A pattern that the name of one of its receivers must fit.' }).optional(),
  active: flag,
  silenced: flag,
  inhibited: flag,
  unprocessed: flag,
});

/** An alert that is asked for, and the groups that it is told in. */
interface Found {
  alert: GettableAlert;
  groups: readonly GroupOfAlert[];
}

/** Alertmanager's API v2: alerts, groups, receivers, silences and the status. */
export function alertmanagerRoutes(options: AlertmanagerRoutesOptions): Route[] {
  const { alerts, receivers, statuses, policies, clock, startedAt } = options;

  /** Who can be told of a group; Alertmanagers are told in their own way of whatever fires. */
  const namesOf = (tenant: string, named: readonly string[] | null): string[] => {
    const all = receivers.ofTenant(tenant);
    const told = named === null ? all : all.filter(({ id }) => named.includes(id));
    const names = new Set(told.map(({ name }) => name));
    return names.size === 0 ? [NOBODY] : [...names].sort();
  };

  const found = ({ tenant, form, request }: Asked): Found[] => {
    const filters = filtersOf(form).map(labelMatcher);
    const isReceiver = receiverTestOf(form);
    const wants = wantedStates(form);
    const [now, linkBase] = [clock.now(), linkBaseOf(request)];
    const { router } = statuses.policyOf(tenant);
    const listed = (alert: Alert): Found[] => {
      const labels = routedLabels(alert.labels, alert.severity);
      if (!matchAll(filters, labels)) return [];
      const groups = router.groupsOf(labels);
      const names = [...new Set(groups.flatMap(({ route }) => namesOf(tenant, route.receivers)))].sort();
      if (!names.some(isReceiver)) return [];
      const status = statuses.statusOf(alert, now);
      if (!wants(status)) return [];
      return [{ groups, alert: gettableAlert({ ...alert, labels }, { receivers: names, status, now, linkBase }) }];
    };
    return alerts
      .ofTenant(tenant)
      .filter(({ state }) => state === 'firing')
      .flatMap(listed)
      .sort((a, b) => (a.alert.fingerprint < b.alert.fingerprint ? -1 : 1));
  };

  return [
    alertmanagerRoute({
      method: 'GET',
      path: '/alerts',
      operation: 'alertmanagerAlerts',
      summary: "List the alerts that fire, in the form of Alertmanager's API",
      scope: 'rules:read',
      query: AlertsQuerySchema,
      data: z.array(GettableAlertSchema),
      answer: (asked) => found(asked).map(({ alert }) => alert),
    }),
    alertmanagerRoute({
      method: 'GET',
      path: '/alerts/groups',
      operation: 'alertmanagerAlertGroups',
      summary: 'List the alerts that fire, in the groups that they are told in',
      scope: 'rules:read',
      query: AlertsQuerySchema,
      data: z.array(GroupSchema),
      answer: (asked) => {
        const isReceiver = receiverTestOf(asked.form);
        return groupsOf(found(asked), (named) => namesOf(asked.tenant, named).filter(isReceiver));
      },
    }),
    alertmanagerRoute({
      method: 'GET',
      path: '/receivers',
      operation: 'alertmanagerReceivers',
      summary: "List receivers in the form of Alertmanager's API",
      scope: 'rules:read',
      data: z.array(ReceiverSchema),
      answer: ({ tenant }) => namesOf(tenant, null).map((name) => ({ name })),
    }),
    postAlertsRoute(options),
    ...silenceApi(options),
    alertmanagerRoute({
      method: 'GET',
      path: '/status',
      operation: 'alertmanagerStatus',
      summary: "Tell of the platform in the form of Alertmanager's API",
      scope: 'rules:read',
      data: StatusSchema,
      answer: ({ tenant }) => ({
        cluster: { status: 'disabled', peers: [] },
        versionInfo: { version: VERSION, revision: '', branch: 'tocsin', buildUser: '', buildDate: '', goVersion: '' },
        config: { original: configText(policies.get(tenant, POLICY_ID), (named) => namesOf(tenant, named)) },
        uptime: new Date(startedAt).toISOString(),
      }),
    }),
  ];
}

/** One entry for each group and receiver. */
function groupsOf(
  found: readonly Found[],
  receiversOf: (named: readonly string[] | null) => string[],
): z.infer<typeof GroupSchema>[] {
  const groups = new Map<string, z.infer<typeof GroupSchema>>();
  for (const { alert, groups: own } of found)
    for (const { key, labels, route } of own)
      for (const name of receiversOf(route.receivers)) {
        const id = JSON.stringify([key, name]);
        const group = groups.get(id) ?? { labels, routeLabels: {}, receiver: { name }, alerts: [] };
        group.alerts.push(alert);
        groups.set(id, group);
      }
  return [...groups.values()].sort((a, b) => (a.receiver.name < b.receiver.name ? -1 : 1));
}

/** Which alerts are wanted; as in Alertmanager, one that is both silenced and inhibited must be wanted as either. */
function wantedStates(form: Form): (status: AlertStatus) => boolean {
  const [active, silenced, inhibited, unprocessed] = ['active', 'silenced', 'inhibited', 'unprocessed'].map((name) =>
    flagOf(form, name),
  );
  return ({ state, silenced_by, inhibited_by }) =>
    !(
      (active === false && state === 'active') ||
      (unprocessed === false && state === 'unprocessed') ||
      (silenced === false && silenced_by.length > 0) ||
      (inhibited === false && inhibited_by.length > 0)
    );
}

/** Links lead to where the caller has reached the platform. */
function linkBaseOf(request: RouteRequest): string {
  const host = headerOf(request, 'host');
  const scheme = headerOf(request, 'x-forwarded-proto') === 'https' ? 'https' : 'http';
  return host === undefined ? '' : `${scheme}://${host}`;
}

/** Flags are all set unless it is said that they are not, which any other word does. */
function flagOf(form: Form, name: string): boolean {
  const text = form.get(name).toLowerCase();
  return text === '' || yes.has(text);
}

function receiverTestOf(form: Form): (name: string) => boolean {
  const pattern = form.get('receiver');
  if (pattern === '') return () => true;
  const problem = patternProblem(`^(?:${pattern})$`);
  if (problem !== null) throw new BadRequest(`failed to parse receiver param: ${problem}`);
  return compileMatcher({ name: 'receiver', operator: '=~', value: pattern });
}
