import { apiResponse } from '@tocsin/contracts/http/api-response';
import type { Acknowledgement } from '@tocsin/domain/alerting/acknowledgement';
import {
  IncidentNoteDraftSchema,
  type IncidentNotes,
  IncidentNoteSchema,
} from '@tocsin/domain/alerting/incident-notes';
import { AlertSeveritySchema } from '@tocsin/domain/rules/alert-rule';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import { z } from 'zod';
import type { CommandSender } from '../command-sender.js';
import { notFound } from '../problem.js';
import { pageBehind, PageSchema, parsed, principalOf, type Route, type RouteRequest } from '../route.js';
import { envelopeOf, idempotencyKey, refusalOf } from '../routes/rules/rule-world.js';
import type { AlertIncidents, KnownIncident } from './alert-incidents.js';
import {
  IncidentStateSchema,
  listedIncident,
  ListedIncidentSchema,
  severityOf,
  shownIncident,
  ShownIncidentSchema,
  stateOf,
} from './incident-answer.js';

const QuerySchema = z.strictObject({
  ...PageSchema,
  state: IncidentStateSchema.optional(),
  severity: AlertSeveritySchema.optional(),
});
/** Where a page of the list ended. */
const PlaceSchema = z.strictObject({ at: z.number(), id: z.string() });
const isBefore = ({ startedAt, id }: KnownIncident, { at, id: placed }: z.infer<typeof PlaceSchema>): boolean =>
  startedAt < at || (startedAt === at && id < placed);
const tag = 'alerts';

export interface AlertIncidentRoutesOptions {
  incidents: Pick<AlertIncidents, 'ofTenant'>;
  notes: Pick<CompactedDirectory<IncidentNotes>, 'get' | 'learn'>;
  acknowledgements: Pick<CompactedDirectory<Acknowledgement>, 'get'>;
  sender: Pick<CommandSender, 'send'>;
  clock: Clock;
  ids: IdSource;
  processName: string;
}

/** What alerts come to together, and what people write down about it. */
export function alertIncidentRoutes(world: AlertIncidentRoutesOptions): Route[] {
  const { incidents, notes, acknowledgements, sender, ids } = world;
  const notesOf = (tenant: string, id: string) => notes.get(tenant, id)?.notes ?? [];
  const known = (request: RouteRequest): KnownIncident => {
    const incident = incidents.ofTenant(principalOf(request).tenant).byId.get(request.params['id'] ?? '');
    if (incident === undefined) throw notFound('such incident');
    return incident;
  };
  return [
    {
      method: 'GET',
      path: '/api/alert-incidents',
      operation: 'listAlertIncidents',
      tag,
      summary: 'List incidents that alerts have come to',
      description:
        'Alerts of one group of the notification policy that fire together, or within a quarter of an hour of each other, are one incident. What people say was really wrong stands under `/api/incidents`.',
      scope: 'rules:read',
      query: QuerySchema,
      answers: {
        200: { description: 'Incidents, the last begun first.', schema: apiResponse(z.array(ListedIncidentSchema)) },
      },
      handle: async (request) => {
        const { state, severity, ...paging } = parsed(QuerySchema, request.query);
        const { tenant } = principalOf(request);
        const fits = (one: KnownIncident): boolean =>
          (state === undefined || stateOf(one) === state) && (severity === undefined || severityOf(one) === severity);
        const { newestFirst } = incidents.ofTenant(tenant);
        const { data: found, next_cursor } = pageBehind(paging, PlaceSchema, {
          behind: (place) => newestFirst.filter((one) => (place === null || isBefore(one, place)) && fits(one)),
          placeOf: ({ startedAt, id }) => ({ at: startedAt, id }),
        });
        const data = found.map((incident) => listedIncident(incident, notesOf(tenant, incident.id).length));
        return { status: 200, data, meta: next_cursor === undefined ? {} : { next_cursor } };
      },
    },
    {
      method: 'GET',
      path: '/api/alert-incidents/{id}',
      operation: 'getAlertIncident',
      tag,
      summary: 'Read an incident: its alerts, what happened when, notes, and similar earlier ones',
      scope: 'rules:read',
      answers: { 200: { description: 'The incident.', schema: apiResponse(ShownIncidentSchema) } },
      handle: async (request) => {
        const { tenant } = principalOf(request);
        const incident = known(request);
        const data = shownIncident(incident, {
          notes: notesOf(tenant, incident.id),
          acknowledgementOf: (alertId) => acknowledgements.get(tenant, alertId),
          newestFirst: incidents.ofTenant(tenant).newestFirst,
          notesOf: (id) => notesOf(tenant, id).length,
        });
        return { status: 200, data };
      },
    },
    {
      method: 'POST',
      path: '/api/alert-incidents/{id}/notes',
      operation: 'addIncidentNote',
      headers: idempotencyKey,
      tag,
      summary: 'Write something down about an incident',
      description: 'With whoever writes and the time. A note is not changed afterwards; another one may correct it.',
      scope: 'rules:write',
      body: {
        types: ['application/json'],
        schema: IncidentNoteDraftSchema,
        example: { text: 'The disk of db-1 was full; the old logs are gone.' },
      },
      answers: { 201: { description: 'The note.', schema: apiResponse(IncidentNoteSchema) } },
      handle: async (request) => {
        const { id: incident_id } = known(request);
        const draft = parsed(IncidentNoteDraftSchema, request.body);
        const envelope = envelopeOf(request, world, 'POST /api/alert-incidents/{id}/notes');
        const note_id = ids.next();
        const outcome = await sender.send({ type: 'incident-note.add', ...envelope, incident_id, note_id, draft });
        if (outcome.kind !== 'incident_notes') throw refusalOf(outcome, 'incident');
        notes.learn(outcome.notes);
        return { status: 201, data: outcome.notes.notes.at(-1) };
      },
    },
  ];
}
