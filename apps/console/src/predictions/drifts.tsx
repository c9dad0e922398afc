import { Table } from '@mantine/core';
import { DRIFT } from '@tocsin/domain/rules/condition-source';
import type { ReactElement } from 'react';
import { Moment } from '../parts/moment.js';
import { Labels, Name } from '../parts/name.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useAsked } from '../session/session-context.js';
import { sourceOf } from './series-name.js';

const LISTED_MAX = 50;

/** When series were found to have changed for good. */
export function Drifts(): ReactElement {
  const query = useAsked(['drifts'], async (tocsin, signal) => {
    const { data } = await tocsin.prometheusQuery({ query: `${DRIFT}[7d]` }, { signal });
    const matrix = data.data.resultType === 'matrix' ? data.data.result : [];
    return matrix
      .flatMap(({ metric, values }) => values.map(([time]) => ({ metric, at: time * 1_000 })))
      .toSorted((a, b) => b.at - a.at)
      .slice(0, LISTED_MAX);
  });
  return (
    <Section title="Series that changed for good">
      <Shown
        query={query}
        isEmpty={(drifts) => drifts.length === 0}
        whenEmpty="No series that something is predicted of has changed for good in the last seven days."
      >
        {(drifts) => (
          <Table.ScrollContainer
            minWidth={400}
            maxHeight={400}
            type="native"
            tabIndex={0}
            role="region"
            aria-label="Drift"
          >
            <Table stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>When</Table.Th>
                  <Table.Th>What changed</Table.Th>
                  <Table.Th>Series</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {drifts.map(({ metric, at }) => {
                  const { drift_type: type = '', test = '' } = metric;
                  const source = sourceOf(metric);
                  return (
                    <Table.Tr key={`${JSON.stringify(metric)} ${at}`}>
                      <Table.Td>
                        <Moment at={at} />
                      </Table.Td>
                      <Table.Td>
                        {type}, by the test {test}
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
