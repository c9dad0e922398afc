import type { Transition } from '../engine/transition.js';
import { GroupEvaluator } from '../groups/group-evaluator.js';
import { planGroup } from '../groups/group-plan.js';
import { lastTick } from '../groups/group-share.js';
import { transitionOf } from '../groups/group-transitions.js';
import { type RuleGroupDocument, type RuleGroupDraft, ruleGroupOf } from '../groups/rule-group-document.js';
import { neededSamples, type NeededSamples } from '../plan/needed-samples.js';
import { LOOKBACK_MS_DEFAULT, StandingQueries } from '../plan/plan.js';
import { SeriesStore } from '../plan/series-store.js';
import { templateQuery } from '../groups/template-query.js';
import { type BacktestFigures, figuresOf, type RuleErrors } from './figures.js';
import type { Incident } from './incidents.js';
import { SampleFeed, type SampleSeries } from './sample-feed.js';

export interface BacktestInput {
  /** A group as it is stored, or one that somebody thinks of storing. */
  readonly document: RuleGroupDocument | RuleGroupDraft;
  /** Whose a draft is; the times at which a group is evaluated depend on it. Default `default`. */
  readonly tenant?: string;
  /** All samples that {@link neededRange} names; others do no harm. */
  readonly series: readonly SampleSeries[];
  /** The stretch of time in which the group is evaluated; ms since 1970, both ends included. */
  readonly from: number;
  readonly to: number;
  /** What alerts should have told; null: nobody knows. */
  readonly incidents?: readonly Incident[] | null;
  /** How long before an incident's beginning an alert still counts for it; ms. Default 15 minutes. */
  readonly leadAllowanceMs?: number;
}

export interface BacktestReport extends BacktestFigures {
  /** All ticks were evaluated, or somebody gave up before. */
  readonly kind: 'finished' | 'cancelled';
  readonly group: string;
  readonly from: number;
  /** Up to when the group was evaluated; ms since 1970. */
  readonly to: number;
  /** How often the group was evaluated. */
  readonly ticks: number;
  /** As they would have been told live, oldest first. */
  readonly transitions: readonly Transition[];
}

/**
 * A group evaluated over samples of the past, by the engine that evaluates live and at the ticks at which it would: at
 * each tick, the samples up to that time are there. It starts without alerts: what held before begins to hold at the
 * first tick. Whoever runs it decides how much is done at once, and may stop at any time.
 */
export class Backtest {
  readonly #document: RuleGroupDocument;
  readonly #evaluator: GroupEvaluator;
  readonly #store = new SeriesStore();
  readonly #feed: SampleFeed;
  readonly #intervalMs: number;
  readonly #firstTick: number;
  readonly #transitions: Transition[] = [];
  readonly #errors: RuleErrors[];
  #nextTick: number;

  constructor(private readonly input: BacktestInput) {
    this.#document = documentOf(input.document, input.tenant);
    const { group, intervalMs, queryOffsetMs, hash } = planGroup(this.#document);
    this.#intervalMs = intervalMs;
    this.#firstTick = lastTick(Math.ceil(input.from) - 1, intervalMs, hash) + intervalMs;
    this.#nextTick = this.#firstTick;
    this.#evaluator = new GroupEvaluator(group, new StandingQueries(this.#store), {
      externalLabels: {},
      externalUrl: '',
      query: (text, time) => templateQuery(this.#store, text, time),
    });
    this.#feed = new SampleFeed(this.#store, input.series, group, this.#firstTick - queryOffsetMs);
    this.#errors = group.rules.map(() => ({ count: 0, last: null }));
  }

  get isDone(): boolean {
    return this.#nextTick > this.input.to;
  }

  /** How much of the time is evaluated; from 0 to 1. */
  get share(): number {
    if (this.isDone) return 1;
    return (this.#nextTick - this.#firstTick) / (this.input.to - this.#firstTick + 1);
  }

  /** Evaluates the group at its next tick; nothing happens when all are done. */
  step(): void {
    if (this.isDone) return;
    const tick = this.#nextTick;
    this.#nextTick += this.#intervalMs;
    this.#feed.giveUpTo(tick);
    this.#store.evaluatedAt = tick - (this.#evaluator.group.queryOffsetMs ?? 0);
    this.#evaluator.evaluate(tick).forEach(({ rule, error, changes }, place) => {
      const source = { partition: 0, offset: 0 };
      for (const change of changes) this.#transitions.push(transitionOf(this.#document, rule, place, change, source));
      if (error === null) return;
      const errors = this.#errors[place] as RuleErrors;
      errors.count += 1;
      errors.last = error;
    });
  }

  /** What was found so far. */
  report(): BacktestReport {
    const { from, to, incidents = null, leadAllowanceMs } = this.input;
    const reached = this.isDone ? to : Math.max(from, this.#nextTick - this.#intervalMs);
    const figures = figuresOf({
      document: this.#document,
      transitions: this.#transitions,
      errors: this.#errors,
      from,
      to: reached,
      incidents,
      ...(leadAllowanceMs === undefined ? {} : { leadAllowanceMs }),
    });
    return {
      kind: this.isDone ? 'finished' : 'cancelled',
      group: this.#document.name,
      from,
      to: reached,
      ticks: Math.round((this.#nextTick - this.#firstTick) / this.#intervalMs),
      transitions: [...this.#transitions],
      ...figures,
    };
  }
}

/**
 * Runs a back-test from its beginning to its end.
 *
 * @param onProgress - told after each tick how much is done, from 0 to 1; false stops there
 */
export function backtest(input: BacktestInput, onProgress: (share: number) => boolean = () => true): BacktestReport {
  const running = new Backtest(input);
  while (!running.isDone) {
    running.step();
    if (!onProgress(running.share)) break;
  }
  return running.report();
}

/**
 * Which samples a back-test looks at: of which series, and how far back before `from` offsets, ranges, subqueries and the
 * look-back reach. What templates ask is not among it.
 *
 * @throws EvaluationError when a duration of an expression cannot be worked out
 */
export function neededRange(document: RuleGroupDraft, from: number, to: number): NeededSamples[] {
  const { rules, queryOffsetMs } = ruleGroupOf(document);
  const offset = queryOffsetMs ?? 0;
  const exprs = rules.map(({ expr }) => expr);
  return neededSamples(exprs, { from: from - offset, to: to - offset, query: null }, LOOKBACK_MS_DEFAULT);
}

function documentOf(document: RuleGroupDocument | RuleGroupDraft, tenant = 'default'): RuleGroupDocument {
  if ('tenant_id' in document) return document;
  return { ...document, tenant_id: tenant, version: 1, created_at: 0, updated_at: 0 };
}
