import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type ReactElement, useEffect, useRef } from 'react';
import UPlot from 'uplot';
import { useZone } from './zone.js';

export type Scheme = 'light' | 'dark';

/** Of what frames a chart, on either background. */
export const frameColours = {
  light: { text: '#343a40', grid: '#dee2e6' },
  dark: { text: '#ced4da', grid: '#495057' },
} as const;

/** How a chart looks, but for what all have in common. */
export type PlotOptions = Pick<UPlot.Options, 'series'> & Partial<UPlot.Options>;

/** Draws series over time, as wide as there is room. It is told to nobody but by its label; a table beside it has its values. */
export function Plot({
  label,
  height,
  data: { times, series },
  span: { from, to },
  optionsIn,
}: {
  readonly label: string;
  /** In pixels. */
  readonly height: number;
  /** Times in seconds since 1970, and for each series a value or nothing at each. */
  readonly data: {
    readonly times: readonly number[];
    readonly series: readonly { readonly values: readonly (number | null)[] }[];
  };
  /** What is shown of time, whether or not there is anything in all of it; ms since 1970. */
  readonly span: { readonly from: number; readonly to: number };
  /** How it looks in a theme; the chart is drawn anew when this is another function. */
  readonly optionsIn: (scheme: Scheme) => PlotOptions;
}): ReactElement {
  const scheme = useComputedColorScheme('light');
  const zone = useZone();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null || width === 0) return undefined;
    const { text, grid } = frameColours[scheme];
    const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
    const { scales, ...options } = optionsIn(scheme);
    const plot = new UPlot(
      {
        width,
        height,
        ...(zone === undefined ? {} : { tzDate: (time) => UPlot.tzDate(new Date(time * 1_000), zone) }),
        axes: [axis, axis],
        scales: { x: { range: [from / 1_000, to / 1_000] }, ...scales },
        ...options,
      },
      [[...times], ...series.map(({ values }) => [...values])],
      place.current,
    );
    return () => plot.destroy();
  }, [times, series, optionsIn, height, from, to, scheme, width, zone]);
  return (
    <div ref={ref} role="img" aria-label={label} style={{ overflow: 'hidden' }}>
      <div ref={place} />
    </div>
  );
}

/** Draws a dashed line from one point to another; in pixels of the canvas. */
export function dashedLine(
  { ctx }: UPlot,
  stroke: string,
  dash: readonly number[],
  [left, top, right, bottom]: readonly [number, number, number, number],
): void {
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.lineWidth = 2;
  ctx.setLineDash([...dash]);
  ctx.beginPath();
  ctx.moveTo(left, top);
  ctx.lineTo(right, bottom);
  ctx.stroke();
  ctx.restore();
}
