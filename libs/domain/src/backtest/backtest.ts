import type { Transition } from '../engine/transition.js';
import { AlertingEvaluator } from '../groups/alerting-evaluator.js';
import { GroupEvaluator } from '../groups/group-evaluator.js';
import { planGroup } from '../groups/group-plan.js';
import { INTERVAL_MS_DEFAULT, lastTick } from '../groups/group-share.js';
import { groupRuleId, transitionOf } from '../groups/group-transitions.js';
import { type RuleGroupDocument, type RuleGroupDraft, ruleGroupOf } from '../groups/rule-group-document.js';
import { LabelSet } from '../plan/label-set.js';
import { isNothingOfNothing } from '../plan/nothing-of-nothing.js';
import { neededSamples, type NeededSamples } from '../plan/needed-samples.js';
import { LOOKBACK_MS_DEFAULT, StandingQueries } from '../plan/plan.js';
import { SeriesStore } from '../plan/series-store.js';
import { formatNumber } from '../promql/go-text.js';
import type { Labels } from '../rules/labels.js';
import { seriesOfTemplates } from '../groups/template-selectors.js';
import { templateQuery } from '../groups/template-query.js';
import { type BacktestFigures, figuresOf, type RuleErrors } from './figures.js';
import type { Incident } from './incidents.js';
import { firstSampleTime, SampleFeed, type SampleSeries } from './sample-feed.js';

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
  /**
   * Of a group that was evaluated live, so that the back-test goes on where that stood. Null: it begins without alerts,
   * and what held before begins to hold at the first tick.
   */
  readonly live?: LiveGroup | null;
  /** What alerts should have told; null: nobody knows. */
  readonly incidents?: readonly Incident[] | null;
  /** How long before an incident's beginning an alert still counts for it; ms. Default 15 minutes. */
  readonly leadAllowanceMs?: number;
}

/** What is known of a group's live evaluation. */
export interface LiveGroup {
  /** Since when the group was evaluated as it is now; ms since 1970. */
  readonly since: number;
  /** The alerts that were there when they are taken over; see {@link joinsLiveAt}. */
  readonly standing: readonly StandingAlert[];
}

/** An alert that was pending or firing before a back-test begins. */
export interface StandingAlert {
  /** The place of its rule in the group. */
  readonly place: number;
  readonly labels: Labels;
  /** Labels of the series that raised it, with its name. */
  readonly source: Labels;
  readonly value: number;
  /** When its expression began to hold; ms since 1970. */
  readonly activeAt: number;
  /** When it began to fire; null while it is pending. */
  readonly firedAt: number | null;
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
 * each tick, the samples up to that time are there. Whoever runs it decides how much is done at once, and may stop at any time.
 */
export class Backtest {
  readonly #document: RuleGroupDocument;
  readonly #evaluator: GroupEvaluator;
  readonly #store = new SeriesStore();
  readonly #feed: SampleFeed;
  readonly #intervalMs: number;
  readonly #firstTick: number;
  /** The first tick at which alerts go on from those that were there live; before it they are watched. */
  readonly #joinTick: number;
  /** The first tick that is told of. */
  readonly #toldFrom: number;
  readonly #transitions: Transition[] = [];
  readonly #errors: RuleErrors[];
  #nextTick: number;

  constructor(private readonly input: BacktestInput) {
    this.#document = documentOf(input.document, input.tenant);
    const { group, intervalMs, queryOffsetMs, hash, asked } = planGroup(this.#document);
    for (const { selector, lookBackMs } of asked) this.#store.select(selector.matchers).keepFor(lookBackMs);
    this.#intervalMs = intervalMs;
    this.#toldFrom = lastTick(Math.ceil(input.from) - 1, intervalMs, hash) + intervalMs;
    const { live = null } = input;
    const since = live?.since ?? this.#toldFrom;
    const [joined, watched] = warmUpOf(this.#document, input.from, since);
    this.#joinTick = Math.min(this.#toldFrom, lastTick(joined, intervalMs, hash) + intervalMs);
    this.#firstTick = Math.min(this.#joinTick, lastTick(watched, intervalMs, hash) + intervalMs);
    this.#nextTick = this.#firstTick;
    this.#evaluator = new GroupEvaluator(group, new StandingQueries(this.#store), {
      externalLabels: {},
      externalUrl: '',
      query: (text, time) => templateQuery(this.#store, text, time),
    });
    // Where nothing was sent yet there is nothing to evaluate; alerts that were there live are another matter.
    if (live === null && group.rules.every(({ expr }) => isNothingOfNothing(expr))) {
      const first = Math.min(firstSampleTime(input.series), input.to + 1);
      const idle = Math.floor((first - this.#firstTick) / intervalMs) - 1;
      if (idle > 0) this.#nextTick += idle * intervalMs;
    }
    this.#feed = new SampleFeed(this.#store, input.series, group, this.#firstTick - queryOffsetMs);
    this.#errors = group.rules.map(() => ({ count: 0, last: null }));
    this.#goOnFrom(live?.standing ?? []);
  }

  /**
   * Lets the group have the alerts that were there live. When they last ceased to hold is known if they have been watched
   * since before.
   */
  #goOnFrom(standing: readonly StandingAlert[]): void {
    this.#evaluator.rules.forEach((rule, place) => {
      if (!(rule instanceof AlertingEvaluator)) return;
      const watched = new Map(rule.dump().map(({ labels, life }) => [labels, life]));
      const own = standing.filter((alert) => alert.place === place);
      rule.replace(
        own.map(({ source, value, activeAt: since, firedAt, ...alert }) => {
          const labels = LabelSet.of(alert.labels).key;
          const life = watched.get(labels);
          const ceasedAt = life?.phase === 'firing' ? life.ceasedAt : null;
          return {
            labels,
            source: LabelSet.of(source).key,
            life: firedAt === null ? { phase: 'pending', since } : { phase: 'firing', since, ceasedAt },
            value: formatNumber(value),
            firedAt,
          };
        }),
      );
    });
  }

  /** What had fired before is told of as such, for the sums. */
  #firedBefore(): Transition[] {
    const { rules } = this.#evaluator;
    return (this.input.live?.standing ?? []).flatMap(({ place, labels, source, value, activeAt, firedAt }) => {
      if (firedAt === null) return [];
      const told = { state: 'firing', annotations: {}, value, activeAt, at: firedAt, reason: 'hold_elapsed' } as const;
      const change = { ...told, labels: LabelSet.of(labels), source: LabelSet.of(source) };
      return [transitionOf(this.#document, (rules[place] as AlertingEvaluator).rule, place, change, NOWHERE)];
    });
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
    if (tick === this.#joinTick) this.#goOnFrom(this.input.live?.standing ?? []);
    this.#feed.giveUpTo(tick);
    this.#store.evaluatedAt = tick - (this.#evaluator.group.queryOffsetMs ?? 0);
    this.#evaluator.evaluate(tick).forEach(({ rule, error, changes }, place) => {
      if (tick >= this.#joinTick)
        for (const change of changes)
          this.#transitions.push(transitionOf(this.#document, rule, place, change, NOWHERE));
      if (error === null || tick < this.#toldFrom) return;
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
      rules: this.#document.rules.map((rule, place) => ({
        ruleId: groupRuleId(this.#document, place),
        name: 'alert' in rule ? rule.alert : rule.record,
        kind: 'alert' in rule ? 'alerting' : 'recording',
        errors: this.#errors[place] as RuleErrors,
      })),
      transitions: [...this.#firedBefore(), ...this.#transitions],
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
      ticks: Math.max(0, Math.round((this.#nextTick - this.#toldFrom) / this.#intervalMs)),
      transitions: this.#transitions.filter(({ at }) => at >= this.#toldFrom),
      ...figures,
    };
  }
}

/** Back-tests decide at no place in a log. */
const NOWHERE = { partition: 0, offset: 0 };

/**
 * When a back-test that goes on from live takes over the alerts that were there: long enough before it begins that
 * whatever is pending, or kept firing, at its beginning began within that time; but not before the group was evaluated
 * live.
 *
 * @param from - when the back-test begins
 * @param since - since when the group was evaluated as it is now; ms since 1970
 */
export function joinsLiveAt(document: RuleGroupDraft, from: number, since: number): number {
  return warmUpOf(document, from, since)[0];
}

/** When alerts are taken over, and from when on they are watched, to see which of them are kept firing. */
function warmUpOf(document: RuleGroupDraft, from: number, since: number): [joined: number, watched: number] {
  const { rules, intervalMs } = ruleGroupOf(document);
  const alerting = rules.filter((rule) => rule.kind === 'alerting');
  const keepMs = Math.max(0, ...alerting.map(({ keepFiringForMs }) => keepFiringForMs));
  const holdMs = Math.max(keepMs, ...alerting.map(({ forMs }) => forMs));
  const marginMs = 2 * (intervalMs || INTERVAL_MS_DEFAULT);
  const joined = Math.max(from - holdMs - marginMs, since);
  return [joined, Math.max(joined - keepMs - marginMs, since)];
}

/** From when on a back-test that goes on from live evaluates the group; ms since 1970. */
export function watchesFrom(document: RuleGroupDraft, from: number, since: number): number {
  return warmUpOf(document, from, since)[1];
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
 * look-back reach; those that templates may ask for among them.
 *
 * @throws EvaluationError when a duration of an expression cannot be worked out
 */
export function neededRange(document: RuleGroupDraft, from: number, to: number): NeededSamples[] {
  const { rules, queryOffsetMs } = ruleGroupOf(document);
  const offset = queryOffsetMs ?? 0;
  const exprs = rules.map(({ expr }) => expr);
  const asked = rules
    .flatMap(seriesOfTemplates)
    .map(({ selector: { matchers }, lookBackMs }) => ({ matchers, from: from - offset - lookBackMs, to }));
  const times = { from: from - offset, to: to - offset, query: null };
  return [...neededSamples(exprs, times, LOOKBACK_MS_DEFAULT), ...asked];
}

function documentOf(document: RuleGroupDocument | RuleGroupDraft, tenant = 'default'): RuleGroupDocument {
  if ('tenant_id' in document) return document;
  return { ...document, tenant_id: tenant, version: 1, created_at: 0, updated_at: 0 };
}
