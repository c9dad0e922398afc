import type { ReactElement } from 'react';
import { latePart } from '../parts/late-part.js';
import { type EditedRule, textIn } from './edited-rule.js';

// What edits code is loaded with the first view that has some.
const PromqlField = latePart(async () => (await import('./code/promql-field.js')).PromqlField);

/** The conditions of a rule as one expression. */
export function RuleExpression({
  edited,
  isLocked,
  onType,
}: {
  readonly edited: EditedRule;
  readonly isLocked: boolean;
  readonly onType: (text: string) => void;
}): ReactElement {
  const problem = edited.typed?.language === 'promql' ? edited.typed.problem : null;
  return (
    <PromqlField
      label="The conditions as an expression"
      description="In PromQL. What is typed here takes the place of all conditions: one series compared with a number is decided by each sample, everything else is evaluated by the clock."
      value={textIn(edited, 'promql')}
      error={problem}
      isLocked={isLocked}
      onChange={onType}
    />
  );
}
