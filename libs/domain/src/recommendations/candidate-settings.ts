import type { SampleSeries } from '../backtest/sample-feed.js';
import { NO_VALUE } from '../plan/series-store.js';
import { firstAtOrAfter } from '../plan/sorted-times.js';
import { durationMs } from '../rules/duration.js';
import type { RuleSetting, SettableCondition } from './rule-setting.js';

/** How long a condition may have to hold; what lies between them makes little difference. */
const HOLDS = ['0', '1m', '3m', '5m', '10m', '15m', '30m'] as const;
/** Which of the values beyond the threshold are tried as one: closer where they are rare, for there incidents lie. */
const SHARES = [0.1, 0.25, 0.5, 0.7, 0.8, 0.9, 0.97] as const;
/** And so far towards the farthest of them, for between what is real and what is not there may be no value at all. */
const PARTS = [0.1, 0.25, 0.5, 0.75] as const;
/** Thresholds are numbers that people read: so many of their steps, or up to ten times as many, span what lies beyond. */
const STEPS_MIN = 20;
/** Values that are looked at to find thresholds; quantiles of more say the same. */
const VALUES_MAX = 200_000;

/**
 * Settings that are worth a try: thresholds among the values that lay beyond the one of now, and holds beside it. They
 * are only proposed here; what they come to the engine says.
 *
 * @param series - what the condition reads, up to when something may be known
 * @param to - ms since 1970; nothing later is looked at
 * @param holdMsMax - longer holds are not proposed
 */
export function candidateSettings(
  now: RuleSetting,
  condition: SettableCondition,
  series: readonly SampleSeries[],
  { to, holdMsMax }: { to: number; holdMsMax: number },
): RuleSetting[] {
  const sign = now.operator.startsWith('>') ? 1 : -1;
  const beyond = valuesOf(condition, series, to)
    .map((value) => sign * (value - now.threshold))
    .filter((distance) => distance > 0)
    .sort((a, b) => a - b);
  const farthest = beyond.at(-1) ?? 0;
  const step = 10 ** Math.floor(Math.log10(farthest / STEPS_MIN));
  const distances = [
    ...SHARES.map((share) => beyond[Math.floor(share * (beyond.length - 1))] as number),
    ...PARTS.map((part) => part * farthest),
  ].sort((a, b) => a - b);
  const thresholds =
    farthest > 0 && Number.isFinite(farthest) && step > 0
      ? distances.map((distance) => rounded(now.threshold + sign * distance, step))
      : [];
  const stricter = thresholds.filter(
    (threshold) => Number.isFinite(threshold) && sign * (threshold - now.threshold) > 0,
  );
  const holds = HOLDS.filter((hold) => durationMs(hold) <= holdMsMax && durationMs(hold) !== durationMs(now.for));
  // Those nearest to the present setting come first.
  return [...new Set([now.threshold, ...stricter])].flatMap((threshold) =>
    [now.for, ...holds].map((hold) => ({ ...now, threshold, for: hold })),
  );
}

/** To a multiple of the step, as it is written in decimals. */
function rounded(value: number, step: number): number {
  const decimals = Math.min(100, Math.max(0, Math.round(-Math.log10(step))));
  return Number((Math.round(value / step) * step).toFixed(decimals));
}

/** What a condition compares with its threshold; of very many values, evenly spread ones. */
function valuesOf(condition: SettableCondition, series: readonly SampleSeries[], to: number): number[] {
  const counts = series.map(({ times }) => firstAtOrAfter(times, to));
  const stride = Math.max(1, Math.ceil(counts.reduce((sum, count) => sum + count, 0) / VALUES_MAX));
  const valueAt = condition.type === 'threshold' ? lastValue : changeBy(condition);
  return series
    .flatMap((one, k) =>
      Array.from({ length: Math.ceil((counts[k] as number) / stride) }, (_, i) => valueAt(one, i * stride)),
    )
    .filter((value) => Number.isFinite(value) && value !== NO_VALUE);
}

type ValueAt = (series: SampleSeries, place: number) => number;

const lastValue: ValueAt = ({ values }, place) => values[place] as number;

function changeBy({ window, mode }: Extract<SettableCondition, { type: 'change' }>): ValueAt {
  const windowMs = durationMs(window);
  return ({ times, values }, place) => {
    const first = firstAtOrAfter(times, (times[place] as number) - windowMs);
    const [begin, end] = [values[first] as number, values[place] as number];
    if (mode === 'percent') return ((end - begin) / Math.abs(begin)) * 100;
    if (mode === 'absolute') return end - begin;
    return (end - begin) / (((times[place] as number) - (times[first] as number)) / 1_000);
  };
}
