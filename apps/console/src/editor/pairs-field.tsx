import { Autocomplete, Button, CloseButton, Fieldset, Group, Stack, Text, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { Name } from '../parts/name.js';
import type { Path } from './edited-rule.js';
import { labelOf } from './field-labels.js';
import { shownText, useRuleField, useRuleFields } from './rule-fields.js';

/** Names with values, such as labels. */
export function PairsField({
  path,
  label = labelOf(path),
  names = [],
  valuesOf,
}: {
  readonly path: Path;
  readonly label?: string;
  /** What is offered as a name. */
  readonly names?: readonly string[];
  /** What is offered as a value of a name. */
  readonly valuesOf?: (name: string) => readonly string[];
}): ReactElement {
  const { value, error, isLocked } = useRuleField(path);
  const { set } = useRuleFields();
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const pairs = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const add = (): void => {
    set([...path, name.trim()], text);
    setName('');
    setText('');
  };
  const remove = (one: string): void => set([...path, one], undefined);
  return (
    <Fieldset legend={label} disabled={isLocked}>
      <Stack gap="xs">
        {pairs.map(([one, is]) => (
          <Group key={one} gap="xs" wrap="nowrap" align="center">
            <Text size="sm">
              <Name>{one}</Name>
            </Text>
            <TextInput
              aria-label={`${label}: ${one}`}
              value={shownText(is)}
              onChange={({ currentTarget }) => set([...path, one], currentTarget.value)}
            />
            <CloseButton aria-label={`Take ${one} out of ${label}`} onClick={() => remove(one)} />
          </Group>
        ))}
        <Group gap="xs" align="end">
          <Autocomplete label="Name" data={[...names]} limit={OFFERED_MAX} value={name} onChange={setName} />
          <Autocomplete
            label="Value"
            data={[...(valuesOf?.(name) ?? [])]}
            limit={OFFERED_MAX}
            value={text}
            onChange={setText}
          />
          <Button variant="default" disabled={name.trim() === ''} onClick={add}>
            Add
          </Button>
        </Group>
        {error !== null && (
          <Text size="sm" c="red">
            {error}
          </Text>
        )}
      </Stack>
    </Fieldset>
  );
}

const OFFERED_MAX = 20;
