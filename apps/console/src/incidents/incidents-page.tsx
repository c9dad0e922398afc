import { Group, Stack, Table, Text } from '@mantine/core';
import { INCIDENT_STATES as states } from '@tocsin/domain/alerting/alert-incident';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { severities } from '../parts/by-severity.js';
import { facetOf, withFacet } from '../parts/facets.js';
import { ChoiceFilter } from '../parts/filters.js';
import { Paging } from '../parts/paging.js';
import { Shown } from '../parts/shown.js';
import { useAsked } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { IncidentRow, incidentColumns } from './incident-row.js';

const PAGE_SIZE = 50;

/** What alerts have come to together. */
export function IncidentsPage(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const state = facetOf(parameters, 'state', states);
  const severity = facetOf(parameters, 'severity', severities);
  const cursor = parameters.get('cursor') ?? undefined;
  const query = useAsked(
    ['alerts', 'incidents', state, severity, cursor],
    (tocsin, signal) =>
      tocsin.listAlertIncidents(
        { limit: PAGE_SIZE, cursor, state: state ?? undefined, severity: severity ?? undefined },
        { signal },
      ),
    { keepsFormer: true },
  );
  const change = (name: string, value: string | null): void => setParameters(withFacet(parameters, name, value));
  return (
    <Stack>
      <PageTitle>Incidents</PageTitle>
      <Text>Alerts of one group that fired together, or within a quarter of an hour of each other.</Text>
      <Group align="end">
        <ChoiceFilter label="State" value={state} choices={states} onChange={(value) => change('state', value)} />
        <ChoiceFilter
          label="Severity"
          value={severity}
          choices={severities}
          onChange={(value) => change('severity', value)}
        />
      </Group>
      <Shown
        query={query}
        isEmpty={({ data, meta }) => data.length === 0 && meta.next_cursor === undefined}
        whenEmpty={
          state === null && severity === null
            ? 'There are no incidents: no alert has fired yet.'
            : 'No incident fits these facets.'
        }
      >
        {({ data, meta }) => (
          <>
            <Table.ScrollContainer minWidth={760} type="native">
              <Table highlightOnHover>
                <Table.Thead>
                  <Table.Tr>
                    {incidentColumns.map((column) => (
                      <Table.Th key={column}>{column}</Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.map((incident) => (
                    <IncidentRow key={incident.id} incident={incident} />
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
            <Paging parameters={parameters} next={meta.next_cursor} />
          </>
        )}
      </Shown>
    </Stack>
  );
}
