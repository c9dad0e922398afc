import type { Labels } from '../rules/labels.js';
import { NONE } from './columns.js';
import type { CompiledLeaf, CompiledRule } from './compiled-rule.js';
import type { EngineState } from './engine-state.js';
import type { Judge } from './judge.js';
import { entityOf, parseSeriesKey } from './sample-batch.js';
import { SeriesWindow } from './series-window.js';
import type { Timekeeper } from './timekeeper.js';
import { UNKNOWN } from './truth.js';

/** Brings rules and series together, and takes them apart again. */
export class Binder {
  constructor(
    private readonly state: EngineState,
    private readonly judge: Judge,
    private readonly timekeeper: Timekeeper,
  ) {}

  /** Binds a new series to every rule that reads it. Alert instances that it joins are led up to its first sample. */
  bindSeries(series: number, firstTime: number): void {
    const tenant = this.state.series.tenants[series];
    const { metric, labels } = parseSeriesKey(this.state.series.keys[series] as string);
    for (const leaf of tenant?.leavesOf(metric) ?? []) {
      if (!leaf.selects(labels)) continue;
      const instance = this.#instanceFor(leaf.rule, series, labels);
      if (!leaf.rule.isPerSeries) this.timekeeper.runBefore(this.state.timelineOf(instance), firstTime);
      this.#bind(series, leaf, instance);
    }
  }

  /** Binds a rule to the series that are known. What they say before their next sample is found by {@link Binder.wake}. */
  bindRule(rule: CompiledRule): number[] {
    const tenant = this.state.tenant(rule.rule.tenant_id);
    rule.slot = this.state.rules.add(rule);
    for (const leaf of rule.leaves) {
      leaf.slot = this.state.leaves.add(leaf);
      leaf.asked = tenant.askedOf(rule.isSingleLeaf ? leaf.condition.type : 'composite');
    }
    tenant.addRule(rule);
    const bound: number[] = [];
    for (const leaf of rule.leaves) {
      for (const series of tenant.seriesOf(leaf.metric)) {
        const { labels } = parseSeriesKey(this.state.series.keys[series] as string);
        if (leaf.selects(labels)) bound.push(this.#bind(series, leaf, this.#instanceFor(rule, series, labels)));
      }
    }
    return bound;
  }

  /** Lets newly bound series say what they say now, and judges their alert instances by it. */
  wake(bound: readonly number[]): void {
    const { bindings, series, timelines, clock, lookBackSince } = this.state;
    const instances = new Set(bound.map((binding) => bindings.instance[binding] as number));
    for (const instance of instances) this.#anchorEntity(instance);
    for (const binding of bound) {
      const leaf = this.state.leafOf(binding);
      const row = bindings.series[binding] as number;
      if (leaf.windowMs > 0) lookBackSince.set(binding, series.lastTime[row] as number);
      const isSilent = this.state.silenceDueOf(binding) <= this.state.nowOf(bindings.instance[binding] as number);
      bindings.truth[binding] = isSilent
        ? leaf.truthInSilence(series.lastValue[row] as number)
        : leaf.truthOf(
            series.lastValue[row] as number,
            UNKNOWN,
            series.windows[row] ?? null,
            series.lastTime[row] as number,
          );
    }
    const woken = new Set<number>();
    for (const instance of instances) {
      this.judge.reconsider(instance, this.state.nowOf(instance));
      woken.add(this.state.timelineOf(instance));
    }
    for (const timeline of woken) {
      this.timekeeper.findSilence(timeline);
      this.timekeeper.findLives(timeline);
      this.timekeeper.runUpTo(timeline, timelines.now(timeline, clock));
      this.timekeeper.schedule(timeline);
    }
  }

  /** Takes a rule away. Its episodes must have been ended. */
  unbindRule(rule: CompiledRule): void {
    const tenant = this.state.tenant(rule.rule.tenant_id);
    tenant.removeRule(rule);
    for (const instance of this.instancesOf(rule)) {
      this.judge.bury(instance);
      const timeline = this.state.timelineOf(instance);
      const bindings = [...this.state.bindingsOfInstance(instance)];
      this.#freeInstance(instance);
      for (const binding of bindings) this.#unlinkFromSeries(binding);
      if (rule.isPerSeries) {
        this.timekeeper.findSilence(timeline);
        this.state.timelines.lifeDue[timeline] = Number.NaN;
        this.timekeeper.findLives(timeline);
      }
    }
    for (const leaf of rule.leaves) this.state.leaves.remove(leaf.slot);
    this.state.rules.remove(rule.slot);
  }

  /** The alert instances of a rule, each once. */
  instancesOf(rule: CompiledRule): Set<number> {
    const tenant = this.state.tenant(rule.rule.tenant_id);
    const instances = new Set<number>();
    for (const leaf of rule.leaves) {
      for (const series of tenant.seriesOf(leaf.metric)) {
        for (const binding of this.state.bindingsOfSeries(series)) {
          const instance = this.state.bindings.instance[binding] as number;
          if (this.state.ruleOf(instance) === rule) instances.add(instance);
        }
      }
    }
    return instances;
  }

  /** Forgets a series that has been silent too long; alerts that speak of it alone are over. */
  forget(series: number): void {
    const { bindings, timelines } = this.state;
    const timeline = this.state.series.timeline[series] as number;
    const forgottenAt = timelines.now(timeline, this.state.clock);
    const key = this.state.series.keys[series] as string;
    const instances = new Set(
      [...this.state.bindingsOfSeries(series)].map((binding) => bindings.instance[binding] as number),
    );
    for (const instance of instances) {
      const own = [...this.state.bindingsOfInstance(instance)];
      const left = own.filter((binding) => bindings.series[binding] !== series);
      if (left.length > 0) {
        this.#relinkInstance(instance, left);
        this.judge.reconsider(instance, this.state.nowOf(instance));
        this.#settle(this.state.timelineOf(instance));
      } else {
        const at = this.state.timelineOf(instance) === timeline ? forgottenAt : this.state.nowOf(instance);
        this.judge.observe(instance, { kind: 'ends', at, reason: 'series_forgotten' });
        this.judge.bury(instance);
        this.#freeInstance(instance);
      }
      for (const binding of own) if (bindings.series[binding] === series) this.#freeBinding(binding);
    }
    this.state.series.tenants[series]?.removeSeries(key, parseSeriesKey(key).metric, series);
    this.state.series.remove(series);
    timelines.remove(timeline);
  }

  #settle(timeline: number): void {
    this.timekeeper.findSilence(timeline);
    this.timekeeper.findLives(timeline);
    this.timekeeper.schedule(timeline);
  }

  #instanceFor(rule: CompiledRule, series: number, labels: Labels): number {
    const { instances, timelines, bindings, series: table } = this.state;
    if (rule.isPerSeries) {
      const last = table.firstBinding[series] as number;
      const known = last === NONE ? NONE : (bindings.instance[last] as number);
      return known !== NONE && instances.rule[known] === rule.slot
        ? known
        : instances.add(rule.slot, table.timeline[series] as number);
    }
    const entity = JSON.stringify(entityOf(labels));
    const known = rule.entities.get(entity);
    if (known !== undefined) return known;
    const timeline = timelines.add(NONE, NONE, Number.NEGATIVE_INFINITY, this.state.clock);
    const instance = instances.add(rule.slot, timeline);
    timelines.instance[timeline] = instance;
    rule.entities.set(entity, instance);
    return instance;
  }

  /** An entity whose series were known before its rule lives in the latest of their times. */
  #anchorEntity(instance: number): void {
    const { timelines, series, bindings, clock } = this.state;
    const timeline = this.state.timelineOf(instance);
    if ((timelines.series[timeline] as number) !== NONE) return;
    for (const binding of this.state.bindingsOfInstance(instance)) {
      const now = timelines.now(series.timeline[bindings.series[binding] as number] as number, clock);
      timelines.anchorTime[timeline] = Math.max(timelines.anchorTime[timeline] as number, now);
    }
    timelines.anchorClock[timeline] = clock;
  }

  #bind(series: number, leaf: CompiledLeaf, instance: number): number {
    const { series: table, bindings, instances, timelines } = this.state;
    const isFirst = instances.firstBinding[instance] === NONE;
    const binding = bindings.add(series, leaf.slot, instance);
    bindings.nextOfSeries[binding] = table.firstBinding[series] as number;
    table.firstBinding[series] = binding;
    bindings.nextOfInstance[binding] = instances.firstBinding[instance] as number;
    instances.firstBinding[instance] = binding;
    if (isFirst) this.judge.remember(instance);
    if (leaf.windowMs > 0) {
      const window = table.windows[series] ?? new SeriesWindow();
      window.want(leaf.windowMs);
      table.windows[series] = window;
    }
    const timeline = table.timeline[series] as number;
    if (leaf.rule.isPerSeries)
      timelines.silenceMin[timeline] = Math.min(timelines.silenceMin[timeline] as number, leaf.silenceMs);
    else table.entityBindings[series] = (table.entityBindings[series] as number) + 1;
    return binding;
  }

  #unlinkFromSeries(binding: number): void {
    const { series: table, bindings, timelines } = this.state;
    const series = bindings.series[binding] as number;
    const left = [...this.state.bindingsOfSeries(series)].filter((other) => other !== binding);
    this.#freeBinding(binding);
    let next: number = NONE;
    for (const other of left.toReversed()) {
      bindings.nextOfSeries[other] = next;
      next = other;
    }
    table.firstBinding[series] = next;
    const windows = new Set(left.map((other) => this.state.leafOf(other).windowMs).filter((ms) => ms > 0));
    if (windows.size === 0) table.windows[series] = null;
    else table.windows[series]?.keepOnly(windows);
    const leaves = left.map((other) => this.state.leafOf(other));
    const timeline = table.timeline[series] as number;
    timelines.silenceMin[timeline] = Math.min(
      ...leaves.filter(({ rule }) => rule.isPerSeries).map(({ silenceMs }) => silenceMs),
    );
    table.entityBindings[series] = leaves.filter(({ rule }) => !rule.isPerSeries).length;
  }

  #relinkInstance(instance: number, left: readonly number[]): void {
    const { bindings, instances } = this.state;
    let next: number = NONE;
    for (const binding of left.toReversed()) {
      bindings.nextOfInstance[binding] = next;
      next = binding;
    }
    instances.firstBinding[instance] = next;
  }

  #freeBinding(binding: number): void {
    this.state.lookBackSince.delete(binding);
    this.state.bindings.remove(binding);
  }

  #freeInstance(instance: number): void {
    const { instances, timelines } = this.state;
    const timeline = this.state.timelineOf(instance);
    const rule = this.state.ruleOf(instance);
    if (!rule.isPerSeries) {
      timelines.remove(timeline);
      for (const [entity, known] of rule.entities) if (known === instance) rule.entities.delete(entity);
    }
    instances.remove(instance);
  }
}
