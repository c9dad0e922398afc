import type { HealingTarget } from '@tocsin/domain/healing/target';

/** `isCut`: there is more than is listed. */
export type Inventory =
  | { readonly kind: 'listed'; readonly targets: readonly HealingTarget[]; readonly isCut: boolean }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** What is there that actions can be done to, and how it is now. */
export interface TargetInventory {
  list(signal: AbortSignal): Promise<Inventory>;
}
