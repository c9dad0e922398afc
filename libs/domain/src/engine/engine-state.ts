import { Slots } from './columns.js';
import type { CompiledLeaf, CompiledRule } from './compiled-rule.js';
import type { LifeCycle } from './life-cycle.js';
import type { StepPast } from './sequence.js';
import { BindingTable, InstanceTable, SeriesTable, TimelineTable } from './tables.js';
import { TenantRules } from './tenant-rules.js';
import { Outages } from './outages.js';
import type { Truth } from './truth.js';
import { TimerHeap } from './timer-heap.js';

/** The last thing that became visible of an alert instance: what comes next is later. */
export interface Past {
  at: number;
  episodeStart: number;
}

/** Everything that a partition's engine knows. Who may change what is told by the classes that are given it. */
export class EngineState {
  readonly series = new SeriesTable();
  readonly bindings = new BindingTable();
  readonly instances = new InstanceTable();
  readonly timelines = new TimelineTable();
  readonly leaves = new Slots<CompiledLeaf>();
  readonly rules = new Slots<CompiledRule>();
  readonly tenants = new Map<string, TenantRules>();
  /** Timelines by the clock at which something falls due on them; entries that `wakesAt` does not name are void. */
  readonly heap = new TimerHeap();
  /** Alert instances that are not inactive. */
  readonly lives = new Map<number, LifeCycle>();
  readonly pasts = new Map<number, Past>();
  /** Of alert instances whose rules have sequences: what is remembered of each. */
  readonly sequences = new Map<number, StepPast[][]>();
  /** The past of alert instances that are gone, so that one that comes back goes on later; by {@link goneKey}. */
  readonly gone = new Map<string, Past & { clock: number }>();
  /** For look-backs that began while their series was known: samples up to this time are not theirs. By binding. */
  readonly lookBackSince = new Map<number, number>();
  readonly outages = new Outages();
  /** How far the clock records have carried the engine, in ms; it never jumps. */
  clock = 0;
  /** The time of the last clock record; null before the first. */
  lastClockAt: number | null = null;

  tenant(name: string): TenantRules {
    let tenant = this.tenants.get(name);
    if (tenant === undefined) {
      tenant = new TenantRules(name);
      this.tenants.set(name, tenant);
    }
    return tenant;
  }

  ruleOf(instance: number): CompiledRule {
    return this.rules.at(this.instances.rule[instance] as number);
  }

  leafOf(binding: number): CompiledLeaf {
    return this.leaves.at(this.bindings.leaf[binding] as number);
  }

  /** What the leaf of a binding says of its series when that has been silent. */
  truthInSilenceOf(binding: number): Truth {
    return this.leafOf(binding).truthInSilence(
      this.series.lastValue[this.bindings.series[binding] as number] as number,
    );
  }

  timelineOf(instance: number): number {
    return this.instances.timeline[instance] as number;
  }

  /** The event time that an alert instance lives in now. */
  nowOf(instance: number): number {
    return this.timelines.now(this.timelineOf(instance), this.clock);
  }

  *bindingsOfSeries(series: number): Generator<number> {
    let binding = this.series.firstBinding[series] as number;
    while (binding >= 0) {
      const next = this.bindings.nextOfSeries[binding] as number;
      yield binding;
      binding = next;
    }
  }

  *bindingsOfInstance(instance: number): Generator<number> {
    let binding = this.instances.firstBinding[instance] as number;
    while (binding >= 0) {
      const next = this.bindings.nextOfInstance[binding] as number;
      yield binding;
      binding = next;
    }
  }

  /** Bindings whose alert instances live on a timeline. */
  *bindingsOn(timeline: number): Generator<number> {
    const series = this.timelines.series[timeline] as number;
    if (series < 0) {
      yield* this.bindingsOfInstance(this.timelines.instance[timeline] as number);
      return;
    }
    for (const binding of this.bindingsOfSeries(series)) {
      if (this.timelineOf(this.bindings.instance[binding] as number) === timeline) yield binding;
    }
  }

  /**
   * When the leaf of a binding falls silent, counted from the series' last sample. Outages up to the last sample on the
   * timeline do not count; since then only the clock brings time, and it brings none of an outage.
   */
  silenceDueOf(binding: number): number {
    const last = this.series.lastTime[this.bindings.series[binding] as number] as number;
    const due = last + this.leafOf(binding).silenceMs;
    if (this.outages.endedAt <= last) return due;
    return (
      due + this.outages.between(last, this.lastSampleOn(this.timelineOf(this.bindings.instance[binding] as number)))
    );
  }

  /** The time of the last sample of the series, or of the entity, whose timeline it is. */
  lastSampleOn(timeline: number): number {
    const series = this.timelines.series[timeline] as number;
    if (series >= 0) return this.series.lastTime[series] as number;
    let last = Number.NEGATIVE_INFINITY;
    for (const binding of this.bindingsOn(timeline))
      last = Math.max(last, this.series.lastTime[this.bindings.series[binding] as number] as number);
    return last;
  }
}

export function goneKey(tenant: string, ruleId: string, fingerprint: string): string {
  return JSON.stringify([tenant, ruleId, fingerprint]);
}
