import type { AlertingRule, GroupRule, RecordingRule, RuleGroup } from '@tocsin/domain/groups/rule-group';
import { LabelSet } from '@tocsin/domain/plan/label-set';
import type { Element, QueryOptions } from '@tocsin/domain/plan/plan';
import { asValue, NO_VALUE, type SeriesStore } from '@tocsin/domain/plan/series-store';
import type { Expr } from '@tocsin/domain/promql/ast';
import { parseExpr } from '@tocsin/domain/promql/parser';
import { promqlErrorText } from '@tocsin/domain/promql/promql-error';
import { expandTemplate, parseTemplate } from '@tocsin/domain/templates/template';
import type { TemplateQueryAnswer } from '@tocsin/domain/templates/template-context';
import { naiveInstant } from './evaluate.js';

const METRIC_NAME = '__name__';
/** How long a resolved alert is remembered. */
const RESOLVED_RETENTION_MS = 15 * 60_000;

export interface NaiveGroupOptions {
  readonly query?: QueryOptions;
  /** How far back expressions are evaluated in a group that does not say. */
  readonly queryOffsetMs?: number;
  readonly externalLabels?: Readonly<Record<string, string>>;
  readonly externalUrl?: string;
}

/** An alert as it stands after an evaluation; times in ms since 1970. */
export interface NaiveAlert {
  readonly labels: LabelSet;
  readonly annotations: Readonly<Record<string, string>>;
  /** A resolved alert is remembered as inactive for a while. */
  readonly state: 'pending' | 'firing' | 'inactive';
  readonly activeAt: number;
  readonly resolvedAt: number | null;
  /** Since when it has been kept firing though its expression no longer gives it. */
  readonly keepFiringSince: number | null;
  readonly value: number;
}

/** What came of one rule at one evaluation. */
export interface NaiveRuleResult {
  readonly rule: GroupRule;
  /** The alerts of an alerting rule; also after an error, which leaves most alerts as they were. */
  readonly alerts: readonly NaiveAlert[];
  readonly error: string | null;
}

interface RuleState {
  alerts: Map<string, NaiveAlert>;
  /** The series that the last evaluation wrote. */
  written: Map<string, LabelSet>;
}

interface Output {
  readonly labels: LabelSet;
  readonly value: number;
}

/** A rule cannot be evaluated this time. */
class RuleFailure extends Error {}

/**
 * A rule group evaluated by its definition: its rules one after the other, each from scratch, writing what they record
 * into the store that they read.
 */
export class NaiveGroup {
  readonly #states = new Map<GroupRule, RuleState>();
  readonly #offsetMs: number;
  readonly #queryOptions: QueryOptions;

  constructor(
    readonly group: RuleGroup,
    readonly store: SeriesStore,
    readonly options: NaiveGroupOptions = {},
  ) {
    for (const rule of group.rules) this.#states.set(rule, { alerts: new Map(), written: new Map() });
    this.#offsetMs = group.queryOffsetMs ?? options.queryOffsetMs ?? 0;
    const ownStep = group.intervalMs === null ? {} : { subqueryStepMs: group.intervalMs };
    this.#queryOptions = { ...ownStep, ...options.query };
  }

  /** Evaluates all rules at a time later than the last one. */
  evaluate(time: number): NaiveRuleResult[] {
    return this.group.rules.map((rule) => {
      const state = this.#states.get(rule) as RuleState;
      let error: string | null = null;
      try {
        const outputs = rule.kind === 'recording' ? this.#record(rule, time) : this.#alert(rule, state, time);
        error = this.#write(outputs, state, time - this.#offsetMs);
      } catch (failure) {
        if (!(failure instanceof RuleFailure)) throw failure;
        error = failure.message;
      }
      return { rule, alerts: [...state.alerts.values()], error };
    });
  }

  #query(expr: Expr, time: number): readonly Element[] {
    const outcome = naiveInstant(expr, this.store, time, this.#queryOptions);
    if (outcome.kind === 'failed') throw new RuleFailure(outcome.message);
    if (outcome.value.type === 'vector') return outcome.value.elements;
    if (outcome.value.type === 'scalar') return [{ labels: LabelSet.empty, value: outcome.value.value }];
    throw new RuleFailure('rule result is not a vector or scalar');
  }

  #record({ name, labels, expr }: RecordingRule, time: number): Output[] {
    const outputs = this.#query(expr, time - this.#offsetMs).map(({ labels: own, value }) => {
      const named = own.with(METRIC_NAME, name);
      return { labels: Object.entries(labels).reduce((set, [key, text]) => set.with(key, text), named), value };
    });
    if (new Set(outputs.map(({ labels: own }) => own.key)).size < outputs.length)
      throw new RuleFailure('vector contains metrics with the same labelset after applying rule labels');
    const { limit } = this.group;
    if (limit > 0 && outputs.length > limit)
      throw new RuleFailure(`exceeded limit of ${limit} with ${outputs.length} series`);
    return outputs;
  }

  #alert(rule: AlertingRule, state: RuleState, time: number): Output[] {
    const found = this.#foundAlerts(rule, time);
    for (const [key, alert] of found) {
      const known = state.alerts.get(key);
      const goesOn = known !== undefined && known.state !== 'inactive';
      const { value, annotations } = alert;
      state.alerts.set(key, goesOn ? { ...known, value, annotations } : alert);
    }
    let active = 0;
    const outputs: Output[] = [];
    for (const [key, before] of [...state.alerts]) {
      const after = advanced(before, found.has(key), rule, time);
      if (after === null) state.alerts.delete(key);
      else state.alerts.set(key, after);
      if (after === null || after.state === 'inactive') continue;
      active += 1;
      outputs.push(...stateSeries(rule, after));
    }
    const { limit } = this.group;
    if (limit > 0 && active > limit) {
      state.alerts.clear();
      throw new RuleFailure(`exceeded limit of ${limit} with ${active} alerts`);
    }
    return outputs;
  }

  /** The alerts that the expression gives now, as new ones. */
  #foundAlerts(rule: AlertingRule, time: number): Map<string, NaiveAlert> {
    const found = new Map<string, NaiveAlert>();
    for (const element of this.#query(rule.expr, time - this.#offsetMs)) {
      let labels = element.labels.with(METRIC_NAME, '');
      for (const [name, text] of Object.entries(rule.labels))
        labels = labels.with(name, this.#expand(text, element, time));
      labels = labels.with('alertname', rule.name);
      if (found.has(labels.key))
        throw new RuleFailure('vector contains metrics with the same labelset after applying alert labels');
      const texts = Object.entries(rule.annotations).map(([name, text]) => [name, this.#expand(text, element, time)]);
      found.set(labels.key, {
        labels,
        annotations: Object.fromEntries(texts) as Record<string, string>,
        state: 'pending',
        activeAt: time,
        resolvedAt: null,
        keepFiringSince: null,
        value: element.value,
      });
    }
    return found;
  }

  #expand(text: string, { labels, value }: Element, time: number): string {
    const parsed = parseTemplate(text);
    const outcome =
      parsed.kind === 'refused'
        ? parsed
        : expandTemplate(parsed.template, {
            labels: labels.toLabels(),
            externalLabels: this.options.externalLabels ?? {},
            externalUrl: this.options.externalUrl ?? '',
            value,
            nowMs: time,
            query: (expr) => this.#answer(expr, time),
          });
    return outcome.kind === 'expanded' ? outcome.text : `<error expanding template: ${outcome.error.message}>`;
  }

  /** Answers a query of a template; it is asked at the time of the evaluation, without the group's offset. */
  #answer(text: string, time: number): TemplateQueryAnswer {
    const parsed = parseExpr(text);
    if (parsed.kind === 'refused') return { error: parsed.errors.map(promqlErrorText).join('\n') };
    try {
      return this.#query(parsed.expr, time).map(({ labels, value }) => ({ labels: labels.toLabels(), value }));
    } catch (failure) {
      if (!(failure instanceof RuleFailure)) throw failure;
      return { error: failure.message };
    }
  }

  /** Writes samples, and staleness markers for series that are gone; gives the last thing that went wrong. */
  #write(outputs: readonly Output[], state: RuleState, time: number): string | null {
    const written = new Map<string, LabelSet>();
    let error: string | null = null;
    for (const { labels, value } of outputs) {
      // Of two samples of one series, the first stands, and nothing is said.
      if (written.has(labels.key)) continue;
      const problem = this.#append(labels, time, asValue(value));
      if (problem === null) written.set(labels.key, labels);
      else error = problem;
    }
    // Another rule may have written the series; then there is no marker to set.
    for (const [key, labels] of state.written) if (!written.has(key)) this.#append(labels, time, NO_VALUE);
    state.written = written;
    return error;
  }

  #append(labels: LabelSet, time: number, value: number): string | null {
    const series = this.store.series(labels);
    if (this.store.append(series, time, value)) return null;
    if (time < series.lastTime) return 'out of order sample';
    return Object.is(series.values[series.end - 1], value) ? null : 'duplicate sample for timestamp';
  }
}

/** What becomes of an alert at an evaluation; null when it is forgotten. */
function advanced(alert: NaiveAlert, isFound: boolean, rule: AlertingRule, time: number): NaiveAlert | null {
  const { state, resolvedAt, activeAt } = alert;
  let keepFiringSince: number | null = null;
  if (!isFound) {
    if (state === 'pending') return null;
    if (resolvedAt !== null && time - resolvedAt > RESOLVED_RETENTION_MS) return null;
    if (state === 'inactive') return alert;
    if (rule.keepFiringForMs > 0) keepFiringSince = alert.keepFiringSince ?? time;
    const isKept = keepFiringSince !== null && time - keepFiringSince < rule.keepFiringForMs;
    if (!isKept) return { ...alert, keepFiringSince, state: 'inactive', resolvedAt: time };
  }
  const isOverdue = time - activeAt >= rule.forMs;
  if (isOverdue) return { ...alert, keepFiringSince, state: 'firing' };
  return { ...alert, keepFiringSince: state === 'firing' ? null : keepFiringSince, state: 'pending' };
}

/** The series that tell of an alert: its state, and since when it is active. */
function stateSeries({ name, labels: written }: AlertingRule, { labels, state, activeAt }: NaiveAlert): Output[] {
  // Labels of the rule of which the alert has none, since their templates gave nothing, stand there as they were written.
  const all = labels.entries().reduce((set, [key, text]) => set.with(key, text), LabelSet.of(written));
  const named = (metric: string): LabelSet => all.with(METRIC_NAME, metric).with('alertname', name);
  return [
    { labels: named('ALERTS').with('alertstate', state), value: 1 },
    { labels: named('ALERTS_FOR_STATE'), value: Math.floor(activeAt / 1000) },
  ];
}
