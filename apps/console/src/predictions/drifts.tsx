import { DRIFT } from '@tocsin/domain/rules/condition-source';
import type { ReactElement } from 'react';
import { Moment } from '../parts/moment.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useAsked } from '../session/session-context.js';
import { DataTable } from '../parts/data-table.js';
import { Series } from '../parts/name.js';
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
          <DataTable
            label="Drift"
            minWidth={400}
            maxHeight={400}
            rows={drifts}
            keyOf={({ metric, at }) => `${JSON.stringify(metric)} ${at}`}
            columns={{
              When: ({ at }) => <Moment at={at} />,
              'What changed': ({ metric: { drift_type: type = '', test = '' } }) => `${type}, by the test ${test}`,
              Series: ({ metric }) => <Series series={sourceOf(metric)} />,
            }}
          />
        )}
      </Shown>
    </Section>
  );
}
