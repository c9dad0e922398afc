import { Textarea } from '@mantine/core';
import type { ReactElement } from 'react';
import { type EditedRule, type Language, textIn } from './edited-rule.js';

const names = { yaml: 'YAML', json: 'JSON' } as const;

/** The rule as a text. */
export function RuleText({
  language,
  edited,
  isLocked,
  onType,
}: {
  readonly language: Language;
  readonly edited: EditedRule;
  /** Whether another view has a text that cannot be read, which a change here would lose. */
  readonly isLocked: boolean;
  readonly onType: (text: string) => void;
}): ReactElement {
  const isTypedHere = edited.typed?.language === language;
  return (
    <Textarea
      label={`The rule as ${names[language]}`}
      autosize
      minRows={16}
      maxRows={40}
      spellCheck={false}
      readOnly={isLocked}
      value={textIn(edited, language)}
      error={isTypedHere ? edited.typed?.problem : null}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      onChange={({ currentTarget }) => onType(currentTarget.value)}
    />
  );
}
