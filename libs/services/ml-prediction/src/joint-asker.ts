import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import { ruleNeeds } from '@tocsin/domain/backtest/rule-backtest';
import type { SampleSeries } from '@tocsin/domain/backtest/sample-feed';
import { hash128 } from '@tocsin/domain/engine/hash';
import { whyNoChance } from '@tocsin/domain/forecasting/chance-reading';
import { JOINT_SERIES_MAX } from '@tocsin/domain/forecasting/joint-likelihood';
import { type Horizon, HORIZONS } from '@tocsin/domain/forecasting/series-forecaster';
import { LabelSet } from '@tocsin/domain/plan/label-set';
import { EvaluationError } from '@tocsin/domain/plan/operator';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { isOfOneSeries } from './demand.js';
import type { Clock } from '@tocsin/ports/clock';
import type { HistoryRange, SeriesHistory } from '@tocsin/ports/series-history';
import type { JointQuestion } from './joint-rules.js';

/** Chances of a rule are told anew so often. */
const PERIOD_MS = 300_000;
/** How far back series of a rule are read, or as far as the history goes. */
const PAST_MS = 8 * 86_400_000;
/** A series that has no sample within this time is none that the rule reads now. */
const PRESENT_MS = 900_000;
const HORIZONS_BY_LENGTH = Object.keys(HORIZONS) as Horizon[];

export interface JointAskerOptions {
  readonly clock: Clock;
  readonly history: SeriesHistory;
  /** Null where there was no time for it. */
  ask(question: JointQuestion): Promise<readonly Sample[] | null>;
  tell(tenant: string, samples: readonly Sample[]): Promise<void>;
  onError(error: unknown): void;
}

/**
 * Sees to the chances of rules over several series. A rule's series may lie in any partition, so their past is read from the
 * history, by whoever has the partition that the rule's id falls on: one process at a time, however many there are.
 */
export class JointAsker {
  readonly #rules = new Map<string, readonly DueRule[]>();
  #working: Promise<void> | null = null;

  constructor(private readonly options: JointAskerOptions) {}

  /** Takes a tenant's rules as they stand. @returns whether there are some over several series */
  setRules(tenant: string, rules: readonly AlertRule[]): boolean {
    const known = new Map(this.#rules.get(tenant)?.map((one) => [one.rule.id, one]));
    const joint = rules.filter(isJoint).map((rule): DueRule => {
      const place = Number.parseInt(hash128(JSON.stringify([tenant, rule.id])).slice(0, 8), 16);
      return { rule, place, dueAt: known.get(rule.id)?.dueAt ?? 0 };
    });
    this.#rules.set(tenant, joint);
    return joint.length > 0;
  }

  /** Something came on a partition: the rules that fall on it may be due. It is not waited for, and one is seen to at a time. */
  visit(partition: number, partitions: number): void {
    if (this.#working !== null) return;
    const now = this.options.clock.now();
    const due = [...this.#rules.values()]
      .flat()
      .find(({ dueAt, place }) => dueAt <= now && place % partitions === partition);
    if (due === undefined) return;
    due.dueAt = now + PERIOD_MS;
    this.#working = this.#see(due.rule, now)
      .catch(this.options.onError)
      .finally(() => (this.#working = null));
  }

  /** Waits for what is under way. */
  async stop(): Promise<void> {
    await this.#working;
  }

  async #see(rule: AlertRule, now: number): Promise<void> {
    const { tenant_id: tenant } = rule;
    const series = await this.#seriesOf(rule, now);
    for (const horizon of HORIZONS_BY_LENGTH) {
      const told = await this.options.ask({ tenant, rule, horizon, series, now });
      if (told !== null) await this.options.tell(tenant, told);
    }
  }

  async #seriesOf(rule: AlertRule, now: number): Promise<JointQuestion['series']> {
    const { history } = this.options;
    const selectors = needsOf(rule, now).map(({ matchers }) => ({ tenant: rule.tenant_id, matchers }));
    const present = new Set<string>();
    for (const selector of selectors)
      for (const labels of await history.series({ ...selector, from: now - PRESENT_MS, to: now }))
        present.add(LabelSet.of(labels).key);
    if (present.size > JOINT_SERIES_MAX) return 'too_many_series';
    const found = new Map<string, SampleSeries>();
    for (const selector of present.size === 0 ? [] : selectors)
      for (const one of await history.select({ ...selector, from: now - PAST_MS, to: now })) {
        const { key } = LabelSet.of(one.labels);
        if (present.has(key)) found.set(key, one);
      }
    return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  }
}

interface DueRule {
  readonly rule: AlertRule;
  /** A number that says on which partition the rule falls, however many there are. */
  readonly place: number;
  dueAt: number;
}

/** Whether the chance of a rule is told from several series at once. */
const isJoint = (rule: AlertRule): boolean =>
  rule.status === 'active' && whyNoChance(rule) === null && !isOfOneSeries(rule);

/** None where a duration cannot be worked out: the rule is then never evaluated either. */
function needsOf(rule: AlertRule, now: number): Pick<HistoryRange, 'matchers'>[] {
  try {
    return ruleNeeds(rule, now, now);
  } catch (error) {
    if (error instanceof EvaluationError) return [];
    throw error;
  }
}
