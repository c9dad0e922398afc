import { Group, Stack, Text, useComputedColorScheme } from '@mantine/core';
import { type PointerEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import { Name } from '../parts/name.js';
import { plain } from '../parts/plain.js';
import { absoluteTime, dayText, wallClockText } from '../parts/relative-time.js';
import { useZone } from '../parts/zone.js';
import classes from './heat-map.module.css';
import { classOf, type HeatGrid, type HeatRow, marksOf, scoreClasses } from './heat-rows.js';

/** From as usual to strong, each as far from the one before as can be seen by whoever sees no colours. */
const scales = {
  light: ['#e7f5ff', '#a5d8ff', '#4dabf7', '#f76707', '#a61e4d'],
  dark: ['#10243a', '#1c5a96', '#4dabf7', '#ff922b', '#ffc9de'],
} as const;
const HEIGHT = 20;

/**
 * Scores by series and time: a strip of cells for each series. It tells nothing that its table does not.
 */
export function HeatMap({
  grid,
  chosen,
  onChoose,
}: {
  readonly grid: HeatGrid;
  /** The series that is looked at closer; null for none. */
  readonly chosen: string | null;
  readonly onChoose: (text: string) => void;
}): ReactElement {
  const scheme = useComputedColorScheme('light');
  const zone = useZone();
  const [pointed, setPointed] = useState<{ readonly row: HeatRow; readonly place: number } | null>(null);
  const time = pointed === null ? undefined : grid.times[pointed.place];
  return (
    <Stack gap={4}>
      <Group gap="md" mb="xs">
        {scoreClasses.map(({ from, text }, place) => (
          <Text key={text} size="sm" component="span">
            <span className={classes['swatch']} style={{ background: scales[scheme][place] }} /> from {from}: {text}
          </Text>
        ))}
      </Group>
      {grid.rows.map((row) => (
        <div key={row.text} className={classes['row']}>
          <button
            type="button"
            className={classes['name']}
            title={plain(row.text)}
            aria-pressed={row.text === chosen}
            onClick={() => onChoose(row.text)}
          >
            <bdi>{plain(row.text)}</bdi>
          </button>
          <Strip
            row={row}
            scale={scales[scheme]}
            onPoint={(place) => setPointed(place === null ? null : { row, place })}
          />
        </div>
      ))}
      <TimeAxis grid={grid} />
      <Text size="sm" mih="1.6em">
        {pointed === null || time === undefined ? (
          'Point at a cell to read it.'
        ) : (
          <>
            <Name>{pointed.row.text}</Name>, {absoluteTime(time * 1_000, zone)}:{' '}
            {scoreText(pointed.row.scores[pointed.place] ?? null)}
          </>
        )}
      </Text>
    </Stack>
  );
}

/** When the strips begin and end, and some times between; with the day where they are of more than one. */
function TimeAxis({ grid }: { readonly grid: HeatGrid }): ReactElement {
  const zone = useZone();
  const marks = marksOf(grid);
  const days = new Set(marks.map((at) => dayText(at, zone)));
  return (
    <div className={classes['row']}>
      <span />
      <div className={classes['axis']} role="group" aria-label="Times of the scores">
        {marks.map((at) => (
          <time key={at} dateTime={new Date(at).toISOString()} title={absoluteTime(at, zone)}>
            {wallClockText(at, zone)}
            {days.size > 1 && `\n${dayText(at, zone)}`}
          </time>
        ))}
      </div>
    </div>
  );
}

/** A score as people read it. */
export const scoreText = (score: number | null): string =>
  score === null ? 'no score' : String(Math.round(score * 1_000) / 1_000);

function Strip({
  row: { text, peak, scores },
  scale,
  onPoint,
}: {
  readonly row: HeatRow;
  readonly scale: readonly string[];
  /** Is told the place of the cell that is pointed at, null for none. */
  readonly onPoint: (place: number | null) => void;
}): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context === null || context === undefined) return;
    context.clearRect(0, 0, scores.length, 1);
    for (const [place, score] of scores.entries()) {
      if (score === null) continue;
      context.fillStyle = scale[classOf(score)] ?? 'transparent';
      context.fillRect(place, 0, 1, 1);
    }
  }, [scores, scale]);
  const point = ({ currentTarget, clientX }: PointerEvent<HTMLCanvasElement>): void => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const place = Math.floor(((clientX - left) / width) * scores.length);
    onPoint(place >= 0 && place < scores.length ? place : null);
  };
  // A cell is one pixel of the canvas, which is stretched without smoothing.
  return (
    <canvas
      ref={canvas}
      width={scores.length}
      height={1}
      role="img"
      aria-label={`Scores of ${text}, the highest ${scoreText(peak)}; the table has all of them`}
      title={plain(text)}
      className={classes['strip']}
      style={{ height: HEIGHT, imageRendering: 'pixelated' }}
      onPointerMove={point}
      onPointerLeave={() => onPoint(null)}
    />
  );
}
