import { Group, Stack } from '@mantine/core';
import type { ReactElement } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { severities } from '../parts/by-severity.js';
import { facetOf, withFacet } from '../parts/facets.js';
import { ChoiceFilter, TextFilter } from '../parts/filters.js';
import { Paging } from '../parts/paging.js';
import { Shown } from '../parts/shown.js';
import { useAsked } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { AlertPanel } from './alert-panel.js';
import { AlertTable } from './alert-table.js';

const states = ['pending', 'firing', 'resolved'] as const;
const PAGE_SIZE = 50;

/** The alerts that the address asks for, and a panel over them for the one that it names. */
export function AlertsPage(): ReactElement {
  const { id } = useParams();
  const navigate = useNavigate();
  const [parameters, setParameters] = useSearchParams();
  const state = facetOf(parameters, 'state', states);
  const severity = facetOf(parameters, 'severity', severities);
  const label = parameters.get('label') ?? '';
  const cursor = parameters.get('cursor') ?? undefined;
  const query = useAsked(
    ['alerts', 'list', state, severity, label, cursor],
    (tocsin, signal) =>
      tocsin.listAlerts(
        {
          limit: PAGE_SIZE,
          cursor,
          state: state ?? undefined,
          severity: severity ?? undefined,
          label: label === '' ? undefined : label,
        },
        { signal },
      ),
    { keepsFormer: true },
  );
  const change = (name: string, value: string | null): void => setParameters(withFacet(parameters, name, value));
  return (
    <Stack>
      <PageTitle>Alerts</PageTitle>
      <Group align="end">
        <ChoiceFilter label="State" value={state} choices={states} onChange={(value) => change('state', value)} />
        <ChoiceFilter
          label="Severity"
          value={severity}
          choices={severities}
          onChange={(value) => change('severity', value)}
        />
        <TextFilter
          key={label}
          label="Label"
          placeholder="instance=web-1"
          value={label}
          onChange={(value) => change('label', value)}
        />
      </Group>
      <Shown
        query={query}
        isEmpty={({ data, meta }) => data.length === 0 && meta.next_cursor === undefined}
        whenEmpty={
          state === null && severity === null && label === ''
            ? 'There are no alerts: no rule has met its conditions yet.'
            : 'No alert fits these facets.'
        }
      >
        {({ data, meta }) => (
          <>
            <AlertTable alerts={data} search={String(parameters)} />
            <Paging parameters={parameters} next={meta.next_cursor} />
          </>
        )}
      </Shown>
      {id !== undefined && (
        <AlertPanel
          key={id}
          id={id}
          onClose={() => void navigate({ pathname: '/alerts', search: String(parameters) })}
        />
      )}
    </Stack>
  );
}
