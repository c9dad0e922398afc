import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { z } from 'zod';
import { defineTopic } from '../define-topic.js';

export const SeriesCountSchema = z
  .strictObject({ tenant_id: TenantIdSchema, partition: z.int().min(0), series: z.int().min(0) })
  .meta({ id: 'SeriesCount' });
export type SeriesCount = z.infer<typeof SeriesCountSchema>;

export const seriesCounts = defineTopic({
  name: 'series-counts',
  version: 1,
  key: 'tenant/partition of the samples',
  content: 'json',
  description: 'How many series of a tenant each partition of the samples holds, at most a second old.',
  schema: SeriesCountSchema,
  examples: [{ tenant_id: 'acme_main', partition: 3, series: 1_250 }],
  producers: ['evaluation'],
  consumers: ['gateway'],
  partitions: 1,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});
