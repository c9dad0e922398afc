import { Table } from '@mantine/core';
import { ANOMALY_ABSTAINED } from '@tocsin/domain/rules/condition-source';
import type { ReactElement } from 'react';
import { Moment } from '../parts/moment.js';
import { Labels, Name } from '../parts/name.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { spans, type TimeRange } from '../parts/time-range.js';
import { sourceOf } from '../predictions/series-name.js';
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
          <Table.ScrollContainer
            minWidth={400}
            maxHeight={320}
            type="native"
            tabIndex={0}
            role="region"
            aria-label="Series without a score"
          >
            <Table stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Because</Table.Th>
                  <Table.Th>Last told</Table.Th>
                  <Table.Th>Series</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {abstained.map(({ metric, at }) => {
                  const source = sourceOf(metric);
                  return (
                    <Table.Tr key={JSON.stringify(metric)}>
                      <Table.Td>{(metric['reason'] ?? '').replaceAll('_', ' ')}</Table.Td>
                      <Table.Td>
                        <Moment at={at} />
                      </Table.Td>
                      <Table.Td>
                        <Name>{source.metric}</Name> <Labels labels={source.labels} />
                      </Table.Td>
                    </Table.Tr>
                  );
                })}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Shown>
    </Section>
  );
}
