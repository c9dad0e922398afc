import { SeriesMarks } from '@tocsin/domain/forecasting/prediction-marks';
import { isOwnMetric } from '@tocsin/domain/rules/condition-source';
import { RuleDemands } from './rule-demands.js';

/** What a tenant wants predicted: what its rules ask for, and what it has marked. */
export class TenantWants {
  readonly rules = new RuleDemands();
  #marked: ReadonlySet<string> | null = new Set();

  /** @param selectors - of the series that are marked */
  mark(selectors: readonly string[]): void {
    this.#marked = new SeriesMarks(selectors).metrics;
  }

  get isNothing(): boolean {
    return this.rules.isEmpty && this.#marked?.size === 0;
  }

  /** Whether something may be wanted of a metric's series. */
  wants(metric: string): boolean {
    return this.rules.asks(metric) || (this.#marked?.has(metric) ?? !isOwnMetric(metric));
  }

  /** The metrics that rules and marks name; what is marked by other labels alone is not among them. */
  get named(): ReadonlySet<string> {
    return new Set([...this.rules.metrics, ...(this.#marked ?? [])]);
  }
}
