import type { AlertRule } from '../rules/alert-rule.js';
import type { CompiledRule } from './compiled-rule.js';
import type { EngineState, Past } from './engine-state.js';
import type { Outage } from './outages.js';
import type { LifeCycle } from './life-cycle.js';
import type { StepPast } from './sequence.js';
import { SeriesWindow } from './series-window.js';
import { bytesOf, bytesOfText, joined, split, textOf } from './snapshot-bytes.js';
import type { TenantRules } from './tenant-rules.js';

/** Grows with every change that older programs would misread; snapshots of other versions are kept apart by it. */
export const ENGINE_SNAPSHOT_VERSION = 4;

/** Versions that are read here. In the third, tenants had no quota of series. */
export const READ_SNAPSHOT_VERSIONS: readonly number[] = [ENGINE_SNAPSHOT_VERSION, 3];

/**
 * What a snapshot says in JSON. Alert instances and bindings are named by their place in a walk over all series and
 * their bindings, which a restored engine repeats; the numbers of each series follow in columns.
 */
interface Header {
  version: number;
  clock: number;
  lastClockAt: number | null;
  outages: { heardAt: number | null; known: readonly Outage[] };
  samples: number;
  /** `evaluated` names the rules whose derived conditions have been evaluated. */
  tenants: { name: string; rules: AlertRule[]; evaluated: string[]; keys: string[]; quota?: SeriesQuota }[];
  lives: [instance: number, life: LifeCycle][];
  pasts: [instance: number, past: Past][];
  sequences: [instance: number, past: StepPast[][]][];
  /** Entities' own timelines. */
  anchors: [instance: number, anchorTime: number, anchorClock: number][];
  lookBackSince: [binding: number, since: number][];
  windows: { series: number; samples: number; cursors: [number, number][] }[];
  gone: [key: string, past: Past & { clock: number }][];
}

/** A tenant's quota of series, and what is known and told of its use. */
interface SeriesQuota {
  max: number | null;
  elsewhere: [partition: number, series: number][];
  told: number | null;
}

interface Walk {
  series: number[];
  bindings: number[];
  instances: number[];
}

/** How a restored engine is built up from what a snapshot names. */
export interface Rebuilding {
  addRule(rule: AlertRule): void;
  addSeries(tenant: TenantRules, key: string): number;
  /** Finds what is due on a timeline, once everything on it is back. */
  settle(timeline: number): void;
}

const COLUMNS = 3;

type Bytes = Uint8Array<ArrayBuffer>;

export function dumpState(state: EngineState, samples: number): Uint8Array {
  const walk = walkOf(state);
  const header: Header = {
    version: ENGINE_SNAPSHOT_VERSION,
    clock: state.clock,
    lastClockAt: state.lastClockAt,
    outages: { heardAt: state.outages.heardAt, known: state.outages.known },
    samples,
    tenants: [...state.tenants.values()].map((tenant) => ({
      name: tenant.name,
      rules: [...tenant.rules.values()].map(({ rule }) => rule),
      evaluated: [...tenant.rules.values()].filter(({ isEvaluated }) => isEvaluated).map(({ rule }) => rule.id),
      keys: [...tenant.seriesByKey.keys()],
      quota: { max: tenant.seriesMax, elsewhere: [...tenant.seriesElsewhere], told: tenant.toldSeries },
    })),
    lives: [],
    pasts: [],
    sequences: [],
    anchors: [],
    lookBackSince: [],
    windows: [],
    gone: [...state.gone],
  };
  walk.instances.forEach((instance, place) => {
    const life = state.lives.get(instance);
    if (life !== undefined) header.lives.push([place, life]);
    const past = state.pasts.get(instance);
    if (past !== undefined) header.pasts.push([place, past]);
    const sequences = state.sequences.get(instance);
    if (sequences !== undefined) header.sequences.push([place, sequences]);
    if (state.ruleOf(instance).isPerSeries) return;
    const timeline = state.timelineOf(instance);
    header.anchors.push([
      place,
      state.timelines.anchorTime[timeline] as number,
      state.timelines.anchorClock[timeline] as number,
    ]);
  });
  walk.bindings.forEach((binding, place) => {
    const since = state.lookBackSince.get(binding);
    if (since !== undefined) header.lookBackSince.push([place, since]);
  });
  const looked: number[] = [];
  const columns = new Float64Array(COLUMNS * walk.series.length);
  walk.series.forEach((series, place) => {
    columns[COLUMNS * place] = state.series.lastTime[series] as number;
    columns[COLUMNS * place + 1] = state.series.lastValue[series] as number;
    columns[COLUMNS * place + 2] = state.timelines.anchorClock[state.series.timeline[series] as number] as number;
    const dump = state.series.windows[series]?.dump();
    if (dump === undefined) return;
    header.windows.push({ series: place, samples: dump.samples.length, cursors: dump.cursors });
    for (const number of dump.samples) looked.push(number);
  });
  const truths = Uint8Array.from(walk.bindings, (binding) => state.bindings.truth[binding] as number);
  return joined([bytesOfText(JSON.stringify(header)), bytesOf(columns), bytesOf(Float64Array.from(looked)), truths]);
}

/** Fills an empty state from a snapshot. @returns how many samples had been taken in */
export function loadState(snapshot: Uint8Array, state: EngineState, rebuilding: Rebuilding): number {
  const [text, columnBytes, lookedBytes, truths] = split(snapshot) as [Bytes, Bytes, Bytes, Bytes];
  const header = JSON.parse(textOf(text)) as Header;
  if (!READ_SNAPSHOT_VERSIONS.includes(header.version))
    throw new RangeError(
      `the snapshot has version ${String(header.version)}; this program reads ${READ_SNAPSHOT_VERSIONS.join(' and ')}`,
    );
  state.clock = header.clock;
  state.lastClockAt = header.lastClockAt;
  state.outages.load(header.outages.heardAt, header.outages.known);
  for (const { name, rules, evaluated, keys, quota } of header.tenants) {
    const tenant = state.tenant(name);
    tenant.seriesMax = quota?.max ?? null;
    tenant.toldSeries = quota?.told ?? null;
    for (const [partition, series] of quota?.elsewhere ?? []) tenant.seriesElsewhere.set(partition, series);
    for (const rule of rules) rebuilding.addRule(rule);
    for (const id of evaluated) (tenant.rules.get(id) as CompiledRule).isEvaluated = true;
    for (const key of keys) rebuilding.addSeries(tenant, key);
  }
  const walk = walkOf(state);
  const columns = new Float64Array(columnBytes.buffer);
  walk.series.forEach((series, place) => {
    const timeline = state.series.timeline[series] as number;
    state.series.lastTime[series] = state.timelines.anchorTime[timeline] = columns[COLUMNS * place] as number;
    state.series.lastValue[series] = columns[COLUMNS * place + 1] as number;
    state.timelines.anchorClock[timeline] = columns[COLUMNS * place + 2] as number;
  });
  const looked = new Float64Array(lookedBytes.buffer);
  let from = 0;
  for (const { series, samples, cursors } of header.windows) {
    state.series.windows[walk.series[series] as number] = SeriesWindow.load({
      samples: Array.from(looked.subarray(from, from + samples)),
      cursors,
    });
    from += samples;
  }
  walk.bindings.forEach((binding, place) => (state.bindings.truth[binding] = truths[place] as number));
  for (const [place, since] of header.lookBackSince) state.lookBackSince.set(walk.bindings[place] as number, since);
  for (const [place, life] of header.lives) state.lives.set(walk.instances[place] as number, life);
  for (const [place, past] of header.sequences) state.sequences.set(walk.instances[place] as number, past);
  for (const [place, past] of header.pasts) state.pasts.set(walk.instances[place] as number, past);
  for (const [place, anchorTime, anchorClock] of header.anchors) {
    const timeline = state.timelineOf(walk.instances[place] as number);
    state.timelines.anchorTime[timeline] = anchorTime;
    state.timelines.anchorClock[timeline] = anchorClock;
    rebuilding.settle(timeline);
  }
  for (const series of walk.series) rebuilding.settle(state.series.timeline[series] as number);
  for (const [key, past] of header.gone) state.gone.set(key, past);
  return header.samples;
}

/** All series, bindings and alert instances in an order that follows from tenants, rules and series alone. */
function walkOf(state: EngineState): Walk {
  const walk: Walk = { series: [], bindings: [], instances: [] };
  const seen = new Set<number>();
  for (const tenant of state.tenants.values()) {
    for (const series of tenant.seriesByKey.values()) {
      walk.series.push(series);
      for (const binding of state.bindingsOfSeries(series)) {
        walk.bindings.push(binding);
        const instance = state.bindings.instance[binding] as number;
        if (seen.has(instance)) continue;
        seen.add(instance);
        walk.instances.push(instance);
      }
    }
  }
  return walk;
}
