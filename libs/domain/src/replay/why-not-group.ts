import type { ActiveAlert } from '../groups/alerting-evaluator.js';
import { planGroup } from '../groups/group-plan.js';
import { lastTick } from '../groups/group-share.js';
import type { RuleGroupDocument } from '../groups/rule-group-document.js';
import { planText } from '../plan/explain.js';
import type { LabelSet } from '../plan/label-set.js';
import { explainInstant } from '../plan/plan.js';
import type { Matcher } from '../promql/ast.js';
import { durationMs } from '../rules/duration.js';
import { parseSeriesKey } from '../engine/sample-batch.js';
import { closeNames } from './close-names.js';
import { holdsOf } from './explain-group.js';
import { type Timers, writtenInputs } from './explanation.js';
import { GroupSamples } from './group-samples.js';
import type { LogEntry } from './log-entry.js';
import { Replay, type ReplayOptions } from './replay.js';
import { timeText } from './series-text.js';
import { whyMissing } from './why-not-expression.js';
import { asks, ENTITIES_MAX, timerSentence, type WhyNot, type WhyNotEntity, writtenSteps } from './why-not.js';

export interface WhyNotGroupOptions extends Omit<ReplayOptions, 'subject'> {
  /** The rule's id, and the group as it stood then. */
  readonly ruleId: string;
  readonly document: RuleGroupDocument;
  /** The rule's place in the group. */
  readonly place: number;
  readonly matchers: readonly Matcher[];
  /** When it might have fired; ms since 1970. */
  readonly at: number;
}

/** Says of an alerting rule of a group what held it back at the group's last tick up to a time. */
export class WhyNotGroup {
  readonly #replay: Replay;
  readonly #samples: GroupSamples;
  readonly #isAsked: (labels: LabelSet) => boolean;
  readonly #metrics = new Set<string>();

  constructor(private readonly options: WhyNotGroupOptions) {
    const { tenant, document, place, at, matchers } = options;
    const { intervalMs, hash } = planGroup(document);
    this.#replay = new Replay({ ...options, subject: { kind: 'group', name: document.name } });
    this.#samples = new GroupSamples(tenant, document, place, lastTick(at, intervalMs, hash));
    this.#isAsked = asks(matchers);
  }

  apply(partition: number, offset: number, entry: LogEntry): void {
    this.#samples.apply(partition, entry);
    this.#replay.apply(partition, offset, entry);
    if (entry.kind === 'samples' && entry.batch.tenant === this.options.tenant)
      for (const key of entry.batch.series) this.#metrics.add(parseSeriesKey(key).metric);
  }

  settle(): void {
    this.#replay.settle();
    for (const report of this.#replay.takeReports()) this.#samples.takeRecorded(report);
    this.#replay.takeTransitions();
  }

  answer(): WhyNot {
    this.settle();
    const { document, place, ruleId } = this.options;
    const { expr, store, at } = this.#samples;
    const standing = this.#replay.inspectGroup(document.name);
    const alerts = (standing?.alerts[place] ?? []).filter(({ source }) => this.#isAsked(source));
    const entities = alerts.slice(0, ENTITIES_MAX).map((alert) => this.#entityOf(alert, standing?.tick ?? at));
    const { steps: operators, outcome } = explainInstant(expr, store, at, this.#isAsked);
    const told = {
      rule_id: ruleId,
      rule_version: document.version,
      at: this.#samples.tick,
      entities,
      plan: planText(operators),
    };
    const decisive = entities.find(({ reason }) => reason === 'nothing') ?? entities[0];
    if (decisive !== undefined)
      return { ...told, reason: decisive.reason, sentence: decisive.sentence, steps: [], close_names: [] };
    if (outcome.kind === 'failed') {
      const sentence = `the expression cannot be evaluated: ${outcome.message}`;
      return { ...told, reason: 'unknown', sentence, steps: [], close_names: [] };
    }
    return { ...told, ...this.#missing() };
  }

  #missing(): Pick<WhyNot, 'reason' | 'sentence' | 'steps' | 'close_names'> {
    const { expr, store, at } = this.#samples;
    const found = whyMissing(expr, store, at, this.#isAsked);
    const steps = writtenSteps(found);
    const last = found.at(-1);
    if (last === undefined)
      return {
        reason: 'unknown',
        sentence: 'the expression holds, but no tick of the group has said so yet',
        steps,
        close_names: [],
      };
    const { missingMetric: missing, sentence } = last;
    if (missing === null) return { reason: 'comparison', sentence, steps, close_names: [] };
    const close_names = this.#metrics.has(missing) ? [] : closeNames(missing, this.#metrics);
    const names = close_names.length === 0 ? '' : `; there are ${close_names.join(', ')}`;
    return { reason: 'no_series', sentence: `${last.expression}: ${sentence}${names}`, steps, close_names };
  }

  #entityOf({ labels, source, life, value, firedAt }: ActiveAlert, tick: number): WhyNotEntity {
    const holds = holdsOf(this.options.document.rules[this.options.place]);
    const ceased = life.phase === 'firing' ? life.ceasedAt : null;
    const timers: Timers = {
      ...holds,
      holds_since: life.since,
      fires_at: life.since + durationMs(holds.for),
      ceased_at: ceased,
      ends_at: ceased === null ? null : ceased + durationMs(holds.keep_firing_for),
    };
    const number = Number.isFinite(value) ? value : null;
    const condition = {
      path: 'expr',
      type: 'promql',
      metric: '',
      holds: ceased === null,
      value: number,
      sampled_at: tick,
    };
    const told = {
      labels: { ...labels.toLabels() },
      timers,
      conditions: [{ ...condition, labels: { ...source.toLabels() } }],
      inputs: writtenInputs(this.#samples.inputs(source)),
    };
    if (life.phase === 'pending')
      return {
        ...told,
        reason: 'timer',
        sentence: timerSentence(timers, tick),
        missing_ms: (timers.fires_at ?? tick) - tick,
      };
    return { ...told, reason: 'nothing', sentence: `it fires, since ${timeText(firedAt ?? tick)}`, missing_ms: null };
  }
}
