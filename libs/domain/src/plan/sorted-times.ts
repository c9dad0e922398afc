/** The position of the first of ascending times that is not before `from`. */
export function firstAtOrAfter(times: ArrayLike<number>, from: number): number {
  return firstWhere(times, (time) => time >= from);
}

/** The position of the first of ascending times that is after `time`. */
export function firstAfter(times: ArrayLike<number>, time: number): number {
  return firstWhere(times, (one) => one > time);
}

/** The position of the first time for which something holds that then holds for all that follow; the count when for none. */
function firstWhere(times: ArrayLike<number>, holds: (time: number) => boolean): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(times[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
