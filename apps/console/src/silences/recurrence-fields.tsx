import { Checkbox, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { type Repeats, weekdays } from './recurrence.js';

const INTERVAL = 'interval ';

/** Says when a silence holds between its begin and its end. */
export function RecurrenceFields({
  value,
  intervals,
  zone,
  onChange,
}: {
  readonly value: Repeats;
  /** Names of the notification policy's time intervals. */
  readonly intervals: readonly string[];
  /** That hours and days are meant in. */
  readonly zone: string;
  readonly onChange: (value: Repeats) => void;
}): ReactElement {
  const choose = (chosen: string): void => {
    if (chosen.startsWith(INTERVAL)) onChange({ kind: 'interval', name: chosen.slice(INTERVAL.length) });
    else if (chosen === 'weekly')
      onChange({ kind: 'weekly', days: ['saturday', 'sunday'], from: '22:00', to: '06:00' });
    else onChange({ kind: 'always' });
  };
  return (
    <Stack gap="sm">
      <NativeSelect
        label="Holds"
        description="Between its begin and its end."
        data={[
          { value: 'always', label: 'all the time' },
          { value: 'weekly', label: 'on some days, from hour to hour' },
          ...intervals.map((name) => ({ value: `${INTERVAL}${name}`, label: `during the policy’s “${name}”` })),
        ]}
        value={value.kind === 'interval' ? `${INTERVAL}${value.name}` : value.kind}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      />
      {value.kind === 'weekly' && (
        <>
          <Checkbox.Group
            label="Days on which it begins"
            value={[...value.days]}
            onChange={(days) => onChange({ ...value, days: weekdays.filter((day) => days.includes(day)) })}
          >
            <Group gap="sm" mt={4}>
              {weekdays.map((day) => (
                <Checkbox key={day} value={day} label={`${day[0]?.toUpperCase()}${day.slice(1)}`} />
              ))}
            </Group>
          </Checkbox.Group>
          <Group align="start" grow>
            <TextInput
              type="time"
              label="From"
              required
              withAsterisk={false}
              value={value.from}
              onChange={({ currentTarget }) => onChange({ ...value, from: currentTarget.value })}
            />
            <TextInput
              type="time"
              label="To"
              required
              withAsterisk={false}
              value={value.to}
              onChange={({ currentTarget }) => onChange({ ...value, to: currentTarget.value })}
            />
          </Group>
          <Text size="sm">
            {value.to <= value.from ? 'It ends on the next day. ' : ''}Hours and days are those of {zone}.
          </Text>
        </>
      )}
    </Stack>
  );
}
