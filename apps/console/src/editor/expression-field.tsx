import { Combobox, Textarea, useCombobox } from '@mantine/core';
import { type ReactElement, useRef, useState } from 'react';
import type { Path } from './edited-rule.js';
import { labelNames, useMetricNames, useSeriesOf } from './known-series.js';
import { lastWord, namesLike } from './last-word.js';
import { shownText, useRuleField } from './rule-fields.js';

const OFFERED_MAX = 12;
/** Shorter words are like too many names. */
const WORD_LENGTH_MIN = 2;

/** An expression in PromQL; names of metrics, and of labels within braces, are offered while they are written. */
export function ExpressionField({ path }: { readonly path: Path }): ReactElement {
  const { value, error, isLocked, set } = useRuleField(path);
  const text = shownText(value);
  const [cursor, setCursor] = useState(text.length);
  const input = useRef<HTMLTextAreaElement>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const metrics = useMetricNames();
  const metric = /([a-zA-Z_:][\w:.]*)\{[^{}]*$/.exec(text.slice(0, cursor))?.[1] ?? '';
  const labels = labelNames(useSeriesOf(metric));
  const word = lastWord(text, cursor);
  const isOffered = word !== null && word.word.length >= WORD_LENGTH_MIN;
  const offered = isOffered ? namesLike(metric === '' ? metrics : labels, word.word, OFFERED_MAX) : [];
  const take = (name: string): void => {
    if (word === null) return;
    set(`${text.slice(0, word.from)}${name}${text.slice(cursor)}`);
    setCursor(word.from + name.length);
    combobox.closeDropdown();
    input.current?.focus();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={take} withinPortal={false}>
      <Combobox.Target>
        <Textarea
          ref={input}
          label="Expression"
          description="In PromQL. The rule holds for each series that it gives."
          autosize
          minRows={2}
          value={text}
          error={error}
          disabled={isLocked}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          onChange={({ currentTarget }) => {
            set(currentTarget.value);
            setCursor(currentTarget.selectionStart);
            combobox.openDropdown();
          }}
          onSelect={({ currentTarget }) => setCursor(currentTarget.selectionStart)}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={offered.length === 0}>
        <Combobox.Options>
          {offered.map((name) => (
            <Combobox.Option value={name} key={name}>
              {name}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
