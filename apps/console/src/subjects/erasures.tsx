import { Button, Table } from '@mantine/core';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { download } from '../parts/download.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { Paging } from '../parts/paging.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { WideTable } from '../parts/wide-table.js';
import { useAsked } from '../session/session-context.js';

const PAGE_SIZE = 50;

/** The signed certificates of erasures, which `tocsin audit verify` proves. */
export function Erasures(): ReactElement {
  const [parameters] = useSearchParams();
  const cursor = parameters.get('cursor') ?? undefined;
  const query = useAsked(
    ['erasures', cursor],
    (tocsin, signal) => tocsin.listErasures({ limit: PAGE_SIZE, cursor }, { signal }),
    { keepsFormer: true },
  );
  return (
    <Section title="Certificates of erasures">
      <Shown
        query={query}
        isEmpty={({ data, meta }) => data.length === 0 && meta.next_cursor === undefined}
        whenEmpty="Nobody was erased."
      >
        {({ data, meta }) => (
          <>
            <WideTable label="List of erasures" minWidth={520}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Who was</Table.Th>
                  <Table.Th>When</Table.Th>
                  <Table.Th>Why</Table.Th>
                  <Table.Th>Certificate</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.map((signed) => {
                  const { subject_id: id, at, reason } = signed.certificate;
                  return (
                    <Table.Tr key={id}>
                      <Table.Td>
                        <Name>{id}</Name>
                      </Table.Td>
                      <Table.Td>
                        <Moment at={at} />
                      </Table.Td>
                      <Table.Td>
                        <Name>{reason}</Name>
                      </Table.Td>
                      <Table.Td>
                        <Button
                          variant="default"
                          size="xs"
                          aria-label={`Download the certificate of ${id}`}
                          onClick={() =>
                            download(`tocsin-erasure-${id}.json`, 'application/json', JSON.stringify(signed))
                          }
                        >
                          Download
                        </Button>
                      </Table.Td>
                    </Table.Tr>
                  );
                })}
              </Table.Tbody>
            </WideTable>
            <Paging parameters={parameters} next={meta.next_cursor} />
          </>
        )}
      </Shown>
    </Section>
  );
}
