import { Group, Stack, Table } from '@mantine/core';
import { auditEventTypes } from '@tocsin/contracts/topics/audit-event-types';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { facetOf, withFacet } from '../parts/facets.js';
import { ChoiceFilter, TextFilter } from '../parts/filters.js';
import { jsonText } from '../parts/json-text.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { Paging } from '../parts/paging.js';
import { Shown } from '../parts/shown.js';
import { WideTable } from '../parts/wide-table.js';
import { useAsked } from '../session/session-context.js';

const PAGE_SIZE = 50;

/** The events that the address asks for. */
export function AuditEvents(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const type = facetOf(parameters, 'type', auditEventTypes);
  const actor = parameters.get('actor') ?? '';
  const subject = parameters.get('subject') ?? '';
  const cursor = parameters.get('cursor') ?? undefined;
  const query = useAsked(
    ['audit', type, actor, subject, cursor],
    (tocsin, signal) =>
      tocsin.listAuditEvents(
        {
          limit: PAGE_SIZE,
          cursor,
          type: type ?? undefined,
          actor: actor === '' ? undefined : actor,
          subject: subject === '' ? undefined : subject,
        },
        { signal },
      ),
    { keepsFormer: true },
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
      <Shown
        query={query}
        isEmpty={({ data, meta }) => data.length === 0 && meta.next_cursor === undefined}
        whenEmpty="The record has nothing that fits."
      >
        {({ data, meta }) => (
          <>
            <WideTable label="Events" minWidth={720}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>When</Table.Th>
                  <Table.Th>What</Table.Th>
                  <Table.Th>By</Table.Th>
                  <Table.Th>About</Table.Th>
                  <Table.Th>Details</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.map((event) => (
                  <Table.Tr key={event.id}>
                    <Table.Td>
                      <Moment at={event.at} />
                    </Table.Td>
                    <Table.Td>{event.type.replaceAll('_', ' ')}</Table.Td>
                    <Table.Td>
                      <Name>{event.actor}</Name>
                    </Table.Td>
                    <Table.Td>
                      <Name>{event.subject}</Name>
                    </Table.Td>
                    <Table.Td>
                      <Name>{shortened(jsonText(event.details))}</Name>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </WideTable>
            <Paging parameters={parameters} next={meta.next_cursor} />
          </>
        )}
      </Shown>
    </Stack>
  );
}

/** The whole of it stands in the ledger. */
const DETAILS_LENGTH_MAX = 200;
const shortened = (text: string): string =>
  text.length > DETAILS_LENGTH_MAX ? `${text.slice(0, DETAILS_LENGTH_MAX)}…` : text;
