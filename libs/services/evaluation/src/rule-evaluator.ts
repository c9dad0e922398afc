import { topicName } from '@tocsin/contracts/define-topic';
import { partials } from '@tocsin/contracts/topics/partials';
import { encodeClock, samples } from '@tocsin/contracts/topics/samples';
import type { EngineOptions } from '@tocsin/domain/engine/engine';
import type { GroupReport } from '@tocsin/domain/groups/group-finisher';
import { GroupsWork } from './groups-work.js';
import { SamplesWork } from './samples-work.js';
import type { SnapshotFormats } from './snapshot-store.js';
import { StageMember, type StageMemberOptions } from './stage-member.js';

export interface RuleEvaluatorOptions extends Pick<
  StageMemberOptions,
  | 'log'
  | 'topicPrefix'
  | 'clock'
  | 'snapshotIntervalMs'
  | 'batchRecordsMax'
  | 'metrics'
  | 'tracing'
  | 'onError'
  | 'onEvent'
> {
  /** How often the clock is written; null: by whoever else writes into the log. */
  clockIntervalMs: number | null;
  /** Where people reach the platform, for templates; empty when that is not known. */
  externalUrl?: string;
  engine?: Omit<EngineOptions, 'partition'>;
  /** Names the group that shares the partitions. Default `evaluation`. */
  group?: string;
  /** Formats of snapshots, by stage. Default: those of this program. */
  formats?: { samples: SnapshotFormats; groups: SnapshotFormats };
}

/**
 * The streaming evaluator, in two stages: partitions of the samples decide rules and evaluate each rule group's share;
 * partitions of the partials finish the groups. It also writes the clock into its partitions of the samples, so that
 * silence can be noticed and groups reach their ticks.
 */
export class RuleEvaluator {
  readonly #options: RuleEvaluatorOptions;
  readonly #topic: string;
  readonly #samples: StageMember;
  readonly #groups: StageMember;
  /** How many partitions the samples have; the log says so at the start. */
  #partitions = 0;
  #stopClock: () => void = () => undefined;

  constructor(options: RuleEvaluatorOptions) {
    const { engine, metrics, externalUrl = '', group = 'evaluation' } = options;
    const { formats = { samples: SamplesWork.formats, groups: GroupsWork.formats } } = options;
    const onReport = (report: GroupReport): void => metrics.finished(report);
    const timer = (): number => metrics.now();
    this.#options = options;
    this.#topic = topicName(samples, options.topicPrefix);
    this.#samples = new StageMember({
      ...options,
      topic: samples,
      group,
      stage: '',
      formats: formats.samples,
      work: (partition, snapshot) =>
        new SamplesWork({ engine: { ...engine, partition }, partitions: this.#partitions, timer }, snapshot),
    });
    this.#groups = new StageMember({
      ...options,
      topic: partials,
      group: `${group}-groups`,
      stage: 'groups',
      formats: formats.groups,
      work: (partition, snapshot) =>
        new GroupsWork({ partition, samplesPartitions: this.#partitions, externalUrl, timer, onReport }, snapshot),
    });
  }

  async start(): Promise<void> {
    const { log, clock, clockIntervalMs } = this.#options;
    this.#partitions = (await log.offsets(this.#topic)).length;
    await Promise.all([this.#samples.start(), this.#groups.start()]);
    if (clockIntervalMs !== null) this.#stopClock = clock.every(clockIntervalMs, () => this.#writeClock());
  }

  async stop(): Promise<void> {
    this.#stopClock();
    await this.#samples.stop();
    await this.#groups.stop();
  }

  /** The partitions of the samples that this process evaluates now. */
  owned(): readonly number[] {
    return this.#samples.owned();
  }

  async #writeClock(): Promise<void> {
    const { log, clock, onError } = this.#options;
    const value = encodeClock(clock.now());
    const records = this.owned().map((partition) => ({ key: 'clock', partition, value }));
    if (records.length > 0) await log.append(this.#topic, records).catch(onError);
  }
}
