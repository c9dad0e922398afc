import '../editor/schemas-without-eval.js';
import { Text } from '@mantine/core';
import { nextOccurrences } from '@tocsin/domain/alerting/occurrences';
import type { TimePeriod } from '@tocsin/domain/alerting/time-interval';
import { type ReactElement, useMemo } from 'react';
import { useNow } from '../parts/now.js';
import { Tag } from '../parts/tag.js';
import { useZone } from '../parts/zone.js';
import { occurrenceFormat } from './occurrence-format.js';
import { usePeriods } from './periods.js';
import type { Recurrence } from './recurrence.js';

const MINUTE_MS = 60_000;

interface Span {
  /** Whether its begin has come. */
  readonly state: 'pending' | 'active';
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Whether a silence that recurs holds at present, and when it will where it does not. */
export function RecurringState({ recurrence, ...span }: Span & { readonly recurrence: Recurrence }): ReactElement {
  return 'time_interval' in recurrence ? (
    <DuringInterval {...span} name={recurrence.time_interval} />
  ) : (
    <DuringPeriods {...span} periods={recurrence.time_intervals} />
  );
}

/** Until the interval is known, and where the policy has lost it, there is only what the platform says. */
function DuringInterval({ name, ...span }: Span & { readonly name: string }): ReactElement {
  const periods = usePeriods().data?.find((one) => one.name === name)?.time_intervals;
  return periods === undefined ? <Tag value={span.state} /> : <DuringPeriods {...span} periods={periods} />;
}

function DuringPeriods({
  state,
  startsAt,
  endsAt,
  periods,
}: Span & { readonly periods: readonly TimePeriod[] }): ReactElement {
  const zone = useZone();
  // Nothing begins within a minute.
  const now = Math.floor(useNow() / MINUTE_MS) * MINUTE_MS;
  const from = Math.max(now, startsAt);
  const next = useMemo(() => nextOccurrences(periods, { from, until: endsAt, most: 1 })[0], [periods, from, endsAt]);
  if (state === 'active' && next?.starts_at === from) return <Tag value="active" />;
  return (
    <>
      <Tag value={state === 'active' ? 'waits' : state} />
      <Text size="sm">
        {next === undefined
          ? 'holds at no time before it ends'
          : `next ${occurrenceFormat(zone).format(next.starts_at)}`}
      </Text>
    </>
  );
}
