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
  /** By tenant and id. */
  readonly #rules = new Map<string, Map<string, DueRule>>();
  #working: Promise<void> | null = null;

  constructor(private readonly options: JointAskerOptions) {}

  /** Takes a rule as it stands now; those over one series are none of its business. */
  put(rule: AlertRule): void {
    const { tenant_id: tenant, id } = rule;
    const known = this.#rules.get(tenant) ?? new Map<string, DueRule>();
    if (!isJoint(rule)) return void known.delete(id);
    const place = Number.parseInt(hash128(JSON.stringify([tenant, id])).slice(0, 8), 16);
    this.#rules.set(tenant, known.set(id, { rule, place, dueAt: known.get(id)?.dueAt ?? 0 }));
  }

  /** Forgets a rule. @returns whether it was one over several series */
  remove(tenant: string, id: string): boolean {
    return this.#rules.get(tenant)?.delete(id) ?? false;
  }

  /** Something came on a partition: the rules that fall on it may be due. It is not waited for, and one is seen to at a time. */
  visit(partition: number, partitions: number): void {
    if (this.#working !== null) return;
    const now = this.options.clock.now();
    const due = this.#dueOn(partition, partitions, now);
    if (due === null) return;
    due.dueAt = now + PERIOD_MS;
    this.#working = this.#see(due.rule, now)
      .catch(this.options.onError)
      .finally(() => (this.#working = null));
  }

  #dueOn(partition: number, partitions: number, now: number): DueRule | null {
    for (const rules of this.#rules.values())
      for (const rule of rules.values()) if (rule.dueAt <= now && rule.place % partitions === partition) return rule;
    return null;
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
