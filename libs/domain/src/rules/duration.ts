const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 } as const;
const part = /^(\d{1,12})(ms|y|w|d|h|m|s)/;

/**
 * Reads a duration in Prometheus's notation: whole numbers with units, largest first, such as `5m` or `1h30m`.
 *
 * @param text - the duration; `0` alone is allowed and means none
 * @returns milliseconds, or `null` when the text is no duration
 */
export function parseDurationMs(text: string): number | null {
  if (text === '0') return 0;
  let rest = text;
  let total = 0;
  let last = Number.POSITIVE_INFINITY;
  while (rest !== '') {
    const found = part.exec(rest);
    if (found === null) return null;
    const unit = unitMs[found[2] as keyof typeof unitMs];
    if (unit >= last) return null;
    last = unit;
    total += Number(found[1]) * unit;
    rest = rest.slice(found[0].length);
  }
  return text === '' || !Number.isSafeInteger(total) ? null : total;
}

/** Reads a duration that a schema has already accepted; throws only when called with anything else, which is a bug. */
export function durationMs(text: string): number {
  const ms = parseDurationMs(text);
  if (ms === null) throw new TypeError(`not a duration: ${text}`);
  return ms;
}
