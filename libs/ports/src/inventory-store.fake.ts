import type { InventoryStore, InventorySystem, SeenInventory } from './inventory-store.js';

/** An {@link InventoryStore} in memory, for tests. */
export class FakeInventoryStore implements InventoryStore {
  readonly #seen = new Map<InventorySystem, SeenInventory>();

  async put(seen: SeenInventory): Promise<void> {
    this.#seen.set(seen.system, structuredClone(seen));
  }

  async all(): Promise<readonly SeenInventory[]> {
    return structuredClone([...this.#seen.values()].sort((a, b) => (a.system < b.system ? -1 : 1)));
  }
}
