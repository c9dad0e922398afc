import { apiResponse } from '@tocsin/contracts/http/api-response';
import {
  type Receiver,
  ReceiverDraftSchema,
  ReceiverReplacementSchema,
  type SealedReceiverDraft,
  seenReceiver,
  SeenReceiverSchema,
  seenReceiverSchemas,
} from '@tocsin/contracts/topics/receivers';
import { TestAttemptSchema, TestedAlertSchema } from '@tocsin/contracts/topics/receiver-tests';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { DeliveryLedgerReader } from '@tocsin/ports/delivery-ledger';
import { z } from 'zod';
import type { Principal } from '../auth-manager.js';
import type { CommandSender } from '../command-sender.js';
import { notFound, ProblemError, unavailable } from '../problem.js';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import { ReceiverHealthSchema, shownHealth } from '../receivers/receiver-health.js';
import type { ReceiverTestSender } from '../receivers/receiver-test-sender.js';
import type { ReceiverWriter } from '../receivers/receiver-writer.js';
import {
  assertOwnTenant,
  bodyOrDefaults,
  page,
  PageSchema,
  parsed,
  principalOf,
  type Route,
  type RouteAnswer,
  type RouteRequest,
} from '../route.js';
import { invalidCommand } from './invalid-command.js';

export interface ReceiverRoutesOptions {
  receivers: CompactedDirectory<Receiver>;
  sender: Pick<CommandSender, 'send'>;
  writer: Pick<ReceiverWriter, 'create' | 'replace'>;
  tests: Pick<ReceiverTestSender, 'send'>;
  ledger: Pick<DeliveryLedgerReader, 'health'>;
  signingSecretOf(receiverId: string): string;
  clock: Clock;
  ids: IdSource;
  processName: string;
}

const sentence = (message: string): string => `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
const withHealth = seenReceiverSchemas.map((schema) => schema.extend({ health: ReceiverHealthSchema.optional() }));
const DetailSchema = z
  .discriminatedUnion('type', withHealth as unknown as typeof seenReceiverSchemas)
  .meta({ id: 'ReceiverDetail', description: 'Alertmanagers, which are told again and again, have no health here.' });
const signing_secret = z.string().optional().meta({
  description: "A webhook's, shown this once: notifications are signed with it as Standard Webhooks has it.",
});
const createdSchemas = seenReceiverSchemas.map((schema) => schema.extend({ signing_secret }));
const CreatedSchema = z.discriminatedUnion('type', createdSchemas as unknown as typeof seenReceiverSchemas);
const QuerySchema = z.strictObject(PageSchema);
const body = {
  types: ['application/json'],
  schema: ReceiverDraftSchema,
  example: { name: 'on-call', type: 'webhook', url: 'http://127.0.0.1:9900/hook' },
};
const tag = 'receivers';
const description = `Told of each group of alerts are a \`webhook\` (the default; signed), \`email\`, \`slack\`, \`msteams\`, \`discord\`, \
\`pagerduty\`, \`telegram\` and \`kafka\` (the topic \`notifications-out\` of the platform's own log). An \`alertmanager\` is told \
what fires as Prometheus tells it: at once, each minute while it fires, and for 15 minutes after it was resolved. Secrets \
are write-only and kept encrypted.`;
const TestSchema = z.strictObject({ attempts: z.array(TestAttemptSchema) }).meta({ id: 'ReceiverTestAnswer' });

/** Where a tenant's notifications go. */
export function receiverRoutes({
  receivers,
  sender,
  writer,
  tests,
  ledger,
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

  const replacementOf = async (principal: Principal, known: Receiver, input: unknown): Promise<SealedReceiverDraft> => {
    assertOwnTenant(principal, input);
    return writer.replace(known, input);
  };

  const put = async (principal: Principal, receiver_id: string, draft: SealedReceiverDraft): Promise<Receiver> => {
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
      operation: 'createReceiver',
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
        assertOwnTenant(principal, request.body);
        const id = ids.next();
        const receiver = await put(principal, id, await writer.create(principal.tenant, id, request.body));
        const seen = seenReceiver(receiver);
        return {
          status: 201,
          headers: { location: `/api/receivers/${receiver.id}` },
          data: receiver.type === 'webhook' ? { ...seen, signing_secret: signingSecretOf(receiver.id) } : seen,
        };
      },
    },
    {
      method: 'GET',
      path: '/api/receivers',
      operation: 'listReceivers',
      tag,
      summary: 'List receivers',
      scope: 'rules:read',
      query: QuerySchema,
      answers: { 200: { description: 'Receivers, newest first.', schema: apiResponse(z.array(SeenReceiverSchema)) } },
      handle: async (request) => {
        const query = parsed(QuerySchema, request.query);
        const { data, next_cursor } = page(
          receivers.ofTenant(principalOf(request).tenant),
          query,
          ({ created_at, id }) => `${String(created_at).padStart(16, '0')} ${id}`,
        );
        return { status: 200, data: data.map(seenReceiver), meta: next_cursor === undefined ? {} : { next_cursor } };
      },
    },
    {
      method: 'GET',
      path: '/api/receivers/{id}',
      operation: 'getReceiver',
      tag,
      summary: 'Read a receiver',
      scope: 'rules:read',
      answers: { 200: { description: 'The receiver, and how it fares.', schema: apiResponse(DetailSchema) } },
      handle: async (request) => {
        const receiver = receiverOf(request);
        if (receiver.type === 'alertmanager') return { status: 200, data: receiver };
        const health = shownHealth(await ledger.health(receiver.tenant_id, receiver.id));
        return { status: 200, data: { ...seenReceiver(receiver), health } };
      },
    },
    {
      method: 'PUT',
      path: '/api/receivers/{id}',
      operation: 'updateReceiver',
      tag,
      summary: 'Replace a receiver',
      description:
        'Its type stays, and so does a secret that is left out; whoever changes where the secret is sent must write it again.',
      scope: 'rules:write',
      body: { ...body, schema: ReceiverReplacementSchema },
      answers: { 200: { description: 'The receiver as it is now.', schema: apiResponse(SeenReceiverSchema) } },
      handle: async (request) => {
        const principal = principalOf(request);
        const known = receiverOf(request);
        const draft = await replacementOf(principal, known, request.body);
        return { status: 200, data: seenReceiver(await put(principal, known.id, draft)) };
      },
    },
    {
      method: 'POST',
      path: '/api/receivers/{id}/test',
      operation: 'testReceiver',
      tag,
      summary: 'Send a receiver a test',
      description:
        'Now, and once. Answered within ten seconds with what the receiver has answered; nothing of it stands in the ledger. With labels and annotations, as of a rule, it looks like an alert of that rule, and still says that it is a test.',
      scope: 'rules:write',
      body: {
        types: ['application/json'],
        schema: TestedAlertSchema,
        example: { labels: { alertname: 'CPU is high', severity: 'high', team: 'web' } },
        isOptional: true,
      },
      answers: { 200: { description: 'What the receiver answered.', schema: apiResponse(TestSchema) } },
      handle: async (request) => {
        const principal = principalOf(request);
        const { id: receiver_id } = receiverOf(request);
        const alert = parsed(TestedAlertSchema, bodyOrDefaults(request));
        const { id, tenant_id, actor, at, reply_to } = envelope(principal);
        return testAnswer(await tests.send({ id, tenant_id, receiver_id, actor, at, reply_to, alert }));
      },
    },
    {
      method: 'DELETE',
      path: '/api/receivers/{id}',
      operation: 'deleteReceiver',
      tag,
      summary: 'Delete a receiver',
      description: 'Not while the notification policy names it.',
      scope: 'rules:delete',
      answers: { 204: { description: 'It is gone.' } },
      handle: async (request) => {
        const principal = principalOf(request);
        const { id } = receiverOf(request);
        const outcome = await sender.send({ type: 'receiver.delete', ...envelope(principal), receiver_id: id });
        if (outcome.kind === 'not_found') throw notFound('such receiver');
        if (outcome.kind === 'in_use')
          throw new ProblemError(409, 'in-use', 'It is still used', sentence(outcome.message));
        receivers.unlearn(principal.tenant, id);
        return { status: 204 };
      },
    },
  ];
}

function testAnswer(outcome: Awaited<ReturnType<ReceiverTestSender['send']>>): RouteAnswer {
  if (outcome === null)
    throw unavailable('notification-unavailable', 'Nobody has sent the test within ten seconds. Try again later.');
  if (outcome.kind === 'not_found') throw notFound('such receiver');
  if (outcome.kind === 'tested') return { status: 200, data: { attempts: outcome.attempts } };
  const seconds = Math.ceil(outcome.retry_after_ms / 1_000);
  throw new ProblemError(429, 'receiver-rate-limited', 'Too many tests', `Test it again in ${seconds} s.`, {
    headers: { 'retry-after': String(seconds) },
  });
}
