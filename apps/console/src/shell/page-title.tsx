import { Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactElement } from 'react';
import { Name } from '../parts/name.js';
import { plain } from '../parts/plain.js';

/** The page's heading, which the tab bears, too. */
export function PageTitle({ children }: { readonly children: string }): ReactElement {
  useDocumentTitle(`${plain(children)} – Tocsin`);
  return (
    <Title order={1} size="h2" mb="md">
      <Name>{children}</Name>
    </Title>
  );
}
