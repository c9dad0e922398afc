import { type ReactElement, useCallback } from 'react';
import type { Aligned } from '../editor/aligned.js';
import type { Band } from '../editor/fired-bands.js';
import { dashedLine, frameColours, Plot, type PlotOptions, type Scheme } from '../parts/plot.js';

const HEIGHT = 300;
const colours = {
  light: { actual: '#212529', middle: '#1864ab', fill: 'rgba(24, 100, 171, 0.18)' },
  dark: { actual: '#f8f9fa', middle: '#74c0fc', fill: 'rgba(116, 192, 252, 0.2)' },
} as const;

/** A series with the quantiles that were forecast of it: nested bands around the middle one. It tells nothing that its table does not. */
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
  const optionsIn = useCallback(
    (scheme: Scheme): PlotOptions => {
      const colour = colours[scheme];
      const quantiles = series.flatMap(({ name }, i) => (name === actual ? [] : [i + 1]));
      const middle = quantiles[(quantiles.length - 1) / 2];
      return {
        series: [
          {},
          ...series.map(({ name }, i) =>
            name === actual
              ? { label: name, stroke: colour.actual, width: 2 }
              : { label: name, stroke: colour.middle, width: i + 1 === middle ? 2 : 0.5, dash: [4, 3] },
          ),
        ],
        bands: pairsOf(quantiles).map((pair) => ({ series: pair, fill: colour.fill })),
        hooks: {
          draw: [
            (plot) => {
              const { top, height } = plot.bbox;
              const x = plot.valToPos(now / 1_000, 'x', true);
              dashedLine(plot, frameColours[scheme].text, [2, 4], [x, top, x, top + height]);
            },
          ],
        },
      };
    },
    [series, actual, now],
  );
  return <Plot label={label} height={HEIGHT} data={data} span={span} optionsIn={optionsIn} />;
}

/** The highest with the lowest, and so on inwards; the upper one first, as the library wants it. */
function pairsOf(places: readonly number[]): [number, number][] {
  const pairs: [number, number][] = [];
  for (let low = 0, high = places.length - 1; low < high; low += 1, high -= 1)
    pairs.push([places[high] as number, places[low] as number]);
  return pairs;
}
