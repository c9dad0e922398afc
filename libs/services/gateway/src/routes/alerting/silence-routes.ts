import { apiResponse } from '@tocsin/contracts/http/api-response';
import { exampleSilence } from '@tocsin/contracts/topics/silences';
import { labelMatchers, matchAll } from '@tocsin/domain/alerting/label-matcher';
import { routedLabels } from '@tocsin/domain/alerting/message-of-group';
import {
  checkSilence,
  type Silence,
  type SilenceDraft,
  SilenceDraftSchema,
  SilenceSchema,
  silenceState,
} from '@tocsin/domain/alerting/silence';
import { error } from '@tocsin/domain/rules/finding';
import { z } from 'zod';
import { notFound, ProblemError } from '../../problem.js';
import { assertOwnTenant, page, PageSchema, parsed, principalOf, type Route, type RouteRequest } from '../../route.js';
import { AlertSchema, summaryOf } from '../../read-model/alert.js';
import { type AlertingWorld, refuseFindings } from './alerting-world.js';
import { TimeField } from '../time-field.js';
import { envelopeOf, idempotencyKey, refusalOf } from '../rules/rule-world.js';

/** Most alerts that a preview shows; all are counted. */
const PREVIEWED_MAX = 100;

const StateSchema = z.enum(['pending', 'active', 'expired']);
const SilenceWithStateSchema = SilenceSchema.extend({ state: StateSchema }).meta({ id: 'SilenceWithState' });
const QuerySchema = z.strictObject({
  ...PageSchema,
  state: StateSchema.optional(),
  kind: SilenceDraftSchema.shape.kind.unwrap().optional(),
});
/** What is written may leave out when it begins, which is now. */
const BodySchema = SilenceDraftSchema.extend({ starts_at: TimeField.optional(), ends_at: TimeField });
const PreviewBodySchema = z.object({ matchers: SilenceDraftSchema.shape.matchers });
const PreviewSchema = z.strictObject({ count: z.int(), alerts: z.array(AlertSchema) }).meta({
  id: 'SilencePreview',
  description: 'How many alerts that fire now these matchers fit, and the first of them.',
});

const {
  id: _id,
  tenant_id: _tenant,
  created_by: _by,
  created_at: _at,
  updated_at: _updated,
  ...example
} = exampleSilence;
const body = { types: ['application/json'], schema: BodySchema, example };
const answer = { schema: apiResponse(SilenceWithStateSchema) };
const tag = 'alerting';

/** Silences and maintenance windows. */
export function silenceRoutes(world: AlertingWorld): Route[] {
  const { silences, alerts, sender, clock, ids, statuses } = world;
  const withState = (silence: Silence) => ({ ...silence, state: silenceState(silence, clock.now()) });
  const silenceOf = (request: RouteRequest): Silence => {
    const silence = silences.get(principalOf(request).tenant, request.params['id'] ?? '');
    if (silence === null) throw notFound('such silence');
    return silence;
  };
  const draftOf = (request: RouteRequest): SilenceDraft => {
    const { tenant } = principalOf(request);
    assertOwnTenant(principalOf(request), request.body);
    const now = clock.now();
    const { starts_at = now, ...written } = parsed(BodySchema, request.body);
    const draft = { ...written, starts_at };
    refuseFindings([...checkSilence(draft, now), ...unknownInterval(draft, tenant)]);
    return draft;
  };
  const unknownInterval = ({ recurrence }: SilenceDraft, tenant: string) => {
    if (recurrence === undefined || !('time_interval' in recurrence)) return [];
    if (statuses.policyOf(tenant).intervals.has(recurrence.time_interval)) return [];
    const message = `"${recurrence.time_interval}" is no time interval of the notification policy`;
    const fix = 'Name one of its `time_intervals`, or write `time_intervals` here.';
    return [error('recurrence.time_interval', 'unknown_time_interval', message, fix)];
  };
  const put = async (request: RouteRequest, silence_id: string, what: string): Promise<Silence> => {
    const draft = draftOf(request);
    const outcome = await sender.send({ type: 'silence.put', ...envelopeOf(request, world, what), silence_id, draft });
    if (outcome.kind === 'conflict')
      throw new ProblemError(
        409,
        'ended',
        'It has ended',
        `${outcome.message[0]?.toUpperCase()}${outcome.message.slice(1)}.`,
      );
    if (outcome.kind !== 'silence') throw refusalOf(outcome, 'silence');
    silences.learn(outcome.silence);
    return outcome.silence;
  };

  return [
    {
      method: 'GET',
      path: '/api/silences',
      operation: 'listSilences',
      tag,
      summary: 'List silences and maintenance windows',
      scope: 'rules:read',
      query: QuerySchema,
      answers: {
        200: {
          description: 'Silences, newest first; those that have ended for five days.',
          schema: apiResponse(z.array(SilenceWithStateSchema)),
        },
      },
      handle: async (request) => {
        const query = parsed(QuerySchema, request.query);
        const found = silences
          .ofTenant(principalOf(request).tenant)
          .map(withState)
          .filter(({ state, kind }) => (query.state ?? state) === state && (query.kind ?? kind) === kind);
        const { data, next_cursor } = page(
          found,
          query,
          ({ created_at, id }) => `${String(created_at).padStart(16, '0')} ${id}`,
        );
        return { status: 200, data, meta: next_cursor === undefined ? {} : { next_cursor } };
      },
    },
    {
      method: 'POST',
      path: '/api/silences',
      operation: 'createSilence',
      headers: idempotencyKey,
      tag,
      summary: 'Create a silence or a maintenance window',
      description: 'Nobody is told of alerts that all matchers fit, while it lasts. It begins now unless it says when.',
      scope: 'rules:write',
      body,
      answers: { 201: { description: 'The silence.', ...answer } },
      handle: async (request) => {
        const silence = await put(request, ids.next(), 'POST /api/silences');
        return { status: 201, headers: { location: `/api/silences/${silence.id}` }, data: withState(silence) };
      },
    },
    {
      method: 'POST',
      path: '/api/silences/preview',
      operation: 'previewSilence',
      tag,
      summary: 'Say which alerts matchers fit now',
      scope: 'rules:read',
      body: { types: ['application/json'], schema: PreviewBodySchema, example: { matchers: example.matchers } },
      answers: { 200: { description: 'What a silence would hold back now.', schema: apiResponse(PreviewSchema) } },
      handle: async (request) => {
        const matchers = labelMatchers(parsed(PreviewBodySchema, request.body).matchers);
        const fitting = alerts
          .ofTenant(principalOf(request).tenant)
          .filter(
            ({ state, labels, severity }) => state === 'firing' && matchAll(matchers, routedLabels(labels, severity)),
          );
        return {
          status: 200,
          data: { count: fitting.length, alerts: fitting.slice(0, PREVIEWED_MAX).map(summaryOf) },
        };
      },
    },
    {
      method: 'GET',
      path: '/api/silences/{id}',
      operation: 'getSilence',
      tag,
      summary: 'Read a silence',
      scope: 'rules:read',
      answers: { 200: { description: 'The silence.', ...answer } },
      handle: async (request) => ({ status: 200, data: withState(silenceOf(request)) }),
    },
    {
      method: 'PUT',
      path: '/api/silences/{id}',
      operation: 'updateSilence',
      tag,
      summary: 'Replace a silence that has not ended',
      scope: 'rules:write',
      body,
      answers: { 200: { description: 'The silence as it is now.', ...answer } },
      handle: async (request) => ({
        status: 200,
        data: withState(await put(request, silenceOf(request).id, 'PUT /api/silences/{id}')),
      }),
    },
    {
      method: 'DELETE',
      path: '/api/silences/{id}',
      operation: 'deleteSilence',
      tag,
      summary: 'End a silence',
      description: 'It is listed as expired for five days more.',
      scope: 'rules:write',
      answers: { 204: { description: 'It has ended.' } },
      handle: async (request) => {
        const { id: silence_id } = silenceOf(request);
        const envelope = envelopeOf(request, world, 'DELETE /api/silences/{id}');
        const outcome = await sender.send({ type: 'silence.expire', ...envelope, silence_id });
        if (outcome.kind !== 'silence') throw refusalOf(outcome, 'silence');
        silences.learn(outcome.silence);
        return { status: 204 };
      },
    },
  ];
}
