import { pathOfText, pathText, valueAt } from '@tocsin/domain/rules/finding';
import { createContext, useContext } from 'react';
import type { Fields, Path } from './edited-rule.js';
import { type SaidFinding, sentenceOf } from './field-labels.js';

/** What the parts of the form have in common. */
export interface RuleFields {
  readonly fields: Fields;
  /** What is to be told of now. */
  readonly findings: readonly SaidFinding[];
  /** Whether another view has a text that cannot be read, which a change here would lose. */
  readonly isLocked: boolean;
  /** @param value - undefined takes it out */
  readonly set: (path: Path, value: unknown) => void;
}

export const RuleFieldsContext = createContext<RuleFields | null>(null);

export function useRuleFields(): RuleFields {
  const fields = useContext(RuleFieldsContext);
  if (fields === null) throw new TypeError('there is no rule around this field');
  return fields;
}

/** One field: what stands there, what was found wrong with it, and how it is changed. */
export function useRuleField(path: Path): {
  readonly value: unknown;
  readonly error: string | null;
  readonly isLocked: boolean;
  readonly set: (value: unknown) => void;
} {
  const { fields, findings, isLocked, set } = useRuleFields();
  const own = pathText(path);
  const found = findings.filter((finding) => pathText(pathOfText(finding.path)) === own);
  return {
    value: valueAt(fields, path),
    error: found.length === 0 ? null : found.map(sentenceOf).join(' '),
    isLocked,
    set: (value) => set(path, value),
  };
}

/** A value as a field of text shows it; what is no text is shown as it is written in JSON. */
export function shownText(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
