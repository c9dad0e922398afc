import type { PredictionMarks } from '@tocsin/domain/forecasting/prediction-marks';
import type { CommandReply } from '@tocsin/contracts/topics/commands';
import type { Receiver } from '@tocsin/contracts/topics/receivers';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { EntitySchema } from 'typeorm';

export interface RuleRow {
  tenant_id: string;
  id: string;
  version: number;
  document: AlertRule;
}

export interface ReceiverRow {
  tenant_id: string;
  id: string;
  document: Receiver;
}

export interface RuleGroupRow {
  tenant_id: string;
  name: string;
  version: number;
  rule_count: number;
  document: RuleGroupDocument;
}

export interface CommandRow {
  tenant_id: string;
  command_id: string;
  request_hash: string | null;
  /** Milliseconds since 1970; the driver gives 64-bit numbers as text. */
  asked_at: string;
  reply: CommandReply | null;
}

export interface OutboxRow {
  position: string;
  tenant_id: string;
  topic: string;
  key: string;
  value: object | null;
}

const tenant = { type: 'text', primary: true } as const;

export const RuleEntity = new EntitySchema<RuleRow>({
  name: 'rules',
  columns: { tenant_id: tenant, id: tenant, version: { type: 'int' }, document: { type: 'jsonb' } },
});

export const ReceiverEntity = new EntitySchema<ReceiverRow>({
  name: 'receivers',
  columns: { tenant_id: tenant, id: tenant, document: { type: 'jsonb' } },
});

export const PredictionMarksEntity = new EntitySchema<{ tenant_id: string; document: PredictionMarks }>({
  name: 'prediction_marks',
  columns: { tenant_id: tenant, document: { type: 'jsonb' } },
});

export const RuleGroupEntity = new EntitySchema<RuleGroupRow>({
  name: 'rule_groups',
  columns: {
    tenant_id: tenant,
    name: tenant,
    version: { type: 'int' },
    rule_count: { type: 'int' },
    document: { type: 'jsonb' },
  },
});

export const CommandEntity = new EntitySchema<CommandRow>({
  name: 'commands',
  columns: {
    tenant_id: tenant,
    command_id: tenant,
    request_hash: { type: 'text', nullable: true },
    asked_at: { type: 'bigint' },
    reply: { type: 'jsonb', nullable: true },
  },
});

export const OutboxEntity = new EntitySchema<OutboxRow>({
  name: 'outbox',
  columns: {
    position: { type: 'bigint', primary: true, generated: 'increment' },
    tenant_id: { type: 'text' },
    topic: { type: 'text' },
    key: { type: 'text' },
    value: { type: 'jsonb', nullable: true },
  },
});
