import { Stack, Text } from '@mantine/core';
import type { AnswerOf, Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { type Columns, DataTable } from '../parts/data-table.js';
import { PageLink } from '../parts/page-link.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useAsked } from '../session/session-context.js';
import { useRulesAtPresent } from './rules-at-present.js';

const columns: Columns<AnswerOf<'getReadiness'>['data']['checks'][number]> = {
  Part: ({ name }) => name,
  'How it is': ({ ok, message }) => (
    <Text span inherit fw={ok ? undefined : 600}>
      {message}
    </Text>
  ),
};

/** Whether the platform has all that it uses, and can evaluate all rules. */
export function PlatformHealth(): ReactElement {
  const readiness = useAsked(['readiness'], async (tocsin, signal) => (await tocsin.getReadiness({}, { signal })).data);
  return (
    <Section title="Health of the platform">
      <Stack gap="sm">
        <Shown query={readiness}>
          {({ checks }) => (
            <DataTable
              label="Parts of the platform"
              minWidth={240}
              columns={columns}
              rows={checks}
              keyOf={({ name }) => name}
            />
          )}
        </Shown>
        <Shown query={useRulesAtPresent()}>{({ facets }) => <Evaluated health={facets.health} />}</Shown>
      </Stack>
    </Section>
  );
}

function Evaluated({ health }: { readonly health: Schema<'RuleFacets'>['health'] }): ReactElement {
  const failing = health.find(({ value }) => value === 'err')?.count ?? 0;
  if (failing === 0) return <Text>Every rule that is active can be evaluated.</Text>;
  return (
    <Text fw={600}>
      <PageLink to="/rules?health=err">
        {failing === 1 ? 'One rule cannot be evaluated' : `${failing} rules cannot be evaluated`}
      </PageLink>
    </Text>
  );
}
