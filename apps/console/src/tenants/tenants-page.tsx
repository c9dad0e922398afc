import { Button, Group, Stack, Table, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { useAskedDialog } from '../parts/asked-dialog.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { Paging } from '../parts/paging.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { WideTable } from '../parts/wide-table.js';
import { Dialog } from '../session/dialog.js';
import { useAsked } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { LookInto } from './look-into.js';
import { TenantForm } from './tenant-form.js';
import { Unmade } from './unmade.js';
import { Usage } from './usage.js';
import { useVisit } from './use-visit.js';

const PAGE_SIZE = 50;

/** The tenants of the installation, for its operator. */
export function TenantsPage(): ReactElement {
  const [parameters] = useSearchParams();
  const { what, id, open, close } = useAskedDialog();
  const cursor = parameters.get('cursor') ?? undefined;
  const query = useAsked(
    ['tenants', cursor],
    (tocsin, signal) => tocsin.listTenants({ limit: PAGE_SIZE, cursor }, { signal }),
    { keepsFormer: true },
  );
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
        <Shown
          query={query}
          isEmpty={({ data, meta }) => data.length === 0 && meta.next_cursor === undefined}
          whenEmpty="No tenant was made: those that are there have the most that the platform bears."
        >
          {({ data, meta }) => (
            <>
              <WideTable label="List of tenants" minWidth={480}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Id</Table.Th>
                    <Table.Th>Name</Table.Th>
                    <Table.Th>Changed</Table.Th>
                    <Table.Th>Change</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.map(({ tenant_id, name, updated_at }) => (
                    <Table.Tr key={tenant_id}>
                      <Table.Td>{tenant_id}</Table.Td>
                      <Table.Td>
                        <Name>{name}</Name>
                      </Table.Td>
                      <Table.Td>
                        <Moment at={updated_at} />
                      </Table.Td>
                      <Table.Td>
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
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </WideTable>
              <Paging parameters={parameters} next={meta.next_cursor} />
            </>
          )}
        </Shown>
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
