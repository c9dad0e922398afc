import { z } from 'zod';
import { defineTopic } from '../define-topic.js';
import { days } from '../retention.js';

/** Says that a dead letter was brought back, so that it is brought back once. */
export const DeadLetterReplaySchema = z
  .strictObject({
    offset: z.int().meta({ description: 'Of the dead letter, in its topic.' }),
    by: z.string(),
    at: z.int(),
  })
  .meta({ id: 'DeadLetterReplay' });
export type DeadLetterReplay = z.infer<typeof DeadLetterReplaySchema>;

export const deadLetterReplays = defineTopic({
  name: 'dead-letter-replays',
  version: 1,
  key: 'offset',
  content: 'json',
  description: 'Which dead letters were brought back; written in one transaction with the record that came back.',
  schema: DeadLetterReplaySchema,
  examples: [{ offset: 12, by: 'admin', at: 1_763_900_000_000 }],
  producers: ['gateway'],
  consumers: ['gateway'],
  partitions: 1,
  // Longer than the letters are kept: what is forgotten first must be the letter.
  retentionMs: days(28),
  cleanup: 'delete',
  deadLetter: false,
});
