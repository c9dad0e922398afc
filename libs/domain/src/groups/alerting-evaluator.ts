import { dueAt, inactive, type LifeCycle, type Observation, reduce, type StateChange } from '../engine/life-cycle.js';
import type { AlertState, TransitionReason } from '../engine/transition.js';
import { LabelSet, METRIC_NAME } from '../plan/label-set.js';
import { formatNumber } from '../promql/go-text.js';
import { parseFloat64 } from '../promql/parse-float.js';
import type { Element, StandingQueries } from '../plan/plan.js';
import type { Labels } from '../rules/labels.js';
import type { TemplateContext } from '../templates/template-context.js';
import { AlertTemplates } from './alert-templates.js';
import type { AlertingRule } from './rule-group.js';
import type { RuleSamples } from './rule-samples.js';

/** What alerts' templates see beside the alert itself. */
export interface AlertWorld extends Pick<TemplateContext, 'externalLabels' | 'externalUrl'> {
  /** Answers the templates' function `query` at a time; ms since 1970. */
  query(text: string, time: number): ReturnType<TemplateContext['query']>;
}

/** An alert that is pending or firing. */
export interface ActiveAlert {
  readonly labels: LabelSet;
  /** The series that raised it, with its name. */
  source: LabelSet;
  life: Exclude<LifeCycle, { phase: 'inactive' }>;
  /** The value that its expression gave last. */
  value: number;
  /** When it began to fire; null while it is pending. */
  firedAt: number | null;
}

/** An alert as it is written down. Labels are keys of label sets; the value is a text, as it may be no number. */
export interface AlertDump extends Pick<ActiveAlert, 'life' | 'firedAt'> {
  readonly labels: string;
  readonly source: string;
  readonly value: string;
}

/** A change of an alert's state, with its annotations as they are then. */
export interface AlertChange {
  readonly state: AlertState;
  readonly labels: LabelSet;
  readonly annotations: Labels;
  /** The series that raised it, with its name. */
  readonly source: LabelSet;
  readonly value: number;
  /** When the expression began to hold; ms since 1970. */
  readonly activeAt: number;
  readonly at: number;
  readonly reason: StateChange['reason'];
}

/** Evaluates an alerting rule and keeps its alerts. */
export class AlertingEvaluator {
  readonly #query: ReturnType<StandingQueries['prepare']>;
  readonly #templates: AlertTemplates;
  readonly #active = new Map<string, ActiveAlert>();
  #changes: AlertChange[] = [];

  constructor(
    readonly rule: AlertingRule,
    queries: StandingQueries,
    world: AlertWorld,
  ) {
    this.#query = queries.prepare(rule.expr);
    this.#templates = new AlertTemplates(rule, world);
  }

  /** The alerts that are pending or firing, in the order of their labels. */
  active(): ActiveAlert[] {
    return [...this.#active.values()].sort((a, b) => a.labels.compare(b.labels));
  }

  /** The annotations of an alert, filled in for a time; ms since 1970. */
  annotationsOf({ source, value }: Pick<ActiveAlert, 'source' | 'value'>, time: number): Labels {
    return this.#templates.annotations(source, value, time);
  }

  /** What became of alerts since the last call. */
  takeChanges(): AlertChange[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes.sort((a, b) => a.labels.compare(b.labels));
  }

  evaluate(time: number, at: number, limit: number): RuleSamples {
    const outcome = this.#query(at);
    if (outcome.kind === 'failed') return outcome;
    const seen = new Map<string, Element & { source: LabelSet }>();
    for (const { labels: source, value } of outcome.elements) {
      const labels = this.#templates.labels(source, value, time);
      const { key } = labels;
      if (seen.has(key))
        return {
          kind: 'failed',
          message: 'vector contains metrics with the same labelset after applying alert labels',
        };
      seen.set(key, { labels, value, source });
    }
    for (const [key, { labels, source, value }] of seen) this.#holds(key, labels, source, value, time);
    for (const [key, alert] of this.#active) if (!seen.has(key)) this.#ceases(key, alert, time);
    if (limit > 0 && this.#active.size > limit) return this.#overLimit(limit, time);
    return { kind: 'evaluated', samples: this.#samples() };
  }

  #holds(key: string, labels: LabelSet, source: LabelSet, value: number, time: number): void {
    const known = this.#active.get(key);
    const alert = known ?? { labels, source, value, life: inactive as never, firedAt: null };
    alert.source = source;
    alert.value = value;
    this.#observe(key, alert, { kind: 'holds', at: time, reason: 'conditions_hold' });
    if (this.#active.has(key) && dueAt(alert.life, this.rule) <= time)
      this.#observe(key, alert, { kind: 'time_passed', at: time });
  }

  #ceases(key: string, alert: ActiveAlert, time: number): void {
    this.#observe(key, alert, { kind: 'ceases', at: time, reason: 'conditions_cease' });
    if (this.#active.has(key) && dueAt(alert.life, this.rule) <= time)
      this.#observe(key, alert, { kind: 'time_passed', at: time });
  }

  #observe(key: string, alert: ActiveAlert, observation: Observation): void {
    const { life, change } = reduce(alert.life, observation, this.rule);
    if (life.phase === 'inactive') this.#active.delete(key);
    else {
      alert.life = life;
      this.#active.set(key, alert);
    }
    if (change === null) return;
    // Prometheus looks at its timers when it evaluates: what fell due since the last time happens now.
    const { at } = observation;
    if (change.state === 'firing') alert.firedAt = at;
    this.#changes.push({
      state: change.state,
      labels: alert.labels,
      annotations: this.annotationsOf(alert, at),
      source: alert.source,
      value: alert.value,
      activeAt: change.episodeStart,
      at,
      reason: change.reason,
    });
  }

  /** Takes over the alerts of an older version of the rule. */
  adopt(before: AlertingEvaluator): void {
    for (const [key, alert] of before.#active) this.#active.set(key, alert);
  }

  dump(): AlertDump[] {
    return [...this.#active.values()].map(({ labels, source, life, value, firedAt }) => ({
      labels: labels.key,
      source: source.key,
      life,
      value: formatNumber(value),
      firedAt,
    }));
  }

  restore(alerts: readonly AlertDump[]): void {
    for (const { labels, source, life, value, firedAt } of alerts) {
      const own = LabelSet.fromKey(labels);
      const number = parseFloat64(value) ?? Number.NaN;
      this.#active.set(own.key, { labels: own, source: LabelSet.fromKey(source), life, value: number, firedAt });
    }
  }

  /** Has these alerts from now on and no others. */
  replace(alerts: readonly AlertDump[]): void {
    this.#active.clear();
    this.restore(alerts);
  }

  /** Ends all alerts. */
  end(time: number, reason: TransitionReason): void {
    for (const [key, alert] of this.#active) this.#observe(key, alert, { kind: 'ends', at: time, reason });
  }

  #overLimit(limit: number, time: number): RuleSamples {
    const count = this.#active.size;
    this.end(time, 'conditions_unknown');
    return { kind: 'failed', message: `exceeded limit of ${limit} with ${count} alerts` };
  }

  #samples(): Element[] {
    return this.active().flatMap(({ labels, life }) => {
      const state = labels.with(METRIC_NAME, 'ALERTS').with('alertstate', life.phase);
      const since = labels.with(METRIC_NAME, 'ALERTS_FOR_STATE');
      return [
        { labels: state, value: 1 },
        { labels: since, value: Math.floor(life.since / 1_000) },
      ];
    });
  }
}
