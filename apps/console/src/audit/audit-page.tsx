import { SegmentedControl, Stack } from '@mantine/core';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { facetOf } from '../parts/facets.js';
import { PageTitle } from '../shell/page-title.js';
import { AuditEvents } from './audit-events.js';
import { LedgerEntries } from './ledger-entries.js';

const views = ['events', 'ledger'] as const;

/** What was done, by whom: to be looked through, or as it stands in the ledger, where it can be proved. */
export function AuditPage(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const view = facetOf(parameters, 'view', views) ?? 'events';
  return (
    <Stack>
      <PageTitle>Audit</PageTitle>
      <SegmentedControl
        aria-label="How the record is shown"
        style={{ alignSelf: 'flex-start' }}
        data={[
          { value: 'events', label: 'Events' },
          { value: 'ledger', label: 'Ledger with proofs' },
        ]}
        value={view}
        onChange={(value) => setParameters({ view: value })}
      />
      {view === 'events' ? <AuditEvents /> : <LedgerEntries />}
    </Stack>
  );
}
