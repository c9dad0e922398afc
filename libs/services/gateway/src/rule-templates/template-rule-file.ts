import { writeRuleFile } from '@tocsin/contracts/http/rule-group-body';
import type { AlertSeverity, RuleDraft } from '@tocsin/domain/rules/alert-rule';
import { queryOf } from '@tocsin/domain/rules/rule-query';

/** How the label `severity` of a rule file names each. */
const severityLabels: Readonly<Record<AlertSeverity, string>> = {
  CRITICAL: 'critical',
  HIGH: 'high',
  MEDIUM: 'warning',
  LOW: 'low',
  INFO: 'info',
};

/** A rule as a rule file of Prometheus. */
export function ruleFileOf(group: string, draft: RuleDraft): string {
  const { name, description, conditions, severity, labels, annotations, interval, runbook } = draft;
  return writeRuleFile([
    {
      name: group,
      ...(interval === undefined ? {} : { interval }),
      rules: [
        {
          alert: name,
          expr: queryOf(conditions),
          ...(draft.for === '0' ? {} : { for: draft.for }),
          labels: { severity: severityLabels[severity], ...labels },
          annotations: {
            ...annotations,
            ...(description === '' ? {} : { description }),
            ...(runbook === undefined ? {} : { runbook_url: runbook }),
          },
        },
      ],
    },
  ]);
}
