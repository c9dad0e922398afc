import { Stack, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { whyNothingPredicted } from '@tocsin/domain/forecasting/abstention-text';
import type { ReactElement } from 'react';
import { Labels, Name } from '../parts/name.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { spanText } from '../parts/relative-time.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { DataTable } from '../parts/data-table.js';
import { useAsked } from '../session/session-context.js';

const LISTED_MAX = 10;

/** What is likely to fire and does not yet. */
export function Expected(): ReactElement {
  const query = useAsked(['predictions'], (tocsin, signal) => tocsin.getPredictions({ limit: LISTED_MAX }, { signal }));
  return (
    <Section title="About to fire">
      <Shown query={query}>{({ data }) => <Chances predictions={data} />}</Shown>
      <Text size="sm" mt="sm">
        <PageLink to="/predictions">All predictions, and how reliable they were</PageLink>
      </Text>
    </Section>
  );
}

function Chances({ predictions }: { readonly predictions: Schema<'Predictions'> }): ReactElement {
  const { is_on: isOn, predicted_alerts: expected, abstained } = predictions;
  if (!isOn) return <Text c="dimmed">Nothing is predicted here: the operator has switched predictions off.</Text>;
  return (
    <Stack gap="sm">
      {expected.length === 0 ? (
        <Text c="dimmed">Nothing is expected to fire.</Text>
      ) : (
        <DataTable
          label="What is expected"
          minWidth={320}
          rows={expected}
          keyOf={(one) => `${one.rule_id} ${one.metric} ${one.horizon} ${JSON.stringify(one.labels)}`}
          columns={{
            Chance: ({ probability }) => `${Math.round(probability * 100)} %`,
            Within: ({ horizon, time_to_breach_ms }) =>
              `${horizon}${time_to_breach_ms === null ? '' : `, likely in ${spanText(time_to_breach_ms)}`}`,
            Rule: ({ severity, rule_id, rule_name, labels }) => (
              <>
                <Tag value={severity} />{' '}
                <PageLink to={addressOf('rules', rule_id)}>
                  <Name>{rule_name}</Name>
                </PageLink>{' '}
                <Labels labels={labels} />
              </>
            ),
          }}
        />
      )}
      {abstained.length > 0 && (
        <Text size="sm" c="dimmed">
          Nothing can be said yet of {abstained.length} more: {reasonsOf(abstained)}.
        </Text>
      )}
    </Stack>
  );
}

/** Each reason once, in words. */
const reasonsOf = (abstained: readonly Schema<'AbstainedPrediction'>[]): string =>
  [...new Set(abstained.map(({ reason }) => whyNothingPredicted(reason)))].join('; ');
