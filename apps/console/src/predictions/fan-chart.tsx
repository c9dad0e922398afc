import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type ReactElement, useEffect, useRef } from 'react';
import UPlot from 'uplot';
import type { Aligned } from '../editor/aligned.js';
import type { Band } from '../editor/fired-bands.js';
import { useZone } from '../parts/zone.js';

const HEIGHT = 300;
const colours = {
  light: { text: '#343a40', grid: '#dee2e6', actual: '#212529', middle: '#1864ab', fill: 'rgba(24, 100, 171, 0.18)' },
  dark: { text: '#ced4da', grid: '#495057', actual: '#f8f9fa', middle: '#74c0fc', fill: 'rgba(116, 192, 252, 0.2)' },
} as const;

/** A series with the quantiles that were forecast of it: nested bands around the middle one. It tells nothing that its table does not. */
export function FanChart({
  label,
  data: { times, series },
  actual,
  now,
  span: { from, to },
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
  const scheme = useComputedColorScheme('light');
  const zone = useZone();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null || width === 0) return undefined;
    const colour = colours[scheme];
    const axis = {
      stroke: colour.text,
      grid: { stroke: colour.grid, width: 1 },
      ticks: { stroke: colour.grid, width: 1 },
    };
    const quantiles = series.flatMap(({ name }, i) => (name === actual ? [] : [i + 1]));
    const middle = quantiles[(quantiles.length - 1) / 2];
    const plot = new UPlot(
      {
        width,
        height: HEIGHT,
        ...(zone === undefined ? {} : { tzDate: (time) => UPlot.tzDate(new Date(time * 1_000), zone) }),
        axes: [axis, axis],
        scales: { x: { range: [from / 1_000, to / 1_000] } },
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
            (one) => {
              const x = one.valToPos(now / 1_000, 'x', true);
              one.ctx.save();
              one.ctx.strokeStyle = colour.text;
              one.ctx.setLineDash([2, 4]);
              one.ctx.beginPath();
              one.ctx.moveTo(x, one.bbox.top);
              one.ctx.lineTo(x, one.bbox.top + one.bbox.height);
              one.ctx.stroke();
              one.ctx.restore();
            },
          ],
        },
      },
      [[...times], ...series.map(({ values }) => [...values])],
      place.current,
    );
    return () => plot.destroy();
  }, [times, series, actual, now, from, to, scheme, width, zone]);
  return (
    <div ref={ref} role="img" aria-label={label} style={{ overflow: 'hidden' }}>
      <div ref={place} />
    </div>
  );
}

/** The highest with the lowest, and so on inwards; the upper one first, as the library wants it. */
function pairsOf(places: readonly number[]): [number, number][] {
  const pairs: [number, number][] = [];
  for (let low = 0, high = places.length - 1; low < high; low += 1, high -= 1)
    pairs.push([places[high] as number, places[low] as number]);
  return pairs;
}
