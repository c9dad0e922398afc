import { Table } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';

/** A table that is moved sideways where it does not fit, also by the keyboard. */
export function WideTable({
  label,
  minWidth,
  children,
}: {
  readonly label: string;
  /** In pixels; where there is less room, it is moved sideways. */
  readonly minWidth: number;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Table.ScrollContainer minWidth={minWidth} type="native" tabIndex={0} role="region" aria-label={label}>
      <Table>{children}</Table>
    </Table.ScrollContainer>
  );
}
