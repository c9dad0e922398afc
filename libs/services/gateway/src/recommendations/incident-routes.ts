import { apiResponse } from '@tocsin/contracts/http/api-response';
import { exampleIncident } from '@tocsin/contracts/topics/recommendations';
import {
  checkIncident,
  LabelledIncidentDraftSchema,
  LabelledIncidentSchema,
} from '@tocsin/domain/recommendations/labelled-incident';
import { z } from 'zod';
import { notFound } from '../problem.js';
import { assertOwnTenant, page, PageSchema, parsed, principalOf, type Route } from '../route.js';
import { refuseFindings } from '../routes/alerting/alerting-world.js';
import { envelopeOf, idempotencyKey, refusalOf } from '../routes/rules/rule-world.js';
import { TimeField } from '../routes/time-field.js';
import type { RecommendationWorld } from './recommendation-world.js';

const QuerySchema = z.strictObject(PageSchema);
const BodySchema = LabelledIncidentDraftSchema.extend({ starts_at: TimeField, ends_at: TimeField });
const { id: _id, tenant_id: _tenant, created_by: _by, created_at: _at, ...example } = exampleIncident;
const tag = 'alerting';

/** What was really wrong, as people say it. */
export function incidentRoutes(world: RecommendationWorld): Route[] {
  const { incidents, sender, ids } = world;
  return [
    {
      method: 'GET',
      path: '/api/incidents',
      operation: 'listIncidents',
      tag,
      summary: 'List incidents',
      scope: 'rules:read',
      query: QuerySchema,
      answers: {
        200: { description: 'Incidents, the last one first.', schema: apiResponse(z.array(LabelledIncidentSchema)) },
      },
      handle: async (request) => {
        const query = parsed(QuerySchema, request.query);
        const { data, next_cursor } = page(
          incidents.ofTenant(principalOf(request).tenant),
          query,
          ({ starts_at, id }) => `${String(starts_at).padStart(16, '0')} ${id}`,
        );
        return { status: 200, data, meta: next_cursor === undefined ? {} : { next_cursor } };
      },
    },
    {
      method: 'POST',
      path: '/api/incidents',
      operation: 'createIncident',
      headers: idempotencyKey,
      tag,
      summary: 'Say that something was really wrong',
      description:
        'Recommendations keep what alerts that its matchers fit told of it. An alert that somebody acknowledged counts as an incident by itself; one that was snoozed or silenced does not.',
      scope: 'rules:write',
      body: { types: ['application/json'], schema: BodySchema, example },
      answers: { 201: { description: 'The incident.', schema: apiResponse(LabelledIncidentSchema) } },
      handle: async (request) => {
        assertOwnTenant(principalOf(request), request.body);
        const draft = parsed(BodySchema, request.body);
        refuseFindings(checkIncident(draft));
        const envelope = envelopeOf(request, world, 'POST /api/incidents');
        const outcome = await sender.send({ type: 'incident.create', ...envelope, incident_id: ids.next(), draft });
        if (outcome.kind !== 'incident') throw refusalOf(outcome, 'incident');
        const { incident } = outcome;
        incidents.learn(incident);
        return { status: 201, headers: { location: `/api/incidents/${incident.id}` }, data: incident };
      },
    },
    {
      method: 'GET',
      path: '/api/incidents/{id}',
      operation: 'getIncident',
      tag,
      summary: 'Read an incident',
      scope: 'rules:read',
      answers: { 200: { description: 'The incident.', schema: apiResponse(LabelledIncidentSchema) } },
      handle: async (request) => {
        const incident = incidents.get(principalOf(request).tenant, request.params['id'] ?? '');
        if (incident === null) throw notFound('such incident');
        return { status: 200, data: incident };
      },
    },
    {
      method: 'DELETE',
      path: '/api/incidents/{id}',
      operation: 'deleteIncident',
      tag,
      summary: 'Take an incident back',
      scope: 'rules:write',
      answers: { 204: { description: 'It counts no more.' } },
      handle: async (request) => {
        const incident_id = request.params['id'] ?? '';
        const envelope = envelopeOf(request, world, 'DELETE /api/incidents/{id}');
        const outcome = await sender.send({ type: 'incident.delete', ...envelope, incident_id });
        if (outcome.kind !== 'deleted') throw refusalOf(outcome, 'incident');
        incidents.unlearn(principalOf(request).tenant, incident_id);
        return { status: 204 };
      },
    },
  ];
}
