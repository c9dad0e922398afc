import { encodeJson } from '@tocsin/contracts/define-topic';
import { partials } from '@tocsin/contracts/topics/partials';
import { decodeSamplesRecord, encodeSeriesElsewhere, samples } from '@tocsin/contracts/topics/samples';
import { seriesCounts } from '@tocsin/contracts/topics/series-counts';
import { Engine, type EngineOptions, SERIES_PER_TENANT_MAX } from '@tocsin/domain/engine/engine';
import type { RefusedSamples } from '@tocsin/domain/engine/refused-samples';
import { READ_SNAPSHOT_VERSIONS } from '@tocsin/domain/engine/engine-snapshot';
import { joined, split } from '@tocsin/domain/engine/snapshot-bytes';
import type { Transition } from '@tocsin/domain/engine/transition';
import { derivedGroupName, derivedGroupOf } from '@tocsin/domain/groups/derived-group';
import { GroupSharer } from '@tocsin/domain/groups/group-sharer';
import { STEPS_MAX } from '@tocsin/domain/groups/limits';
import { writtenShare } from '@tocsin/domain/groups/share-text';
import { GROUPS_SNAPSHOT_VERSION } from '@tocsin/domain/groups/store-snapshot';
import type { Timer } from '@tocsin/domain/groups/timer';
import type { LogRecord } from '@tocsin/ports/event-log';
import type { Consequence, PartitionWork } from './partition-work.js';
import type { SnapshotFormats } from './snapshot-store.js';
import { tookHeaders } from './took-header.js';

export interface SamplesWorkOptions {
  engine: EngineOptions;
  /** How many partitions the samples have. */
  partitions: number;
  /** A clock for durations, in ms with fractions. Default: nothing is measured. */
  timer?: Timer;
}

/**
 * A partition of the samples: rules are decided here as samples come, and each rule group's share is evaluated at its
 * ticks and sent to where the group is finished.
 */
export class SamplesWork implements PartitionWork {
  static readonly formats = READ_SNAPSHOT_VERSIONS.map(
    (version) => `v${version}.${GROUPS_SNAPSHOT_VERSION}`,
  ) as readonly string[] as SnapshotFormats;

  readonly engine: Engine;
  readonly #sharer: GroupSharer;
  #consequences: Consequence[] = [];

  constructor(
    private readonly options: SamplesWorkOptions,
    snapshot: Uint8Array | null,
  ) {
    const { engine, partitions, timer } = options;
    const { partition, seriesPerTenantMax = SERIES_PER_TENANT_MAX } = engine;
    this.#sharer = new GroupSharer(partition, partitions, { stepsMax: STEPS_MAX, seriesPerTenantMax }, timer);
    if (snapshot === null) {
      this.engine = new Engine(engine);
      return;
    }
    const [own, groups] = split(snapshot) as [Uint8Array, Uint8Array];
    this.engine = Engine.restore(own, engine);
    this.#sharer.restore(groups);
  }

  recallMsBefore({ value }: LogRecord): number {
    const { recallMs } = this.#sharer;
    if (recallMs === 0 || value === null) return 0;
    const decoded = decodeSamplesRecord(value);
    return decoded.kind === 'value' && decoded.value.kind === 'clock' ? recallMs : 0;
  }

  recall({ value }: LogRecord): void {
    const decoded = value === null ? null : decodeSamplesRecord(value);
    if (decoded?.kind === 'value' && decoded.value.kind === 'samples') this.#sharer.recall(decoded.value.batch);
  }

  recalled(): void {
    this.#sharer.recalled();
  }

  apply({ value, offset }: LogRecord): string | null {
    if (value === null) return 'the record has no value';
    const decoded = decodeSamplesRecord(value);
    if (decoded.kind === 'unreadable') return decoded.reason;
    const entry = decoded.value;
    switch (entry.kind) {
      case 'samples':
        this.engine.applySamples(entry.batch, offset);
        this.#sharer.applySamples(entry.batch, (key) => this.engine.isLeftOut(entry.batch.tenant, key));
        break;
      case 'clock':
        this.engine.applyClock(entry.at, offset);
        this.#sharer.applyClock(entry.at);
        this.#tellSeries(offset);
        break;
      case 'rule':
        this.engine.applyRule(entry.tenant, entry.ruleId, entry.rule, offset);
        this.#sharer.applyGroup(entry.tenant, derivedGroupName(entry.ruleId), derivedGroupOf(entry.rule));
        break;
      case 'group':
        this.#sharer.applyGroup(entry.tenant, entry.name, entry.group);
        break;
      case 'evaluated':
        this.engine.applyEvaluated(entry.tenant, entry.ruleId, entry.version, offset);
        break;
      case 'series_quota':
        this.engine.applySeriesQuota(entry.tenant, entry.seriesMax);
        break;
      case 'series_elsewhere':
        this.engine.applySeriesElsewhere(entry.tenant, entry.partition, entry.series);
        break;
    }
    for (const share of this.#sharer.takeShares()) {
      const record = {
        key: `${share.tenant}/${share.group}`,
        value: encodeJson(partials, writtenShare(share) as never),
        ...tookHeaders(share.tookMs),
      };
      this.#consequences.push({ topic: partials, record, offset });
    }
    return null;
  }

  /** How many series there are is told to people, and, where a tenant may only have so many, to the other partitions. */
  #tellSeries(offset: number): void {
    const {
      engine: { partition: own },
      partitions,
    } = this.options;
    for (const { tenant, series, hasQuota } of this.engine.takeSeriesCounts()) {
      const told = { tenant_id: tenant, partition: own, series };
      const record = { key: `${tenant}/${own}`, value: encodeJson(seriesCounts, told) };
      this.#consequences.push({ topic: seriesCounts, record, offset });
      if (!hasQuota) continue;
      const value = encodeSeriesElsewhere(tenant, own, series);
      for (let partition = 0; partition < partitions; partition += 1)
        if (partition !== own)
          this.#consequences.push({ topic: samples, record: { key: tenant, partition, value }, offset });
    }
  }

  takeTransitions(): Transition[] {
    return this.engine.takeTransitions();
  }

  takeConsequences(): Consequence[] {
    const consequences = this.#consequences;
    this.#consequences = [];
    return consequences;
  }

  takeRefused(): RefusedSamples[] {
    return this.engine.takeRefused();
  }

  snapshot(): Uint8Array {
    return joined([this.engine.snapshot(), this.#sharer.snapshot()]);
  }
}
