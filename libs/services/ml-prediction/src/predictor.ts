import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import type { Drift } from '@tocsin/domain/drift/drift-detection-system';
import { parseSeriesKey, type SampleBatch } from '@tocsin/domain/engine/sample-batch';
import type { Transition } from '@tocsin/domain/engine/transition';
import { likelihoodOf } from '@tocsin/domain/forecasting/rule-likelihood';
import {
  type Horizon,
  HORIZONS,
  QUANTILE_LEVELS,
  type SeriesForecaster,
} from '@tocsin/domain/forecasting/series-forecaster';
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
import type { ModelInference } from '@tocsin/ports/model-server';
import { ChanceRecord } from './chance-record.js';
import { type Demand, demandsOf, isAskedBy } from './demand.js';
import { NetworkForecaster, type NetworkStats } from './network-forecaster.js';
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
/** So many forecasts wait together for what a network says; each holds a copy of its past, some 10 kB. */
const DUE_TOGETHER_MAX = 256;

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
  readonly network: NetworkStats;
}

/** A forecast that is to be made of what is known of a series at a time, whatever comes after. */
interface DueForecast {
  readonly series: WatchedSeries;
  readonly forecaster: SeriesForecaster;
  readonly horizon: Horizon;
  readonly time: number;
  readonly outlook: ReturnType<SeriesForecaster['outlook']>;
}

/**
 * Predicts, sample by sample, what rules ask for. It knows no clock and no log: what it is given decides, but for how much
 * of the CPU its forecasts may take, and for what a network answers in time: that has a say in quantiles, as far as it has been
 * right about the series. What was told is what stands in the log.
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

  readonly #network: NetworkForecaster;

  /** @param models - who is asked about forecasts, too; null: nobody */
  constructor(
    private readonly options: PredictorOptions,
    models: ModelInference | null,
  ) {
    this.#network = new NetworkForecaster(models);
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
  async take({ tenant, series: keys, seriesIndex, timestamps, values }: SampleBatch): Promise<Sample[]> {
    const known = this.#series.get(tenant);
    if (known === undefined) return [];
    const told: Sample[] = [];
    const together = this.#network.isThere ? DUE_TOGETHER_MAX : 1;
    let due: DueForecast[] = [];
    for (let i = 0; i < seriesIndex.length; i += 1) {
      const series = known.get(keys[seriesIndex[i] as number] as string);
      const time = timestamps[i] as number;
      if (series == null || !(time > series.lastTime)) continue;
      const { score, drifts } = series.take(time, values[i] as number);
      if (score !== null) told.push(sampleOf(series, ANOMALY_SCORE, {}, score, time));
      told.push(...this.#drifted(series, drifts, time));
      due.push(...this.#due(series, time));
      if (due.length < together) continue;
      told.push(...(await this.#forecasts(tenant, due)));
      due = [];
    }
    if (due.length > 0) told.push(...(await this.#forecasts(tenant, due)));
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
      network: this.#network.stats(),
    };
  }

  #due(series: WatchedSeries, time: number): DueForecast[] {
    const { forecaster } = series;
    const due = series.horizons.filter((horizon) => time >= (series.dueAt.get(horizon) ?? Number.NEGATIVE_INFINITY));
    if (due.length === 0 || forecaster === null) return [];
    const now = this.options.elapsedMs();
    this.#allowanceMs += this.options.cpuShare * (now - this.#allowedAtMs);
    this.#allowanceMs = Math.min(ALLOWANCE_MS_MAX, this.#allowanceMs);
    this.#allowedAtMs = now;
    if (this.#allowanceMs <= 0) {
      this.#putOff += due.length;
      return [];
    }
    return due.map((horizon) => {
      const outlook = forecaster.outlook(horizon);
      const stepMs = outlook.kind === 'outlook' ? outlook.view.stepMs : 0;
      series.dueAt.set(horizon, time + Math.min(TOLD_PERIOD_MS, Math.max(MADE_PERIOD_MS, stepMs)));
      return { series, forecaster, horizon, time, outlook };
    });
  }

  /** Asks the network of those whose quantiles are told, waits for it, and makes all of them in their order. */
  async #forecasts(tenant: string, due: readonly DueForecast[]): Promise<Sample[]> {
    const askings = due.map(({ series, horizon, time, outlook }) => ({
      series,
      name: `${series.metric}${JSON.stringify(series.labels)}`,
      time,
      outlook: outlook.kind === 'outlook' && series.quantiles.has(horizon) ? outlook : null,
    }));
    const answers = this.#network.isThere ? await this.#network.ask(tenant, askings) : [];
    const began = this.options.elapsedMs();
    const told = due.flatMap((one, i) => this.#forecast(one, answers[i] ?? null));
    this.#allowanceMs -= this.options.elapsedMs() - began;
    return told;
  }

  #forecast({ series, forecaster, horizon, time, outlook }: DueForecast, answer: Float32Array | null): Sample[] {
    const forecast = outlook.kind === 'abstained' ? outlook : forecaster.complete(outlook, answer);
    const drifted = this.#drifted(series, series.missed(horizon), time);
    if (forecast.kind === 'abstained' || outlook.kind === 'abstained') {
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
        this.#chance(series, rule, horizon, time, likelihoodOf(rule, series, outlook.view, forecast.paths)),
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
