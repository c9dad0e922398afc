import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { download } from '../parts/download.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { DataTable } from '../parts/data-table.js';
import { Paged, usePage } from '../parts/paged.js';
import { Section } from '../parts/section.js';

/** The signed certificates of erasures, which `tocsin audit verify` proves. */
export function Erasures(): ReactElement {
  const query = usePage(['erasures'], (tocsin, page, options) => tocsin.listErasures(page, options));
  return (
    <Section title="Certificates of erasures">
      <Paged query={query} whenEmpty="Nobody was erased.">
        {(erasures) => (
          <DataTable
            label="List of erasures"
            minWidth={520}
            rows={erasures}
            keyOf={({ certificate }) => certificate.subject_id}
            columns={{
              'Who was': ({ certificate }) => <Name>{certificate.subject_id}</Name>,
              When: ({ certificate }) => <Moment at={certificate.at} />,
              Why: ({ certificate }) => <Name>{certificate.reason}</Name>,
              Certificate: (signed) => {
                const { subject_id: id } = signed.certificate;
                return (
                  <Button
                    variant="default"
                    size="xs"
                    aria-label={`Download the certificate of ${id}`}
                    onClick={() => download(`tocsin-erasure-${id}.json`, 'application/json', JSON.stringify(signed))}
                  >
                    Download
                  </Button>
                );
              },
            }}
          />
        )}
      </Paged>
    </Section>
  );
}
