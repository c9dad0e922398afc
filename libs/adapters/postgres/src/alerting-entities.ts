import type { Acknowledgement } from '@tocsin/domain/alerting/acknowledgement';
import type { NotificationPolicy } from '@tocsin/domain/alerting/notification-policy';
import type { Silence } from '@tocsin/domain/alerting/silence';
import { EntitySchema } from 'typeorm';

const tenant = { type: 'text', primary: true } as const;
const document = { type: 'jsonb' } as const;

export const PolicyEntity = new EntitySchema<{ tenant_id: string; document: NotificationPolicy }>({
  name: 'notification_policies',
  columns: { tenant_id: tenant, document },
});

export const SilenceEntity = new EntitySchema<{ tenant_id: string; id: string; ends_at: number; document: Silence }>({
  name: 'silences',
  columns: { tenant_id: tenant, id: tenant, ends_at: { type: 'bigint' }, document },
});

export const AcknowledgementEntity = new EntitySchema<{
  tenant_id: string;
  alert_id: string;
  at: number;
  document: Acknowledgement;
}>({
  name: 'acknowledgements',
  columns: { tenant_id: tenant, alert_id: tenant, at: { type: 'bigint' }, document },
});

export const alertingEntities = [PolicyEntity, SilenceEntity, AcknowledgementEntity];
