import { z } from 'zod';
import type { Matcher } from '../promql/ast.js';
import { compileMatcher } from '../promql/match-label.js';
import { promqlErrorText } from '../promql/promql-error.js';
import { parseSeriesSelector } from '../promql/series-selector.js';
import { METRIC_NAME } from '../plan/label-set.js';
import { TenantIdSchema } from '../rules/alert-rule.js';
import { isOwnMetric } from '../rules/condition-source.js';
import type { Labels } from '../rules/labels.js';

/** Most selectors of a tenant: each is asked of each new series. */
export const SELECTORS_MAX = 100;
const SELECTOR_LENGTH_MAX = 2_000;
const SELECTORS_MEAN =
  'Selectors in Prometheus notation; a series is marked that fits one of them, and `{}` marks all. Where there is not room for all, those of earlier selectors go first.';

const SelectorSchema = z
  .string()
  .max(SELECTOR_LENGTH_MAX)
  .superRefine((text, context) => {
    const parsed = parseSeriesSelector(text);
    if (parsed.kind === 'refused')
      context.addIssue({ code: 'custom', message: `is no selector of series: ${promqlErrorText(parsed.error)}` });
  })
  .meta({ examples: ['node_cpu{job="api"}', '{}'] });

/** What the platform writes itself may have been marked once; it is not marked any more, since nothing comes of it. */
const DraftSelectorSchema = SelectorSchema.superRefine((text, context) => {
  const parsed = parseSeriesSelector(text);
  const metric = parsed.kind === 'parsed' ? nameOf(parsed.matchers) : null;
  if (metric === null || !isOwnMetric(metric)) return;
  const message = `marks ${metric}, which the platform writes itself and does not predict: mark a metric that is sent`;
  context.addIssue({ code: 'custom', message });
});

/** Which series a tenant wants predicted, whether a rule asks for them or not. */
export const MarksDraftSchema = z
  .strictObject({
    selectors: z
      .array(DraftSelectorSchema)
      .max(SELECTORS_MAX)
      .meta({ description: `${SELECTORS_MEAN} Metrics of the platform itself (\`tocsin_…\`) cannot be named.` }),
  })
  .meta({
    id: 'PredictionMarksDraft',
    description: 'Series that are given a score and forecasts though no rule asks for them.',
  });
export type MarksDraft = z.infer<typeof MarksDraftSchema>;

export const PredictionMarksSchema = MarksDraftSchema.extend({
  selectors: z.array(SelectorSchema).max(SELECTORS_MAX).meta({ description: SELECTORS_MEAN }),
  tenant_id: TenantIdSchema,
  version: z.int().min(0),
  created_at: z.int(),
  updated_at: z.int(),
}).meta({ id: 'PredictionMarks', description: 'The series that a tenant has marked.' });
export type PredictionMarks = z.infer<typeof PredictionMarksSchema>;

/** Marks as they are asked of series. */
export class SeriesMarks {
  readonly #selectors: { metric: string | null; tests: { name: string; holds: (value: string) => boolean }[] }[];
  /** Metrics that are marked by name; null when a selector leaves the name open. */
  readonly metrics: ReadonlySet<string> | null;

  /** @param selectors - as {@link MarksDraftSchema} takes them; what it would refuse marks nothing */
  constructor(selectors: readonly string[]) {
    this.#selectors = selectors.flatMap((text) => {
      const parsed = parseSeriesSelector(text);
      return parsed.kind === 'parsed' ? [{ metric: nameOf(parsed.matchers), tests: testsOf(parsed.matchers) }] : [];
    });
    const names = this.#selectors.map(({ metric }) => metric);
    this.metrics = names.includes(null) ? null : new Set(names as string[]);
  }

  /** Which selector a series fits first, counted from 0; null when it is not marked. */
  placeOf(metric: string, labels: Labels): number | null {
    const place = this.#selectors.findIndex(
      (selector) =>
        (selector.metric ?? metric) === metric &&
        selector.tests.every(({ name, holds }) => holds(name === METRIC_NAME ? metric : (labels[name] ?? ''))),
    );
    return place < 0 ? null : place;
  }
}

const nameOf = (matchers: readonly Matcher[]): string | null =>
  matchers.find(({ name, operator }) => name === METRIC_NAME && operator === '=')?.value ?? null;

const testsOf = (matchers: readonly Matcher[]) =>
  matchers.map((matcher) => ({ name: matcher.name, holds: compileMatcher(matcher) }));
