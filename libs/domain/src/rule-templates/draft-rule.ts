import type { RuleDraft } from '../rules/alert-rule.js';
import type { Finding } from '../rules/finding.js';
import type { Labels } from '../rules/labels.js';
import { validateRuleDraft } from '../rules/config-validator.js';
import { readParameters } from './parameter.js';
import type { RuleTemplate } from './rule-template.js';
import { conditionsOf } from './write-conditions.js';

/** The annotation that names the template which a rule was made of. */
export const TEMPLATE_ANNOTATION = 'rule_template';

export interface TemplateUse {
  /** By name; what is left out has its default. */
  readonly parameters?: unknown;
  /** The rule's name; the template's title when left out. */
  readonly name?: string;
  readonly labels?: Labels;
  /** Where the platform is reached from outside, without a slash at the end; empty when nobody has said. */
  readonly externalUrl?: string;
}

export type RuleDrafted =
  | { readonly kind: 'drafted'; readonly draft: RuleDraft; readonly warnings: readonly Finding[] }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/**
 * Makes the draft of a rule of a template: the same draft that somebody could have written, and checked as such.
 *
 * @returns the draft, or everything that is wrong with what was given
 */
export function draftRule(template: RuleTemplate, use: TemplateUse = {}): RuleDrafted {
  const { parameters = {}, name = template.title, labels = {}, externalUrl = '' } = use;
  const read = readParameters(template.parameters, parameters);
  if (read.kind === 'refused') return read;
  const { conditions, interval } = conditionsOf(template, read.values);
  const runbook = externalUrl === '' ? {} : { runbook: `${externalUrl}${runbookPath(template.id)}` };
  const validated = validateRuleDraft({
    name,
    description: template.meaning,
    severity: template.severity,
    category: template.category,
    conditions,
    for: read.values['for'] === '0s' ? '0' : read.values['for'],
    ...(interval === undefined ? {} : { interval }),
    labels,
    annotations: { summary: template.summary, [TEMPLATE_ANNOTATION]: template.id },
    ...runbook,
  });
  if (validated.kind === 'invalid') return { kind: 'refused', findings: validated.findings };
  return { kind: 'drafted', draft: validated.draft, warnings: validated.warnings };
}

/** Where a template's runbook is served. */
export const runbookPath = (id: string): string => `/api/rule-templates/${id}/runbook`;

/** A template's rule with all its defaults. */
export function defaultDraft(template: RuleTemplate): RuleDraft {
  const drafted = draftRule(template);
  if (drafted.kind === 'drafted') return drafted.draft;
  throw new TypeError(`the template ${template.id} is not sound: ${JSON.stringify(drafted.findings)}`);
}
