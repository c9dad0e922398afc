import { z } from 'zod';
import { defineTopic } from '../define-topic.js';
import { days } from '../retention.js';

/** A record that nobody could use, with all that is needed to bring it back. */
export const DeadLetterSchema = z
  .strictObject({
    topic: z.string(),
    partition: z.int(),
    offset: z.int(),
    key: z.string().nullable(),
    headers: z.record(z.string(), z.string()),
    value_base64: z.string().nullable(),
    reason: z.string(),
    consumer: z.string(),
    at: z.int(),
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetter = z.infer<typeof DeadLetterSchema>;

export const deadLetters = defineTopic({
  name: 'dead-letters',
  version: 1,
  key: 'topic',
  content: 'json',
  description: 'Records that could not be read or used, with their bytes, headers and the reason.',
  schema: DeadLetterSchema,
  examples: [
    {
      topic: 'tocsin.metrics_json.v1',
      partition: 0,
      offset: 7,
      key: null,
      headers: {},
      value_base64: 'e30=',
      reason: 'samples: Invalid input',
      consumer: 'gateway',
      at: 1_763_900_000_000,
    },
  ],
  producers: ['gateway', 'rule-management', 'evaluation', 'notification'],
  consumers: ['gateway', 'clients'],
  partitions: 1,
  retentionMs: days(14),
  cleanup: 'delete',
  deadLetter: false,
});
