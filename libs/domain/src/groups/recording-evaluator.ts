import { METRIC_NAME } from '../plan/label-set.js';
import type { Element, StandingQueries } from '../plan/plan.js';
import type { RecordingRule } from './rule-group.js';
import type { RuleSamples } from './rule-samples.js';

/** Evaluates a recording rule. */
export class RecordingEvaluator {
  readonly #query: ReturnType<StandingQueries['prepare']>;

  constructor(
    readonly rule: RecordingRule,
    queries: StandingQueries,
  ) {
    this.#query = queries.prepare(rule.expr);
  }

  evaluate(_time: number, at: number, limit: number): RuleSamples {
    const outcome = this.#query(at);
    if (outcome.kind === 'failed') return outcome;
    const { rule } = this;
    const seen = new Set<string>();
    const samples: Element[] = [];
    for (const { labels, value } of outcome.elements) {
      let own = labels.with(METRIC_NAME, rule.name);
      for (const [name, text] of Object.entries(rule.labels)) own = own.with(name, text);
      const { key } = own;
      if (seen.has(key))
        return {
          kind: 'failed',
          message: 'vector contains metrics with the same labelset after applying rule labels',
        };
      seen.add(key);
      samples.push({ labels: own, value });
    }
    if (limit > 0 && samples.length > limit)
      return { kind: 'failed', message: `exceeded limit of ${limit} with ${samples.length} series` };
    return { kind: 'evaluated', samples };
  }
}
