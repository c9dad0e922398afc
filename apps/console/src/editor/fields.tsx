import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { Path } from './edited-rule.js';
import { labelOf } from './field-labels.js';
import { shownText, useRuleField } from './rule-fields.js';

interface FieldParts {
  /** What it is called, where that is not what such fields are called. */
  readonly label?: string;
  readonly path: Path;
  readonly description?: string;
}

/** A text; one that is emptied is taken out, unless the rule cannot be without it. */
export function TextField({
  path,
  isNeeded = false,
  isLong = false,
  ...shown
}: FieldParts & {
  readonly isNeeded?: boolean;
  readonly isLong?: boolean;
  readonly placeholder?: string;
}): ReactElement {
  const { value, error, isLocked, set } = useRuleField(path);
  const Input = isLong ? Textarea : TextInput;
  return (
    <Input
      label={labelOf(path)}
      {...shown}
      value={shownText(value)}
      error={error}
      disabled={isLocked}
      onChange={({ currentTarget }: { currentTarget: { value: string } }) =>
        set(currentTarget.value === '' && !isNeeded ? undefined : currentTarget.value)
      }
    />
  );
}

/** A number; what is no number yet is kept as it was typed, and found wrong by the platform. */
export function NumberField({ path, ...shown }: FieldParts): ReactElement {
  const { value, error, isLocked, set } = useRuleField(path);
  const [text, setText] = useState(shownText(value));
  const isOwn = Object.is(valueOfText(text), value);
  const change = (typed: string): void => {
    setText(typed);
    set(valueOfText(typed));
  };
  return (
    <TextInput
      label={labelOf(path)}
      {...shown}
      inputMode="decimal"
      value={isOwn ? text : shownText(value)}
      error={error}
      disabled={isLocked}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}

function valueOfText(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : text;
}

/** A list of names with commas between them; an empty one is taken out. */
export function NamesField({ path, ...shown }: FieldParts): ReactElement {
  const { value, error, isLocked, set } = useRuleField(path);
  const written = Array.isArray(value) ? value.map(shownText).join(', ') : shownText(value);
  const [text, setText] = useState(written);
  // What was typed stays as it was typed for as long as it says the same.
  const isOwn = namesIn(text).join(', ') === written;
  const change = (typed: string): void => {
    setText(typed);
    const names = namesIn(typed);
    set(names.length === 0 ? undefined : names);
  };
  return (
    <TextInput
      label={labelOf(path)}
      {...shown}
      value={isOwn ? text : written}
      error={error}
      disabled={isLocked}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}

const namesIn = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** One of some values; one that is not among them, as a text may have it, is shown as well. */
export function ChoiceField<Value extends string | number>({
  path,
  choices,
  namesOf,
  optional,
  ...shown
}: FieldParts & {
  readonly choices: readonly Value[];
  /** What the values are called, where that is not how they are written. */
  readonly namesOf?: Readonly<Record<Value, string>>;
  /** What leaving it out is called; where it may be left out. */
  readonly optional?: string;
}): ReactElement {
  const { value, error, isLocked, set } = useRuleField(path);
  const current = shownText(value);
  const isKnown = choices.some((one) => String(one) === current);
  const data = [
    ...(optional === undefined ? [] : [{ value: '', label: optional }]),
    ...(isKnown || current === '' ? [] : [{ value: current, label: current }]),
    ...choices.map((one) => ({
      value: String(one),
      label: namesOf?.[one] ?? String(one).replaceAll('_', ' ').toLowerCase(),
    })),
  ];
  return (
    <NativeSelect
      label={labelOf(path)}
      {...shown}
      data={data}
      value={current}
      error={error}
      disabled={isLocked}
      onChange={({ currentTarget }) => set(choices.find((one) => String(one) === currentTarget.value))}
    />
  );
}
