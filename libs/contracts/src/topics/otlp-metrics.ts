import { z } from 'zod';
import { defineTopic } from '../define-topic.js';
import { hours } from '../retention.js';

export const otlpMetrics = defineTopic({
  name: 'otlp_metrics',
  version: 1,
  key: 'anything',
  content: 'binary',
  encoding:
    'An OTLP ExportMetricsServiceRequest: JSON when the value begins with "{", protobuf otherwise. The header `tenant_id` names the tenant.',
  description: 'Metrics from the Kafka exporter of the OpenTelemetry Collector.',
  schema: z.looseObject({ resourceMetrics: z.array(z.unknown()) }),
  examples: [{ resourceMetrics: [] }],
  // A gateway brings dead letters back.
  producers: ['clients', 'gateway'],
  consumers: ['gateway'],
  partitions: 4,
  retentionMs: hours(24),
  cleanup: 'delete',
  deadLetter: true,
});
