import { decodeHistory } from '@tocsin/contracts/http/history-select';
import { AlertRuleTemplates } from '@tocsin/domain/rule-templates/alert-rule-templates';
import type { ParameterValues } from '@tocsin/domain/rule-templates/parameter';
import {
  type HistoryStretch,
  type Proposal,
  TenantConfigGenerator,
} from '@tocsin/domain/rule-templates/tenant-config-generator';
import { RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import type { Labels } from '@tocsin/domain/rules/labels';
import { z } from 'zod';
import { ParameterValuesSchema, TemplateGroupSchema } from './written-template.js';

/** Most series that a proposal names; the number of all stands beside them. */
const COVERED_MAX = 20;

export const WrittenProposalSchema = z
  .strictObject({
    template: z.string(),
    title: z.string(),
    group: TemplateGroupSchema,
    reason: z.string().meta({ description: 'Why it is proposed, and where its threshold comes from.' }),
    parameters: ParameterValuesSchema.meta({ description: 'Those that differ from the defaults.' }),
    draft: RuleDraftSchema.meta({ description: 'The rule, ready to be posted to /api/rules.' }),
    covered: z.strictObject({
      count: z.int().meta({ description: 'How many series it would read now.' }),
      series: z.array(z.record(z.string(), z.string())).meta({ description: `The first ${COVERED_MAX} of them.` }),
    }),
    history: z
      .strictObject({
        values: z.int(),
        elements: z.int(),
        span_ms: z.number(),
        gaps: z.number().meta({ description: 'The share of times at which an element gave nothing.' }),
        rate_per_second: z.number().meta({ description: 'By how much the values changed in a second.' }),
        least: z.number(),
        low: z.number().meta({ description: 'A value in a thousand lies below it.' }),
        median: z.number(),
        high: z.number().meta({ description: 'A value in a thousand lies above it.' }),
        most: z.number(),
      })
      .nullable()
      .meta({ description: 'What the rule measures, over the history; null where that is no single thing.' }),
    figures: z
      .strictObject({
        firings: z.int(),
        in_alert_ms: z.number(),
        notifications_per_week: z.number().nullable(),
      })
      .nullable()
      .meta({ description: 'What the rule would have done; null where the samples were too many to look at.' }),
  })
  .meta({ id: 'ProposedRule' });
export type WrittenProposal = z.infer<typeof WrittenProposalSchema>;

/** One template that fits, as a thread is given it. */
export interface ProposalJob {
  readonly externalUrl: string;
  readonly templateId: string;
  readonly parameters: ParameterValues;
  readonly covered: readonly Labels[];
  readonly stretch: HistoryStretch;
  /** All samples that it reads, as the history's contract writes them; null when they are too many. */
  readonly samples: readonly Uint8Array<ArrayBuffer>[] | null;
}

/** Makes one proposal. */
export function runProposalJob({
  externalUrl,
  templateId,
  samples,
  stretch,
  ...fitting
}: ProposalJob): WrittenProposal {
  const template = AlertRuleTemplates.get(templateId);
  if (template === null) throw new TypeError(`there is no template ${templateId}`);
  const series =
    samples?.flatMap((bytes) => {
      const decoded = decodeHistory(bytes);
      if (decoded.kind === 'value') return decoded.value;
      throw new TypeError(`the samples of a proposal cannot be read: ${decoded.reason}`);
    }) ?? null;
  return writtenProposal(new TenantConfigGenerator(externalUrl).propose({ template, ...fitting }, stretch, series));
}

function writtenProposal({
  template,
  reason,
  parameters,
  draft,
  covered,
  history,
  figures,
}: Proposal): WrittenProposal {
  const { id, title, group } = template;
  return {
    template: id,
    title,
    group,
    reason,
    parameters: { ...parameters },
    draft,
    covered: { count: covered.length, series: covered.slice(0, COVERED_MAX) },
    history: history === null ? null : writtenHistory(history),
    figures:
      figures === null
        ? null
        : {
            firings: figures.firings,
            in_alert_ms: figures.inAlertMs,
            notifications_per_week: figures.notificationsPerWeek,
          },
  };
}

function writtenHistory({ spanMs, ratePerSecond, ...history }: NonNullable<Proposal['history']>) {
  return { ...history, span_ms: spanMs, rate_per_second: ratePerSecond };
}
