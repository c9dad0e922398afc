import { decodeJson } from '@tocsin/contracts/define-topic';
import { packSamples } from '@tocsin/contracts/topics/pack-samples';
import { partials } from '@tocsin/contracts/topics/partials';
import { samples } from '@tocsin/contracts/topics/samples';
import type { RefusedSamples } from '@tocsin/domain/engine/refused-samples';
import type { Transition } from '@tocsin/domain/engine/transition';
import { GroupFinisher, type GroupReport, type RecordedSamples } from '@tocsin/domain/groups/group-finisher';
import { readShare } from '@tocsin/domain/groups/share-text';
import { METRIC_NAME } from '@tocsin/domain/plan/label-set';
import { labelsFrom } from '@tocsin/domain/rules/labels';
import type { AppendRecord, LogRecord } from '@tocsin/ports/event-log';
import type { Consequence, PartitionWork } from './partition-work.js';

export interface GroupsWorkOptions {
  partition: number;
  /** Where people reach the platform, for templates. */
  externalUrl: string;
  onReport(report: GroupReport): void;
}

/** A partition of the partials: rule groups are finished here, and what they record becomes samples. */
export class GroupsWork implements PartitionWork {
  readonly engine = null;
  readonly #finisher: GroupFinisher;
  #consequences: Consequence[] = [];

  constructor(
    private readonly options: GroupsWorkOptions,
    snapshot: Uint8Array | null,
  ) {
    const { partition, externalUrl } = options;
    this.#finisher = new GroupFinisher({ partition, world: { externalLabels: {}, externalUrl } });
    if (snapshot !== null) this.#finisher.restore(snapshot);
  }

  apply({ value, offset }: LogRecord): string | null {
    if (value === null) return 'the record has no value';
    const decoded = decodeJson(partials, value);
    if (decoded.kind === 'unreadable') return decoded.reason;
    this.#finisher.apply(readShare(decoded.value), offset);
    for (const recorded of this.#finisher.takeRecorded())
      for (const record of packed(recorded)) this.#consequences.push({ topic: samples, record, offset });
    for (const report of this.#finisher.takeReports()) this.options.onReport(report);
    return null;
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

function packed({ tenant, at, samples: recorded }: RecordedSamples): AppendRecord[] {
  const written = recorded.map(({ labels, value }) => ({
    metric: labels.metric,
    labels: labelsFrom(labels.entries().filter(([name]) => name !== METRIC_NAME)),
    value,
    timestamp: at,
  }));
  return packSamples(tenant, written, at);
}
