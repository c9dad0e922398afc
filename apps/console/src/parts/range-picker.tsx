import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { nowMs } from './clock.js';
import { spanText } from './relative-time.js';
import { endingAt, movedBy, spanNames, spans, type TimeRange } from './time-range.js';
import { momentOf, wallTime } from './wall-time.js';
import { useZone } from './zone.js';

/** Chooses what a page looks at of time; the choice stands in its address. */
export function RangePicker({ range }: { readonly range: TimeRange }): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const zone = useZone();
  const change = (changed: URLSearchParams): void => setParameters(changed, { replace: true });
  const setSpan = (span: string): void => {
    const changed = new URLSearchParams(parameters);
    changed.set('span', span);
    change(changed);
  };
  const setEnd = (wall: string): void => {
    const at = momentOf(wall, zone);
    if (at !== null) change(endingAt(parameters, at, nowMs()));
  };
  return (
    <Group align="end" role="group" aria-label="Time">
      <NativeSelect
        label="Time shown"
        data={spanNames.map((name) => ({ value: name, label: spanText(spans[name]) }))}
        value={range.span}
        onChange={({ currentTarget }) => setSpan(currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        step={1}
        label="Until"
        value={wallTime(range.to, zone)}
        onChange={({ currentTarget }) => setEnd(currentTarget.value)}
      />
      <Button variant="default" onClick={() => change(movedBy(parameters, range, -1, nowMs()))}>
        Earlier
      </Button>
      <Button variant="default" disabled={range.isLive} onClick={() => change(movedBy(parameters, range, 1, nowMs()))}>
        Later
      </Button>
      <Button variant="default" disabled={range.isLive} onClick={() => change(endingAt(parameters, nowMs(), nowMs()))}>
        Now
      </Button>
    </Group>
  );
}
