import { parseSeriesKey } from './sample-batch.js';
import { isPlatformMetric } from '../rules/condition-source.js';
import type { CompiledLeaf, CompiledRule, Tally } from './compiled-rule.js';

/** One tenant's rules and series on a partition; nothing of another tenant is reachable from it. */
export class TenantRules {
  /** Rules that are evaluated, in the order in which they began to be. */
  readonly rules = new Map<string, CompiledRule>();
  readonly seriesByKey = new Map<string, number>();
  #platformSeries = 0;
  readonly #seriesOfMetric = new Map<string, Set<number>>();
  readonly #leavesOfMetric = new Map<string, CompiledLeaf[]>();
  /** How often leaves were asked, by the type of their rules. */
  readonly asked = new Map<string, Tally>();

  /** Most series that the tenant may have on all partitions together; null for no other limit than the engine's own. */
  seriesMax: number | null = null;
  /** How many series the tenant has on other partitions, as these have said; by partition. */
  readonly seriesElsewhere = new Map<number, number>();
  /** How many series this partition has last said that it holds; null when it has yet to say so. */
  toldSeries: number | null = null;

  constructor(readonly name: string) {}

  /** What counts how often leaves of a type of rules are asked. */
  askedOf(ruleType: string): Tally {
    let tally = this.asked.get(ruleType);
    if (tally === undefined) {
      tally = { count: 0 };
      this.asked.set(ruleType, tally);
    }
    return tally;
  }

  /** How many series count for the quota: those that the platform makes of others do not. */
  get countedSeries(): number {
    return this.seriesByKey.size - this.#platformSeries;
  }

  /**
   * Whether there is no room for one series more.
   *
   * @param partitionMax - most series of a tenant on one partition, whosever they are
   */
  isFull(key: string, partitionMax: number): boolean {
    if (this.seriesByKey.size >= partitionMax) return true;
    if (this.seriesMax === null || isPlatformMetric(parseSeriesKey(key).metric)) return false;
    let all = this.countedSeries;
    for (const count of this.seriesElsewhere.values()) all += count;
    return all >= this.seriesMax;
  }

  seriesOf(metric: string): Iterable<number> {
    return this.#seriesOfMetric.get(metric) ?? [];
  }

  leavesOf(metric: string): readonly CompiledLeaf[] {
    return this.#leavesOfMetric.get(metric) ?? [];
  }

  addSeries(key: string, metric: string, series: number): void {
    this.seriesByKey.set(key, series);
    if (isPlatformMetric(metric)) this.#platformSeries += 1;
    const known = this.#seriesOfMetric.get(metric);
    if (known === undefined) this.#seriesOfMetric.set(metric, new Set([series]));
    else known.add(series);
  }

  removeSeries(key: string, metric: string, series: number): void {
    if (this.seriesByKey.delete(key) && isPlatformMetric(metric)) this.#platformSeries -= 1;
    this.#seriesOfMetric.get(metric)?.delete(series);
  }

  addRule(rule: CompiledRule): void {
    this.rules.set(rule.rule.id, rule);
    for (const leaf of rule.leaves) {
      const known = this.#leavesOfMetric.get(leaf.metric);
      if (known === undefined) this.#leavesOfMetric.set(leaf.metric, [leaf]);
      else known.push(leaf);
    }
  }

  removeRule(rule: CompiledRule): void {
    this.rules.delete(rule.rule.id);
    for (const { metric } of rule.leaves) {
      this.#leavesOfMetric.set(
        metric,
        this.leavesOf(metric).filter((leaf) => leaf.rule !== rule),
      );
    }
  }
}
