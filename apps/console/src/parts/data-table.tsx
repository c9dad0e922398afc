import { Table } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';

/** What stands in each column of a row, by the column's heading; in their order. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => ReactNode>>;

/** A table that is moved sideways, and a high one also down, where it does not fit; also by the keyboard. */
export function DataTable<Row>({
  label,
  minWidth,
  maxHeight,
  columns,
  rows,
  keyOf,
}: {
  /** Names it for who reads by ear. */
  readonly label: string;
  /** In pixels; where there is less room, it is moved sideways. */
  readonly minWidth: number;
  /** In pixels; as high as its rows when left out. */
  readonly maxHeight?: number;
  readonly columns: Columns<Row>;
  readonly rows: readonly Row[];
  /** Tells a row from the others. */
  readonly keyOf: (row: Row) => string | number;
}): ReactElement {
  return (
    <Table.ScrollContainer
      minWidth={minWidth}
      {...(maxHeight === undefined ? {} : { maxHeight })}
      type="native"
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <Table highlightOnHover stickyHeader={maxHeight !== undefined}>
        <Table.Thead>
          <Table.Tr>
            {Object.keys(columns).map((heading) => (
              <Table.Th key={heading}>{heading}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={keyOf(row)}>
              {Object.entries(columns).map(([heading, cellOf]) => (
                <Table.Td key={heading}>{cellOf(row)}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
