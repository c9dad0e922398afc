import { type ReactElement, useCallback } from 'react';
import type { Aligned } from '../editor/aligned.js';
import type { Band } from '../editor/fired-bands.js';
import { lineAcross, type OwnOptions, type Scheme, TimeChart } from '../parts/time-chart.js';

const colours = {
  light: { actual: '#212529', middle: '#1864ab', fill: 'rgba(24, 100, 171, 0.18)', now: '#343a40' },
  dark: { actual: '#f8f9fa', middle: '#74c0fc', fill: 'rgba(116, 192, 252, 0.2)', now: '#ced4da' },
} as const;

/** A series with the quantiles that were forecast of it: nested bands around the middle one. */
export function FanChart({
  label,
  data,
  actual,
  now,
  span,
}: {
  readonly label: string;
  /** What the series was, and its quantiles from the lowest. */
  readonly data: Aligned;
  /** The name of what the series was. */
  readonly actual: string;
  /** What lies after it is yet to come; ms since 1970. */
  readonly now: number;
  readonly span: Band;
}): ReactElement {
  const { series } = data;
  const ownOptions = useCallback(
    (scheme: Scheme): OwnOptions => {
      const colour = colours[scheme];
      const quantiles = series.flatMap(({ name }, i) => (name === actual ? [] : [i + 1]));
      const middle = quantiles[(quantiles.length - 1) / 2];
      return {
        series: series.map(({ name }, i) =>
          name === actual
            ? { label: name, stroke: colour.actual, width: 2 }
            : { label: name, stroke: colour.middle, width: i + 1 === middle ? 2 : 0.5, dash: [4, 3] },
        ),
        bands: pairsOf(quantiles).map((pair) => ({ series: pair, fill: colour.fill })),
        hooks: { draw: [lineAcross('x', now / 1_000, colour.now, 1, [2, 4])] },
      };
    },
    [series, actual, now],
  );
  return <TimeChart label={label} data={data} span={span} ownOptions={ownOptions} />;
}

/** The highest with the lowest, and so on inwards; the upper one first, as the library wants it. */
function pairsOf(places: readonly number[]): [number, number][] {
  const pairs: [number, number][] = [];
  for (let low = 0, high = places.length - 1; low < high; low += 1, high -= 1)
    pairs.push([places[high] as number, places[low] as number]);
  return pairs;
}
