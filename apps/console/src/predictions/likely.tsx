import { Stack, Table, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { Horizon } from '@tocsin/domain/forecasting/series-forecaster';
import type { ReactElement } from 'react';
import { Moment } from '../parts/moment.js';
import { Labels, Name } from '../parts/name.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { spanText } from '../parts/relative-time.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { useAsked } from '../session/session-context.js';

const LISTED_MAX = 100;

/** How likely rules are to fire, and of which ones nothing can be told, with the reason. */
export function Likely({ horizon }: { readonly horizon: Horizon }): ReactElement {
  const query = useAsked(
    ['predictions', 'page', horizon],
    (tocsin, signal) => tocsin.getPredictions({ horizon, limit: LISTED_MAX }, { signal }),
    { keepsFormer: true },
  );
  return (
    <>
      <Section title="Likely to fire">
        <Shown query={query}>
          {({ data }) =>
            data.is_on ? (
              <Chances expected={data.predicted_alerts} leftOut={data.series_left_out} />
            ) : (
              <Text c="dimmed">Nothing is predicted here: the operator has switched predictions off.</Text>
            )
          }
        </Shown>
      </Section>
      <Section title="Nothing can be told of">
        <Shown
          query={query}
          isEmpty={({ data }) => data.abstained.length === 0}
          whenEmpty="There is a chance for every rule that predictions are made for."
        >
          {({ data }) => <Abstained abstained={data.abstained} />}
        </Shown>
      </Section>
    </>
  );
}

function Chances({
  expected,
  leftOut,
}: {
  readonly expected: readonly Schema<'PredictedAlert'>[];
  readonly leftOut: number;
}): ReactElement {
  return (
    <Stack gap="sm">
      {expected.length === 0 ? (
        <Text c="dimmed">No chance is told of any rule at present.</Text>
      ) : (
        <Table.ScrollContainer minWidth={560} type="native">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Chance</Table.Th>
                <Table.Th>Likely in</Table.Th>
                <Table.Th>Rule</Table.Th>
                <Table.Th>Series</Table.Th>
                <Table.Th>Told</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {expected.map((one) => (
                <Table.Tr key={`${one.rule_id} ${one.metric} ${JSON.stringify(one.labels)}`}>
                  <Table.Td>{Math.round(one.probability * 100)} %</Table.Td>
                  <Table.Td>
                    {one.time_to_breach_ms === null ? 'beyond this time' : spanText(one.time_to_breach_ms)}
                  </Table.Td>
                  <Table.Td>
                    <Tag value={one.severity} />{' '}
                    <PageLink to={addressOf('rules', one.rule_id)}>
                      <Name>{one.rule_name}</Name>
                    </PageLink>
                  </Table.Td>
                  <Table.Td>
                    <OfSeries metric={one.metric} labels={one.labels} />
                  </Table.Td>
                  <Table.Td>
                    <Moment at={one.at} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {leftOut > 0 && (
        <Text size="sm">
          Of {leftOut} more series nothing is predicted, for want of room: the operator can start more processes.
        </Text>
      )}
    </Stack>
  );
}

function Abstained({ abstained }: { readonly abstained: readonly Schema<'AbstainedPrediction'>[] }): ReactElement {
  return (
    <Table.ScrollContainer minWidth={480} maxHeight={320} type="native" tabIndex={0} role="region" aria-label="Reasons">
      <Table stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Because</Table.Th>
            <Table.Th>Rule</Table.Th>
            <Table.Th>Series</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {abstained.map(({ rule_id, rule_name, metric, labels, reason }) => (
            <Table.Tr key={`${rule_id ?? ''} ${reason} ${metric} ${JSON.stringify(labels)}`}>
              <Table.Td>{reason.replaceAll('_', ' ')}</Table.Td>
              <Table.Td>
                {rule_id === null ? (
                  'all of them'
                ) : (
                  <PageLink to={addressOf('rules', rule_id)}>
                    <Name>{rule_name ?? rule_id}</Name>
                  </PageLink>
                )}
              </Table.Td>
              <Table.Td>
                <OfSeries metric={metric} labels={labels} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function OfSeries({
  metric,
  labels,
}: {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
}): ReactElement {
  if (metric === '') return <>all of the rule’s</>;
  return (
    <>
      <Name>{metric}</Name> <Labels labels={labels} />
    </>
  );
}
