import { Table } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { Labels, Name } from '../parts/name.js';
import { conditionText } from './condition-text.js';

type Condition = Schema<'Decision'>['conditions'][number];

/** Conditions as they stood when something was decided. */
export function ConditionTable({ conditions }: { readonly conditions: readonly Condition[] }): ReactElement {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Holds</Table.Th>
          <Table.Th>Value</Table.Th>
          <Table.Th>Condition</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {conditions.map((one) => (
          <Table.Tr key={one.path}>
            <Table.Td>{one.holds === null ? 'unknown' : one.holds ? 'yes' : 'no'}</Table.Td>
            <Table.Td>{one.value ?? 'none'}</Table.Td>
            <Table.Td>
              <Name>{conditionText(one)}</Name> <Labels labels={one.labels} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
