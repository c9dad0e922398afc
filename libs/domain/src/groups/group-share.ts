import type { AdditivePart } from '../plan/additive-cells.js';
import type { ExceededLimit } from './limits.js';
import { durationMs } from '../rules/duration.js';
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
  | {
      readonly kind: 'failed';
      readonly key: string;
      readonly message: string;
      /** The limit that kept the part from being evaluated; null where something else did. */
      readonly limit: ExceededLimit | null;
    };

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
  /** What is too much for one record is told in several slices, one after the other. */
  readonly slice: number;
  readonly slices: number;
  readonly parts: readonly SharePart<Value>[];
  /**
   * How long the partition has evaluated each rule, by its place; ms. Empty where it was not measured, and in all slices
   * but the last.
   */
  readonly tookMs: readonly number[];
}

/** Groups without an interval of their own, as in Prometheus. */
export const INTERVAL_MS_DEFAULT = 60_000;

/** Most characters of one slice as text, about: Kafka takes a megabyte at once. */
const SLICE_CHARACTERS_MAX = 400_000;

/** What is written of a number at most, and of what stands around an item. */
const NUMBER_CHARACTERS = 24;

/** Cuts parts into slices that are each small enough for one record; at least one. */
export function slicesOf(parts: readonly SharePart[]): SharePart[][] {
  const slices: SharePart[][] = [[]];
  let room = SLICE_CHARACTERS_MAX;
  for (const part of parts) {
    const { items, sizeOf, withItems } = itemsOf(part);
    let from = 0;
    items.forEach((item, i) => {
      const size = sizeOf(item);
      if (size > room && (i > from || (slices.at(-1) as SharePart[]).length > 0)) {
        if (i > from) (slices.at(-1) as SharePart[]).push(withItems(from, i));
        slices.push([]);
        from = i;
        room = SLICE_CHARACTERS_MAX;
      }
      room -= size;
    });
    if (items.length > from || items.length === 0) (slices.at(-1) as SharePart[]).push(withItems(from, items.length));
  }
  return slices;
}

interface Items {
  readonly items: readonly unknown[];
  sizeOf(item: unknown): number;
  /** The part with these of its items only. */
  withItems(from: number, to: number): SharePart;
}

function itemsOf(part: SharePart): Items {
  switch (part.kind) {
    case 'failed':
      return { items: [], sizeOf: () => 0, withItems: () => part };
    case 'elements':
      return {
        items: part.elements,
        sizeOf: (item) => (item as (typeof part.elements)[0])[0].length + NUMBER_CHARACTERS,
        withItems: (from, to) => ({ ...part, elements: part.elements.slice(from, to) }),
      };
    case 'sums':
      return {
        items: part.groups,
        sizeOf: (item) => {
          const [labels, { sum, wild }] = item as (typeof part.groups)[0];
          return labels.length + NUMBER_CHARACTERS * (5 + sum.length + wild.length);
        },
        withItems: (from, to) => ({ ...part, groups: part.groups.slice(from, to) }),
      };
    case 'samples':
      return {
        items: part.series,
        sizeOf: (item) => {
          const [labels, samples] = item as (typeof part.series)[0];
          return labels.length + NUMBER_CHARACTERS * samples.length;
        },
        withItems: (from, to) => ({ ...part, series: part.series.slice(from, to) }),
      };
  }
}

/** How often a group is evaluated; as in Prometheus, an interval of 0 is none of its own. */
export const groupIntervalMs = ({ interval }: Pick<RuleGroupDocument, 'interval'>): number =>
  (interval === undefined ? 0 : durationMs(interval)) || INTERVAL_MS_DEFAULT;

/** The last time up to `at` at which a group is evaluated: a grid that starts somewhere else for each group. */
export function lastTick(at: number, intervalMs: number, hash: number): number {
  const offset = hash % intervalMs;
  return Math.floor((at - offset) / intervalMs) * intervalMs + offset;
}
