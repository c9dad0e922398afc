import { Textarea } from '@mantine/core';
import { type ReactElement, useState } from 'react';

/** Texts one a line; what is typed stays as it is typed, also an empty line. */
export function LinesField({
  label,
  hint,
  value,
  problem,
  onChange,
}: {
  readonly label: string;
  readonly hint: string;
  readonly value: readonly string[];
  readonly problem: string | null;
  readonly onChange: (lines: string[]) => void;
}): ReactElement {
  const [text, setText] = useState(value.join('\n'));
  return (
    <Textarea
      label={label}
      description={hint}
      autosize
      minRows={1}
      maxRows={10}
      value={text}
      error={problem}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        const lines = currentTarget.value.split('\n').map((line) => line.trim());
        onChange(lines.filter((line) => line !== ''));
      }}
    />
  );
}
