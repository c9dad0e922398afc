import { AlertRuleTemplates } from '@tocsin/domain/rule-templates/alert-rule-templates';
import { neededMetrics } from '@tocsin/domain/rule-templates/needed-series';
import type { TemplateParameter } from '@tocsin/domain/rule-templates/parameter';
import { type RuleTemplate, type TemplateGroup, templateGroups } from '@tocsin/domain/rule-templates/rule-template';

/** The library of rule templates as a document: a table for each group. */
export function ruleTemplatesTable(): string {
  return [
    '# Rule templates',
    `${AlertRuleTemplates.all.length} rules that only want their parameters, which stand with their defaults. Besides, each has a runbook and two scenarios that the tests play; \`GET /api/rule-templates/ID\` tells all of one. Where a metric has several names, the first that is sent is read.`,
    'Written by `npm run contracts`; the templates are in libs/domain/src/rule-templates/library.',
    ...templateGroups.map(groupTable),
  ].join('\n\n');
}

function groupTable(group: TemplateGroup): string {
  const rows = AlertRuleTemplates.find({ group }).map(row);
  return `## ${group}\n\n| id | title | severity | metrics | parameters |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

function row(template: RuleTemplate): string {
  const metrics = neededMetrics(template).map((names) => names.map((name) => `\`${name}\``).join(' or '));
  const parameters = Object.entries(template.parameters).map(([name, parameter]) => parameterText(name, parameter));
  return `| \`${template.id}\` | ${template.title} | ${template.severity} | ${metrics.join(', ')} | ${parameters.join(', ')} |`;
}

function parameterText(name: string, parameter: TemplateParameter): string {
  // Metrics stand in a column of their own; most parameters of labels are for any value.
  if (parameter.kind === 'metric' || parameter.default === '') return `\`${name}\``;
  const unit = parameter.kind === 'number' ? ` ${parameter.unit}` : '';
  return `\`${name}\` ${parameter.default}${unit}`;
}
