import { topicName } from '@tocsin/contracts/define-topic';
import { partials } from '@tocsin/contracts/topics/partials';
import { encodeClock, samples } from '@tocsin/contracts/topics/samples';
import type { EngineOptions } from '@tocsin/domain/engine/engine';
import { GroupsWork } from './groups-work.js';
import { SamplesWork } from './samples-work.js';
import { StageMember, type StageMemberOptions } from './stage-member.js';

export interface RuleEvaluatorOptions extends Pick<
  StageMemberOptions,
  'log' | 'topicPrefix' | 'clock' | 'snapshotIntervalMs' | 'metrics' | 'onError' | 'onEvent'
> {
  clockIntervalMs: number;
  /** Where people reach the platform, for templates; empty when that is not known. */
  externalUrl?: string;
  engine?: Omit<EngineOptions, 'partition'>;
}

/**
 * The streaming evaluator, in two stages: partitions of the samples decide rules and evaluate each rule group's share;
 * partitions of the partials finish the groups. It also writes the clock into its partitions of the samples, so that
 * silence can be noticed and groups reach their ticks.
 */
export class RuleEvaluator {
  readonly #options: RuleEvaluatorOptions;
  readonly #samples: StageMember;
  readonly #groups: StageMember;
  #stopClock: () => void = () => undefined;

  constructor(options: RuleEvaluatorOptions) {
    const { engine, metrics, externalUrl = '' } = options;
    this.#options = options;
    this.#samples = new StageMember({
      ...options,
      topic: samples,
      group: 'evaluation',
      stage: '',
      work: (partition, snapshot) => new SamplesWork({ ...engine, partition }, snapshot),
    });
    this.#groups = new StageMember({
      ...options,
      topic: partials,
      group: 'evaluation-groups',
      stage: 'groups',
      work: (partition, snapshot) =>
        new GroupsWork({ partition, externalUrl, onReport: (report) => metrics.finished(report) }, snapshot),
    });
  }

  async start(): Promise<void> {
    const { clock, clockIntervalMs } = this.#options;
    await Promise.all([this.#samples.start(), this.#groups.start()]);
    this.#stopClock = clock.every(clockIntervalMs, () => this.#writeClock());
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
    const { log, clock, topicPrefix, onError } = this.#options;
    const value = encodeClock(clock.now());
    const records = this.owned().map((partition) => ({ key: 'clock', partition, value }));
    if (records.length > 0) await log.append(topicName(samples, topicPrefix), records).catch(onError);
  }
}
