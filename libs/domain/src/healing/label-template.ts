import { isLabelName } from '../rules/labels.js';

/** A text with places for labels, or why it is none. */
export type LabelTemplate =
  | {
      readonly kind: 'template';
      /** The labels that it has places for. */
      readonly labels: readonly string[];
      /** The text with each label's value in its place. */
      filledWith(valueOf: (label: string) => string): string;
    }
  | { readonly kind: 'refused'; readonly message: string };

const place = /\{\{\s*\$labels\.([a-zA-Z_][a-zA-Z0-9_]*)\s*\}\}/;

/**
 * Reads the one form of templates by which playbooks name what they heal: `{{ $labels.NAME }}`, written as in annotations.
 * There are no functions and no branches, so that whoever reads a playbook sees what it can reach.
 */
export function readLabelTemplate(text: string): LabelTemplate {
  const parts = text.split(place);
  const isLabel = (i: number): boolean => i % 2 === 1;
  if (parts.some((part, i) => !isLabel(i) && /\{\{|\}\}/.test(part)))
    return { kind: 'refused', message: `holds braces that are not of the form {{ $labels.NAME }}: ${text}` };
  const labels = parts.filter((_, i) => isLabel(i));
  const odd = labels.find((label) => !isLabelName(label));
  if (odd !== undefined) return { kind: 'refused', message: `"${odd}" is the name of no label that an alert can have` };
  return {
    kind: 'template',
    labels,
    filledWith: (valueOf) => parts.map((part, i) => (isLabel(i) ? valueOf(part) : part)).join(''),
  };
}

/** What a label may say where it names something: no slash, quote, brace or space, and no `..`. */
const fitting = /^[a-zA-Z0-9](?:[-_.a-zA-Z0-9]{0,253}[a-zA-Z0-9])?$/;

/** Whether a label's value can stand in a name without being more than a name. */
export const isFittingValue = (value: string): boolean => fitting.test(value) && !value.includes('..');
