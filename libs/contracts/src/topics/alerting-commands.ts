import { AcknowledgementSchema } from '@tocsin/domain/alerting/acknowledgement';
import { NotificationPolicySchema, PolicyDraftSchema } from '@tocsin/domain/alerting/notification-policy';
import { SilenceDraftSchema, SilenceSchema } from '@tocsin/domain/alerting/silence';
import { z } from 'zod';

/** Only the policy at this version is changed; 0: only when there is none. */
const if_version = z.int().min(0).optional();

/** The commands that change whom alerts are told to, and whether they are told. */
export const alertingCommands = <Envelope extends z.core.$ZodLooseShape>(envelope: Envelope) =>
  [
    z.strictObject({ type: z.literal('policy.put'), ...envelope, draft: PolicyDraftSchema, if_version }),
    z.strictObject({ type: z.literal('policy.delete'), ...envelope, if_version }),
    z.strictObject({ type: z.literal('silence.put'), ...envelope, silence_id: z.string(), draft: SilenceDraftSchema }),
    /** Ends a silence now; it stays listed for some days. */
    z.strictObject({ type: z.literal('silence.expire'), ...envelope, silence_id: z.string() }),
    z.strictObject({
      type: z.literal('alert.acknowledge'),
      ...envelope,
      alert_id: z.string(),
      kind: AcknowledgementSchema.shape.kind,
      comment: AcknowledgementSchema.shape.comment,
    }),
    z.strictObject({
      type: z.literal('alert.unacknowledge'),
      ...envelope,
      alert_id: z.string(),
      kind: AcknowledgementSchema.shape.kind,
    }),
  ] as const;

/** What such commands come to, beside what all commands may come to. */
export const alertingOutcomes = [
  z.strictObject({
    kind: z.literal('policy'),
    change: z.enum(['created', 'changed', 'unchanged']),
    policy: NotificationPolicySchema,
  }),
  z.strictObject({ kind: z.literal('silence'), silence: SilenceSchema }),
  z.strictObject({ kind: z.literal('acknowledgement'), acknowledgement: AcknowledgementSchema }),
] as const;
