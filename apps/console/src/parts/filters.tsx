import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { plain } from './plain.js';

/** Picks one of some values, or all. */
export function ChoiceFilter({
  label,
  value,
  choices,
  onChange,
}: {
  readonly label: string;
  readonly value: string | null;
  readonly choices: readonly string[];
  /** Is told null for all. */
  readonly onChange: (value: string | null) => void;
}): ReactElement {
  const data = [{ value: '', label: 'all' }, ...choices.map((one) => ({ value: one, label: shown(one) }))];
  return (
    <NativeSelect
      label={label}
      data={data}
      value={value ?? ''}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? null : currentTarget.value)}
    />
  );
}

/** Picks one of the values that there are, or all, and tells how many each would give. */
export function CountedFilter({
  label,
  value,
  counts,
  onChange,
}: {
  readonly label: string;
  readonly value: string | null;
  /** Values as they are written, the most first. */
  readonly counts: readonly { readonly value: string; readonly count: number }[];
  /** Is told null for all. */
  readonly onChange: (value: string | null) => void;
}): ReactElement {
  // What was chosen and no longer is there can be seen, and left, all the same.
  const isKnown = value === null || counts.some((one) => one.value === value);
  const offered = isKnown ? counts : [{ value, count: 0 }, ...counts];
  const data = [
    { value: '', label: 'all' },
    ...offered.map((one) => ({ value: one.value, label: plain(`${one.value.replaceAll('_', ' ')} (${one.count})`) })),
  ];
  return (
    <NativeSelect
      label={label}
      data={data}
      value={value ?? ''}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? null : currentTarget.value)}
    />
  );
}

/** Looks for a text once it has been written out. Give it the text as its key, so that it follows the address. */
export function TextFilter({
  label,
  placeholder,
  value,
  onChange,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactElement {
  const [text, setText] = useState(value);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onChange(text.trim());
  };
  return (
    <form onSubmit={submit}>
      <Group align="end" gap="xs">
        <TextInput
          label={label}
          placeholder={placeholder}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Button type="submit" variant="default">
          Search
        </Button>
      </Group>
    </form>
  );
}

const shown = (value: string): string => value.replaceAll('_', ' ').toLowerCase();
