import { type Silence, SilenceSchema } from '@tocsin/domain/alerting/silence';
import { defineTopic } from '../define-topic.js';

export const exampleSilence: Silence = {
  id: 's1',
  tenant_id: 'acme_main',
  kind: 'silence',
  matchers: ['alertname="High CPU Usage"', 'instance=~"web-.*"'],
  comment: 'new machines are on their way',
  starts_at: 1_763_900_000_000,
  ends_at: 1_763_907_200_000,
  created_by: 'ada',
  created_at: 1_763_900_000_000,
  updated_at: 1_763_900_000_000,
};

export const silences = defineTopic({
  name: 'silences',
  version: 1,
  key: 'tenant/silence id',
  content: 'json',
  description: 'Which alerts nobody is told of, and when; a tombstone some days after a silence has ended.',
  schema: SilenceSchema,
  examples: [exampleSilence],
  producers: ['rule-management'],
  consumers: ['gateway', 'notification'],
  partitions: 1,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});
