const DAY_MS = 86_400_000;

/** How much of its day, by UTC, is over at a time in milliseconds since 1970: from 0 up to 1 (exclusive). */
export function dayShare(time: number): number {
  const share = (time % DAY_MS) / DAY_MS;
  return share < 0 ? share + 1 : share;
}
