import { Group, Stack, Text } from '@mantine/core';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import { ANOMALY_CONTRIBUTION, ANOMALY_SCORE } from '@tocsin/domain/rules/condition-source';
import type { ReactElement } from 'react';
import { aligned, type Aligned } from '../editor/aligned.js';
import { AsTable } from '../parts/as-table.js';
import { latePart } from '../parts/late-part.js';
import { PageLink } from '../parts/page-link.js';
import { absoluteTime } from '../parts/relative-time.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { spans, type TimeRange } from '../parts/time-range.js';
import { useZone } from '../parts/zone.js';
import { selectorOfPredictions, seriesText, sourceOf, type SourceSeries } from '../predictions/series-name.js';
import { useAsked } from '../session/session-context.js';
import { contributionsByTime, type Moments } from './contributions.js';
import { DataTable } from '../parts/data-table.js';
import { scoreText } from './heat-map.js';

const Chart = latePart(async () => (await import('../editor/chart.js')).Chart);

const STEPS = 240;
/** From here on something begins that the series has never done. */
const ONSET_SCORE = 0.5;
const LISTED_MAX = 50;
/** Less than that tells nothing. */
const SHARE_MIN = 0.01;
const NO_BANDS = [] as const;

/** One series: its scores, and which members of the ensemble found it strange, when. */
export function ScoredSeries({
  series,
  range,
}: {
  readonly series: SourceSeries;
  readonly range: TimeRange;
}): ReactElement {
  const name = seriesText(series);
  const zone = useZone();
  const { from, to } = range;
  const query = useAsked(
    ['scored series', name, range.span, range.isLive ? 'now' : to],
    (tocsin, signal) => closeLook(tocsin, signal, series, range),
    { isPolled: range.isLive, keepsFormer: true },
  );
  return (
    <Section title={name}>
      <Stack gap="sm">
        <Group gap="md">
          <PageLink
            to={{
              pathname: '/rules/new',
              search: String(new URLSearchParams({ anomaly: series.metric, labels: JSON.stringify(series.labels) })),
            }}
          >
            Write a rule on this
          </PageLink>
        </Group>
        <Shown query={query}>
          {({ scores, moments }) => (
            <Stack gap="sm">
              <Chart
                label={`Scores of ${name}; the table has its values`}
                data={scores}
                threshold={ONSET_SCORE}
                bands={NO_BANDS}
                span={{ from, to }}
              />
              <AsTable
                label="The scores of this series"
                columns={['Time', 'Score']}
                rows={() =>
                  scores.times.map((time, i) => [
                    absoluteTime(time * 1_000, zone),
                    scoreText(scores.series[0]?.values[i] ?? null),
                  ])
                }
              />
              <Contributors moments={moments} />
            </Stack>
          )}
        </Shown>
      </Stack>
    </Section>
  );
}

function Contributors({ moments }: { readonly moments: Moments }): ReactElement {
  const zone = useZone();
  if (moments.length === 0)
    return <Text c="dimmed">In this time no score was so high that members of the ensemble were asked why.</Text>;
  return (
    <Stack gap="xs">
      <Text size="sm">Which members of the ensemble had a share in high scores, the latest first:</Text>
      <DataTable
        label="Members of the ensemble"
        minWidth={480}
        maxHeight={400}
        rows={moments.slice(0, LISTED_MAX)}
        keyOf={({ at, part }) => `${at} ${part}`}
        columns={{
          Time: ({ at }) => absoluteTime(at, zone),
          Of: ({ part }) => (part === 'onset' ? 'something new' : 'how unusual it is'),
          'Members and their shares': ({ shares }) =>
            shares
              .filter(({ share }) => share >= SHARE_MIN)
              .map(({ member, share }) => `${member.replaceAll('_', ' ')} ${Math.round(share * 100)} %`)
              .join(', '),
        }}
      />
    </Stack>
  );
}

interface CloseLook {
  readonly scores: Aligned;
  readonly moments: Moments;
}

async function closeLook(
  tocsin: TocsinClient,
  signal: AbortSignal,
  series: SourceSeries,
  { span, from, to }: TimeRange,
): Promise<CloseLook> {
  const own = seriesText(series);
  const step = Math.max(1, Math.ceil(spans[span] / 1_000 / STEPS));
  const [scored, shared] = await Promise.all([
    tocsin.prometheusQueryRange(
      {
        query: `max_over_time(${selectorOfPredictions(ANOMALY_SCORE, series)}[${step}s])`,
        start: String(from / 1_000),
        end: String(to / 1_000),
        step: String(step),
      },
      { signal },
    ),
    tocsin.prometheusQuery(
      {
        query: `${selectorOfPredictions(ANOMALY_CONTRIBUTION, series)}[${spans[span] / 1_000}s]`,
        time: String(to / 1_000),
      },
      { signal },
    ),
  ]);
  const scores = scored.data.data.resultType === 'matrix' ? scored.data.data.result : [];
  const shares = shared.data.data.resultType === 'matrix' ? shared.data.data.result : [];
  // A selector fits series with further labels, too.
  const ofSeries = ({ metric }: { readonly metric: Readonly<Record<string, string>> }): boolean =>
    seriesText(sourceOf(metric)) === own;
  return { scores: aligned(scores.filter(ofSeries)), moments: contributionsByTime(shares.filter(ofSeries)) };
}
