import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { isStorable } from '@tocsin/contracts/storable-text';
import { postedAlerts } from '@tocsin/contracts/topics/posted-alerts';
import { ruleKey } from '@tocsin/contracts/topics/rules';
import type { PostedAlert } from '@tocsin/domain/alerting/external-alert';
import { labelFingerprint } from '@tocsin/domain/alerting/label-fingerprint';
import { isLabelName, LABEL_VALUE_LENGTH_MAX, LABELS_MAX, labelsFrom } from '@tocsin/domain/rules/labels';
import type { Clock } from '@tocsin/ports/clock';
import type { EventLog } from '@tocsin/ports/event-log';
import { z } from 'zod';
import type { Route } from '../../route.js';
import { alertmanagerRoute, BadRequest } from './alertmanager-route.js';

/** An alert that does not say when it ends is over when it has not been posted for this long; as in Alertmanager. */
const RESOLVE_TIMEOUT_MS = 300_000;
/** Most alerts posted at once; Prometheus sends 64. */
const POSTED_MAX = 5_000;
/** Longest annotation; as of the platform's own rules. */
const ANNOTATION_LENGTH_MAX = 4_096;

const texts = z.record(z.string().max(256), z.string().max(ANNOTATION_LENGTH_MAX));
const time = z.iso.datetime({ offset: true }).optional();
const PostableAlertSchema = z
  .object({
    labels: texts,
    annotations: texts.optional(),
    startsAt: time,
    endsAt: time,
    generatorURL: z.string().max(8_192).optional(),
  })
  .meta({ id: 'PostableAlert', description: "An alert as Alertmanager's API takes it." });
type Postable = z.infer<typeof PostableAlertSchema>;

/** Takes in the alerts that others evaluate, such as a Prometheus. */
export function postAlertsRoute(options: { log: Pick<EventLog, 'append'>; topicPrefix: string; clock: Clock }): Route {
  const { log, topicPrefix, clock } = options;
  return alertmanagerRoute({
    method: 'POST',
    path: '/alerts',
    operation: 'alertmanagerPostAlerts',
    summary: "Post alerts in the form of Alertmanager's API",
    description:
      'They are listed, routed, silenced and told like those of our own rules. One that is not posted again is over at its `endsAt`, or after five minutes.',
    scope: 'rules:write',
    body: { types: ['application/json'], schema: z.array(PostableAlertSchema).max(POSTED_MAX) },
    answer: async ({ tenant, request }) => {
      const read = z.array(PostableAlertSchema).max(POSTED_MAX).safeParse(request.body);
      if (!read.success) {
        const [issue] = read.error.issues;
        throw new BadRequest(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not valid'}`);
      }
      const now = clock.now();
      const alerts = read.data.map((alert) => postedOf(alert, tenant, now));
      await log.append(
        topicName(postedAlerts, topicPrefix),
        alerts.map((alert) => ({
          key: ruleKey(tenant, labelFingerprint(alert.labels)),
          value: encodeJson(postedAlerts, alert),
        })),
      );
    },
  });
}

/** @throws BadRequest for labels that cannot be kept */
function postedOf(
  { labels, annotations = {}, startsAt, endsAt, generatorURL = '' }: Postable,
  tenant_id: string,
  now: number,
): PostedAlert {
  const own = Object.entries(labels).filter(([, value]) => value !== '');
  if (own.length === 0) throw new BadRequest('at least one label pair required');
  if (own.length > LABELS_MAX) throw new BadRequest(`an alert has ${own.length} labels; ${LABELS_MAX} are the most`);
  for (const [name, value] of own) {
    if (!isLabelName(name)) throw new BadRequest(`invalid label set: invalid name ${JSON.stringify(name)}`);
    if (value.length > LABEL_VALUE_LENGTH_MAX || !isStorable(value))
      throw new BadRequest(`invalid label set: invalid value of ${name}`);
  }
  const told = Object.entries(annotations).filter(([name]) => name !== '__proto__');
  const end = endsAt === undefined || Date.parse(endsAt) <= 0 ? null : Math.floor(Date.parse(endsAt));
  const start = startsAt === undefined || Date.parse(startsAt) <= 0 ? null : Math.floor(Date.parse(startsAt));
  if (start !== null && end !== null && end < start) throw new BadRequest('start time must be before end time');
  return {
    tenant_id,
    labels: labelsFrom(own),
    annotations: labelsFrom(told),
    generator_url: generatorURL,
    starts_at: Math.min(start ?? now, end ?? now, now),
    ends_at: end ?? now + RESOLVE_TIMEOUT_MS,
    received_at: now,
  };
}
