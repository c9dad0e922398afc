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

/**
 * An outcome with those of its values that are no number, but lie between infinities of both signs among what the
 * definition gives of samples a hair's breadth off, as the definition has them: there, something that is exactly nothing
 * was multiplied with infinity, and only rounding makes it anything else.
 */
export function betweenInfinities(
  found: QueryOutcome,
  expected: QueryOutcome,
  nudged: readonly QueryOutcome[],
): QueryOutcome {
  if (found.kind === 'failed' || expected.kind === 'failed') return found;
  const wanted = valuesOf(expected);
  const all = nudged.map(valuesOf);
  const settled = (key: string, time: number, value: number): number => {
    const at = `${key} ${time}`;
    const isBetween = [Infinity, -Infinity].every((bound) => all.some((values) => values.get(at) === bound));
    return Number.isNaN(value) && isBetween ? (wanted.get(at) ?? value) : value;
  };
  const { value } = found;
  if (value.type === 'vector') {
    const elements = value.elements.map((one) => ({ ...one, value: settled(one.labels.key, 0, one.value) }));
    return { ...found, value: { ...value, elements } };
  }
  if (value.type !== 'matrix') return found;
  const series = value.series.map(({ labels, times, values }) => ({
    ...{ labels, times },
    values: values.map((one, i) => settled(labels.key, times[i] as number, one)),
  }));
  return { ...found, value: { ...value, series } };
}

/** Values by the labels and times of their points. */
function valuesOf(outcome: QueryOutcome): Map<string, number> {
  const rows = outcome.kind === 'failed' ? [] : rowsOf(outcome.value);
  return new Map(
    rows.flatMap(({ labels, times, values }) =>
      times.map((time, i): [string, number] => [`${labels.key} ${time}`, values[i] as number]),
    ),
  );
}
