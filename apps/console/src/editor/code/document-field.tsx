import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import type { Diagnostic } from '@codemirror/lint';
import { lineNumbers } from '@codemirror/view';
import { List } from '@mantine/core';
import { type Finding, pathOfText } from '@tocsin/domain/rules/finding';
import { type ReactElement, useMemo, useState } from 'react';
import type { DocumentLanguage } from '../edited-rule.js';
import { CodeEditor } from './code-editor.js';
import { lineOf, placeOf, problemPlaceOf } from './places.js';

const languages = { yaml, json } as const;

/** A document in YAML or JSON; what was found wrong is marked at its line, and told with it. */
export function DocumentField({
  label,
  language,
  value,
  problem,
  findings,
  isLocked,
  onChange,
}: {
  readonly label: string;
  readonly language: DocumentLanguage;
  readonly value: string;
  /** Why it cannot be read; null when it can be. */
  readonly problem: string | null;
  readonly findings: readonly Finding[];
  readonly isLocked: boolean;
  readonly onChange: (text: string) => void;
}): ReactElement {
  const [extensions] = useState(() => [lineNumbers(), languages[language]()]);
  const diagnostics = useMemo(
    () => (problem === null ? foundIn(value, findings) : [unreadable(value, problem)]),
    [value, problem, findings],
  );
  return (
    <CodeEditor
      label={label}
      value={value}
      isLocked={isLocked}
      language={extensions}
      diagnostics={diagnostics}
      error={diagnostics.length > 0 && <Told text={value} diagnostics={diagnostics} />}
      onChange={onChange}
    />
  );
}

/** The same for those who do not see where it is marked. */
function Told({
  text,
  diagnostics,
}: {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}): ReactElement {
  return (
    <List size="sm" c="inherit" component="ul">
      {diagnostics.map((one) => (
        <List.Item key={`${one.from} ${one.message}`}>
          Line {lineOf(text, one)}: {one.message}
        </List.Item>
      ))}
    </List>
  );
}

const foundIn = (text: string, findings: readonly Finding[]): Diagnostic[] =>
  findings.map(({ path, message, fix, severity }) => ({
    ...placeOf(text, pathOfText(path)),
    severity,
    message: `${path} ${message}. ${fix}`,
  }));

function unreadable(text: string, message: string): Diagnostic {
  // Where YAML can read what JSON cannot, as behind a comma too many, nobody knows the place.
  return { ...(problemPlaceOf(text) ?? { from: 0, to: text.length }), severity: 'error', message };
}
