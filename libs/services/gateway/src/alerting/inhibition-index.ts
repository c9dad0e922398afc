import type { CompiledPolicy } from '@tocsin/domain/alerting/compiled-policy';
import { type InhibitionSource, inhibits } from '@tocsin/domain/alerting/inhibition';
import type { Labels } from '@tocsin/domain/rules/labels';

/** An alert that fires, by its id and the labels by which it is routed. */
export interface FiringAlert {
  id: string;
  labels: Labels;
}

/** Which of a tenant's firing alerts inhibit which, by one policy. */
export class InhibitionIndex {
  readonly #byKey = new Map<string, Map<string, InhibitionSource>>();
  readonly #keysOf = new Map<string, readonly string[]>();

  constructor(
    readonly policy: CompiledPolicy,
    firing: Iterable<FiringAlert>,
  ) {
    for (const alert of firing) this.add(alert);
  }

  add({ id, labels }: FiringAlert): void {
    this.remove(id);
    const sources = this.policy.inhibitions.sourcesOf(labels);
    if (sources.length === 0) return;
    this.#keysOf.set(
      id,
      sources.map(({ key }) => key),
    );
    for (const source of sources) {
      const known = this.#byKey.get(source.key) ?? new Map<string, InhibitionSource>();
      this.#byKey.set(source.key, known.set(id, source));
    }
  }

  remove(id: string): void {
    for (const key of this.#keysOf.get(id) ?? []) {
      const sources = this.#byKey.get(key);
      sources?.delete(id);
      if (sources?.size === 0) this.#byKey.delete(key);
    }
    this.#keysOf.delete(id);
  }

  /** Ids of the alerts that inhibit an alert. */
  inhibitorsOf({ id, labels }: FiringAlert): string[] {
    const found = this.policy.inhibitions
      .targetsOf(labels)
      .flatMap((target) =>
        [...(this.#byKey.get(target.key) ?? [])]
          .filter(([source, held]) => source !== id && inhibits(held, target))
          .map(([source]) => source),
      );
    return [...new Set(found)];
  }
}
