import { ANOMALY_ABSTAINED } from '@tocsin/domain/rules/condition-source';
import type { ReactElement } from 'react';
import { Moment } from '../parts/moment.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { spans, type TimeRange } from '../parts/time-range.js';
import { sourceOf } from '../predictions/series-name.js';
import { DataTable } from '../parts/data-table.js';
import { Series } from '../parts/name.js';
import { useAsked } from '../session/session-context.js';

const SERIES_MAX = '200';

/** Series that had no score at some time, and why. */
export function Abstentions({ range }: { readonly range: TimeRange }): ReactElement {
  const { span, to, isLive } = range;
  const query = useAsked(
    ['anomaly abstentions', span, isLive ? 'now' : to],
    async (tocsin, signal) => {
      // They are told every five minutes while they last.
      const expression = `max_over_time(timestamp(${ANOMALY_ABSTAINED})[${spans[span] / 1_000}s:300s])`;
      const { data } = await tocsin.prometheusQuery(
        { query: expression, time: String(to / 1_000), limit: SERIES_MAX },
        { signal },
      );
      const found = data.data.resultType === 'vector' ? data.data.result : [];
      return found
        .map(({ metric, value: [, seconds] }) => ({ metric, at: Number(seconds) * 1_000 }))
        .toSorted((a, b) => b.at - a.at);
    },
    { isPolled: isLive, keepsFormer: true },
  );
  return (
    <Section title="Without a score">
      <Shown
        query={query}
        isEmpty={(abstained) => abstained.length === 0}
        whenEmpty="Every sample that a score was asked of was given one in this time."
      >
        {(abstained) => (
          <DataTable
            label="Series without a score"
            minWidth={400}
            maxHeight={320}
            rows={abstained}
            keyOf={({ metric }) => JSON.stringify(metric)}
            columns={{
              Because: ({ metric }) => (metric['reason'] ?? '').replaceAll('_', ' '),
              'Last told': ({ at }) => <Moment at={at} />,
              Series: ({ metric }) => <Series series={sourceOf(metric)} />,
            }}
          />
        )}
      </Shown>
    </Section>
  );
}
