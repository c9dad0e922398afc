import { NO_VALUE } from '../plan/series-store.js';
import type { AlertRule } from '../rules/alert-rule.js';
import { Binder } from './binder.js';
import { NONE } from './columns.js';
import { CompiledRule } from './compiled-rule.js';
import { EngineState } from './engine-state.js';
import { dumpState, loadState } from './engine-snapshot.js';
import { inspectAlert, type InspectedAlert } from './inspect.js';
import { Judge } from './judge.js';
import { RefusedSamples, type RefusalReason } from './refused-samples.js';
import { parseSeriesKey, type SampleBatch } from './sample-batch.js';
import type { TenantRules } from './tenant-rules.js';
import { Timekeeper } from './timekeeper.js';
import type { Transition, TransitionReason } from './transition.js';
import { type Truth } from './truth.js';

/** Most series of one tenant on one partition; each costs some hundred bytes. */
export const SERIES_PER_TENANT_MAX = 200_000;

export interface EngineOptions {
  /** The partition of the samples topic whose records are applied; transitions name it as their source. */
  partition: number;
  /** Most series of one tenant on this partition. Default {@link SERIES_PER_TENANT_MAX}. */
  seriesPerTenantMax?: number;
  /** After this long without a sample, a value is out of date: conditions on it are unknown. Default 15 minutes. */
  staleAfterMs?: number;
  /** After this long without a sample, a series is forgotten. Default 24 hours. */
  forgetAfterMs?: number;
  /** Most time that one clock record may bring, and longest time without a record that is no outage. Default 5 seconds. */
  clockStepMsMax?: number;
}

/** How many series of a tenant the engine's partition holds. */
export interface SeriesCount {
  readonly tenant: string;
  readonly series: number;
  /** Whether the other partitions must know, since the tenant may only have so many on all of them. */
  readonly hasQuota: boolean;
}

/** What an engine has done so far. */
export interface EngineStats {
  series: number;
  samples: number;
  evaluations: { tenant: string; ruleType: string; evaluations: number }[];
}

/**
 * Turns the records of one partition into transitions of alerts: samples, the clock, and changes of rules, in the order
 * of the log. Pure: equal records give equal transitions, however they are cut into batches, and a restored engine goes
 * on as the one whose snapshot it was given.
 */
export class Engine {
  readonly #limits: Required<Omit<EngineOptions, 'partition'>>;
  readonly #state = new EngineState();
  readonly #judge: Judge;
  readonly #timekeeper: Timekeeper;
  readonly #binder: Binder;
  #refused = new Map<string, RefusedSamples>();
  #samples = 0;
  /** Alert instances that a sample touches; kept to be used again. */
  readonly #touched: number[] = [];

  constructor({
    partition,
    seriesPerTenantMax = SERIES_PER_TENANT_MAX,
    staleAfterMs = 900_000,
    forgetAfterMs = 86_400_000,
    clockStepMsMax = 5_000,
  }: EngineOptions) {
    this.#limits = { seriesPerTenantMax, staleAfterMs, forgetAfterMs, clockStepMsMax };
    this.#judge = new Judge(this.#state, partition);
    this.#timekeeper = new Timekeeper(this.#state, this.#judge, forgetAfterMs);
    this.#binder = new Binder(this.#state, this.#judge, this.#timekeeper);
  }

  /** An engine that goes on where the one that made the snapshot stood. The options must be the same. */
  static restore(snapshot: Uint8Array, options: EngineOptions): Engine {
    const engine = new Engine(options);
    engine.#samples = loadState(snapshot, engine.#state, {
      addRule: (rule) => engine.#binder.bindRule(new CompiledRule(rule, engine.#limits.staleAfterMs)),
      addSeries: (tenant, key) => {
        const series = engine.#addSeries(tenant, key);
        engine.#binder.bindSeries(series, Number.NEGATIVE_INFINITY);
        return series;
      },
      settle: (timeline) => {
        engine.#timekeeper.findSilence(timeline);
        engine.#state.timelines.lifeDue[timeline] = Number.NaN;
        engine.#timekeeper.findLives(timeline);
        engine.#timekeeper.schedule(timeline);
      },
    });
    return engine;
  }

  /** Everything that the engine knows, as bytes for {@link Engine.restore}. Transitions must have been taken before. */
  snapshot(): Uint8Array {
    return dumpState(this.#state, this.#samples);
  }

  /** Takes samples in, in their order. `offset` is the record's place in the log. */
  applySamples(batch: SampleBatch, offset: number): void {
    this.#judge.offset = offset;
    this.#hear(batch.receivedAt);
    const tenant = this.#state.tenant(batch.tenant);
    const { seriesIndex, timestamps, values } = batch;
    const rows = new Int32Array(batch.series.length).fill(NONE);
    for (let i = 0; i < seriesIndex.length; i += 1) {
      const index = seriesIndex[i] as number;
      let row = rows[index] as number;
      if (row === NONE) {
        row = tenant.seriesByKey.get(batch.series[index] as string) ?? NONE;
        rows[index] = row;
      }
      this.#applySample(
        tenant,
        row === NONE ? (batch.series[index] as string) : null,
        row,
        timestamps[i] as number,
        values[i] as number,
      );
    }
  }

  /** Carries idle series on: `at` is the wall time that the partition's owner saw. */
  applyClock(at: number, offset: number): void {
    this.#judge.offset = offset;
    const state = this.#state;
    this.#hear(at);
    if (state.lastClockAt !== null)
      state.clock += Math.min(Math.max(at - state.lastClockAt, 0), this.#limits.clockStepMsMax);
    state.lastClockAt = Math.max(state.lastClockAt ?? at, at);
    for (const series of this.#timekeeper.runClock()) this.#binder.forget(series);
    for (const [key, { clock }] of state.gone)
      if (clock < state.clock - this.#limits.forgetAfterMs) state.gone.delete(key);
  }

  /**
   * Takes a rule as it stands from here on; null takes it away, as does any status but `active`. While the conditions
   * stay the same, episodes go on; other conditions end them and begin anew.
   */
  applyRule(tenant: string, ruleId: string, rule: AlertRule | null, offset: number): void {
    this.#judge.offset = offset;
    const known = this.#state.tenant(tenant).rules.get(ruleId);
    const isActive = rule !== null && rule.status === 'active';
    if (known !== undefined && isActive && known.asksTheSame(rule)) {
      this.#adopt(known, rule);
      return;
    }
    if (known !== undefined)
      this.#end(known, rule === null ? 'rule_removed' : isActive ? 'rule_changed' : 'rule_paused');
    if (isActive) this.#binder.wake(this.#binder.bindRule(new CompiledRule(rule, this.#limits.staleAfterMs)));
  }

  /**
   * A rule's derived conditions, as they stand in its version, have been evaluated once: from here on they hold for
   * nobody of whom no sample says so.
   */
  applyEvaluated(tenant: string, ruleId: string, version: number, offset: number): void {
    this.#judge.offset = offset;
    const rule = this.#state.tenant(tenant).rules.get(ruleId);
    if (rule === undefined || rule.isEvaluated || version < rule.sinceVersion) return;
    rule.isEvaluated = true;
    for (const instance of this.#binder.instancesOf(rule)) {
      this.#judge.reconsider(instance, this.#state.nowOf(instance));
      this.#carryOn(instance);
    }
  }

  /** How many series a tenant may have on all partitions together, from here on; those that it has stay. */
  applySeriesQuota(tenant: string, seriesMax: number): void {
    const own = this.#state.tenant(tenant);
    own.seriesMax = seriesMax;
    own.toldSeries = null;
  }

  /** Another partition has said how many series of a tenant it holds. */
  applySeriesElsewhere(tenant: string, partition: number, series: number): void {
    this.#state.tenant(tenant).seriesElsewhere.set(partition, series);
  }

  /** Of which tenants the number of series here is another one than when this was last asked. */
  takeSeriesCounts(): SeriesCount[] {
    const counts: SeriesCount[] = [];
    for (const tenant of this.#state.tenants.values()) {
      const series = tenant.countedSeries;
      if (series === tenant.toldSeries) continue;
      tenant.toldSeries = series;
      counts.push({ tenant: tenant.name, series, hasQuota: tenant.seriesMax !== null });
    }
    return counts;
  }

  /** Whether a series was left out because its tenant has as many as it may. */
  isLeftOut(tenant: string, key: string): boolean {
    const own = this.#state.tenants.get(tenant);
    return own !== undefined && !own.seriesByKey.has(key) && own.isFull(key, this.#limits.seriesPerTenantMax);
  }

  /** The most series that a tenant may have: on all partitions where it has a quota, else on this one. */
  seriesMaxOf(tenant: string): number {
    return this.#state.tenants.get(tenant)?.seriesMax ?? this.#limits.seriesPerTenantMax;
  }

  /** What became visible since the last call, in the order of `inOrderOfTelling`. */
  takeTransitions(): Transition[] {
    return this.#judge.takeTransitions();
  }

  /** The alert instances of a rule as they stand, pending or not; none of a rule that is not evaluated. */
  inspect(tenant: string, ruleId: string): InspectedAlert[] {
    const rule = this.#state.tenants.get(tenant)?.rules.get(ruleId);
    if (rule === undefined) return [];
    return [...this.#binder.instancesOf(rule)].map((instance) => inspectAlert(this.#state, this.#judge, instance));
  }

  /** Samples that were not taken since the last call, by tenant and reason. */
  takeRefused(): RefusedSamples[] {
    if (this.#refused.size === 0) return [];
    const refused = [...this.#refused.values()];
    this.#refused = new Map();
    return refused;
  }

  stats(): EngineStats {
    const evaluations: EngineStats['evaluations'] = [];
    for (const [tenant, { asked }] of this.#state.tenants)
      for (const [ruleType, { count }] of asked) evaluations.push({ tenant, ruleType, evaluations: count });
    return { series: this.#state.series.size, samples: this.#samples, evaluations };
  }

  #hear(at: number): void {
    if (this.#state.outages.hear(at, this.#limits.clockStepMsMax)) this.#timekeeper.findSilencesOfEntities();
  }

  #adopt(known: CompiledRule, rule: AlertRule): void {
    known.adopt(rule);
    for (const instance of this.#binder.instancesOf(known)) this.#carryOn(instance);
  }

  /** Lets happen what is due on an alert instance's timeline, now that its holds or its life may be other ones. */
  #carryOn(instance: number): void {
    const { timelines, clock } = this.#state;
    const timeline = this.#state.timelineOf(instance);
    timelines.lifeDue[timeline] = Number.NaN;
    this.#timekeeper.findLives(timeline);
    this.#timekeeper.runUpTo(timeline, timelines.now(timeline, clock));
    this.#timekeeper.schedule(timeline);
  }

  #end(rule: CompiledRule, reason: TransitionReason): void {
    for (const instance of this.#binder.instancesOf(rule)) {
      this.#judge.observe(instance, { kind: 'ends', at: this.#state.nowOf(instance), reason });
    }
    this.#binder.unbindRule(rule);
  }

  #addSeries(tenant: TenantRules, key: string): number {
    const { series, timelines, clock } = this.#state;
    // The text of a batch is one long string that its keys are cut from; a key of its own lets go of it.
    const own = JSON.stringify(JSON.parse(key));
    const timeline = timelines.add(NONE, NONE, Number.NEGATIVE_INFINITY, clock);
    const row = series.add(tenant, own, timeline);
    timelines.series[timeline] = row;
    tenant.addSeries(own, parseSeriesKey(own).metric, row);
    return row;
  }

  #applySample(tenant: TenantRules, newKey: string | null, known: number, time: number, value: number): void {
    const { series, timelines } = this.#state;
    let row = known;
    if (newKey !== null) {
      row = tenant.seriesByKey.get(newKey) ?? NONE;
      if (row === NONE && value === NO_VALUE) return;
      if (row === NONE) {
        if (tenant.isFull(newKey, this.#limits.seriesPerTenantMax))
          return this.#refuse('series_limit', tenant, newKey, time, value);
        row = this.#addSeries(tenant, newKey);
        this.#binder.bindSeries(row, time);
        this.#takeIn(row, time, value, true);
        return;
      }
    }
    const last = series.lastTime[row] as number;
    if (time <= last)
      return this.#refuse(
        time === last ? 'duplicate' : 'out_of_order',
        tenant,
        series.keys[row] as string,
        time,
        value,
      );
    const timeline = series.timeline[row] as number;
    if ((timelines.silenceDue[timeline] as number) < time || (timelines.lifeDue[timeline] as number) < time)
      this.#timekeeper.runBefore(timeline, time);
    if ((series.entityBindings[row] as number) > 0)
      for (const entity of this.#entityTimelines(row)) this.#timekeeper.runBefore(entity, time);
    this.#takeIn(row, time, value, false);
  }

  /** The sample itself, after everything that was due before it. */
  #takeIn(row: number, time: number, value: number, isNew: boolean): void {
    const state = this.#state;
    const { series, timelines, bindings } = state;
    this.#samples += 1;
    const timeline = series.timeline[row] as number;
    series.lastTime[row] = time;
    series.lastValue[row] = value;
    timelines.anchorTime[timeline] = time;
    timelines.anchorClock[timeline] = state.clock;
    const window = series.windows[row] as (typeof series.windows)[number];
    if (window !== null && value !== NO_VALUE) window.push(time, value);
    const touched = this.#touched;
    touched.length = 0;
    for (
      let binding = series.firstBinding[row] as number;
      binding !== NONE;
      binding = bindings.nextOfSeries[binding] as number
    ) {
      const leaf = state.leaves.at(bindings.leaf[binding] as number);
      leaf.asked.count += 1;
      const before = bindings.truth[binding] as Truth;
      const since = leaf.windowMs > 0 ? (state.lookBackSince.get(binding) ?? Number.NEGATIVE_INFINITY) : 0;
      const truth = leaf.truthOf(value, before, window, since);
      if (truth === before && !isNew) continue;
      bindings.truth[binding] = truth;
      const instance = bindings.instance[binding] as number;
      if (touched.length === 0 || touched[touched.length - 1] !== instance) touched.push(instance);
    }
    for (const instance of touched) this.#judge.reconsider(instance, time);
    timelines.silenceDue[timeline] = time + (timelines.silenceMin[timeline] as number);
    this.#afterSample(timeline, time);
    if ((series.entityBindings[row] as number) === 0) return;
    for (const entity of this.#entityTimelines(row)) {
      timelines.anchorTime[entity] = Math.max(timelines.anchorTime[entity] as number, time);
      timelines.anchorClock[entity] = state.clock;
      this.#timekeeper.findSilence(entity);
      this.#afterSample(entity, time);
    }
  }

  #afterSample(timeline: number, time: number): void {
    const { lifeDue } = this.#state.timelines;
    if (Number.isNaN(lifeDue[timeline] as number)) this.#timekeeper.findLives(timeline);
    if ((lifeDue[timeline] as number) <= time) this.#timekeeper.runLivesUpTo(timeline, time);
    this.#timekeeper.schedule(timeline);
  }

  #entityTimelines(row: number): Set<number> {
    const own = this.#state.series.timeline[row] as number;
    const timelines = new Set<number>();
    for (const binding of this.#state.bindingsOfSeries(row))
      timelines.add(this.#state.timelineOf(this.#state.bindings.instance[binding] as number));
    timelines.delete(own);
    return timelines;
  }

  #refuse(reason: RefusalReason, tenant: TenantRules, key: string, timestamp: number, value: number): void {
    const group = `${reason} ${tenant.name}`;
    let refused = this.#refused.get(group);
    if (refused === undefined) {
      refused = new RefusedSamples(tenant.name, reason);
      this.#refused.set(group, refused);
    }
    refused.add(key, timestamp, value);
  }
}
