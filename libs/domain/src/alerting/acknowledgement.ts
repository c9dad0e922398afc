import { z } from 'zod';
import { TenantIdSchema } from '../rules/alert-rule.js';

/**
 * What somebody said of one episode of an alert: that they care for it (`acknowledged`: it is not repeated), or that
 * nobody wants to hear of it until it is over (`snoozed`). Its end is told in either case to whoever was told of it.
 */
export const AcknowledgementSchema = z
  .strictObject({
    tenant_id: TenantIdSchema,
    alert_id: z.string().min(1).max(64),
    kind: z.enum(['acknowledged', 'snoozed']),
    by: z.string(),
    at: z.int(),
    comment: z.string().max(4_000),
  })
  .meta({ id: 'Acknowledgement' });
export type Acknowledgement = z.infer<typeof AcknowledgementSchema>;
