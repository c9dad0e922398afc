import type { TransitionReason } from '../engine/transition.js';
import { LabelSet } from '../plan/label-set.js';
import type { Element, StandingQueries } from '../plan/plan.js';
import { NO_VALUE, type Series } from '../plan/series-store.js';
import { AlertingEvaluator, type AlertChange, type AlertDump, type AlertWorld } from './alerting-evaluator.js';
import { exceededText, type ExceededLimit } from './limits.js';
import { RecordingEvaluator } from './recording-evaluator.js';
import type { GroupRule, RuleGroup } from './rule-group.js';
import type { RuleSamples } from './rule-samples.js';
import { noTimer, type Timer } from './timer.js';

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
  /** The limit that kept it from being evaluated; null where something else did, or nothing. */
  readonly limit: ExceededLimit | null;
  /** What became of alerts, in the order of their labels. */
  readonly changes: readonly AlertChange[];
  /** The samples that it has written; staleness markers are `NO_VALUE`. */
  readonly written: readonly Element[];
  /** How long its evaluation took; ms, 0 where that is not measured. */
  readonly tookMs: number;
}

/**
 * Evaluates a group of rules as Prometheus does: at given times, one rule after the other. What rules record, and the
 * series ALERTS and ALERTS_FOR_STATE, are written to the store at once, so that later rules see them; a series that a
 * rule no longer gives gets a staleness marker.
 */
export class GroupEvaluator {
  readonly rules: readonly (AlertingEvaluator | RecordingEvaluator)[];
  readonly #written: Map<string, Series>[];
  /** What rules of an older version wrote; it ends with the next evaluation, unless that writes it too. */
  readonly #orphans = new Map<string, Series>();

  constructor(
    readonly group: RuleGroup,
    private readonly queries: StandingQueries,
    world: AlertWorld,
    private readonly timer: Timer = noTimer,
  ) {
    this.rules = group.rules.map((rule) =>
      rule.kind === 'alerting' ? new AlertingEvaluator(rule, queries, world) : new RecordingEvaluator(rule, queries),
    );
    this.#written = group.rules.map(() => new Map());
  }

  /**
   * @param time - when the group is evaluated; ms since 1970, later than the time before
   * @param limits - of rules that are not to be evaluated, by their places: why not
   */
  evaluate(time: number, limits: ReadonlyMap<number, ExceededLimit> = new Map()): RuleReport[] {
    const at = time - (this.group.queryOffsetMs ?? 0);
    const reports = this.rules.map((_, place) => {
      const began = this.timer();
      const report = this.#evaluateRule(place, time, at, limits.get(place) ?? null);
      return { ...report, tookMs: this.timer() - began };
    });
    reports.at(-1)?.written.push(...this.#endOrphans(at));
    return reports;
  }

  #evaluateRule(
    place: number,
    time: number,
    at: number,
    limit: ExceededLimit | null,
  ): Omit<RuleReport, 'tookMs'> & { written: Element[] } {
    const rule = this.rules[place] as AlertingEvaluator | RecordingEvaluator;
    if (limit !== null) return { rule: rule.rule, error: exceededText(limit), limit, changes: [], written: [] };
    const samples = rule.evaluate(time, at, this.group.limit);
    const changes = rule instanceof AlertingEvaluator ? rule.takeChanges() : [];
    const told = { rule: rule.rule, limit, changes };
    if (samples.kind === 'failed') return { ...told, error: samples.message, written: [] };
    return { ...told, error: null, written: this.#write(place, samples, at) };
  }

  /**
   * Goes on where an evaluator of an older version of the group stood: alerts of rules that ask the same keep their
   * episodes, the others end, and what they wrote with them.
   *
   * @param time - when the new version begins; ms since 1970
   * @returns what ended, by the older version's rules
   */
  adopt(before: GroupEvaluator, time: number): RuleReport[] {
    const heirs = new Map(this.rules.map((rule, place) => [askOf(rule.rule), place]));
    return before.rules.map((old, place) => {
      const heir = heirs.get(askOf(old.rule));
      heirs.delete(askOf(old.rule));
      const written = before.#written[place] as Map<string, Series>;
      if (heir === undefined) {
        for (const [key, series] of written) this.#orphans.set(key, series);
        return ended(old, time, 'rule_changed');
      }
      this.#written[heir] = written;
      const own = this.rules[heir];
      if (own instanceof AlertingEvaluator && old instanceof AlertingEvaluator) own.adopt(old);
      return { rule: old.rule, error: null, limit: null, changes: [], written: [], tookMs: 0 };
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

  /** Ends all alerts and all that was written, since the group is no more. */
  end(time: number): RuleReport[] {
    return this.rules.map((rule, place) =>
      ended(rule, time, 'rule_removed', (this.#written[place] as Map<string, Series>).values()),
    );
  }

  #endOrphans(at: number): Element[] {
    const ended: Element[] = [];
    for (const [key, series] of this.#orphans) {
      if (this.#written.some((written) => written.has(key))) continue;
      this.queries.store.append(series, at, NO_VALUE);
      ended.push({ labels: series.labels, value: NO_VALUE });
    }
    this.#orphans.clear();
    return ended;
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

function ended(
  rule: AlertingEvaluator | RecordingEvaluator,
  time: number,
  reason: TransitionReason,
  series: Iterable<Series> = [],
): RuleReport {
  if (rule instanceof AlertingEvaluator) rule.end(time, reason);
  const changes = rule instanceof AlertingEvaluator ? rule.takeChanges() : [];
  const written = [...series].map(({ labels }) => ({ labels, value: NO_VALUE }));
  return { rule: rule.rule, error: null, limit: null, changes, written, tookMs: 0 };
}
