import { formatNumber } from '../promql/go-text.js';
import { parseFloat64 } from '../promql/parse-float.js';
import type { GroupShare, SharePart } from './group-share.js';

/** A share whose numbers JSON can hold: what is no number, or infinite, is a text. */
export interface WrittenShare extends Omit<GroupShare, 'parts'> {
  readonly parts: readonly WrittenPart[];
}

type Written = number | string;

interface WrittenSums {
  readonly count: number;
  readonly sum: readonly number[];
  readonly wild: readonly Written[];
  readonly min: Written;
  readonly max: Written;
}

type WrittenPart =
  | { readonly kind: 'elements'; readonly key: string; readonly elements: readonly (readonly [string, Written])[] }
  | { readonly kind: 'sums'; readonly key: string; readonly groups: readonly (readonly [string, WrittenSums])[] }
  | {
      readonly kind: 'samples';
      readonly key: string;
      readonly series: readonly (readonly [string, readonly Written[]])[];
    }
  | Extract<SharePart, { kind: 'failed' }>;

const written = (value: number): Written => (Number.isFinite(value) ? value : formatNumber(value));
const read = (value: Written): number => (typeof value === 'number' ? value : (parseFloat64(value) ?? Number.NaN));

export function writtenShare({ parts, ...share }: GroupShare): WrittenShare {
  return { ...share, parts: parts.map(writtenPart) };
}

export function readShare({ parts, ...share }: WrittenShare): GroupShare {
  return { ...share, parts: parts.map(readPart) };
}

function writtenPart(part: SharePart): WrittenPart {
  const { kind, key } = part;
  switch (kind) {
    case 'failed':
      return part;
    case 'elements':
      return { kind, key, elements: part.elements.map(([labels, value]) => [labels, written(value)]) };
    case 'samples':
      return { kind, key, series: part.series.map(([labels, samples]) => [labels, samples.map(written)]) };
    case 'sums':
      return {
        kind,
        key,
        groups: part.groups.map(([labels, { count, sum, wild, min, max }]) => [
          labels,
          { count, sum, wild: wild.map(written), min: written(min), max: written(max) },
        ]),
      };
  }
}

function readPart(part: WrittenPart): SharePart {
  const { kind, key } = part;
  switch (kind) {
    case 'failed':
      return part;
    case 'elements':
      return { kind, key, elements: part.elements.map(([labels, value]) => [labels, read(value)]) };
    case 'samples':
      return { kind, key, series: part.series.map(([labels, samples]) => [labels, samples.map(read)]) };
    case 'sums':
      return {
        kind,
        key,
        groups: part.groups.map(([labels, { count, sum, wild, min, max }]) => [
          labels,
          { count, sum, wild: wild.map(read), min: read(min), max: read(max) },
        ]),
      };
  }
}
