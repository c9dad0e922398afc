import { Table, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { Moment } from '../parts/moment.js';
import { Labels, Name } from '../parts/name.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { Tag } from '../parts/tag.js';
import { standingOf } from './standing.js';

/** @param search - what the list was asked for, so that closing an alert's panel leads back to it */
export function AlertTable({
  alerts,
  search,
}: {
  readonly alerts: readonly Schema<'ListedAlert'>[];
  readonly search: string;
}): ReactElement {
  return (
    <Table.ScrollContainer minWidth={600} type="native">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {/* First, and never wider than a narrow screen, so that a name is read without moving the table. */}
            <Table.Th w="50%">Alert</Table.Th>
            <Table.Th>Severity</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Changed</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {alerts.map(({ id, severity, state, status, rule_name, labels: { alertname: _, ...labels }, updated_at }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <PageLink to={{ pathname: addressOf('alerts', id), search }}>
                  <Name>{rule_name}</Name>
                </PageLink>{' '}
                <Labels labels={labels} />
              </Table.Td>
              <Table.Td>
                <Tag value={severity} />
              </Table.Td>
              <Table.Td>
                <Tag value={state} />
                {standingOf(status).map((word) => (
                  <Text key={word} size="sm">
                    <Name>{word}</Name>
                  </Text>
                ))}
              </Table.Td>
              <Table.Td>
                <Moment at={updated_at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
