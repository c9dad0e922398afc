import { z } from 'zod';
import { defineTopic } from '../define-topic.js';
import { days } from '../retention.js';
import { auditEventTypes } from './audit-event-types.js';

export const AuditEventSchema = z
  .strictObject({
    id: z.string(),
    type: z.enum(auditEventTypes),
    tenant_id: z.string(),
    actor: z.string().meta({ description: 'Who asked for it, in the log by a pseudonym, or the service that did it.' }),
    at: z.int(),
    subject: z.string().meta({ description: 'What it was done to, such as `rule/ID`.' }),
    details: z.record(z.string(), z.json()),
  })
  .meta({ id: 'AuditEvent' });
export type AuditEvent = z.infer<typeof AuditEventSchema>;

export const audit = defineTopic({
  name: 'audit',
  version: 1,
  key: 'tenant',
  content: 'json',
  description: 'Who did what to what, and when.',
  schema: AuditEventSchema,
  examples: [
    {
      id: 'e1',
      type: 'rule_created',
      tenant_id: 'acme_main',
      actor: 'admin',
      at: 1_763_900_000_000,
      subject: 'rule/r1',
      details: { version: 1, name: 'High CPU Usage' },
    },
  ],
  producers: ['rule-management', 'evaluation', 'gateway', 'auto-healing'],
  consumers: ['gateway', 'compliance', 'clients'],
  partitions: 4,
  retentionMs: days(365),
  cleanup: 'delete',
  deadLetter: false,
});
