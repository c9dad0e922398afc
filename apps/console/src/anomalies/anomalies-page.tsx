import { Stack, Text } from '@mantine/core';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import { ANOMALY_SCORE } from '@tocsin/domain/rules/condition-source';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { AsTable } from '../parts/as-table.js';
import { Name } from '../parts/name.js';
import { useNow } from '../parts/now.js';
import { RangePicker } from '../parts/range-picker.js';
import { absoluteTime } from '../parts/relative-time.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { rangeOf, spans, type TimeRange } from '../parts/time-range.js';
import { useZone } from '../parts/zone.js';
import { useAsked } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { Abstentions } from './abstentions.js';
import { HeatMap, scoreText } from './heat-map.js';
import { type HeatGrid, heatGrid } from './heat-rows.js';
import { ScoredSeries } from './scored-series.js';

/** Series have scores soon after somebody asked for them, and of a whole day these would be a sliver. */
const USUAL_SPAN = '6h';
/** As many steps as can be told apart. */
const STEPS = 120;
/** As many series as are asked for, and of those with the highest scores as many as are shown. */
const SERIES_MAX = 500;
const SHOWN_MAX = 40;

/** How strange series are, which members of the ensemble find them so, and which have no score. */
export function AnomaliesPage(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const range = rangeOf(parameters, useNow(), USUAL_SPAN);
  const query = useAsked(
    ['anomalies', range.span, range.isLive ? 'now' : range.to],
    (tocsin, signal) => scoresOf(tocsin, signal, range),
    { isPolled: range.isLive, keepsFormer: true },
  );
  const chosen = parameters.get('series');
  const choose = (text: string): void => {
    const changed = new URLSearchParams(parameters);
    if (text === chosen) changed.delete('series');
    else changed.set('series', text);
    setParameters(changed);
  };
  return (
    <Stack>
      <PageTitle>Anomalies</PageTitle>
      <RangePicker range={range} />
      <Section title="Scores">
        <Shown
          query={query}
          isEmpty={({ grid }) => grid.rows.length === 0}
          whenEmpty="No series was given a score in this time: a rule with a condition of the kind anomaly asks for it, or a mark under Predictions."
        >
          {({ grid, found }) => (
            <Stack gap="sm">
              {found > grid.rows.length && (
                <Text size="sm">
                  The {grid.rows.length} series with the highest scores are shown, of {found}
                  {found === SERIES_MAX ? ' or more' : ''}.
                </Text>
              )}
              <HeatMap grid={grid} chosen={chosen} onChoose={choose} />
              <ScoreTable grid={grid} />
            </Stack>
          )}
        </Shown>
      </Section>
      {chosen !== null && <Chosen query={query.data?.grid} text={chosen} range={range} />}
      <Abstentions range={range} />
    </Stack>
  );
}

function Chosen({
  query: grid,
  text,
  range,
}: {
  readonly query: HeatGrid | undefined;
  readonly text: string;
  readonly range: TimeRange;
}): ReactElement | null {
  if (grid === undefined) return null;
  const row = grid.rows.find((one) => one.text === text);
  if (row === undefined)
    return (
      <Text>
        <Name>{text}</Name> has no score in this time, or a lower one than those that are shown.
      </Text>
    );
  return <ScoredSeries key={text} series={row.series} range={range} />;
}

function ScoreTable({ grid: { times, rows } }: { readonly grid: HeatGrid }): ReactElement {
  const zone = useZone();
  return (
    <AsTable
      label="The scores"
      columns={['Time', ...rows.map(({ text }) => <Name key={text}>{text}</Name>)]}
      rows={() =>
        times.map((time, place) => [
          absoluteTime(time * 1_000, zone),
          ...rows.map(({ scores }) => scoreText(scores[place] ?? null)),
        ])
      }
    />
  );
}

interface Scores {
  readonly grid: HeatGrid;
  /** How many series have scores, as far as they were asked for. */
  readonly found: number;
}

/** The highest score of every step, so that none is overlooked. */
async function scoresOf(tocsin: TocsinClient, signal: AbortSignal, { span, to }: TimeRange): Promise<Scores> {
  const step = Math.ceil(spans[span] / 1_000 / STEPS);
  const end = Math.ceil(to / 1_000 / step) * step;
  const start = end - (STEPS - 1) * step;
  const { data } = await tocsin.prometheusQueryRange(
    {
      query: `max_over_time(${ANOMALY_SCORE}[${step}s])`,
      start: String(start),
      end: String(end),
      step: String(step),
      limit: String(SERIES_MAX),
    },
    { signal },
  );
  const all = heatGrid(data.data.resultType === 'matrix' ? data.data.result : [], start, end, step);
  return { grid: { ...all, rows: all.rows.slice(0, SHOWN_MAX) }, found: all.rows.length };
}
