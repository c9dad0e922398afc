import { formatNumber } from '../promql/go-text.js';
import { parseFloat64 } from '../promql/parse-float.js';
import type { GroupShare, SharePart } from './group-share.js';

/** A share whose numbers JSON can hold: what is no number, or infinite, is a text. */
export type WrittenShare = GroupShare<number | string>;

export function writtenShare(share: GroupShare): WrittenShare {
  return withValues(share, (value) => (Number.isFinite(value) ? value : formatNumber(value)));
}

export function readShare(share: WrittenShare): GroupShare {
  return withValues(share, (value) => (typeof value === 'number' ? value : (parseFloat64(value) ?? Number.NaN)));
}

function withValues<From, To>({ parts, ...share }: GroupShare<From>, of: (value: From) => To): GroupShare<To> {
  return { ...share, parts: parts.map((part) => partWithValues(part, of)) };
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
