import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { AsTable } from '../parts/as-table.js';
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
  const zone = useZone();
  return (
    <AsTable
      label="The chart"
      name={label}
      columns={['Time', ...series.map(({ name }) => <Name key={name}>{name}</Name>)]}
      rows={() =>
        times.map((time, i) => [absoluteTime(time * 1_000, zone), ...series.map(({ values }) => values[i] ?? 'none')])
      }
    >
      {threshold !== null && <Text size="sm">Threshold: {threshold}</Text>}
      <Text size="sm">
        {bands.length === 0
          ? 'It would not have fired.'
          : `It would have fired: ${bands.map(({ from, to }) => `${absoluteTime(from, zone)} to ${absoluteTime(to, zone)}`).join('; ')}.`}
      </Text>
    </AsTable>
  );
}
