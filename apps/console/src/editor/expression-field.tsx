import type { ReactElement } from 'react';
import { latePart } from '../parts/late-part.js';
import type { Path } from './edited-rule.js';
import { labelOf } from './field-labels.js';
import { shownText, useRuleField } from './rule-fields.js';

// What edits code is loaded with the first expression.
const PromqlField = latePart(async () => (await import('./code/promql-field.js')).PromqlField);

/** The expression of a condition. */
export function ExpressionField({ path }: { readonly path: Path }): ReactElement {
  const { value, error, isLocked, set } = useRuleField(path);
  return (
    <PromqlField
      label={labelOf(path)}
      description="In PromQL. The rule holds for each series that it gives."
      value={shownText(value)}
      error={error}
      isLocked={isLocked}
      onChange={set}
    />
  );
}
