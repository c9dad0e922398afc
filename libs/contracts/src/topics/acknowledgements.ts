import { AcknowledgementSchema } from '@tocsin/domain/alerting/acknowledgement';
import { defineTopic } from '../define-topic.js';

export const acknowledgements = defineTopic({
  name: 'acknowledgements',
  version: 1,
  key: 'tenant/alert id',
  content: 'json',
  description: 'Who cares for which alert, and what is snoozed until it is over; a tombstone when that was taken back.',
  schema: AcknowledgementSchema,
  examples: [
    {
      tenant_id: 'acme_main',
      alert_id: 'a1',
      kind: 'acknowledged',
      by: 'ada',
      at: 1_763_900_000_000,
      comment: 'on it',
    },
  ],
  producers: ['rule-management'],
  consumers: ['gateway', 'notification'],
  partitions: 1,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});
