import { NativeSelect, Stack, Text } from '@mantine/core';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import { type Horizon, HORIZONS } from '@tocsin/domain/forecasting/series-forecaster';
import { FORECAST } from '@tocsin/domain/rules/condition-source';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { aligned, type Aligned, type RangeSeries } from '../editor/aligned.js';
import { AsTable } from '../parts/as-table.js';
import { nowMs } from '../parts/clock.js';
import { withFacet } from '../parts/facets.js';
import { latePart } from '../parts/late-part.js';
import { absoluteTime, spanText } from '../parts/relative-time.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useZone } from '../parts/zone.js';
import { useAsked } from '../session/session-context.js';
import { selectorOfPredictions, seriesText, sourceOf, type SourceSeries, sourcesOf } from './series-name.js';

// What draws is loaded when there is something to be drawn.
const FanChart = latePart(async () => (await import('./fan-chart.js')).FanChart);

const DAY_MS = 86_400_000;
/** So much is shown of the past for what is looked ahead, and at least a quarter of a day. */
const PAST_HORIZONS = 6;
const PAST_MS_MIN = DAY_MS / 4;
/** As many moments as a chart of this width can show apart. */
const STEPS = 240;
/** A forecast is told anew every five minutes at most, and one that is older is none. */
const LOOKBACK_S = 600;
const SERIES_MAX = '2000';
const ACTUAL = 'what it was';

/** What a series was forecast to be, with what it was, and what it is forecast to be. */
export function Forecasts({ horizon }: { readonly horizon: Horizon }): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const query = useAsked(['forecast series', horizon], async (tocsin, signal) => {
    const now = nowMs();
    const { data } = await tocsin.prometheusSeries(
      {
        'match[]': [`${FORECAST}{horizon="${horizon}"}`],
        start: String((now - DAY_MS) / 1_000),
        end: String(now / 1_000),
        limit: SERIES_MAX,
      },
      { signal },
    );
    return sourcesOf(data.data);
  });
  const wanted = parameters.get('series');
  return (
    <Section title="Forecast">
      <Shown
        query={query}
        isEmpty={(sources) => sources.length === 0}
        whenEmpty="No series is forecast this far ahead: a rule with a condition of the kind forecast asks for it, or a mark below."
      >
        {(sources) => {
          const chosen = sources.find(({ text }) => text === wanted) ?? sources[0];
          if (chosen === undefined) return null;
          return (
            <Stack gap="sm">
              <NativeSelect
                label="Series"
                data={sources.map(({ text }) => text)}
                value={chosen.text}
                onChange={({ currentTarget }) => setParameters(withFacet(parameters, 'series', currentTarget.value))}
              />
              <Fan key={`${chosen.text} ${horizon}`} series={chosen.series} horizon={horizon} />
            </Stack>
          );
        }}
      </Shown>
    </Section>
  );
}

function Fan({ series, horizon }: { readonly series: SourceSeries; readonly horizon: Horizon }): ReactElement {
  const name = seriesText(series);
  const zone = useZone();
  const query = useAsked(['forecast', name, horizon], (tocsin, signal) => fanOf(tocsin, signal, series, horizon), {
    keepsFormer: true,
  });
  return (
    <Shown query={query} isEmpty={({ data }) => data.times.length === 0} whenEmpty="Nothing of it lies in this time.">
      {({ data, now, from, to }) => (
        <Stack gap="xs">
          <Text size="sm">
            The bands are what it was forecast to be {spanText(HORIZONS[horizon])} before; right of the line lies what
            is yet to come.
          </Text>
          <FanChart
            label={`Forecast of ${name}; the table has its values`}
            data={data}
            actual={ACTUAL}
            now={now}
            span={{ from, to }}
          />
          <AsTable
            label="The forecast"
            columns={['Time', ...data.series.map((one) => one.name)]}
            rows={() =>
              data.times.map((time, i) => [
                absoluteTime(time * 1_000, zone),
                ...data.series.map(({ values }) => valueText(values[i] ?? null)),
              ])
            }
          />
        </Stack>
      )}
    </Shown>
  );
}

/** As exactly as anybody reads it. */
const valueText = (value: number | null): string => (value === null ? 'none' : String(Number(value.toPrecision(6))));

interface FanData {
  readonly data: Aligned;
  readonly now: number;
  readonly from: number;
  readonly to: number;
}

/** What was told of a time a horizon before it stands, by an offset, at that time: so past and future have one axis. */
async function fanOf(
  tocsin: TocsinClient,
  signal: AbortSignal,
  series: SourceSeries,
  horizon: Horizon,
): Promise<FanData> {
  const [now, ahead] = [nowMs(), HORIZONS[horizon]];
  const [from, to] = [now - Math.max(PAST_MS_MIN, PAST_HORIZONS * ahead), now + ahead];
  const step = Math.max(1, Math.ceil((to - from) / 1_000 / STEPS));
  const ask = async (query: string, end: number): Promise<RangeSeries[]> => {
    const { data } = await tocsin.prometheusQueryRange(
      {
        query,
        // All on one grid, so that they share their times.
        start: String(Math.ceil(from / 1_000 / step) * step),
        end: String(end / 1_000),
        step: String(step),
        lookback_delta: `${Math.max(step, LOOKBACK_S)}s`,
      },
      { signal },
    );
    return data.data.resultType === 'matrix' ? data.data.result : [];
  };
  const own = seriesText(series);
  const [actual, told] = await Promise.all([
    ask(own, now),
    ask(`${selectorOfPredictions(FORECAST, series, { horizon })} offset ${ahead / 1_000}s`, to),
  ]);
  // A selector fits series with further labels, too.
  const was = actual.filter(
    ({ metric: { __name__: metric = '', ...labels } }) => seriesText({ metric, labels }) === own,
  );
  const quantiles = told
    .filter(({ metric }) => seriesText(sourceOf(metric)) === own)
    .toSorted((a, b) => Number(a.metric['quantile']) - Number(b.metric['quantile']));
  const named = (text: string, one: RangeSeries): RangeSeries => ({ metric: { __name__: text }, values: one.values });
  const data = aligned([
    ...was.map((one) => named(ACTUAL, one)),
    ...quantiles.map((one) => named(`quantile ${one.metric['quantile'] ?? ''}`, one)),
  ]);
  return { data, now, from, to };
}
