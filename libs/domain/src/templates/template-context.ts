import type { TemplateLimits } from './limits.js';

/** One sample of a query's answer. The metric's name is the label `__name__`. */
export interface TemplateSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a query answers: samples in the order in which templates see them, or why there are none. */
export type TemplateQueryAnswer = readonly TemplateSample[] | { readonly error: string };

/** All that a template can see of the world. */
export interface TemplateContext {
  /** `$labels` and `.Labels`: the labels of the series that raised the alert. */
  readonly labels: Readonly<Record<string, string>>;
  /** `$externalLabels` and `.ExternalLabels`. */
  readonly externalLabels: Readonly<Record<string, string>>;
  /** `$externalURL` and `.ExternalURL`: where people reach the platform. */
  readonly externalUrl: string;
  /** `$value` and `.Value`: the value of the alert's expression. */
  readonly value: number;
  /** The time of the evaluation, milliseconds since 1970. */
  readonly nowMs: number;
  /** Answers the function `query`, at the time of the evaluation. What it throws passes through the expansion. */
  readonly query: (expr: string) => TemplateQueryAnswer;
  /** Narrower or wider limits than the defaults. */
  readonly limits?: Partial<TemplateLimits>;
}
