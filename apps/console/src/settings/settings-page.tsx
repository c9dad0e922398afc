import { Stack, Table, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { WideTable } from '../parts/wide-table.js';
import { useAsked } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { Retention } from './retention.js';

/** What this installation is, and for how long it keeps what. */
export function SettingsPage(): ReactElement {
  const query = useAsked(['installation'], (tocsin, signal) => tocsin.getInstallation({}, { signal }), {
    isPolled: false,
  });
  return (
    <Stack>
      <PageTitle>Settings</PageTitle>
      <Section title="This installation">
        <Shown query={query}>
          {({ data }) => (
            <Stack gap="sm">
              <Text>
                Tocsin {data.version}, {data.mode === 'standalone' ? 'for one machine' : 'for production'}; up since{' '}
                <Moment at={data.started_at} />. You are in the tenant <Name>{data.tenant_id}</Name>
                {data.is_operator && ', as the operator of the whole installation'}.
              </Text>
              <Text size="sm">
                {data.external_url === null
                  ? 'Links in notifications lead nowhere: TOCSIN_EXTERNAL_URL does not say where people reach the platform.'
                  : `Links in notifications begin with ${data.external_url}.`}
              </Text>
              <WideTable label="Features" minWidth={420}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Feature</Table.Th>
                    <Table.Th>State</Table.Th>
                    <Table.Th>Why</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.features.map(({ name, is_on, why }) => (
                    <Table.Tr key={name}>
                      <Table.Td>{name}</Table.Td>
                      <Table.Td>
                        <Tag value={is_on ? 'on' : 'off'} />
                      </Table.Td>
                      <Table.Td>{why}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </WideTable>
              <Text size="sm" c="dimmed">
                Who runs the platform changes these, in its configuration, and starts it again.
              </Text>
            </Stack>
          )}
        </Shown>
      </Section>
      <Retention />
    </Stack>
  );
}
