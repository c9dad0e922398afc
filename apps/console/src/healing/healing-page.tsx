import { Group, Stack } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { runStates } from '@tocsin/domain/healing/run-states';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { facetOf, withFacet } from '../parts/facets.js';
import { ChoiceFilter } from '../parts/filters.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { useAsked } from '../session/session-context.js';
import { DataTable } from '../parts/data-table.js';
import { Paged, usePage } from '../parts/paged.js';
import { PageTitle } from '../shell/page-title.js';

const AWAITING_MAX = 50;

/** Runs that wait for somebody, and all runs that the address asks for. */
export function HealingPage(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const state = facetOf(parameters, 'state', runStates);
  const awaiting = useAsked(['healing', 'awaiting'], (tocsin, signal) =>
    tocsin.listHealingRuns({ state: 'awaiting_approval', limit: AWAITING_MAX }, { signal }),
  );
  const runs = usePage(['healing', 'runs', state], (tocsin, page, options) =>
    tocsin.listHealingRuns({ ...page, state: state ?? undefined }, options),
  );
  return (
    <Stack>
      <PageTitle>Healing</PageTitle>
      <Section title="Waiting for approval">
        <Shown query={awaiting} isEmpty={({ data }) => data.length === 0} whenEmpty="No run waits for approval.">
          {({ data }) => <RunTable label="List of runs that wait" runs={data} />}
        </Shown>
      </Section>
      <Section title="Runs">
        <Group mb="sm">
          <ChoiceFilter
            label="State"
            value={state}
            choices={runStates}
            onChange={(value) => setParameters(withFacet(parameters, 'state', value))}
          />
        </Group>
        <Paged
          query={runs}
          whenEmpty={
            state === null ? 'Nothing was healed yet: no playbook has met an alert.' : 'No run is in this state.'
          }
        >
          {(all) => <RunTable label="List of runs" runs={all} />}
        </Paged>
      </Section>
    </Stack>
  );
}

function RunTable({
  label,
  runs,
}: {
  readonly label: string;
  readonly runs: readonly Schema<'HealingRunSummary'>[];
}): ReactElement {
  return (
    <DataTable
      label={label}
      minWidth={480}
      rows={runs}
      keyOf={({ id }) => id}
      columns={{
        State: ({ state }) => <Tag value={state} />,
        Run: ({ id, playbook_name, alert_name }) => (
          <>
            <PageLink to={addressOf('healing', id)}>
              <Name>{playbook_name ?? id}</Name>
            </PageLink>
            {alert_name !== null && (
              <>
                {' '}
                for <Name>{alert_name}</Name>
              </>
            )}
          </>
        ),
        Targets: ({ targets }) => <Name>{targets.join(', ')}</Name>,
        Planned: ({ created_at }) => <Moment at={created_at} />,
      }}
    />
  );
}
