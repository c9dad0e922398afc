import type { Finding } from '@tocsin/domain/rules/finding';
import type { ReactElement } from 'react';
import { latePart } from '../parts/late-part.js';
import { type DocumentLanguage, type EditedRule, textIn } from './edited-rule.js';

// What edits code is loaded with the first view that has some.
const DocumentField = latePart(async () => (await import('./code/document-field.js')).DocumentField);

const names = { yaml: 'YAML', json: 'JSON' } as const;

/** The rule as a text. */
export function RuleText({
  language,
  edited,
  findings,
  isLocked,
  onType,
}: {
  readonly language: DocumentLanguage;
  readonly edited: EditedRule;
  readonly findings: readonly Finding[];
  /** Whether another view has a text that cannot be read, which a change here would lose. */
  readonly isLocked: boolean;
  readonly onType: (text: string) => void;
}): ReactElement {
  const isTypedHere = edited.typed?.language === language;
  return (
    <DocumentField
      key={language}
      label={`The rule as ${names[language]}`}
      language={language}
      value={textIn(edited, language)}
      problem={isTypedHere ? (edited.typed?.problem ?? null) : null}
      findings={findings}
      isLocked={isLocked}
      onChange={onType}
    />
  );
}
