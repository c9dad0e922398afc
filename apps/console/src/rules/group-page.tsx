import { Group, Stack, Table } from '@mantine/core';
import type { ReactElement } from 'react';
import { useParams } from 'react-router';
import { jsonText } from '../parts/json-text.js';
import { Moment } from '../parts/moment.js';
import { Listing, Name } from '../parts/name.js';
import { PageLink } from '../parts/page-link.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { useAsked } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';

/** As many versions as anybody looks through. */
const VERSIONS_MAX = 50;

/** One rule group as it was written, and what it was before. */
export function GroupPage(): ReactElement {
  const { name = '' } = useParams();
  const query = useAsked(['rules', 'group', name], async (tocsin, signal) => {
    const [group, versions] = await Promise.all([
      tocsin.getRuleGroup({ name }, { signal }),
      tocsin.listRuleGroupVersions({ name, limit: VERSIONS_MAX }, { signal }),
    ]);
    return { group: group.data, versions: versions.data };
  });
  return (
    <Stack>
      <PageTitle>{name}</PageTitle>
      <Shown query={query}>
        {({ group, versions }) => (
          <Stack>
            <Group gap="md">
              <span>
                version {group.version}, changed <Moment at={group.updated_at} />
              </span>
              <PageLink to={{ pathname: '/rules', search: String(new URLSearchParams({ group: name })) }}>
                How its rules stand
              </PageLink>
            </Group>
            <Section title="JSON">
              <Listing label="The group as JSON">{jsonText(group, 2)}</Listing>
            </Section>
            <Section title="Versions">
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Version</Table.Th>
                    <Table.Th>By</Table.Th>
                    <Table.Th>When</Table.Th>
                    <Table.Th>What</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {versions.map(({ version, author, at, change, state }) => (
                    <Table.Tr key={version}>
                      <Table.Td>{version}</Table.Td>
                      <Table.Td>
                        <Name>{author}</Name>
                      </Table.Td>
                      <Table.Td>
                        <Moment at={at} />
                      </Table.Td>
                      <Table.Td>
                        {change} <Tag value={state} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Section>
          </Stack>
        )}
      </Shown>
    </Stack>
  );
}
