import { derivedGroupOf } from '../groups/derived-group.js';
import { planGroup } from '../groups/group-plan.js';
import { lastTick } from '../groups/group-share.js';
import type { RuleGroupDocument } from '../groups/rule-group-document.js';
import type { InspectedAlert } from '../engine/inspect.js';
import { parseSeriesKey } from '../engine/sample-batch.js';
import type { ConditionEvidence } from '../engine/transition.js';
import { LabelSet } from '../plan/label-set.js';
import type { Matcher } from '../promql/ast.js';
import type { AlertRule } from '../rules/alert-rule.js';
import { isDerived, sourceOf } from '../rules/condition-source.js';
import { leavesOf } from '../rules/condition-walk.js';
import { durationMs } from '../rules/duration.js';
import { closeNames } from './close-names.js';
import { type Timers, writtenInputs } from './explanation.js';
import { GroupSamples } from './group-samples.js';
import type { LogEntry } from './log-entry.js';
import { Replay, type ReplayOptions } from './replay.js';
import { seriesText, timeText } from './series-text.js';
import { type MissingStep, whyMissing } from './why-not-expression.js';
import { asks, ENTITIES_MAX, timerSentence, type WhyNot, type WhyNotEntity, writtenSteps } from './why-not.js';

export interface WhyNotRuleOptions extends Omit<ReplayOptions, 'subject'> {
  /** As it stood then. */
  readonly rule: AlertRule;
  /** Which series or entities are asked for. */
  readonly matchers: readonly Matcher[];
  /** When it might have fired; ms since 1970. */
  readonly at: number;
  /** Where in the log it is begun to look; ms since 1970. */
  readonly since: number;
}

/** Says of a rule of conditions what held it back, from the log up to then. */
export class WhyNotRule {
  readonly #replay: Replay;
  readonly #partitions = new Set<number>();
  readonly #metrics = new Set<string>();
  /** Of each condition over many series: what it looked at when it was last evaluated. */
  readonly #derived: readonly GroupSamples[];

  constructor(private readonly options: WhyNotRuleOptions) {
    const { tenant, rule, at } = options;
    this.#replay = new Replay({ ...options, subject: { kind: 'rule', id: rule.id } });
    this.#derived = samplesOfDerived(tenant, derivedGroupOf(rule), at);
  }

  apply(partition: number, offset: number, entry: LogEntry): void {
    this.#partitions.add(partition);
    this.#replay.apply(partition, offset, entry);
    for (const samples of this.#derived) samples.apply(partition, entry);
    if (entry.kind !== 'samples' || entry.batch.tenant !== this.options.tenant) return;
    for (const key of entry.batch.series) this.#metrics.add(parseSeriesKey(key).metric);
  }

  answer(): WhyNot {
    const { rule, at, matchers } = this.options;
    const isAsked = asks(matchers);
    const alerts = [...this.#partitions]
      .sort((a, b) => a - b)
      .flatMap((partition) => this.#replay.inspect(partition, rule.id))
      .filter(({ labels }) => isAsked(LabelSet.of(labels)));
    const entities = alerts.slice(0, ENTITIES_MAX).map((alert) => entityOf(alert, rule));
    const decisive = entities.find(({ reason }) => reason === 'nothing') ?? entities[0];
    const missing =
      decisive?.reason === 'nothing' || decisive?.reason === 'timer'
        ? []
        : this.#derived.map(({ expr, store, at: time }) => whyMissing(expr, store, time, isAsked));
    const told = { rule_id: rule.id, rule_version: rule.version, at, entities, plan: null };
    const steps = missing.flatMap(writtenSteps);
    if (decisive === undefined) return { ...told, steps, ...this.#noSeries(missing) };
    return { ...told, steps, reason: decisive.reason, sentence: decisive.sentence, close_names: [] };
  }

  #noSeries(missingSteps: readonly (readonly MissingStep[])[]): Pick<WhyNot, 'reason' | 'sentence' | 'close_names'> {
    const { at, since, rule } = this.options;
    const seen = `from ${timeText(since)} to ${timeText(at)}`;
    const conditions = leavesOf(rule.conditions).map(({ condition }) => condition);
    if (conditions.every(isDerived)) {
      const last = missingSteps.flatMap((steps) => steps.slice(-1));
      const sentence = last.map((step) => `${step.expression}: ${step.sentence}`).join('; ');
      return { reason: 'comparison', sentence: sentence || `nothing was evaluated ${seen}`, close_names: [] };
    }
    const others = conditions.filter((condition) => !isDerived(condition));
    const wanted = [...new Set(others.map((condition) => sourceOf(rule.id, condition).metric))];
    const missing = wanted.filter((metric) => !this.#metrics.has(metric));
    const close_names = missing.flatMap((metric) => closeNames(metric, this.#metrics));
    const sentence =
      missing.length === 0
        ? `no series of ${wanted.join(', ')} that the rule reads carries these labels ${seen}`
        : `no series of ${missing.join(', ')} was seen ${seen}${close_names.length === 0 ? '' : `; there are ${close_names.join(', ')}`}`;
    return { reason: 'no_series', sentence, close_names };
  }
}

function samplesOfDerived(tenant: string, group: RuleGroupDocument | null, at: number): GroupSamples[] {
  if (group === null) return [];
  const { intervalMs, hash } = planGroup(group);
  const tick = lastTick(at, intervalMs, hash);
  return group.rules.map((_, place) => new GroupSamples(tenant, group, place, tick));
}

function entityOf({ labels, holds, evidence, now, life, inputs }: InspectedAlert, rule: AlertRule): WhyNotEntity {
  const since = life.phase === 'inactive' ? null : life.since;
  const ceased = life.phase === 'firing' ? life.ceasedAt : null;
  const timers: Timers = {
    for: rule.for,
    keep_firing_for: rule.keep_firing_for,
    holds_since: since,
    fires_at: since === null ? null : since + durationMs(rule.for),
    ceased_at: ceased,
    ends_at: ceased === null ? null : ceased + durationMs(rule.keep_firing_for),
  };
  const told = { labels: { ...labels }, timers, conditions: [...evidence], inputs: writtenInputs(inputs) };
  if (life.phase === 'firing')
    return {
      ...told,
      reason: 'nothing',
      sentence: `it fires, since ${timeText(timers.fires_at ?? now)}`,
      missing_ms: null,
    };
  if (life.phase === 'pending')
    return {
      ...told,
      reason: 'timer',
      sentence: timerSentence(timers, now),
      missing_ms: (timers.fires_at ?? now) - now,
    };
  const failing = evidence.filter((one) => one.holds !== true);
  const numbers = (failing.length === 0 ? evidence : failing).map((one) => conditionSentence(one, now)).join('; ');
  const sentence =
    failing.length === 0 && holds !== null
      ? `each condition holds by itself, but not as they are joined, or not in the order and time of their sequence: ${numbers}`
      : numbers;
  return { ...told, reason: holds === null ? 'unknown' : 'comparison', sentence, missing_ms: null };
}

/** Why a condition does not hold, or that it does, with its numbers. */
function conditionSentence(condition: ConditionEvidence, now: number): string {
  const { metric, labels, type, holds, value, operator, threshold, window, sampled_at, expr } = condition;
  if (expr !== undefined) return `${expr} ${holds === true ? `gave ${value ?? 0}` : 'gave nothing for it'}`;
  const series = seriesText(metric, labels);
  if (sampled_at === null) return `no series of ${metric} was seen for it`;
  const not = holds === true ? '' : 'not ';
  if (type === 'absence') return `${series} sent something ${value ?? 0} s before; absent it is after ${window ?? ''}`;
  if (value !== null && holds !== null) {
    const what = type === 'change' ? `changed by ${value} in ${window ?? ''}` : `is ${value}`;
    return `${series} ${what}, ${not}${operator ?? ''} ${threshold ?? ''}`;
  }
  if (type === 'change' && value === null) return `${series} has too few samples in ${window ?? ''} to tell its change`;
  return `${series} has no value: its last sample is of ${timeText(sampled_at)}, ${Math.round((now - sampled_at) / 1_000)} s before`;
}
