import { Button, Group, Stack } from '@mantine/core';
import type { ReactElement } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { severities } from '../parts/by-severity.js';
import { facetOf, withFacet } from '../parts/facets.js';
import { ChoiceFilter, TextFilter } from '../parts/filters.js';
import { labelsFromText } from '../receivers/label-list.js';
import { PageTitle } from '../shell/page-title.js';
import { AlertPanel } from './alert-panel.js';
import { Paged, usePage } from '../parts/paged.js';
import { AlertTable } from './alert-table.js';

const states = ['pending', 'firing', 'resolved'] as const;

/** The alerts that the address asks for, and a panel over them for the one that it names. */
export function AlertsPage(): ReactElement {
  const { id } = useParams();
  const navigate = useNavigate();
  const [parameters, setParameters] = useSearchParams();
  const state = facetOf(parameters, 'state', states);
  const severity = facetOf(parameters, 'severity', severities);
  const label = parameters.get('label') ?? '';
  const ruleId = parameters.get('rule_id') ?? '';
  const query = usePage(['alerts', 'list', state, severity, label, ruleId], (tocsin, page, options) =>
    tocsin.listAlerts(
      {
        ...page,
        state: state ?? undefined,
        severity: severity ?? undefined,
        label: askedLabels(label),
        rule_id: ruleId === '' ? undefined : ruleId,
      },
      options,
    ),
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
          label="Labels"
          placeholder='instance=web-1, job="a, b"'
          value={label}
          onChange={(value) => change('label', value)}
        />
        {ruleId !== '' && (
          <Button variant="default" onClick={() => change('rule_id', null)}>
            Not of one rule alone
          </Button>
        )}
      </Group>
      <Paged
        query={query}
        whenEmpty={
          state === null && severity === null && label === '' && ruleId === ''
            ? 'There are no alerts: no rule has met its conditions yet.'
            : 'No alert fits these facets.'
        }
      >
        {(alerts) => <AlertTable alerts={alerts} search={String(parameters)} />}
      </Paged>
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

/** Labels as they are asked for; what cannot be read as labels is sent as it is, and the platform says what is wrong with it. */
function askedLabels(text: string): string | string[] | undefined {
  if (text === '') return undefined;
  const labels = labelsFromText(text);
  return labels === null ? text : Object.entries(labels).map(([name, value]) => `${name}=${value}`);
}
