import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type ReactElement, useEffect, useRef } from 'react';
import UPlot from 'uplot';
import { useZone } from '../parts/zone.js';
import type { Aligned } from './aligned.js';
import type { Band } from './fired-bands.js';

const HEIGHT = 260;
/** Readable on either background; told apart by the legend as well. */
const strokes = {
  light: { text: '#343a40', grid: '#dee2e6', threshold: '#c92a2a', band: 'rgba(201, 42, 42, 0.15)' },
  dark: { text: '#ced4da', grid: '#495057', threshold: '#ff8787', band: 'rgba(255, 135, 135, 0.2)' },
} as const;
const lines = {
  light: ['#1864ab', '#2b8a3e', '#862e9c', '#d9480f', '#087f5b'],
  dark: ['#74c0fc', '#8ce99a', '#e599f7', '#ffc078', '#63e6be'],
} as const;

/** Series over time, with a threshold, and bands in which a rule would have fired. It tells nothing that its table does not. */
export function Chart({
  label,
  data: { times, series },
  threshold,
  bands,
  span: { from, to },
}: {
  readonly label: string;
  readonly data: Aligned;
  readonly threshold: number | null;
  readonly bands: readonly Band[];
  /** What is shown of time, whether or not there is anything in all of it; ms since 1970. */
  readonly span: Band;
}): ReactElement {
  const scheme = useComputedColorScheme('light');
  const zone = useZone();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null || width === 0) return undefined;
    const { text, grid, threshold: red, band: shade } = strokes[scheme];
    const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
    const plot = new UPlot(
      {
        width,
        height: HEIGHT,
        ...(zone === undefined ? {} : { tzDate: (time) => UPlot.tzDate(new Date(time * 1_000), zone) }),
        legend: { show: series.length <= lines.light.length },
        axes: [axis, axis],
        scales: {
          x: { range: [from / 1_000, to / 1_000] },
          y: { range: (_, low, high) => rangeWith(low, high, threshold) },
        },
        series: [
          {},
          ...series.map(({ name }, i) => ({ label: name, stroke: lines[scheme][i % lines.light.length] ?? text })),
        ],
        hooks: {
          drawClear: [
            (one) => {
              one.ctx.fillStyle = shade;
              for (const band of bands) {
                const left = one.valToPos(band.from / 1_000, 'x', true);
                const right = one.valToPos(band.to / 1_000, 'x', true);
                one.ctx.fillRect(left, one.bbox.top, Math.max(1, right - left), one.bbox.height);
              }
            },
          ],
          draw: [
            (one) => {
              if (threshold === null) return;
              const y = one.valToPos(threshold, 'y', true);
              one.ctx.save();
              one.ctx.strokeStyle = red;
              one.ctx.lineWidth = 2;
              one.ctx.setLineDash([6, 4]);
              one.ctx.beginPath();
              one.ctx.moveTo(one.bbox.left, y);
              one.ctx.lineTo(one.bbox.left + one.bbox.width, y);
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
  }, [times, series, threshold, bands, from, to, scheme, width, zone]);
  return (
    <div ref={ref} role="img" aria-label={label} style={{ overflow: 'hidden' }}>
      <div ref={place} />
    </div>
  );
}

/** All values and the threshold, with room above and below. */
function rangeWith(low: number | null, high: number | null, threshold: number | null): [number, number] {
  const values = [low, high, threshold].filter((value) => value !== null);
  const [least, most] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const room = (most - least) / 10 || 1;
  return [least - room, most + room];
}
