import { Group, Stack, Table } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { runStates } from '@tocsin/domain/healing/run-states';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { facetOf, withFacet } from '../parts/facets.js';
import { ChoiceFilter } from '../parts/filters.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { Paging } from '../parts/paging.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { useAsked } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';

const PAGE_SIZE = 50;

/** Runs that wait for somebody, and all runs that the address asks for. */
export function HealingPage(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const state = facetOf(parameters, 'state', runStates);
  const cursor = parameters.get('cursor') ?? undefined;
  const awaiting = useAsked(['healing', 'awaiting'], (tocsin, signal) =>
    tocsin.listHealingRuns({ state: 'awaiting_approval', limit: PAGE_SIZE }, { signal }),
  );
  const runs = useAsked(
    ['healing', 'runs', state, cursor],
    (tocsin, signal) => tocsin.listHealingRuns({ limit: PAGE_SIZE, cursor, state: state ?? undefined }, { signal }),
    { keepsFormer: true },
  );
  return (
    <Stack>
      <PageTitle>Healing</PageTitle>
      <Section title="Waiting for approval">
        <Shown query={awaiting} isEmpty={({ data }) => data.length === 0} whenEmpty="No run waits for approval.">
          {({ data }) => <RunTable runs={data} />}
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
        <Shown
          query={runs}
          isEmpty={({ data, meta }) => data.length === 0 && meta.next_cursor === undefined}
          whenEmpty={
            state === null ? 'Nothing was healed yet: no playbook has met an alert.' : 'No run is in this state.'
          }
        >
          {({ data, meta }) => (
            <>
              <RunTable runs={data} />
              <Paging parameters={parameters} next={meta.next_cursor} />
            </>
          )}
        </Shown>
      </Section>
    </Stack>
  );
}

function RunTable({ runs }: { readonly runs: readonly Schema<'HealingRunSummary'>[] }): ReactElement {
  return (
    <Table.ScrollContainer minWidth={480} type="native">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>State</Table.Th>
            <Table.Th>Run</Table.Th>
            <Table.Th>Targets</Table.Th>
            <Table.Th>Planned</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map(({ id, playbook_name, alert_name, state, targets, created_at }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <Tag value={state} />
              </Table.Td>
              <Table.Td>
                <PageLink to={addressOf('healing', id)}>
                  <Name>{playbook_name ?? id}</Name>
                </PageLink>
                {alert_name !== null && (
                  <>
                    {' '}
                    for <Name>{alert_name}</Name>
                  </>
                )}
              </Table.Td>
              <Table.Td>
                <Name>{targets.join(', ')}</Name>
              </Table.Td>
              <Table.Td>
                <Moment at={created_at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
