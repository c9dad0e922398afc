import type { ProvisionedKind } from './provisioned-kind.js';
import { ruleGroupKind } from './rule-group-kind.js';
import { ruleKind } from './rule-kind.js';

/** A kind whatever its values are; each is used with its own values alone. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- values of one kind never meet another's functions
export type AnyKind = ProvisionedKind<any>;

/** Everything that a folder may hold, in the order in which it is applied. A new kind is one line here. */
export const kinds: readonly AnyKind[] = [ruleKind, ruleGroupKind];

export const kindNamed = (name: unknown): AnyKind | null => kinds.find((kind) => kind.name === name) ?? null;
