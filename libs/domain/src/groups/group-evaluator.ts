import { LabelSet } from '../plan/label-set.js';
import type { Element, StandingQueries } from '../plan/plan.js';
import { NO_VALUE, type Series } from '../plan/series-store.js';
import { AlertingEvaluator, type AlertChange, type AlertDump, type AlertWorld } from './alerting-evaluator.js';
import { RecordingEvaluator } from './recording-evaluator.js';
import type { GroupRule, RuleGroup } from './rule-group.js';
import type { RuleSamples } from './rule-samples.js';

/** What a rule keeps from one evaluation to the next. Labels are keys of label sets. */
export interface RuleDump {
  readonly alerts: readonly AlertDump[];
  readonly written: readonly string[];
}

/** What one rule came to in an evaluation of its group. */
export interface RuleReport {
  readonly rule: GroupRule;
  /** Why the rule could not be evaluated; its alerts and series stay as they were then. */
  readonly error: string | null;
  /** What became of alerts, in the order of their labels. */
  readonly changes: readonly AlertChange[];
  /** The samples that it has written; staleness markers are `NO_VALUE`. */
  readonly written: readonly Element[];
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
      if (samples.kind === 'failed') return { rule: rule.rule, error: samples.message, changes, written: [] };
      return { rule: rule.rule, error: null, changes, written: this.#write(place, samples, at) };
    });
  }

  /**
   * Goes on where an evaluator of an older version of the group stood: alerts of rules that ask the same keep their
   * episodes, the others end.
   *
   * @param time - when the new version begins; ms since 1970
   * @returns what ended, by the older version's rules
   */
  adopt(before: GroupEvaluator, time: number): RuleReport[] {
    const heirs = new Map(this.rules.map((rule, place) => [askOf(rule.rule), place]));
    return before.rules.map((old, place) => {
      const heir = heirs.get(askOf(old.rule));
      heirs.delete(askOf(old.rule));
      if (heir !== undefined) this.#written[heir] = before.#written[place] as Map<string, Series>;
      const own = heir === undefined ? undefined : this.rules[heir];
      if (own instanceof AlertingEvaluator && old instanceof AlertingEvaluator) own.adopt(old);
      else if (old instanceof AlertingEvaluator) old.end(time, 'rule_changed');
      return report(old);
    });
  }

  /** Alerts, and which series each rule has written, for {@link restore}. */
  dump(): RuleDump[] {
    return this.rules.map((rule, place) => ({
      alerts: rule instanceof AlertingEvaluator ? rule.dump() : [],
      written: [...(this.#written[place] as Map<string, Series>).keys()],
    }));
  }

  /** Goes on where the evaluator of the same group stood whose dump it is; the store must be filled already. */
  restore(dump: readonly RuleDump[]): void {
    dump.forEach(({ alerts, written }, place) => {
      const rule = this.rules[place];
      if (rule instanceof AlertingEvaluator) rule.restore(alerts);
      const { store } = this.queries;
      this.#written[place] = new Map(written.map((key) => [key, store.series(LabelSet.fromKey(key))]));
    });
  }

  /** Ends all alerts, since the group is no more. */
  end(time: number): RuleReport[] {
    return this.rules.map((rule) => {
      if (rule instanceof AlertingEvaluator) rule.end(time, 'rule_removed');
      return report(rule);
    });
  }

  #write(place: number, { samples }: Extract<RuleSamples, { kind: 'evaluated' }>, at: number): Element[] {
    const { store } = this.queries;
    const written = new Map<string, Series>();
    const all = [...samples];
    for (const { labels, value } of samples) {
      const series = store.series(labels);
      store.append(series, at, value);
      written.set(labels.key, series);
    }
    for (const [key, series] of this.#written[place] ?? []) {
      if (written.has(key)) continue;
      store.append(series, at, NO_VALUE);
      all.push({ labels: series.labels, value: NO_VALUE });
    }
    this.#written[place] = written;
    return all;
  }
}

/** What makes two versions of a rule the same one. */
const askOf = ({ kind, name, text }: GroupRule): string => JSON.stringify([kind, name, text]);

function report(rule: AlertingEvaluator | RecordingEvaluator): RuleReport {
  const changes = rule instanceof AlertingEvaluator ? rule.takeChanges() : [];
  return { rule: rule.rule, error: null, changes, written: [] };
}
