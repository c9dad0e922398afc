import type { Abstention } from '@tocsin/domain/detection/abstention';
import { type Contribution, DeepAnomalyDetector, type Verdict } from '@tocsin/domain/detection/deep-anomaly-detector';
import { type Drift, DriftDetectionSystem } from '@tocsin/domain/drift/drift-detection-system';
import { fingerprintOf } from '@tocsin/domain/engine/judge';
import { type Horizon, HORIZONS, SeriesForecaster } from '@tocsin/domain/forecasting/series-forecaster';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { Labels } from '@tocsin/domain/rules/labels';
import type { Demand } from './demand.js';

/** A forecaster that has only begun learns with each forecast: its first misses are no measure of the later ones. */
const MISSES_AT_FIRST = 128;
/** From this score on, something begins; see {@link Verdict}. */
const ONSET_SCORE = 0.5;
/** A series is unusual from here on: its ways are those of one sample in twenty. */
const UNUSUAL_SCORE = 0.475;
/** What goes on is told anew so often, in the series' own time. */
const TOLD_PERIOD_MS = 300_000;
const ALL_HORIZONS = Object.keys(HORIZONS) as Horizon[];

/** What a sample comes to. */
export interface Taken {
  /** From 0 to 1; null where there is none. */
  readonly score: number | null;
  /** What the members had to do with it, where it is high and that is to be told. */
  readonly contributions: readonly Contribution[];
  /** Why there is no score, where that is to be told. */
  readonly abstained: Abstention | null;
  /** How the series was found to have changed for good. */
  readonly drifts: readonly Drift[];
}

/** A series that something is predicted of, with all that is remembered of it. */
export class WatchedSeries {
  /** The name of its alert instances. */
  readonly fingerprint: string;
  /** Null where nothing asks for scores. */
  readonly detector: DeepAnomalyDetector | null;
  #forecaster: SeriesForecaster | null;
  readonly #drift: DriftDetectionSystem;
  #missesTaken = 0;
  /** For each horizon that is asked for, the quantiles that conditions read. */
  readonly quantiles = new Map<Horizon, Set<string>>();
  readonly rules: readonly AlertRule[];
  /** When each horizon is forecast next, ms since 1970 in the series' own time. */
  readonly dueAt = new Map<Horizon, number>();
  /** The chance that was last told of each rule and horizon. */
  readonly chances = new Map<string, number>();
  lastTime = Number.NEGATIVE_INFINITY;
  /** What goes on and was told last, and when. */
  #goesOn: { readonly what: string; readonly at: number } | null = null;

  constructor(
    readonly tenant: string,
    readonly metric: string,
    readonly labels: Labels,
    demands: readonly Demand[],
    before?: WatchedSeries,
  ) {
    this.fingerprint = fingerprintOf(labels);
    const asks = (kind: Demand['kind']): boolean => demands.some((demand) => demand.kind === kind);
    this.detector = asks('score') ? (before?.detector ?? new DeepAnomalyDetector()) : null;
    this.rules = demands.flatMap((demand) => (demand.kind === 'likelihood' ? [demand.rule] : []));
    for (const demand of demands) {
      if (demand.kind !== 'forecast') continue;
      const asked = this.quantiles.get(demand.horizon) ?? new Set();
      this.quantiles.set(demand.horizon, asked.add(demand.quantile));
    }
    const isForecast = this.quantiles.size > 0 || this.rules.length > 0;
    this.#forecaster = isForecast ? (before?.forecaster ?? new SeriesForecaster()) : null;
    this.#drift = before === undefined ? new DriftDetectionSystem() : before.#drift;
    this.lastTime = before?.lastTime ?? this.lastTime;
    this.#missesTaken = before === undefined ? 0 : before.#missesTaken;
  }

  /** Whether what is remembered of it is enough for these demands. */
  suffices(demands: readonly Demand[]): boolean {
    const isScored = demands.some(({ kind }) => kind === 'score');
    const isForecast = demands.some(({ kind }) => kind !== 'score');
    return (!isScored || this.detector !== null) && (!isForecast || this.#forecaster !== null);
  }

  /** Null where nothing asks for forecasts. */
  get forecaster(): SeriesForecaster | null {
    return this.#forecaster;
  }

  /** How far ahead it is looked, with the chances of rules at every horizon. */
  get horizons(): readonly Horizon[] {
    return this.rules.length > 0 ? ALL_HORIZONS : [...this.quantiles.keys()];
  }

  /** Takes in the next sample, which is later than the last. */
  take(time: number, value: number): Taken {
    this.lastTime = time;
    const drifts = this.#drift.observe(value);
    for (const { type } of drifts) this.#adapt(type);
    this.#forecaster?.take(time, value);
    const verdict = this.detector?.score(value, time);
    if (verdict === undefined) return { score: null, contributions: [], abstained: null, drifts };
    const { score, abstained = null } = verdict;
    if (abstained === null) return { score, contributions: this.#contributions(verdict, time), abstained, drifts };
    return { score: null, contributions: [], abstained: this.#isNews(abstained, time) ? abstained : null, drifts };
  }

  /** An onset is told each time; that the series is unusual, now and then while it lasts. */
  #contributions({ score }: Verdict, time: number): readonly Contribution[] {
    const part = score >= ONSET_SCORE ? 'onset' : 'level';
    if (score < UNUSUAL_SCORE) this.#goesOn = null;
    if (score < UNUSUAL_SCORE || (part === 'level' && !this.#isNews(part, time))) return [];
    const all = this.detector?.explain() ?? [];
    return all.filter((one) => one.part === part && one.share > 0);
  }

  /** Whether something that goes on has not been told for a while. */
  #isNews(what: string, time: number): boolean {
    if (this.#goesOn?.what === what && time - this.#goesOn.at < TOLD_PERIOD_MS) return false;
    this.#goesOn = { what, at: time };
    return true;
  }

  /** Whether forecasts of the shortest horizon have begun to miss otherwise than they did; to be asked after each of a horizon. */
  missed(horizon: Horizon): readonly Drift[] {
    if (this.#forecaster === null || horizon !== this.#shortest) return [];
    const misses = this.#forecaster.takeMisses(horizon);
    const known = misses.slice(Math.max(0, MISSES_AT_FIRST - this.#missesTaken));
    this.#missesTaken += misses.length;
    const drifts = known.flatMap((miss) => this.#drift.observeResidual(miss));
    for (const { type } of drifts) this.#adapt(type);
    return drifts;
  }

  get #shortest(): Horizon | undefined {
    return ALL_HORIZONS.find((horizon) => this.horizons.includes(horizon));
  }

  /** The detector learns by itself what is usual now; of another unit, nothing that was forecast from holds. */
  #adapt(drift: Drift['type']): void {
    if (drift !== 'schema' || this.#forecaster === null) return this.#forecaster?.forgetHowItDid();
    this.#forecaster = new SeriesForecaster();
    this.#missesTaken = 0;
  }
}
