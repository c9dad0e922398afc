import type { Json } from '../ledger/canonical-json.js';
import type { Labels } from '../rules/labels.js';
import { type ActionTemplate, type HealingAction, HealingActionSchema } from './action.js';
import { targetOf } from './action-target.js';
import { hasLabel, queryFor } from './healing-query.js';
import { isFittingValue, readLabelTemplate } from './label-template.js';
import type { PlaybookDraft } from './playbook.js';

/** A playbook with the labels of one alert in it. */
export interface ResolvedPlaybook {
  /** The actions of each step. */
  readonly steps: readonly (readonly HealingAction[])[];
  /** What each of them is done to, as `targetOf` names it. */
  readonly targets: readonly (readonly string[])[];
  readonly preconditions: readonly string[];
  /** Null: the alert must be over. */
  readonly verification: string | null;
}

export type Resolution =
  | ({ readonly kind: 'resolved' } & ResolvedPlaybook)
  | { readonly kind: 'refused'; readonly code: 'label_missing' | 'label_unfit'; readonly reason: string };

class Unresolvable extends Error {
  constructor(
    readonly code: 'label_missing' | 'label_unfit',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Puts an alert's labels into a playbook. A label can only ever be a name: one that holds anything else is refused, never
 * escaped.
 */
export function resolvePlaybook(playbook: PlaybookDraft, labels: Labels): Resolution {
  try {
    const { expr } = playbook.verification;
    return {
      kind: 'resolved',
      steps: playbook.steps.map(({ actions }) => actions.map((action) => resolvedAction(action, labels))),
      targets: playbook.steps.map(({ actions }) => actions.map((action) => withLabels(targetOf(action), labels))),
      preconditions: playbook.preconditions.map((query) => resolvedQuery(query, labels)),
      verification: expr === undefined ? null : resolvedQuery(expr, labels),
    };
  } catch (error) {
    if (!(error instanceof Unresolvable)) throw error;
    return { kind: 'refused', code: error.code, reason: error.message };
  }
}

function resolvedQuery(query: string, labels: Labels): string {
  const resolved = queryFor(query, labels);
  if (resolved === null)
    throw new Unresolvable('label_missing', `the alert lacks a label that is asked for by ${query}`);
  return resolved;
}

function resolvedAction(template: ActionTemplate, labels: Labels): HealingAction {
  const { kind } = template;
  if (kind === 'webhook') return { ...template, body: withNames(template.body, labels) as typeof template.body };
  // What a patch holds is written out, braces and all.
  const free = kind === 'kubernetes_patch' ? { patch: template.patch } : {};
  const filled = { ...(withNames(template, labels) as object), ...free };
  const parsed = HealingActionSchema.safeParse(filled);
  if (parsed.success) return parsed.data;
  const why = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ');
  throw new Unresolvable('label_unfit', `with the labels of the alert ${kind} names nothing: ${why}`);
}

function withNames(value: Json, labels: Labels): Json {
  if (typeof value === 'string') return withLabels(value, labels);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => withNames(one, labels));
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withNames(field as Json, labels)]));
}

function withLabels(text: string, labels: Labels): string {
  const read = readLabelTemplate(text);
  if (read.kind === 'refused') throw new TypeError(`not a template of a playbook: ${text}`);
  return read.filledWith((label) => {
    if (!hasLabel(labels, label)) throw new Unresolvable('label_missing', `the alert has no label ${label}`);
    const value = labels[label] as string;
    if (!isFittingValue(value))
      throw new Unresolvable('label_unfit', `the label ${label} is no name: ${JSON.stringify(value.slice(0, 100))}`);
    return value;
  });
}
