import { transitionId } from '../engine/hash.js';
import { OnePlace } from '../engine/one-place.js';
import { seriesKey } from '../engine/sample-batch.js';
import type { Transition } from '../engine/transition.js';
import { METRIC_NAME } from '../plan/label-set.js';
import { isNothingOfNothing } from '../plan/nothing-of-nothing.js';
import { neededSamples, type NeededSamples } from '../plan/needed-samples.js';
import { LOOKBACK_MS_DEFAULT } from '../plan/plan.js';
import { firstAtOrAfter } from '../plan/sorted-times.js';
import { parseExpr } from '../promql/parser.js';
import type { AlertRule } from '../rules/alert-rule.js';
import { isJoining, leavesOf } from '../rules/condition-walk.js';
import { isDerived, sourceOf } from '../rules/condition-source.js';
import type { RuleCondition } from '../rules/condition.js';
import { durationMs } from '../rules/duration.js';
import { labelsFrom } from '../rules/labels.js';
import { derivedQuery } from '../rules/rule-query.js';
import type { BacktestReport } from './backtest.js';
import { figuresOf } from './figures.js';
import type { Incident } from './incidents.js';
import { firstSampleTime, type SampleSeries } from './sample-feed.js';

/** A time that an alert of the rule was there live; ms since 1970. */
export interface LiveEpisode {
  readonly fingerprint: string;
  readonly startedAt: number;
  /** Null while it goes on. */
  readonly resolvedAt: number | null;
}

export interface RuleBacktestInput {
  readonly rule: AlertRule;
  /** All samples that {@link ruleNeeds} names; others do no harm. */
  readonly series: readonly SampleSeries[];
  /** The stretch of time that is told of; ms since 1970, both ends included. */
  readonly from: number;
  readonly to: number;
  /** The rule's alerts as they were live; what holds when its evaluation begins here, began when it did live. */
  readonly live?: readonly LiveEpisode[];
  /** What alerts should have told; null: nobody knows. */
  readonly incidents?: readonly Incident[] | null;
}

/** How much time is evaluated at once; progress is told in between. */
const STEP_MS = 60_000;
/** After this long without a sample, a value is out of date; so long ahead it may matter what was sent. */
const STALE_MS = 900_000;

/** So many evaluations before the first sample, what has to be evaluated once before it counts has been. */
const AHEAD_OF_SAMPLES = 3;

const finite = (ms: number): number => (Number.isFinite(ms) ? ms : 0);

interface Cursor {
  readonly key: string;
  readonly series: SampleSeries;
  next: number;
}

/**
 * A rule of conditions over samples of the past, by the engine that evaluates live, with the samples coming in by their
 * times. It is evaluated from some time ahead, so that windows are full, values known and holds under way when the time
 * begins that is told of.
 */
export class RuleBacktest {
  readonly #place: OnePlace;
  readonly #cursors: Cursor[];
  readonly #transitions: Transition[] = [];
  readonly #begin: number;
  #reached: number;
  #samples = 0;

  constructor(private readonly input: RuleBacktestInput) {
    this.#place = new OnePlace({ ...input.rule, status: 'active' });
    const begin = input.from - aheadMsOf(input.rule);
    const earliest = Math.min(begin, ...ruleNeeds(input.rule, input.from, input.to).map((need) => need.from));
    // Where nothing was sent yet there is nothing to decide: history is most often shorter than the time that is asked for.
    const idleMs = isIdleWithoutSamples(input.rule)
      ? firstSampleTime(input.series, earliest) -
        AHEAD_OF_SAMPLES * Math.max(STEP_MS, finite(this.#place.intervalMs)) -
        begin
      : 0;
    this.#begin = Math.min(begin + Math.max(0, idleMs), input.to);
    this.#reached = this.#begin;
    this.#cursors = input.series.map((series) => {
      const { [METRIC_NAME]: metric = '', ...labels } = series.labels;
      const next = firstAtOrAfter(series.times, earliest);
      return {
        key: seriesKey(metric, labelsFrom(Object.entries(labels))),
        series,
        next,
      };
    });
  }

  get isDone(): boolean {
    return this.#reached >= this.input.to;
  }

  /** How much of the time is evaluated; from 0 to 1. */
  get share(): number {
    return this.isDone ? 1 : (this.#reached - this.#begin) / (this.input.to - this.#begin);
  }

  /** Evaluates the next minute; nothing happens when all are done. */
  step(): void {
    if (this.isDone) return;
    const to = Math.min(this.#reached + STEP_MS, this.input.to);
    const due: { time: number; value: number; key: string }[] = [];
    for (const cursor of this.#cursors) {
      const { times, values } = cursor.series;
      for (; cursor.next < times.length && (times[cursor.next] as number) <= to; cursor.next += 1)
        due.push({ time: times[cursor.next] as number, value: values[cursor.next] as number, key: cursor.key });
    }
    for (const { time, value, key } of due.sort((a, b) => a.time - b.time)) {
      // What came before fills the windows of expressions; nothing is evaluated then.
      if (time >= this.#begin) this.#place.carryOn(time);
      this.#place.applySample(key, time, value);
      if (time >= this.input.from) this.#samples += 1;
    }
    this.#place.carryOn(to);
    this.#reached = to;
    const { live = [] } = this.input;
    this.#transitions.push(...this.#place.takeTransitions().map((transition) => asLive(transition, live)));
  }

  /** Of each alert that is pending or firing now: the transition by which it came to be so. */
  standing(): Transition[] {
    const standing = new Map<string, Transition>();
    for (const transition of this.#transitions) {
      if (transition.state === 'pending' || transition.state === 'firing')
        standing.set(transition.fingerprint, transition);
      else standing.delete(transition.fingerprint);
    }
    return [...standing.values()];
  }

  /** Why conditions over many series could not be evaluated the last time; null when they could. */
  get error(): string | null {
    return this.#place.error;
  }

  /** What was found so far. */
  report(): BacktestReport {
    const { rule, from, to, incidents = null } = this.input;
    const reached = Math.max(from, this.isDone ? to : this.#reached);
    const errors = { count: 0, last: null };
    const rules = [{ ruleId: rule.id, name: rule.name, kind: 'alerting', errors } as const];
    return {
      kind: this.isDone ? 'finished' : 'cancelled',
      group: rule.name,
      from,
      to: reached,
      ticks: this.#samples,
      transitions: this.#transitions.filter(({ at }) => at >= from),
      ...figuresOf({ rules, transitions: this.#transitions, from, to: reached, incidents }),
    };
  }
}

/** An episode that was under way when an evaluation of the past began is that which was there live. */
export function asLive<Told extends Omit<Transition, 'source'>>(transition: Told, live: readonly LiveEpisode[]): Told {
  const { fingerprint, episode_start: start, tenant_id, rule_id, state } = transition;
  const episode = live.find(
    (one) =>
      one.fingerprint === fingerprint && one.startedAt < start && (one.resolvedAt === null || one.resolvedAt > start),
  );
  if (episode === undefined) return transition;
  const id = transitionId(tenant_id, rule_id, fingerprint, episode.startedAt, state);
  return { ...transition, id, episode_start: episode.startedAt };
}

/**
 * Which samples a back-test of a rule looks at.
 *
 * @throws EvaluationError when a duration of an expression cannot be worked out
 */
export function ruleNeeds(rule: AlertRule, from: number, to: number): NeededSamples[] {
  const begin = from - aheadMsOf(rule);
  return leavesOf(rule.conditions).flatMap(({ condition }): NeededSamples[] => {
    if (isDerived(condition)) {
      const parsed = parseExpr(derivedQuery(condition));
      if (parsed.kind === 'refused') return [];
      return neededSamples([parsed.expr], { from: begin, to, query: null }, LOOKBACK_MS_DEFAULT);
    }
    const { metric, labels } = sourceOf(rule.id, condition);
    const matchers = Object.entries({ [METRIC_NAME]: metric, ...labels }).map(
      ([name, value]) => ({ name, operator: '=', value }) as const,
    );
    return [{ matchers, from: begin, to }];
  });
}

/** Whether a rule can say nothing as long as nobody has sent anything. */
const isIdleWithoutSamples = ({ conditions }: AlertRule): boolean =>
  leavesOf(conditions).every(({ condition }) => {
    if (!isDerived(condition)) return true;
    const parsed = parseExpr(derivedQuery(condition));
    return parsed.kind === 'parsed' && isNothingOfNothing(parsed.expr);
  });

/** How far ahead of its time a rule's evaluation begins. */
function aheadMsOf({ conditions, for: hold, keep_firing_for }: AlertRule): number {
  return (
    STALE_MS + Math.max(durationMs(hold), durationMs(keep_firing_for)) + Math.max(0, ...conditions.map(windowMsOf))
  );
}

function windowMsOf(condition: RuleCondition): number {
  if (!isJoining(condition))
    return 'window' in condition && condition.window !== undefined ? durationMs(condition.window) : 0;
  const inner = Math.max(0, ...condition.conditions.map(windowMsOf));
  return condition.type === 'sequence' ? inner + durationMs(condition.within) * condition.conditions.length : inner;
}
