import { apiResponse } from '@tocsin/contracts/http/api-response';
import {
  addressesOf,
  AlertmanagerReceiverSchema,
  type Receiver,
  type ReceiverDraft,
  ReceiverDraftSchema,
  ReceiverSchema,
  WebhookReceiverSchema,
} from '@tocsin/contracts/topics/receivers';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { OutboundHttp } from '@tocsin/ports/outbound-http';
import { z } from 'zod';
import type { Principal } from '../auth-manager.js';
import type { CommandSender } from '../command-sender.js';
import { invalid, notFound, type ProblemDetail, ProblemError } from '../problem.js';
import type { CompactedDirectory } from '../read-model/compacted-directory.js';
import { assertOwnTenant, page, PageSchema, parsed, principalOf, type Route, type RouteRequest } from '../route.js';
import { invalidCommand } from './invalid-command.js';

export interface ReceiverRoutesOptions {
  receivers: CompactedDirectory<Receiver>;
  sender: Pick<CommandSender, 'send'>;
  outbound: OutboundHttp;
  signingSecretOf(receiverId: string): string;
  clock: Clock;
  ids: IdSource;
  processName: string;
}

const CreatedSchema = z.discriminatedUnion('type', [
  WebhookReceiverSchema.extend({
    signing_secret: z
      .string()
      .meta({ description: 'Shown this once: notifications are signed with it as Standard Webhooks has it.' }),
  }),
  AlertmanagerReceiverSchema,
]);
const addressFix = 'Name an address that the platform may call, or let its operator allow the network.';
const QuerySchema = z.strictObject(PageSchema);
const body = {
  types: ['application/json'],
  schema: ReceiverDraftSchema,
  example: { name: 'on-call', type: 'webhook', url: 'http://127.0.0.1:9900/hook' },
};
const tag = 'receivers';
const description =
  'A webhook (`"type":"webhook"`, the default) is told each transition once, signed. Alertmanagers (`"type":"alertmanager"`, `"urls":["http://127.0.0.1:9093"]`) are told what fires as Prometheus tells them: at once, each minute while it fires, and for 15 minutes after it was resolved.';

/** Where a tenant's notifications go. */
export function receiverRoutes({
  receivers,
  sender,
  outbound,
  signingSecretOf,
  clock,
  ids,
  processName,
}: ReceiverRoutesOptions): Route[] {
  const receiverOf = (request: RouteRequest): Receiver => {
    const receiver = receivers.get(principalOf(request).tenant, request.params['id'] ?? '');
    if (receiver === null) throw notFound('such receiver');
    return receiver;
  };
  const envelope = (principal: Principal) => ({
    id: ids.next(),
    tenant_id: principal.tenant,
    actor: principal.subject,
    at: clock.now(),
    reply_to: processName,
  });

  const draftOf = async (principal: Principal, input: unknown): Promise<ReceiverDraft> => {
    assertOwnTenant(principal, input);
    const draft = parsed(ReceiverDraftSchema, input);
    const refused: ProblemDetail[] = [];
    for (const { path, url } of addressesOf(draft)) {
      const refusal = await outbound.refusal(url);
      if (refusal !== null) refused.push({ path, code: 'address-refused', message: refusal, fix: addressFix });
    }
    if (refused.length > 0) throw invalid(refused);
    return draft;
  };

  const replacementOf = async (principal: Principal, known: Receiver, input: unknown): Promise<ReceiverDraft> => {
    const draft = await draftOf(principal, input);
    if (draft.type === known.type) return draft;
    const message = `is "${draft.type}", and this receiver is of the type "${known.type}", which stays`;
    throw invalid([{ path: 'type', code: 'type_fixed', message, fix: 'Create a new receiver, and delete this one.' }]);
  };

  const put = async (principal: Principal, receiver_id: string, draft: ReceiverDraft): Promise<Receiver> => {
    const outcome = await sender.send({ type: 'receiver.put', ...envelope(principal), receiver_id, draft });
    if (outcome.kind === 'limit_reached')
      throw new ProblemError(409, 'limit-reached', 'A limit is reached', outcome.message);
    if (outcome.kind === 'invalid') throw invalidCommand(outcome);
    if (outcome.kind !== 'receiver') throw new TypeError(`a receiver command was answered with ${outcome.kind}`);
    receivers.learn(outcome.receiver);
    return outcome.receiver;
  };

  return [
    {
      method: 'POST',
      path: '/api/receivers',
      tag,
      summary: 'Create a receiver',
      description,
      scope: 'rules:write',
      body,
      answers: {
        201: {
          description: 'The receiver; a webhook with the secret that its notifications are signed with.',
          schema: apiResponse(CreatedSchema),
        },
      },
      handle: async (request) => {
        const principal = principalOf(request);
        const receiver = await put(principal, ids.next(), await draftOf(principal, request.body));
        return {
          status: 201,
          headers: { location: `/api/receivers/${receiver.id}` },
          data: receiver.type === 'webhook' ? { ...receiver, signing_secret: signingSecretOf(receiver.id) } : receiver,
        };
      },
    },
    {
      method: 'GET',
      path: '/api/receivers',
      tag,
      summary: 'List receivers',
      scope: 'rules:read',
      query: QuerySchema,
      answers: { 200: { description: 'Receivers, newest first.', schema: apiResponse(z.array(ReceiverSchema)) } },
      handle: async (request) => {
        const query = parsed(QuerySchema, request.query);
        const { data, next_cursor } = page(
          receivers.ofTenant(principalOf(request).tenant),
          query,
          ({ created_at, id }) => `${String(created_at).padStart(16, '0')} ${id}`,
        );
        return { status: 200, data, meta: next_cursor === undefined ? {} : { next_cursor } };
      },
    },
    {
      method: 'GET',
      path: '/api/receivers/{id}',
      tag,
      summary: 'Read a receiver',
      scope: 'rules:read',
      answers: { 200: { description: 'The receiver.', schema: apiResponse(ReceiverSchema) } },
      handle: async (request) => ({ status: 200, data: receiverOf(request) }),
    },
    {
      method: 'PUT',
      path: '/api/receivers/{id}',
      tag,
      summary: 'Replace a receiver',
      description: 'Its type stays.',
      scope: 'rules:write',
      body,
      answers: { 200: { description: 'The receiver as it is now.', schema: apiResponse(ReceiverSchema) } },
      handle: async (request) => {
        const principal = principalOf(request);
        const known = receiverOf(request);
        const draft = await replacementOf(principal, known, request.body);
        return { status: 200, data: await put(principal, known.id, draft) };
      },
    },
    {
      method: 'DELETE',
      path: '/api/receivers/{id}',
      tag,
      summary: 'Delete a receiver',
      scope: 'rules:delete',
      answers: { 204: { description: 'It is gone.' } },
      handle: async (request) => {
        const principal = principalOf(request);
        const { id } = receiverOf(request);
        const outcome = await sender.send({ type: 'receiver.delete', ...envelope(principal), receiver_id: id });
        if (outcome.kind === 'not_found') throw notFound('such receiver');
        receivers.unlearn(principal.tenant, id);
        return { status: 204 };
      },
    },
  ];
}
