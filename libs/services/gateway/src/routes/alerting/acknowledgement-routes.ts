import { apiResponse } from '@tocsin/contracts/http/api-response';
import { type Acknowledgement, AcknowledgementSchema } from '@tocsin/domain/alerting/acknowledgement';
import { z } from 'zod';
import { notFound, ProblemError } from '../../problem.js';
import type { Alert } from '../../read-model/alert.js';
import { bodyOrDefaults, parsed, principalOf, type Route, type RouteRequest } from '../../route.js';
import { type AlertingWorld } from './alerting-world.js';
import { envelopeOf, idempotencyKey, refusalOf } from '../rules/rule-world.js';

const BodySchema = z.strictObject({ comment: AcknowledgementSchema.shape.comment.default('') });
const words = {
  acknowledged: {
    path: '/api/alerts/{id}/acknowledge',
    summary: 'Acknowledge an alert',
    description: 'Somebody cares for it: it is not repeated. Its end is told.',
    operation: 'acknowledgeAlert',
    undo: { operation: 'unacknowledgeAlert', summary: 'Take back that an alert was acknowledged' },
  },
  snoozed: {
    path: '/api/alerts/{id}/snooze',
    summary: 'Snooze an alert until it is over',
    description: 'Nobody is told of it any more while it fires. Its end is told to whoever heard it fire.',
    operation: 'snoozeAlert',
    undo: { operation: 'unsnoozeAlert', summary: 'Wake an alert that was snoozed' },
  },
} as const;
const tag = 'alerts';

/** What people say of one episode of an alert. What was said last holds. */
export function acknowledgementRoutes(world: AlertingWorld): Route[] {
  return (['acknowledged', 'snoozed'] as const).flatMap((kind) => [saying(kind, world), takingBack(kind, world)]);
}

function saying(kind: Acknowledgement['kind'], world: AlertingWorld): Route {
  const { path, operation, summary, description } = words[kind];
  return {
    method: 'POST',
    path,
    operation,
    headers: idempotencyKey,
    tag,
    summary,
    description,
    scope: 'rules:write',
    body: { types: ['application/json'], schema: BodySchema, example: { comment: 'on it' } },
    answers: { 200: { description: 'What was said, and by whom.', schema: apiResponse(AcknowledgementSchema) } },
    handle: async (request) => {
      const { id: alert_id, state } = alertOf(request, world);
      if (state !== 'firing')
        throw new ProblemError(
          409,
          'not-firing',
          'The alert does not fire',
          `It is ${state}; only what fires is told.`,
        );
      const { comment } = parsed(BodySchema, bodyOrDefaults(request));
      const command = {
        type: 'alert.acknowledge',
        ...envelopeOf(request, world, `POST ${path}`),
        alert_id,
        kind,
        comment,
      } as const;
      const outcome = await world.sender.send(command);
      if (outcome.kind !== 'acknowledgement') throw refusalOf(outcome, 'alert');
      world.acknowledgements.learn(outcome.acknowledgement);
      return { status: 200, data: outcome.acknowledgement };
    },
  };
}

function takingBack(kind: Acknowledgement['kind'], world: AlertingWorld): Route {
  const { path, undo } = words[kind];
  return {
    method: 'DELETE',
    path,
    ...undo,
    tag,
    scope: 'rules:write',
    answers: { 204: { description: 'It is as if it had not been said.' } },
    handle: async (request) => {
      const { id: alert_id } = alertOf(request, world);
      const command = {
        type: 'alert.unacknowledge',
        ...envelopeOf(request, world, `DELETE ${path}`),
        alert_id,
        kind,
      } as const;
      const outcome = await world.sender.send(command);
      if (outcome.kind === 'not_found') throw notFound(`such alert that is ${kind}`);
      if (outcome.kind !== 'deleted') throw refusalOf(outcome, 'alert');
      world.acknowledgements.unlearn(principalOf(request).tenant, alert_id);
      return { status: 204 };
    },
  };
}

function alertOf(request: RouteRequest, { alerts }: AlertingWorld): Alert {
  const alert = alerts.get(principalOf(request).tenant, request.params['id'] ?? '');
  if (alert === null) throw notFound('such alert');
  return alert;
}
