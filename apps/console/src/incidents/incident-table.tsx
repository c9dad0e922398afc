import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { DataTable } from '../parts/data-table.js';
import { Moment } from '../parts/moment.js';
import { Labels, Name } from '../parts/name.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { spanText } from '../parts/relative-time.js';
import { Tag } from '../parts/tag.js';
import { countText, titleOf } from './incident-title.js';

/** Incidents, each with the way to its page. */
export function IncidentTable({
  label,
  incidents,
}: {
  readonly label: string;
  readonly incidents: readonly Schema<'AlertIncident'>[];
}): ReactElement {
  return (
    <DataTable
      label={label}
      minWidth={760}
      rows={incidents}
      keyOf={({ id }) => id}
      columns={{
        State: ({ state }) => <Tag value={state} />,
        Severity: ({ severity }) => <Tag value={severity} />,
        Incident: (incident) => {
          const { alertname: _, ...labels } = incident.group_labels;
          return (
            <>
              <PageLink to={addressOf('incidents', incident.id)}>
                <Name>{titleOf(incident)}</Name>
              </PageLink>{' '}
              <Labels labels={labels} />
            </>
          );
        },
        Alerts: ({ alerts, firing }) => countText(alerts, firing),
        Began: ({ started_at }) => <Moment at={started_at} />,
        Lasted: ({ started_at, ended_at }) => (ended_at === null ? 'it lasts' : spanText(ended_at - started_at)),
        Notes: ({ notes }) => notes,
      }}
    />
  );
}
