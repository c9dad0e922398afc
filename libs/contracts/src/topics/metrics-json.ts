import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { z } from 'zod';
import { defineTopic } from '../define-topic.js';
import { hours } from '../retention.js';

/** One sample as plain producers write it. Names, values and lengths are checked one sample at a time, see ingestion. */
export const JsonSampleSchema = z
  .strictObject({
    metric: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    value: z.number(),
    timestamp: z.number().optional().meta({ description: 'Milliseconds since 1970; now when left out.' }),
  })
  .meta({ id: 'JsonSample' });
export type JsonSample = z.infer<typeof JsonSampleSchema>;

export const MetricsJsonSchema = z
  .strictObject({
    tenant_id: TenantIdSchema.meta({ description: 'Who may write here is for the broker’s access control to say.' }),
    samples: z.array(z.unknown()).min(1).max(10_000),
  })
  .meta({ id: 'MetricsJson' });

export const metricsJson = defineTopic({
  name: 'metrics_json',
  version: 1,
  key: 'anything; samples of one series keep their order when their records have one key',
  content: 'json',
  description: 'Samples from plain Kafka producers.',
  schema: MetricsJsonSchema,
  examples: [
    {
      tenant_id: 'acme_main',
      samples: [{ metric: 'cpu_usage', labels: { instance: 'web-1' }, value: 95, timestamp: 1_763_900_000_000 }],
    },
  ],
  // A gateway brings dead letters back.
  producers: ['clients', 'self-monitoring', 'gateway'],
  consumers: ['gateway'],
  partitions: 4,
  retentionMs: hours(24),
  cleanup: 'delete',
  deadLetter: true,
});
