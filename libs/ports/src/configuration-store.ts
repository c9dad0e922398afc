import type { Command, CommandReply } from '@tocsin/contracts/topics/commands';
import type { ApiKey } from '@tocsin/contracts/topics/api-keys';
import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import type { Receiver } from '@tocsin/contracts/topics/receivers';
import type { Acknowledgement } from '@tocsin/domain/alerting/acknowledgement';
import type { NotificationPolicy } from '@tocsin/domain/alerting/notification-policy';
import type { Silence } from '@tocsin/domain/alerting/silence';
import type { Erasure } from '@tocsin/contracts/topics/erasures';
import type { Revocation } from '@tocsin/contracts/topics/revocations';
import type { Tenant } from '@tocsin/contracts/topics/tenants';
import type { Quotas } from '@tocsin/domain/access/quotas';
import type { PredictionMarks } from '@tocsin/domain/forecasting/prediction-marks';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { GroupProposal, RuleProposal } from '@tocsin/domain/rules/version-entry';
import type { TenantApprovalPolicy } from '@tocsin/contracts/topics/rule-proposals';
import type { IncidentNotes } from '@tocsin/domain/alerting/incident-notes';
import type { ConfigurationRecommendation } from '@tocsin/domain/recommendations/configuration-recommendation';
import type { LabelledIncident } from '@tocsin/domain/recommendations/labelled-incident';
import type { AlertingTransaction } from './alerting-transaction.js';
import type { IncidentNoteTransaction } from './incident-note-transaction.js';
import type { RecommendationTransaction } from './recommendation-transaction.js';
import type { RuleHistory } from './rule-history.js';

/** How long an idempotency key holds: whoever has had no answer by then asks anew. */
export const IDEMPOTENCY_KEY_MS = 86_400_000;

/** Thrown when a store can never keep what a command says: trying again does not help, and others must not wait for it. */
export class NotStorable extends Error {}

/** What is remembered of a command that was decided. */
export interface DecidedCommand {
  readonly requestHash: string | null;
  /** When it was asked for; ms since 1970. */
  readonly askedAt: number;
  readonly reply: CommandReply;
}

/** What a command hears whose id was decided before; null when that is so long ago that it counts for nothing. */
export function rememberedReply(
  command: Command,
  { requestHash, askedAt, reply }: DecidedCommand,
): CommandReply | null {
  const { id: command_id, reply_to, request_hash = null } = command;
  if (request_hash !== null && command.at - askedAt > IDEMPOTENCY_KEY_MS) return null;
  if (request_hash === requestHash) return { ...reply, reply_to };
  const message = 'the idempotency key was used for another request';
  return { command_id, reply_to, outcome: { kind: 'refused', code: 'key_reused', message } };
}

/** An event that is written beside the change it tells of and published afterwards. */
export type OutboxEvent =
  | { topic: 'rules'; key: string; value: AlertRule | null }
  | { topic: 'rule-groups'; key: string; value: RuleGroupDocument | null }
  | { topic: 'rule-proposals'; key: string; value: RuleProposal | null }
  | { topic: 'group-proposals'; key: string; value: GroupProposal | null }
  | { topic: 'approval-policies'; key: string; value: TenantApprovalPolicy }
  | { topic: 'receivers'; key: string; value: Receiver | null }
  | { topic: 'notification-policies'; key: string; value: NotificationPolicy | null }
  | { topic: 'prediction-marks'; key: string; value: PredictionMarks }
  | { topic: 'silences'; key: string; value: Silence | null }
  | { topic: 'acknowledgements'; key: string; value: Acknowledgement | null }
  | { topic: 'incidents'; key: string; value: LabelledIncident | null }
  | { topic: 'recommendations'; key: string; value: ConfigurationRecommendation | null }
  | { topic: 'incident-notes'; key: string; value: IncidentNotes | null }
  | { topic: 'audit'; key: string; value: AuditEvent }
  | { topic: 'api-keys'; key: string; value: ApiKey | null }
  | { topic: 'revocations'; key: string; value: Revocation | null }
  | { topic: 'erasures'; key: string; value: Erasure }
  | { topic: 'tenants'; key: string; value: Tenant };

/** One tenant's configuration inside one transaction. */
export interface ConfigurationTransaction {
  /** How much the tenant may have: as its operator said, or the defaults. */
  quotas(): Promise<Quotas>;
  readonly history: RuleHistory;
  rule(id: string): Promise<AlertRule | null>;
  countRules(): Promise<number>;
  saveRule(rule: AlertRule): Promise<void>;
  deleteRule(id: string): Promise<void>;
  receiver(id: string): Promise<Receiver | null>;
  countReceivers(): Promise<number>;
  saveReceiver(receiver: Receiver): Promise<void>;
  deleteReceiver(id: string): Promise<void>;
  /** Those of the groups named that there are, in any order. */
  ruleGroups(names: readonly string[]): Promise<RuleGroupDocument[]>;
  /** How many groups the tenant has, and how many rules they hold in all. */
  countRuleGroups(): Promise<{ groups: number; rules: number }>;
  saveRuleGroup(group: RuleGroupDocument): Promise<void>;
  deleteRuleGroup(name: string): Promise<void>;
  /** Null for a tenant that has never marked a series. */
  predictionMarks(): Promise<PredictionMarks | null>;
  savePredictionMarks(marks: PredictionMarks): Promise<void>;
  /** Whom alerts are told to, and whether they are told. */
  readonly alerting: AlertingTransaction;
  /** What was really wrong, and which settings of rules follow from it. */
  readonly recommendations: RecommendationTransaction;
  /** What people wrote down about incidents of alerts. */
  readonly incidentNotes: IncidentNoteTransaction;
  publish(event: OutboxEvent): Promise<void>;
}

/** Rules, rule groups and receivers, changed by commands, each at most once. */
export interface ConfigurationStore {
  /**
   * Runs `decide` in one transaction of the command's tenant and remembers its reply. A command that was decided
   * before gets the remembered reply and changes nothing; when it was asked for under an idempotency key with another
   * request, the reply is a refusal, and a key that is older than {@link IDEMPOTENCY_KEY_MS} is forgotten.
   */
  decideOnce(command: Command, decide: (tx: ConfigurationTransaction) => Promise<CommandReply>): Promise<CommandReply>;
  /** Runs `ask` in one transaction of the tenant, in which nothing is to be changed. */
  read<Answer>(tenant: string, ask: (tx: ConfigurationTransaction) => Promise<Answer>): Promise<Answer>;
  /**
   * Hands the oldest unpublished events, in the order they were written, to `publish`, and forgets them when it has
   * resolved. Only one process at a time does so; an event may be handed out again after a crash.
   *
   * @returns how many were published
   */
  relay(limit: number, publish: (events: readonly OutboxEvent[]) => Promise<void>): Promise<number>;
  check(): Promise<void>;
}
