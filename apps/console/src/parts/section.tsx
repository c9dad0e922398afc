import { Paper, Title } from '@mantine/core';
import { type ReactElement, type ReactNode, useId } from 'react';
import { Name } from './name.js';

/** A part of a page under a heading of its own. */
export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  const id = useId();
  return (
    <Paper component="section" withBorder p="md" aria-labelledby={id} miw={0}>
      <Title order={2} size="h4" mb="sm" id={id}>
        <Name>{title}</Name>
      </Title>
      {children}
    </Paper>
  );
}
