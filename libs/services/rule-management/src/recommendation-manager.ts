import type { Command, CommandOf, Outcome } from '@tocsin/contracts/topics/commands';
import { ruleKey } from '@tocsin/contracts/topics/rules';
import type { ConfigurationRecommendation } from '@tocsin/domain/recommendations/configuration-recommendation';
import { checkIncident, type LabelledIncident } from '@tocsin/domain/recommendations/labelled-incident';
import { withSetting } from '@tocsin/domain/recommendations/rule-setting';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { ConfigurationTransaction } from '@tocsin/ports/configuration-store';
import { type AuditEntry, publishAudit } from './audit.js';
import { changeBy, type RuleEditor } from './rules/rule-editor.js';

/** Most incidents kept of one tenant; those that ended first go first. */
export const INCIDENTS_PER_TENANT_MAX = 10_000;
/** Most recommendations kept of one tenant, decided ones among them; the oldest go first. */
export const RECOMMENDATIONS_PER_TENANT_MAX = 1_000;
/** How long an incident is of use: no back-test looks further back. */
const INCIDENT_KEPT_MS = 400 * 86_400_000;

export type RecommendationCommand = CommandOf<
  'incident.create' | 'incident.delete' | 'recommendation.make' | 'recommendation.decide'
>;

/** Keeps what was really wrong and what is recommended, and lets a rule follow a recommendation that was accepted. */
export class RecommendationManager {
  constructor(
    private readonly options: { clock: Clock; ids: IdSource },
    private readonly rules: Pick<RuleEditor, 'updateRule'>,
  ) {}

  decide(command: RecommendationCommand, tx: ConfigurationTransaction): Promise<Outcome> {
    switch (command.type) {
      case 'incident.create':
        return this.#createIncident(command, tx);
      case 'incident.delete':
        return this.#deleteIncident(command, tx);
      case 'recommendation.make':
        return this.#make(command, tx);
      case 'recommendation.decide':
        return command.verdict === 'accept' ? this.#accept(command, tx) : this.#refuse(command, tx);
    }
  }

  async #createIncident(command: CommandOf<'incident.create'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const { incident_id: id, tenant_id, draft, actor } = command;
    const [finding] = checkIncident(draft);
    if (finding !== undefined) return { kind: 'invalid', path: finding.path, message: finding.message };
    const now = this.options.clock.now();
    const incident: LabelledIncident = { ...draft, id, tenant_id, created_by: actor, created_at: now };
    await tx.recommendations.saveIncident(incident);
    await tx.publish({ topic: 'incidents', key: ruleKey(tenant_id, id), value: incident });
    const oldest = now - INCIDENT_KEPT_MS;
    for (const old of await tx.recommendations.dropOldIncidents(INCIDENTS_PER_TENANT_MAX, oldest))
      await tx.publish({ topic: 'incidents', key: ruleKey(tenant_id, old), value: null });
    await this.#audit(command, tx, `incident/${id}`, { ...draft });
    return { kind: 'incident', incident };
  }

  async #deleteIncident(command: CommandOf<'incident.delete'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const { incident_id: id, tenant_id } = command;
    if ((await tx.recommendations.incident(id)) === null) return { kind: 'not_found' };
    await tx.recommendations.deleteIncident(id);
    await tx.publish({ topic: 'incidents', key: ruleKey(tenant_id, id), value: null });
    await this.#audit(command, tx, `incident/${id}`, { deleted: true });
    return { kind: 'deleted' };
  }

  async #make(command: CommandOf<'recommendation.make'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const { recommendation_id: id, tenant_id, rule_id, rule_version, recommended, actor: made_by } = command;
    const rule = await tx.rule(rule_id);
    if (rule === null) return { kind: 'not_found' };
    if (rule.version !== rule_version)
      return { kind: 'conflict', message: `the rule is at version ${rule.version}, not ${rule_version}` };
    const now = this.options.clock.now();
    for (const open of await tx.recommendations.openRecommendations(rule_id))
      await this.#save(tx, { ...open, state: 'superseded', updated_at: now });
    const of = { id, tenant_id, rule_id, rule_name: rule.name, rule_version };
    const recommendation: ConfigurationRecommendation = {
      ...recommended,
      ...of,
      state: 'open',
      made_by,
      made_at: now,
      updated_at: now,
    };
    await this.#save(tx, recommendation);
    for (const old of await tx.recommendations.dropOldRecommendations(RECOMMENDATIONS_PER_TENANT_MAX))
      await tx.publish({ topic: 'recommendations', key: ruleKey(tenant_id, old), value: null });
    const { before, after, text } = recommended;
    await this.#audit(command, tx, `recommendation/${id}`, { rule_id, before, after, text });
    return { kind: 'recommendation', recommendation };
  }

  /** Changes the rule as whoever accepts would; where somebody else has to approve that, it waits. */
  async #accept(command: CommandOf<'recommendation.decide'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const open = await this.#open(command, tx);
    if ('kind' in open) return open;
    const { rule_id, rule_version, after, text } = open;
    const change = changeBy({ ...command, reason: command.reason || `recommended: ${text}` }, 'changed');
    const outcome = await this.rules.updateRule(change, tx, rule_id, rule_version, (draft) =>
      withSetting(draft, after),
    );
    if (outcome.kind !== 'rule' && outcome.kind !== 'proposed') return outcome;
    const { proposal } = outcome;
    const rule = outcome.kind === 'rule' ? outcome.rule : undefined;
    const applied_version = proposal?.version ?? rule?.version;
    const recommendation = await this.#decided(command, tx, {
      ...open,
      state: 'accepted',
      ...(applied_version === undefined ? {} : { applied_version }),
    });
    return {
      kind: 'recommendation',
      recommendation,
      ...(rule === undefined ? {} : { rule }),
      ...(proposal === undefined ? {} : { proposal }),
    };
  }

  async #refuse(command: CommandOf<'recommendation.decide'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const open = await this.#open(command, tx);
    if ('kind' in open) return open;
    return { kind: 'recommendation', recommendation: await this.#decided(command, tx, { ...open, state: 'refused' }) };
  }

  async #open(
    { recommendation_id }: CommandOf<'recommendation.decide'>,
    tx: ConfigurationTransaction,
  ): Promise<ConfigurationRecommendation | Outcome> {
    const known = await tx.recommendations.recommendation(recommendation_id);
    if (known === null) return { kind: 'not_found' };
    if (known.state === 'open') return known;
    const message = `the recommendation is ${known.state}; only an open one is decided`;
    return { kind: 'refused', code: 'wrong_status', message };
  }

  async #decided(
    command: CommandOf<'recommendation.decide'>,
    tx: ConfigurationTransaction,
    changed: ConfigurationRecommendation,
  ): Promise<ConfigurationRecommendation> {
    const { actor: by, reason } = command;
    const at = this.options.clock.now();
    const recommendation = { ...changed, updated_at: at, decision: { by, at, reason } };
    await this.#save(tx, recommendation);
    const { id, rule_id, state } = recommendation;
    await this.#audit(command, tx, `recommendation/${id}`, { rule_id, decision: state, reason });
    return recommendation;
  }

  async #save(tx: ConfigurationTransaction, recommendation: ConfigurationRecommendation): Promise<void> {
    const { tenant_id, id } = recommendation;
    await tx.recommendations.saveRecommendation(recommendation);
    await tx.publish({ topic: 'recommendations', key: ruleKey(tenant_id, id), value: recommendation });
  }

  #audit(
    command: Command,
    tx: ConfigurationTransaction,
    subject: string,
    details: AuditEntry['details'],
  ): Promise<void> {
    return publishAudit(command, tx, { type: 'configuration_changed', subject, details }, this.options);
  }
}
