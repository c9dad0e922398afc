import { Table } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { Moment } from '../parts/moment.js';
import { Labels, Name } from '../parts/name.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { spanText } from '../parts/relative-time.js';
import { Tag } from '../parts/tag.js';
import { countText, titleOf } from './incident-title.js';

export const incidentColumns = ['State', 'Severity', 'Incident', 'Alerts', 'Began', 'Lasted', 'Notes'] as const;

/** An incident in a list. */
export function IncidentRow({ incident }: { readonly incident: Schema<'AlertIncident'> }): ReactElement {
  const { id, state, severity, group_labels, alerts, firing, started_at, ended_at, notes } = incident;
  const { alertname: _, ...labels } = group_labels;
  return (
    <Table.Tr>
      <Table.Td>
        <Tag value={state} />
      </Table.Td>
      <Table.Td>
        <Tag value={severity} />
      </Table.Td>
      <Table.Td>
        <PageLink to={addressOf('incidents', id)}>
          <Name>{titleOf(incident)}</Name>
        </PageLink>{' '}
        <Labels labels={labels} />
      </Table.Td>
      <Table.Td>{countText(alerts, firing)}</Table.Td>
      <Table.Td>
        <Moment at={started_at} />
      </Table.Td>
      <Table.Td>{ended_at === null ? 'it lasts' : spanText(ended_at - started_at)}</Table.Td>
      <Table.Td>{notes}</Table.Td>
    </Table.Tr>
  );
}
