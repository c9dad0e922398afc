import type { Diagnostic } from '@codemirror/lint';
import { parseExpr } from '@tocsin/domain/promql/parser';
import { type ReactElement, useMemo, useState } from 'react';
import { useKnownNames } from '../known-series.js';
import { CodeEditor } from './code-editor.js';
import { promqlLanguage } from './promql-language.js';

/** An expression in PromQL; what the tenant sends is offered while it is written, and what is wrong marked at once. */
export function PromqlField({
  label,
  description,
  error,
  value,
  isLocked,
  onChange,
}: {
  readonly label: string;
  readonly description: string;
  readonly error: string | null;
  readonly value: string;
  readonly isLocked: boolean;
  readonly onChange: (text: string) => void;
}): ReactElement {
  const known = useKnownNames();
  const [language] = useState(() => promqlLanguage(known));
  const diagnostics = useMemo(() => problemsOf(value), [value]);
  return (
    <CodeEditor
      label={label}
      description={description}
      error={error}
      value={value}
      isLocked={isLocked}
      language={language}
      diagnostics={diagnostics}
      onChange={onChange}
    />
  );
}

function problemsOf(text: string): Diagnostic[] {
  const parsed = text.trim() === '' ? null : parseExpr(text);
  if (parsed?.kind !== 'refused') return [];
  return parsed.errors.map(({ span, message }) => ({
    from: Math.min(span.from, text.length),
    to: Math.min(Math.max(span.to, span.from), text.length),
    severity: 'error',
    message,
  }));
}
