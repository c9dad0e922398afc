import '../editor/schemas-without-eval.js';
import { List, Text } from '@mantine/core';
import { nextOccurrences } from '@tocsin/domain/alerting/occurrences';
import type { TimePeriod } from '@tocsin/domain/alerting/time-interval';
import { type ReactElement, useMemo } from 'react';
import { occurrenceFormat } from './occurrence-format.js';

const TOLD_MAX = 3;
/** No silence lasts longer. */
const LOOKED_MS_MAX = 366 * 86_400_000;

/** The next times at which a silence would hold. */
export function NextTimes({
  periods,
  startsAt,
  endsAt,
  zone,
}: {
  readonly periods: readonly TimePeriod[];
  readonly startsAt: number;
  readonly endsAt: number;
  readonly zone: string;
}): ReactElement {
  const occurrences = useMemo(
    () =>
      nextOccurrences(periods, {
        from: startsAt,
        until: Math.min(endsAt, startsAt + LOOKED_MS_MAX),
        most: TOLD_MAX,
      }),
    [periods, startsAt, endsAt],
  );
  if (occurrences.length === 0)
    return (
      <Text size="sm" role="status">
        It holds at no time before it ends.
      </Text>
    );
  const format = occurrenceFormat(zone);
  return (
    <div role="status">
      <Text size="sm">It holds next:</Text>
      <List size="sm">
        {occurrences.map(({ starts_at, ends_at }) => (
          <List.Item key={starts_at}>{format.formatRange(starts_at, ends_at)}</List.Item>
        ))}
      </List>
    </div>
  );
}
