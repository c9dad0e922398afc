import { Box, Progress, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { useAsked } from '../session/session-context.js';
import { DataTable } from '../parts/data-table.js';
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
        <DataTable
          label={`Quotas in use by the tenant ${tenant}`}
          minWidth={420}
          rows={quotaNames.flatMap((name) => {
            const quota = data[name];
            return quota === undefined ? [] : [{ ...quota, words: quotaWords[name] }];
          })}
          keyOf={({ words }) => words}
          columns={{
            What: ({ words }) => words,
            'In use': ({ use }) => numbers.format(use),
            'At most': ({ limit }) => numbers.format(limit),
            Share: (quota) => <Share quota={quota} />,
          }}
        />
      )}
    </Shown>
  );
}

function Share({
  quota: { use, limit, words },
}: {
  readonly quota: { readonly use: number; readonly limit: number; readonly words: string };
}): ReactElement {
  const share = limit === 0 ? 1 : Math.min(1, use / limit);
  return (
    <Box miw={120}>
      <Progress value={share * 100} color={share >= NEAR ? 'red' : 'blue'} aria-label={`Share of ${words}`} />
      <Text size="xs">
        {Math.floor(share * 100)} % {use >= limit && <Tag value="reached" />}
      </Text>
    </Box>
  );
}
