import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { Path } from './edited-rule.js';
import { shownText, useRuleField } from './rule-fields.js';

interface FieldParts {
  readonly label: string;
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

/** One of some values; one that is not among them, as a text may have it, is shown as well. */
export function ChoiceField<Value extends string | number>({
  path,
  choices,
  optional,
  ...shown
}: FieldParts & {
  readonly choices: readonly Value[];
  /** What leaving it out is called; where it may be left out. */
  readonly optional?: string;
}): ReactElement {
  const { value, error, isLocked, set } = useRuleField(path);
  const current = shownText(value);
  const isKnown = choices.some((one) => String(one) === current);
  const data = [
    ...(optional === undefined ? [] : [{ value: '', label: optional }]),
    ...(isKnown || current === '' ? [] : [{ value: current, label: current }]),
    ...choices.map((one) => ({ value: String(one), label: String(one).replaceAll('_', ' ').toLowerCase() })),
  ];
  return (
    <NativeSelect
      {...shown}
      data={data}
      value={current}
      error={error}
      disabled={isLocked}
      onChange={({ currentTarget }) => set(choices.find((one) => String(one) === currentTarget.value))}
    />
  );
}
