import type { RuleGroupDraft } from '../../groups/rule-group-document.js';
import type { RuleDraft } from '../alert-rule.js';

/** Rules and rule groups on their way into a file, or out of one. */
export interface PortableRules {
  readonly rules: readonly RuleDraft[];
  readonly groups: readonly RuleGroupDraft[];
}

/** Something that a format cannot express, or that was read as something else. */
export interface Loss {
  /** The rule or rule group, by name. */
  readonly subject: string;
  /** The field, such as `category`; `rule` where it is left out as a whole. */
  readonly what: string;
  readonly why: string;
}

/** A file, and what it does not say. */
export interface Exported {
  readonly type: 'application/json' | 'application/yaml';
  readonly text: string;
  readonly losses: readonly Loss[];
}

/** A rule or rule group that a file means, not checked yet, and where in the file it stands. */
export interface Candidate {
  readonly kind: 'rule' | 'group';
  readonly value: unknown;
  readonly path: readonly (string | number)[];
  readonly document: number;
}

/** What a file holds; what is wrong with it as a whole, or with a rule that cannot be read as one, stands in `refused`. */
export interface Candidates {
  readonly candidates: readonly Candidate[];
  readonly losses: readonly Loss[];
  readonly refused: readonly {
    readonly subject: string;
    readonly path: readonly (string | number)[];
    readonly document: number;
    readonly message: string;
  }[];
}

export type Fields = Readonly<Record<string, unknown>>;
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined;

/** Names with texts, as a file has them; numbers and truth values are texts there, too. */
export function textsOf(value: unknown): Record<string, string> {
  if (!isFields(value)) return {};
  const entries = Object.entries(value).map(([name, text]): [string, string] => [name, textOf(text) ?? '']);
  return Object.fromEntries(entries);
}
