import { Group, Stack, Text } from '@mantine/core';
import { INCIDENT_STATES as states } from '@tocsin/domain/alerting/alert-incident';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { severities } from '../parts/by-severity.js';
import { facetOf, withFacet } from '../parts/facets.js';
import { ChoiceFilter } from '../parts/filters.js';
import { Paged, usePage } from '../parts/paged.js';
import { IncidentTable } from './incident-table.js';
import { PageTitle } from '../shell/page-title.js';

/** What alerts have come to together. */
export function IncidentsPage(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const state = facetOf(parameters, 'state', states);
  const severity = facetOf(parameters, 'severity', severities);
  const query = usePage(['alerts', 'incidents', state, severity], (tocsin, page, options) =>
    tocsin.listAlertIncidents({ ...page, state: state ?? undefined, severity: severity ?? undefined }, options),
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
      <Paged
        query={query}
        whenEmpty={
          state === null && severity === null
            ? 'There are no incidents: no alert has fired yet.'
            : 'No incident fits these facets.'
        }
      >
        {(incidents) => <IncidentTable label="List of incidents" incidents={incidents} />}
      </Paged>
    </Stack>
  );
}
