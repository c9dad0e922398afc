import { Button, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactElement } from 'react';
import { Name } from '../parts/name.js';
import { absoluteTime } from '../parts/relative-time.js';
import { useZone } from '../parts/zone.js';
import type { Aligned } from './aligned.js';
import type { Band } from './fired-bands.js';

/** What a chart shows, as a table, for those who want numbers or cannot see it. */
export function ChartTable({
  label,
  data: { times, series },
  threshold,
  bands,
}: {
  readonly label: string;
  readonly data: Aligned;
  readonly threshold: number | null;
  readonly bands: readonly Band[];
}): ReactElement {
  const [isOpen, { toggle }] = useDisclosure(false);
  const zone = useZone();
  return (
    <Stack gap="xs" align="flex-start">
      <Button variant="default" size="xs" aria-expanded={isOpen} onClick={toggle}>
        The chart as a table
      </Button>
      {isOpen && (
        <>
          {threshold !== null && <Text size="sm">Threshold: {threshold}</Text>}
          <Text size="sm">
            {bands.length === 0
              ? 'It would not have fired.'
              : `It would have fired: ${bands.map(({ from, to }) => `${absoluteTime(from, zone)} to ${absoluteTime(to, zone)}`).join('; ')}.`}
          </Text>
          <Table.ScrollContainer
            minWidth={320}
            maxHeight={400}
            type="native"
            tabIndex={0}
            aria-label={label}
            role="region"
          >
            <Table stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Time</Table.Th>
                  {series.map(({ name }) => (
                    <Table.Th key={name}>
                      <Name>{name}</Name>
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {times.map((time, i) => (
                  <Table.Tr key={time}>
                    <Table.Td>{absoluteTime(time * 1_000, zone)}</Table.Td>
                    {series.map(({ name, values }) => (
                      <Table.Td key={name}>{values[i] ?? 'none'}</Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </>
      )}
    </Stack>
  );
}
