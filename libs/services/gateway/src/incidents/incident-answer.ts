import type { Acknowledgement } from '@tocsin/domain/alerting/acknowledgement';
import { INCIDENT_STATES, labelPairs, similarityOf } from '@tocsin/domain/alerting/alert-incident';
import { type IncidentNote, IncidentNoteSchema } from '@tocsin/domain/alerting/incident-notes';
import { AlertStateSchema, TransitionReasonSchema } from '@tocsin/domain/engine/transition';
import { AlertSeveritySchema } from '@tocsin/domain/rules/alert-rule';
import { type Labels, labelsFrom } from '@tocsin/domain/rules/labels';
import { z } from 'zod';
import { AlertSchema, summaryOf } from '../read-model/alert.js';
import type { IncidentAlert, KnownIncident } from './alert-incidents.js';

/** Most alerts that an incident shows, and most steps; the first ones tell what it began with. */
export const SHOWN_MAX = 500;
const NAMES_MAX = 20;
const SIMILAR_MAX = 5;
/** Of the incidents before it, as many as are looked through. */
const LOOKED_THROUGH_MAX = 2_000;
/** What has less in common is another thing. */
const SIMILARITY_MIN = 0.3;

export const IncidentStateSchema = z.enum(INCIDENT_STATES).meta({
  id: 'AlertIncidentState',
  description: '`open` while one of its alerts fires.',
});
const severities = AlertSeveritySchema.options;

export const ListedIncidentSchema = z
  .strictObject({
    id: z.string().meta({ description: 'That of the alert that it began with.' }),
    state: IncidentStateSchema,
    severity: AlertSeveritySchema.meta({ description: 'The worst of its alerts.' }),
    rule_names: z.array(z.string()).meta({ description: `Each once, ${NAMES_MAX} at most.` }),
    group_labels: z.record(z.string(), z.string()).meta({ description: 'What the policy groups its alerts by.' }),
    common_labels: z.record(z.string(), z.string()).meta({ description: 'What all of its alerts say alike.' }),
    started_at: z.number().meta({ description: 'When the first of them fired; ms since 1970.' }),
    ended_at: z.number().nullable().meta({ description: 'When the last of them was over; null while one fires.' }),
    alerts: z.int(),
    firing: z.int(),
    notes: z.int(),
  })
  .meta({ id: 'AlertIncident', description: 'Alerts of one group that fired together or shortly after each other.' });
export type ListedIncident = z.infer<typeof ListedIncidentSchema>;

const step = { at: z.number() };
const ofAlert = { alert_id: z.string(), rule_name: z.string() };
const IncidentStepSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('alert'),
      ...step,
      ...ofAlert,
      state: AlertStateSchema,
      reason: TransitionReasonSchema,
    }),
    z.strictObject({
      kind: z.literal('said'),
      ...step,
      ...ofAlert,
      said: z.enum(['acknowledged', 'snoozed']),
      by: z.string(),
    }),
    z.strictObject({ kind: z.literal('note'), ...step, note_id: z.string(), by: z.string(), text: z.string() }),
  ])
  .meta({ id: 'AlertIncidentStep', description: 'What happened: to an alert, what somebody said of one, or a note.' });
type IncidentStep = z.infer<typeof IncidentStepSchema>;

export const ShownIncidentSchema = ListedIncidentSchema.omit({ alerts: true, notes: true })
  .extend({
    alerts_total: z.int(),
    alerts: z.array(AlertSchema).meta({ description: `The first ${SHOWN_MAX} in the order in which they fired.` }),
    timeline: z.array(IncidentStepSchema).meta({ description: `Oldest first, the last ${SHOWN_MAX}.` }),
    notes: z.array(IncidentNoteSchema),
    similar: z
      .array(ListedIncidentSchema.extend({ similarity: z.number() }).meta({ id: 'SimilarIncident' }))
      .meta({ description: 'Earlier ones that have many labels in common with it, the most similar first.' }),
  })
  .meta({ id: 'ShownAlertIncident' });
export type ShownIncident = z.infer<typeof ShownIncidentSchema>;

/** Whether one of its alerts still fires. */
export const stateOf = ({ endedAt }: KnownIncident): ListedIncident['state'] => (endedAt === null ? 'open' : 'closed');

/** The worst of its alerts'. */
export function severityOf({ alerts }: KnownIncident): ListedIncident['severity'] {
  const ranks = alerts.map(({ severity }) => severities.indexOf(severity));
  return severities[ranks.reduce((worst, rank) => Math.min(worst, rank), severities.length - 1)] ?? 'INFO';
}

/** An incident as lists have it. @param notes - how many people wrote about it */
export function listedIncident(incident: KnownIncident, notes: number): ListedIncident {
  const { id, alerts, groupLabels, startedAt, endedAt } = incident;
  return {
    id,
    state: stateOf(incident),
    severity: severityOf(incident),
    rule_names: [...new Set(alerts.map(({ rule_name }) => rule_name))].slice(0, NAMES_MAX),
    group_labels: groupLabels,
    common_labels: commonLabels(alerts),
    started_at: startedAt,
    ended_at: endedAt,
    alerts: alerts.length,
    firing: alerts.filter(({ state }) => state === 'firing').length,
    notes,
  };
}

/** What is said of one incident besides. */
export interface AboutIncident {
  readonly notes: readonly IncidentNote[];
  acknowledgementOf(alertId: string): Acknowledgement | null;
  /** All incidents of the tenant, those that began last first. */
  readonly newestFirst: readonly KnownIncident[];
  notesOf(incidentId: string): number;
}

/** An incident as its own page shows it. */
export function shownIncident(incident: KnownIncident, about: AboutIncident): ShownIncident {
  const { alerts } = incident;
  const { alerts: alerts_total, notes: _count, ...listed } = listedIncident(incident, about.notes.length);
  return {
    ...listed,
    alerts_total,
    alerts: alerts.slice(0, SHOWN_MAX).map(summaryOf),
    timeline: timelineOf(alerts, about),
    notes: [...about.notes],
    similar: similarTo(incident, about),
  };
}

function timelineOf(alerts: readonly IncidentAlert[], { notes, acknowledgementOf }: AboutIncident): IncidentStep[] {
  const ofAlerts = alerts.flatMap(({ id: alert_id, rule_name, timeline }): IncidentStep[] => {
    const said = acknowledgementOf(alert_id);
    return [
      ...timeline.map(({ at, state, reason }) => ({ kind: 'alert' as const, at, alert_id, rule_name, state, reason })),
      ...(said === null
        ? []
        : [{ kind: 'said' as const, at: said.at, alert_id, rule_name, said: said.kind, by: said.by }]),
    ];
  });
  const written = notes.map(({ id: note_id, at, by, text }) => ({ kind: 'note' as const, at, note_id, by, text }));
  return [...ofAlerts, ...written].toSorted((a, b) => a.at - b.at).slice(-SHOWN_MAX);
}

function similarTo(incident: KnownIncident, { newestFirst, notesOf }: AboutIncident): ShownIncident['similar'] {
  const own = labelPairs(incident.alerts);
  return newestFirst
    .slice(newestFirst.indexOf(incident) + 1)
    .slice(0, LOOKED_THROUGH_MAX)
    .map((other) => ({ other, similarity: similarityOf(own, labelPairs(other.alerts)) }))
    .filter(({ similarity }) => similarity >= SIMILARITY_MIN)
    .sort((a, b) => b.similarity - a.similarity || b.other.startedAt - a.other.startedAt)
    .slice(0, SIMILAR_MAX)
    .map(({ other, similarity }) => ({ ...listedIncident(other, notesOf(other.id)), similarity }));
}

function commonLabels([first, ...others]: readonly IncidentAlert[]): Labels {
  return labelsFrom(
    Object.entries(first?.labels ?? {}).filter(([name, value]) =>
      others.every(({ labels }) => Object.hasOwn(labels, name) && labels[name] === value),
    ),
  );
}
