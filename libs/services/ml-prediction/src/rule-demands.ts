import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { Labels } from '@tocsin/domain/rules/labels';
import { type Demand, demandsOf, isAskedBy } from './demand.js';

/**
 * What a tenant's rules ask for. It is told of rules one by one as they change, and what it says follows from how they stand, not
 * from the order in which they came.
 */
export class RuleDemands {
  readonly #byRule = new Map<string, readonly Demand[]>();
  readonly #byMetric = new Map<string, Map<string, readonly Demand[]>>();

  /**
   * Takes a rule as it stands now.
   *
   * @returns what it asked for and what it asks for now; none of a rule that has nothing to do with predictions
   */
  put(rule: AlertRule): readonly Demand[] {
    const before = this.remove(rule.id);
    const demands = demandsOf(rule);
    if (demands.length === 0) return before;
    this.#byRule.set(rule.id, demands);
    for (const [metric, own] of Map.groupBy(demands, (demand) => demand.metric)) {
      const rules = this.#byMetric.get(metric) ?? new Map<string, readonly Demand[]>();
      this.#byMetric.set(metric, rules.set(rule.id, own));
    }
    return [...before, ...demands];
  }

  /** Forgets a rule. @returns what it asked for */
  remove(id: string): readonly Demand[] {
    const demands = this.#byRule.get(id) ?? [];
    this.#byRule.delete(id);
    for (const { metric } of demands) {
      const rules = this.#byMetric.get(metric);
      rules?.delete(id);
      if (rules?.size === 0) this.#byMetric.delete(metric);
    }
    return demands;
  }

  /** The metrics of which something is asked. */
  get metrics(): Iterable<string> {
    return this.#byMetric.keys();
  }

  /** Whether something is asked of any series of a metric. */
  asks(metric: string): boolean {
    return this.#byMetric.has(metric);
  }

  /** Whether a rule asks for something. */
  has(id: string): boolean {
    return this.#byRule.has(id);
  }

  get isEmpty(): boolean {
    return this.#byRule.size === 0;
  }

  /** What is asked of a series, in the order of the rules' ids. */
  of(metric: string, labels: Labels): Demand[] {
    const asked: [id: string, demands: Demand[]][] = [];
    for (const [id, demands] of this.#byMetric.get(metric) ?? []) {
      const own = demands.filter((demand) => isAskedBy(demand, metric, labels));
      if (own.length > 0) asked.push([id, own]);
    }
    return asked.sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, own]) => own);
  }
}
