import { Group, Stack } from '@mantine/core';
import { auditEventTypes } from '@tocsin/contracts/topics/audit-event-types';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { facetOf, withFacet } from '../parts/facets.js';
import { ChoiceFilter, TextFilter } from '../parts/filters.js';
import { jsonText } from '../parts/json-text.js';
import { DataTable } from '../parts/data-table.js';
import { Paged, usePage } from '../parts/paged.js';
import { eventColumns } from './event-columns.js';
import { Name } from '../parts/name.js';

/** The events that the address asks for. */
export function AuditEvents(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const type = facetOf(parameters, 'type', auditEventTypes);
  const actor = parameters.get('actor') ?? '';
  const subject = parameters.get('subject') ?? '';
  const query = usePage(['audit', type, actor, subject], (tocsin, page, options) =>
    tocsin.listAuditEvents(
      {
        ...page,
        type: type ?? undefined,
        actor: actor === '' ? undefined : actor,
        subject: subject === '' ? undefined : subject,
      },
      options,
    ),
  );
  const change = (name: string, value: string | null): void => setParameters(withFacet(parameters, name, value));
  return (
    <Stack>
      <Group align="end">
        <ChoiceFilter label="Type" value={type} choices={auditEventTypes} onChange={(value) => change('type', value)} />
        <TextFilter
          key={`actor ${actor}`}
          label="By"
          placeholder="eve"
          value={actor}
          onChange={(value) => change('actor', value)}
        />
        <TextFilter
          key={`subject ${subject}`}
          label="About"
          placeholder="rule/ID"
          value={subject}
          onChange={(value) => change('subject', value)}
        />
      </Group>
      <Paged query={query} whenEmpty="The record has nothing that fits.">
        {(events) => (
          <DataTable
            label="Events"
            minWidth={720}
            rows={events}
            keyOf={({ id }) => id}
            columns={{ ...eventColumns, Details: ({ details }) => <Name>{shortened(jsonText(details))}</Name> }}
          />
        )}
      </Paged>
    </Stack>
  );
}

/** The whole of it stands in the ledger. */
const DETAILS_LENGTH_MAX = 200;
const shortened = (text: string): string =>
  text.length > DETAILS_LENGTH_MAX ? `${text.slice(0, DETAILS_LENGTH_MAX)}…` : text;
