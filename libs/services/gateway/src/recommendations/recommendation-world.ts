import type { Acknowledgement } from '@tocsin/domain/alerting/acknowledgement';
import type { ConfigurationRecommendation } from '@tocsin/domain/recommendations/configuration-recommendation';
import { type KnownIncident, knownIncidents } from '@tocsin/domain/recommendations/known-incidents';
import type { LabelledIncident } from '@tocsin/domain/recommendations/labelled-incident';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import type { DeliveryLedgerReader } from '@tocsin/ports/delivery-ledger';
import { type HistoryReach, HistoryUnavailable, type SeriesHistory } from '@tocsin/ports/series-history';
import type { BacktestRunner } from '../backtest/backtest-runner.js';
import { unavailable } from '../problem.js';
import type { AlertDirectory } from '../read-model/alert-directory.js';
import type { RuleWorld } from '../routes/rules/rule-world.js';

/** What the routes about recommendations know and may do. */
export interface RecommendationWorld extends Pick<
  RuleWorld,
  'rules' | 'proposals' | 'sender' | 'clock' | 'ids' | 'processName'
> {
  incidents: CompactedDirectory<LabelledIncident>;
  recommendations: CompactedDirectory<ConfigurationRecommendation>;
  acknowledgements: Pick<CompactedDirectory<Acknowledgement>, 'get'>;
  alerts: Pick<AlertDirectory, 'ofTenant'>;
  ledger: Pick<DeliveryLedgerReader, 'list'>;
  history: HistoryReach & Pick<SeriesHistory, 'series'>;
  runner: Pick<BacktestRunner, 'run' | 'recommend'>;
  /** With less confidence nothing is recommended; 0 to 1. */
  confidenceMin: number;
}

/** Longest history that is looked at, as back-tests have it. */
const HISTORY_MS_MAX = 400 * 86_400_000;

/** When the history of a tenant begins, as far as it is looked at; ms since 1970. @throws ProblemError 503 */
export async function historyStart({ history }: RecommendationWorld, tenant: string, now: number): Promise<number> {
  return Math.max((await askedHistory(history.earliest(tenant))) ?? now, now - HISTORY_MS_MAX);
}

/** What the history answers. @throws ProblemError 503 when it does not */
export async function askedHistory<Answer>(answer: Promise<Answer>): Promise<Answer> {
  return answer.catch((error: unknown) => {
    throw error instanceof HistoryUnavailable ? unavailable('history-unavailable', error.message) : error;
  });
}

/** What was really wrong, as far as it may concern a rule: what was written down, and its alerts that somebody acknowledged. */
export function incidentsKnownOf(
  rule: Pick<AlertRule, 'id' | 'tenant_id' | 'severity'>,
  { incidents, alerts, acknowledgements }: RecommendationWorld,
  now: number,
): KnownIncident[] {
  const { id, tenant_id: tenant } = rule;
  const written = incidents
    .ofTenant(tenant)
    .map(({ matchers, starts_at, ends_at }) => ({ matchers, from: starts_at, to: ends_at }));
  const acknowledged = alerts
    .ofTenant(tenant)
    .flatMap(({ id: alertId, rule_id, labels, fired_at: from, resolved_at }) =>
      rule_id === id && from !== null && acknowledgements.get(tenant, alertId)?.kind === 'acknowledged'
        ? [{ labels, from, to: resolved_at ?? Math.max(from, now) }]
        : [],
    );
  return knownIncidents(written, acknowledged, rule);
}
