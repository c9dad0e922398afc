import { Stack, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { whyNothingPredicted } from '@tocsin/domain/forecasting/abstention-text';
import type { Horizon } from '@tocsin/domain/forecasting/series-forecaster';
import type { ReactElement } from 'react';
import { Moment } from '../parts/moment.js';
import { Name, Series } from '../parts/name.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { spanText } from '../parts/relative-time.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { DataTable } from '../parts/data-table.js';
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
        <DataTable
          label="Chances"
          minWidth={560}
          rows={expected}
          keyOf={(one) => `${one.rule_id} ${one.metric} ${JSON.stringify(one.labels)}`}
          columns={{
            Chance: ({ probability }) => `${Math.round(probability * 100)} %`,
            'Likely in': ({ time_to_breach_ms }) =>
              time_to_breach_ms === null ? 'beyond this time' : spanText(time_to_breach_ms),
            Rule: ({ severity, rule_id, rule_name }) => (
              <>
                <Tag value={severity} />{' '}
                <PageLink to={addressOf('rules', rule_id)}>
                  <Name>{rule_name}</Name>
                </PageLink>
              </>
            ),
            Series: (one) => <OfSeries series={one} />,
            Told: ({ at }) => <Moment at={at} />,
          }}
        />
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
    <DataTable
      label="Reasons"
      minWidth={480}
      maxHeight={320}
      rows={abstained}
      keyOf={({ rule_id, reason, metric, labels }) => `${rule_id ?? ''} ${reason} ${metric} ${JSON.stringify(labels)}`}
      columns={{
        Because: ({ reason }) => whyNothingPredicted(reason),
        Rule: ({ rule_id, rule_name }) =>
          rule_id === null ? (
            'all of them'
          ) : (
            <PageLink to={addressOf('rules', rule_id)}>
              <Name>{rule_name ?? rule_id}</Name>
            </PageLink>
          ),
        Series: (one) => <OfSeries series={one} />,
      }}
    />
  );
}

function OfSeries({ series }: { readonly series: Parameters<typeof Series>[0]['series'] }): ReactElement {
  return series.metric === '' ? <>all of the rule’s</> : <Series series={series} />;
}
