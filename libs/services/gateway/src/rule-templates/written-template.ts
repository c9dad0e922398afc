import { AlertCategorySchema, AlertSeveritySchema, RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import { defaultDraft } from '@tocsin/domain/rule-templates/draft-rule';
import { neededMetrics } from '@tocsin/domain/rule-templates/needed-series';
import type { TemplateParameter } from '@tocsin/domain/rule-templates/parameter';
import { type RuleTemplate, templateGroups } from '@tocsin/domain/rule-templates/rule-template';
import { runbookText } from '@tocsin/domain/rule-templates/runbook';
import { z } from 'zod';

export const TemplateGroupSchema = z.enum(templateGroups);
export const ParameterValuesSchema = z.record(z.string(), z.union([z.number(), z.string()]));

/** A template as lists have it. */
export const ListedTemplateSchema = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    group: TemplateGroupSchema,
    severity: AlertSeveritySchema,
    category: AlertCategorySchema,
    meaning: z.string().meta({ description: 'What it means, and for whom it matters.' }),
    metrics: z.array(z.array(z.string())).meta({
      description: 'The metrics that it reads; of each the usual name, and behind it names that it may have instead.',
    }),
  })
  .meta({ id: 'ListedRuleTemplate' });
export type ListedTemplate = z.infer<typeof ListedTemplateSchema>;

export const WrittenParameterSchema = z
  .strictObject({
    name: z.string(),
    kind: z.enum(['number', 'duration', 'label_value', 'metric']),
    what: z.string(),
    default: z.union([z.number(), z.string()]),
    min: z.union([z.number(), z.string()]).optional(),
    max: z.union([z.number(), z.string()]).optional(),
    unit: z.string().optional(),
    label: z.string().optional().meta({ description: 'The label that must have the value.' }),
    alternatives: z.array(z.string()).optional().meta({ description: 'Other names of the same metric.' }),
    learned: z
      .strictObject({ margin: z.number(), strictest: z.number(), laxest: z.number() })
      .optional()
      .meta({ description: "How proposals take it from a tenant's own history." }),
  })
  .meta({ id: 'RuleTemplateParameter' });

export const WrittenTemplateSchema = ListedTemplateSchema.extend({
  parameters: z.array(WrittenParameterSchema),
  draft: RuleDraftSchema.meta({ description: 'The rule with every default.' }),
  runbook: z.string().meta({ description: 'Markdown.' }),
}).meta({ id: 'RuleTemplate' });
export type WrittenTemplate = z.infer<typeof WrittenTemplateSchema>;

export function listedTemplate(template: RuleTemplate): ListedTemplate {
  const { id, title, group, severity, category, meaning } = template;
  const metrics = neededMetrics(template).map((names) => [...names]);
  return { id, title, group, severity, category, meaning, metrics };
}

export function writtenTemplate(template: RuleTemplate): WrittenTemplate {
  return {
    ...listedTemplate(template),
    parameters: Object.entries(template.parameters).map(([name, parameter]) => writtenParameter(name, parameter)),
    draft: defaultDraft(template),
    runbook: runbookText(template),
  };
}

function writtenParameter(name: string, parameter: TemplateParameter): z.infer<typeof WrittenParameterSchema> {
  if (parameter.kind !== 'metric') return { name, ...parameter };
  return { name, ...parameter, alternatives: [...parameter.alternatives] };
}
