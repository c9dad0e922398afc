import type { CompiledLeaf, CompiledRule } from './compiled-rule.js';

/** One tenant's rules and series on a partition; nothing of another tenant is reachable from it. */
export class TenantRules {
  /** Rules that are evaluated, in the order in which they began to be. */
  readonly rules = new Map<string, CompiledRule>();
  readonly seriesByKey = new Map<string, number>();
  readonly #seriesOfMetric = new Map<string, Set<number>>();
  readonly #leavesOfMetric = new Map<string, CompiledLeaf[]>();

  constructor(readonly name: string) {}

  seriesOf(metric: string): Iterable<number> {
    return this.#seriesOfMetric.get(metric) ?? [];
  }

  leavesOf(metric: string): readonly CompiledLeaf[] {
    return this.#leavesOfMetric.get(metric) ?? [];
  }

  addSeries(key: string, metric: string, series: number): void {
    this.seriesByKey.set(key, series);
    const known = this.#seriesOfMetric.get(metric);
    if (known === undefined) this.#seriesOfMetric.set(metric, new Set([series]));
    else known.add(series);
  }

  removeSeries(key: string, metric: string, series: number): void {
    this.seriesByKey.delete(key);
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
