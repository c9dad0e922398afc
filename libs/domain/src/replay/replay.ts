import { Engine, type EngineOptions } from '../engine/engine.js';
import type { InspectedAlert } from '../engine/inspect.js';
import type { SampleBatch } from '../engine/sample-batch.js';
import type { Transition } from '../engine/transition.js';
import {
  GroupFinisher,
  type GroupFinisherOptions,
  type GroupReport,
  type StandingGroup,
} from '../groups/group-finisher.js';
import { GroupSharer } from '../groups/group-sharer.js';
import { RECALL_MS_MAX } from '../groups/recall.js';
import type { GroupShare } from '../groups/group-share.js';
import type { LogEntry } from './log-entry.js';

/** What of a tenant is decided again. */
export type ReplaySubject =
  | { readonly kind: 'all' }
  | { readonly kind: 'rule'; readonly id: string }
  | { readonly kind: 'group'; readonly name: string };

export interface ReplayOptions {
  readonly tenant: string;
  readonly subject: ReplaySubject;
  /** How many partitions the samples have. */
  readonly partitions: number;
  readonly world: GroupFinisherOptions['world'];
  readonly engine?: Omit<EngineOptions, 'partition'>;
}

/** Batches that no group recalls any more are forgotten so many at once. */
const FORGOTTEN_AT_ONCE = 1_000;

/** Groups are finished somewhere else than they were live: where is no part of what they decide. */
const NOWHERE = 0;

/**
 * Decides again what was decided live, of the same records and by the same engine: one tenant's rules and rule groups, or
 * one of them. Records of one partition come in their order; those of several partitions in any.
 */
export class Replay {
  readonly #engines = new Map<number, Engine>();
  readonly #sharers = new Map<number, GroupSharer>();
  readonly #finisher: GroupFinisher;
  /** Shares of ticks that some partition may not have reached. */
  #waiting: GroupShare[] = [];
  /** Up to when each partition's clock has come; ms since 1970. */
  readonly #reached = new Map<number, number>();
  #transitions: Transition[] = [];
  /** The batches of each partition that a new group may recall. */
  readonly #recent = new Map<number, SampleBatch[]>();

  constructor(private readonly options: ReplayOptions) {
    this.#finisher = new GroupFinisher({ partition: NOWHERE, world: options.world });
  }

  apply(partition: number, offset: number, entry: LogEntry): void {
    const { tenant, subject } = this.options;
    switch (entry.kind) {
      case 'samples': {
        const isOwn = entry.batch.tenant === tenant;
        if (subject.kind !== 'group')
          this.#engine(partition).applySamples(isOwn ? entry.batch : sighting(tenant, entry.batch.receivedAt), offset);
        if (subject.kind !== 'rule' && isOwn) {
          this.#sharer(partition).applySamples(entry.batch);
          this.#remember(partition, entry.batch);
        }
        break;
      }
      case 'clock':
        if (subject.kind !== 'group') this.#engine(partition).applyClock(entry.at, offset);
        if (subject.kind !== 'rule') {
          this.#recall(partition, entry.at);
          this.#sharer(partition).applyClock(entry.at);
        }
        this.#reached.set(partition, Math.max(entry.at, this.#reached.get(partition) ?? entry.at));
        break;
      case 'rule':
        if (entry.tenant !== tenant || subject.kind === 'group') break;
        if (subject.kind === 'rule' && entry.ruleId !== subject.id) break;
        this.#engine(partition).applyRule(tenant, entry.ruleId, entry.rule, offset);
        break;
      // A replay begins in the middle, with no series counted: whom the quota kept out then cannot be told from here.
      case 'series_quota':
      case 'series_elsewhere':
        break;
      case 'evaluated':
        if (entry.tenant !== tenant || subject.kind === 'group') break;
        this.#engine(partition).applyEvaluated(tenant, entry.ruleId, entry.version, offset);
        break;
      case 'group':
        if (entry.tenant !== tenant || subject.kind === 'rule') break;
        if (subject.kind === 'group' && entry.name !== subject.name) break;
        this.#sharer(partition).applyGroup(tenant, entry.name, entry.group);
        break;
    }
    for (const share of this.#sharers.get(partition)?.takeShares() ?? []) this.#waiting.push(share);
    for (const transition of this.#engines.get(partition)?.takeTransitions() ?? []) this.#transitions.push(transition);
  }

  /** Finishes groups at the ticks that all partitions have reached, in the order of the ticks. */
  settle(): void {
    const { partitions } = this.options;
    const upTo = this.#reached.size === partitions ? Math.min(...this.#reached.values()) : Number.NEGATIVE_INFINITY;
    const due = this.#waiting.filter(({ tick }) => tick <= upTo);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter(({ tick }) => tick > upTo);
    for (const share of due.sort((a, b) => a.tick - b.tick)) this.#finisher.apply(share, 0);
    this.#finisher.takeRecorded();
    for (const transition of this.#finisher.takeTransitions()) this.#transitions.push(transition);
  }

  /** What was decided since the last call. Groups decide in {@link settle}. */
  takeTransitions(): Transition[] {
    const transitions = this.#transitions;
    this.#transitions = [];
    return transitions;
  }

  /** What became of groups at their ticks since the last call. */
  takeReports(): GroupReport[] {
    return this.#finisher.takeReports();
  }

  /** The alert instances of a rule on one partition as they stand. */
  inspect(partition: number, ruleId: string): InspectedAlert[] {
    return this.#engines.get(partition)?.inspect(this.options.tenant, ruleId) ?? [];
  }

  /** A group as it was left by its last tick; null when none was finished. */
  inspectGroup(name: string): StandingGroup | null {
    return this.#finisher.inspect(this.options.tenant, name);
  }

  #remember(partition: number, batch: SampleBatch): void {
    const recent = this.#recent.get(partition) ?? [];
    this.#recent.set(partition, recent);
    recent.push(batch);
    const over = recent.findIndex(({ receivedAt }) => receivedAt >= batch.receivedAt - RECALL_MS_MAX);
    if (over >= FORGOTTEN_AT_ONCE) recent.splice(0, over);
  }

  /** A group that came while the log is read finds its windows full, as it did when it came. */
  #recall(partition: number, at: number): void {
    const sharer = this.#sharer(partition);
    const { recallMs } = sharer;
    if (recallMs === 0) return;
    for (const batch of this.#recent.get(partition) ?? []) if (batch.receivedAt >= at - recallMs) sharer.recall(batch);
    sharer.recalled();
  }

  #engine(partition: number): Engine {
    let engine = this.#engines.get(partition);
    if (engine === undefined) {
      engine = new Engine({ ...this.options.engine, partition });
      this.#engines.set(partition, engine);
    }
    return engine;
  }

  #sharer(partition: number): GroupSharer {
    let sharer = this.#sharers.get(partition);
    if (sharer === undefined) {
      sharer = new GroupSharer(partition, this.options.partitions);
      this.#sharers.set(partition, sharer);
    }
    return sharer;
  }
}

/** All that samples of others tell: that the platform was at work then. */
function sighting(tenant: string, receivedAt: number): SampleBatch {
  const [seriesIndex, timestamps, values] = [new Uint32Array(0), new Float64Array(0), new Float64Array(0)];
  return { tenant, receivedAt, series: [], seriesIndex, timestamps, values };
}
