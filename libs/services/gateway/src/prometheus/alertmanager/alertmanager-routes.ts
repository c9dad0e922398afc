import type { Receiver } from '@tocsin/contracts/topics/receivers';
import type { Matcher } from '@tocsin/domain/promql/ast';
import { compileMatcher, patternProblem } from '@tocsin/domain/promql/match-label';
import type { Clock } from '@tocsin/ports/clock';
import { z } from 'zod';
import type { AlertDirectory } from '../../read-model/alert-directory.js';
import type { CompactedDirectory } from '../../read-model/compacted-directory.js';
import { headerOf, principalOf, type Route, type RouteAnswer, type RouteRequest } from '../../route.js';
import { Form } from '../form.js';
import { readFilter } from './filter-text.js';
import { type GettableAlert, gettableAlert, GettableAlertSchema } from './listed-alerts.js';

export interface AlertmanagerRoutesOptions {
  alerts: Pick<AlertDirectory, 'ofTenant'>;
  receivers: Pick<CompactedDirectory<Receiver>, 'ofTenant'>;
  clock: Clock;
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
const flag = z.enum(['true', 'false']).optional();
const filter = z.array(z.string()).meta({ description: 'Matchers that all must fit, such as `instance="web-1"`.' });
const AlertsQuerySchema = z.strictObject({
  filter: filter.optional(),
  receiver: z.string().meta({ description: 'A pattern that the name of one of its receivers must fit.' }).optional(),
  active: flag,
  silenced: flag,
  inhibited: flag,
  unprocessed: flag,
});

/** A request as an answer is made of it. */
interface Asked {
  tenant: string;
  form: Form;
  /** Where links to rules begin; empty when that is not known. */
  linkBase: string;
}

/** Thrown for a request that Alertmanager would refuse. */
class BadRequest extends Error {}

/** What the reading half of Alertmanager's API v2 answers. Nothing is silenced or inhibited here. */
export function alertmanagerRoutes(options: AlertmanagerRoutesOptions): Route[] {
  const { alerts, receivers, clock, startedAt } = options;

  const receiverNames = (tenant: string): string[] => {
    const names = new Set(receivers.ofTenant(tenant).map(({ name }) => name));
    return names.size === 0 ? [NOBODY] : [...names].sort();
  };

  /** The receivers that are asked for, and the alerts that they are told of. */
  const asked = ({ tenant, form, linkBase }: Asked): { receivers: string[]; alerts: GettableAlert[] } => {
    const fits = filterOf(form);
    const isReceiver = receiverTestOf(form);
    const names = receiverNames(tenant);
    const chosen = names.filter(isReceiver);
    if (!flagOf(form, 'active') || chosen.length === 0) return { receivers: chosen, alerts: [] };
    const found = alerts
      .ofTenant(tenant)
      .filter(({ state, labels }) => state === 'firing' && fits(labels))
      .map((alert) => gettableAlert(alert, { receivers: names, now: clock.now(), linkBase }))
      .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
    return { receivers: chosen, alerts: found };
  };

  const route = (
    path: string,
    summary: string,
    told: { data: z.ZodType; query?: z.ZodType },
    answer: (asked: Asked) => unknown,
  ): Route => ({
    method: 'GET',
    path: `/api/v2${path}`,
    tag: 'alertmanager',
    summary,
    scope: 'rules:read',
    ...(told.query === undefined ? {} : { query: told.query }),
    answers: {
      200: { description: "As Alertmanager's API answers.", schema: told.data },
      400: { description: 'What is wrong.', schema: z.string() },
    },
    failure,
    handle: async (request) =>
      json(200, answer({ tenant: principalOf(request).tenant, form: Form.of(request), linkBase: linkBaseOf(request) })),
  });

  return [
    route(
      '/alerts',
      "List the alerts that fire, in the form of Alertmanager's API",
      { data: z.array(GettableAlertSchema), query: AlertsQuerySchema },
      (request) => asked(request).alerts,
    ),
    route(
      '/alerts/groups',
      'List the alerts that fire, a group for each receiver',
      { data: z.array(GroupSchema), query: AlertsQuerySchema },
      (request) => {
        const { receivers: names, alerts: found } = asked(request);
        if (found.length === 0) return [];
        return names.map((name) => ({ labels: {}, routeLabels: {}, receiver: { name }, alerts: found }));
      },
    ),
    route(
      '/receivers',
      "List receivers in the form of Alertmanager's API",
      { data: z.array(ReceiverSchema) },
      ({ tenant }) => receiverNames(tenant).map((name) => ({ name })),
    ),
    route(
      '/silences',
      'List silences',
      { data: z.array(z.never()), query: z.strictObject({ filter: filter.optional() }) },
      ({ form }) => {
        filterOf(form);
        return [];
      },
    ),
    route(
      '/status',
      "Tell of the platform in the form of Alertmanager's API",
      { data: StatusSchema },
      ({ tenant }) => ({
        cluster: { status: 'disabled', peers: [] },
        versionInfo: { version: VERSION, revision: '', branch: 'tocsin', buildUser: '', buildDate: '', goVersion: '' },
        config: { original: configText(receiverNames(tenant)) },
        uptime: new Date(startedAt).toISOString(),
      }),
    ),
  ];
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

function filterOf(form: Form): (labels: Readonly<Record<string, string>>) => boolean {
  const tests = form.all('filter').map((text) => {
    const read = readFilter(text);
    if (read.kind === 'refused') throw new BadRequest(read.message);
    const { matcher }: { matcher: Matcher } = read;
    return { name: matcher.name, test: compileMatcher(matcher) };
  });
  return (labels) => tests.every(({ name, test }) => test(Object.hasOwn(labels, name) ? (labels[name] as string) : ''));
}

function receiverTestOf(form: Form): (name: string) => boolean {
  const pattern = form.get('receiver');
  if (pattern === '') return () => true;
  const problem = patternProblem(`^(?:${pattern})$`);
  if (problem !== null) throw new BadRequest(`failed to parse receiver param: ${problem}`);
  return compileMatcher({ name: 'receiver', operator: '=~', value: pattern });
}

/** How the alerts of a tenant are routed, as a configuration of Alertmanager: every receiver is told of all of them. */
function configText(receivers: readonly string[]): string {
  const routes = receivers.map((name) => `  - receiver: ${JSON.stringify(name)}\n    continue: true\n`);
  const names = receivers.map((name) => `- name: ${JSON.stringify(name)}\n`);
  return `route:\n  receiver: ${JSON.stringify(receivers[0])}\n  routes:\n${routes.join('')}receivers:\n${names.join('')}`;
}

/** Alertmanager tells what is wrong as a JSON string. */
function failure(error: unknown): RouteAnswer {
  if (error instanceof BadRequest) return json(400, error.message);
  return json(500, 'something went wrong here; the log holds more under the trace id');
}

function json(status: number, content: unknown): RouteAnswer {
  return { status, raw: { type: 'application/json', content: JSON.stringify(content) } };
}
