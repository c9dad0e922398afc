import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import type { Drift } from '@tocsin/domain/drift/drift-detection-system';
import { parseSeriesKey, type SampleBatch } from '@tocsin/domain/engine/sample-batch';
import type { Transition } from '@tocsin/domain/engine/transition';
import { likelihoodOf } from '@tocsin/domain/forecasting/rule-likelihood';
import { type Horizon, HORIZONS, QUANTILE_LEVELS } from '@tocsin/domain/forecasting/series-forecaster';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import {
  ANOMALY_SCORE,
  BREACH_PROBABILITY,
  DRIFT,
  FORECAST,
  PREDICTION_ABSTAINED,
  SOURCE_METRIC,
} from '@tocsin/domain/rules/condition-source';
import type { Labels } from '@tocsin/domain/rules/labels';
import { ChanceRecord } from './chance-record.js';
import { type Demand, demandsOf, isAskedBy } from './demand.js';
import { WatchedSeries } from './watched-series.js';

/** Series of the platform's own making, of which nothing is predicted. */
const OWN_PREFIX = 'tocsin_';
/** Forecasts are told anew at least so often, or conditions on them would find them out of date. */
const TOLD_PERIOD_MS = 300_000;
/** What was not used of the CPU's share is kept for a while: series that come all at once are forecast at once. */
const ALLOWANCE_MS_MAX = 10_000;
/** However often samples come, they are not made more often. */
const MADE_PERIOD_MS = 60_000;
const HORIZONS_BY_LENGTH = Object.keys(HORIZONS) as Horizon[];
/** Quantiles that are told whether a condition reads them or not, so that a chart has a middle and a band. */
const CHARTED = ['0.1', '0.5', '0.9'];
/** Keys of series that nothing is asked of are remembered, so many of them, so that they are looked at once. */
const UNASKED_KEYS_MAX = 200_000;

export interface PredictorOptions {
  /** Most series that something is predicted of; each takes some 100 kB. */
  readonly seriesMax: number;
  /** Which share of one core forecasts may take; scores are made in any case. */
  readonly cpuShare: number;
  /** A clock that only goes on, ms. */
  readonly elapsedMs: () => number;
}

/** What became of predictions since it was last asked. */
export interface PredictorStats {
  readonly series: number;
  /** Series of which something is asked, and for which there was no room. */
  readonly left_out: number;
  /** Forecasts that were put off, because their share of the CPU was used up. */
  readonly put_off: number;
  /** By tenant, how near told chances have come to what happened: 1 minus the mean squared distance. */
  readonly accuracy: Readonly<Record<string, number>>;
}

/**
 * Predicts, sample by sample, what rules ask for. It knows no clock and no log: what it is given decides, but for how much
 * of the CPU its forecasts may take.
 */
export class Predictor {
  readonly #demands = new Map<string, Demand[]>();
  /** By tenant and key; null for a series that nothing is asked of, or that there is no room for. */
  readonly #series = new Map<string, Map<string, WatchedSeries | null>>();
  readonly #chances = new Map<string, ChanceRecord>();
  #watched = 0;
  #unasked = 0;
  #leftOut = 0;
  #putOff = 0;
  /** How long forecasts may still take, and since when more has been allowed. */
  #allowanceMs = ALLOWANCE_MS_MAX;
  #allowedAtMs: number;

  constructor(private readonly options: PredictorOptions) {
    this.#allowedAtMs = options.elapsedMs();
  }

  /** Takes a tenant's rules as they stand. Series of which more is asked than before are new again, and want their past. */
  setRules(tenant: string, rules: readonly AlertRule[]): void {
    this.#demands.set(tenant, rules.flatMap(demandsOf));
    const known = this.#series.get(tenant);
    if (known === undefined) return;
    for (const [key, series] of known) {
      if (series === null) {
        known.delete(key);
        this.#unasked -= 1;
        continue;
      }
      const demands = this.#demandsOn(tenant, series.metric, series.labels);
      if (demands.length === 0 || !series.suffices(demands)) {
        known.delete(key);
        this.#watched -= 1;
      } else known.set(key, new WatchedSeries(tenant, series.metric, series.labels, demands, series));
    }
    this.#leftOut = 0;
  }

  /** Keys of a batch's series that something is asked of and nothing is known of yet. */
  newOf(batch: Pick<SampleBatch, 'tenant' | 'series'>): string[] {
    if ((this.#demands.get(batch.tenant) ?? []).length === 0) return [];
    const known = this.#of(batch.tenant);
    return batch.series.filter((key) => {
      if (known.has(key)) return false;
      const { metric, labels } = parseSeriesKey(key);
      const isAsked = !metric.startsWith(OWN_PREFIX) && this.#demandsOn(batch.tenant, metric, labels).length > 0;
      if (isAsked && this.#watched < this.options.seriesMax) return true;
      if (isAsked) this.#leftOut += 1;
      this.#remember(known, key);
      return false;
    });
  }

  /** Begins to watch a series with what is known of its past, oldest first. */
  admit(tenant: string, key: string, past: { times: Float64Array; values: Float64Array }): void {
    const known = this.#of(tenant);
    const { metric, labels } = parseSeriesKey(key);
    const demands = this.#demandsOn(tenant, metric, labels);
    if (known.get(key) != null || demands.length === 0) return;
    if (this.#watched >= this.options.seriesMax) {
      this.#leftOut += 1;
      this.#remember(known, key);
      return;
    }
    const series = new WatchedSeries(tenant, metric, labels, demands);
    past.times.forEach((time, i) => {
      if (time > series.lastTime) series.take(time, past.values[i] as number);
    });
    known.set(key, series);
    this.#watched += 1;
  }

  /** Takes samples in. @returns what is predicted by them, in order, as samples of the same tenant */
  take({ tenant, series: keys, seriesIndex, timestamps, values }: SampleBatch): Sample[] {
    const known = this.#series.get(tenant);
    if (known === undefined) return [];
    const told: Sample[] = [];
    seriesIndex.forEach((index, i) => {
      const series = known.get(keys[index] as string);
      const time = timestamps[i] as number;
      if (series == null || !(time > series.lastTime)) return;
      const { score, drifts } = series.take(time, values[i] as number);
      if (score !== null) told.push(sampleOf(series, ANOMALY_SCORE, {}, score, time));
      told.push(...this.#drifted(series, drifts, time));
      told.push(...this.#forecasts(series, time));
    });
    return told;
  }

  /** Hears what fired, so that told chances are held against it. */
  hear(transition: Transition): void {
    if (transition.state === 'firing') this.#chances.get(transition.tenant_id)?.fired(transition);
  }

  stats(): PredictorStats {
    const accuracy = [...this.#chances].flatMap(([tenant, { accuracy: one }]) => (one === null ? [] : [[tenant, one]]));
    return {
      series: this.#watched,
      left_out: this.#leftOut,
      put_off: this.#putOff,
      accuracy: Object.fromEntries(accuracy) as Record<string, number>,
    };
  }

  #forecasts(series: WatchedSeries, time: number): Sample[] {
    const due = series.horizons.filter((horizon) => time >= (series.dueAt.get(horizon) ?? Number.NEGATIVE_INFINITY));
    if (due.length === 0) return [];
    const began = this.options.elapsedMs();
    this.#allowanceMs += this.options.cpuShare * (began - this.#allowedAtMs);
    this.#allowanceMs = Math.min(ALLOWANCE_MS_MAX, this.#allowanceMs);
    this.#allowedAtMs = began;
    if (this.#allowanceMs <= 0) {
      this.#putOff += due.length;
      return [];
    }
    const told = due.flatMap((horizon) => this.#forecast(series, horizon, time));
    this.#allowanceMs -= this.options.elapsedMs() - began;
    return told;
  }

  #forecast(series: WatchedSeries, horizon: Horizon, time: number): Sample[] {
    const { forecaster } = series;
    if (forecaster === null) return [];
    const past = forecaster.pastFor(horizon);
    series.dueAt.set(horizon, time + Math.min(TOLD_PERIOD_MS, Math.max(MADE_PERIOD_MS, past?.stepMs ?? 0)));
    const forecast = forecaster.forecast(horizon);
    const drifted = this.#drifted(series, series.missed(horizon), time);
    if (forecast.kind === 'abstained' || past === null) {
      const reason = forecast.kind === 'abstained' ? forecast.reason : 'too_little_past';
      return [...drifted, sampleOf(series, PREDICTION_ABSTAINED, { horizon, reason }, 1, time)];
    }
    const asked = series.quantiles.get(horizon);
    const quantiles = asked === undefined ? [] : [...new Set([...asked, ...CHARTED])].sort();
    return [
      ...drifted,
      ...quantiles.map((quantile) => {
        const level = QUANTILE_LEVELS.indexOf(Number(quantile) as (typeof QUANTILE_LEVELS)[number]);
        return sampleOf(series, FORECAST, { horizon, quantile }, forecast.quantiles[level] as number, time);
      }),
      ...series.rules.map((rule) =>
        this.#chance(series, rule, horizon, time, likelihoodOf(rule, series, past, forecast.paths)),
      ),
    ];
  }

  /** What was learned of the chances of this series, one of the tenant's, holds no more. */
  #drifted(series: WatchedSeries, drifts: readonly Drift[], time: number): Sample[] {
    if (drifts.length === 0) return [];
    const watched = [...this.#of(series.tenant).values()].filter((each) => each !== null).length;
    this.#chances.get(series.tenant)?.forget(1 / Math.max(1, watched));
    return drifts.map(({ type, test }) => sampleOf(series, DRIFT, { drift_type: type, test }, 1, time));
  }

  #chance(
    series: WatchedSeries,
    rule: AlertRule,
    horizon: Horizon,
    time: number,
    likelihood: ReturnType<typeof likelihoodOf>,
  ): Sample {
    const of = { horizon, rule_id: rule.id };
    if (likelihood.kind !== 'likelihood')
      return sampleOf(series, PREDICTION_ABSTAINED, { ...of, reason: likelihood.kind }, 1, time);
    const record = this.#chances.get(series.tenant) ?? new ChanceRecord();
    this.#chances.set(series.tenant, record);
    const chance = record.told({
      rule_id: rule.id,
      fingerprint: series.fingerprint,
      horizon,
      raw: likelihood.share,
      at: time,
      until: time + HORIZONS[horizon],
    });
    if (chance === null)
      return sampleOf(series, PREDICTION_ABSTAINED, { ...of, reason: 'calibration_broken' }, 1, time);
    return sampleOf(series, BREACH_PROBABILITY, of, coherent(series, rule, horizon, chance), time);
  }

  #demandsOn(tenant: string, metric: string, labels: Labels): Demand[] {
    return (this.#demands.get(tenant) ?? []).filter((demand) => isAskedBy(demand, metric, labels));
  }

  #of(tenant: string): Map<string, WatchedSeries | null> {
    let known = this.#series.get(tenant);
    if (known === undefined) this.#series.set(tenant, (known = new Map()));
    return known;
  }

  #remember(known: Map<string, WatchedSeries | null>, unasked: string): void {
    if (this.#unasked >= UNASKED_KEYS_MAX) this.#forgetUnasked();
    known.set(unasked, null);
    this.#unasked += 1;
  }

  #forgetUnasked(): void {
    for (const known of this.#series.values())
      for (const [key, series] of known) if (series === null) known.delete(key);
    this.#unasked = 0;
  }
}

/** What may happen sooner may happen by then: each horizon's chance is no less than that of a shorter one. */
function coherent({ chances }: WatchedSeries, rule: AlertRule, horizon: Horizon, chance: number): number {
  const shorter = HORIZONS_BY_LENGTH[HORIZONS_BY_LENGTH.indexOf(horizon) - 1];
  const told = Math.max(chance, chances.get(`${rule.id} ${shorter}`) ?? 0);
  chances.set(`${rule.id} ${horizon}`, told);
  return told;
}

function sampleOf(series: WatchedSeries, metric: string, own: Labels, value: number, timestamp: number): Sample {
  return { metric, labels: { ...series.labels, [SOURCE_METRIC]: series.metric, ...own }, value, timestamp };
}
