import { formatNumber } from '../promql/go-text.js';
import { parseFloat64 } from '../promql/parse-float.js';
import type { GroupShare, SharePart } from './group-share.js';

/**
 * A share whose numbers JSON can hold: what is no number, or infinite, is a text. What was measured is no part of it, so
 * that the same samples are always told in the same words.
 */
export type WrittenShare = Omit<GroupShare<number | string>, 'tookMs'>;

export function writtenShare({ tookMs: _, parts, ...share }: GroupShare): WrittenShare {
  const written = (value: number): number | string => (Number.isFinite(value) ? value : formatNumber(value));
  return { ...share, parts: parts.map((part) => partWithValues(part, written)) };
}

/** @param tookMs - what was measured, told beside what is written */
export function readShare({ parts, ...share }: WrittenShare, tookMs: readonly number[] = []): GroupShare {
  const read = (value: number | string): number =>
    typeof value === 'number' ? value : (parseFloat64(value) ?? Number.NaN);
  return { ...share, tookMs, parts: parts.map((part) => partWithValues(part, read)) };
}

function partWithValues<From, To>(part: SharePart<From>, of: (value: From) => To): SharePart<To> {
  const { kind, key } = part;
  switch (kind) {
    case 'failed':
      return part;
    case 'elements':
      return { kind, key, elements: part.elements.map(([labels, value]) => [labels, of(value)] as const) };
    case 'samples':
      return { kind, key, series: part.series.map(([labels, samples]) => [labels, samples.map(of)] as const) };
    case 'sums':
      return {
        kind,
        key,
        groups: part.groups.map(([labels, sums]) => {
          const { wild, min, max } = sums;
          return [labels, { ...sums, wild: wild.map(of), min: of(min), max: of(max) }] as const;
        }),
      };
  }
}
