import { quoteString } from './go-text.js';

const MS_PER_SECOND = 1000;

interface Unit {
  readonly name: string;
  readonly ms: number;
  /** Written only where nothing is left over: `90d` is easier to read than `12w6d`. */
  readonly exactOnly: boolean;
}

/** From the largest to the smallest, the order in which they must be written. */
const units: readonly Unit[] = [
  { name: 'y', ms: 365 * 86_400_000, exactOnly: true },
  { name: 'w', ms: 7 * 86_400_000, exactOnly: true },
  { name: 'd', ms: 86_400_000, exactOnly: false },
  { name: 'h', ms: 3_600_000, exactOnly: false },
  { name: 'm', ms: 60_000, exactOnly: false },
  { name: 's', ms: 1000, exactOnly: false },
  { name: 'ms', ms: 1, exactOnly: false },
];

/** About 292 years: Prometheus counts in nanoseconds of 63 bits. */
const MS_MAX = 9_223_372_036_854;

export type ReadDuration =
  { readonly kind: 'duration'; readonly seconds: number } | { readonly kind: 'refused'; readonly message: string };

/** Reads a duration such as `1h30m`: whole numbers with units, each unit at most once, the largest first. */
export function readDuration(text: string): ReadDuration {
  const refused = (message: string): ReadDuration => ({ kind: 'refused', message });
  const invalid = refused(`not a valid duration string: ${quoteString(text)}`);
  const part = /([0-9]+)([^0-9]+)/y;
  let total = 0;
  let unitsFrom = 0;
  while (part.lastIndex < text.length) {
    const found = part.exec(text);
    if (found === null) {
      return invalid;
    }
    const [, digits = '', name = ''] = found;
    const position = units.findIndex((unit) => unit.name === name);
    const unit = units[position];
    if (unit === undefined) {
      return refused(`unknown unit ${quoteString(name)} in duration ${quoteString(text)}`);
    }
    if (position < unitsFrom || BigInt(digits) >= 2n ** 64n) {
      return invalid;
    }
    unitsFrom = position + 1;
    total += Number(digits) * unit.ms;
    if (total > MS_MAX) {
      return refused('duration out of range');
    }
  }
  return { kind: 'duration', seconds: secondsOf(total) };
}

/** Milliseconds in seconds, rounded as Prometheus does: the whole seconds and the rest apart. */
export function secondsOf(ms: number): number {
  const rest = ms % MS_PER_SECOND;
  return (ms - rest) / MS_PER_SECOND + rest / MS_PER_SECOND;
}

/** A length of time in its canonical form: `1h30m`, `-5m`, `0s`. Parts of a millisecond are left out. */
export function printDuration(ms: number): string {
  let rest = Math.floor(Math.abs(ms));
  if (rest === 0) {
    return '0s';
  }
  let text = ms < 0 ? '-' : '';
  for (const unit of units) {
    const count = Math.floor(rest / unit.ms);
    if (count > 0 && !(unit.exactOnly && rest % unit.ms !== 0)) {
      text += `${count}${unit.name}`;
      rest -= count * unit.ms;
    }
  }
  return text;
}
