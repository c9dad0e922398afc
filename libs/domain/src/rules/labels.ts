import { z } from 'zod';

/** Names that would reach an object's prototype; they are refused wherever a name becomes a key. */
const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype']);

/** Longest label value in characters: long enough for a stack frame or a URL, short enough to keep in memory for each series. */
export const LABEL_VALUE_LENGTH_MAX = 2_048;
/** Longest metric or label name in characters; Prometheus setups rarely pass 60. */
export const NAME_LENGTH_MAX = 256;
/** Most labels of one series; Prometheus's own recommendation is fewer than 20. */
export const LABELS_MAX = 40;

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:.]*$/;
const labelName = /^[a-zA-Z_][a-zA-Z0-9_.]*$/;

/** Label names and values of one series or alert. Built with {@link labelsFrom} where keys come from outside. */
export type Labels = Readonly<Record<string, string>>;

/** Whether a text can name a metric: letters, digits, `_`, `:` and `.`, not starting with a digit. */
export function isMetricName(text: string): boolean {
  return text.length <= NAME_LENGTH_MAX && metricName.test(text) && !forbiddenNames.has(text);
}

/** Whether a text can name a label. Names of the form `__x__` belong to the platform, `__name__` among them. */
export function isLabelName(text: string): boolean {
  return (
    text.length <= NAME_LENGTH_MAX &&
    labelName.test(text) &&
    !(text.startsWith('__') && text.endsWith('__')) &&
    !forbiddenNames.has(text)
  );
}

/** Builds a label set with no prototype surprises: own keys only, sorted by name. */
export function labelsFrom(entries: Iterable<readonly [string, string]>): Labels {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(sorted);
}

/** A label set as users write it. */
export const LabelsSchema = z
  .record(
    z.string().refine(isLabelName, 'is not a label name: letters, digits, "_" and ".", not starting with a digit'),
    z.string().max(LABEL_VALUE_LENGTH_MAX),
  )
  .refine((labels) => Object.keys(labels).length <= LABELS_MAX, `has more than ${LABELS_MAX} labels`);
