/** From when until when; ms since 1970. */
export interface Band {
  readonly from: number;
  readonly to: number;
}

/**
 * When at least one alert would have fired.
 *
 * @param transitions - of a back-test, in any order
 * @param end - of the back-test; what still fired then ends there
 */
export function firedBands(
  transitions: readonly { readonly fingerprint: string; readonly state: string; readonly at: number }[],
  end: number,
): Band[] {
  const began = new Map<string, number>();
  const bands: Band[] = [];
  for (const { fingerprint, state, at } of transitions.toSorted((a, b) => a.at - b.at)) {
    const from = began.get(fingerprint);
    if (state === 'firing') began.set(fingerprint, from ?? at);
    else if (from !== undefined) {
      bands.push({ from, to: at });
      began.delete(fingerprint);
    }
  }
  return joined([...bands, ...[...began.values()].map((from) => ({ from, to: end }))]);
}

function joined(bands: readonly Band[]): Band[] {
  const whole: Band[] = [];
  for (const { from, to } of bands.toSorted((a, b) => a.from - b.from)) {
    const last = whole.at(-1);
    if (last === undefined || from > last.to) whole.push({ from, to });
    else whole[whole.length - 1] = { from: last.from, to: Math.max(last.to, to) };
  }
  return whole;
}
