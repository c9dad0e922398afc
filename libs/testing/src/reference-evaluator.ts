import { NO_VALUE } from '@tocsin/domain/plan/series-store';
import { leavesOf } from '@tocsin/domain/rules/condition-walk';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { type Labels, labelsFrom } from '@tocsin/domain/rules/labels';
import type { LeafCondition } from '@tocsin/domain/rules/condition';
import { sourceOf } from '@tocsin/domain/rules/condition-source';
import { hash128, transitionId } from '@tocsin/domain/engine/hash';
import { entityOf, parseSeriesKey } from '@tocsin/domain/engine/sample-batch';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { SamplesRecord } from '@tocsin/contracts/topics/samples';
import {
  lastOf,
  type ReferenceChange,
  ReferenceInstance,
  type ReferenceMember,
  type ReferencePast,
  type ReferenceSeries,
} from './reference-instance.js';

export interface ReferenceOptions {
  partition: number;
  staleAfterMs?: number;
  forgetAfterMs?: number;
  clockStepMsMax?: number;
}

interface ReferenceRule {
  rule: AlertRule;
  /** The version in which it began to ask what it asks. */
  since: number;
  isEvaluated: boolean;
  instances: Map<string, ReferenceInstance>;
}

/**
 * The engine's answer, found the naive way: every sample is kept, everything is looked at again at every step, and
 * nothing is shared with the engine but the names of things. For tests only; it takes time and memory without bounds.
 */
export class ReferenceEvaluator {
  readonly #options: Required<ReferenceOptions>;
  readonly #series = new Map<string, ReferenceSeries>();
  readonly #rules = new Map<string, ReferenceRule>();
  readonly #pasts = new Map<string, ReferencePast>();
  /** Of pasts that no alert instance lives on: since when, by the clock. */
  readonly #goneAt = new Map<ReferencePast, number>();
  #clock = 0;
  #lastClockAt: number | null = null;
  /** The wall times at which the platform was at work, each later than the one before. */
  readonly #heard: number[] = [];
  #offset = 0;
  #transitions: Transition[] = [];

  constructor({
    partition,
    staleAfterMs = 900_000,
    forgetAfterMs = 86_400_000,
    clockStepMsMax = 5_000,
  }: ReferenceOptions) {
    this.#options = { partition, staleAfterMs, forgetAfterMs, clockStepMsMax };
  }

  /** Applies one record of the log and returns what follows from it. */
  apply(record: SamplesRecord, offset: number): Transition[] {
    this.#offset = offset;
    this.#transitions = [];
    // Groups, and quotas of series, are no part of what is held against this reference.
    if (record.kind === 'group' || record.kind === 'series_quota' || record.kind === 'series_elsewhere') return [];
    if (record.kind === 'clock') this.#hear(record.at);
    if (record.kind === 'samples') this.#hear(record.batch.receivedAt);
    if (record.kind === 'clock') this.#applyClock(record.at);
    else if (record.kind === 'rule') this.#applyRule(record.tenant, record.ruleId, record.rule);
    else if (record.kind === 'evaluated') this.#applyEvaluated(record.tenant, record.ruleId, record.version);
    else {
      const { tenant, series, seriesIndex, timestamps, values } = record.batch;
      for (let i = 0; i < seriesIndex.length; i += 1) {
        this.#applySample(
          tenant,
          series[seriesIndex[i] as number] as string,
          timestamps[i] as number,
          values[i] as number,
        );
      }
    }
    this.#forgetPasts(record.kind === 'clock');
    return this.#transitions;
  }

  /** What is long gone is forgotten, as its series were. */
  #forgetPasts(isClock: boolean): void {
    const living = new Set([...this.#instances()].map(({ past }) => past));
    for (const [key, past] of this.#pasts) {
      if (living.has(past)) this.#goneAt.delete(past);
      else if (!this.#goneAt.has(past)) this.#goneAt.set(past, this.#clock);
      const goneAt = this.#goneAt.get(past) ?? this.#clock;
      if (isClock && goneAt < this.#clock - this.#options.forgetAfterMs) this.#pasts.delete(key);
    }
  }

  #hear(at: number): void {
    if (at > (this.#heard.at(-1) ?? Number.NEGATIVE_INFINITY)) this.#heard.push(at);
  }

  #outage(from: number, to: number): number {
    let sum = 0;
    this.#heard.forEach((at, i) => {
      const quietFrom = (this.#heard[i - 1] ?? at) + this.#options.clockStepMsMax;
      sum += Math.max(0, Math.min(at, to) - Math.max(quietFrom, from));
    });
    return sum;
  }

  #applySample(tenant: string, key: string, time: number, value: number): void {
    const id = JSON.stringify([tenant, key]);
    let series = this.#series.get(id);
    if (series !== undefined && time <= (lastOf(series)?.time ?? Number.NEGATIVE_INFINITY)) return;
    const isNew = series === undefined;
    if (isNew && value === NO_VALUE) return;
    series ??= { key, ...parseSeriesKey(key), samples: [] };
    if (!isNew) for (const instance of this.#reading(series)) instance.passBefore(time);
    else this.#join(tenant, id, series, time);
    series.samples.push({ time, value, clock: this.#clock });
    for (const instance of this.#reading(series)) {
      instance.anchor(time, this.#clock);
      for (const member of instance.members)
        if (member.series === series) member.events.push({ kind: 'sample', value });
      instance.look(time);
      while (instance.holdDue() <= time) instance.endHold();
    }
  }

  /** A new series meets the rules; an entity that it joins is led up to its first sample. */
  #join(tenant: string, id: string, series: ReferenceSeries, time: number): void {
    this.#series.set(id, series);
    for (const entry of this.#rules.values()) {
      if (entry.rule.tenant_id !== tenant) continue;
      for (const leaf of leavesOf(entry.rule.conditions)) {
        if (!reads(entry.rule, leaf.condition, series)) continue;
        const instance = this.#instanceFor(entry, series);
        instance.passBefore(time);
        instance.members.push({ ...leaf, series, events: [], since: Number.NEGATIVE_INFINITY });
      }
    }
  }

  #applyClock(at: number): void {
    if (this.#lastClockAt !== null)
      this.#clock += Math.min(Math.max(at - this.#lastClockAt, 0), this.#options.clockStepMsMax);
    this.#lastClockAt = Math.max(this.#lastClockAt ?? at, at);
    for (const instance of this.#instances()) instance.pass((due) => due <= instance.now(this.#clock));
    const { forgetAfterMs } = this.#options;
    const silent = [...this.#series].filter(
      ([, series]) => forgetAfterMs <= this.#clock - (lastOf(series)?.clock ?? 0),
    );
    for (const [id, series] of silent.sort(([, a], [, b]) => (a.key < b.key ? -1 : 1))) {
      this.#series.delete(id);
      for (const { instances } of this.#rules.values()) {
        for (const [name, instance] of instances) this.#leave(series, instances, name, instance);
      }
    }
  }

  #leave(
    series: ReferenceSeries,
    instances: Map<string, ReferenceInstance>,
    name: string,
    instance: ReferenceInstance,
  ): void {
    const left = instance.members.filter((member) => member.series !== series);
    if (left.length === instance.members.length) return;
    const now = instance.now(this.#clock);
    if (left.length === 0) {
      instance.end(now, 'series_forgotten');
      instances.delete(name);
    } else {
      instance.members = left;
      instance.look(now);
    }
  }

  #applyRule(tenant: string, ruleId: string, rule: AlertRule | null): void {
    const id = JSON.stringify([tenant, ruleId]);
    const known = this.#rules.get(id);
    const isActive = rule !== null && rule.status === 'active';
    if (known !== undefined && isActive && JSON.stringify(known.rule.conditions) === JSON.stringify(rule.conditions)) {
      known.rule = rule;
      for (const instance of known.instances.values()) {
        instance.rule = rule;
        instance.pass((due) => due <= instance.now(this.#clock));
      }
      return;
    }
    if (known !== undefined) {
      const reason = rule === null ? 'rule_removed' : isActive ? 'rule_changed' : 'rule_paused';
      for (const instance of known.instances.values()) instance.end(instance.now(this.#clock), reason);
      this.#rules.delete(id);
    }
    if (isActive) this.#start(id, rule);
  }

  #applyEvaluated(tenant: string, ruleId: string, version: number): void {
    const entry = this.#rules.get(JSON.stringify([tenant, ruleId]));
    if (entry === undefined || entry.isEvaluated || version < entry.since) return;
    entry.isEvaluated = true;
    for (const instance of entry.instances.values()) {
      instance.isEvaluated = true;
      const now = instance.now(this.#clock);
      instance.look(now);
      instance.pass((due) => due <= now);
    }
  }

  /** A rule meets the series that are there already. */
  #start(id: string, rule: AlertRule): void {
    const entry: ReferenceRule = { rule, since: rule.version, isEvaluated: false, instances: new Map() };
    this.#rules.set(id, entry);
    for (const [seriesId, series] of this.#series) {
      if ((JSON.parse(seriesId) as string[])[0] !== rule.tenant_id) continue;
      for (const leaf of leavesOf(rule.conditions)) {
        const last = lastOf(series);
        if (!reads(rule, leaf.condition, series) || last === undefined) continue;
        const instance = this.#instanceFor(entry, series);
        instance.anchor(last.time + this.#clock - last.clock, this.#clock);
        instance.members.push({ ...leaf, series, events: [{ kind: 'sample', value: last.value }], since: last.time });
      }
    }
    for (const instance of entry.instances.values()) {
      const now = instance.now(this.#clock);
      for (const member of instance.members)
        if (instance.silenceDue(member) <= now) member.events.push({ kind: 'silence' });
      instance.look(now);
      instance.pass((due) => due <= now);
    }
  }

  #instanceFor(entry: ReferenceRule, series: ReferenceSeries): ReferenceInstance {
    const { rule, instances } = entry;
    const selectors = leavesOf(rule.conditions).map(({ condition }) => {
      const { metric, labels } = sourceOf(rule.id, condition);
      return JSON.stringify([metric, labelsFrom(Object.entries(labels))]);
    });
    const isEntity = new Set(selectors).size > 1;
    const labels: Labels = isEntity ? entityOf(series.labels) : series.labels;
    const name = JSON.stringify(labels);
    let instance = instances.get(name);
    if (instance === undefined) {
      const pastKey = JSON.stringify([rule.tenant_id, rule.id, name]);
      const past = this.#pasts.get(pastKey) ?? { at: Number.NEGATIVE_INFINITY, episodeStart: Number.NEGATIVE_INFINITY };
      this.#pasts.set(pastKey, past);
      instance = new ReferenceInstance(
        rule,
        labels,
        isEntity,
        past,
        this.#options.staleAfterMs,
        (from, to) => this.#outage(from, to),
        (change) => this.#transitions.push(this.#transition(change)),
      );
      instance.isEvaluated = entry.isEvaluated;
      instances.set(name, instance);
    }
    return instance;
  }

  *#instances(): Generator<ReferenceInstance> {
    for (const { instances } of this.#rules.values()) yield* instances.values();
  }

  #reading(series: ReferenceSeries): ReferenceInstance[] {
    return [...this.#instances()].filter(({ members }) => members.some((member) => member.series === series));
  }

  #transition({ instance, state, episodeStart, at, reason }: ReferenceChange): Transition {
    const { rule, labels } = instance;
    const fingerprint = hash128(JSON.stringify(Object.entries(labels)));
    const evidence = leavesOf(rule.conditions).map(({ path, condition }) => {
      const holds = instance.saysAt(path);
      const deciders = instance.members.filter((member) => member.path === path && instance.says(member) === holds);
      const decider = deciders.sort((a, b) => (a.series.key < b.series.key ? -1 : 1))[0];
      return {
        path,
        type: condition.type,
        metric: sourceOf(rule.id, condition).metric,
        holds,
        ...('operator' in condition ? { operator: condition.operator, threshold: condition.threshold } : {}),
        ...(condition.type === 'anomaly' ? { operator: '>=' as const, threshold: condition.score } : {}),
        ...('window' in condition && condition.window !== undefined ? { window: condition.window } : {}),
        ...(condition.type === 'promql' ? { expr: condition.expr } : {}),
        labels: decider?.series.labels ?? {},
        value: decider === undefined ? null : valueOf(instance, decider, at),
        sampled_at: decider === undefined ? null : (lastOf(decider.series)?.time ?? null),
      };
    });
    return {
      id: transitionId(rule.tenant_id, rule.id, fingerprint, episodeStart, state),
      tenant_id: rule.tenant_id,
      rule_id: rule.id,
      rule_name: rule.name,
      rule_version: rule.version,
      severity: rule.severity,
      category: rule.category,
      state,
      fingerprint,
      labels: labelsFrom(Object.entries({ ...labels, ...rule.labels, alertname: rule.name })),
      annotations: rule.annotations,
      episode_start: episodeStart,
      at,
      value: (evidence.find(({ holds }) => holds === true) ?? evidence[0])?.value ?? null,
      reason,
      evidence,
      source: { partition: this.#options.partition, offset: this.#offset },
    };
  }
}

function valueOf(instance: ReferenceInstance, member: ReferenceMember, at: number): number | null {
  const last = lastOf(member.series);
  if (member.condition.type === 'absence') return Math.max(0, at - (last?.time ?? at)) / 1_000;
  if (last?.value === NO_VALUE) return null;
  return member.condition.type === 'change' ? instance.changeOf(member) : (last?.value ?? null);
}

function reads(rule: AlertRule, condition: LeafCondition, { metric, labels }: ReferenceSeries): boolean {
  const source = sourceOf(rule.id, condition);
  return source.metric === metric && Object.entries(source.labels).every(([name, value]) => labels[name] === value);
}
