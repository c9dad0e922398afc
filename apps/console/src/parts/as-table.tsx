import { Button, Stack, Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactElement, ReactNode } from 'react';

/** What a chart shows as a table, for those who want numbers or cannot see it; it is made when somebody opens it. */
export function AsTable({
  label,
  name = `${label} as a table`,
  columns,
  rows,
  children,
}: {
  /** What the table tells of. */
  readonly label: string;
  /** Tells it from other tables on the page; what the button says when left out. */
  readonly name?: string;
  readonly columns: readonly ReactNode[];
  /** Each with a cell for every column. */
  readonly rows: () => readonly (readonly ReactNode[])[];
  /** What is told above it. */
  readonly children?: ReactNode;
}): ReactElement {
  const [isOpen, { toggle }] = useDisclosure(false);
  return (
    <Stack gap="xs" align="flex-start" miw={0}>
      <Button variant="default" size="xs" aria-expanded={isOpen} onClick={toggle}>
        {label} as a table
      </Button>
      {isOpen && (
        <>
          {children}
          <Table.ScrollContainer
            minWidth={320}
            maxHeight={400}
            maw="100%"
            type="native"
            tabIndex={0}
            aria-label={name}
            role="region"
          >
            <Table stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  {columns.map((column, i) => (
                    <Table.Th key={i}>{column}</Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows().map((cells, i) => (
                  <Table.Tr key={i}>
                    {cells.map((cell, j) => (
                      <Table.Td key={j}>{cell}</Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </>
      )}
    </Stack>
  );
}
