import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { LabelsSchema } from '@tocsin/domain/rules/labels';
import { z } from 'zod';
import { defineTopic } from '../define-topic.js';
import { hours } from '../retention.js';

/** What a test may tell of, instead of an alert that is there for nothing else. */
export const TestedAlertSchema = z
  .strictObject({
    labels: LabelsSchema.default({}).meta({ description: 'Such as those that a rule gives its alerts.' }),
    annotations: z.record(z.string().min(1).max(256), z.string().max(4_096)).default({}),
  })
  .meta({ id: 'TestedAlert' });
export type TestedAlert = z.infer<typeof TestedAlertSchema>;

export const ReceiverTestSchema = z
  .strictObject({
    id: z.string(),
    tenant_id: TenantIdSchema,
    receiver_id: z.string(),
    actor: z.string(),
    at: z.int(),
    alert: TestedAlertSchema.optional().meta({ description: 'Left out by processes of an older version.' }),
    /** Names the gateway process that waits for the result. */
    reply_to: z.string(),
  })
  .meta({ id: 'ReceiverTest' });
export type ReceiverTest = z.infer<typeof ReceiverTestSchema>;

/** What one address of a receiver answered to a test. */
export const TestAttemptSchema = z
  .strictObject({
    address: z.string().optional().meta({ description: 'Where a receiver has several.' }),
    outcome: z.enum(['delivered', 'not_delivered']),
    status: z.int().nullable().meta({ description: 'Of HTTP; null where no answer came, or the way is another.' }),
    latency_ms: z.int(),
    reason: z.string(),
    answer: z.string().meta({ description: 'The first 512 bytes of an answer that was text.' }),
  })
  .meta({ id: 'TestAttempt' });
export type TestAttempt = z.infer<typeof TestAttemptSchema>;

export const ReceiverTestResultSchema = z
  .strictObject({
    id: z.string().meta({ description: "The test's." }),
    reply_to: z.string(),
    outcome: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('tested'), attempts: z.array(TestAttemptSchema) }),
      z.strictObject({ kind: z.literal('not_found') }),
      z.strictObject({ kind: z.literal('rate_limited'), retry_after_ms: z.int() }),
    ]),
  })
  .meta({ id: 'ReceiverTestResult' });
export type ReceiverTestResult = z.infer<typeof ReceiverTestResultSchema>;

export const receiverTests = defineTopic({
  name: 'receiver-tests',
  version: 1,
  key: 'tenant/receiver id',
  content: 'json',
  description: 'Receivers that somebody wants to be sent a test, now.',
  schema: ReceiverTestSchema,
  examples: [
    {
      id: 't1',
      tenant_id: 'acme_main',
      receiver_id: 'w1',
      actor: 'admin',
      at: 1_763_900_000_000,
      reply_to: 'gateway-1',
    },
  ],
  producers: ['gateway'],
  consumers: ['notification'],
  partitions: 4,
  retentionMs: hours(1),
  cleanup: 'delete',
  deadLetter: true,
});

export const receiverTestResults = defineTopic({
  name: 'receiver-test-results',
  version: 1,
  key: 'reply_to',
  content: 'json',
  description: 'What receivers answered to tests.',
  schema: ReceiverTestResultSchema,
  examples: [
    {
      id: 't1',
      reply_to: 'gateway-1',
      outcome: {
        kind: 'tested',
        attempts: [{ outcome: 'delivered', status: 200, latency_ms: 12, reason: 'answered 200', answer: 'ok' }],
      },
    },
  ],
  producers: ['notification'],
  consumers: ['gateway'],
  partitions: 1,
  retentionMs: hours(1),
  cleanup: 'delete',
  deadLetter: false,
});
