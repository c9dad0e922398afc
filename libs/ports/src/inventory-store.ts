import type { HealingTarget } from '@tocsin/domain/healing/target';

export type InventorySystem = 'kubernetes' | 'docker';

/** What was found in a system when it was last reached. */
export interface SeenInventory {
  readonly system: InventorySystem;
  /** When it was last reached, ms since 1970; null: never. */
  readonly seenAt: number | null;
  readonly targets: readonly HealingTarget[];
  readonly isCut: boolean;
  /** Why it could not be reached at the last try; null when it could. */
  readonly problem: string | null;
}

/** Where whoever heals tells gateways what there is. */
export interface InventoryStore {
  put(seen: SeenInventory): Promise<void>;
  all(): Promise<readonly SeenInventory[]>;
}
