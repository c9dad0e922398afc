import { Button, Stack, Table } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { jsonText } from '../parts/json-text.js';
import { Moment } from '../parts/moment.js';
import { Listing, Name } from '../parts/name.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useAsked } from '../session/session-context.js';

const LISTED_MAX = 50;

/** The latest versions of a rule, with who made them and why; each can be read. */
export function RuleVersions({ ruleId }: { readonly ruleId: string }): ReactElement {
  const [chosen, setChosen] = useState<number | null>(null);
  const query = useAsked(['rules', 'versions', ruleId], (tocsin, signal) =>
    tocsin.listRuleVersions({ id: ruleId, limit: LISTED_MAX }, { signal }),
  );
  return (
    <Section title="Versions">
      <Shown query={query} isEmpty={({ data }) => data.length === 0} whenEmpty="No versions are kept of it.">
        {({ data }) => (
          <Stack gap="sm">
            <Table.ScrollContainer minWidth={560} type="native">
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Version</Table.Th>
                    <Table.Th>What</Table.Th>
                    <Table.Th>By</Table.Th>
                    <Table.Th>When</Table.Th>
                    <Table.Th>Reason</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.map(({ version, state, change, author, at, reason }) => (
                    <Table.Tr key={version}>
                      <Table.Td>
                        <Button
                          variant="default"
                          size="xs"
                          aria-pressed={chosen === version}
                          aria-label={`Show version ${version}`}
                          onClick={() => setChosen(chosen === version ? null : version)}
                        >
                          {version}
                        </Button>
                      </Table.Td>
                      <Table.Td>
                        {change}
                        {state === 'applied' ? '' : `, ${state}`}
                      </Table.Td>
                      <Table.Td>
                        <Name>{author}</Name>
                      </Table.Td>
                      <Table.Td>
                        <Moment at={at} />
                      </Table.Td>
                      <Table.Td>
                        <Name>{reason}</Name>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
            {chosen !== null && <Version ruleId={ruleId} version={chosen} />}
          </Stack>
        )}
      </Shown>
    </Section>
  );
}

function Version({ ruleId, version }: { readonly ruleId: string; readonly version: number }): ReactElement {
  const query = useAsked(
    ['rule version', ruleId, version],
    (tocsin, signal) => tocsin.getRuleVersion({ id: ruleId, version }, { signal }),
    { isPolled: false },
  );
  return (
    <Shown query={query}>
      {({ data }) => <Listing label={`Version ${data.version} as JSON`}>{jsonText(data.document, 2)}</Listing>}
    </Shown>
  );
}
