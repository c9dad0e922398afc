import type { LabelSet } from '@tocsin/domain/plan/label-set';
import type { QueryOutcome, QueryValue } from '@tocsin/domain/plan/plan';

/** How far two values may lie apart, as a share of the larger: sums may be taken in another order. */
const TOLERANCE = 1e-9;
/** How far values about 0 may lie apart: what is left of differences of samples that are made up, each 0.5 or more. */
const NEAR_ZERO = 1e-10;

function isClose(a: number, b: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  return Math.abs(a - b) <= Math.max(NEAR_ZERO, TOLERANCE * Math.max(Math.abs(a), Math.abs(b)));
}

interface Row {
  readonly labels: LabelSet;
  readonly times: readonly number[];
  readonly values: readonly number[];
}

function rowsOf(value: QueryValue): readonly Row[] {
  if (value.type === 'matrix') return value.series;
  if (value.type !== 'vector') return [];
  return value.elements.map(({ labels, value: own }) => ({ labels, times: [0], values: [own] }));
}

function rowText({ labels, times, values }: Row): string {
  return `${labels.toString()} ${values.map((value, i) => `${value}@${times[i] ?? ''}`).join(' ')}`;
}

/** What differs between two outcomes of the same query; null where nothing does. */
export function outcomeDifference(found: QueryOutcome, expected: QueryOutcome, isOrdered = false): string | null {
  if (expected.kind === 'failed') return found.kind === 'failed' ? null : `should fail: ${expected.message}`;
  if (found.kind === 'failed') return `fails: ${found.message}`;
  if (found.value.type !== expected.value.type) return `gives a ${found.value.type}, not a ${expected.value.type}`;
  return valueDifference(found.value, expected.value, isOrdered);
}

function valueDifference(found: QueryValue, expected: QueryValue, isOrdered: boolean): string | null {
  if (found.type === 'string' && expected.type === 'string')
    return found.value === expected.value ? null : `gives "${found.value}", not "${expected.value}"`;
  if (found.type === 'scalar' && expected.type === 'scalar')
    return isClose(found.value, expected.value) ? null : `gives ${found.value}, not ${expected.value}`;
  const [rows, wanted] = [rowsOf(found), rowsOf(expected)];
  const left = new Map(wanted.map((row) => [row.labels.key, row]));
  for (const row of rows) {
    const other = left.get(row.labels.key);
    if (other === undefined) return `should not have ${rowText(row)}`;
    left.delete(row.labels.key);
    const isSame =
      row.times.length === other.times.length &&
      row.times.every(
        (time, i) => time === other.times[i] && isClose(row.values[i] as number, other.values[i] as number),
      );
    if (!isSame) return `gives ${rowText(row)}, not ${rowText(other)}`;
  }
  for (const row of left.values()) return `should have ${rowText(row)}`;
  const misplaced = isOrdered
    ? rows.findIndex((row, i) => !isClose(row.values[0] as number, wanted[i]?.values[0] as number))
    : -1;
  return misplaced < 0 ? null : `${rowText(rows[misplaced] as Row)} is out of order`;
}
