import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useAskedDialog } from '../parts/asked-dialog.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { Dialog } from '../session/dialog.js';
import { PageTitle } from '../shell/page-title.js';
import { LookInto } from './look-into.js';
import { TenantForm } from './tenant-form.js';
import { Unmade } from './unmade.js';
import { Usage } from './usage.js';
import { DataTable } from '../parts/data-table.js';
import { Paged, usePage } from '../parts/paged.js';
import { useVisit } from './use-visit.js';

/** The tenants of the installation, for its operator. */
export function TenantsPage(): ReactElement {
  const { what, id, open, close } = useAskedDialog();
  const query = usePage(['tenants'], (tocsin, page, options) => tocsin.listTenants(page, options));
  const visit = useVisit();
  const meant = query.data?.data.find(({ tenant_id }) => tenant_id === id);
  return (
    <Stack>
      <PageTitle>Tenants</PageTitle>
      <LookInto />
      <Unmade />
      <Section title="Made by the operator">
        <Group mb="sm">
          <Button onClick={() => open('new-tenant')}>New tenant</Button>
        </Group>
        {visit.error !== null && <ProblemNotice error={visit.error} />}
        <Paged
          query={query}
          whenEmpty="No tenant was made: those that are there have the most that the platform bears."
        >
          {(tenants) => (
            <DataTable
              label="List of tenants"
              minWidth={480}
              rows={tenants}
              keyOf={({ tenant_id }) => tenant_id}
              columns={{
                Id: ({ tenant_id }) => tenant_id,
                Name: ({ name }) => <Name>{name}</Name>,
                Changed: ({ updated_at }) => <Moment at={updated_at} />,
                Change: ({ tenant_id, name }) => (
                  <Group gap="xs">
                    <Button
                      variant="default"
                      size="xs"
                      aria-label={`Change ${name}`}
                      onClick={() => open('change-tenant', tenant_id)}
                    >
                      Change
                    </Button>
                    <Button
                      variant="default"
                      size="xs"
                      aria-label={`Use of ${name}`}
                      onClick={() => open('usage', tenant_id)}
                    >
                      Use
                    </Button>
                    <Button
                      variant="default"
                      size="xs"
                      aria-label={`Look into ${tenant_id}`}
                      loading={visit.isPending && visit.variables === tenant_id}
                      onClick={() => visit.mutate(tenant_id)}
                    >
                      Look into
                    </Button>
                  </Group>
                ),
              }}
            />
          )}
        </Paged>
      </Section>
      <Dialog isOpen={what === 'new-tenant'} onClose={close} title="New tenant">
        <TenantForm known={null} onDone={close} />
      </Dialog>
      <Dialog isOpen={what === 'change-tenant' && meant !== undefined} onClose={close} title="Change a tenant">
        {meant !== undefined && <TenantForm known={meant} onDone={close} />}
      </Dialog>
      <Dialog isOpen={what === 'usage' && id !== null} onClose={close} title="Use and quotas">
        {id !== null && <Usage tenant={id} />}
        <Text size="sm">A quota takes effect at once; who has more than a new one keeps it and gets no more.</Text>
      </Dialog>
    </Stack>
  );
}
