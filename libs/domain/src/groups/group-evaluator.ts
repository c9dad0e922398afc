import type { StandingQueries } from '../plan/plan.js';
import { NO_VALUE, type Series } from '../plan/series-store.js';
import { AlertingEvaluator, type AlertChange, type AlertWorld } from './alerting-evaluator.js';
import { RecordingEvaluator } from './recording-evaluator.js';
import type { GroupRule, RuleGroup } from './rule-group.js';
import type { RuleSamples } from './rule-samples.js';

/** What one rule came to in an evaluation of its group. */
export interface RuleReport {
  readonly rule: GroupRule;
  /** Why the rule could not be evaluated; its alerts and series stay as they were then. */
  readonly error: string | null;
  /** What became of alerts, in the order of their labels. */
  readonly changes: readonly AlertChange[];
}

/**
 * Evaluates a group of rules as Prometheus does: at given times, one rule after the other. What rules record, and the
 * series ALERTS and ALERTS_FOR_STATE, are written to the store at once, so that later rules see them; a series that a
 * rule no longer gives gets a staleness marker.
 */
export class GroupEvaluator {
  readonly rules: readonly (AlertingEvaluator | RecordingEvaluator)[];
  readonly #written: Map<string, Series>[];

  constructor(
    readonly group: RuleGroup,
    private readonly queries: StandingQueries,
    world: AlertWorld,
  ) {
    this.rules = group.rules.map((rule) =>
      rule.kind === 'alerting' ? new AlertingEvaluator(rule, queries, world) : new RecordingEvaluator(rule, queries),
    );
    this.#written = group.rules.map(() => new Map());
  }

  /** @param time - when the group is evaluated; ms since 1970, later than the time before */
  evaluate(time: number): RuleReport[] {
    const at = time - (this.group.queryOffsetMs ?? 0);
    return this.rules.map((rule, place) => {
      const samples = rule.evaluate(time, at, this.group.limit);
      const changes = rule instanceof AlertingEvaluator ? rule.takeChanges() : [];
      if (samples.kind === 'failed') return { rule: rule.rule, error: samples.message, changes };
      this.#write(place, samples, at);
      return { rule: rule.rule, error: null, changes };
    });
  }

  #write(place: number, { samples }: Extract<RuleSamples, { kind: 'evaluated' }>, at: number): void {
    const { store } = this.queries;
    const written = new Map<string, Series>();
    for (const { labels, value } of samples) {
      const series = store.series(labels);
      store.append(series, at, value);
      written.set(labels.key, series);
    }
    for (const [key, series] of this.#written[place] ?? []) if (!written.has(key)) store.append(series, at, NO_VALUE);
    this.#written[place] = written;
  }
}
