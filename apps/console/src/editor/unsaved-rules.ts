import { type EditedRule, editedRuleOf, fieldsOf } from './edited-rule.js';

/** What somebody edits and has not saved, with what they began from. */
export interface UnsavedRule {
  readonly edited: EditedRule;
  /** The version that was read, as the platform names it; null for a rule that is new. */
  readonly etag: string | null;
}

/** @returns null when nothing was kept, or what was kept is of an older console */
export function readUnsaved(storage: Pick<Storage, 'getItem'>, key: string): UnsavedRule | null {
  try {
    const kept = JSON.parse(storage.getItem(key) ?? 'null') as Partial<UnsavedRule> | null;
    const edited = kept?.edited;
    if (typeof edited?.source !== 'string' || (kept?.etag !== null && typeof kept?.etag !== 'string')) return null;
    const { source, typed } = edited;
    const isWhole =
      typeof typed?.text === 'string' &&
      (typed.language === 'yaml' || typed.language === 'json') &&
      (typed.problem === null || typeof typed.problem === 'string');
    // What cannot be read as a document fails here rather than in the form.
    fieldsOf({ source, typed: null });
    return { edited: { source, typed: isWhole ? typed : null }, etag: kept.etag };
  } catch {
    return null;
  }
}

export const keepUnsaved = (storage: Pick<Storage, 'setItem'>, key: string, unsaved: UnsavedRule): void =>
  storage.setItem(key, JSON.stringify(unsaved));

/**
 * What a rule on anomalies of a series begins with.
 *
 * @param labels - of the series, as JSON; what is none says nothing
 */
export function anomalyRule(metric: string, labels: string): EditedRule {
  const own = labelsOf(labels);
  const of = Object.keys(own).length === 0 ? {} : { labels: own };
  return editedRuleOf({
    name: `${metric} is unusual`,
    description: '',
    severity: 'MEDIUM',
    category: 'infrastructure',
    conditions: [{ type: 'anomaly', metric_path: metric, ...of, score: 0.8 }],
    for: '0',
  });
}

function labelsOf(text: string): Record<string, string> {
  try {
    const entries = Object.entries((JSON.parse(text) ?? {}) as object);
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return {};
  }
}

/** What a rule that is new begins with. */
export const blankRule = editedRuleOf({
  name: '',
  description: '',
  severity: 'HIGH',
  category: 'infrastructure',
  conditions: [{ type: 'threshold', metric_path: '', operator: '>', threshold: 80 }],
  for: '0',
});
