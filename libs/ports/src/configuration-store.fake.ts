import type { Command, CommandReply } from '@tocsin/contracts/topics/commands';
import type { Receiver } from '@tocsin/contracts/topics/receivers';
import { defaultQuotas, type Quotas } from '@tocsin/domain/access/quotas';
import type { IncidentNotes } from '@tocsin/domain/alerting/incident-notes';
import type { PredictionMarks } from '@tocsin/domain/forecasting/prediction-marks';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import {
  type AlertingTenant,
  copyOfAlerting,
  emptyAlertingTenant,
  fakeAlertingTransaction,
} from './alerting-transaction.fake.js';
import {
  type ConfigurationStore,
  type ConfigurationTransaction,
  type DecidedCommand,
  type OutboxEvent,
  rememberedReply,
} from './configuration-store.js';
import { fakeIncidentNoteTransaction } from './incident-note-transaction.fake.js';
import {
  copyOfRecommendations,
  fakeRecommendationTransaction,
  type RecommendationTenant,
} from './recommendation-transaction.fake.js';
import { FakeRuleHistory } from './rule-history.fake.js';

interface Tenant {
  rules: Map<string, AlertRule>;
  receivers: Map<string, Receiver>;
  groups: Map<string, RuleGroupDocument>;
  replies: Map<string, DecidedCommand>;
  history: FakeRuleHistory;
  alerting: AlertingTenant;
  marks: PredictionMarks | null;
  recommendations: RecommendationTenant;
  incidentNotes: Map<string, IncidentNotes>;
}

/** A {@link ConfigurationStore} in memory, for tests. What was decided and not yet relayed stands in `outbox`. */
export class FakeConfigurationStore implements ConfigurationStore {
  outbox: OutboxEvent[] = [];
  /** Of every tenant. */
  quotas: Quotas = defaultQuotas;
  readonly #tenants = new Map<string, Tenant>();

  async decideOnce(
    command: Command,
    decide: (tx: ConfigurationTransaction) => Promise<CommandReply>,
  ): Promise<CommandReply> {
    const tenant = this.#of(command.tenant_id);
    const known = tenant.replies.get(command.id);
    const remembered = known === undefined ? null : rememberedReply(command, known);
    if (remembered !== null) return remembered;
    const changed: Tenant = {
      rules: new Map(tenant.rules),
      receivers: new Map(tenant.receivers),
      groups: new Map(tenant.groups),
      replies: new Map(tenant.replies),
      alerting: copyOfAlerting(tenant.alerting),
      marks: tenant.marks,
      recommendations: copyOfRecommendations(tenant.recommendations),
      incidentNotes: new Map(tenant.incidentNotes),
      history: tenant.history.copy(),
    };
    const events: OutboxEvent[] = [];
    const reply = await decide(transactionOf(changed, events, this.quotas));
    changed.replies.set(command.id, { requestHash: command.request_hash ?? null, askedAt: command.at, reply });
    this.#tenants.set(command.tenant_id, changed);
    this.outbox.push(...events);
    return reply;
  }

  read<Answer>(tenant: string, ask: (tx: ConfigurationTransaction) => Promise<Answer>): Promise<Answer> {
    return ask(transactionOf(this.#of(tenant), [], this.quotas));
  }

  async relay(limit: number, publish: (events: readonly OutboxEvent[]) => Promise<void>): Promise<number> {
    const events = this.outbox.slice(0, limit);
    if (events.length > 0) await publish(events);
    this.outbox = this.outbox.slice(events.length);
    return events.length;
  }

  async check(): Promise<void> {}

  #of(tenant: string): Tenant {
    return (
      this.#tenants.get(tenant) ?? {
        rules: new Map(),
        receivers: new Map(),
        groups: new Map(),
        replies: new Map(),
        history: new FakeRuleHistory(),
        alerting: emptyAlertingTenant(),
        marks: null,
        recommendations: { incidents: new Map(), recommendations: new Map() },
        incidentNotes: new Map(),
      }
    );
  }
}

function transactionOf(tenant: Tenant, events: OutboxEvent[], quotas: Quotas): ConfigurationTransaction {
  const { rules, receivers, groups, history, alerting, recommendations, incidentNotes } = tenant;
  return {
    history,
    quotas: async () => quotas,
    rule: async (id) => rules.get(id) ?? null,
    countRules: async () => rules.size,
    saveRule: async (rule) => void rules.set(rule.id, rule),
    deleteRule: async (id) => void rules.delete(id),
    receiver: async (id) => receivers.get(id) ?? null,
    countReceivers: async () => receivers.size,
    saveReceiver: async (receiver) => void receivers.set(receiver.id, receiver),
    deleteReceiver: async (id) => void receivers.delete(id),
    ruleGroups: async (names) => [...groups.values()].filter(({ name }) => names.includes(name)),
    countRuleGroups: async () => ({
      groups: groups.size,
      rules: [...groups.values()].reduce((sum, group) => sum + group.rules.length, 0),
    }),
    saveRuleGroup: async (group) => void groups.set(group.name, group),
    deleteRuleGroup: async (name) => void groups.delete(name),
    predictionMarks: async () => tenant.marks,
    savePredictionMarks: async (marks) => void (tenant.marks = marks),
    alerting: fakeAlertingTransaction(alerting),
    recommendations: fakeRecommendationTransaction(recommendations),
    incidentNotes: fakeIncidentNoteTransaction(incidentNotes),
    publish: async (event) => void events.push(event),
  };
}
