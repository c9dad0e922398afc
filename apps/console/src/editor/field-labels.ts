import { type Finding, pathOfText, valueAt } from '@tocsin/domain/rules/finding';
import type { Fields, Path } from './edited-rule.js';

/** What the fields of a rule are called in its form, by the last name of their paths. */
const labels: Readonly<Record<string, string>> = {
  name: 'Name',
  description: 'Description',
  severity: 'Severity',
  category: 'Category',
  status: 'State',
  for: 'For',
  keep_firing_for: 'Keeps firing for',
  interval: 'Interval',
  owner: 'Owner',
  folder: 'Folder',
  runbook: 'Runbook',
  labels: 'Labels',
  annotations: 'Annotations',
  window: 'Window',
  recovery_threshold: 'Recovers at (optional)',
  mode: 'Change',
  score: 'Score',
  horizon: 'Horizon',
  quantile: 'Quantile',
  label: 'Label with the text',
  pattern: 'Pattern',
  operator: 'Comparison',
  method: 'Method',
  tolerance: 'Tolerance',
  neighbors: 'Neighbors',
  by: 'Peers share the labels',
  min_peers: 'Fewest peers',
  min_distance: 'Least distance',
  threshold: 'Threshold',
  within: 'Within',
  match: 'Holds when',
  n: 'How many',
  metric_path: 'Metric',
  expr: 'Expression',
  conditions: 'Conditions',
};

/** What a field is called; the name that it has in a document, where the form has no field for it. */
export const labelOf = (path: Path): string => {
  const name = String(path.at(-1) ?? '');
  return isLabelled(name) ? (labels[name] ?? name) : name;
};

const isLabelled = (name: string): boolean => Object.hasOwn(labels, name);

/** What was found, in the words of the form. */
export interface SaidFinding extends Finding {
  /** Where it is, such as `Metric of condition 2.1`. */
  readonly place: string;
  /** Whether nothing stands there yet, which is no mistake for as long as nobody has tried to go on. */
  readonly isEmpty: boolean;
}

/** What is found where nothing stands; a metric's name is told to be none then. */
const emptyCodes: ReadonlySet<string> = new Set(['missing', 'too_small', 'invalid']);

/** @param fields - of the rule in which it was found */
export function saidFinding(finding: Finding, fields: Fields): SaidFinding {
  const path = pathOfText(finding.path);
  const value = valueAt(fields, path);
  const isEmpty = (value === undefined || value === '') && emptyCodes.has(finding.code);
  const said = { ...finding, place: placeOf(path), isEmpty };
  return isEmpty ? { ...said, message: 'is missing', fix: '' } : said;
}

/** A finding as a sentence about its field, with what to do about it. */
export const sentenceOf = ({ message, fix }: Pick<Finding, 'message' | 'fix'>): string => `${message}. ${fix}`.trim();

function placeOf(path: Path): string {
  const numbers = path.flatMap((key, i) => (typeof key === 'number' && path[i - 1] === 'conditions' ? [key + 1] : []));
  const condition = `condition ${numbers.join('.')}`;
  const isCondition = typeof path.at(-1) === 'number' && path.at(-2) === 'conditions';
  if (isCondition) return `C${condition.slice(1)}`;
  const at = path.findLastIndex((key) => typeof key === 'string' && isLabelled(key));
  const isOfAll = path.at(-1) === 'conditions';
  // What stands deeper than the form goes is named as the document has it.
  const deeper = path.slice(path[at] === 'conditions' && !isOfAll ? at + 2 : at + 1).map(String);
  const named = at === -1 || (path[at] === 'conditions' && !isOfAll) ? [] : [labelOf(path.slice(0, at + 1))];
  const place = [...named, ...deeper].join(' ');
  return numbers.length === 0 ? place : `${place} of ${condition}`;
}
