import { type ReactElement, useCallback } from 'react';
import type UPlot from 'uplot';
import { lineAcross, type OwnOptions, type Scheme, TimeChart } from '../parts/time-chart.js';
import type { Aligned } from './aligned.js';
import type { Band } from './fired-bands.js';

/** Readable on either background. */
const strokes = {
  light: { threshold: '#c92a2a', band: 'rgba(201, 42, 42, 0.15)' },
  dark: { threshold: '#ff8787', band: 'rgba(255, 135, 135, 0.2)' },
} as const;
/** Told apart by the legend as well. */
const lines = {
  light: ['#1864ab', '#2b8a3e', '#862e9c', '#d9480f', '#087f5b'],
  dark: ['#74c0fc', '#8ce99a', '#e599f7', '#ffc078', '#63e6be'],
} as const;

/** Series over time, with a threshold, and bands in which a rule would have fired. */
export function Chart({
  label,
  data,
  threshold,
  bands,
  span,
}: {
  readonly label: string;
  readonly data: Aligned;
  readonly threshold: number | null;
  readonly bands: readonly Band[];
  readonly span: Band;
}): ReactElement {
  const { series } = data;
  const ownOptions = useCallback(
    (scheme: Scheme): OwnOptions => ({
      legend: { show: series.length <= lines[scheme].length },
      scales: { y: { range: (_, low, high) => rangeWith(low, high, threshold) } },
      series: series.map(({ name }, i) => ({ label: name, stroke: lines[scheme][i % lines[scheme].length] as string })),
      hooks: {
        drawClear: [(plot) => shade(plot, bands, strokes[scheme].band)],
        draw: threshold === null ? [] : [lineAcross('y', threshold, strokes[scheme].threshold, 2, [6, 4])],
      },
    }),
    [series, threshold, bands],
  );
  return <TimeChart label={label} data={data} span={span} ownOptions={ownOptions} />;
}

function shade(plot: UPlot, bands: readonly Band[], fill: string): void {
  plot.ctx.fillStyle = fill;
  for (const { from, to } of bands) {
    const left = plot.valToPos(from / 1_000, 'x', true);
    const width = Math.max(1, plot.valToPos(to / 1_000, 'x', true) - left);
    plot.ctx.fillRect(left, plot.bbox.top, width, plot.bbox.height);
  }
}

/** All values and the threshold, with room above and below. */
function rangeWith(low: number | null, high: number | null, threshold: number | null): [number, number] {
  const values = [low, high, threshold].filter((value) => value !== null);
  const [least, most] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const room = (most - least) / 10 || 1;
  return [least - room, most + room];
}
