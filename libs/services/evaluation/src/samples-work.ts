import { encodeJson } from '@tocsin/contracts/define-topic';
import { partials } from '@tocsin/contracts/topics/partials';
import { decodeSamplesRecord, samples } from '@tocsin/contracts/topics/samples';
import { Engine, type EngineOptions } from '@tocsin/domain/engine/engine';
import type { RefusedSamples } from '@tocsin/domain/engine/refused-samples';
import { joined, split } from '@tocsin/domain/engine/snapshot-bytes';
import type { Transition } from '@tocsin/domain/engine/transition';
import { GroupSharer } from '@tocsin/domain/groups/group-sharer';
import { writtenShare } from '@tocsin/domain/groups/share-text';
import type { LogRecord } from '@tocsin/ports/event-log';
import type { Consequence, PartitionWork } from './partition-work.js';

/**
 * A partition of the samples: rules are decided here as samples come, and each rule group's share is evaluated at its
 * ticks and sent to where the group is finished.
 */
export class SamplesWork implements PartitionWork {
  readonly engine: Engine;
  readonly #sharer: GroupSharer;
  #consequences: Consequence[] = [];

  constructor(options: EngineOptions, snapshot: Uint8Array | null) {
    this.#sharer = new GroupSharer(options.partition, samples.partitions);
    if (snapshot === null) {
      this.engine = new Engine(options);
      return;
    }
    const [engine, groups] = split(snapshot) as [Uint8Array, Uint8Array];
    this.engine = Engine.restore(engine, options);
    this.#sharer.restore(groups);
  }

  apply({ value, offset }: LogRecord): string | null {
    if (value === null) return 'the record has no value';
    const decoded = decodeSamplesRecord(value);
    if (decoded.kind === 'unreadable') return decoded.reason;
    const entry = decoded.value;
    switch (entry.kind) {
      case 'samples':
        this.engine.applySamples(entry.batch, offset);
        this.#sharer.applySamples(entry.batch);
        break;
      case 'clock':
        this.engine.applyClock(entry.at, offset);
        this.#sharer.applyClock(entry.at);
        break;
      case 'rule':
        this.engine.applyRule(entry.tenant, entry.ruleId, entry.rule, offset);
        break;
      case 'group':
        this.#sharer.applyGroup(entry.tenant, entry.name, entry.group);
        break;
    }
    for (const share of this.#sharer.takeShares()) {
      const record = {
        key: `${share.tenant}/${share.group}`,
        value: encodeJson(partials, writtenShare(share) as never),
      };
      this.#consequences.push({ topic: partials, record, offset });
    }
    return null;
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
