import { decodeJson } from '@tocsin/contracts/define-topic';
import { packSamples } from '@tocsin/contracts/topics/pack-samples';
import { partials } from '@tocsin/contracts/topics/partials';
import { encodeEvaluated, samples } from '@tocsin/contracts/topics/samples';
import type { RefusedSamples } from '@tocsin/domain/engine/refused-samples';
import type { Transition } from '@tocsin/domain/engine/transition';
import { ruleOfDerivedGroup } from '@tocsin/domain/groups/derived-group';
import { GroupFinisher, type GroupReport, type RecordedSamples } from '@tocsin/domain/groups/group-finisher';
import { readShare } from '@tocsin/domain/groups/share-text';
import { GROUPS_SNAPSHOT_VERSION } from '@tocsin/domain/groups/store-snapshot';
import { noTimer, type Timer } from '@tocsin/domain/groups/timer';
import { METRIC_NAME } from '@tocsin/domain/plan/label-set';
import { labelsFrom } from '@tocsin/domain/rules/labels';
import type { AppendRecord, LogRecord } from '@tocsin/ports/event-log';
import { GroupHealthTeller } from './group-health.js';
import type { Consequence, PartitionWork } from './partition-work.js';
import type { SnapshotFormats } from './snapshot-store.js';
import { tookOf } from './took-header.js';

export interface GroupsWorkOptions {
  partition: number;
  /** How many partitions the samples have. */
  samplesPartitions: number;
  /** Where people reach the platform, for templates. */
  externalUrl: string;
  /** A clock for durations, in ms with fractions. Default: nothing is measured. */
  timer?: Timer;
  onReport(report: GroupReport): void;
}

/** A partition of the partials: rule groups are finished here, and what they record becomes samples. */
export class GroupsWork implements PartitionWork {
  static readonly formats: SnapshotFormats = [`v${GROUPS_SNAPSHOT_VERSION}`];

  readonly engine = null;
  readonly #finisher: GroupFinisher;
  readonly #health = new GroupHealthTeller();
  #consequences: Consequence[] = [];

  constructor(
    private readonly options: GroupsWorkOptions,
    snapshot: Uint8Array | null,
  ) {
    const { partition, externalUrl, timer = noTimer } = options;
    this.#finisher = new GroupFinisher({ partition, world: { externalLabels: {}, externalUrl }, timer });
    if (snapshot !== null) this.#finisher.restore(snapshot);
  }

  recallMsBefore(): number {
    return 0;
  }

  recall(): void {
    throw new TypeError('there is nothing to recall where groups are finished');
  }

  recalled(): void {
    throw new TypeError('there is nothing to recall where groups are finished');
  }

  apply({ value, offset, headers }: LogRecord): string | null {
    if (value === null) return 'the record has no value';
    const decoded = decodeJson(partials, value);
    if (decoded.kind === 'unreadable') return decoded.reason;
    const share = readShare(decoded.value, tookOf({ headers }));
    this.#finisher.apply(share, offset);
    if (share.isGone) this.#consequences.push(...this.#health.gone(share.tenant, share.group, offset));
    for (const recorded of this.#finisher.takeRecorded())
      for (const record of packed(recorded, this.options.samplesPartitions))
        this.#consequences.push({ topic: samples, record, offset });
    for (const report of this.#finisher.takeReports()) {
      this.options.onReport(report);
      this.#consequences.push(...this.#health.heard(report, offset));
      if (report.isFirstWhole) this.#tellEvaluated(report, offset);
    }
    return null;
  }

  /** Every partition of the samples hears that a rule's own group has been evaluated, after what that gave. */
  #tellEvaluated({ tenant, group, version, of }: GroupReport, offset: number): void {
    const ruleId = ruleOfDerivedGroup(group);
    if (ruleId === null) return;
    const value = encodeEvaluated(tenant, ruleId, version);
    for (let partition = 0; partition < of; partition += 1)
      this.#consequences.push({ topic: samples, record: { key: tenant, partition, value }, offset });
  }

  takeTransitions(): Transition[] {
    return this.#finisher.takeTransitions();
  }

  takeConsequences(): Consequence[] {
    const consequences = this.#consequences;
    this.#consequences = [];
    return consequences;
  }

  takeRefused(): RefusedSamples[] {
    return [];
  }

  snapshot(): Uint8Array {
    return this.#finisher.snapshot();
  }
}

function packed({ tenant, at, samples: recorded }: RecordedSamples, partitions: number): AppendRecord[] {
  const written = recorded.map(({ labels, value }) => ({
    metric: labels.metric,
    labels: labelsFrom(labels.entries().filter(([name]) => name !== METRIC_NAME)),
    value,
    timestamp: at,
  }));
  return packSamples(tenant, written, at, partitions);
}
