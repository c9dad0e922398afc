import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { Labels, Name } from '../parts/name.js';
import { DataTable } from '../parts/data-table.js';
import { conditionText } from './condition-text.js';

type Condition = Schema<'Decision'>['conditions'][number];

/** Conditions as they stood when something was decided. */
export function ConditionTable({ conditions }: { readonly conditions: readonly Condition[] }): ReactElement {
  return (
    <DataTable
      label="Conditions"
      minWidth={320}
      rows={conditions}
      keyOf={({ path }) => path}
      columns={{
        Holds: ({ holds }) => (holds === null ? 'unknown' : holds ? 'yes' : 'no'),
        Value: ({ value }) => value ?? 'none',
        Condition: (one) => (
          <>
            <Name>{conditionText(one)}</Name> <Labels labels={one.labels} />
          </>
        ),
      }}
    />
  );
}
