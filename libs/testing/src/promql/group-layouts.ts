import { entityOf, parseSeriesKey, type SampleBatch, seriesKey } from '@tocsin/domain/engine/sample-batch';
import type { Transition } from '@tocsin/domain/engine/transition';
import { GroupEvaluator } from '@tocsin/domain/groups/group-evaluator';
import { GroupFinisher } from '@tocsin/domain/groups/group-finisher';
import { GroupSharer } from '@tocsin/domain/groups/group-sharer';
import { planGroup } from '@tocsin/domain/groups/group-plan';
import { type GroupShare, lastTick } from '@tocsin/domain/groups/group-share';
import { transitionOf } from '@tocsin/domain/groups/group-transitions';
import { readShare, type WrittenShare, writtenShare } from '@tocsin/domain/groups/share-text';
import { type RuleGroupDocument, RuleGroupDocumentSchema } from '@tocsin/domain/groups/rule-group-document';
import { LabelSet, METRIC_NAME } from '@tocsin/domain/plan/label-set';
import { StandingQueries } from '@tocsin/domain/plan/plan';
import { asValue, NO_VALUE, SeriesStore } from '@tocsin/domain/plan/series-store';
import { parseSeriesNotation } from '@tocsin/domain/rule-tests/series-notation';
import { hash128 } from '@tocsin/domain/engine/hash';
import { ruleFileOf } from './promtool-files.js';
import { Dice, type RandomWorld, SAMPLE_INTERVAL_MS } from './random-rules.js';

/** Ticks stand at whole intervals after the group's own offset; its clock is heard this often. */
const CLOCK_MS = 5_000;
export const INTERVAL_MS = 20_000;
export const TENANT = 'acme';

/** One thing that is written into the log: samples, or the clock. */
export type LogEntry =
  { kind: 'samples'; key: string; time: number; value: number; entity: string } | { kind: 'clock'; at: number };

/** A world's group as it is stored. */
export function documentOf(world: RandomWorld): RuleGroupDocument {
  const { groups } = JSON.parse(ruleFileOf(world)) as { groups: object[] };
  const dates = { tenant_id: TENANT, version: 1, created_at: 0, updated_at: 0 };
  return RuleGroupDocumentSchema.parse({ ...groups[0], interval: `${INTERVAL_MS / 1_000}s`, ...dates });
}

/** A world's samples and the clock, in the order of the log; some samples come late, some twice. */
export function logOf(world: RandomWorld): LogEntry[] {
  const dice = new Dice(world.seed + 1);
  const arrivals: { at: number; entry: LogEntry }[] = [];
  let last = 0;
  for (const { series, values } of world.series) {
    const { labels, points } = parseSeriesNotation(`${series} ${values}`);
    const { [METRIC_NAME]: metric, ...plain } = labels.toLabels();
    const key = seriesKey(metric as string, plain);
    const entity = JSON.stringify(entityOf(plain));
    points.forEach((point, i) => {
      if (point.kind !== 'value') return;
      const time = i * SAMPLE_INTERVAL_MS;
      const value = point.value === NO_VALUE ? NO_VALUE : asValue(point.value);
      const entry: LogEntry = { kind: 'samples', key, time, value, entity };
      const lateness = dice.chance(0.1) ? dice.below(25_000) : dice.below(400);
      arrivals.push({ at: time + lateness, entry });
      if (dice.chance(0.05)) arrivals.push({ at: time + lateness + dice.below(30_000), entry });
      last = Math.max(last, time);
    });
  }
  for (let at = 1; at <= last + 60_000; at += CLOCK_MS) arrivals.push({ at, entry: { kind: 'clock', at } });
  return arrivals.sort((a, b) => a.at - b.at).map(({ entry }) => entry);
}

/** How a log is spread: over how many partitions, in batches of which sizes, by processes that die how often. */
export interface Layout {
  partitions: number;
  batchMax: number;
  /** How likely a part is to be made anew of its snapshot each time the clock is heard. */
  deaths: number;
  seed: number;
}

/** What comes out of a group, without where in the log it was decided. */
export function runLayout(document: RuleGroupDocument, log: readonly LogEntry[], layout: Layout): string[] {
  const { partitions } = layout;
  const dice = new Dice(layout.seed);
  const sharers = Array.from({ length: partitions }, (_, i) => new GroupSharer(i, partitions));
  const newFinisher = () => new GroupFinisher({ partition: 0, world: { externalLabels: {}, externalUrl: '' } });
  let finisher = newFinisher();
  const waiting: Extract<LogEntry, { kind: 'samples' }>[][] = sharers.map(() => []);
  const flush = (partition: number): void => {
    const samples = waiting[partition] as Extract<LogEntry, { kind: 'samples' }>[];
    if (samples.length > 0) (sharers[partition] as GroupSharer).applySamples(batchOf(samples));
    samples.length = 0;
  };
  // Partials of one partition keep their order; those of several come in any.
  const queues: GroupShare[][] = sharers.map(() => []);
  const transitions: Transition[] = [];
  let offset = 0;
  const drain = (all: boolean): void => {
    for (;;) {
      const full = queues.filter((queue) => queue.length > 0);
      if (full.length === 0 || (!all && dice.chance(0.5))) return;
      finisher.apply(throughTheLog(dice.pick(full).shift() as GroupShare), offset);
      offset += 1;
      transitions.push(...finisher.takeTransitions());
    }
  };
  for (const sharer of sharers) sharer.applyGroup(TENANT, document.name, document);
  for (const entry of log) {
    if (entry.kind === 'samples') {
      const partition = partitionOf(entry, partitions);
      (waiting[partition] as LogEntry[]).push(entry);
      if (dice.below(layout.batchMax) === 0) flush(partition);
      continue;
    }
    sharers.forEach((sharer, partition) => {
      flush(partition);
      sharer.applyClock(entry.at);
      (queues[partition] as GroupShare[]).push(...sharer.takeShares());
      if (dice.chance(layout.deaths)) {
        const heir = new GroupSharer(partition, partitions);
        heir.restore(sharer.snapshot());
        sharers[partition] = heir;
      }
    });
    drain(false);
    if (dice.chance(layout.deaths)) {
      const heir = newFinisher();
      heir.restore(finisher.snapshot());
      finisher = heir;
    }
  }
  drain(true);
  return textsOf(transitions);
}

/** A share as it is after it has been written into the log and read again. */
function throughTheLog(share: GroupShare): GroupShare {
  return readShare(JSON.parse(JSON.stringify(writtenShare(share))) as WrittenShare);
}

/** What comes of a group: transitions, and the samples that its rules record. */
export interface Told {
  transitions: Transition[];
  recorded: { key: string; time: number; value: number }[];
}

/**
 * What the group's evaluator alone makes of the log, in one place and without partitions.
 *
 * @param queriesOn - evaluates the rules' expressions on a store
 */
export function runWhole(
  document: RuleGroupDocument,
  log: readonly (Omit<Extract<LogEntry, { kind: 'samples' }>, 'entity'> | Extract<LogEntry, { kind: 'clock' }>)[],
  queriesOn = (store: SeriesStore): StandingQueries => new StandingQueries(store),
): Told {
  const { group, intervalMs, queryOffsetMs, hash } = planGroup(document);
  const store = new SeriesStore();
  const evaluator = new GroupEvaluator(group, queriesOn(store), {
    externalLabels: {},
    externalUrl: '',
    query: () => [],
  });
  const told: Told = { transitions: [], recorded: [] };
  let reached: number | null = null;
  for (const entry of log) {
    if (entry.kind === 'samples') {
      const { metric, labels } = parseSeriesKey(entry.key);
      store.append(store.series(LabelSet.of(labels, metric)), entry.time, entry.value);
      continue;
    }
    const tick = lastTick(entry.at, intervalMs, hash);
    const isDue = reached !== null && tick > reached;
    reached ??= tick;
    if (!isDue) continue;
    reached = tick;
    evaluator.evaluate(tick).forEach(({ rule, changes, written }, place) => {
      const source = { partition: 0, offset: 0 };
      told.transitions.push(...changes.map((change) => transitionOf(document, rule, place, change, source)));
      const time = tick - queryOffsetMs;
      told.recorded.push(...written.map(({ labels, value }) => ({ key: keyOf(labels), time, value })));
    });
  }
  return told;
}

function keyOf(labels: LabelSet): string {
  const { [METRIC_NAME]: _, ...plain } = labels.toLabels();
  return seriesKey(labels.metric, plain);
}

/** Transitions as text, without where in the log they were decided. */
export const textsOf = (transitions: readonly Transition[]): string[] =>
  transitions.map(({ source: _, ...told }) => JSON.stringify(told));

/** The partition that a sample's entity is on. */
export const partitionOf = ({ entity }: Extract<LogEntry, { kind: 'samples' }>, partitions: number): number =>
  Number.parseInt(hash128(entity).slice(0, 8), 16) % partitions;

export function batchOf(samples: readonly Extract<LogEntry, { kind: 'samples' }>[]): SampleBatch {
  const series = [...new Set(samples.map(({ key }) => key))];
  return {
    tenant: TENANT,
    receivedAt: 0,
    series,
    seriesIndex: Uint32Array.from(samples, ({ key }) => series.indexOf(key)),
    timestamps: Float64Array.from(samples, ({ time }) => time),
    values: Float64Array.from(samples, ({ value }) => value),
  };
}
