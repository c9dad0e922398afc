import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import type { SampleSeries } from '@tocsin/domain/backtest/sample-feed';
import type { Transition } from '@tocsin/domain/engine/transition';
import { jointLikelihoodOf } from '@tocsin/domain/forecasting/joint-likelihood';
import { type Horizon, HORIZONS } from '@tocsin/domain/forecasting/series-forecaster';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { BREACH_PROBABILITY, PREDICTION_ABSTAINED, TIME_TO_BREACH } from '@tocsin/domain/rules/condition-source';
import { ChanceRecord } from './chance-record.js';

/** What is asked of a rule over several series. */
export interface JointQuestion {
  readonly tenant: string;
  readonly rule: AlertRule;
  readonly horizon: Horizon;
  /** All series that the rule reads, with their past; or that there are more of them than are continued together. */
  readonly series: readonly SampleSeries[] | 'too_many_series';
  /** ms since 1970. */
  readonly now: number;
}

/** A chance of one rule, whichever of its series fires, has no fingerprint. */
const WHICHEVER = '';

/**
 * Chances of rules over several series. They are calibrated apart from those of rules over one: what is simulated is not as
 * fine, so what raw chances mean is another thing.
 */
export class JointRules {
  readonly #records = new Map<string, ChanceRecord>();
  /** What was last told, by tenant, rule and horizon. */
  readonly #told = new Map<string, Map<Horizon, { at: number; chance: number }>>();

  /** The chance within a horizon as samples, or why there is none. */
  tell({ tenant, rule, horizon, series, now }: JointQuestion): Sample[] {
    const labels = { rule_id: rule.id, horizon };
    const abstained = (reason: string): Sample[] => [
      { metric: PREDICTION_ABSTAINED, labels: { ...labels, reason }, value: 1, timestamp: now },
    ];
    if (series === 'too_many_series') return abstained(series);
    const likelihood = jointLikelihoodOf(rule, series, horizon, now);
    if (likelihood.kind === 'abstained') return abstained(likelihood.reason);
    const chance = this.#recordOf(tenant).told({
      rule_id: rule.id,
      fingerprint: WHICHEVER,
      horizon,
      raw: likelihood.share,
      at: now,
      until: now + HORIZONS[horizon],
    });
    if (chance === null) return abstained('calibration_broken');
    const { medianMs } = likelihood;
    const value = this.#coherent(tenant, rule.id, horizon, now, chance);
    return [
      { metric: BREACH_PROBABILITY, labels, value, timestamp: now },
      ...(medianMs === null ? [] : [{ metric: TIME_TO_BREACH, labels, value: medianMs / 1_000, timestamp: now }]),
    ];
  }

  /** Hears that an alert fires. */
  fired({ tenant_id, rule_id, at }: Pick<Transition, 'tenant_id' | 'rule_id' | 'at'>): void {
    this.#records.get(tenant_id)?.fired({ rule_id, fingerprint: WHICHEVER, at });
  }

  /** Forgets what was told of a rule that a tenant has no more. */
  forget(tenant: string, ruleId: string): void {
    this.#told.delete(JSON.stringify([tenant, ruleId]));
  }

  /** By tenant, how near chances have come to what happened. */
  accuracies(): [tenant: string, accuracy: number][] {
    return [...this.#records].flatMap(([tenant, { accuracy }]) => (accuracy === null ? [] : [[tenant, accuracy]]));
  }

  /** What may happen sooner may happen by then: no less is told than at the same time of a shorter horizon. */
  #coherent(tenant: string, ruleId: string, horizon: Horizon, at: number, chance: number): number {
    const key = JSON.stringify([tenant, ruleId]);
    const told = this.#told.get(key) ?? new Map<Horizon, { at: number; chance: number }>();
    this.#told.set(key, told);
    const shorter = [...told].filter(([other, one]) => one.at === at && HORIZONS[other] < HORIZONS[horizon]);
    const value = Math.max(chance, ...shorter.map(([, one]) => one.chance));
    told.set(horizon, { at, chance: value });
    return value;
  }

  #recordOf(tenant: string): ChanceRecord {
    let record = this.#records.get(tenant);
    if (record === undefined) this.#records.set(tenant, (record = new ChanceRecord()));
    return record;
  }
}
