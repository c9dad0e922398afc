import { Progress, Table, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { WideTable } from '../parts/wide-table.js';
import { useAsked } from '../session/session-context.js';
import { quotaNames, quotaWords } from './quota-words.js';

const numbers = new Intl.NumberFormat('en');
/** From this share on, somebody should know before it is reached. */
const NEAR = 0.9;

/** Use and limit of each quota of a tenant, at present. */
export function Usage({ tenant }: { readonly tenant: string }): ReactElement {
  const query = useAsked(['quotas', tenant], (tocsin, signal) => tocsin.getTenantUsage({ id: tenant }, { signal }));
  return (
    <Shown query={query}>
      {({ data }) => (
        <WideTable label="Quotas in use" minWidth={420}>
          <Table.Caption>Of the tenant {tenant}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>What</Table.Th>
              <Table.Th>In use</Table.Th>
              <Table.Th>At most</Table.Th>
              <Table.Th>Share</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {quotaNames.map((name) => {
              const quota = data[name];
              if (quota === undefined) return null;
              const { use, limit } = quota;
              const share = limit === 0 ? 1 : Math.min(1, use / limit);
              return (
                <Table.Tr key={name}>
                  <Table.Td>{quotaWords[name]}</Table.Td>
                  <Table.Td>{numbers.format(use)}</Table.Td>
                  <Table.Td>{numbers.format(limit)}</Table.Td>
                  <Table.Td miw={120}>
                    <Progress
                      value={share * 100}
                      color={share >= NEAR ? 'red' : 'blue'}
                      aria-label={`Share of ${quotaWords[name]}`}
                    />
                    <Text size="xs">
                      {Math.floor(share * 100)} % {use >= limit && <Tag value="reached" />}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </WideTable>
      )}
    </Shown>
  );
}
