import { parseSeriesKey, type SampleBatch } from '../engine/sample-batch.js';
import type { GroupReport } from '../groups/group-finisher.js';
import { planGroup } from '../groups/group-plan.js';
import type { RuleGroupDocument } from '../groups/rule-group-document.js';
import { mayConcern } from '../plan/explain.js';
import { LabelSet } from '../plan/label-set.js';
import { neededSamples } from '../plan/needed-samples.js';
import { EvaluationError } from '../plan/operator.js';
import { LOOKBACK_MS_DEFAULT } from '../plan/plan.js';
import { NO_VALUE, type Series, SeriesStore, timeAt } from '../plan/series-store.js';
import type { Expr } from '../promql/ast.js';
import { childrenOf } from '../promql/walk.js';
import type { LogEntry } from './log-entry.js';
import type { InspectedSeries } from '../engine/inspect.js';

/** Most series, and most samples of one, that are shown as what went into a decision. */
const SERIES_MAX = 20;
const SAMPLES_MAX = 100;

/**
 * The samples that one rule of a group looked at in one tick, all in one place: those that each partition had when its
 * clock came to the tick, and what rules before it recorded then.
 */
export class GroupSamples {
  readonly store = new SeriesStore();
  readonly expr: Expr;
  /** When the expression is evaluated, which the group's offset puts before the tick; ms since 1970. */
  readonly at: number;
  readonly #from: number;
  readonly #done = new Set<number>();

  constructor(
    private readonly tenant: string,
    private readonly document: RuleGroupDocument,
    private readonly place: number,
    readonly tick: number,
  ) {
    const { group, queryOffsetMs } = planGroup(document);
    const rule = group.rules[place];
    if (rule === undefined) throw new TypeError(`the group ${document.name} has no rule ${place}`);
    this.expr = rule.expr;
    this.at = tick - queryOffsetMs;
    const needed = this.#needed(rule.expr);
    for (const { matchers } of needed) this.store.select(matchers);
    this.#from = Math.min(Number.POSITIVE_INFINITY, ...needed.map(({ from }) => from));
  }

  apply(partition: number, entry: LogEntry): void {
    if (entry.kind === 'clock' && entry.at >= this.tick) this.#done.add(partition);
    if (entry.kind === 'samples' && entry.batch.tenant === this.tenant && !this.#done.has(partition))
      this.#take(entry.batch);
  }

  /** Takes in what rules before this one have recorded at its tick. */
  takeRecorded({ group, tenant, tick, rules }: GroupReport): void {
    if (group !== this.document.name || tenant !== this.tenant || tick !== this.tick) return;
    for (const { written } of rules.slice(0, this.place))
      for (const { labels, value } of written) this.#append(labels, this.at, value);
  }

  /** The samples of series that an element with these labels may be made of. */
  inputs(about: LabelSet): InspectedSeries[] {
    const found = new Map<Series, [number, number | null][]>();
    this.#gather(this.expr, about, found);
    return [...found].slice(0, SERIES_MAX).map(([{ labels }, samples]) => {
      const { metric } = labels;
      return { metric, labels: { ...labels.withoutName().toLabels() }, samples: samples.slice(-SAMPLES_MAX) };
    });
  }

  #gather(expr: Expr, about: LabelSet, found: Map<Series, [number, number | null][]>): void {
    const isInstant = expr.kind === 'vector_selector';
    if (!isInstant && expr.kind !== 'matrix_selector' && expr.kind !== 'subquery') {
      for (const child of childrenOf(expr)) this.#gather(child, about, found);
      return;
    }
    for (const { matchers, from, to } of this.#needed(expr)) {
      for (const series of this.store.select(matchers).series) {
        if (!mayConcern(series.labels, about)) continue;
        const samples = samplesBetween(series, from, to);
        const used = isInstant ? samples.slice(-1) : samples;
        if (used.length > (found.get(series)?.length ?? 0)) found.set(series, used);
      }
    }
  }

  #needed(expr: Expr): ReturnType<typeof neededSamples> {
    try {
      return neededSamples([expr], { from: this.at, to: this.at, query: null }, LOOKBACK_MS_DEFAULT);
    } catch (error) {
      // An expression whose durations cannot be worked out looks at nothing; evaluating it says why.
      if (error instanceof EvaluationError) return [];
      throw error;
    }
  }

  #take({ series, seriesIndex, timestamps, values }: SampleBatch): void {
    const wanted = series.map((key) => {
      const { metric, labels } = parseSeriesKey(key);
      const own = LabelSet.of(labels, metric);
      return this.store.isWanted(own) ? own : null;
    });
    for (let i = 0; i < seriesIndex.length; i += 1) {
      const labels = wanted[seriesIndex[i] as number] ?? null;
      const time = timestamps[i] as number;
      if (labels !== null && time >= this.#from) this.#append(labels, time, values[i] as number);
    }
  }

  #append(labels: LabelSet, time: number, value: number): void {
    if (this.store.isWanted(labels)) this.store.append(this.store.series(labels), time, value);
  }
}

function samplesBetween(series: Series, from: number, to: number): [number, number | null][] {
  const samples: [number, number | null][] = [];
  for (let i = series.begin; i < series.end; i += 1) {
    const [time, value] = [timeAt(series, i), series.values[i] as number];
    if (time > from && time <= to) samples.push([time, value === NO_VALUE ? null : value]);
  }
  return samples;
}
