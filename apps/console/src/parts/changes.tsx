import { List } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { Name } from './name.js';

/** What two versions of a rule say differently. */
export function Changes({ changes }: { readonly changes: readonly Schema<'RuleChange'>[] }): ReactElement {
  return (
    <List size="sm">
      {changes.map(({ path, text }) => (
        <List.Item key={path}>
          <Name>{text}</Name>
        </List.Item>
      ))}
    </List>
  );
}
