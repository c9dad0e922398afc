import type { RuleDraft } from '@tocsin/domain/rules/alert-rule';
import { AlertRuleTemplates } from '@tocsin/domain/rule-templates/alert-rule-templates';
import { draftRule } from '@tocsin/domain/rule-templates/draft-rule';
import { ConditionFactory } from '@tocsin/domain/rules/condition-factory';

const rule = (
  name: string,
  description: string,
  severity: RuleDraft['severity'],
  hold: string,
  ...conditions: RuleDraft['conditions']
): RuleDraft => ({
  name,
  description,
  severity,
  category: 'infrastructure',
  status: 'active',
  conditions,
  for: hold,
  keep_firing_for: '0',
  labels: {},
  annotations: {},
});

const ofMachine: Readonly<Record<string, RuleDraft>> = {
  'system-cpu': rule(
    'Host CPU busy',
    'The processors have little left.',
    'HIGH',
    '2m',
    ConditionFactory.threshold('system_cpu_usage_percent', '>', 90, { recovery_threshold: 80 }),
  ),
  'system-memory': rule(
    'Host memory short',
    'Little memory is available.',
    'HIGH',
    '1m',
    ConditionFactory.threshold('system_memory_usage_percent', '>', 90, { recovery_threshold: 85 }),
  ),
  'system-disk': rule(
    'Host disk almost full',
    'A file system is almost full.',
    'CRITICAL',
    '1m',
    ConditionFactory.threshold('system_disk_usage_percent', '>', 90, { recovery_threshold: 88 }),
  ),
  'system-silent': rule(
    'Host readings stopped',
    'Nothing is known of this host any more.',
    'CRITICAL',
    '0',
    ConditionFactory.absence('system_load1', '1m'),
  ),
  'system-resident': rule(
    'Tocsin memory growing',
    'The platform holds more memory than it should.',
    'MEDIUM',
    '5m',
    ConditionFactory.threshold('tocsin_process_resident_bytes', '>', 1_500_000_000),
  ),
};

/**
 * The rules that watch the machine and the platform itself, by their ids. Those of the platform are the library's, with
 * its defaults, so that whoever is woken has a runbook.
 *
 * @param externalUrl - where people reach the platform, without a slash at the end; empty when that is not known
 */
export function systemRules(externalUrl: string): Readonly<Record<string, RuleDraft>> {
  const ofPlatform = AlertRuleTemplates.find({ group: 'platform' }).map((template) => {
    const drafted = draftRule(template, { externalUrl });
    if (drafted.kind === 'refused') throw new TypeError(`the template ${template.id} makes no rule`);
    return [template.id, drafted.draft] as const;
  });
  return { ...ofMachine, ...Object.fromEntries(ofPlatform) };
}
