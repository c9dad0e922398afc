import type { AdditivePart } from '../plan/additive-cells.js';
import type { RuleGroupDocument } from './rule-group-document.js';

/** What a partition has to say of one part of a group's expressions; `key` is the part's text. Labels are keys of label sets. */
export type SharePart<Value = number> =
  | { readonly kind: 'elements'; readonly key: string; readonly elements: readonly (readonly [string, Value])[] }
  | {
      readonly kind: 'sums';
      readonly key: string;
      readonly groups: readonly (readonly [string, AdditivePart<Value>])[];
    }
  | {
      readonly kind: 'samples';
      readonly key: string;
      /** Samples that came since the last tick: times in ms since 1970, and values, in turn. */
      readonly series: readonly (readonly [string, readonly Value[]])[];
    }
  | { readonly kind: 'failed'; readonly key: string; readonly message: string };

/** What one partition of the samples says of one group at one of its ticks. */
export interface GroupShare<Value = number> {
  readonly tenant: string;
  readonly group: string;
  readonly version: number;
  /** The group itself, told once by each partition after it has changed; null at other times. */
  readonly document: RuleGroupDocument | null;
  /** The group is no more; nothing else is said then. */
  readonly isGone: boolean;
  /** When the group is evaluated; ms since 1970. */
  readonly tick: number;
  /** The partition that says so, and how many there are. */
  readonly partition: number;
  readonly of: number;
  readonly parts: readonly SharePart<Value>[];
}

/** Groups without an interval of their own, as in Prometheus. */
export const INTERVAL_MS_DEFAULT = 60_000;

/** The last time up to `at` at which a group is evaluated: a grid that starts somewhere else for each group. */
export function lastTick(at: number, intervalMs: number, hash: number): number {
  const offset = hash % intervalMs;
  return Math.floor((at - offset) / intervalMs) * intervalMs + offset;
}
