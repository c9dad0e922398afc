import { derivedGroupName, derivedGroupOf, ruleOfDerivedGroup } from '../groups/derived-group.js';
import { GroupFinisher } from '../groups/group-finisher.js';
import { planGroup } from '../groups/group-plan.js';
import { GroupSharer } from '../groups/group-sharer.js';
import { METRIC_NAME } from '../plan/label-set.js';
import type { AlertRule } from '../rules/alert-rule.js';
import { labelsFrom } from '../rules/labels.js';
import { Engine } from './engine.js';
import { type SampleBatch, seriesKey } from './sample-batch.js';
import type { Transition } from './transition.js';

/** One rule, evaluated as live, but with all its parts in one place. */
export class OnePlace {
  /** How often conditions over many series are evaluated; infinity for a rule that has none. */
  readonly intervalMs: number;
  readonly #engine = new Engine({ partition: 0, clockStepMsMax: Number.POSITIVE_INFINITY });
  readonly #sharer = new GroupSharer(0, 1);
  readonly #finisher = new GroupFinisher({ partition: 0, world: { externalLabels: {}, externalUrl: '' } });
  #offset = 0;
  #error: string | null = null;
  #clock: number | null = null;

  constructor(private readonly rule: AlertRule) {
    const group = derivedGroupOf(rule);
    this.intervalMs = group === null ? Number.POSITIVE_INFINITY : planGroup(group).intervalMs;
    this.#engine.applyRule(rule.tenant_id, rule.id, rule, 0);
    if (group !== null) this.#sharer.applyGroup(rule.tenant_id, derivedGroupName(rule.id), group);
  }

  /** Lets time pass, at no more than an interval at once, so that no evaluation is left out. */
  carryOn(to: number): void {
    while (this.#clock !== null && to - this.#clock > this.intervalMs) this.#applyClock(this.#clock + this.intervalMs);
    this.#applyClock(to);
  }

  #applyClock(at: number): void {
    this.#clock = at;
    this.#offset += 1;
    this.#engine.applyClock(at, this.#offset);
    this.#sharer.applyClock(at);
    for (const share of this.#sharer.takeShares()) this.#finisher.apply(share, this.#offset);
    for (const { at: recordedAt, samples } of this.#finisher.takeRecorded())
      for (const { labels, value } of samples) {
        const own = labelsFrom(labels.entries().filter(([name]) => name !== METRIC_NAME));
        this.applySample(seriesKey(labels.metric, own), recordedAt, value);
      }
    for (const { group, version, rules, isFirstWhole } of this.#finisher.takeReports()) {
      this.#error = rules.find(({ error }) => error !== null)?.error ?? null;
      if (isFirstWhole)
        this.#engine.applyEvaluated(this.rule.tenant_id, ruleOfDerivedGroup(group) ?? '', version, this.#offset);
    }
  }

  /** Why the conditions over many series could not be evaluated the last time; null when they could. */
  get error(): string | null {
    return this.#error;
  }

  applySample(key: string, time: number, value: number): void {
    const batch: SampleBatch = {
      tenant: this.rule.tenant_id,
      receivedAt: time,
      series: [key],
      seriesIndex: Uint32Array.of(0),
      timestamps: Float64Array.of(time),
      values: Float64Array.of(value),
    };
    this.#offset += 1;
    this.#engine.applySamples(batch, this.#offset);
    this.#sharer.applySamples(batch);
  }

  takeTransitions(): Transition[] {
    return this.#engine.takeTransitions();
  }
}
