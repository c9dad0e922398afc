import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type ReactElement, useEffect, useRef } from 'react';
import UPlot from 'uplot';
import type { Aligned } from '../editor/aligned.js';
import type { Band } from '../editor/fired-bands.js';
import { useZone } from './zone.js';

export type Scheme = 'light' | 'dark';
/** What one chart has of its own: its series, and what is drawn beside them. */
export type OwnOptions = Pick<UPlot.Options, 'series' | 'bands' | 'hooks' | 'legend' | 'scales'>;

const HEIGHT = 280;
const frame = { light: { text: '#343a40', grid: '#dee2e6' }, dark: { text: '#ced4da', grid: '#495057' } } as const;

const DAY_S = 86_400;
const DATE = '{YYYY}-{MM}-{DD}';
const date = `\n${DATE}`;
const day = '\n{MM}-{DD}';
/**
 * How times stand below a chart, by the seconds between two of them: 24 hours and ISO dates, as everywhere in the console. Of each row:
 * the least step, the text, and what is added where the year, the month, the day, the hour, the minute, the second changes.
 */
const timeMarks: UPlot.Axis.TimeValuesConfig = [
  [365 * DAY_S, '{YYYY}', null, null, null, null, null, null, 1],
  [28 * DAY_S, '{YYYY}-{MM}', null, null, null, null, null, null, 1],
  [DAY_S, '{MM}-{DD}', '\n{YYYY}', null, null, null, null, null, 1],
  [60, '{HH}:{mm}', date, null, day, null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', date, null, day, null, null, null, 1],
  [0.001, '{HH}:{mm}:{ss}.{fff}', date, null, day, null, null, null, 1],
];

/**
 * Series over time, in the frame that all charts share: theme, time zone, marks, width. It tells nothing that its table does not.
 *
 * @param ownOptions - by theme; kept from one call to the next, for the chart is drawn anew with another
 */
export function TimeChart({
  label,
  data: { times, series },
  span: { from, to },
  ownOptions,
}: {
  readonly label: string;
  readonly data: Aligned;
  /** What is shown of time, whether or not there is anything in all of it; ms since 1970. */
  readonly span: Band;
  readonly ownOptions: (scheme: Scheme) => OwnOptions;
}): ReactElement {
  const scheme = useComputedColorScheme('light');
  const zone = useZone();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null || width === 0) return undefined;
    const { text, grid } = frame[scheme];
    const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
    const { series: lines, scales, ...others } = ownOptions(scheme);
    const plot = new UPlot(
      {
        width,
        height: HEIGHT,
        ...(zone === undefined ? {} : { tzDate: (time) => UPlot.tzDate(new Date(time * 1_000), zone) }),
        axes: [{ ...axis, values: timeMarks }, axis],
        scales: { ...scales, x: { range: [from / 1_000, to / 1_000] } },
        series: [{ value: `${DATE} {HH}:{mm}:{ss}` }, ...lines],
        ...others,
      },
      [[...times], ...series.map(({ values }) => [...values])],
      place.current,
    );
    return () => plot.destroy();
  }, [times, series, from, to, ownOptions, scheme, width, zone]);
  return (
    <div ref={ref} role="img" aria-label={label} style={{ overflow: 'hidden' }}>
      <div ref={place} />
    </div>
  );
}

/** What draws a dashed line across the whole chart: at a time on `x`, at a value on `y`. */
export function lineAcross(axis: 'x' | 'y', at: number, stroke: string, width: number, dash: number[]) {
  return (plot: UPlot): void => {
    const { ctx, bbox } = plot;
    const place = plot.valToPos(at, axis, true);
    ctx.save();
    Object.assign(ctx, { strokeStyle: stroke, lineWidth: width });
    ctx.setLineDash(dash);
    ctx.beginPath();
    ctx.moveTo(axis === 'x' ? place : bbox.left, axis === 'x' ? bbox.top : place);
    ctx.lineTo(axis === 'x' ? place : bbox.left + bbox.width, axis === 'x' ? bbox.top + bbox.height : place);
    ctx.stroke();
    ctx.restore();
  };
}
