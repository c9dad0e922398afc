import { type ReactElement, useCallback } from 'react';
import { dashedLine, frameColours, Plot, type PlotOptions, type Scheme } from '../parts/plot.js';
import type { Aligned } from './aligned.js';
import type { Band } from './fired-bands.js';

const HEIGHT = 260;
/** Readable on either background; told apart by the legend as well. */
const strokes = {
  light: { threshold: '#c92a2a', band: 'rgba(201, 42, 42, 0.15)' },
  dark: { threshold: '#ff8787', band: 'rgba(255, 135, 135, 0.2)' },
} as const;
const lines = {
  light: ['#1864ab', '#2b8a3e', '#862e9c', '#d9480f', '#087f5b'],
  dark: ['#74c0fc', '#8ce99a', '#e599f7', '#ffc078', '#63e6be'],
} as const;

/** Series over time, with a threshold, and bands in which a rule would have fired. It tells nothing that its table does not. */
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
  /** What is shown of time, whether or not there is anything in all of it; ms since 1970. */
  readonly span: Band;
}): ReactElement {
  const { series } = data;
  const optionsIn = useCallback(
    (scheme: Scheme): PlotOptions => ({
      legend: { show: series.length <= lines.light.length },
      scales: { y: { range: (_, low, high) => rangeWith(low, high, threshold) } },
      series: [
        {},
        ...series.map(({ name }, i) => ({
          label: name,
          stroke: lines[scheme][i % lines.light.length] ?? frameColours[scheme].text,
        })),
      ],
      hooks: {
        drawClear: [
          (plot) => {
            plot.ctx.fillStyle = strokes[scheme].band;
            for (const band of bands) {
              const left = plot.valToPos(band.from / 1_000, 'x', true);
              const right = plot.valToPos(band.to / 1_000, 'x', true);
              plot.ctx.fillRect(left, plot.bbox.top, Math.max(1, right - left), plot.bbox.height);
            }
          },
        ],
        draw: [
          (plot) => {
            if (threshold === null) return;
            const { left, width } = plot.bbox;
            const y = plot.valToPos(threshold, 'y', true);
            dashedLine(plot, strokes[scheme].threshold, [6, 4], [left, y, left + width, y]);
          },
        ],
      },
    }),
    [series, threshold, bands],
  );
  return <Plot label={label} height={HEIGHT} data={data} span={span} optionsIn={optionsIn} />;
}

/** All values and the threshold, with room above and below. */
function rangeWith(low: number | null, high: number | null, threshold: number | null): [number, number] {
  const values = [low, high, threshold].filter((value) => value !== null);
  const [least, most] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const room = (most - least) / 10 || 1;
  return [least - room, most + room];
}
