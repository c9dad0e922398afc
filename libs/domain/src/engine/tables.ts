import { grown, NONE, Table } from './columns.js';
import type { SeriesWindow } from './series-window.js';
import { type Truth, UNKNOWN } from './truth.js';
import type { TenantRules } from './tenant-rules.js';

/** The series that the engine has seen and not forgotten. */
export class SeriesTable extends Table {
  readonly keys: string[] = [];
  readonly tenants: TenantRules[] = [];
  readonly windows: (SeriesWindow | null)[] = [];
  /** The last sample; time in ms since 1970. Minus infinity before the first. */
  lastTime = new Float64Array(0);
  lastValue = new Float64Array(0);
  timeline = new Int32Array(0);
  /** The first of its bindings; the others follow by `BindingTable.nextOfSeries`. */
  firstBinding = new Int32Array(0);
  /** How many of its bindings belong to alert instances of entities, which live on timelines of their own. */
  entityBindings = new Int32Array(0);

  add(tenant: TenantRules, key: string, timeline: number): number {
    const row = this.take();
    this.keys[row] = key;
    this.tenants[row] = tenant;
    this.windows[row] = null;
    this.lastTime[row] = Number.NEGATIVE_INFINITY;
    this.lastValue[row] = Number.NaN;
    this.timeline[row] = timeline;
    this.firstBinding[row] = NONE;
    this.entityBindings[row] = 0;
    return row;
  }

  remove(row: number): void {
    this.keys[row] = '';
    this.windows[row] = null;
    this.lastTime[row] = Number.NaN;
    this.give(row);
  }

  protected grow(capacity: number): void {
    this.lastTime = grown(this.lastTime, capacity);
    this.lastValue = grown(this.lastValue, capacity);
    this.timeline = grown(this.timeline, capacity);
    this.firstBinding = grown(this.firstBinding, capacity);
    this.entityBindings = grown(this.entityBindings, capacity);
  }
}

/** Which leaf of which alert instance reads which series, and what it says. */
export class BindingTable extends Table {
  series = new Int32Array(0);
  leaf = new Int32Array(0);
  instance = new Int32Array(0);
  truth = new Uint8Array(0);
  nextOfSeries = new Int32Array(0);
  nextOfInstance = new Int32Array(0);

  add(series: number, leaf: number, instance: number): number {
    const row = this.take();
    this.series[row] = series;
    this.leaf[row] = leaf;
    this.instance[row] = instance;
    this.truth[row] = UNKNOWN;
    this.nextOfSeries[row] = NONE;
    this.nextOfInstance[row] = NONE;
    return row;
  }

  remove(row: number): void {
    this.give(row);
  }

  truthOf(row: number): Truth {
    return this.truth[row] as Truth;
  }

  protected grow(capacity: number): void {
    this.series = grown(this.series, capacity);
    this.leaf = grown(this.leaf, capacity);
    this.instance = grown(this.instance, capacity);
    this.truth = grown(this.truth, capacity);
    this.nextOfSeries = grown(this.nextOfSeries, capacity);
    this.nextOfInstance = grown(this.nextOfInstance, capacity);
  }
}

/** Alert instances: a rule for one series, or for one entity. */
export class InstanceTable extends Table {
  rule = new Int32Array(0);
  timeline = new Int32Array(0);
  firstBinding = new Int32Array(0);

  add(rule: number, timeline: number): number {
    const row = this.take();
    this.rule[row] = rule;
    this.timeline[row] = timeline;
    this.firstBinding[row] = NONE;
    return row;
  }

  remove(row: number): void {
    this.give(row);
  }

  protected grow(capacity: number): void {
    this.rule = grown(this.rule, capacity);
    this.timeline = grown(this.timeline, capacity);
    this.firstBinding = grown(this.firstBinding, capacity);
  }
}

/**
 * Event time as one series, or one entity's alert instance, lives it: the time of its last sample, carried on by the
 * clock since then. What is due on it falls due in this time.
 */
export class TimelineTable extends Table {
  /** The series whose time this is, or {@link NONE}. */
  series = new Int32Array(0);
  /** The entity's alert instance whose time this is, or {@link NONE}. */
  instance = new Int32Array(0);
  anchorTime = new Float64Array(0);
  /** The engine's clock when the anchor was set. */
  anchorClock = new Float64Array(0);
  /** When the next of its bindings falls silent. */
  silenceDue = new Float64Array(0);
  /** When the next of its alert instances changes by itself. */
  lifeDue = new Float64Array(0);
  /** The shortest silence that one of a series' bindings waits for. */
  silenceMin = new Float64Array(0);
  /** The clock at which it waits in the heap; infinity when it does not. */
  wakesAt = new Float64Array(0);

  add(series: number, instance: number, time: number, clock: number): number {
    const row = this.take();
    this.series[row] = series;
    this.instance[row] = instance;
    this.anchorTime[row] = time;
    this.anchorClock[row] = clock;
    for (const column of [this.silenceDue, this.lifeDue, this.silenceMin, this.wakesAt])
      column[row] = Number.POSITIVE_INFINITY;
    return row;
  }

  remove(row: number): void {
    this.wakesAt[row] = Number.POSITIVE_INFINITY;
    this.instance[row] = NONE;
    this.give(row);
  }

  /** The timelines of entities' alert instances. */
  *entities(): Generator<number> {
    for (let row = 0; row < this.series.length; row += 1) if ((this.instance[row] as number) >= 0) yield row;
  }

  /** The time on it when the engine's clock stands at `clock`. */
  now(row: number, clock: number): number {
    return (this.anchorTime[row] as number) + (clock - (this.anchorClock[row] as number));
  }

  protected grow(capacity: number): void {
    this.series = grown(this.series, capacity);
    this.instance = grown(this.instance, capacity);
    this.anchorTime = grown(this.anchorTime, capacity);
    this.anchorClock = grown(this.anchorClock, capacity);
    this.silenceDue = grown(this.silenceDue, capacity);
    this.lifeDue = grown(this.lifeDue, capacity);
    this.silenceMin = grown(this.silenceMin, capacity);
    this.wakesAt = grown(this.wakesAt, capacity);
  }
}
