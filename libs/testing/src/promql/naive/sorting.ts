import { compareNumbers } from './go-math.js';
import type { Sample } from './moment.js';

/** `sort` and `sort_desc`; NaN comes last in both. */
export function sortByValue(samples: readonly Sample[], descends: boolean): Sample[] {
  return [...samples].sort(({ value: a }, { value: b }) => {
    if (Number.isNaN(a) || Number.isNaN(b)) return compareNumbers(b, a);
    return descends ? compareNumbers(b, a) : compareNumbers(a, b);
  });
}

/** `sort_by_label` and `sort_by_label_desc`: numbers within values count as numbers. */
export function sortByLabels(samples: readonly Sample[], names: readonly string[], descends: boolean): Sample[] {
  const sign = descends ? -1 : 1;
  return [...samples].sort((a, b) => {
    for (const name of names) {
      const [first, second] = [a.labels.get(name), b.labels.get(name)];
      if (first !== second) return comesBefore(first, second) ? -sign : sign;
    }
    return sign * a.labels.compare(b.labels);
  });
}

/** The number that a part of a text is; null where it is none that 64 bits hold. */
function wholeNumber(part: string): bigint | null {
  if (!/^[0-9]+$/.test(part)) return null;
  const value = BigInt(part);
  return value < 2n ** 63n ? value : null;
}

/** Compares texts part by part, where a part is all digits or has none. */
function comesBefore(first: string, second: string): boolean {
  const parts = first.match(/[0-9]+|[^0-9]+/g) ?? [];
  const others = second.match(/[0-9]+|[^0-9]+/g) ?? [];
  for (const [place, part] of parts.entries()) {
    const other = others[place];
    if (other === undefined) return false;
    const [number, otherNumber] = [wholeNumber(part), wholeNumber(other)];
    const areNumbers = number !== null && otherNumber !== null;
    if (areNumbers ? number !== otherNumber : part !== other) return areNumbers ? number < otherNumber : part < other;
    if (place === parts.length - 1) return true;
    if (place === others.length - 1) return false;
  }
  return false;
}
