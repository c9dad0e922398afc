import { Group, NativeSelect, Stack, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { RuleDraft } from '@tocsin/domain/rules/alert-rule';
import { type ReactElement, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { nowMs } from '../parts/clock.js';
import { facetOf } from '../parts/facets.js';
import { latePart } from '../parts/late-part.js';
import { Name } from '../parts/name.js';
import { spanText } from '../parts/relative-time.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useAsked } from '../session/session-context.js';
import { aligned } from './aligned.js';
import { ChartTable } from './chart-table.js';
import { type Band, firedBands } from './fired-bands.js';
import { type LookedAt, lookedAtBy } from './looked-at.js';

// What draws is loaded when there is something to be drawn.
const Chart = latePart(async () => (await import('./chart.js')).Chart);

const HOUR_MS = 3_600_000;
const spans = { '1h': HOUR_MS, '24h': 24 * HOUR_MS, '7d': 7 * 24 * HOUR_MS } as const;
const spanNames = Object.keys(spans) as readonly (keyof typeof spans)[];
/** As many moments as a chart of this width can show apart. */
const STEPS = 240;
/** More lines than that tell nobody anything. */
const SERIES_MAX = 20;
/** As long as the platform has a sample stand for its series by itself. */
const LOOKBACK_S = 300;

/** What the rule looks at, and when it would have fired. */
export function Preview({ rule }: { readonly rule: RuleDraft }): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const span = facetOf(parameters, 'span', spanNames) ?? '24h';
  const query = useAsked(
    ['back-test', rule, span],
    async (tocsin, signal) => {
      const to = nowMs();
      return (await tocsin.backtestRules({ body: { rule, from: to - spans[span], to } }, { signal })).data;
    },
    { isPolled: false, keepsFormer: true },
  );
  const change = (value: string): void => {
    const changed = new URLSearchParams(parameters);
    changed.set('span', value);
    setParameters(changed, { replace: true });
  };
  return (
    <Section title="What it would have done">
      <Stack gap="sm">
        <Group>
          <NativeSelect
            label="In the last"
            data={spanNames.map((name) => ({ value: name, label: spanText(spans[name]) }))}
            value={span}
            onChange={({ currentTarget }) => change(currentTarget.value)}
          />
        </Group>
        <Shown query={query}>{(report) => <Told report={report} rule={rule} />}</Shown>
      </Stack>
    </Section>
  );
}

type Report = Schema<'BacktestReport'>;

function Told({ report, rule }: { readonly report: Report; readonly rule: RuleDraft }): ReactElement {
  const { from, to, transitions, notifications, notifications_per_week: weekly, rules, cost } = report;
  const bands = useMemo(() => firedBands(transitions, to), [transitions, to]);
  const firings = rules.reduce((sum, one) => sum + one.firings, 0);
  const failed = rules.find(({ last_error }) => last_error !== null);
  return (
    <Stack gap="sm">
      <Text role="status">
        It would have fired {firings} {firings === 1 ? 'time' : 'times'}, with {notifications}{' '}
        {notifications === 1 ? 'notification' : 'notifications'}
        {weekly === null ? '' : `; expect about ${Math.round(weekly * 10) / 10} a week`}.
      </Text>
      {cost !== undefined && <Text size="sm">{costText(cost, to - from)}</Text>}
      {failed !== undefined && (
        <Text>
          It could not be evaluated at some of the moments: <Name>{failed.last_error ?? ''}</Name>
        </Text>
      )}
      {lookedAtBy(rule.conditions).map((looked) => (
        <Looked key={looked.query} looked={looked} from={from} to={to} bands={bands} />
      ))}
    </Stack>
  );
}

/** What it takes to evaluate the rule, as the platform has counted it. */
function costText({ series, samples, evaluations_per_day: daily }: NonNullable<Report['cost']>, ms: number): string {
  const looked = `It looks at ${counted(series, 'series', 'series')}, which had ${counted(samples, 'sample', 'samples')} in ${spanText(ms)}`;
  if (daily === null) return `${looked}, and is evaluated with each of them.`;
  return `${looked}, and is evaluated ${counted(Math.round(daily), 'time', 'times')} a day.`;
}

const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

function Looked({
  looked: { query: expression, threshold },
  from,
  to,
  bands,
}: {
  readonly looked: LookedAt;
  readonly from: number;
  readonly to: number;
  readonly bands: readonly Band[];
}): ReactElement {
  const step = Math.max(1, Math.ceil((to - from) / 1_000 / STEPS));
  const query = useAsked(
    ['series', expression, from, to],
    async (tocsin, signal) => {
      const { data } = await tocsin.prometheusQueryRange(
        {
          query: expression,
          start: String(from / 1_000),
          end: String(to / 1_000),
          step: String(step),
          limit: String(SERIES_MAX),
          // Between two steps nothing is overlooked.
          lookback_delta: `${Math.max(step, LOOKBACK_S)}s`,
        },
        { signal },
      );
      return aligned(data.data.resultType === 'matrix' ? data.data.result : []);
    },
    { isPolled: false, keepsFormer: true },
  );
  return (
    <Shown
      query={query}
      isEmpty={({ times }) => times.length === 0}
      whenEmpty={<Name>{`Nothing was sent in this time of ${expression}.`}</Name>}
    >
      {(data) => (
        <Stack gap="xs">
          {data.series.length === SERIES_MAX && <Text size="sm">The first {SERIES_MAX} series are shown.</Text>}
          <Chart
            label={`${expression} over time; the table has its values`}
            data={data}
            threshold={threshold}
            bands={bands}
            span={{ from, to }}
          />
          <ChartTable label={expression} data={data} threshold={threshold} bands={bands} />
        </Stack>
      )}
    </Shown>
  );
}
