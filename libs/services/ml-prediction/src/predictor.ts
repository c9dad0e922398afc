import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import type { Drift } from '@tocsin/domain/drift/drift-detection-system';
import { parseSeriesKey, type SampleBatch } from '@tocsin/domain/engine/sample-batch';
import type { Transition } from '@tocsin/domain/engine/transition';
import { SeriesMarks } from '@tocsin/domain/forecasting/prediction-marks';
import { likelihoodOf } from '@tocsin/domain/forecasting/rule-likelihood';
import {
  type Horizon,
  HORIZONS,
  QUANTILE_LEVELS,
  type SeriesForecaster,
} from '@tocsin/domain/forecasting/series-forecaster';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import {
  ANOMALY_ABSTAINED,
  ANOMALY_CONTRIBUTION,
  ANOMALY_SCORE,
  BREACH_PROBABILITY,
  DRIFT,
  FORECAST,
  isOwnMetric,
  PREDICTION_ABSTAINED,
  SOURCE_METRIC,
  TIME_TO_BREACH,
} from '@tocsin/domain/rules/condition-source';
import type { Labels } from '@tocsin/domain/rules/labels';
import type { ModelInference } from '@tocsin/ports/model-server';
import { ChanceRecord } from './chance-record.js';
import { type Demand, demandsOfMarked, isAskedBy } from './demand.js';
import { type JointQuestion, JointRules } from './joint-rules.js';
import { RuleDemands } from './rule-demands.js';
import { ASKED_BY_RULE, type Place, SeriesPlaces } from './series-places.js';
import { NetworkForecaster, type NetworkStats } from './network-forecaster.js';
import { WatchedSeries } from './watched-series.js';

/** Forecasts are told anew at least so often, or conditions on them would find them out of date. */
const TOLD_PERIOD_MS = 300_000;
/** What was not used of the CPU's share is kept for a while: series that come all at once are forecast at once. */
const ALLOWANCE_MS_MAX = 10_000;
/** However often samples come, they are not made more often. */
const MADE_PERIOD_MS = 60_000;
const HORIZONS_BY_LENGTH = Object.keys(HORIZONS) as Horizon[];
/** Quantiles that are told whether a condition reads them or not, so that a chart has a middle and a band. */
const CHARTED = ['0.1', '0.5', '0.9'];
/** Most series that are admitted by one batch, each with its past; the others come with their next samples. */
const ADMITTED_AT_ONCE_MAX = 20;
/** And where the share of the CPU is used up: so many, or nobody would ever be. */
const ADMITTED_AT_LEAST = 1;
/** So many forecasts wait together for what a network says; each holds a copy of its past, some 10 kB. */
const DUE_TOGETHER_MAX = 256;

export interface PredictorOptions {
  /** Most series that something is predicted of; each takes some 100 kB. */
  readonly seriesMax: number;
  /** Which share of one core forecasts and the pasts of new series may take, with 1 all that they need; scores are made in any case. */
  readonly cpuShare: number;
  /** A clock that only goes on, ms. */
  readonly elapsedMs: () => number;
}

/** What became of predictions since it was last asked. */
export interface PredictorStats {
  /** By tenant: how many series something is predicted of, and for how many others that were wanted there was no room. */
  readonly tenants: Readonly<Record<string, { readonly series: number; readonly left_out: number }>>;
  /** Forecasts that were put off, because their share of the CPU was used up. */
  readonly put_off: number;
  /** By tenant, how near told chances of rules over several series have come to what happened. */
  readonly joint_accuracy: Readonly<Record<string, number>>;
  /** By tenant, how near those of rules over one series have: 1 minus the mean squared distance. */
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
 * Predicts, sample by sample, what rules ask for and what is marked. It knows no clock and no log: what it is given decides, but
 * for how much of the CPU its forecasts may take, and for what a network answers in time: that has a say in quantiles, as far as it
 * has been right about the series. What was told is what stands in the log.
 */
export class Predictor {
  readonly #demands = new Map<string, RuleDemands>();
  readonly #marks = new Map<string, SeriesMarks>();
  readonly #places: SeriesPlaces;
  readonly #chances = new Map<string, ChanceRecord>();
  readonly #joint = new JointRules();
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
    this.#places = new SeriesPlaces(options.seriesMax);
  }

  /**
   * Takes changes of a tenant's rules. Series of which more is asked than before are new again, and want their past; others
   * of which a changed rule asked or asks go on with what is asked now, and nothing changes for the rest.
   *
   * @param put - rules that are new, or stand otherwise than before
   * @param removed - ids of rules that are gone
   */
  changeRules(tenant: string, put: readonly AlertRule[], removed: readonly string[]): void {
    const demands = this.#demands.get(tenant) ?? new RuleDemands();
    this.#demands.set(tenant, demands);
    for (const id of removed) this.#joint.forget(tenant, id);
    const changed = [...removed.flatMap((id) => demands.remove(id)), ...put.flatMap((rule) => demands.put(rule))];
    const byMetric = Map.groupBy(changed, ({ metric }) => metric);
    this.#places.revise(tenant, new Set(byMetric.keys()), (place) => {
      const { metric, labels } = place.series;
      const isChanged = byMetric.get(metric)?.some((demand) => isAskedBy(demand, metric, labels)) ?? false;
      return isChanged ? this.#revised(place.series) : place;
    });
  }

  /** Takes a tenant's marks as they stand, as {@link changeRules} does with rules. @param selectors - of the series that are marked */
  setMarks(tenant: string, selectors: readonly string[]): void {
    this.#marks.set(tenant, new SeriesMarks(selectors));
    this.#places.revise(tenant, null, ({ series }) => this.#revised(series));
  }

  /** Keys of a batch's series that are to be admitted with their past: something is asked of them, and there is room. */
  newOf({ tenant, series }: Pick<SampleBatch, 'tenant' | 'series'>): string[] {
    const claims = series.flatMap((key) => {
      if (this.#places.knows(tenant, key)) return [];
      const { metric, labels } = parseSeriesKey(key);
      const wanted = isOwnMetric(metric) ? null : this.#wantedOf(tenant, metric, labels);
      if (wanted !== null) return [{ key, rank: wanted.rank }];
      this.#places.pass(tenant, key);
      return [];
    });
    if (claims.length === 0) return [];
    const most = this.#isAllowed(this.options.elapsedMs()) ? ADMITTED_AT_ONCE_MAX : ADMITTED_AT_LEAST;
    return this.#places.choose(tenant, claims, most);
  }

  /** Begins to watch a series with what is known of its past, oldest first. */
  admit(tenant: string, key: string, past: { times: Float64Array; values: Float64Array }): void {
    const { metric, labels } = parseSeriesKey(key);
    const wanted = this.#wantedOf(tenant, metric, labels);
    if (wanted === null || this.#places.get(tenant, key) !== undefined) return;
    const watched = (): WatchedSeries => {
      const series = new WatchedSeries(tenant, metric, labels, wanted.demands);
      past.times.forEach((time, i) => {
        if (time > series.lastTime) series.take(time, past.values[i] as number);
      });
      return series;
    };
    this.#counted(() => this.#places.admit(tenant, { key, rank: wanted.rank }, watched));
  }

  /** Takes samples in. @returns what is predicted by them, in order, as samples of the same tenant */
  async take({ tenant, series: keys, seriesIndex, timestamps, values }: SampleBatch): Promise<Sample[]> {
    const told: Sample[] = [];
    const together = this.#network.isThere ? DUE_TOGETHER_MAX : 1;
    let due: DueForecast[] = [];
    for (let i = 0; i < seriesIndex.length; i += 1) {
      const series = this.#places.get(tenant, keys[seriesIndex[i] as number] as string);
      const time = timestamps[i] as number;
      if (series === undefined || !(time > series.lastTime)) continue;
      this.#places.reached(tenant, time);
      const { score, contributions, abstained, drifts } = series.take(time, values[i] as number);
      if (score !== null) told.push(sampleOf(series, ANOMALY_SCORE, {}, score, time));
      for (const { member, part, share } of contributions)
        told.push(sampleOf(series, ANOMALY_CONTRIBUTION, { member, part }, share, time));
      if (abstained !== null) told.push(sampleOf(series, ANOMALY_ABSTAINED, { reason: abstained }, 1, time));
      told.push(...this.#drifted(series, drifts, time));
      due.push(...this.#due(series, time));
      if (due.length < together) continue;
      told.push(...(await this.#forecasts(tenant, due)));
      due = [];
    }
    if (due.length > 0) told.push(...(await this.#forecasts(tenant, due)));
    return told;
  }

  /** The chance of a rule over several series; null where its share of the CPU is used up. */
  tellJoint(question: JointQuestion): Sample[] | null {
    return this.#within(1, () => this.#joint.tell(question));
  }

  /** Hears what fired, so that told chances are held against it. */
  hear(transition: Transition): void {
    if (transition.state !== 'firing') return;
    this.#chances.get(transition.tenant_id)?.fired(transition);
    this.#joint.fired(transition);
  }

  stats(): PredictorStats {
    const accuracy = [...this.#chances].flatMap(([tenant, { accuracy: one }]) => (one === null ? [] : [[tenant, one]]));
    return {
      tenants: this.#places.counts(),
      put_off: this.#putOff,
      joint_accuracy: Object.fromEntries(this.#joint.accuracies()),
      accuracy: Object.fromEntries(accuracy) as Record<string, number>,
      network: this.#network.stats(),
    };
  }

  #due(series: WatchedSeries, time: number): DueForecast[] {
    const { forecaster } = series;
    const due = series.horizons.filter((horizon) => time >= (series.dueAt.get(horizon) ?? Number.NEGATIVE_INFINITY));
    if (due.length === 0 || forecaster === null) return [];
    const outlooks = this.#within(due.length, () =>
      due.map((horizon) => {
        const outlook = forecaster.outlook(horizon);
        const stepMs = outlook.kind === 'outlook' ? outlook.view.stepMs : 0;
        series.dueAt.set(horizon, time + Math.min(TOLD_PERIOD_MS, Math.max(MADE_PERIOD_MS, stepMs)));
        return { series, forecaster, horizon, time, outlook };
      }),
    );
    return outlooks ?? [];
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
    return this.#counted(() => due.flatMap((one, i) => this.#forecast(one, answers[i] ?? null)));
  }

  /** Does what some forecasts need within their share of the CPU; null when that is used up, and they are put off. */
  #within<Made>(forecasts: number, make: () => Made): Made | null {
    if (this.#isAllowed(this.options.elapsedMs())) return this.#counted(make);
    this.#putOff += forecasts;
    return null;
  }

  /** Does something that counts toward the share of the CPU. */
  #counted<Made>(make: () => Made): Made {
    const began = this.options.elapsedMs();
    const made = make();
    this.#allowanceMs -= this.options.elapsedMs() - began;
    return made;
  }

  /** Whether something of the CPU's share is left. */
  #isAllowed(now: number): boolean {
    this.#allowanceMs += this.options.cpuShare * (now - this.#allowedAtMs);
    this.#allowanceMs = Math.min(ALLOWANCE_MS_MAX, this.#allowanceMs);
    this.#allowedAtMs = now;
    return this.#allowanceMs > 0;
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
      ...series.rules.flatMap((rule) =>
        this.#chance(series, rule, horizon, time, likelihoodOf(rule, series, outlook.view, forecast.paths)),
      ),
    ];
  }

  /** What was learned of the chances of this series, one of the tenant's, holds no more. */
  #drifted(series: WatchedSeries, drifts: readonly Drift[], time: number): Sample[] {
    if (drifts.length === 0) return [];
    const watched = this.#places.counts()[series.tenant]?.series ?? 1;
    this.#chances.get(series.tenant)?.forget(1 / Math.max(1, watched));
    return drifts.map(({ type, test }) => sampleOf(series, DRIFT, { drift_type: type, test }, 1, time));
  }

  #chance(
    series: WatchedSeries,
    rule: AlertRule,
    horizon: Horizon,
    time: number,
    likelihood: ReturnType<typeof likelihoodOf>,
  ): Sample[] {
    const of = { horizon, rule_id: rule.id };
    if (likelihood.kind !== 'likelihood')
      return [sampleOf(series, PREDICTION_ABSTAINED, { ...of, reason: likelihood.kind }, 1, time)];
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
      return [sampleOf(series, PREDICTION_ABSTAINED, { ...of, reason: 'calibration_broken' }, 1, time)];
    const { medianMs } = likelihood;
    return [
      sampleOf(series, BREACH_PROBABILITY, of, coherent(series, rule, horizon, chance), time),
      ...(medianMs === null ? [] : [sampleOf(series, TIME_TO_BREACH, of, medianMs / 1_000, time)]),
    ];
  }

  /** A series with what is asked of it now; null where that is nothing, or more than what is remembered is enough for. */
  #revised(series: WatchedSeries): Place | null {
    const { tenant, metric, labels } = series;
    const wanted = this.#wantedOf(tenant, metric, labels);
    if (wanted === null || !series.suffices(wanted.demands)) return null;
    return { rank: wanted.rank, series: new WatchedSeries(tenant, metric, labels, wanted.demands, series) };
  }

  /** What is asked of a series, and how urgently; null where nothing is. */
  #wantedOf(tenant: string, metric: string, labels: Labels): { rank: number; demands: Demand[] } | null {
    const byRules = this.#demands.get(tenant)?.of(metric, labels) ?? [];
    const mark = this.#marks.get(tenant)?.placeOf(metric, labels) ?? null;
    if (mark === null) return byRules.length === 0 ? null : { rank: ASKED_BY_RULE, demands: byRules };
    const rank = byRules.length > 0 ? ASKED_BY_RULE : 1 + mark;
    return { rank, demands: [...byRules, ...demandsOfMarked(metric, labels)] };
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
